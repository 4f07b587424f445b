package scheme

import (
	"embed"
	"io/fs"
	"sync"
)

//go:embed data
var embedded embed.FS

// Book is the loaded and validated data. It does not change: everyone may read
// it at once, and nobody may write into what it hands out.
type Book struct {
	schemes     []*Scheme
	byID        map[string]*Scheme
	facts       []FactType
	rules       []*Rule
	demands     []Demand
	satisfies   []Satisfaction
	equivalents []Equivalent
	procurement Procurement
	overrides   []Override
	hash        string
	files       []dataFile // as they were read, to be kept (Source)
}

// Default gives the data that is built in, loaded once. It panics only when
// that data is broken, which a test rules out.
var Default = sync.OnceValue(func() *Book {
	sub, err := fs.Sub(embedded, "data")
	if err == nil {
		var b *Book
		if b, err = Load(sub); err == nil {
			return b
		}
	}
	panic("the built-in scheme data is broken: " + err.Error())
})

// Files gives the built-in data as files, for a loader with overrides.
func Files() fs.FS {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}

// Scheme gives the scheme with this id.
func (b *Book) Scheme(id string) (*Scheme, bool) { s, ok := b.byID[id]; return s, ok }

// Schemes gives every scheme in the data's order.
func (b *Book) Schemes() []*Scheme { return b.schemes }

// Rules gives every rule in the data's order.
func (b *Book) Rules() []*Rule { return b.rules }

// Rule gives the rule with this id.
func (b *Book) Rule(id string) (*Rule, bool) {
	for _, r := range b.rules {
		if r.ID == id {
			return r, true
		}
	}
	return nil, false
}

// Facts gives the closed list of what conditions may speak of, in the order in
// which a person is best asked.
func (b *Book) Facts() []FactType { return b.facts }

// FactType gives the fact with this id.
func (b *Book) FactType(id string) (FactType, bool) {
	for _, f := range b.facts {
		if f.ID == id {
			return f, true
		}
	}
	return FactType{}, false
}

func (b *Book) factType(id string) FactType { f, _ := b.FactType(id); return f }

// Procurement gives the regimes, standstills, thresholds, notice types,
// estimates and legal clocks.
func (b *Book) Procurement() *Procurement { return &b.procurement }

// Overrides gives the administrator's changes that are in the data.
func (b *Book) Overrides() []Override { return b.overrides }

// Hash gives the version of the data, overrides included: 16 hexadecimal digits.
func (b *Book) Hash() string { return b.hash }
