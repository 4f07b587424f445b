// Package job does the background work that changes have asked for, and looks
// at regular times for what the day asks for. A job is done at least once: a
// worker whose effect must not happen twice makes it safe to repeat, with a
// change keyed by the job's id or a message that carries the same Message-ID.
// The states are drawn in docs/kernel.md.
package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/errs"
)

const (
	// DefaultLease is how long a worker holds a job before another may take it;
	// a worker that lives renews it.
	DefaultLease = 60 * time.Second
	// DefaultPoll is the pause between two looks for work.
	DefaultPoll = time.Second
	// DefaultTick is the pause between two looks at the day.
	DefaultTick = time.Minute
	// DefaultParallel is how many jobs run side by side.
	DefaultParallel = 4
	// MaxAttempts is how often a job is tried before it is set aside; with the
	// pauses below that is more than a day.
	MaxAttempts = 40
	// firstPause and longestPause bound the pause before the next attempt, which
	// doubles each time.
	firstPause   = 15 * time.Second
	longestPause = time.Hour
	// endWait is how long writing down an outcome may take while stopping.
	endWait = 5 * time.Second
)

// Store is what the runner needs of the store.
type Store interface {
	ClaimJobs(ctx context.Context, works []string, now, until time.Time, n int) ([]change.Claimed, error)
	KeepJob(ctx context.Context, j change.Claimed, until time.Time) (bool, error)
	EndJob(ctx context.Context, j change.Claimed, o change.Outcome) (bool, error)
}

// Worker does one kind of work. An error with the code Invalid is for good: the
// job is set aside at once. Any other is tried again.
type Worker func(ctx context.Context, j change.Claimed) error

// Runner claims jobs and runs their workers. The owner fills the fields before
// Run and leaves them alone after; the zero value of a duration or a number is
// its default.
type Runner struct {
	Store    Store
	Now      func() time.Time
	Workers  map[string]Worker // by the name of the work
	Ticks    []Tick
	Lease    time.Duration
	Poll     time.Duration
	Parallel int
	Log      *slog.Logger
}

// Tick is something that a server looks at by itself: once at the start, and
// then after each pause. It runs on every replica, so it must do no harm when it
// runs twice. A slow one holds up no other.
type Tick struct {
	Name  string        // for the log
	Every time.Duration // the zero value is DefaultTick
	Do    func(ctx context.Context, now time.Time) error
}

// Run works until ctx ends; jobs that are running are then cut off, and are
// tried again by whoever claims them next.
func (r *Runner) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, t := range r.Ticks {
		all.Go(func() {
			every(ctx, or(t.Every, DefaultTick), func() bool { r.tick(ctx, t); return false })
		})
	}
	all.Go(func() {
		every(ctx, or(r.Poll, DefaultPoll), func() bool {
			n, err := r.Once(ctx)
			if err != nil && ctx.Err() == nil {
				r.log().Error("jobs", "error", err)
			}
			return n > 0 // there may be more
		})
	})
	all.Wait()
}

// every calls fn at once and then after each pause; without the pause while fn
// says that there is more.
func every(ctx context.Context, pause time.Duration, fn func() bool) {
	for ctx.Err() == nil {
		if fn() {
			continue
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

func (r *Runner) tick(ctx context.Context, t Tick) {
	now := r.Now()
	if err := guard(func() error { return t.Do(ctx, now) }); err != nil && ctx.Err() == nil {
		r.log().Error("tick", "of", t.Name, "error", err)
	}
}

// Once claims what is due now, runs it, and gives how many jobs it ran.
func (r *Runner) Once(ctx context.Context) (int, error) {
	works := make([]string, 0, len(r.Workers))
	for w := range r.Workers {
		works = append(works, w)
	}
	now := r.Now()
	claimed, err := r.Store.ClaimJobs(ctx, works, now, now.Add(or(r.Lease, DefaultLease)), or(r.Parallel, DefaultParallel))
	if err != nil {
		return 0, err
	}
	var running sync.WaitGroup
	problems := make([]error, len(claimed))
	for i, j := range claimed {
		running.Go(func() { problems[i] = r.one(ctx, j) })
	}
	running.Wait()
	return len(claimed), errors.Join(problems...)
}

// one runs a job while renewing its lease, and writes down how it ended.
func (r *Runner) one(ctx context.Context, j change.Claimed) error {
	run, stop := context.WithCancel(ctx)
	defer stop()
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		r.keep(run, stop, j)
	}()
	err := errors.New("was begun too often without coming to an end")
	if j.Attempt <= MaxAttempts {
		err = guard(func() error { return r.Workers[j.Work](run, j) })
	}
	lost := run.Err() != nil && ctx.Err() == nil
	stop()
	<-kept
	if ctx.Err() != nil && err != nil {
		return nil // stopping: the lease ends by itself
	}
	if lost {
		r.log().Warn("a job was taken over", "work", j.Work, "job", j.ID)
		return nil
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWait)
	defer cancel()
	mine, eerr := r.Store.EndJob(end, j, r.outcome(j, err))
	if eerr == nil && !mine {
		r.log().Warn("a job was taken over", "work", j.Work, "job", j.ID)
	}
	return eerr
}

// keep renews the lease, and stops the worker when somebody else has the job.
func (r *Runner) keep(ctx context.Context, stop func(), j change.Claimed) {
	lease := or(r.Lease, DefaultLease)
	every(ctx, lease/3, func() bool {
		mine, err := r.Store.KeepJob(ctx, j, r.Now().Add(lease))
		if err == nil && !mine {
			stop()
		}
		return false
	})
}

func (r *Runner) outcome(j change.Claimed, err error) change.Outcome {
	now := r.Now()
	o := change.Outcome{State: change.JobDone, At: now.UnixMicro()}
	if err == nil {
		return o
	}
	o.Problem = err.Error()
	if errs.CodeOf(err) == errs.Invalid || j.Attempt >= MaxAttempts {
		r.log().Error("a job was set aside", "work", j.Work, "job", j.ID, "error", err)
		o.State = change.JobDead
		return o
	}
	o.State, o.RunAt = change.JobWaiting, now.Add(Pause(j.Attempt)).UnixMicro()
	return o
}

// Pause gives how long to wait after the n-th attempt: it doubles from 15
// seconds to an hour, and is spread by a tenth so that not all come at once.
func Pause(attempt int64) time.Duration {
	d := longestPause
	if attempt < 9 {
		d = min(firstPause<<max(attempt-1, 0), longestPause)
	}
	return d - rand.N(d/10)
}

// guard turns a worker's panic into an error: the job fails, not the server.
func guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return fn()
}

func (r *Runner) log() *slog.Logger {
	if r.Log != nil {
		return r.Log
	}
	return slog.New(slog.DiscardHandler)
}

func or[T int | time.Duration](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}
