package asset

import (
	"cmp"
	"slices"
)

// Aspect is one of the three things that an asset needs.
type Aspect int

// The aspects, in their usual order.
const (
	OfConfidentiality Aspect = iota
	OfIntegrity
	OfAvailability
	aspects = 3
)

// MostNeed is the highest need.
const MostNeed = 4

// own gives the asset's own need.
func (a *Asset) own(x Aspect) int {
	switch x {
	case OfConfidentiality:
		return a.Confidentiality
	case OfIntegrity:
		return a.Integrity
	default:
		return a.Availability
	}
}

// Edge says that one asset depends on another, by their ids.
type Edge struct{ From, To string }

// Need is what an asset needs in one aspect.
type Need struct {
	Own   int
	Whole int // with what is inherited
	// From is the id of the asset whose own need is inherited, and Via that of the
	// asset on the way that depends on this one; both empty where nothing more
	// than the own need is asked.
	From, Via string
}

// Needs are an asset's three needs, by Aspect.
type Needs [aspects]Need

// Inherits says that something that rests on the asset asks more of it than it
// needs of its own accord.
func (n Needs) Inherits() bool {
	return slices.ContainsFunc(n[:], func(x Need) bool { return x.Whole > x.Own })
}

// AllNeeds reckons what every asset needs, by id: the most of its own need and
// of the own needs of all that rest on it, however far. Cycles are walked once.
// Assets that are gone ask for nothing and pass nothing on. Of several sources
// of the same need the nearest is named, then the one with the lower number.
func AllNeeds(rows []Row, edges []Edge) map[string]Needs {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(len(a.Number), len(b.Number)), cmp.Compare(a.Number, b.Number))
	})
	at := map[string]int{}
	for i, r := range rows {
		at[r.ID] = i
	}
	rests := make([][]int, len(rows)) // what each rests on
	for _, e := range edges {
		from, ok := at[e.From]
		to, too := at[e.To]
		if ok && too && !rows[from].Value.Gone() && !rows[to].Value.Gone() {
			rests[from] = append(rests[from], to)
		}
	}
	for i := range rests {
		slices.Sort(rests[i])
	}
	out := make(map[string]Needs, len(rows))
	whole := make([]Needs, len(rows))
	for x := range aspects {
		spread(rows, rests, Aspect(x), whole)
	}
	for i, r := range rows {
		out[r.ID] = whole[i]
	}
	return out
}

// spread lets the highest needs flow first, so that each asset is reached once
// for each aspect: by the most that is asked of it.
func spread(rows []Row, rests [][]int, x Aspect, whole []Needs) {
	reached := make([]bool, len(rows))
	for level := MostNeed; level > 0; level-- {
		var queue []int
		for i := range rows {
			if rows[i].Value.own(x) == level && !rows[i].Value.Gone() && !reached[i] {
				reached[i] = true
				whole[i][x].Whole = level
				queue = append(queue, i)
			}
		}
		for len(queue) > 0 {
			i := queue[0]
			queue = queue[1:]
			source := whole[i][x].From
			if source == "" {
				source = rows[i].ID
			}
			for _, to := range rests[i] {
				if reached[to] {
					continue
				}
				reached[to] = true
				whole[to][x] = Need{Whole: level, From: source, Via: rows[i].ID}
				queue = append(queue, to)
			}
		}
	}
	for i := range rows {
		whole[i][x].Own = rows[i].Value.own(x)
		if rows[i].Value.Gone() {
			whole[i][x] = Need{Own: whole[i][x].Own}
		}
	}
}
