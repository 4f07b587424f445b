package site

import (
	"context"
	"fmt"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// schemeName gives the short name of a scheme or of what leads to one.
func (s *Site) schemeName(id string) string {
	if sc, ok := s.Book.Scheme(id); ok {
		return sc.Short
	}
	if d, ok := s.Book.Demand(id); ok {
		return d.Name
	}
	return id
}

// certName names a certificate for people: "DSPT, 2025-26".
func (s *Site) certName(c *certificate.Certificate) string {
	name := s.schemeName(c.Scheme)
	if c.Scheme == "dspt" && c.Edition != "" {
		name += ", " + c.Edition
	}
	return name
}

// bars draws the certificates: what counts, what is planned after, and what
// nobody has booked.
func (s *Site) bars(rows []certificate.Row, today civil.Date) []chart.Certificate {
	out := make([]chart.Certificate, 0, len(rows))
	followed := s.followed(rows)
	for i := range rows {
		c := &rows[i].Value
		sc, ok := s.Book.Scheme(c.Scheme)
		if !ok {
			continue
		}
		status := c.StatusOn(sc, today)
		held := c.On(today)
		from, last := sc.ValidFrom(held), sc.LastValidDay(held).Early
		bar := chart.Certificate{ID: rows[i].Number, Name: s.certName(c), Href: "/certificates/" + rows[i].Number}
		switch status {
		case certificate.Withdrawn, certificate.Revoked, certificate.Suspended, certificate.Expired:
			bar.Tag, bar.TagState = statusWord(status), chart.Fails
		}
		if status == certificate.Planned {
			bar.Planned = []chart.Span{{From: from, To: last}}
			out = append(out, bar)
			continue
		}
		if state, since := c.Recorded(today); state == certificate.Suspended || state == certificate.Withdrawn || state == certificate.Revoked {
			last = since - 1
		}
		bar.Valid = []chart.Span{{From: from, To: last}}
		switch {
		case followed[i] || last.IsZero():
		case c.Renewal.Booked || !c.Renewal.Start.IsZero():
			bar.Planned = []chart.Span{{From: last + 1}}
		default:
			bar.NotBooked = true
			if acts := c.Acts(sc, today); bar.Tag == "" && len(acts) > 0 && acts[0].DaysLeft <= 30 {
				bar.Tag, bar.TagState = "Renewal not started", chart.AtRisk
			}
		}
		out = append(out, bar)
	}
	return out
}

// followed marks the certificates that a later one of the same scheme and
// holder carries on from.
func (s *Site) followed(rows []certificate.Row) map[int]bool {
	out := map[int]bool{}
	for i := range rows {
		for j := range rows {
			a, b := &rows[i].Value, &rows[j].Value
			if i != j && a.Scheme == b.Scheme && a.Holder == b.Holder && a.Expires < b.Expires && !a.Expires.IsZero() {
				out[i] = true
			}
		}
	}
	return out
}

func statusWord(status string) string {
	switch status {
	case certificate.InRecertification:
		return "In recertification"
	case certificate.Planned:
		return "Planned"
	case certificate.Suspended:
		return "Suspended"
	case certificate.Withdrawn:
		return "Withdrawn"
	case certificate.Revoked:
		return "Revoked"
	case certificate.Expired:
		return "Expired"
	}
	return "Certified"
}

func mark(d *verdict.Day) chart.Mark {
	if d == nil || d.Date.IsZero() {
		return chart.Mark{}
	}
	m := chart.Mark{Range: civil.Range{From: d.Date, To: d.Date}, Estimated: d.Basis == "estimated"}
	if d.To > d.Date {
		m.Range.To, m.Estimated = d.To, true
	}
	return m
}

// drawBid draws one bid: its marks, and the stretch that is not covered.
func (s *Site) drawBid(b *bid.Checked, certs []certificate.Row, today civil.Date) chart.Bid {
	d := b.Value.Dates
	out := chart.Bid{
		ID: b.Number, Name: or(b.Value.Buyer, b.Value.Title), Href: "/bids/" + b.Number, State: chart.State(b.Verdict.State),
		Deadline: mark(d.Deadline), Award: mark(s.award(&b.Value)), Standstill: mark(d.StandstillEnd), Start: mark(d.Start), End: mark(d.End),
	}
	g, ok := worst(b.Verdict)
	if !ok {
		return out
	}
	out.Finding = s.finding(b, g)
	switch g.State {
	case verdict.Fails, verdict.AtRisk:
		from := g.FirstFailingDay
		if from.IsZero() {
			from = g.DecisiveDay
		}
		if !from.IsZero() {
			out.Gaps = []chart.Gap{{From: from, State: chart.State(g.State), Tag: out.Finding}}
		}
	case verdict.Unknown:
		first, last := out.Award.Range.From, out.Award.Range.To
		if first.IsZero() && !out.Deadline.Range.From.IsZero() {
			first, last = out.Deadline.Range.From, out.Start.Range.From
		}
		if !first.IsZero() {
			out.Gaps = []chart.Gap{{From: first, To: max(last, first+14), State: chart.Unknown, Tag: out.Finding}}
		}
	}
	return out
}

// award gives the award as stated, else as the data estimates it.
func (s *Site) award(b *bid.Bid) *verdict.Day {
	if b.Dates.Award != nil || b.Dates.Deadline == nil {
		return b.Dates.Award
	}
	r, _, ok := s.Book.EstimateOf("award", "deadline", b.Dates.Deadline.Date)
	if !ok {
		return nil
	}
	return &verdict.Day{Date: r.From, To: r.To, Basis: "estimated"}
}

// worst gives the group that speaks for the bid.
func worst(v verdict.Verdict) (verdict.Group, bool) {
	for _, st := range []verdict.State{verdict.Fails, verdict.AtRisk, verdict.Unknown} {
		for _, g := range v.Groups {
			if g.Counts && g.State == st {
				return g, true
			}
		}
	}
	return verdict.Group{}, false
}

// finding says in a few words what is uncovered: "no CE Plus from 14 Feb".
func (s *Site) finding(b *bid.Checked, g verdict.Group) string {
	name := s.schemeName(g.Scheme)
	switch {
	case g.State == verdict.Unknown:
		if b.Value.Dates.Award == nil && b.Value.Dates.Deadline == nil {
			return "award date not stated"
		}
		return name + " cannot be told yet"
	}
	for _, c := range g.Checks {
		if words := failedCheck[c.Name]; words != "" && c.State == verdict.Fails {
			return name + ": " + words
		}
	}
	if !g.FirstFailingDay.IsZero() {
		return fmt.Sprintf("no %s from %s", name, g.FirstFailingDay.Time().Format("2 Jan"))
	}
	return "no " + name
}

// failedCheck says a separate check that fails in a few words.
var failedCheck = map[string]string{
	"level": "level too low", "entity": "held by another entity", "scope": "scope does not cover",
	"edition": "edition out of date", "accreditation": "not accredited", "status": "does not count now",
}

func (s *Site) liveBid(ctx context.Context, b *bid.Checked, certs []certificate.Row, today civil.Date) desk.LiveBid {
	out := desk.LiveBid{Bid: s.drawBid(b, certs, today), Title: b.Value.Title, Value: pounds(b)}
	if b.Value.Buyer == "" {
		out.Title = ""
	}
	g, ok := worst(b.Verdict)
	if !ok {
		return out
	}
	out.Why = g.Reason
	if f := g.Fix; f != nil {
		if f.Earliest.IsZero() || g.State == verdict.Fails { // too late to mend: no day to start by
			out.Do = []ui.Run{{Text: f.Action + " "}}
			if b.Value.Owner != "" {
				out.Do = append(out.Do, ui.Run{Text: "· " + s.Name(ctx, b.Value.Owner), Mute: true})
			}
		} else {
			out.Do = ui.DoBy(today, f.Action+": start", f.StartBy, s.Name(ctx, b.Value.Owner))
		}
	}
	return out
}

func pounds(b *bid.Checked) string {
	if b.Value.Value.IsZero() {
		return ""
	}
	return ui.Pounds(b.Value.Value.Minor, b.Value.Value.Currency)
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
