package scheme

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"holdfast/internal/civil"
)

// ValidFrom gives the day that a certificate starts to count: the decision for
// a management system, else the issue. Where that day is not recorded the other
// of the two stands in; zero when neither is.
func (s *Scheme) ValidFrom(h Held) civil.Date {
	first, second := h.Issued, h.Decision
	if s.StartsOn == AnchorDecision {
		first, second = second, first
	}
	if first.IsZero() {
		return second
	}
	return first
}

// LastValidDay gives the last day that a certificate counts. Early decides; a
// zero Early means that no end can be told from what is recorded. The printed
// day is the last, except that of a day of "recertification due", and of every
// Cyber Essentials, the earlier of the printed and the reckoned day counts.
// Without a printed day it is start + months - 1 day.
func (s *Scheme) LastValidDay(h Held) Readings {
	if s.Term == TermToolkitYear && s.Toolkit != nil {
		return s.toolkitEnd(h)
	}
	r := Readings{Fact: s.Fact}
	var reckoned civil.Date
	if start := s.ValidFrom(h); !start.IsZero() && s.Term == TermMonths {
		reckoned = civil.LastValidDay(start, s.ValidityMonths)
	}
	switch {
	case h.Expires.IsZero():
		r.Early, r.Late = reckoned, reckoned
		if s.Shorter != nil && !reckoned.IsZero() {
			r.Early = civil.LastValidDay(s.ValidFrom(h), s.Shorter.Months)
			r.Why = s.Shorter.When
			r.Fact = s.Shorter.Fact
		}
	case (s.PrintedEnd == EarlierCounts || isRecertificationDue(h.EndLabel)) && !reckoned.IsZero() && reckoned < h.Expires:
		r.Early, r.Late = reckoned, h.Expires
		r.Why = "the printed day is " + h.Expires.Long() + ", the last of the months from its start is " + reckoned.Long()
	default:
		r.Early, r.Late = h.Expires, h.Expires
	}
	return r
}

var labelMarks = strings.NewReplacer("-", " ", "_", " ")

// isRecertificationDue knows the label "recertification due" in the ways it is
// written.
func isRecertificationDue(label string) bool {
	l := strings.ToLower(labelMarks.Replace(label))
	return strings.Contains(l, "recertif") || strings.Contains(l, "recert due") || strings.Contains(l, "renewal due")
}

// Events gives every clock of the certificate that can be reckoned from what is
// recorded, by date and then in the data's order. A clock whose anchor is not
// recorded is left out.
func (s *Scheme) Events(h Held) []Event {
	var out []Event
	for i := range s.Clocks {
		out = append(out, s.clock(&s.Clocks[i], h)...)
	}
	if s.Term == TermToolkitYear && s.Toolkit != nil {
		out = append(out, s.toolkitEvents(h)...)
	}
	slices.SortStableFunc(out, func(a, b Event) int { return cmp.Compare(a.Date, b.Date) })
	return out
}

func (s *Scheme) clock(e *EventRule, h Held) []Event {
	cycle := h.Cycle
	if cycle == "" {
		cycle = "initial"
	}
	if e.Cycle != "" && e.Cycle != cycle {
		return nil
	}
	anchor := s.anchor(e.Anchor, h)
	if e.Anchor == AnchorFixed {
		anchor = e.On
	}
	if anchor.IsZero() || e.Bound == ByWorkingDays {
		return nil
	}
	ev := Event{ID: e.ID, Name: e.Name, Bound: string(By), Hard: e.Hard, OverdueIsRisk: e.OverdueIsRisk, Effect: e.Effect, Fact: e.Fact}
	if e.Bound == Every {
		var out []Event
		last := s.LastValidDay(h).Early
		for n := 1; n <= 1200; n++ {
			ev.Date = anchor.AddMonths(n * e.Offset.Months).AddDays(n * e.Offset.Days)
			if ev.Date > last {
				break
			}
			out = append(out, ev)
		}
		return out
	}
	if e.Bound == Before {
		ev.Bound = string(Before)
	}
	ev.Date = e.Day(anchor)
	return []Event{ev}
}

// Day gives the day of the clock from the day of its anchor. For a bound of
// working days or of "every" it is the plain distance.
func (e *EventRule) Day(anchor civil.Date) civil.Date {
	d := anchor.AddMonths(e.Offset.Months).AddDays(e.Offset.Days)
	if o := e.OrEarlier; o != nil {
		d = min(d, anchor.AddMonths(o.Months).AddDays(o.Days))
	}
	switch e.Bound {
	case ByEndOfYear:
		return civil.Of(d.Year(), time.December, 31)
	case ByEndOfNextCalendarYear:
		return civil.Of(d.Year()+1, time.December, 31)
	}
	return d
}

// anchor gives the recorded day; that of "expires" is the printed last day, or
// the reckoned one where none is printed.
func (s *Scheme) anchor(a Anchor, h Held) civil.Date {
	switch a {
	case AnchorDecision:
		return h.Decision
	case AnchorIssued:
		return h.Issued
	case AnchorExpires:
		if h.Expires.IsZero() {
			return s.LastValidDay(h).Early
		}
		return h.Expires
	case AnchorSuspended:
		return h.Suspended
	case AnchorStage2:
		return h.Stage2
	case AnchorCEIssued:
		return h.CEIssued
	}
	return 0
}
