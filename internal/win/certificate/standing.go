package certificate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// Standing is how a certificate stands by itself on a day, before any bid asks
// for it: the state, what follows the state's word, and why.
type Standing struct {
	State verdict.State `json:"state"`
	Title string        `json:"title"` // "valid until 30 April 2027"
	Why   string        `json:"why,omitempty"`
	// Last is the last valid day; zero when none can be told.
	Last civil.Date `json:"last,omitzero"`
	// FollowedBy is the number of the certificate that took its place; what is
	// wrong with this one then matters no more.
	FollowedBy string `json:"followedBy,omitempty"`
}

// Standing says how the i-th of all certificates stands. Fails: the body's
// recorded word or the calendar says that it does not count today. At risk: a
// hard clock ran out without a recorded outcome, what it stands on ends before
// it, or its act-by day has passed and nothing follows. Unknown: no last valid
// day can be told. A planned one is Unknown until it is issued.
func (c *Numbered) Standing(book *scheme.Book, all []Numbered, today civil.Date) Standing {
	s, ok := book.Scheme(c.Scheme)
	if !ok {
		return Standing{State: verdict.Unknown, Title: "the scheme is not known", Why: fmt.Sprintf("%q is not a scheme of the data.", c.Scheme)}
	}
	out := Standing{Last: s.LastValidDay(c.On(today)).Early}
	if at := slices.IndexFunc(all, func(n Numbered) bool { return n.Number == c.Number }); at >= 0 {
		if by := supersededBy(book, all, at, today); by >= 0 {
			out.FollowedBy = all[by].Number
		}
	}
	_, since := c.Recorded(today)
	switch status := c.StatusOn(s, today); status {
	case Suspended, Withdrawn, Revoked:
		out.State, out.Title = verdict.Fails, status+" since "+since.Long()
		out.Why = "It does not count for any bid until the body says that it is certified again: record that here."
		if status != Suspended {
			out.Why = "It does not count for any bid. A new certificate is recorded as a new one."
		}
		return out
	case Expired:
		out.State, out.Title = verdict.Fails, "expired"
		if !out.Last.IsZero() && out.Last < today {
			out.Title = fmt.Sprintf("it ended on %s, %s ago", out.Last.Long(), days(out.Last.DaysUntil(today)))
		}
		out.Why = "It does not count for any bid. Record the certificate that follows it."
		return out
	case Planned:
		out.State, out.Title = verdict.Unknown, "planned, not yet issued"
		out.Why = "It counts from the day on which it is issued."
		return out
	}
	if out.Last.IsZero() {
		out.State, out.Title = verdict.Unknown, "no last valid day can be told"
		out.Why = "Record the day printed on it, and the day it was issued."
		return out
	}
	return c.doubts(book, s, all, today, out)
}

// doubts finds what endangers a certificate that counts today.
func (c *Numbered) doubts(book *scheme.Book, s *scheme.Scheme, all []Numbered, today civil.Date, out Standing) Standing {
	plain := make([]Certificate, len(all))
	for i := range all {
		plain[i] = all[i].Certificate
	}
	if late := c.Overdue(book, today); len(late) > 0 {
		e := late[0]
		out.State, out.Title = verdict.AtRisk, fmt.Sprintf("valid until %s, and an outcome is not recorded", out.Last.Long())
		out.Why = fmt.Sprintf("%s was due by %s, %s ago. Ask the body, and record what it says: only its own word suspends.", e.Name, e.Date.Long(), days(e.Date.DaysUntil(today)))
		return out
	}
	out.State, out.Title = verdict.Holds, "valid until "+out.Last.Long()
	if out.FollowedBy != "" {
		out.Why = out.FollowedBy + " follows it."
		return out
	}
	if safe := c.SafeUntil(book, today, plain); safe.Until.IsZero() {
		out.State, out.Title = verdict.Unknown, out.Title+", but it stands on what is not recorded"
		out.Why = sentence(safe.Why)
		return out
	} else if safe.Until < out.Last {
		// Far off it is a thing to know; within a renewal's longest time it is a risk.
		out.Title += ", but safe only until " + safe.Until.Long()
		out.Why = sentence(safe.Why)
		if today.AddDays(s.Lead.Renew.Max) >= safe.Until {
			out.State = verdict.AtRisk
			return out
		}
	}
	acts := c.Acts(s, today)
	if book, i := acts[0], slices.IndexFunc(acts, ActBy.Late); i >= 0 && book.Late() && !c.Renewal.Booked && c.Renewal.Start.IsZero() {
		out.State, out.Title = verdict.AtRisk, fmt.Sprintf("valid until %s, and its renewal is not started", out.Last.Long())
		out.Why = fmt.Sprintf("It should have been begun by %s, %s ago.", book.Date.Long(), days(-book.DaysLeft))
	}
	return out
}

// Stage is one clock of a certificate's life: done, or to come.
type Stage struct {
	ID, Name string
	Date     civil.Date // the last day in time
	Done     bool
	Overdue  bool
	Hard     bool
	Effect   string // what happens when it is missed
	Fact     scheme.Fact
}

// Stages gives the clocks that run while a certificate is alive, by day, with
// the start of its validity first. The n-th hard clock is done once the n-th
// outcome is recorded, as in the verdict.
func (c *Certificate) Stages(s *scheme.Scheme, today civil.Date) []Stage {
	held := c.On(today)
	from, last, done := s.ValidFrom(held), s.LastValidDay(held).Early, c.outcomes(s, today)
	var out []Stage
	if !c.Stage2.IsZero() {
		out = append(out, Stage{ID: "stage2", Name: "Stage 2 audit held", Date: c.Stage2, Done: c.Stage2 <= today, Fact: s.Fact})
	}
	if !from.IsZero() {
		name := "Issued"
		if s.StartsOn == scheme.AnchorDecision && !c.Decision.IsZero() {
			name = "Decided"
		}
		out = append(out, Stage{ID: "start", Name: name, Date: from, Done: from <= today, Fact: s.Fact})
	}
	for _, e := range s.Events(held) {
		day := e.Date
		if e.Bound == string(scheme.Before) {
			day--
		}
		alive := last.IsZero() || day < last
		switch {
		case e.ID == "must_follow", e.ID == "stage2_major" && from >= c.Stage2, !last.IsZero() && day > last, e.ID == "expire":
			continue
		}
		st := Stage{ID: e.ID, Name: e.Name, Date: day, Hard: e.Hard, Effect: e.Effect, Fact: e.Fact}
		if e.Hard && alive && e.ID != "publish" {
			st.Done = done > 0
			st.Overdue = !st.Done && day < today
			done--
		}
		out = append(out, st)
	}
	slices.SortStableFunc(out, func(a, b Stage) int { return cmp.Compare(a.Date, b.Date) })
	return out
}

// Overdue gives the hard clocks that have run out without a recorded outcome.
func (c *Certificate) Overdue(book *scheme.Book, today civil.Date) []Stage {
	s, ok := book.Scheme(c.Scheme)
	if !ok {
		return nil
	}
	var out []Stage
	for _, st := range c.Stages(s, today) {
		if st.Overdue {
			out = append(out, st)
		}
	}
	return out
}

// shortStages are the short names that auditors use; others take initials.
var shortStages = map[string]string{
	"stage2": "S2", "start": "", "sa1": "SA1", "sa1_recert": "SA1", "sa2": "SA2",
	"recert_book": "BK", "recert_audit": "RC", "recert_decision": "RD", "book": "BK", "start_renewal": "BG", "publish": "PB", "opens": "OP",
}

// Short makes a short name for a picture: "SA1", or the first letters of the
// first two long words.
func (s Stage) Short() string {
	if w, ok := shortStages[s.ID]; ok {
		return w
	}
	var out string
	for w := range strings.FieldsSeq(s.Name) {
		if len(w) > 2 && len(out) < 2 {
			out += strings.ToUpper(w[:1])
		}
	}
	return out
}
