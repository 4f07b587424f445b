package framework

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"holdfast/internal/errs"
)

//go:embed data
var embedded embed.FS

// Book is the loaded and validated data. It does not change: everyone may read
// it at once, and nobody may write into what it hands out.
type Book struct {
	catalogues []*Catalogue
	byRef      map[Ref]*Catalogue
	mappings   []*Mapping
	guidance   map[Ref]map[string]*Guidance
	documents  map[Ref][]Document
	hash       string
}

// Default gives the data that is built in, read at the first call. It panics
// only when that data is broken, which a test rules out.
var Default = sync.OnceValue(func() *Book {
	b, err := Load(Files())
	if err != nil {
		panic("the built-in framework data is broken: " + err.Error())
	}
	return b
})

// Files gives the built-in data as files.
func Files() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Hash names the version of the data, for what is issued in its name.
func (b *Book) Hash() string { return b.hash }

// Catalogues gives every edition, ordered by id and edition, and after them
// those that organisations brought.
func (b *Book) Catalogues() []*Catalogue { return b.catalogues }

// Mappings gives every mapping of the data, composed ones not counted.
func (b *Book) Mappings() []*Mapping { return b.mappings }

// Catalogue gives an edition by its name: "iso27001:2013", or the current
// edition by "iso27001". The error is an errs.NotFound that names what there is.
func (b *Book) Catalogue(name string) (*Catalogue, error) {
	if c, ok := b.byRef[Ref(name)]; ok {
		return c, nil
	}
	id, _, dated := strings.Cut(name, ":")
	var editions []string
	for _, c := range b.catalogues {
		if c.ID != id {
			continue
		}
		if c.Current && !dated {
			return c, nil
		}
		editions = append(editions, string(c.Ref()))
	}
	if editions != nil {
		return nil, errs.New(errs.NotFound, "%q is not an edition that is known: there is %s", name, strings.Join(editions, ", "))
	}
	for _, c := range b.catalogues {
		if !slices.Contains(editions, c.ID) {
			editions = append(editions, c.ID)
		}
	}
	return nil, errs.New(errs.NotFound, "%q is not a framework that is known: there is %s", name, strings.Join(editions, ", "))
}

// Guidance gives our words on an item; false where we have none.
func (b *Book) Guidance(ref Ref, item string) (*Guidance, bool) {
	g, ok := b.guidance[ref][item]
	return g, ok
}

// Documents gives the mandatory documented information of a catalogue, by clause.
func (b *Book) Documents(ref Ref) []Document { return b.documents[ref] }

// Predecessors gives the items of the edition before that an item came from.
func (b *Book) Predecessors(ref Ref, item string) []string {
	var out []string
	for _, m := range b.mappings {
		if m.To != ref || b.byRef[m.From].ID != b.byRef[ref].ID {
			continue
		}
		for _, p := range m.Pairs {
			if p.To == item {
				out = append(out, p.From)
			}
		}
	}
	return out
}

// Map gives how one catalogue overlaps with another: the mapping of the data,
// that mapping read the other way, or one composed over a third catalogue. Two
// catalogues that no chain of two joins give an errs.NotFound.
func (b *Book) Map(from, to Ref) (*Mapping, error) {
	cf, err := b.Catalogue(string(from))
	if err != nil {
		return nil, err
	}
	ct, err := b.Catalogue(string(to))
	if err != nil {
		return nil, err
	}
	if cf == ct {
		return nil, errs.At("", "%s overlaps with itself in everything: name two catalogues", cf.Ref())
	}
	direct := b.direct(cf.Ref(), ct.Ref())
	composed := b.composed(cf, ct)
	switch {
	case direct == nil && composed == nil:
		return nil, errs.New(errs.NotFound, "nothing is known of how %s overlaps with %s", cf.Ref(), ct.Ref())
	case direct == nil:
		return composed, nil
	case composed == nil || direct.Origin == Official:
		return direct, nil
	}
	return beside(direct, composed, cf, ct), nil
}

// composed gives the chains of two mappings that lead from one catalogue to
// another, nil when there is none.
func (b *Book) composed(from, to *Catalogue) *Mapping {
	var out *Mapping
	for _, mid := range b.catalogues {
		if mid == from || mid == to {
			continue
		}
		first, second := b.direct(from.Ref(), mid.Ref()), b.direct(mid.Ref(), to.Ref())
		if first == nil || second == nil {
			continue
		}
		m := compose(first, second)
		switch {
		case len(m.Pairs) == 0:
		case out == nil:
			out = m
		default:
			out = join(out, m, m.Pairs)
		}
	}
	if out != nil {
		inOrder(out.Pairs, from, to)
	}
	return out
}

// beside adds to a mapping of the data what chains show beyond it. A chain that
// proves nothing is left out: whoever made the mapping did not see it either.
func beside(direct, composed *Mapping, from, to *Catalogue) *Mapping {
	var more []Pair
	for _, p := range composed.Pairs {
		known := slices.ContainsFunc(direct.Pairs, func(d Pair) bool { return d.From == p.From && d.To == p.To })
		if !known && p.Type.strength() > Possible.strength() {
			more = append(more, p)
		}
	}
	if more == nil {
		return direct
	}
	out := join(direct, composed, more)
	inOrder(out.Pairs, from, to)
	return out
}

// join adds pairs of m to a copy of the first, with the weaker provenance.
func join(first, m *Mapping, pairs []Pair) *Mapping {
	out := *first
	out.Origin, out.Types = weaker(origins, first.Origin, m.Origin), weaker(bases, first.Types, m.Types)
	out.Certainty, out.AsOf = weaker(certainties, first.Certainty, m.Certainty), min(first.AsOf, m.AsOf)
	out.Source = first.Source + "; also " + m.Source
	out.Note = strings.TrimSpace(first.Note + " " + m.Note)
	out.Via = append(slices.Clone(first.Via), m.Via...)
	out.Pairs = strongest(append(slices.Clone(first.Pairs), pairs...))
	return &out
}

// direct gives the mapping of the data, as it is or read the other way.
func (b *Book) direct(from, to Ref) *Mapping {
	for _, m := range b.mappings {
		if m.From == from && m.To == to {
			return m
		}
	}
	for _, m := range b.mappings {
		if m.From == to && m.To == from {
			inv := inverse(m)
			inOrder(inv.Pairs, b.byRef[from], b.byRef[to])
			return inv
		}
	}
	return nil
}
