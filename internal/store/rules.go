package store

import (
	"bytes"
	"compress/flate"
	"context"
	"io"
	"sync"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/scheme"
)

// maxRuleData bounds what one kept book may unpack to.
const maxRuleData = 64 << 20

// Archive has every version of the rule data that was ever loaded: what a
// verdict as at an instant is judged by.
type Archive struct {
	store *Store
	mu    sync.Mutex
	books map[string]*scheme.Book // by hash; a handful in all the years
}

// KeepRules keeps the loaded book and says from when it is the loaded one; a
// book that is the loaded one already changes nothing. Call it at each start.
func (s *Store) KeepRules(ctx context.Context, book *scheme.Book, now time.Time) (*Archive, error) {
	a := &Archive{store: s, books: map[string]*scheme.Book{book.Hash(): book}}
	var last string
	latest := func(tx *Tx) error {
		_, err := tx.QueryRow(ctx, "SELECT hash FROM rule_load ORDER BY at DESC LIMIT 1", nil, &last)
		return err
	}
	if err := s.View(ctx, System(WorkStart), latest); err != nil || last == book.Hash() {
		return a, err
	}
	raw, err := book.Source()
	if err != nil {
		return nil, err
	}
	packed := pack(raw)
	return a, s.In(ctx, System(WorkStart), func(tx *Tx) error {
		last = ""
		if err := latest(tx); err != nil || last == book.Hash() {
			return err // another replica was first
		}
		if _, err := tx.Exec(ctx, "INSERT INTO rule_data (hash, source) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING", book.Hash(), packed); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO rule_load (at, hash) VALUES ($1, $2) ON CONFLICT (at) DO UPDATE SET hash = excluded.hash", now.UTC().UnixMicro(), book.Hash())
		return err
	})
}

// At gives the rule data that was the loaded one at an instant. The error is an
// errs.Unavailable with the reason when it was not kept (an older Holdfast ran
// then), or can no longer be read: a verdict of that time is then unknown.
func (a *Archive) At(ctx context.Context, instant time.Time) (*scheme.Book, error) {
	var hash string
	err := a.store.View(ctx, System(WorkStart), func(tx *Tx) error {
		_, err := tx.QueryRow(ctx, "SELECT hash FROM rule_load WHERE at <= $1 ORDER BY at DESC LIMIT 1", []any{instant.UTC().UnixMicro()}, &hash)
		return err
	})
	if err != nil {
		return nil, err
	}
	if hash == "" {
		return nil, errs.New(errs.Unavailable, "The rule data of that time was not kept: no verdict can be given by it.")
	}
	return a.Book(ctx, hash)
}

// Book gives the rule data of a hash, of any time.
func (a *Archive) Book(ctx context.Context, hash string) (*scheme.Book, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if b := a.books[hash]; b != nil {
		return b, nil
	}
	var packed []byte
	err := a.store.View(ctx, System(WorkStart), func(tx *Tx) error {
		_, err := tx.QueryRow(ctx, "SELECT source FROM rule_data WHERE hash = $1", []any{hash}, &packed)
		return err
	})
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxRuleData))
	if err != nil {
		return nil, errs.Wrap(err, errs.Unavailable, "The rule data %s cannot be unpacked.", hash)
	}
	b, err := scheme.FromSource(raw, hash)
	if err == nil {
		a.books[hash] = b
	}
	return b, err
}
