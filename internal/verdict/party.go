package verdict

import "slices"

// Partner is a firm that bids with the entity, or works for it.
type Partner struct {
	// Name is that of the legal entity, as its certificates name their holder.
	Name string `json:"name"`
	Role string `json:"role"` // lead, member, subcontractor
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
			if a.counts {
				a.notes = append(a.notes, "it is asked of the subcontractor "+partner.Name+" too")
			}
			answers[i] = a
		}
		out = append(out, *spokesman(answers, members))
	}
	return out
}

// holder names whose certificate is asked for: in reasons and fixes.
func (a *answer) holder() string {
	if a.party != "" {
		return a.party
	}
	return "the legal entity that bids"
}
