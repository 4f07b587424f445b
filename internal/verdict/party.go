package verdict

import "slices"

// Partner is a firm that bids with the entity, or works for it.
type Partner struct {
	// Name is that of the legal entity, as its certificates name their holder.
	Name string `json:"name"`
	Role string `json:"role"` // lead, member, subcontractor
	// Whole: all that it holds is on record. Else what is not on record may be
	// held all the same, and nobody can say.
	Whole bool `json:"whole,omitempty"`
}

// Roles of a partner.
var Roles = []string{"lead", "member", "subcontractor"}

// own answers one requirement for the entity that bids; where a person says that
// what a partner holds is accepted, the better of the two.
func (h *Holder) own(b *Bid, entity string, i int) answer {
	a := h.answer(b, entity, i)
	r := &b.Requirements[i]
	if r.HeldBy == "" || a.state == Holds {
		return a
	}
	x := h.answer(b, r.HeldBy, i)
	x.party = r.HeldBy
	if !r.HeldByAgreed {
		x.questions = append([]string{"Will you accept that " + r.HeldBy + " holds " + h.name(r.Scheme) + ", and not the legal entity that bids?"}, x.questions...)
		x.notes = append(x.notes, "it is held by "+r.HeldBy+", which the buyer has not accepted")
		if x.state == Holds {
			x.state = Unknown
		}
	} else {
		x.notes = append(x.notes, "the buyer accepts that "+r.HeldBy+" holds it")
	}
	if rank(x.state) < rank(a.state) {
		return x
	}
	return a
}

// others answers one group for each subcontractor that it reaches.
func (h *Holder) others(b *Bid, members []int) []answer {
	var out []answer
	for p := range b.Partners {
		partner := &b.Partners[p]
		reached := slices.ContainsFunc(members, func(i int) bool {
			return b.Requirements[i].Subcontractors && !slices.Contains(b.Requirements[i].Spared, partner.Name)
		})
		if partner.Role != "subcontractor" || !reached {
			continue
		}
		answers := make([]answer, len(b.Requirements))
		for _, i := range members {
			a := h.answer(b, partner.Name, i)
			a.party = partner.Name
			if !partner.Whole {
				h.unrecorded(&a, &b.Requirements[i])
			}
			if a.counts {
				a.notes = append(a.notes, "it is asked of the subcontractor "+partner.Name+" too")
			}
			answers[i] = a
		}
		out = append(out, *spokesman(answers, members))
	}
	return out
}

// unrecorded takes back what was said against a partner of which nothing that
// could answer is on record: its own register is not here.
func (h *Holder) unrecorded(a *answer, r *Requirement) {
	s, ok := h.book.Scheme(r.Scheme)
	if !ok || a.state != Fails && a.state != AtRisk {
		return
	}
	name := normalName(a.party)
	if slices.ContainsFunc(h.held, func(c *held) bool {
		_, answers := h.book.Satisfies(c.scheme.ID, s.ID)
		return answers && c.holder == name
	}) {
		return
	}
	a.result = result{state: Unknown, cand: -1, text: "nothing on record says whether " + a.party + " holds " + s.Short}
	a.questions = nil // it is not the buyer who knows
	a.first = "Ask " + a.party + " for its proof of " + s.Short + " and record it, or say that it holds none"
}

// holder names whose certificate is asked for: in reasons and fixes.
func (a *answer) holder() string {
	if a.party != "" {
		return a.party
	}
	return "the legal entity that bids"
}
