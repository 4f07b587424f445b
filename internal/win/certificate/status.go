package certificate

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// history gives the recorded history by date; lines of one day stay in the
// order in which they were recorded.
func (c *Certificate) history() []StatusChange {
	h := slices.Clone(c.Status)
	slices.SortStableFunc(h, func(a, b StatusChange) int { return int(a.From - b.From) })
	return h
}

// Recorded gives the recorded state in force on the day and since when; the
// empty state when nothing is recorded by then.
func (c *Certificate) Recorded(day civil.Date) (state string, from civil.Date) {
	for _, s := range c.history() {
		if s.From > day {
			break
		}
		state, from = s.State, s.From
	}
	return state, from
}

// StatusOn gives how the certificate stands on the day: the recorded state, or
// else what its dates say. A date never suspends or withdraws: only the body's
// recorded word does. Past its last valid day it is expired whatever was
// recorded before, unless withdrawn or revoked.
func (c *Certificate) StatusOn(s *scheme.Scheme, day civil.Date) string {
	state, _ := c.Recorded(day)
	if state == Withdrawn || state == Revoked || state == Expired || state == Planned {
		return state
	}
	held := c.On(day)
	if start := s.ValidFrom(held); !start.IsZero() && day < start {
		return Planned
	}
	if last := s.LastValidDay(held).Early; !last.IsZero() && day > last {
		return Expired
	}
	if state == "" {
		if s.ValidFrom(held).IsZero() && c.Expires.IsZero() {
			return Planned // nothing says that it was ever issued
		}
		return Certified
	}
	return state
}

// Counts says whether a certificate in this state counts at all.
func Counts(state string) bool { return state == Certified || state == InRecertification }

// On gives what the scheme's clocks need of the record, as it stands on a day.
func (c *Certificate) On(day civil.Date) scheme.Held {
	h := scheme.Held{
		Cycle: c.Cycle, Edition: c.Edition, EndLabel: c.EndLabel,
		Decision: c.Decision, Issued: c.Issued, Expires: c.Expires, Stage2: c.Stage2,
	}
	if state, from := c.Recorded(day); state == Suspended {
		h.Suspended = from
	}
	return h
}

// ForVerdict gives what the verdict needs, under the number that people know
// it by. covers is the bid's own judgement; empty takes the standing one.
func (c *Certificate) ForVerdict(number, covers string) verdict.Certificate {
	if covers == "" {
		covers = c.Covers
	}
	if covers == "" {
		covers = "unknown"
	}
	v := verdict.Certificate{
		Ref: number, Scheme: c.Scheme, Holder: c.Holder, Edition: c.Edition, Level: c.Level,
		Accredited: c.Accredited, Decision: c.Decision, Issued: c.Issued, Expires: c.Expires,
		EndLabel: c.EndLabel, Covers: covers, Cycle: c.Cycle,
	}
	for _, s := range c.history() {
		v.Status = append(v.Status, verdict.StatusChange{State: s.State, From: s.From})
	}
	return v
}

// outcomes counts the recorded outcomes of audits by the day: lines of the
// history after the certificate began that say it goes on. The n-th hard clock
// of a certificate wants the n-th outcome, as in the verdict.
func (c *Certificate) outcomes(s *scheme.Scheme, day civil.Date) int {
	start, n := s.ValidFrom(c.On(day)), 0
	for _, h := range c.Status {
		if Counts(h.State) && h.From > start && h.From <= day {
			n++
		}
	}
	return n
}
