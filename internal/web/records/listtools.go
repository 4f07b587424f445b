package records

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/view"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// opWords say how a filter compares, before its values.
var opWords = map[register.Op]string{
	register.Is: "", register.Not: "not ", register.From: "from ", register.To: "to ", register.Has: "",
	register.Empty: "none", register.Given: "any",
}

// fillTools fills what stands between the heading and the table: views, filters
// in force and at hand, and the panel that is open.
func (p *Pages) fillTools(r *http.Request, v *change.View, pl *place, t *table, l *listing, fields []field) error {
	ctx := r.Context()
	var err error
	if t.Views, err = p.viewMenu(v, pl, l); err != nil {
		return err
	}
	kept := *l
	kept.Search = ""
	q := kept.Values()
	if l.View != nil && len(q) > 0 {
		q.Set(view.ViewParam, l.View.Number)
	}
	if p.asAt != "" {
		q.Set(frame.AsAtParam, p.asAt)
	}
	for _, name := range slices.Sorted(keys(q)) {
		for _, value := range q[name] {
			t.Hidden = append(t.Hidden, ui.Hidden{Name: name, Value: value})
		}
	}
	said, err := p.filterWords(ctx, v, pl, l.Filters)
	if err != nil {
		return err
	}
	for i, words := range said {
		next := *l
		next.Listing = l.Without(i)
		t.Chips = append(t.Chips, ui.Chip{Label: words, Href: p.address(pl, &next), On: true, Off: true})
	}
	if l.Search != "" {
		next := *l
		next.Search = ""
		t.Chips = append(t.Chips, ui.Chip{Label: "“" + brief(l.Search) + "”", Href: p.address(pl, &next), On: true, Off: true})
	}
	t.Chips = append(t.Chips, p.readyChips(pl, l)...)
	if l.Narrows() {
		t.Chips = append(t.Chips, ui.Chip{Label: "Clear all", Href: p.address(pl, &listing{Listing: view.Listing{Sort: l.Sort, Columns: l.Columns}})})
	}
	t.Links = append(t.Links, p.panelLink(pl, l, "filter", "Filter"), p.panelLink(pl, l, "columns", "Columns"),
		ui.Link{Label: "CSV", Href: p.exportAddress(pl, l)})
	if l.Panel != "" {
		if t.Panel, err = p.panel(r, v, pl, l, fields); err != nil {
			return err
		}
	}
	return p.fillBulk(r, v, pl, t, l, fields)
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (p *Pages) panelLink(pl *place, l *listing, name, label string) ui.Link {
	if l.Panel == name {
		return ui.Link{Label: "Close " + strings.ToLower(label), Href: p.address(pl, l)}
	}
	return ui.Link{Label: label, Href: p.address(pl, l, panelParam, name) + "#panel"}
}

// readyChips are the place's own filters that are not in force.
func (p *Pages) readyChips(pl *place, l *listing) []ui.Chip {
	var out []ui.Chip
	for _, c := range pl.Chips {
		q, err := parseQuery(c.Query)
		if err != nil {
			continue
		}
		ready, err := view.Read(pl.d, q)
		if err != nil {
			continue
		}
		if !slices.ContainsFunc(ready.Filters, func(f register.Filter) bool { return !l.Has(f) }) {
			continue
		}
		next := *l
		for _, f := range ready.Filters {
			next.Listing = next.With(f)
		}
		out = append(out, ui.Chip{Label: c.Label, Href: p.address(pl, &next)})
	}
	return out
}

// filterWords says each filter as a chip does: "State: Open or Closed".
func (p *Pages) filterWords(ctx context.Context, v *change.View, pl *place, filters []register.Filter) ([]string, error) {
	named, err := p.filterNames(v, pl, filters)
	if err != nil {
		return nil, err
	}
	out := make([]string, 0, len(filters))
	for _, f := range filters {
		d := pl.d.Field(f.Field)
		var values []string
		for _, text := range f.Values {
			values = append(values, p.filterValue(ctx, d, text, named))
		}
		out = append(out, d.Label+": "+opWords[f.Op]+brief(strings.Join(values, " or ")))
	}
	return out, nil
}

func (p *Pages) filterValue(ctx context.Context, f *register.Field, text string, named names) string {
	switch f.Type {
	case register.Choice:
		return f.LabelOf(text)
	case register.Person:
		return p.Name(ctx, text)
	case register.Link:
		if n, ok := named[text]; ok {
			return strings.TrimSpace(n.Short + " " + n.Title)
		}
		return "a record"
	case register.Date:
		if d, err := civil.Parse(text); err == nil {
			return d.Short()
		}
	}
	return text
}

// filterNames reads what filters of links name.
func (p *Pages) filterNames(v *change.View, pl *place, filters []register.Filter) (names, error) {
	out := names{}
	for _, f := range filters {
		d := pl.d.Field(f.Field)
		if d.Type != register.Link {
			continue
		}
		to := p.Door.Book().Of(d.To)
		if to == nil || !readable(v, to) {
			continue
		}
		recs, err := links.ByID(v, to, f.Values)
		if err != nil {
			return nil, err
		}
		for i := range recs {
			value, err := to.Decode(recs[i].Body)
			if err != nil {
				return nil, err
			}
			out[recs[i].ID] = named{Short: to.Declaration().Number(recs[i].Num), Title: titleOf(to, value)}
		}
	}
	return out, nil
}

// listPanel is one of the panels above a table: a form that asks for another
// list, or that saves this one.
type listPanel struct {
	ID, Title string
	Action    string
	Post      bool
	Hidden    []ui.Hidden
	Fields    []ui.Field
	Boxes     []ui.Choice // columns
	BoxName   string
	Radios    *ui.Choices
	Button    string
	Cancel    ui.Link
	Note      string
	Danger    ui.Action
}

func (p *Pages) panel(r *http.Request, v *change.View, pl *place, l *listing, fields []field) (templ.Component, error) {
	out := listPanel{ID: "panel", Action: pl.Path, Cancel: ui.Link{Label: "Close", Href: p.address(pl, l)}}
	keep := func(q map[string][]string) {
		for _, name := range slices.Sorted(keys(q)) {
			for _, value := range q[name] {
				out.Hidden = append(out.Hidden, ui.Hidden{Name: name, Value: value})
			}
		}
		if p.asAt != "" {
			out.Hidden = append(out.Hidden, ui.Hidden{Name: frame.AsAtParam, Value: p.asAt})
		}
	}
	switch l.Panel {
	case "filter":
		out.Title, out.Button = "Show "+pl.d.Plural+" of which", "Show"
		rest := view.Listing{Search: l.Search, Sort: l.Sort, Columns: l.Columns}
		fs, held, err := p.filterFields(r, v, pl, l)
		if err != nil {
			return nil, err
		}
		rest.Filters = held
		keep(rest.Values())
		out.Fields = fs
	case "columns":
		out.Title, out.Button, out.BoxName = "Columns and order", "Show", view.ColumnsParam
		rest := l.Listing
		rest.Columns, rest.Sort = nil, ""
		q := rest.Values()
		if l.View != nil {
			q.Set(view.ViewParam, l.View.Number)
		}
		keep(q)
		chosen := pl.columnsOf(l, fields)
		for i := range fields {
			f := &fields[i]
			if f.Type == register.File || f.retired || pl.inName(f) {
				continue
			}
			on := slices.ContainsFunc(chosen, func(c field) bool { return c.Name == f.Name })
			out.Boxes = append(out.Boxes, ui.Choice{Value: f.Name, Label: f.Label, On: on})
		}
		out.Fields = []ui.Field{p.sortField(pl, l)}
	case "save", "view":
		if p.asAt != "" {
			return nil, nil
		}
		return p.savePanel(v, pl, l, out)
	default:
		return nil, nil
	}
	return panelOf(out), nil
}

func (p *Pages) sortField(pl *place, l *listing) ui.Field {
	now := l.Sort
	if now == "" {
		now = pl.Sort
	}
	f := ui.Field{ID: view.SortParam, Label: "Order", Kind: "select", Value: now}
	add := func(name, label string, t register.Type) {
		up, down := "A to Z", "Z to A"
		switch {
		case t == register.Date || t == register.Instant:
			up, down = "earliest first", "latest first"
		case figures(t):
			up, down = "lowest first", "highest first"
		}
		f.Choices = append(f.Choices, ui.Choice{Value: name, Label: label + ", " + up}, ui.Choice{Value: "-" + name, Label: label + ", " + down})
	}
	add("number", "Number", register.Number)
	for i := range pl.d.Fields {
		if d := &pl.d.Fields[i]; d.Sort {
			add(d.Name, d.Label, d.Type)
		}
	}
	return f
}
