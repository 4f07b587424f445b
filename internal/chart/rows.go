package chart

import (
	"cmp"

	"holdfast/internal/civil"
)

// draw draws a certificate's row. start is the contract's start on a bid's
// page, where the tag of a gap stands clear of it; zero elsewhere.
func (c Certificate) draw(w Window, start civil.Date, keys keySet) DrawnRow {
	s := &strip{w: w}
	ends := c.Ends()
	for _, v := range c.Valid {
		to := v.To
		if to.IsZero() {
			to = w.Until
		}
		if s.block("b-bar", v.From, to, 10) {
			keys[KeyValid] = true
		}
	}
	for _, p := range c.Planned {
		to := p.To
		if to.IsZero() {
			to = w.Until
		}
		if s.block("b-plan", p.From, to, 9) {
			keys[KeyPlanned] = true
		}
	}
	if c.NotBooked && !ends.IsZero() && ends+1 < w.Until && len(c.Gaps) == 0 {
		s.line("b-none", max(ends+1, w.From), w.Until)
		keys[KeyNotBooked] = true
	}
	tags := s.gaps(c.Gaps, start, keys)
	if c.Tag != "" {
		at, gap := ends, 8.0
		if c.workFirst() {
			at, gap = c.Planned[0].From, 20
		}
		if !at.IsZero() && at < w.Until {
			tags = append(tags, tag{text: c.Tag, state: c.TagState, x: w.X(at), gap: gap})
		}
	}
	s.tags(place(tags, nil))
	row := DrawnRow{ID: c.ID, Name: c.Name, Href: c.Href, Strip: s.svg(c.say()), State: c.State}
	if c.State == "" {
		row.Aside = ends.Short()
		if ends.IsZero() {
			row.Aside = "not known"
		}
	}
	return row
}

// workFirst says that the row begins with work: a plan, whose tag stands in it.
func (c Certificate) workFirst() bool {
	return len(c.Planned) > 0 && (len(c.Valid) == 0 || c.Planned[0].From < c.Valid[0].From)
}

// gaps draws what is uncovered and gives the tags that name it.
func (s *strip) gaps(gs []Gap, start civil.Date, keys keySet) []tag {
	var tags []tag
	for _, g := range gs {
		to := g.To
		if to.IsZero() {
			to = s.w.Until
		}
		height := 16.0
		if g.State == Unknown {
			height = 18
		}
		if !s.block("h-"+g.State.key(), g.From, to, height) {
			continue
		}
		keys[map[State]Key{Fails: KeyFails, AtRisk: KeyRisk}[g.State]] = true
		if g.State == Unknown {
			keys[KeyUnknown] = true
		}
		if g.Tag == "" {
			continue
		}
		at := max(g.From, s.w.From)
		if start > at && start < s.w.Until {
			at = start
		}
		tags = append(tags, tag{text: g.Tag, state: g.State, x: s.w.X(at), gap: 18})
	}
	delete(keys, "")
	return tags
}

// draw draws a bid's row: run-up, term, hatch, tags, marks.
func (b Bid) draw(w Window, keys keySet) DrawnRow {
	s := &strip{w: w}
	from := cmp.Or(b.Deadline.Range.From, b.Award.Range.From, b.Start.Range.From)
	to := cmp.Or(b.Start.Range.To, b.Award.Range.To, b.Deadline.Range.To)
	if !from.IsZero() {
		s.line("b-run", max(from, w.From), min(to, w.Until))
	}
	if st := b.Start.Range.To; !st.IsZero() {
		s.line("b-term", max(st, w.From), w.Until)
	}
	tags := s.gaps(b.Gaps, b.Start.Range.From, keys)
	var marks []box
	type sign struct {
		m     Mark
		shape string
		key   Key
		half  float64
		name  string
		left  bool
		gap   float64
	}
	signs := []sign{
		{b.Deadline, deadlineShape, KeyDeadline, 3, "Deadline", true, 5},
		{b.Award, awardShape, KeyAward, 8, "Award", true, 10},
	}
	if b.ShowStandstill {
		signs = append(signs, sign{b.Standstill, standstillShape, KeyStandstill, 5, "", false, 0})
	}
	signs = append(signs, sign{b.Start, startShape, KeyStart, 8, "Start", false, 12})
	var draws []func()
	for _, g := range signs {
		r := g.m.Range
		if r.IsZero() {
			continue
		}
		if g.m.Estimated && r.From != r.To {
			s.estimate(r) // under the tags
			if r.From < w.Until && r.To >= w.From {
				keys[KeyEstimate] = true
				marks = append(marks, box{w.X(r.From), -8, 8}, box{w.X(r.To), -8, 8})
			}
			continue
		}
		if !w.Contains(r.From) {
			continue
		}
		shape := g.shape
		if g.m.Estimated && g.key == KeyAward {
			shape = awardGuessShape
			keys[KeyEstimate] = true
		} else {
			keys[g.key] = true
		}
		x := w.X(r.From)
		draws = append(draws, func() { s.at("", x, shape) })
		marks = append(marks, box{x, -g.half, g.half})
		if b.ShowDateNames && g.name != "" {
			text := g.name + " " + r.From.Time().Format("2 Jan")
			if g.key == KeyStart && !b.End.Range.IsZero() {
				text += ", term to " + b.End.Range.From.Short()
			}
			tags = append(tags, tag{text: text, x: x, gap: g.gap, left: g.left})
		}
	}
	s.tags(place(tags, marks))
	for _, draw := range draws {
		draw()
	}
	return DrawnRow{ID: b.ID, Name: b.Name, Href: b.Href, Strip: s.svg(b.say()), State: b.State}
}
