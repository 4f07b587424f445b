package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"holdfast/internal/errs"
)

// Staged is a file that has come whole and is durable, but is not stored yet:
// nobody can read it. Keep stores it, Drop forgets it. It is not for several
// goroutines.
type Staged struct {
	Hash string // SHA-256 of its content, in hex
	Size int64
	Head []byte // its first 512 bytes, or all of a shorter one: what its type is told by

	folder *Folder
	tmp    string
	kept   time.Time // zero: not stored
	isNew  bool      // nothing was stored under the name before
}

// Stage takes what r gives, up to limit bytes. The caller calls Drop in the end,
// whatever happened: it does nothing to what was kept. Errors: TooLarge,
// StorageFull, Unavailable; nothing is left then.
func (f *Folder) Stage(ctx context.Context, r io.Reader, limit int64) (_ *Staged, err error) {
	tmp, err := os.CreateTemp(filepath.Join(f.dir, incoming), "*")
	if err != nil {
		return nil, fault(err)
	}
	defer func() {
		_ = tmp.Close()
		if err != nil {
			_ = os.Remove(tmp.Name())
		}
	}()
	s := &Staged{folder: f, tmp: tmp.Name()}
	h := sha256.New()
	if s.Size, err = io.Copy(io.MultiWriter(tmp, h, (*head)(&s.Head)), io.LimitReader(reader{ctx, r}, limit+1)); err != nil {
		return nil, fault(err)
	}
	if s.Size > limit {
		return nil, errs.New(errs.TooLarge, "The file is larger than %d MiB.", limit>>20)
	}
	if err := tmp.Sync(); err != nil {
		return nil, fault(err)
	}
	s.Hash = hex.EncodeToString(h.Sum(nil))
	return s, nil
}

// headBytes are what a file's type is told by.
const headBytes = 512

// head keeps the beginning of what is written to it.
type head []byte

func (h *head) Write(p []byte) (int, error) {
	if room := headBytes - len(*h); room > 0 {
		*h = append(*h, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// Keep stores the file: it answers once it is durable under its name. Keeping
// what is kept does nothing.
func (s *Staged) Keep() error {
	if !s.kept.IsZero() {
		return nil
	}
	path := s.folder.path(s.Hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault(err)
	}
	// Whoever removes what no record names goes by this time.
	now := time.Now()
	if err := os.Chtimes(s.tmp, now, now); err != nil {
		return fault(err)
	}
	// A link is made only where nothing lies yet. What lies there already is
	// replaced: were it damaged, it is mended.
	err := os.Link(s.tmp, path)
	if s.isNew = err == nil; s.isNew {
		_ = os.Remove(s.tmp)
	} else if err := os.Rename(s.tmp, path); err != nil {
		return fault(err)
	}
	s.kept = now
	for _, dir := range []string{filepath.Dir(path), s.folder.dir} {
		if err := syncDir(dir); err != nil {
			return fault(err)
		}
	}
	return nil
}

// Drop forgets the file when it was not kept.
func (s *Staged) Drop() {
	if s.kept.IsZero() {
		_ = os.Remove(s.tmp)
	}
}

// Undo takes away what Keep stored, once it is certain that no record of the
// caller names it. What was there before, or was stored again since, stays.
func (s *Staged) Undo() error {
	if s.kept.IsZero() || !s.isNew {
		return nil
	}
	info, err := os.Stat(s.folder.path(s.Hash))
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.ModTime().After(s.kept.Add(time.Microsecond)) {
		return nil
	}
	if err != nil {
		return fault(err)
	}
	_, err = s.folder.Remove(s.Hash, info.ModTime())
	return err
}
