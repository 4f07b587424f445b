package verdict

import (
	"fmt"
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// set is one group of alternatives: indexes of requirements.
type set struct {
	name    string
	members []int
}

// groups gathers requirements that share a group's name, in order of first
// appearance; each of the others is a group of its own, named after its place.
func groups(reqs []Requirement) []set {
	var out []set
	at := map[string]int{}
	for i, r := range reqs {
		if r.Group == "" {
			out = append(out, set{fmt.Sprintf("r%d", i+1), []int{i}})
			continue
		}
		g, ok := at[r.Group]
		if !ok {
			g = len(out)
			at[r.Group] = g
			out = append(out, set{name: r.Group})
		}
		out[g].members = append(out[g].members, i)
	}
	return out
}

// spokesman gives the best member of a group; those that count go before those
// that do not.
func spokesman(answers []answer, members []int) *answer {
	best := &answers[members[0]]
	for _, m := range members[1:] {
		a := &answers[m]
		if a.counts != best.counts {
			if a.counts {
				best = a
			}
			continue
		}
		if rank(a.state) < rank(best.state) {
			best = a
		}
	}
	return best
}

// group words the answer of a group's best member.
func (h *Holder) group(name string, b *Bid, a *answer) Group {
	r := &b.Requirements[a.req]
	g := Group{
		Group: name, State: a.state, Scheme: r.Scheme, DecisiveDay: a.day,
		Counts: a.counts, Strength: r.Strength, Requirement: a.req, Party: a.party,
		Reason: h.reason(a), Rule: h.rule(a), Checks: h.checks(a),
	}
	if a.gap != nil {
		g.DecisiveDay = 0
	}
	if a.cand >= 0 {
		g.Certificate = a.field.cands[a.cand].Ref
	}
	if (a.state == AtRisk || a.state == Fails) && a.why != fine && !a.day.IsZero() {
		g.FirstFailingDay = a.field.since(a.day)
	}
	g.Fix = h.fix(a)
	return g
}

// rule gives the provenance of what decided: a rule about the very check that
// decided, else the rule that gave the requirement, else the words themselves.
func (h *Holder) rule(a *answer) Rule {
	id := a.rule
	if id == "" {
		id = "R01"
	}
	switch a.why {
	case notAccredited, accreditationSilent, accreditationUnknown:
		id = "R34"
	case editionEnded:
		if a.scheme.ID == "iso27001" {
			id = "R35"
		}
	case notHeld:
		if a.state != Holds && a.scheme != nil && a.scheme.ID == "cyber-essentials-plus" && h.holds("cyber-essentials") {
			id = "R37"
		}
	case fine, belowLapsed, belowUnknown:
		if a.cand >= 0 && a.field.cands[a.cand].rule != "" && a.rule == "" {
			id = a.field.cands[a.cand].rule
		}
	}
	ru, ok := h.book.Rule(id)
	if !ok {
		return Rule{ID: id}
	}
	fact := ru.Fact
	if a.scheme != nil {
		fact = ru.FactFor(a.scheme.ID)
	}
	return Rule{ID: ru.ID, Basis: ru.Basis, Source: fact.Source, AsOf: fact.AsOf, Certainty: fact.Certainty}
}

func (h *Holder) holds(schemeID string) bool {
	return slices.ContainsFunc(h.held, func(c *held) bool { return c.scheme.ID == schemeID })
}

// fix says what to do and by when; nil where it Holds.
func (h *Holder) fix(a *answer) *Fix {
	if a.state == Holds {
		return nil
	}
	ask := func(action string) *Fix { return &Fix{Action: action, StartBy: h.today} }
	if a.first != "" {
		return ask(a.first)
	}
	if a.scheme == nil || a.gap != nil {
		if len(a.questions) > 0 {
			return ask("Ask the buyer: " + a.questions[0])
		}
		return ask("Ask the buyer what proof is wanted")
	}
	var c *candidate
	if a.cand >= 0 {
		c = &a.field.cands[a.cand]
		switch a.why {
		case scopeUnknown:
			return ask("Judge whether the scope of " + h.label(c.held) + " covers the work of this bid")
		case entityUnknown, levelUnknown, editionUnknown, editionOdd, belowUnknown, noEnd, accreditationUnknown:
			return ask("Complete the record of " + h.label(c.held))
		case accreditationSilent, deadlineUnset:
			return ask("Ask the buyer: " + first(a.questions))
		case surveillance:
			return ask("Ask the certification body and record the outcome of: " + lowerFirst(c.overdue.Name))
		case twoReadings:
			return h.work("Renew "+a.scheme.Short+withRef(c)+" a day earlier, or ask the body for its last day", a, a.scheme.Lead.Renew)
		case belowLapsed:
			return h.work("Renew the "+c.needs.Short+" under "+h.label(c.held), a, c.needs.Lead.Renew)
		case planned:
			return h.work("Finish the planned renewal "+h.label(c.held), a, a.scheme.Lead.Renew)
		case scopeNo:
			return h.work("Extend the scope of "+h.label(c.held)+" to the work", a, a.lead)
		case badStatus:
			return h.work("Have the certification body restore "+h.label(c.held), a, a.lead)
		case wrongEntity:
			if a.party != "" {
				return h.work("Have "+a.party+" certified to "+a.scheme.Short, a, a.lead)
			}
			return h.work("Certify the bidding entity to "+a.scheme.Short+", or bid as "+c.Holder, a, a.lead)
		case notAccredited:
			return h.work("Certify to "+a.scheme.Short+" with an accredited body", a, a.lead)
		case editionEnded, editionDoubt:
			return h.work("Move "+h.label(c.held)+" to the edition in force", a, a.lead)
		case levelMissing:
			return h.work("Reach the level asked for in "+a.scheme.Short, a, a.lead)
		case fine:
			return ask("Ask the buyer: " + first(a.questions))
		}
	}
	if a.state == Unknown && a.why == notHeld {
		return ask("Ask the buyer: " + first(a.questions))
	}
	if a.renew {
		return h.work("Renew "+a.scheme.Short+withRef(c), a, a.lead)
	}
	if a.party != "" {
		return h.work("Have "+a.party+" certified to "+a.scheme.Short, a, a.lead)
	}
	return h.work("Get certified: "+a.scheme.Short, a, a.lead)
}

// work is a fix that takes its scheme's lead time.
func (h *Holder) work(action string, a *answer, lead scheme.Lead) *Fix {
	start := a.day.AddDays(-lead.Typical)
	if a.day.IsZero() || start < h.today {
		start = h.today
	}
	return &Fix{Action: action, StartBy: start, Earliest: h.today.AddDays(lead.Min), Latest: h.today.AddDays(lead.Max)}
}

func withRef(c *candidate) string {
	if c == nil || c.Ref == "" {
		return ""
	}
	return " (" + c.Ref + ")"
}

func first(list []string) string {
	if len(list) == 0 {
		return "which proof is accepted?"
	}
	return list[0]
}

// checks lists the separate checks of the deciding certificate.
func (h *Holder) checks(a *answer) []Check {
	out := []Check{}
	if a.scheme == nil {
		return out
	}
	if a.cand < 0 {
		return append(out, Check{Name: "scheme", State: Fails, Note: "not held"})
	}
	c := &a.field.cands[a.cand]
	add := func(name string, fails, unsure bool) {
		s := Holds
		switch {
		case fails:
			s = Fails
		case unsure:
			s = Unknown
		}
		out = append(out, Check{Name: name, State: s})
	}
	add("scheme", false, false)
	if len(c.scheme.Levels) > 0 {
		add("level", c.hard == levelMissing, c.unsure == levelUnknown)
	}
	add("entity", c.hard == wrongEntity, c.unsure == entityUnknown)
	add("scope", c.hard == scopeNo, c.hard != scopeNo && (c.unsure == scopeUnknown))
	if len(c.scheme.Editions) > 0 {
		add("edition", a.why == editionEnded, a.why == editionUnknown || a.why == editionOdd || a.why == editionDoubt)
	}
	if c.scheme.JudgesAccreditation {
		add("accreditation", c.hard == notAccredited, c.unsure == accreditationUnknown || c.unsure == accreditationSilent)
	}
	add("status", a.why == badStatus || a.why == onlyPlanned, false)
	if a.why == surveillance || a.why == planned {
		out[len(out)-1].State = AtRisk
	}
	date := Check{Name: "date", State: Holds}
	switch a.why {
	case ended, notYet:
		date.State = a.state
	case twoReadings, belowLapsed:
		date.State = AtRisk
	case deadlineUnset, noEnd, belowUnknown:
		date.State = Unknown
	}
	if a.gap != nil {
		date.State = Unknown
	}
	return append(out, date)
}

// owed adds the renewals that fall due while the contract runs: days after the
// start are listed and never part of the state.
func (h *Holder) owed(list []Renewal, b *Bid, a *answer) []Renewal {
	if a.cand < 0 || a.scheme == nil {
		return list
	}
	c := &a.field.cands[a.cand]
	last := c.end.Early
	start, _ := spanOf(b.Dates.Start, "")
	end, haveEnd := spanOf(b.Dates.ExtendedEnd, "")
	if !haveEnd {
		end, haveEnd = spanOf(b.Dates.End, "")
	}
	if last.IsZero() || (start.from.IsZero() && !haveEnd) {
		return list
	}
	months := c.scheme.ValidityMonths
	if c.scheme.Term == scheme.TermToolkitYear {
		months = 12
	}
	from := start.from
	if from.IsZero() {
		from = h.today
	}
	for n := 0; ; n++ {
		by := last
		if n > 0 {
			if months == 0 {
				break
			}
			by = last.AddMonths(n * months)
		}
		if haveEnd && by >= end.to {
			break
		}
		if by >= from {
			list = appendRenewal(list, Renewal{Scheme: c.scheme.ID, By: by, Certificate: c.Ref})
			if !haveEnd {
				break // the end is not known: name the first only
			}
		}
		if n > 100 {
			break
		}
	}
	return list
}

func appendRenewal(list []Renewal, r Renewal) []Renewal {
	for _, x := range list {
		if x.Scheme == r.Scheme && x.By == r.By {
			return list
		}
	}
	list = append(list, r)
	slices.SortStableFunc(list, func(a, b Renewal) int { return int(a.By) - int(b.By) })
	return list
}

// awardEstimate reads how far after the deadline an award is to be expected.
func awardEstimate(book *scheme.Book) Estimate {
	const day = civil.Date(700000)
	r, _, ok := book.EstimateOf("award", "deadline", day)
	if !ok {
		return Estimate{}
	}
	return Estimate{From: int(r.From - day), To: int(r.To - day)}
}
