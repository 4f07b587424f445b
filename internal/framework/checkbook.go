package framework

import (
	"slices"

	"holdfast/internal/errs"
)

// addGuidance takes the guidance for a catalogue that is known.
func (b *Book) addGuidance(f *guidanceFile) error {
	c := b.byRef[f.Catalogue]
	if c == nil {
		return errs.At("/catalogue", "%q is not a catalogue", f.Catalogue)
	}
	var p problems
	if f.AsOf.IsZero() || f.Source == "" || !slices.Contains(certainties, f.Certainty) {
		p.add("", "guidance needs asOf, source and a certainty of %v", certainties)
	}
	if b.guidance[f.Catalogue] == nil {
		b.guidance[f.Catalogue] = map[string]*Guidance{}
	}
	for i, g := range f.Items {
		ptr := at("/items", i)
		if _, ok := c.Item(g.ID); !ok {
			p.add(ptr+"/id", "%q is not an item of %s", g.ID, c.Ref())
		}
		if b.guidance[f.Catalogue][g.ID] != nil {
			p.add(ptr+"/id", "%q is there twice", g.ID)
		}
		b.guidance[f.Catalogue][g.ID] = g
		g.check(&p, ptr)
	}
	for i, d := range f.Documents {
		it, ok := c.Item(d.Clause)
		if !ok || it.Documented == "" {
			p.add(at("/documents", i)+"/clause", "%q is not a clause that wants documented information", d.Clause)
		}
		if (d.Kind != "document" && d.Kind != "record") || !line(d.Title, titleLimit) || !line(d.Shows, titleLimit) {
			p.add(at("/documents", i), "a document needs a kind (document or record), a title and what it shows")
		}
	}
	b.documents[f.Catalogue] = append(b.documents[f.Catalogue], f.Documents...)
	return p.err()
}

// check holds one piece of guidance to its form: one purpose, two or three
// things that are looked for, two to four pieces of evidence.
func (g *Guidance) check(p *problems, ptr string) {
	if !line(g.Purpose, titleLimit) {
		p.add(ptr+"/purpose", "the purpose is missing or not one line of at most %d letters", titleLimit)
	}
	if n := len(g.Looks); n < 2 || n > 3 {
		p.add(ptr+"/looks", "%d things to look for: two or three can be remembered", n)
	}
	for i, s := range g.Looks {
		if !line(s, titleLimit) {
			p.add(at(ptr+"/looks", i), "missing, too long or not one line")
		}
	}
	if n := len(g.Evidence); n < 2 || n > 4 {
		p.add(ptr+"/evidence", "%d pieces of evidence: two to four are typical", n)
	}
	for i, e := range g.Evidence {
		if !line(e.What, titleLimit) {
			p.add(at(ptr+"/evidence", i)+"/what", "missing, too long or not one line")
		}
		if !slices.Contains([]Freshness{FreshCurrent, FreshPeriod, FreshEvent}, e.Fresh) {
			p.add(at(ptr+"/evidence", i)+"/fresh", "%q is none of current, period and event", e.Fresh)
		}
		if (e.Fresh == FreshPeriod) != (e.Months > 0) || e.Months < 0 || e.Months > 36 {
			p.add(at(ptr+"/evidence", i)+"/months", "months go with a period, from 1 to 36")
		}
	}
}

// addMapping takes a mapping between two catalogues that are known.
func (b *Book) addMapping(m *Mapping) error {
	var p problems
	from, to := b.byRef[m.From], b.byRef[m.To]
	if from == nil || to == nil || from == to {
		return errs.At("/from", "%q to %q: both must be catalogues, and two", m.From, m.To)
	}
	for _, have := range b.mappings {
		if have.From == m.From && have.To == m.To || have.From == m.To && have.To == m.From {
			p.add("/to", "%s and %s are mapped already", m.From, m.To)
		}
	}
	if !slices.Contains(origins, m.Origin) || !slices.Contains(bases, m.Types) || !slices.Contains(certainties, m.Certainty) || m.AsOf.IsZero() || m.Source == "" {
		p.add("", "a mapping needs origin, types, certainty, asOf and source, each of its closed list")
	}
	if len(m.Via) > 0 {
		p.add("/via", "a mapping of the data is not composed")
	}
	if m.Origin == Authored && (m.Types == TypesOfficial || m.Types == TypesDerived) {
		p.add("/types", "what we paired ourselves has no types from an official table")
	}
	seen := map[[2]string]bool{}
	for i, pr := range m.Pairs {
		ptr := at("/pairs", i)
		if from.Title(pr.From) == "" {
			p.add(ptr+"/from", "%q is not in %s", pr.From, m.From)
		}
		if to.Title(pr.To) == "" {
			p.add(ptr+"/to", "%q is not in %s", pr.To, m.To)
		}
		if seen[[2]string{pr.From, pr.To}] {
			p.add(ptr, "%s to %s is there twice", pr.From, pr.To)
		}
		seen[[2]string{pr.From, pr.To}] = true
		m.checkType(&p, ptr, pr)
	}
	if len(m.Pairs) == 0 {
		p.add("/pairs", "there are no pairs")
	}
	b.mappings = append(b.mappings, m)
	return p.err()
}

// checkType keeps a pair from claiming what its mapping cannot know.
func (m *Mapping) checkType(p *problems, ptr string, pr Pair) {
	switch {
	case len(pr.Via) > 0:
		p.add(ptr+"/via", "a pair of the data is not composed")
	case pr.Type.strength() == 0 || pr.Type == Possible:
		p.add(ptr+"/type", "%q is none of equal, subset, superset, intersects and related", pr.Type)
	case pr.Type == Equal && m.Origin == Authored:
		p.add(ptr+"/type", "what we paired ourselves is guidance: never equal")
	case (pr.Type == Related) != (m.Types == TypesNone):
		p.add(ptr+"/type", "%q: a pair is related exactly when nobody gives types", pr.Type)
	}
}

// checkWhole looks at what no single file shows.
func (b *Book) checkWhole() error {
	var p problems
	current := map[string]int{}
	for _, c := range b.catalogues {
		current[c.ID] += 0
		if c.Current {
			current[c.ID]++
		}
		for i := range c.Items {
			it := &c.Items[i]
			if gs := b.guidance[c.Ref()]; gs != nil && gs[it.ID] == nil {
				p.add(string(c.Ref()), "%s has no guidance", it.ID)
			}
			if it.Documented != "" && !slices.ContainsFunc(b.documents[c.Ref()], func(d Document) bool { return d.Clause == it.ID }) {
				p.add(string(c.Ref()), "%s wants documented information and none is described", it.ID)
			}
			b.checkChange(&p, c, it)
		}
	}
	for id, n := range current {
		if n != 1 {
			p.add(id, "%d editions are current: exactly one must be", n)
		}
	}
	return p.err()
}

// checkChange holds the word for how an item came to be to its predecessors.
func (b *Book) checkChange(p *problems, c *Catalogue, it *Item) {
	words := it.Attributes[AttrChange]
	if len(words) == 0 {
		return
	}
	want := "merged"
	switch len(b.Predecessors(c.Ref(), it.ID)) {
	case 0:
		want = "new"
	case 1:
		want = "updated"
	}
	if len(words) != 1 || words[0] != want {
		p.add(string(c.Ref()), "%s is said to be %v, by its predecessors it is %s", it.ID, words, want)
	}
}
