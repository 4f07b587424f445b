package register

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/fold"
)

// Op is how a filter compares.
type Op string

const (
	Is    Op = "is"    // any of the values
	Not   Op = "not"   // none of the values
	From  Op = "from"  // at least the value; an absent value never matches
	To    Op = "to"    // at most the value; an absent value never matches
	Empty Op = "empty" // absent
	Given Op = "given" // not absent
	Has   Op = "has"   // tags: carries any of the values
)

const (
	// DefaultLimit is the length of a page when none is asked for.
	DefaultLimit = 50
	// MaxLimit bounds a page.
	MaxLimit = 1000
	// MaxFilters and MaxValues bound a query.
	MaxFilters = 20
	MaxValues  = 200
)

// Filter narrows a list by one field that is declared as Filter.
type Filter struct {
	Field  string   `json:"field"`
	Op     Op       `json:"op"`
	Values []string `json:"values,omitempty"` // in the form that Set reads
}

// Where is the commonest filter: the field is any of the values.
func Where(field string, values ...string) Filter {
	return Filter{Field: field, Op: Is, Values: values}
}

// Query asks for one page of a register.
type Query struct {
	Filters []Filter
	Search  string // every word must begin one of a field declared as Search; or a readable number
	// Sort names a field declared as Sort, with "-" before it to turn the order
	// round; "number" and empty sort by the readable number. Rows without a
	// value come first, and last when turned round.
	Sort  string
	Limit int    // 0 means DefaultLimit
	After string // the cursor of the page before
	// AsAt asks for the register as it stood at that instant, in microseconds
	// UTC; 0 means now.
	AsAt    int64
	NoTotal bool // saves counting
}

// Cond is a resolved filter.
type Cond struct {
	Column Column
	Op     Op
	Values []any // string or int64, as the column keeps them
	Day    bool  // a string is a day, or none
}

// Mark is where the page before ended.
type Mark struct {
	Value any // of the sort column; nil when the sort is by number
	Num   int64
}

// Plan is a query resolved against its declaration: only names of slots and
// values, so that the store can answer it without knowing any register.
type Plan struct {
	Kind  Kind
	Where []Cond
	Words []string // folded
	// Number, unless 0, is what the search reads as a number: that record is found too.
	Number int64
	Sort   Column
	Desc   bool
	After  *Mark
	Limit  int
	AsAt   int64
	Total  bool
}

// cursor is what Next and After carry, in base64url JSON.
type cursor struct {
	Sort string  `json:"s"`
	Text *string `json:"t,omitempty"`
	Int  *int64  `json:"i,omitempty"`
	Num  int64   `json:"n"`
}

// Plan resolves q. The error is an errs.Invalid that names the filter, sort or
// cursor at fault.
func (r *core) Plan(q Query) (Plan, error) {
	p := Plan{Kind: r.decl.Kind, Sort: ByNumber, Limit: q.Limit, AsAt: q.AsAt, Total: !q.NoTotal}
	if p.Limit <= 0 {
		p.Limit = DefaultLimit
	}
	p.Limit = min(p.Limit, MaxLimit)
	name, desc := strings.CutPrefix(q.Sort, "-")
	p.Desc = desc
	if name != "" && name != "number" {
		f := r.decl.Field(name)
		if f == nil || !f.Sort {
			return p, errs.At("sort", "%s cannot be sorted by %q", r.decl.Plural, name)
		}
		p.Sort = f.column
	}
	if len(q.Filters) > MaxFilters {
		return p, errs.At("filter", "at most %d filters at once", MaxFilters)
	}
	for _, f := range q.Filters {
		c, err := r.cond(f)
		if err != nil {
			return p, err
		}
		p.Where = append(p.Where, c)
	}
	p.Words, p.Number = fold.Words(q.Search), r.decl.ParseNumber(q.Search)
	if mark := fold.Text(q.Search); mark != "" && len(p.Words) == 0 {
		p.Words = []string{mark} // is in no text's words
	}
	p.Words = p.Words[:min(len(p.Words), MaxFilters)]
	if q.After != "" {
		m, err := readCursor(q.After, q.Sort, p.Sort)
		if err != nil {
			return p, err
		}
		p.After = m
	}
	return p, nil
}

func (r *core) cond(f Filter) (Cond, error) {
	field := r.decl.Field(f.Field)
	if field == nil || !field.Filter {
		return Cond{}, errs.At("filter", "%s cannot be filtered by %q", r.decl.Plural, f.Field)
	}
	c := Cond{Column: field.column, Op: f.Op, Day: field.Type == Date}
	bad := func(format string, args ...any) (Cond, error) { return Cond{}, errs.At(f.Field, format, args...) }
	switch f.Op {
	case Empty, Given:
		return c, nil
	case Has:
		if field.Type != Tags {
			return bad("only tags can be asked for with %q", f.Op)
		}
	case Is, Not:
	case From, To:
		if len(f.Values) != 1 || field.Type == Tags {
			return bad("%q wants one value", f.Op)
		}
	default:
		return bad("%q is not a way to filter", f.Op)
	}
	if len(f.Values) == 0 || len(f.Values) > MaxValues {
		return bad("give between 1 and %d values", MaxValues)
	}
	for _, text := range f.Values {
		v, err := r.slot(field, text)
		if err != nil {
			return bad("%s", errs.Safe(err))
		}
		c.Values = append(c.Values, v)
	}
	return c, nil
}

// slot gives the value that a column would keep for typed text.
func (r *core) slot(f *Field, text string) (any, error) {
	switch {
	case f.Type == Tags:
		return "|" + Fold(text) + "|", nil
	case f.Computed:
		return computedSlot(f, text)
	}
	v := reflect.New(r.of).Interface()
	if err := r.Set(v, f.Name, text); err != nil {
		return nil, err
	}
	got := r.Get(v, f.Name)
	if f.Type.numeric() {
		return slotNumber(got), nil
	}
	return slotText(f.Type, got), nil
}

// computedFields is a struct with a place of each type, through which the value
// of a computed column is read.
type computedFields struct {
	Text   string `json:"text"`
	Number int64  `json:"number"`
	Yes    bool   `json:"yes"`
}

func computedSlot(f *Field, text string) (any, error) {
	if !f.Type.numeric() {
		return slotText(f.Type, text), nil
	}
	place, t := "number", Number
	switch f.Type {
	case YesNo:
		place, t = "yes", YesNo
	case Instant:
		t = Instant
	}
	probe := &core{
		decl:  Declaration{Fields: []Field{{Name: place, Label: f.Label, Type: t}}},
		of:    reflect.TypeFor[computedFields](),
		paths: map[string][]int{"number": {1}, "yes": {2}},
	}
	v := new(computedFields)
	if err := probe.Set(v, place, text); err != nil {
		return nil, err
	}
	return slotNumber(probe.Get(v, place)), nil
}

// Cursor gives the cursor that continues the query after rec.
func (p *Plan) Cursor(sort string, rec *Record) string {
	c := cursor{Sort: sort, Num: rec.Num}
	if p.Sort != ByNumber {
		n := int(p.Sort[1] - '1')
		if p.Sort[0] == 't' {
			c.Text = rec.Slots.Text[n]
		} else {
			c.Int = rec.Slots.Number[n]
		}
	}
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and numbers only
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(s, sort string, column Column) (*Mark, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Sort != sort || c.Num < 1 {
		return nil, errs.At("after", "this page belongs to another list: start again from the first page")
	}
	m := &Mark{Num: c.Num}
	switch {
	case column == ByNumber:
	case column[0] == 't' && c.Text != nil:
		m.Value = *c.Text
	case column[0] == 'i' && c.Int != nil:
		m.Value = *c.Int
	default:
		return nil, errs.At("after", "this page belongs to another list: start again from the first page")
	}
	return m, nil
}
