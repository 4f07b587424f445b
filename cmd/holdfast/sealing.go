package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
	"holdfast/internal/store"
)

const (
	// sealEvery is how often a server looks for trails that have grown.
	sealEvery = time.Minute
	// signEvery is how old the last checkpoint is before a trail that has grown is
	// signed again: what was removed since stays unnoticed for at most that long.
	signEvery = time.Hour
	// sealBehind is how many leaves may wait for the next checkpoint unhashed.
	sealBehind = 20_000
	// signWait is how long the last signing may take while the program stops.
	signWait = 10 * time.Second
	// signedSuffix names the file beside the keys that remembers what was signed.
	signedSuffix = ".signed"
)

// sealer hashes and signs the trails of this installation.
func (h *app) sealer() *proof.Sealer {
	return &proof.Sealer{
		Store: h.store, Keys: h.keys, Memory: &signedFile{path: h.keysPath + signedSuffix},
		Rules: h.book.Hash,
	}
}

// signAll signs each trail that has grown since it was signed, when that is
// longer ago than after.
func (h *app) signAll(ctx context.Context, now time.Time, after time.Duration, log *slog.Logger) {
	var behind []store.TrailBehind
	err := h.store.View(ctx, store.System(store.WorkTrail), func(tx *store.Tx) (err error) {
		behind, err = tx.TrailsBehind(ctx)
		return err
	})
	if err != nil && ctx.Err() == nil {
		log.Error("trail", "error", err)
	}
	s := h.sealer()
	for _, b := range behind {
		var err error
		// A clock that was set back must not stop the signing.
		if since := now.Sub(time.UnixMicro(b.Signed)); b.Signed == 0 || since >= after || since < 0 {
			_, _, err = s.Checkpoint(ctx, b.Org, now)
		} else if b.Size-b.Sealed > sealBehind {
			_, err = s.Seal(ctx, b.Org)
		}
		if err != nil && ctx.Err() == nil && errs.CodeOf(err) != errs.NotFound {
			log.Error("trail", "organisation", b.Org, "error", err)
		}
	}
}

// signedFile remembers what was signed last, in one JSON file beside the keys:
// a database that is set back to an older state does not take it along.
type signedFile struct {
	path string
	mu   sync.Mutex
}

func (f *signedFile) load() (map[string]string, error) {
	b, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	notes := map[string]string{}
	if err == nil {
		err = json.Unmarshal(b, &notes)
	}
	if err != nil {
		return nil, errs.Wrap(err, errs.Unavailable, "%s, which remembers what was signed last, cannot be read. Put it right, or take it away if you know why.", f.path)
	}
	return notes, nil
}

// Recall implements proof.Memory.
func (f *signedFile) Recall(origin string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	notes, err := f.load()
	if err != nil || notes[origin] == "" {
		return nil, err
	}
	return []byte(notes[origin]), nil
}

// Remember implements proof.Memory.
func (f *signedFile) Remember(origin string, signed []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	notes, err := f.load()
	if err != nil || notes[origin] == string(signed) {
		return err
	}
	notes[origin] = string(signed)
	b, err := json.MarshalIndent(notes, "", "  ")
	if err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*") // 0600
	if err != nil {
		return errs.Wrap(err, errs.Unavailable, "What was signed cannot be remembered in %s.", f.path)
	}
	_, err = next.Write(append(b, '\n'))
	err = errors.Join(err, next.Sync(), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), f.path)
	}
	if err != nil {
		_ = os.Remove(next.Name())
		return errs.Wrap(err, errs.Unavailable, "What was signed cannot be remembered in %s.", f.path)
	}
	return nil
}

// checkpointFoot is what a mail says below of the newest checkpoint, so that it
// leaves the house by itself; empty while there is none, or the trail is refused.
func (h *app) checkpointFoot(ctx context.Context, org string) string {
	st, err := h.sealer().State(ctx, org)
	if err != nil || st.Trouble != nil || st.Last == nil {
		return ""
	}
	return "\n\nKeep this mail: it ends with the newest checkpoint of your record. Those lines, as\n" +
		"a file given to holdfast trail verify with --checkpoint, show what was removed since.\n\n" + string(st.Note)
}
