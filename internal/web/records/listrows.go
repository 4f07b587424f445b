package records

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/register"
	"holdfast/internal/view"
	"holdfast/internal/web/ui"
)

// columnsOf gives the fields that a list shows beside the record's name.
func (pl *place) columnsOf(l *listing, fields []field) []field {
	wanted := l.Columns
	if len(wanted) == 0 {
		wanted = pl.Columns
	}
	var out []field
	if len(wanted) == 0 {
		for i := range fields {
			if fields[i].List && !pl.inName(&fields[i]) {
				out = append(out, fields[i])
			}
		}
		return out
	}
	for _, name := range wanted {
		i := slices.IndexFunc(fields, func(f field) bool { return f.Name == name })
		if i >= 0 && !pl.inName(&fields[i]) && fields[i].Type != register.File {
			out = append(out, fields[i])
		}
	}
	return out
}

// inName says that the field stands in the first column.
func (pl *place) inName(f *field) bool {
	return !f.custom && (pl.title != nil && f.Name == pl.title.Name || pl.Key != "" && f.Name == pl.Key)
}

// From this column on, the name not counted, a column is left out on a phone,
// and where there is little room.
const (
	phoneColumns = 3
	smallColumns = 6
	wideColumns  = 9 // more than these scroll
)

func classOf(i int, f *field) string {
	class := ""
	if figures(f.Type) {
		class = "num nw"
	}
	if f.Type == register.Person || f.Type == register.Choice {
		class = "nw"
	}
	if i >= phoneColumns {
		class += " hide-sm"
	}
	if i >= smallColumns {
		class += " hide-md"
	}
	return strings.TrimSpace(class)
}

func (p *Pages) fillColumns(pl *place, t *table, l *listing, fields []field) {
	name, sorts := ui.Capital(pl.d.Singular), "number"
	if pl.title != nil {
		name = pl.title.Label
	}
	if pl.Key != "" && pl.d.Field(pl.Key).Sort {
		sorts = pl.Key
	} else if pl.title != nil && pl.title.Sort {
		sorts = pl.title.Name
	}
	t.Columns = append(t.Columns, p.sortable(pl, l, name, sorts, "wide"))
	cols := pl.columnsOf(l, fields)
	t.Wide = len(cols) > wideColumns
	for i := range cols {
		f := &cols[i]
		class := classOf(i, f)
		if t.Wide {
			class = strings.TrimSpace(strings.ReplaceAll(class, "hide-md", ""))
		}
		if !f.Sort {
			t.Columns = append(t.Columns, column{Label: f.Label, Class: class})
			continue
		}
		t.Columns = append(t.Columns, p.sortable(pl, l, f.Label, f.Name, class))
	}
}

// sortable is a column whose head sorts by it, and turns the order round.
func (p *Pages) sortable(pl *place, l *listing, label, by, class string) column {
	c := column{Label: label, Class: class}
	now := l.Sort
	if now == "" {
		now = pl.Sort
	}
	if now == "" {
		now = "number"
	}
	next := *l
	switch now {
	case by:
		c.Sorted, next.Sort = "ascending", "-"+by
	case "-" + by:
		c.Sorted, next.Sort = "descending", by
	default:
		next.Sort = by
	}
	c.Sort = p.address(pl, &next)
	return c
}

func (p *Pages) fillRows(r *http.Request, v *change.View, pl *place, t *table, l *listing, fields []field, recs []register.Record) error {
	cols := pl.columnsOf(l, fields)
	values := make([]any, len(recs))
	for i := range recs {
		var err error
		if values[i], err = pl.Register.Decode(recs[i].Body); err != nil {
			return err
		}
	}
	n, err := p.namesOf(v, pl, cols, values)
	if err != nil {
		return err
	}
	ctx := r.Context()
	may := p.may(ctx, pl, authz.Update)
	t.Select = may && p.atlas.kit != nil
	role := v.Actor().Role
	t.Rows = make([]row, len(recs))
	t.Wide = len(cols) > wideColumns
	classes, edits := make([]string, len(cols)), make([]bool, len(cols))
	for j := range cols {
		classes[j], edits[j] = classOf(j, &cols[j]), may && pl.editable(&cols[j], role)
		if t.Wide {
			classes[j] = strings.TrimSpace(strings.ReplaceAll(classes[j], "hide-md", ""))
		}
	}
	cells := make([]cell, len(recs)*len(cols))
	for i := range recs {
		number := pl.d.Number(recs[i].Num)
		out := row{Href: p.to(pl.page(number, values[i])), Pick: pickOf(number, recs[i].Version), Cells: cells[i*len(cols) : (i+1)*len(cols)]}
		out.ID, out.Name = pl.called(number, values[i])
		edit := pl.base + "/" + number + "/field/"
		for j := range cols {
			f := &cols[j]
			c := cell{shown: p.show(ctx, pl, n, f, values[i]), Class: classes[j], Label: f.Label}
			if edits[j] && c.Own == nil {
				c.Edit = edit + f.Name
			}
			out.Cells[j] = c
		}
		t.Rows[i] = out
	}
	return nil
}

// editable says that a field can become its input where it stands.
func (pl *place) editable(f *field, role authz.Role) bool {
	return pl.entered(f, role) && f.Type != register.File && f.Type != register.LongText
}

// entered says that the field is in the form for a role.
func (pl *place) entered(f *field, role authz.Role) bool {
	if f.Computed || f.retired || pl.Rule.ReadOnly {
		return false
	}
	if len(f.Only) > 0 && !slices.Contains(f.Only, role) {
		return false
	}
	if f.custom {
		return true
	}
	head, _, _ := strings.Cut(f.Name, ".")
	_, fixed := pl.Rule.Fixed[head]
	return !fixed
}

// listing reads what the address asks for, through the view that it names.
func (p *Pages) listing(v *change.View, pl *place, q map[string][]string) (*listing, error) {
	out := &listing{}
	get := func(name string) string {
		if len(q[name]) > 0 {
			return q[name][0]
		}
		return ""
	}
	out.After, out.Panel = get(view.AfterParam), get(panelParam)
	l, err := view.Read(pl.d, q)
	if err != nil {
		return nil, err
	}
	out.Listing = l
	if number := get(view.ViewParam); number != "" {
		if err := p.openView(v, pl, out, number); err != nil {
			return nil, err
		}
	}
	known := func(name string) bool {
		return pl.d.Field(name) != nil || strings.HasPrefix(name, custom.Prefix)
	}
	out.Columns = slices.DeleteFunc(out.Columns, func(name string) bool { return !known(name) })
	return out, nil
}

const panelParam = "panel"
