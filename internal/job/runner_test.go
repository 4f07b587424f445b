package job_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/job"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
)

type fixture struct {
	*storetest.House
	runner *job.Runner
	now    time.Time
}

func setup(t *testing.T, workers map[string]job.Worker) *fixture {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	f := &fixture{House: storetest.NewHouse(t, s), now: storetest.Noon}
	f.runner = &job.Runner{Store: s, Now: func() time.Time { return f.now }, Workers: workers}
	return f
}

func (f *fixture) ask(t *testing.T, work string) {
	t.Helper()
	if _, err := f.Do("thing.update", func(tx *change.Tx) error {
		_, err := tx.Enqueue(change.Job{Work: work})
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) states(t *testing.T) map[change.JobState]int64 {
	t.Helper()
	var out map[change.JobState]int64
	if err := f.Store.View(t.Context(), store.Org(f.Owner.Org), func(tx *store.Tx) (err error) {
		out, err = tx.Jobs(t.Context())
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func (f *fixture) once(t *testing.T) int {
	t.Helper()
	n, err := f.runner.Once(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	failing := errors.New("the mail server is away")
	for _, c := range []struct {
		name string
		fail func(attempt int64) error
		runs int64
		want change.JobState
	}{
		{"done at once", func(int64) error { return nil }, 1, change.JobDone},
		{"done at the third attempt", func(n int64) error {
			if n < 3 {
				return failing
			}
			return nil
		}, 3, change.JobDone},
		{"never", func(int64) error { return failing }, job.MaxAttempts, change.JobDead},
		{"for good", func(int64) error { return errs.New(errs.Invalid, "no such address") }, 1, change.JobDead},
		{"a panic is a failure", func(n int64) error {
			if n == 1 {
				panic("overboard")
			}
			return nil
		}, 2, change.JobDone},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var runs atomic.Int64
			f := setup(t, map[string]job.Worker{"mail": func(_ context.Context, j change.Claimed) error {
				if n := runs.Add(1); n != j.Attempt {
					t.Errorf("run %d is attempt %d", n, j.Attempt)
				}
				return c.fail(j.Attempt)
			}})
			f.ask(t, "mail")
			f.ask(t, "unknown work")
			for range 2 * job.MaxAttempts {
				f.once(t)
				f.now = f.now.Add(time.Hour)
			}
			if got := f.states(t); runs.Load() != c.runs || got[c.want] != 1 || got[change.JobWaiting] != 1 {
				t.Errorf("%d runs, states %v; want %d runs and %s", runs.Load(), got, c.runs, c.want)
			}
		})
	}
}

// TestPausedReplica: one that slept past its lease is told to stop, and cannot
// write down an outcome over the one of whoever took over.
func TestPausedReplica(t *testing.T) {
	t.Parallel()
	begun, told := make(chan struct{}), make(chan struct{})
	var runs atomic.Int64
	f := setup(t, map[string]job.Worker{"mail": func(ctx context.Context, _ change.Claimed) error {
		if runs.Add(1) > 1 {
			return nil
		}
		close(begun)
		<-ctx.Done()
		close(told)
		return errors.New("was told to stop")
	}})
	f.ask(t, "mail")
	sleeper := *f.runner
	sleeper.Lease = 30 * time.Millisecond // of real time: it renews every third of it
	woken := make(chan time.Time, 1)
	sleeper.Now = func() time.Time { return storetest.Noon.Add(-time.Hour) } // its lease has long ended
	sleeper.Store = slow{f.Store, woken}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if _, err := sleeper.Once(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	<-begun
	if f.once(t) != 1 {
		t.Fatal("nobody took over")
	}
	woken <- time.Now()
	<-told
	<-ended
	if got := f.states(t); got[change.JobDone] != 1 || len(got) != 1 {
		t.Errorf("states %v, want one done", got)
	}
}

// slow does not renew a lease until it is woken.
type slow struct {
	*store.Store
	woken chan time.Time
}

func (s slow) ClaimJobs(ctx context.Context, works []string, _, _ time.Time, n int) ([]change.Claimed, error) {
	return s.Store.ClaimJobs(ctx, works, storetest.Noon, storetest.Noon, n)
}

func (s slow) KeepJob(ctx context.Context, j change.Claimed, until time.Time) (bool, error) {
	select {
	case <-s.woken:
		return s.Store.KeepJob(ctx, j, until)
	default:
		return true, nil
	}
}

func TestRunStops(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	ticked := make(chan struct{}, 1)
	f := setup(t, map[string]job.Worker{"mail": func(ctx context.Context, _ change.Claimed) error {
		<-ticked
		stop()
		<-ctx.Done()
		return ctx.Err()
	}})
	f.runner.Ticks = append(f.runner.Ticks, job.Tick{Name: "panics", Do: func(context.Context, time.Time) error {
		ticked <- struct{}{}
		panic("a tick that panics")
	}})
	f.ask(t, "mail")
	f.runner.Run(ctx) // comes back, or the test hangs
	if got := f.states(t); got[change.JobRunning] != 1 {
		t.Errorf("states %v: a job that was cut off is left to its lease", got)
	}
}

func TestPause(t *testing.T) {
	t.Parallel()
	last := time.Duration(0)
	for n := int64(1); n < 100; n++ {
		p := job.Pause(n)
		if p < 13*time.Second || p > time.Hour || (n < 8 && p <= last) {
			t.Errorf("pause %d is %s after %s", n, p, last)
		}
		last = p
	}
}
