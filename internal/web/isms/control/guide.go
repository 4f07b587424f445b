package control

import (
	"holdfast/internal/change"
	"holdfast/internal/framework"
	"holdfast/internal/isms/control"
	"holdfast/internal/web/ui"
)

// guide is what the framework data says of a control or clause, in our own
// words.
type guide struct {
	Purpose    string
	Looks      []string
	Evidence   []framework.Evidence
	Text       string // the requirement of an own catalogue
	Attributes []ui.KV
	Areas      []string
	Before     []string // predecessors in the edition before
	Overlaps   []overlap
	Documented string
	Documents  []framework.Document
}

// overlap is how another framework overlaps with it.
type overlap struct {
	Name  string // "Cyber Essentials 3.3"
	Items []string
	Note  string
}

// foldFrom is how many places in another framework are listed at once; more are
// folded, so that they do not outgrow the page.
const foldFrom = 3

// guide reads what there is; nil for a control of no known catalogue.
func (p *Pages) guide(in *change.View, c *control.Control) (*guide, error) {
	return p.guideOf(in, c.Catalogue, c.Entry())
}

func (p *Pages) guideOf(in *change.View, catalogue, item string) (*guide, error) {
	if catalogue == "" {
		return nil, nil
	}
	book, err := p.Controls.Book(in)
	if err != nil {
		return nil, err
	}
	cat := control.CatalogueOf(book, catalogue)
	if cat == nil {
		return nil, nil
	}
	it, ok := cat.Item(item)
	if !ok {
		return nil, nil
	}
	g := &guide{Text: it.Text, Documented: it.Documented}
	if words, ok := book.Guidance(cat.Ref(), item); ok {
		g.Purpose, g.Looks, g.Evidence = words.Purpose, words.Looks, words.Evidence
	}
	for _, a := range cat.Attributes {
		values := it.Attributes[a.ID]
		if len(values) == 0 || a.ID == framework.AttrTheme {
			continue
		}
		names := make([]string, len(values))
		for i, v := range values {
			names[i] = a.ValueName(v)
		}
		switch a.ID {
		case framework.AttrArea:
			g.Areas = names
		default:
			g.Attributes = append(g.Attributes, ui.KV{Label: a.Name, Value: ui.List(names...)})
		}
	}
	g.Before = book.Predecessors(cat.Ref(), item)
	g.Overlaps = overlaps(book, cat, item)
	for _, d := range book.Documents(cat.Ref()) {
		if d.Clause == item {
			g.Documents = append(g.Documents, d)
		}
	}
	return g, nil
}

// overlaps gives what other frameworks ask that overlaps with an item: direct
// pairs alone, since what a chain leads to proves nothing.
func overlaps(book *framework.Book, cat *framework.Catalogue, item string) []overlap {
	var out []overlap
	for _, other := range book.Catalogues() {
		if !other.Current || other.ID == cat.ID || other.Own {
			continue
		}
		m, err := book.Map(cat.Ref(), other.Ref())
		if err != nil || len(m.Via) > 0 {
			continue
		}
		o := overlap{Name: other.Name}
		for _, pair := range m.Of(item) {
			if pair.Type == framework.Possible {
				continue
			}
			o.Items = append(o.Items, pair.To+" "+other.Title(pair.To))
		}
		if len(o.Items) == 0 {
			continue
		}
		if m.Guidance() {
			o.Note = "Where to look; meeting one does not show that the other is met."
		}
		out = append(out, o)
	}
	return out
}

// attributes gives the attributes, the areas and the predecessors as facts.
func attributes(g guide) []ui.KV {
	out := g.Attributes
	if len(g.Areas) > 0 {
		out = append(out, ui.KV{Label: "Area", Value: ui.List(g.Areas...)})
	}
	if len(g.Before) > 0 {
		out = append(out, ui.KV{Label: "In the 2013 edition", Value: ui.List(g.Before...)})
	}
	return out
}
