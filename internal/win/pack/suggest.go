package pack

import (
	"holdfast/internal/win/bid"
)

type suggestion struct {
	choice  Choice
	because string
}

// suggest gives the items that the bid leads to: what it asks for, and what some
// buyers score a certificate as nothing without. Nothing of it is in a pack before
// a person has chosen it.
func (h *House) suggest() []suggestion {
	out := []suggestion{{Choice{Item: Cover}, "every pack has one"}}
	add := func(c Choice, because string) {
		for _, s := range out {
			if s.choice.Key() == c.Key() {
				return
			}
		}
		out = append(out, suggestion{c, because})
	}
	for i := range h.Bid.Value.Requirements {
		r := &h.Bid.Value.Requirements[i]
		if r.Removed || r.Strength == "mention-only" || r.Applies != nil && !*r.Applies {
			continue
		}
		h.suggestFor(r, add)
	}
	if h.owes() {
		add(Choice{Item: Promise}, "something lapses before the contract ends")
	}
	return out
}

func (h *House) suggestFor(r *bid.Requirement, add func(Choice, string)) {
	asked := "the buyer asks for " + h.short(r.Scheme)
	switch {
	case r.Scheme == "pentest":
		add(Choice{Item: PenTest}, asked)
		return
	case r.Scheme == "ico-fee":
		add(Choice{Item: DataFee}, asked)
		return
	case r.Scheme == "iso22301":
		add(Choice{Item: Continuity}, asked)
	}
	rows := h.current(func(s string) bool { return s == r.Scheme })
	if len(rows) == 0 {
		return
	}
	// That which the verdict rests on, else the first of the entity that bids.
	number := rows[0].Number
	for _, g := range h.Verdict.Groups {
		if g.Scheme == r.Scheme && g.Certificate != "" && g.Party == "" {
			number = g.Certificate
		}
	}
	switch {
	case IsInsurance(r.Scheme):
		add(Choice{Item: Insurance, Of: number}, asked)
	case r.Scheme == "dspt":
		add(Choice{Item: Toolkit, Of: number}, asked)
	default:
		add(Choice{Item: Certificate, Of: number}, asked)
		if s, ok := h.scheme(r.Scheme); ok && s.JudgesAccreditation {
			add(Choice{Item: Body, Of: number}, "buyers look the certificate up")
			add(Choice{Item: Surveillance, Of: number}, "it shows that the certificate is alive")
		}
	}
	if r.Scheme == "iso27001" {
		add(Choice{Item: SoA}, "some buyers score a certificate without it as nothing")
		add(Choice{Item: Scope}, "it says what the certificate stands for")
	}
}
