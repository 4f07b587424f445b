package feed

import "time"

// Kind is the kind of a fault, by what it means for the next request.
type Kind string

const (
	// Busy: the portal asks to be left alone for a while.
	Busy Kind = "busy"
	// Away: it cannot be reached, or fails.
	Away Kind = "away"
	// Broken: it answered with something that cannot be used.
	Broken Kind = "broken"
	// Refused: it does not answer this question.
	Refused Kind = "refused"
)

// Fault is what went wrong with one request.
type Fault struct {
	Kind Kind
	// Words say it to people.
	Words string
	// Wait is how long the portal said to wait; 0: it did not say.
	Wait time.Duration
}

// Error makes a Fault an error.
func (f *Fault) Error() string { return f.Words }

const (
	firstPause  = 30 * time.Second
	longestWait = time.Hour
	// MostWait bounds what a portal may ask for.
	MostWait = 24 * time.Hour
	// patience is how often a question is asked that the portal answers, but not
	// usably, before the walk goes on without it.
	patience = 8
)

// wait gives how long to leave the portal alone after the n-th fault in a row.
// jitter is from 0 to 1: it only ever adds, so that what the portal said holds.
func (s *Source) wait(f *Fault, n int, jitter float64) time.Duration {
	d := longestWait
	if n < 8 {
		d = min(firstPause<<max(n-1, 0), longestWait)
	}
	least := max(f.Wait, 0)
	if f.Kind == Busy && least == 0 {
		least = s.Busy
	}
	d = max(d, min(least, MostWait))
	return d + time.Duration(jitter*float64(d)/5)
}

// Gap is a question that was left out, with why.
type Gap struct {
	Step Step   `json:"step"`
	Why  string `json:"why"`
	At   int64  `json:"at"`
}

// most gaps are kept.
const mostGaps = 50
