package chart

import (
	"cmp"
	"fmt"
	"strings"

	"holdfast/internal/civil"
)

// say is the row in a sentence.
func (c Certificate) say() string {
	var parts []string
	if c.workFirst() {
		for _, p := range c.Planned {
			if p.To.IsZero() {
				parts = append(parts, "planned from "+p.From.Long())
			} else {
				parts = append(parts, "work from "+p.From.Long()+" to "+p.To.Long())
			}
		}
	}
	switch ends := c.Ends(); {
	case len(c.Valid) == 0:
	case ends.IsZero():
		parts = append(parts, "no last day known")
	default:
		parts = append(parts, "valid until "+ends.Long())
	}
	s := c.Name
	if len(parts) > 0 {
		s += ", " + strings.Join(parts, ", ")
	}
	if f := c.follows(); f != "" {
		s += ". " + f
	}
	for _, g := range c.Gaps {
		s += ". " + g.say()
	}
	return s
}

func (c Certificate) follows() string {
	switch {
	case c.Tag != "":
		return c.Tag
	case len(c.Valid) > 0 && len(c.Planned) > 0:
		return "Renewal planned"
	case c.NotBooked:
		return "Renewal not booked"
	}
	return ""
}

func (g Gap) say() string {
	what := map[State]string{Fails: "Not covered", AtRisk: "Not covered unless renewed"}[g.State]
	if what == "" {
		what = "Cannot tell"
	}
	if g.To.IsZero() {
		return what + " from " + g.From.Long()
	}
	return what + " from " + g.From.Long() + " to " + g.To.Long()
}

func (c Certificate) until() string {
	if len(c.Valid) == 0 {
		return ""
	}
	return cmp.Or(c.Ends().Short(), "not known")
}

// on says in a word or two how the certificate stands on a day, or over the
// range in which the day is reckoned to lie.
func (c Certificate) on(m Mark) string {
	first, last := c.stands(m.Range.From), c.stands(m.Range.To)
	if first == last || m.Range.From == m.Range.To {
		return first
	}
	return first + " at first, " + last + " at the end"
}

func (c Certificate) stands(d civil.Date) string {
	for _, v := range c.Valid {
		if v.From <= d && (v.To.IsZero() || d <= v.To) {
			return "valid"
		}
	}
	for _, p := range c.Planned {
		if p.From <= d && (p.To.IsZero() || d <= p.To) {
			return "renewal planned"
		}
	}
	if ends := c.Ends(); !ends.IsZero() && d > ends {
		n := ends.DaysUntil(d)
		if n == 1 {
			return "lapsed 1 day"
		}
		return fmt.Sprintf("lapsed %d days", n)
	}
	return "not yet"
}

// say is the row in a sentence.
func (b Bid) say() string {
	s := b.Name + ": deadline " + b.Deadline.long() + ", award " + b.Award.long()
	if b.ShowStandstill && !b.Standstill.Range.IsZero() {
		s += ", standstill ends " + b.Standstill.long()
	}
	s += ", start " + b.Start.long()
	if b.State == "" {
		return s
	}
	s += ". " + b.State.word()
	if b.Finding != "" {
		s += ": " + b.Finding
	}
	return s
}

func (m Mark) long() string  { return m.words(civil.Date.Long, "2 January") }
func (m Mark) short() string { return m.words(civil.Date.Short, "2 Jan") }

func (m Mark) words(full func(civil.Date) string, dayMonth string) string {
	r := m.Range
	switch {
	case r.IsZero():
		return "not stated"
	case r.From == r.To && !m.Estimated:
		return full(r.From)
	case r.From == r.To:
		return "estimated " + full(r.From)
	case r.From.Year() == r.To.Year():
		return "estimated " + r.From.Time().Format(dayMonth) + " to " + full(r.To)
	}
	return "estimated " + full(r.From) + " to " + full(r.To)
}
