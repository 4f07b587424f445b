// Package register says what every register of Holdfast has in common. A
// register is declared once, as a typed Go struct and its fields; lists,
// forms, filters, spreadsheets, history and the API are read from that one
// declaration. The package is pure: it holds no HTML, HTTP or SQL.
package register

import "holdfast/internal/authz"

// Type is one of the twelve kinds of field. There is no thirteenth: what does
// not fit is ordinary code beside the declaration.
type Type string

const (
	Text     Type = "text"      // one line
	LongText Type = "long-text" // several lines, never sorted by
	Choice   Type = "choice"    // one of Choices
	Date     Type = "date"      // civil.Date
	Instant  Type = "instant"   // int64, microseconds UTC
	Person   Type = "person"    // id of a person
	Link     Type = "link"      // id of a record of kind To
	Money    Type = "money"     // money.Amount
	Number   Type = "number"    // an integer or float64
	YesNo    Type = "yes-no"    // bool, or *bool where "not said" matters
	File     Type = "file"      // SHA-256 of a stored file, in hex
	Tags     Type = "tags"      // []string
)

// Option is one choice of a Choice field.
type Option struct {
	Value string `json:"value"` // what is stored: "in-recertification"
	Label string `json:"label"` // what is shown: "In recertification"
}

// Field is one field of a register.
type Field struct {
	// Name is the field's JSON name in the struct; a full stop leads into a
	// nested struct ("dates.award.date").
	Name     string
	Label    string
	Type     Type
	Choices  []Option
	To       Kind // the kind a Link points to
	Required bool
	Default  string   // in the form that Set reads
	Synonyms []string // headers under which spreadsheets carry it
	Help     string
	// Only narrows who may change the field; empty: whoever may change the record.
	Only []authz.Role

	List   bool // a column of the list
	Filter bool // may be filtered by
	Sort   bool // may be sorted by
	Search bool // its words find the record

	// Computed is set for a computed column: shown, filtered and sorted like
	// any other, and never entered.
	Computed bool

	column Column // where it is kept beside the body; empty when neither filtered nor sorted
}

// Column gives the slot that keeps the field's value beside the body, empty
// when it is neither filtered nor sorted by.
func (f *Field) Column() Column { return f.column }

// Label gives the label of a choice's value, and the value itself when unknown.
func (f *Field) LabelOf(value string) string {
	for _, o := range f.Choices {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Column names a slot of the record: "t1" to "t8" hold text, "i1" to "i4"
// whole numbers, and "num" is the readable number.
type Column string

const (
	TextSlots   = 8
	NumberSlots = 4
	ByNumber    = Column("num")
)

// numeric says whether fields of the type are kept in a number slot.
func (t Type) numeric() bool {
	switch t {
	case Instant, Money, Number, YesNo:
		return true
	}
	return false
}
