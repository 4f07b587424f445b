package feed

import (
	"fmt"
	"slices"
	"time"
)

// State is where the walk over one portal stands. Instants are microseconds UTC.
type State struct {
	// Through is the instant up to which everything was taken that the portal had.
	Through int64 `json:"through,omitempty"`
	Deep    int64 `json:"deep,omitempty"` // when it last looked far back
	Run     *Run  `json:"run,omitempty"`  // under way; nil between runs

	Asked int64 `json:"asked,omitempty"` // the last request
	Taken int64 `json:"taken,omitempty"` // the last page that was taken
	Done  int64 `json:"done,omitempty"`  // the end of the last whole run

	// Fault says in words what is wrong; empty: nothing is.
	Fault   string `json:"fault,omitempty"`
	Failed  int64  `json:"failed,omitempty"`  // when it went wrong
	Failing int    `json:"failing,omitempty"` // faults in a row
	// Unusable counts the answers to the present question that could not be used.
	Unusable int `json:"unusable,omitempty"`
	// RetryAt is before when it is not tried again of itself, and NotBefore
	// before when the portal said not to ask, whoever wishes it.
	RetryAt   int64 `json:"retryAt,omitempty"`
	NotBefore int64 `json:"notBefore,omitempty"`

	Last  Counts `json:"last,omitzero"` // of the last whole run
	Total Counts `json:"total,omitzero"`
	Gaps  []Gap  `json:"gaps,omitempty"`
	// Rejected are the last releases that could not be used, in words.
	Rejected []string `json:"rejected,omitempty"`
}

// mostRejected bounds State.Rejected.
const mostRejected = 10

// Wish is what people want of a portal.
type Wish struct {
	On bool
	// Asked is when somebody last asked for a run at once.
	Asked int64
}

// Page says what one page held.
type Page struct {
	// Next is the address of the page behind it; empty on the last.
	Next  string
	Count Counts
	// Rejected are releases of it that could not be used, in words.
	Rejected []string
}

// Wanted says that there is something to ask at now: a run under way, one that
// is due, or one that somebody wants at once.
func (s *Source) Wanted(st State, w Wish, now time.Time) bool {
	at := now.UnixMicro()
	hurry := w.Asked > max(st.Failed, st.Done)
	switch {
	case st.Run != nil && st.Run.Asked: // a person's stretch is walked to its end
	case !w.On:
		return false
	case st.Run == nil && !hurry && at < st.Done+s.Every.Microseconds():
		return false
	}
	return at >= st.NotBefore && (hurry || at >= st.RetryAt)
}

// When gives the instant from which Wanted will hold, for people.
func (s *Source) When(st State) time.Time {
	at := max(st.NotBefore, st.RetryAt)
	if st.Run == nil && st.Done > 0 {
		at = max(at, st.Done+s.Every.Microseconds())
	}
	return time.UnixMicro(at)
}

// Begin gives the state with a run under way.
func (s *Source) Begin(st State, now time.Time) State {
	if st.Run == nil {
		st.Run = s.begin(&st, now)
	}
	return st
}

// Ask gives the state with a run over a stretch that a person chose, in place of
// one under way: that begins again later from what was taken.
func (s *Source) Ask(st State, from, until, now time.Time) State {
	if r := st.Run; r != nil && r.Asked && r.From == from.UnixMicro() && r.Until == min(until.UnixMicro(), now.UnixMicro()) {
		return st // it is under way already
	}
	st.Run = s.over(&Run{Began: now.UnixMicro(), From: from.UnixMicro(), Until: min(until.UnixMicro(), now.UnixMicro()), Asked: true})
	st.RetryAt = 0
	return st
}

// Ready gives the earliest instant at which the next request may be sent.
func (s *Source) Ready(st State) time.Time {
	return time.UnixMicro(max(st.NotBefore, st.Asked+s.Pause.Microseconds()))
}

// Took gives the state after a page was taken, and stored for good.
func (s *Source) Took(st State, p Page, now time.Time) State {
	p.Count.Requests = 1
	at := now.UnixMicro()
	st.Asked, st.Taken, st.Failing, st.Unusable, st.Fault, st.RetryAt, st.NotBefore = at, at, 0, 0, "", 0, 0
	st.Total.add(p.Count)
	if len(p.Rejected) > 0 {
		st.Rejected = append(slices.Clone(p.Rejected), st.Rejected...)
		st.Rejected = st.Rejected[:min(len(st.Rejected), mostRejected)]
	}
	run := *st.Run
	run.Count.add(p.Count)
	st.Run = &run
	// A page without releases is the last, even where it names itself as the next.
	if p.Next != "" && p.Count.Read > 0 && p.Next != run.Step.Next {
		if run.Pages++; run.Pages < s.Pages {
			run.Step.Next = p.Next
			return st
		}
		return s.leave(st, fmt.Sprintf("After %d pages it still named another one.", s.Pages), at)
	}
	st.Gaps = s.filled(st.Gaps, run.Step)
	return s.on(st, at)
}

// leave goes on without the rest of a step, and remembers that: the rest of the
// walk is worth more than waiting for this for ever.
func (s *Source) leave(st State, why string, at int64) State {
	step := st.Run.Step
	step.Next = ""
	st.Gaps = append(s.filled(st.Gaps, step), Gap{Step: step, Why: why, At: at})
	st.Gaps = st.Gaps[max(0, len(st.Gaps)-mostGaps):]
	st.Failing, st.Unusable = 0, 0
	return s.on(st, at)
}

// on goes to the next step, or to the end of the run.
func (s *Source) on(st State, at int64) State {
	run := *st.Run
	if !s.Monthly() && (st.Through >= run.From || st.Through == 0 && !run.Asked) {
		st.Through = max(st.Through, run.Step.To)
	}
	next, more := s.after(&run)
	if more {
		run.Step, run.Pages = next, 0
		st.Run = &run
		return st
	}
	if s.Monthly() && (!run.Asked || st.Through >= run.From) {
		st.Through = max(st.Through, run.Until)
	}
	st.Run, st.Last = nil, run.Count
	if !run.Asked {
		st.Done = at
	}
	return st
}

// Fail gives the state after a request failed. jitter is from 0 to 1.
func (s *Source) Fail(st State, f Fault, now time.Time, jitter float64) State {
	at := now.UnixMicro()
	st.Asked, st.Fault, st.Failed = at, f.Words, at
	st.Failing++
	st.Total.Requests++
	wait := s.wait(&f, st.Failing, jitter)
	st.RetryAt = now.Add(wait).UnixMicro()
	if f.Kind == Busy {
		st.NotBefore = st.RetryAt
	}
	run := *st.Run
	run.Count.Requests++
	st.Run = &run
	if f.Kind != Broken && f.Kind != Refused {
		return st
	}
	st.Unusable++
	switch {
	case st.Unusable >= patience:
		return s.leave(st, f.Words, at)
	case st.Unusable == patience/2 && run.Step.Next != "": // its cursor may have run out
		run.Step.Next, run.Pages = "", 0
	}
	return st
}

// filled leaves out the gaps that a step has closed.
func (s *Source) filled(gaps []Gap, by Step) []Gap {
	return slices.DeleteFunc(slices.Clone(gaps), func(g Gap) bool {
		if s.Monthly() {
			return g.Step.Month == by.Month && g.Step.Type == by.Type
		}
		return by.From <= g.Step.From && g.Step.To <= by.To
	})
}
