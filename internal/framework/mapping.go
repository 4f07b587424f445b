package framework

import (
	"cmp"
	"slices"

	"holdfast/internal/civil"
)

// Origin says who paired the items. The list is closed.
type Origin string

const (
	Official Origin = "official" // the owner of one of the frameworks
	Authored Origin = "authored" // we did, from judgement
)

// Basis says where the types of a mapping come from. The list is closed.
type Basis string

const (
	TypesOfficial Basis = "official" // the source gives them
	TypesDerived  Basis = "derived"  // read from the shape of an official table
	TypesAuthored Basis = "authored" // our judgement
	TypesNone     Basis = "none"     // nobody gives any: each pair is related
)

// bases is the closed list, the strongest first; origins likewise.
var (
	bases   = []Basis{TypesOfficial, TypesDerived, TypesAuthored, TypesNone}
	origins = []Origin{Official, Authored}
)

// Mapping says how the items of one catalogue overlap with those of another. It
// has a direction: its types are read from From to To.
type Mapping struct {
	From      Ref        `json:"from"`
	To        Ref        `json:"to"`
	Origin    Origin     `json:"origin"`
	Types     Basis      `json:"types"`
	Certainty Certainty  `json:"certainty"`
	AsOf      civil.Date `json:"asOf"`
	Source    string     `json:"source"`
	Note      string     `json:"note,omitempty"`
	Pairs     []Pair     `json:"pairs"`
	// Via names the catalogues in the middle of a composed mapping.
	Via []Ref `json:"via,omitempty"`
}

// Pair is one overlap. Its ends are items, or headings where the source names
// a heading.
type Pair struct {
	From string `json:"from"`
	To   string `json:"to"`
	Type Type   `json:"type"`
	Main bool   `json:"main,omitzero"` // the first thing to look at
	// Also names a second source that has the pair.
	Also string `json:"also,omitempty"`
	Note string `json:"note,omitempty"`
	// Via are the items in the middle, of a composed pair.
	Via []string `json:"via,omitempty"`
}

// Guidance tells a mapping that helps to find and proves nothing. It must be
// shown as such: no pair of it lets one item stand for another.
func (m *Mapping) Guidance() bool { return m.Origin != Official || m.Types != TypesOfficial }

// Equivalent tells whether a pair of m lets one item stand for the other.
func (m *Mapping) Equivalent(p Pair) bool { return !m.Guidance() && p.Type == Equal }

// Of gives the pairs of an item of From, the strongest claim first where the
// mapping is composed, in the data's order otherwise.
func (m *Mapping) Of(from string) []Pair {
	var out []Pair
	for _, p := range m.Pairs {
		if p.From == from {
			out = append(out, p)
		}
	}
	return out
}

// inverse reads a mapping the other way.
func inverse(m *Mapping) *Mapping {
	out := *m
	out.From, out.To = m.To, m.From
	out.Pairs = make([]Pair, len(m.Pairs))
	for i, p := range m.Pairs {
		p.From, p.To, p.Type, p.Main = p.To, p.From, p.Type.Inverse(), false
		out.Pairs[i] = p
	}
	return &out
}

// compose chains two mappings. Its provenance is that of the weaker of the two,
// and each pair claims what Type.Compose lets it.
func compose(first, second *Mapping) *Mapping {
	out := &Mapping{
		From: first.From, To: second.To, Via: []Ref{first.To},
		Origin: weaker(origins, first.Origin, second.Origin), Types: weaker(bases, first.Types, second.Types),
		Certainty: weaker(certainties, first.Certainty, second.Certainty), AsOf: min(first.AsOf, second.AsOf),
		Source: first.Source + "; then " + second.Source,
		Note:   "Composed over " + string(first.To) + ": a chain claims no more than its weaker part.",
	}
	next := map[string][]Pair{}
	for _, p := range second.Pairs {
		next[p.From] = append(next[p.From], p)
	}
	for _, a := range first.Pairs {
		for _, b := range next[a.To] {
			out.Pairs = append(out.Pairs, Pair{From: a.From, To: b.To, Type: a.Type.Compose(b.Type), Via: []string{a.To}})
		}
	}
	out.Pairs = strongest(out.Pairs)
	return out
}

// strongest keeps one pair of those with the same ends: the one that claims
// most, with every middle that leads to that claim.
func strongest(pairs []Pair) []Pair {
	var out []Pair
	place := map[[2]string]int{}
	for _, p := range pairs {
		i, ok := place[[2]string{p.From, p.To}]
		switch {
		case !ok:
			place[[2]string{p.From, p.To}] = len(out)
			out = append(out, p)
		case p.Type.strength() > out[i].Type.strength():
			out[i] = p
		case p.Type == out[i].Type:
			for _, v := range p.Via {
				if !slices.Contains(out[i].Via, v) {
					out[i].Via = append(out[i].Via, v)
				}
			}
		}
	}
	return out
}

// weaker gives the later of two in a list that begins with the strongest.
func weaker[T comparable](list []T, a, b T) T {
	return list[max(slices.Index(list, a), slices.Index(list, b))]
}

// inOrder sorts pairs by the catalogues' order, stronger claims first.
func inOrder(pairs []Pair, from, to *Catalogue) {
	slices.SortStableFunc(pairs, func(a, b Pair) int {
		return cmp.Or(
			cmp.Compare(from.place(a.From), from.place(b.From)),
			cmp.Compare(b.Type.strength(), a.Type.strength()),
			cmp.Compare(to.place(a.To), to.place(b.To)),
		)
	})
}

// place orders ids: items in their order, then headings.
func (c *Catalogue) place(id string) int {
	if i, ok := c.items[id]; ok {
		return i
	}
	return len(c.Items) + c.groups[id]
}
