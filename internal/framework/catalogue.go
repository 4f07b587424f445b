package framework

import "holdfast/internal/civil"

// Kinds of item. The list is closed.
const (
	KindClause      = "clause"        // of a management system standard
	KindControl     = "control"       // of Annex A
	KindRequirement = "requirement"   // to be met as it stands
	KindScopeRule   = "scope-rule"    // says what is in scope
	KindOutcome     = "outcome"       // to be reached, in degrees
	KindEvidence    = "evidence-item" // to be shown to a toolkit
)

var kinds = []string{KindClause, KindControl, KindRequirement, KindScopeRule, KindOutcome, KindEvidence}

// Attributes that code asks for by name.
const (
	AttrTheme  = "theme"  // of the 93 controls: organizational, people, physical, technological
	AttrArea   = "area"   // the fourteen classical areas; the first is the main one
	AttrChange = "change" // against the edition before: new, merged, updated
)

// Catalogue is one edition of a framework. It does not change, and nobody may
// write into what it hands out.
type Catalogue struct {
	ID      string `json:"id"`
	Edition string `json:"edition"`
	// Current tells the edition that the id alone stands for.
	Current    bool        `json:"current,omitzero"`
	Name       string      `json:"name"`
	About      string      `json:"about"`
	Owner      string      `json:"owner"`
	Reference  string      `json:"reference"`
	Licence    string      `json:"licence"`
	AsOf       civil.Date  `json:"asOf"`
	Facts      []Fact      `json:"facts,omitempty"`
	Attributes []Attribute `json:"attributes,omitempty"`
	Groups     []Group     `json:"groups,omitempty"`
	Items      []Item      `json:"items"`
	// Own tells a catalogue that an organisation brought.
	Own bool `json:"own,omitzero"`

	items, groups map[string]int // id to place
}

// Attribute is a way of sorting items, with its closed list of values.
type Attribute struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Values []Value `json:"values"`
}

// Value is one value of an attribute.
type Value struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Group is a heading: a clause with clauses below it, a theme, a function.
// Nothing is assessed against a group.
type Group struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Parent string `json:"parent,omitempty"`
	Text   string `json:"text,omitempty"` // where the framework's licence lets it stand here
}

// Item is what an organisation is assessed against.
type Item struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Title string `json:"title"`
	Group string `json:"group,omitempty"`
	// Text is set in an organisation's own catalogue alone.
	Text       string              `json:"text,omitempty"`
	Attributes map[string][]string `json:"attributes,omitempty"`
	// Letters are the lettered parts of a clause: "a-e".
	Letters string `json:"letters,omitempty"`
	// Documented names what a clause wants documented; empty for none.
	Documented string   `json:"documented,omitempty"`
	Notes      []string `json:"notes,omitempty"`
}

// Ref names this edition.
func (c *Catalogue) Ref() Ref { return MakeRef(c.ID, c.Edition) }

// Item gives the item with this id.
func (c *Catalogue) Item(id string) (*Item, bool) {
	i, ok := c.items[id]
	if !ok {
		return nil, false
	}
	return &c.Items[i], true
}

// Group gives the heading with this id.
func (c *Catalogue) Group(id string) (*Group, bool) {
	i, ok := c.groups[id]
	if !ok {
		return nil, false
	}
	return &c.Groups[i], true
}

// Title gives the title of an item or a heading, empty when neither has the id.
func (c *Catalogue) Title(id string) string {
	if it, ok := c.Item(id); ok {
		return it.Title
	}
	if g, ok := c.Group(id); ok {
		return g.Title
	}
	return ""
}

// Path gives the headings above an item or a heading, the topmost first.
func (c *Catalogue) Path(id string) []*Group {
	parent := ""
	if it, ok := c.Item(id); ok {
		parent = it.Group
	} else if g, ok := c.Group(id); ok {
		parent = g.Parent
	}
	if parent == "" {
		return nil
	}
	g, _ := c.Group(parent)
	return append(c.Path(parent), g)
}

// Below gives the items of a heading and of the headings below it.
func (c *Catalogue) Below(group string) []*Item {
	var out []*Item
	for i := range c.Items {
		for _, g := range c.Path(c.Items[i].ID) {
			if g.ID == group {
				out = append(out, &c.Items[i])
				break
			}
		}
	}
	return out
}

// Kind gives the items of a kind, in the catalogue's order.
func (c *Catalogue) Kind(kind string) []*Item {
	var out []*Item
	for i := range c.Items {
		if c.Items[i].Kind == kind {
			out = append(out, &c.Items[i])
		}
	}
	return out
}

// Attribute gives a way of sorting by its id.
func (c *Catalogue) Attribute(id string) (*Attribute, bool) {
	for i := range c.Attributes {
		if c.Attributes[i].ID == id {
			return &c.Attributes[i], true
		}
	}
	return nil, false
}

// Themes gives the themes of the controls, nil where a catalogue has none.
func (c *Catalogue) Themes() []Value { return c.values(AttrTheme) }

// Areas gives the fourteen classical areas, nil where a catalogue has none.
func (c *Catalogue) Areas() []Value { return c.values(AttrArea) }

func (c *Catalogue) values(attr string) []Value {
	if a, ok := c.Attribute(attr); ok {
		return a.Values
	}
	return nil
}

// With gives the items that carry a value of an attribute.
func (c *Catalogue) With(attr, value string) []*Item {
	var out []*Item
	for i := range c.Items {
		if c.Items[i].Has(attr, value) {
			out = append(out, &c.Items[i])
		}
	}
	return out
}

// Has tells whether the item carries the value.
func (it *Item) Has(attr, value string) bool {
	for _, v := range it.Attributes[attr] {
		if v == value {
			return true
		}
	}
	return false
}

// ValueName gives the printed name of a value.
func (a *Attribute) ValueName(id string) string {
	for _, v := range a.Values {
		if v.ID == id {
			return v.Name
		}
	}
	return id
}
