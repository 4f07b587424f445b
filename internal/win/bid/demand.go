package bid

import (
	"slices"

	"holdfast/internal/win/requirement"
)

// demand is one thing asked for: a requirement, or alternatives of one group.
type demand []Requirement

// once gives each demand once. Two sentences make one demand when they ask for
// the same schemes and levels and one of them says all that the other does; what
// differs in its condition or its day stays apart, since either may be the one
// that decides.
func once(in []Requirement) []Requirement {
	list := demands(in)
	for i := 0; i < len(list); i++ {
		for j := i + 1; j < len(list); j++ {
			if list[i].says(list[j]) || list[j].says(list[i]) {
				list[i] = list[i].merge(list[j])
				list = slices.Delete(list, j, j+1)
				j = i // what the two have become may say another as well
			}
		}
	}
	var out []Requirement
	for _, d := range list {
		out = append(out, d...)
	}
	return out
}

// demands puts the alternatives of each group together.
func demands(in []Requirement) []demand {
	var list []demand
	at := map[string]int{}
	for _, r := range in {
		if i, ok := at[r.Group]; ok && r.Group != "" {
			list[i] = list[i].with(r)
			continue
		}
		at[r.Group] = len(list)
		list = append(list, demand{r})
	}
	return list
}

// with adds an alternative, or what a further sentence tells of one.
func (d demand) with(r Requirement) demand {
	for i := range d {
		switch same := d[i].Scheme == r.Scheme && d[i].Level == r.Level; {
		case same && d[i].says(&r):
			d[i].take(&r)
			return d
		case same && r.says(&d[i]):
			r.take(&d[i])
			d[i] = r
			return d
		}
	}
	return append(d, r)
}

// says tells whether d asks for all that o asks for: each alternative of either
// has its like in the other.
func (d demand) says(o demand) bool {
	like := func(a, b demand, fits func(x, y *Requirement) bool) bool {
		for i := range a {
			if !slices.ContainsFunc(b, func(r Requirement) bool {
				return r.Scheme == a[i].Scheme && r.Level == a[i].Level && fits(&r, &a[i])
			}) {
				return false
			}
		}
		return true
	}
	return (d[0].Group == "") == (o[0].Group == "") &&
		like(d, o, func(_, _ *Requirement) bool { return true }) &&
		like(o, d, func(x, y *Requirement) bool { return x.says(y) })
}

// merge gives the stronger of two with what only the other tells beside it; of
// two that say the same the first stays, or the one that names the day.
func (d demand) merge(o demand) demand {
	if !d.says(o) || (o.says(d) && d[0].day() == "" && o[0].day() != "") {
		d, o = o, d
	}
	out := slices.Clone(d)
	for i := range out {
		for _, r := range o {
			if r.Scheme == out[i].Scheme && r.Level == out[i].Level {
				out[i].take(&r)
			}
		}
	}
	return out
}

// day is the need-by day in the words; empty when they name none.
func (r *Requirement) day() string {
	switch r.When {
	case requirement.Unspecified:
		return ""
	case requirement.ByDate:
		return r.Date.String()
	case requirement.DuringContract: // it begins with the start
		return requirement.ByContractStart
	}
	return r.When
}

// says tells whether r asks for all that o asks for, in words as strong: then o
// adds nothing but detail. Where no day is named every day up to the award
// counts, so that no weaker words for a day of the procurement add to it.
func (r *Requirement) says(o *Requirement) bool {
	return strength(r.Strength) >= strength(o.Strength) && proof(r.Proof) >= proof(o.Proof) &&
		(r.Condition == "" || r.Condition == o.Condition) && (r.Lots == "" || r.Lots == o.Lots) &&
		(o.Accreditation == "" || o.Accreditation == r.Accreditation || o.Strength == r.Strength) &&
		(r.day() == o.day() || o.day() == "" || (r.day() == "" && o.When != requirement.ByDate))
}

// take adds what only o tells of the same demand.
func (r *Requirement) take(o *Requirement) {
	r.EquivalentAccepted = r.EquivalentAccepted || o.EquivalentAccepted
	r.Subcontractors = r.Subcontractors || o.Subcontractors
	if r.Accreditation == "" && o.Strength == r.Strength {
		r.Accreditation = o.Accreditation
	}
	if r.Edition == "" {
		r.Edition = o.Edition
	}
}

func proof(s string) int {
	return slices.Index([]string{requirement.ProofConformity, requirement.ProofAny, requirement.ProofCertificate}, s)
}

func strength(s string) int {
	return slices.Index([]string{"mention-only", "desirable", "expected", "mandatory"}, s)
}
