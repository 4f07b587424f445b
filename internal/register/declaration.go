package register

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
)

// Declaration is what a register says of itself, as data.
type Declaration struct {
	Kind     Kind
	Prefix   string // of readable numbers: "CERT"
	Singular string // "certificate"
	Plural   string // "certificates"
	Area     authz.Area
	Fields   []Field
	// Template: its records make sense in another organisation, and may be pushed.
	Template bool
}

// Field gives a field by name, nil when there is none.
func (d *Declaration) Field(name string) *Field {
	for i := range d.Fields {
		if d.Fields[i].Name == name {
			return &d.Fields[i]
		}
	}
	return nil
}

// Titled says whether a field is of the title, by which people know a record: the
// first that is searched, and whatever text is required and searched.
func (d *Declaration) Titled(f *Field) bool {
	first := slices.IndexFunc(d.Fields, func(f Field) bool { return f.Search })
	return first >= 0 && (&d.Fields[first] == f || f.Search && f.Required && f.Type == Text)
}

// Layout says which field is kept in which slot. When it differs from the one
// that the stored records were written with, their slots are written anew.
func (d *Declaration) Layout() string {
	var b strings.Builder
	b.WriteString("words 2;")
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.column != "" || f.Search {
			fmt.Fprintf(&b, "%s:%s:%s:%v;", f.Name, f.Type, f.column, f.Search)
		}
	}
	return b.String()
}

// Computed is a column reckoned from the record alone; Of is pure and gives a
// value of the field's type (string, civil.Date, int64, bool, money.Amount), or
// nil for none.
type Computed[T any] struct {
	Field Field
	Of    func(*T) any
}

// Register is a declared register whose records are of type T. The struct may
// carry more than the declared fields: the body is its whole JSON.
type Register[T any] struct{ *core }

// core is a register without its type, of which there is one for all registers in
// the program: what is compiled for each type is only what has the type in it.
type core struct {
	decl     Declaration
	of       reflect.Type // the struct
	paths    map[string][]int
	computed map[string]func(any) any
	validate func(old, new any) []errs.Field
}

// Any is a register seen by an edge that works for every register alike. The
// values are pointers to the register's struct.
type Any interface {
	Declaration() *Declaration
	New() any
	Decode(body []byte) (any, error)
	Encode(value any) ([]byte, error)
	Check(old, new any) []errs.Field
	Get(value any, field string) any
	Text(value any, field string) string
	Set(value any, field, text string) error
	Slots(value any) Slots
	Words(value any) string
	Changed(old, new any) []*Field
	Plan(q Query) (Plan, error)
}

var kindForm = regexp.MustCompile(`^[a-z][a-z-]*$`)

// Declare declares a register. validate may be nil; it is given nil for old when
// the record is new, and checks what the fields alone cannot say. A declaration
// that does not fit its struct is a defect of the program: Declare panics.
func Declare[T any](d Declaration, validate func(old, new *T) []errs.Field, computed ...Computed[T]) *Register[T] {
	c := &core{decl: d, of: reflect.TypeFor[T](), paths: map[string][]int{}, computed: map[string]func(any) any{}}
	c.decl.Fields = slices.Clone(d.Fields)
	for _, col := range computed {
		col.Field.Computed = true
		c.decl.Fields = append(c.decl.Fields, col.Field)
		c.computed[col.Field.Name] = func(value any) any { return col.Of(value.(*T)) }
	}
	if validate != nil {
		c.validate = func(old, new any) []errs.Field {
			before, _ := old.(*T)
			return validate(before, new.(*T))
		}
	}
	c.settle()
	return &Register[T]{c}
}

// settle holds the declaration against its struct, and gives the fields their
// slots.
func (r *core) settle() {
	fault := func(format string, args ...any) {
		panic(fmt.Sprintf("register %q: %s", r.decl.Kind, fmt.Sprintf(format, args...)))
	}
	d := &r.decl
	if !kindForm.MatchString(string(d.Kind)) || d.Prefix == "" || d.Singular == "" || d.Plural == "" || d.Area == "" {
		fault("needs a kind in small letters, a prefix, both names and an area")
	}
	texts, numbers := 0, 0
	seen := map[string]bool{}
	for i := range r.decl.Fields {
		f := &r.decl.Fields[i]
		if f.Name == "" || f.Label == "" || seen[f.Name] {
			fault("field %q needs a name of its own and a label", f.Name)
		}
		seen[f.Name] = true
		if (f.Type == Choice) != (len(f.Choices) > 0) {
			fault("field %q: choices belong to a choice", f.Name)
		}
		if f.Type == LongText && (f.Sort || f.Filter) {
			fault("field %q: long text is searched, never sorted or filtered", f.Name)
		}
		if f.Type == Tags && f.Sort {
			fault("field %q: tags have no order", f.Name)
		}
		if !f.Computed {
			path, goType := find(r.of, f.Name)
			if path == nil {
				fault("field %q is not in %s", f.Name, r.of)
			}
			if !fits(f.Type, goType) {
				fault("field %q: a %s cannot be kept in %s", f.Name, f.Type, goType)
			}
			r.paths[f.Name] = path
		}
		if !f.Filter && !f.Sort {
			continue
		}
		if f.Type.numeric() {
			numbers++
			f.column = Column(fmt.Sprintf("i%d", numbers))
		} else {
			texts++
			f.column = Column(fmt.Sprintf("t%d", texts))
		}
	}
	if texts > TextSlots || numbers > NumberSlots {
		fault("filters or sorts by %d text and %d number fields; there are slots for %d and %d", texts, numbers, TextSlots, NumberSlots)
	}
}

// Declaration gives what the register says of itself; it must not be changed.
func (r *core) Declaration() *Declaration { return &r.decl }

// Kind gives the register's kind.
func (r *core) Kind() Kind { return r.decl.Kind }

// New gives a new value with the declared defaults.
func (r *core) New() any {
	v := reflect.New(r.of).Interface()
	for i := range r.decl.Fields {
		if f := &r.decl.Fields[i]; f.Default != "" && !f.Computed {
			if err := r.Set(v, f.Name, f.Default); err != nil {
				panic(fmt.Sprintf("register %q: default of %q: %v", r.decl.Kind, f.Name, err))
			}
		}
	}
	return v
}

// Decode reads a stored body. Fields it does not know are passed over: they are
// of another version of the program.
func (r *core) Decode(body []byte) (any, error) {
	v := reflect.New(r.of).Interface()
	if err := json.Unmarshal(body, v); err != nil {
		return nil, fmt.Errorf("stored %s: %w", r.decl.Singular, err)
	}
	return v, nil
}

// Encode gives the body to store.
func (r *core) Encode(value any) ([]byte, error) {
	return json.Marshal(value, json.Deterministic(true))
}

// Row makes a typed row of a stored record.
func (r *Register[T]) Row(rec *Record) (Row[T], error) {
	row := Row[T]{
		Ref:     Ref{Kind: rec.Kind, ID: rec.ID, Number: r.decl.Number(rec.Num)},
		Version: rec.Version, CreatedAt: rec.CreatedAt, CreatedBy: rec.CreatedBy,
		UpdatedAt: rec.UpdatedAt, UpdatedBy: rec.UpdatedBy, Deleted: rec.Deleted,
	}
	if len(rec.Body) == 0 {
		return row, nil
	}
	err := json.Unmarshal(rec.Body, &row.Value)
	if err != nil {
		err = fmt.Errorf("stored %s: %w", row.Number, err)
	}
	return row, err
}
