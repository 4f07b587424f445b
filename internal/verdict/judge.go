package verdict

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// Judge answers one case. The case must have passed Validate.
func Judge(book *scheme.Book, c Case) Verdict {
	return NewHolder(book, c.Today, c.Certificates).Judge(c.ID, c.Entity, &c.Bid)
}

// Judge answers for one bid of one legal entity. An empty entity skips that
// check.
func (h *Holder) Judge(id, entity string, b *Bid) Verdict {
	v := Verdict{ID: id, State: Holds, Groups: []Group{}, RenewalsOwed: []Renewal{}, Questions: []string{}}
	answers := make([]answer, len(b.Requirements))
	for i := range b.Requirements {
		answers[i] = h.own(b, entity, i)
	}
	for _, g := range groups(b.Requirements) {
		a := spokesman(answers, g.members)
		if a.counts {
			v.RenewalsOwed = h.owed(v.RenewalsOwed, b, a)
		}
		// What reaches subcontractors holds when it holds for each of them.
		for _, x := range h.others(b, g.members) {
			if x.counts {
				v.RenewalsOwed = h.owed(v.RenewalsOwed, b, &x)
			}
			if severity(x.state) > severity(a.state) {
				a = &x
			}
		}
		v.Groups = append(v.Groups, h.group(g.name, b, a))
		if a.counts {
			v.State = Worse(v.State, a.state)
		}
		if a.state != Holds || a.always {
			for _, q := range a.questions {
				v.Questions = appendNew(v.Questions, q)
				if slices.Contains(a.ours, q) {
					v.ours = appendNew(v.ours, q)
				}
			}
		}
	}
	if len(b.Requirements) == 0 {
		v.Questions = append(v.Questions, "No demand for a certificate has been found: do the tender documents ask for one?")
	}
	return v
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}

// answer is what is found for one requirement.
type answer struct {
	result
	req       int
	counts    bool
	questions []string
	ours      []string // those of questions that the buyer cannot answer
	always    bool     // the questions stand even where it Holds
	rule      string
	notes     []string
	party     string // whose answer it is; empty: the entity that bids
	first     string // what to do before anything else can be said
}

// result is what is found for one scheme against the decisive days.
type result struct {
	state  State
	why    cause
	scheme *scheme.Scheme
	field  field
	cand   int        // the certificate that decides; -1 for none
	day    civil.Date // the decisive day that decides
	span   span
	gap    *missing
	part   bool // only part of an estimated range is covered
	lead   scheme.Lead
	renew  bool
	text   string // says why where no certificate is involved
}

// answer judges one requirement: its scheme against the decisive days, then what
// the words, the rule and the law make of it.
func (h *Holder) answer(b *Bid, entity string, i int) answer {
	r := &b.Requirements[i]
	a := h.blank(r, Holds)
	a.req = i
	when := needBy(b, r)
	if when.When != r.When {
		if a.rule == "" {
			a.rule = "R30"
		}
		a.notes = append(a.notes, "the Act bars asking for insurance before the award: a commitment to obtain it is enough until then")
	}
	spans, gaps := decisiveDays(b, &when, h.est)
	if s, ok := h.book.Scheme(r.Scheme); ok {
		a.result = h.against(b, entity, r, s, string(r.Level), spans, gaps)
	} else if d, ok := h.book.Demand(r.Scheme); ok {
		a.demand(h, b, entity, r, d, spans, gaps)
	} else {
		a.result = result{state: Unknown, cand: -1, text: "“" + r.Scheme + "” is no scheme that Holdfast knows"}
	}
	if a.gap != nil {
		a.questions = append(a.questions, a.gap.question)
	}
	h.temper(&a, b, entity, r, spans, gaps)
	return a
}

// blank gives an answer in this state that nothing has tempered yet.
func (h *Holder) blank(r *Requirement, st State) answer {
	return answer{
		result: result{state: st, cand: -1}, rule: r.Rule,
		counts: r.Strength == "mandatory" || r.Strength == "expected",
	}
}

// needBy gives the requirement with the need-by words that the law leaves it.
func needBy(b *Bid, r *Requirement) Requirement {
	when := *r
	if b.Regime == "pa2023" && isInsurance(r.Scheme) {
		switch r.When {
		case "at-submission", "at-assessment", "unspecified", "":
			when.When = "by-award"
		}
	}
	return when
}

// against holds the certificates of a scheme against the decisive days.
func (h *Holder) against(b *Bid, entity string, r *Requirement, s *scheme.Scheme, level string, spans []span, gaps []missing) result {
	f := h.field(b, entity, r, s, level)
	lead, renew := s.Lead.First, f.renews
	if renew {
		lead = s.Lead.Renew
	}
	worst := result{state: Holds, scheme: s, field: f, cand: -1, lead: lead, renew: renew}
	for i, sp := range spans {
		x := worst
		x.span, x.gap, x.part = sp, nil, false
		h.meet(&x)
		if i == 0 || severity(x.state) > severity(worst.state) {
			worst = x
		}
	}
	for i := range gaps {
		if worst.cand < 0 && len(f.cands) > 0 {
			_, _, worst.cand = f.best(h.today)
		}
		if severity(worst.state) < severity(Unknown) {
			worst.state, worst.gap, worst.why = Unknown, &gaps[i], fine
			worst.span, worst.day = span{}, 0
		}
	}
	return worst
}

// meet judges one span of decisive days.
func (h *Holder) meet(x *result) {
	sp := x.span
	x.state, x.why, x.day, x.cand = Holds, fine, sp.from, -1
	covered, uncovered := false, false
	var firstOpen civil.Date
	for i, p := range x.field.points(sp.from, sp.to) {
		st, why, at := x.field.best(p)
		if i == 0 {
			x.cand = at
		}
		if st != Fails {
			covered = true
			if severity(st) > severity(x.state) {
				x.state, x.why, x.day, x.cand = st, why, p, at
			}
			continue
		}
		if sp.estimated {
			if !uncovered {
				uncovered, firstOpen = true, p
			}
			continue
		}
		state := Fails
		if sp.soft || reachedBy(h.today, x.lead, p) {
			state = AtRisk
		}
		if severity(state) > severity(x.state) {
			x.state, x.why, x.day, x.cand = state, why, p, at
		}
	}
	if !uncovered {
		return
	}
	state := AtRisk
	if !covered && !reachedBy(h.today, x.lead, sp.to) {
		state = Fails
	}
	if severity(state) > severity(x.state) || x.state == state {
		_, why, at := x.field.best(firstOpen)
		x.state, x.why, x.day, x.cand, x.part = state, why, firstOpen, at, covered
	}
}

// demand judges what is no certificate itself: a defence standard that leads to
// certificates by level, a framework that nothing certifies.
func (a *answer) demand(h *Holder, b *Bid, entity string, r *Requirement, d scheme.Demand, spans []span, gaps []missing) {
	a.result = result{state: Unknown, cand: -1, text: d.Text}
	road, ok := d.Road(string(r.Level))
	if !ok {
		a.questions = append(a.questions, d.Question)
		return
	}
	best := result{state: Fails, cand: -1, text: d.Text}
	for i, p := range road.Proof {
		s, ok := h.book.Scheme(p.Scheme)
		if !ok {
			continue
		}
		level := p.Level
		x := h.against(b, entity, r, s, level, spans, gaps)
		if i == 0 || rank(x.state) < rank(best.state) {
			best = x
		}
	}
	var all result
	for i, n := range road.All {
		s, ok := h.book.Scheme(n.Scheme)
		if !ok {
			continue
		}
		x := h.against(b, entity, r, s, n.Level, spans, gaps)
		if i == 0 || severity(x.state) > severity(all.state) {
			all = x
		}
	}
	if len(road.All) > 0 && (len(road.Proof) == 0 || rank(all.state) <= rank(best.state)) {
		best = all
	}
	a.result = best
	if best.state == Fails && d.PlanMayStandIn {
		a.planMayStandIn()
	}
}

func (a *answer) planMayStandIn() {
	a.questions = append(a.questions, "Will you accept a Cyber Implementation Plan with dates until the certificate is held?")
	if a.state == Fails {
		a.state = AtRisk
		a.notes = append(a.notes, "a Cyber Implementation Plan with dates may stand in: ask")
	}
}
