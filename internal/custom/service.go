package custom

import (
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Definitions keeps the definitions of an organisation's custom fields.
type Definitions struct {
	reg  *register.Register[Definition]
	book *register.Book
}

// NewDefinitions makes the keeper of definitions for the registers of a book.
func NewDefinitions(reg *register.Register[Definition], book *register.Book) *Definitions {
	return &Definitions{reg: reg, book: book}
}

// Register gives the register of definitions.
func (s *Definitions) Register() *register.Register[Definition] { return s.reg }

// Takers gives the registers whose records can hold custom fields.
func (s *Definitions) Takers() []register.Any {
	var out []register.Any
	for _, reg := range s.book.All() {
		if Takes(reg) {
			out = append(out, reg)
		}
	}
	return out
}

// Create adds a field. The name is made of the label where it is left out, and
// the order continues that of the register's other fields. It has the form that
// rest.Rule.Create wants.
func (s *Definitions) Create(tx *change.Tx, value any) (string, error) {
	d := value.(*Definition)
	reg := s.book.Of(register.Kind(d.For))
	if reg == nil || !Takes(reg) {
		return "", errs.At("/for", "%q is no register that can be given fields.", d.For)
	}
	if d.To != "" && s.book.Of(register.Kind(d.To)) == nil {
		return "", errs.At("/to", "%q is no register.", d.To)
	}
	fields, err := Fields(tx, s.book, reg.Declaration().Kind)
	if err != nil {
		return "", err
	}
	if len(fields) >= MaxFields {
		return "", errs.New(errs.Invalid, "A register can be given at most %d fields, retired ones too.", MaxFields)
	}
	taken := func(name string) bool {
		return slices.ContainsFunc(fields, func(f Field) bool { return f.Name == name })
	}
	if d.Name == "" {
		d.Name = nameOf(d.Label)
		for n := 2; taken(d.Name); n++ {
			d.Name = nameOf(d.Label) + "-" + itoa(n)
		}
	}
	if taken(d.Name) {
		return "", errs.At("/name", "There is a field %q already.", d.Name)
	}
	if d.Order == 0 {
		for _, f := range fields {
			d.Order = max(d.Order, f.Order)
		}
		d.Order++
	}
	row, err := change.Insert(tx, s.reg, *d)
	return row.ID, err
}

// nameOf makes a name of a label: "Insurer's name" is insurer-s-name.
func nameOf(label string) string {
	var b strings.Builder
	for _, r := range register.Fold(label) {
		switch {
		case r >= 'a' && r <= 'z' || b.Len() > 0 && r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := b.String()
	if len(name) > 36 { // leaves room for a number
		name = name[:36]
	}
	if name = strings.Trim(name, "-"); name == "" {
		return "field"
	}
	return name
}
