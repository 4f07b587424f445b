package register

import "fmt"

// Book holds every register of the product, in the order of the navigation.
type Book struct {
	all    []Any
	byKind map[Kind]Any
}

// NewBook makes a book. Two registers of one kind or prefix are a defect of the
// program: it panics.
func NewBook(all ...Any) *Book {
	b := &Book{all: all, byKind: map[Kind]Any{}}
	prefixes := map[string]Kind{}
	for _, r := range all {
		d := r.Declaration()
		if other, taken := prefixes[d.Prefix]; taken || b.byKind[d.Kind] != nil {
			panic(fmt.Sprintf("register %q: kind or prefix %s is taken (%s)", d.Kind, d.Prefix, other))
		}
		prefixes[d.Prefix] = d.Kind
		b.byKind[d.Kind] = r
	}
	return b
}

// All gives every register.
func (b *Book) All() []Any { return b.all }

// Of gives the register of a kind, nil when there is none.
func (b *Book) Of(k Kind) Any { return b.byKind[k] }
