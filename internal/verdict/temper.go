package verdict

import (
	"holdfast/internal/scheme"
)

// temper applies what the words, the rule behind the requirement and its
// strength make of the bare answer.
func (h *Holder) temper(a *answer, b *Bid, entity string, r *Requirement, spans []span, gaps []missing) {
	h.temperRule(a, r)
	h.temperProof(a, r)
	if a.state == Fails && r.EquivalentAccepted {
		h.offerEquivalent(a, b, entity, r, spans)
	}
	if r.Strength != "mandatory" && a.state == Fails {
		a.state = AtRisk
		if a.counts {
			a.notes = append(a.notes, "expected, not demanded: it cannot fail the bid")
		}
	}
	if a.span.soft && a.why != fine {
		if a.rule == "" {
			a.rule = "R32"
		}
		a.questions = append(a.questions, "Is it enough to hold the certificate by the award of the contract?")
	}
	if !a.counts && (r.Strength == "desirable" || r.Strength == "mention-only") {
		a.notes = append(a.notes, "it is not demanded: it changes nothing for the bid")
	}
	switch {
	case r.Applies != nil && !*r.Applies:
		a.state, a.counts = Holds, false
		a.notes = append(a.notes, "its condition does not apply to this bid")
	case r.Condition != "" && r.Applies == nil && a.state != Holds:
		a.state = Unknown
		a.notes = append(a.notes, "it is asked for only under a condition that nobody has answered yet")
		a.questions = append(a.questions, "Does this apply to our bid: “"+string(r.Condition)+"”?")
	}
	h.askAbout(a)
}

// temperRule: what a decision rule gives counts as its basis does.
func (h *Holder) temperRule(a *answer, r *Requirement) {
	if r.Rule == "" {
		return
	}
	rule, ok := h.book.Rule(r.Rule)
	if !ok {
		return
	}
	if rule.PlanMayStandIn && a.state == Fails {
		a.planMayStandIn()
	}
	if !rule.BindingFor(r.Scheme) {
		if marketPractice(rule.FactFor(r.Scheme).Certainty) {
			a.counts = false
		}
		if a.state == Fails {
			a.state = AtRisk
			a.notes = append(a.notes, "its basis is no law or binding policy: it cannot fail the bid")
		}
	}
	if rule.FactFor(r.Scheme).Certainty == scheme.Uncertain && a.state != Holds {
		a.state = Unknown
		a.notes = append(a.notes, "the rule that asks for it is itself uncertain")
		a.questions = append(a.questions, "Do you ask for "+h.name(r.Scheme)+"?")
	}
}

// temperProof: a demand for conformity is answered by the management system,
// never failed for want of a certificate.
func (h *Holder) temperProof(a *answer, r *Requirement) {
	switch {
	case r.Proof == "conformity" && a.state != Holds:
		a.state = Unknown
		a.notes = append(a.notes, "conformity is asked for, not a certificate: say how your management system answers it")
		a.questions = append(a.questions, "What proof of conformity with "+h.name(r.Scheme)+" will you accept?")
	case r.Proof == "any" && a.state == Fails:
		a.state = Unknown
		a.notes = append(a.notes, "other proof than a certificate is accepted: say which you will give")
		a.questions = append(a.questions, "Which other proof than a certificate of "+h.name(r.Scheme)+" will you accept?")
	}
}

// offerEquivalent looks for another certificate that the buyer might take.
func (h *Holder) offerEquivalent(a *answer, b *Bid, entity string, r *Requirement, spans []span) {
	for _, c := range h.held {
		eq, ok := h.book.Equivalent(c.scheme.ID, r.Scheme)
		if !ok {
			continue
		}
		free := *r
		free.Accreditation = ""
		x := h.against(b, entity, &free, c.scheme, "", spans, nil)
		if x.state != Holds && x.state != Unknown {
			continue
		}
		x.state = Unknown
		a.result = x
		a.rule = "R36"
		a.notes = append(a.notes, h.label(c)+" may be offered as an equivalent, which the buyer has not accepted")
		a.questions = append(a.questions, eq.Question)
		return
	}
}

// askAbout adds the question that would settle what is not known.
func (h *Holder) askAbout(a *answer) {
	if a.state == Holds || a.cand < 0 {
		return
	}
	c := a.field.cands[a.cand]
	switch a.why {
	case surveillance:
		a.own("To the certification body: what is the status of " + h.label(c.held) + ", and was the " + lowerFirst(c.overdue.Name) + "?")
	case scopeUnknown:
		a.own("Does the scope of " + h.label(c.held) + " cover the work of this bid?")
	case accreditationSilent, accreditationUnknown:
		a.questions = append(a.questions, "Must the "+c.scheme.Short+" certificate come from an accredited certification body?")
	case entityUnknown:
		a.own("Which legal entity holds " + h.label(c.held) + "?")
	case levelUnknown:
		a.own("Which level or status does " + h.label(c.held) + " show?")
	case deadlineUnset:
		a.questions = append(a.questions, "Until which day does a "+c.scheme.Short+" status of "+c.Edition+" count for you?")
	case noEnd:
		a.own("Until which day is " + h.label(c.held) + " valid?")
	case belowUnknown:
		a.own("Until when does the " + c.needs.Short + " certificate under " + h.label(c.held) + " run?")
	case editionUnknown, editionOdd:
		a.own("Which edition does " + h.label(c.held) + " name?")
	}
}

// own adds a question that the buyer cannot answer: it is about what is on record
// of a certificate, or for the body that issued it.
func (a *answer) own(question string) {
	a.questions, a.ours = append(a.questions, question), append(a.ours, question)
}

func (h *Holder) name(id string) string {
	if s, ok := h.book.Scheme(id); ok {
		return s.Short
	}
	if d, ok := h.book.Demand(id); ok {
		return d.Name
	}
	return id
}

// label names a certificate as people do: its reference, else its scheme.
func (h *Holder) label(c *held) string {
	if c.Ref != "" {
		return c.Ref
	}
	return "the " + c.scheme.Short + " certificate"
}

// marketPractice: what is only commonly stated, or proposed by us, is practice:
// it is shown and changes nothing.
func marketPractice(c scheme.Certainty) bool { return c == scheme.Common || c == scheme.Product }
