package portal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"holdfast/internal/ocds"
	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

// Lease is how long a portal is held without a word: longer than any request
// with the storing of its answer.
const Lease = 10 * time.Minute

// endTime bounds the letting go of a portal when the walk is told to stop.
const endTime = 5 * time.Second

// Walker walks over the feeds of portals.
type Walker struct {
	Client *Client
	Keeper feed.Keeper
	// Take stores the releases of a page for good. Taken twice they are the same.
	Take func(ctx context.Context, f *ocds.File) (notice.Result, error)
	Now  func() time.Time
	// Sleep waits, or gives the context's error.
	Sleep func(ctx context.Context, d time.Duration) error
	// Jitter gives a random number from 0 to 1.
	Jitter func() float64
}

// Order is what one walk is for. The zero Order is a server's: what is wanted
// now, as far as the portal lets it.
type Order struct {
	// Now asks for a run at once, of a portal that is switched off too.
	Now bool
	// From and To ask for a stretch that a person chose.
	From, To time.Time
	// Patience is the longest wait that is sat out; for longer ones the walk ends
	// and is gone on with later.
	Patience time.Duration
}

// Outcome says how a walk ended.
type Outcome struct {
	State feed.State
	Count feed.Counts // of this walk
	// Elsewhere: another process is asking this portal now.
	Elsewhere bool
	// Waits until when nothing can be asked; zero: there is nothing to ask.
	Waits time.Time
}

// Walk asks one portal for what is wanted of it, until there is no more or it
// has to wait. The error is of this machine; what is wrong with the portal is in
// the state.
func (w *Walker) Walk(ctx context.Context, s *feed.Source, o Order) (out Outcome, err error) {
	if o == (Order{}) { // a server looks often: it writes nothing when there is nothing to do
		wanted, err := w.wanted(ctx, s)
		if err != nil || !wanted {
			return Outcome{}, err
		}
	}
	now := w.Now()
	f, held, err := w.Keeper.HoldFeed(ctx, s.Portal, now, now.Add(Lease))
	if err != nil || !held {
		return Outcome{Elsewhere: err == nil}, err
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
		defer cancel()
		if f.Fence == 0 {
			return // taken over
		}
		if _, _, kerr := w.Keeper.KeepFeed(end, f, time.Time{}); err == nil {
			err = kerr
		}
		out.State = f.State
	}()
	wish := func(stored feed.Wish) feed.Wish {
		if o.Now {
			return feed.Wish{On: true, Asked: max(now.UnixMicro(), stored.Asked)}
		}
		return stored
	}
	f.Wish = wish(f.Wish)
	chosen := !o.From.IsZero()
	if chosen {
		f.State = s.Ask(f.State, o.From, o.To, now)
	}
	// keep stores where the walk stands and holds on; false when somebody else has it.
	keep := func(longer time.Duration) (bool, error) {
		got, mine, err := w.Keeper.KeepFeed(ctx, f, w.Now().Add(longer+Lease))
		if err == nil && !mine {
			f.Fence = 0
			out.Elsewhere = true
		}
		f.Wish = wish(got)
		return mine && err == nil, err
	}
	for ctx.Err() == nil {
		now := w.Now()
		var wait time.Duration
		run, later := f.State.Run, s.When(f.State).Sub(now)
		switch {
		case chosen && (run == nil || !run.Asked): // it has come to its end
			return out, nil
		case s.Wanted(f.State, f.Wish, now):
			f.State = s.Begin(f.State, now)
			wait = min(s.Ready(f.State).Sub(now), s.Pause) // also where the clock was put back
		case run == nil || !f.On && !run.Asked || later <= 0:
			return out, nil
		case later > o.Patience:
			out.Waits = s.When(f.State)
			return out, nil
		default:
			wait = later
		}
		if wait > 0 {
			if mine, err := keep(wait); !mine {
				return out, err
			}
			if err := w.Sleep(ctx, wait); err != nil {
				return out, err
			}
			continue
		}
		if mine, err := keep(0); !mine {
			return out, err
		}
		before := f.State.Total
		if f.State, err = w.one(ctx, s, f.State); err != nil {
			return out, err
		}
		out.Count.Grow(before, f.State.Total)
		if mine, err := keep(0); !mine {
			return out, err
		}
	}
	return out, ctx.Err()
}

func (w *Walker) wanted(ctx context.Context, s *feed.Source) (bool, error) {
	all, err := w.Keeper.Feeds(ctx)
	for _, f := range all {
		if f.Portal == s.Portal {
			return s.Wanted(f.State, f.Wish, w.Now()), err
		}
	}
	return false, err
}

// one puts one question, stores what came, and gives the state after it.
func (w *Walker) one(ctx context.Context, s *feed.Source, st feed.State) (feed.State, error) {
	a, err := w.Client.Ask(ctx, s, st.Run.Step)
	var fault *feed.Fault
	switch {
	case errors.As(err, &fault):
		return s.Fail(st, *fault, w.Now(), w.Jitter()), nil
	case err != nil:
		return st, err
	}
	defer a.Close()
	got, err := w.Take(ctx, a.File)
	if err != nil {
		return st, err
	}
	p := feed.Page{Next: a.Next, Count: feed.Counts{Read: got.Read, New: got.New, Updated: got.Updated, Unchanged: got.Unchanged, Rejected: len(got.Rejected)}}
	for _, r := range got.Rejected {
		p.Rejected = append(p.Rejected, clip(fmt.Sprintf("%s: %s", r.Pointer, r.Reason), 200))
	}
	return s.Took(st, p, w.Now()), nil
}
