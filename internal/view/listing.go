// Package view is what people look at again: a listing of a register as its
// filters, words, order and columns, written as the query of an address, and the
// register of listings that somebody has saved under a name.
package view

import (
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// The parameters of a list's address beside its filters.
const (
	WordsParam   = "q"
	SortParam    = "sort"
	ColumnsParam = "cols" // names with commas between
	AfterParam   = "after"
	ViewParam    = "view"
	// panel is the beginning of the parameters that the filter form sends: the way
	// to compare stands in the value ("f.state=not:open").
	panel = "f."
)

// reserved are names that a field alone cannot have in an address: a field of
// such a name is written with its way to compare ("sort[is]").
var reserved = []string{WordsParam, SortParam, ColumnsParam, AfterParam, ViewParam, "limit", "asAt", "total", "done", "panel"}

// Listing is what a list shows.
type Listing struct {
	Filters []register.Filter
	Search  string
	Sort    string // a field, with "-" before it to turn the order round
	Columns []string
}

// OpsOf gives how a field can be filtered: what its type has a meaning for.
func OpsOf(t register.Type) []register.Op {
	switch t {
	case register.Tags:
		return []register.Op{register.Has, register.Empty, register.Given}
	case register.Date, register.Instant, register.Money, register.Number:
		return []register.Op{register.Is, register.Not, register.From, register.To, register.Empty, register.Given}
	}
	return []register.Op{register.Is, register.Not, register.Empty, register.Given}
}

// Read reads a listing from an address. What is neither a field of the register
// nor known is passed over, unless it is written like a filter. The error is an
// errs.Invalid.
func Read(d *register.Declaration, q url.Values) (Listing, error) {
	l := Listing{Search: strings.TrimSpace(q.Get(WordsParam)), Sort: q.Get(SortParam)}
	for name := range strings.SplitSeq(q.Get(ColumnsParam), ",") {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(l.Columns, name) {
			l.Columns = append(l.Columns, name)
		}
	}
	for name, values := range q {
		f, err := readFilter(d, name, values)
		if err != nil {
			return l, err
		}
		if f != nil {
			l.Filters = append(l.Filters, *f)
		}
	}
	l.order(d)
	return l, nil
}

// readFilter reads one parameter; nil when it is none of a filter.
func readFilter(d *register.Declaration, name string, values []string) (*register.Filter, error) {
	values = given(values)
	if sent, ok := strings.CutPrefix(name, panel); ok && d.Field(sent) != nil {
		return fromPanel(sent, values), nil
	}
	field, rest, bracket := strings.Cut(name, "[")
	op := register.Op(strings.TrimSuffix(rest, "]"))
	if !bracket {
		if slices.Contains(reserved, name) || d.Field(name) == nil {
			return nil, nil
		}
		op = register.Is
	}
	f := d.Field(field)
	if f == nil || !f.Filter || !slices.Contains(OpsOf(f.Type), op) {
		if f != nil && f.Type == register.Tags && !bracket {
			op = register.Has // "tags=x" says what is meant
		} else {
			return nil, errs.At("filter", "%s cannot be filtered by %q.", d.Plural, name)
		}
	}
	if op == register.Empty || op == register.Given {
		if len(values) == 0 {
			return nil, nil
		}
		return &register.Filter{Field: field, Op: op}, nil
	}
	if len(values) == 0 {
		return nil, nil
	}
	return &register.Filter{Field: field, Op: op, Values: values}, nil
}

// fromPanel reads "not:open", "empty" and the like; a value alone is "is".
func fromPanel(field string, values []string) *register.Filter {
	if len(values) == 0 {
		return nil
	}
	out := &register.Filter{Field: field}
	for _, v := range values {
		op, value, _ := strings.Cut(v, ":")
		switch o := register.Op(op); o {
		case register.Empty, register.Given:
			return &register.Filter{Field: field, Op: o}
		case register.Is, register.Not, register.From, register.To, register.Has:
			if value = strings.TrimSpace(value); value != "" {
				out.Op = o
				out.Values = append(out.Values, value)
			}
		default:
			out.Op = register.Is
			out.Values = append(out.Values, v)
		}
	}
	if len(out.Values) == 0 {
		return nil
	}
	return out
}

func given(values []string) []string {
	var out []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// order puts the filters in the order of the fields: that of a map is chance.
func (l *Listing) order(d *register.Declaration) {
	at := func(f register.Filter) int {
		return slices.IndexFunc(d.Fields, func(x register.Field) bool { return x.Name == f.Field })
	}
	slices.SortStableFunc(l.Filters, func(a, b register.Filter) int {
		if n := at(a) - at(b); n != 0 {
			return n
		}
		return strings.Compare(string(a.Op), string(b.Op))
	})
}

// Values writes the listing as Read reads it.
func (l Listing) Values() url.Values {
	q := url.Values{}
	for _, f := range l.Filters {
		name := f.Field
		if f.Op != register.Is || slices.Contains(reserved, name) {
			name += "[" + string(f.Op) + "]"
		}
		if f.Op == register.Empty || f.Op == register.Given {
			q.Set(name, "true")
			continue
		}
		q[name] = f.Values
	}
	for name, value := range map[string]string{WordsParam: l.Search, SortParam: l.Sort, ColumnsParam: strings.Join(l.Columns, ",")} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// Query asks a register for what the listing shows.
func (l Listing) Query() register.Query {
	return register.Query{Filters: l.Filters, Search: l.Search, Sort: l.Sort}
}

// Narrows says that the listing leaves something out.
func (l Listing) Narrows() bool { return len(l.Filters) > 0 || l.Search != "" }

// Without gives the listing without its n-th filter.
func (l Listing) Without(n int) Listing {
	l.Filters = slices.Delete(slices.Clone(l.Filters), n, n+1)
	return l
}

// Has says whether a filter is in force.
func (l Listing) Has(f register.Filter) bool {
	return slices.ContainsFunc(l.Filters, func(x register.Filter) bool {
		return x.Field == f.Field && x.Op == f.Op && slices.Equal(x.Values, f.Values)
	})
}

// With gives the listing with a filter, which takes the place of one of the same
// field and way to compare.
func (l Listing) With(f register.Filter) Listing {
	l.Filters = slices.DeleteFunc(slices.Clone(l.Filters), func(x register.Filter) bool { return x.Field == f.Field && x.Op == f.Op })
	l.Filters = append(l.Filters, f)
	return l
}
