package report

import (
	"fmt"
	"strings"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
)

// Report is everything that changed between two instants.
type Report struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Headline string    `json:"headline"`
	Sections []Section `json:"registers"` // only those in which something changed
	Verdicts []Moved   `json:"verdicts"`
	// RulesFrom and RulesTo are the versions of the rule data; empty where it was
	// not kept.
	RulesFrom string `json:"rulesFrom,omitempty"`
	RulesTo   string `json:"rulesTo,omitempty"`
}

// Say writes the report's first line. Days are those of the zone.
func (r *Report) Say(zone *time.Location) {
	from, to := civil.FromTime(r.From.In(zone)), civil.FromTime(r.To.In(zone))
	when := "On " + to.Long()
	switch {
	case from.Year() != to.Year():
		when = "Between " + from.Long() + " and " + to.Long()
	case from != to:
		when = "Between " + strings.TrimSuffix(from.Long(), fmt.Sprint(" ", from.Year())) + " and " + to.Long()
	}
	var parts []string
	for i := range r.Sections {
		s := &r.Sections[i]
		for _, c := range []struct {
			n    int
			verb string
		}{{len(s.Changed), "changed"}, {len(s.Added), "added"}, {len(s.Removed), "removed"}} {
			if c.n == 1 {
				parts = append(parts, "1 "+s.Singular+" "+c.verb)
			} else if c.n > 1 {
				parts = append(parts, fmt.Sprintf("%d %s %s", c.n, s.Plural, c.verb))
			}
		}
	}
	for _, m := range r.Verdicts {
		if m.Was != "" && m.Now != "" {
			parts = append(parts, fmt.Sprintf("%s went from %s to %s because %s", m.Bid, word(m.Was), word(m.Now), strings.Join(m.Because, " and ")))
		}
	}
	if r.RulesFrom != r.RulesTo && r.RulesFrom != "" {
		parts = append(parts, "the rule data changed")
	}
	if len(parts) == 0 {
		r.Headline = when + " nothing changed."
		return
	}
	r.Headline = when + ": " + strings.Join(parts, ", ") + "."
}

func word(s verdict.State) string {
	switch s {
	case verdict.Fails:
		return "Fails"
	case verdict.AtRisk:
		return "At risk"
	case verdict.Unknown:
		return "Unknown"
	case verdict.Holds:
		return "Holds"
	}
	return string(s)
}
