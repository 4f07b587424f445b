package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/store"
)

// enqueue adds a job and says whether it was added.
func (h *House) enqueue(t *testing.T, j change.Job) bool {
	t.Helper()
	added := false
	if _, err := h.Do("thing.update", func(tx *change.Tx) (err error) {
		added, err = tx.Enqueue(j)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return added
}

// jobs walks the states of docs/kernel.md.
func jobs(t *testing.T, s *store.Store) {
	h, other := NewHouse(t, s), NewHouse(t, s)
	ctx := context.Background()
	claim := func(at time.Time, n int) []change.Claimed {
		t.Helper()
		got, err := s.ClaimJobs(ctx, []string{"mail"}, at, at.Add(time.Minute), n)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	end := func(j change.Claimed, o change.Outcome) bool {
		t.Helper()
		mine, err := s.EndJob(ctx, j, o)
		if err != nil {
			t.Fatal(err)
		}
		return mine
	}
	if got := claim(Noon, 5); len(got) != 0 {
		t.Fatalf("claimed of nothing: %v", got)
	}
	later := Noon.Add(time.Hour).UnixMicro()
	h.enqueue(t, change.Job{Work: "mail", Unique: "later", RunAt: later})
	h.enqueue(t, change.Job{Work: "mail", Unique: "a", Payload: []byte(`{"to":"a"}`)})
	h.enqueue(t, change.Job{Work: "other"})
	if h.enqueue(t, change.Job{Work: "mail", Unique: "a"}) {
		t.Error("a second job with the unique key")
	}
	if !other.enqueue(t, change.Job{Work: "mail", Unique: "a", RunAt: Noon.Add(-time.Hour).UnixMicro()}) {
		t.Error("another organisation's key stood in the way")
	}
	if _, err := h.Do("thing.update", func(tx *change.Tx) error {
		if _, err := tx.Enqueue(change.Job{Work: "mail"}); err != nil {
			return err
		}
		return errs.New(errs.Invalid, "no")
	}); err == nil {
		t.Fatal("the refusal was lost")
	}

	got := claim(Noon, 5)
	if len(got) != 2 || got[0].Attempt != 1 {
		t.Fatalf("claimed %+v, want the two that are due", got)
	}
	mine := got[slices.IndexFunc(got, func(j change.Claimed) bool { return j.Org == h.Owner.Org })]
	if string(mine.Payload) != `{"to":"a"}` {
		t.Errorf("payload %s", mine.Payload)
	}
	if again := claim(Noon, 5); len(again) != 0 {
		t.Errorf("claimed twice: %v", again)
	}
	if h.enqueue(t, change.Job{Work: "mail", Unique: "a"}) {
		t.Error("a second job while the first runs")
	}

	// The lease ends: another takes over, and the first can no longer end it.
	late := Noon.Add(time.Minute)
	if ok, err := s.KeepJob(ctx, mine, late.Add(time.Minute)); !ok || err != nil {
		t.Errorf("renewing a lease: %v, %v", ok, err)
	}
	taken := claim(late, 5)
	if len(taken) != 1 || taken[0].Org != other.Owner.Org || taken[0].Attempt != 2 {
		t.Fatalf("after the leases: %+v, want the one that was not renewed", taken)
	}
	first := got[1-slices.IndexFunc(got, func(j change.Claimed) bool { return j.Org == h.Owner.Org })]
	if end(first, change.Outcome{State: change.JobDone, At: 1}) {
		t.Error("an old holder ended the job")
	}
	if ok, err := s.KeepJob(ctx, first, late); ok || err != nil {
		t.Errorf("an old holder renewed its lease: %v, %v", ok, err)
	}
	if !end(taken[0], change.Outcome{State: change.JobDead, At: 1, Problem: "a\x00\xff"}) {
		t.Error("the new holder could not end the job")
	}

	// Tried again, then done; a job that is over leaves its key free.
	if !end(mine, change.Outcome{State: change.JobWaiting, At: 1, RunAt: later}) {
		t.Error("could not be put back")
	}
	if got := claim(Noon.Add(59*time.Minute), 5); len(got) != 0 {
		t.Errorf("claimed before its time: %v", got)
	}
	both := claim(Noon.Add(time.Hour), 1)
	both = append(both, claim(Noon.Add(time.Hour), 1)...)
	if len(both) != 2 || both[0].ID == both[1].ID {
		t.Fatalf("claimed %v", both)
	}
	for _, j := range both {
		if !end(j, change.Outcome{State: change.JobDone, At: later}) || end(j, change.Outcome{State: change.JobDone, At: later}) {
			t.Errorf("%s did not end exactly once", j.ID)
		}
	}
	if !h.enqueue(t, change.Job{Work: "mail", Unique: "a", RunAt: later * 2}) {
		t.Error("the key of a job that was done is still taken")
	}
	if n, err := s.SweepJobs(ctx, Noon.Add(2*time.Hour)); n < 2 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if err := s.View(ctx, store.Org(other.Owner.Org), func(tx *store.Tx) error {
		n, err := tx.Jobs(ctx)
		if len(n) != 1 || n[change.JobDead] != 1 {
			t.Errorf("the other organisation has %v", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// crowd: several replicas claim side by side; each job is run by one.
func crowd(t *testing.T, s *store.Store) {
	const all = 120
	h := NewHouse(t, s)
	if _, err := h.Do("thing.update", func(tx *change.Tx) error {
		for n := range all {
			if _, err := tx.Enqueue(change.Job{Work: "count", Unique: fmt.Sprint(n)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	var (
		mu   sync.Mutex
		seen = map[string]int{}
		done sync.WaitGroup
	)
	for range 6 {
		done.Go(func() {
			for {
				got, err := s.ClaimJobs(context.Background(), []string{"count"}, Noon, Noon.Add(time.Hour), 7)
				if err != nil || len(got) == 0 {
					if err != nil {
						t.Error(err)
					}
					return
				}
				for _, j := range got {
					mine, err := s.EndJob(context.Background(), j, change.Outcome{State: change.JobDone, At: Noon.UnixMicro()})
					if !mine || err != nil {
						t.Error(errors.Join(errors.New("a job was taken away"), err))
					}
					mu.Lock()
					seen[j.ID]++
					mu.Unlock()
				}
			}
		})
	}
	done.Wait()
	// A claimer that found everything locked may leave early; nothing is left,
	// since each goes on until it finds nothing.
	if len(seen) != all {
		t.Errorf("%d of %d jobs were run", len(seen), all)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was run %d times", id, n)
		}
	}
}
