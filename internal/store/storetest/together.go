package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// together: sixteen writers raise one counter. Every success is there
// afterwards, and no other; the refused ones among them take nothing with them.
func together(t *testing.T, s *store.Store) {
	const writers, rounds = 16, 12
	h := NewHouse(t, s)
	row := h.Add(t, Thing{Title: "counter"})[0]
	var done sync.WaitGroup
	for w := range writers {
		done.Go(func() {
			for n := range rounds {
				var version int64
				_, err := h.Do("thing.update", func(tx *change.Tx) error {
					now, err := change.Get(tx, Things, row.ID)
					if err != nil {
						return err
					}
					version, now.Value.Count = now.Version, now.Value.Count+1
					_, err = change.Put(tx, Things, row.ID, version, now.Value)
					if err == nil && (w+n)%4 == 0 {
						return errs.New(errs.Invalid, "this one changes its mind")
					}
					return err
				})
				if (w+n)%4 == 0 {
					if errs.CodeOf(err) != errs.Invalid {
						t.Errorf("a refusal came back as %v", err)
					}
				} else if err != nil {
					t.Errorf("a write failed: %v", err)
				}
			}
		})
	}
	done.Wait()
	h.See(t, func(v *change.View) error {
		now, err := change.Get(v, Things, row.ID)
		want := writers * rounds * 3 / 4
		if now.Value.Count != want || now.Version != int64(want)+1 {
			t.Errorf("counted %d in %d versions, want %d: an update was lost", now.Value.Count, now.Version, want)
		}
		leaves, lerr := v.Trail(change.TrailQuery{ID: row.ID})
		if len(leaves) != want+1 {
			t.Errorf("%d events for %d writes", len(leaves), want+1)
		}
		return errors.Join(err, lerr)
	})
}

// apart: no organisation sees, finds, counts or changes another's.
func apart(t *testing.T, s *store.Store) {
	mine, theirs := NewHouse(t, s), NewHouse(t, s)
	row := theirs.Add(t, Thing{Title: "theirs"})[0]
	err := mine.Door.See(context.Background(), mine.Owner, func(v *change.View) error {
		page, err := change.List(v, Things, register.Query{Search: "theirs"})
		if err != nil || len(page.Rows) != 0 || page.Total != 0 {
			t.Errorf("found %d of theirs, %v", page.Total, err)
		}
		_, err = change.Get(v, Things, row.ID)
		_, unknown := change.Get(v, Things, "no-such-id")
		if err.Error() != unknown.Error() {
			t.Errorf("another's id says %q, an unknown one %q", err, unknown)
		}
		if past, err := change.History(v, Things, row.ID); len(past) != 0 || errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another's history: %v, %v", past, err)
		}
		leaves, err := v.Trail(change.TrailQuery{ID: row.ID})
		if len(leaves) != 0 {
			t.Errorf("another's trail: %d", len(leaves))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for action, fn := range map[string]func(*change.Tx) error{
		"thing.update": func(tx *change.Tx) error {
			_, err := change.Put(tx, Things, row.ID, 1, Thing{Title: "taken", State: "open"})
			return err
		},
		"thing.delete": func(tx *change.Tx) error { return change.Delete(tx, Things, row.ID, 1) },
	} {
		if _, err := mine.Do(action, fn); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("%s of another's: %v", action, err)
		}
	}
}

// scopes: a transaction states whose rows it wants, and a list is only read.
func scopes(t *testing.T, s *store.Store) {
	a, b := NewHouse(t, s), NewHouse(t, s)
	ctx := context.Background()
	nothing := func(*store.Tx) error { return nil }
	for name, scope := range map[string]store.Scope{
		"none": {}, "empty": store.Org(""), "a list in one": store.Org("a,b"), "unnamed work": store.System("tidy"),
	} {
		if err := s.View(ctx, scope, nothing); err == nil {
			t.Errorf("a transaction began with %s as its scope", name)
		}
	}
	both := store.Orgs(a.Owner.Org, b.Owner.Org)
	if err := s.In(ctx, both, nothing); err == nil {
		t.Error("a list of organisations was written to")
	}
	for name, c := range map[string]struct {
		scope store.Scope
		want  int
	}{"one": {store.Org(a.Owner.Org), 1}, "both": {both, 2}, "all": {store.System(store.WorkDoctor), 2}} {
		err := s.View(ctx, c.scope, func(tx *store.Tx) error {
			found, err := tx.Organisations(ctx)
			if len(found) != c.want {
				t.Errorf("%s: sees %d organisations", name, len(found))
			}
			return err
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.View(ctx, store.Org(a.Owner.Org), func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM record WHERE org_id = $1", a.Owner.Org)
		return err
	}); err == nil {
		t.Error("a reading transaction wrote")
	}
}

// panics: a change that panics keeps nothing, panics in its caller, and does
// not stop those that come after.
func panics(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	func() {
		defer func() {
			if r := recover(); fmt.Sprint(r) != "overboard" {
				t.Errorf("the panic came back as %v", r)
			}
		}()
		_, _ = h.Do("thing.create", func(tx *change.Tx) error {
			if _, err := change.Insert(tx, Things, Thing{Title: "lost", State: "open"}); err != nil {
				return err
			}
			panic("overboard")
		})
	}()
	if row := h.Add(t, Thing{Title: "after"})[0]; row.Number != "THING-1" {
		t.Errorf("the panic kept something: the next is %s", row.Number)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := h.Door.Do(gone, change.Request{Actor: h.Owner, Action: "thing.create", Now: Noon}, func(tx *change.Tx) error {
		_, err := change.Insert(tx, Things, Thing{Title: "too late", State: "open"})
		return err
	})
	if errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("a request that had ended: %v", err)
	}
}
