// Package records is the pages that every register has, made from its one
// declaration: the list with its filters and saved views, the form, the record
// with its history, links and comments, bulk change with undo, and the way out
// to a spreadsheet. What is special to a register it says in its Place.
package records

import (
	"net/http"

	"github.com/a-h/templ"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web/ui"
)

// Place is a register with its pages.
type Place struct {
	Register register.Any
	Path     string // "/assets": the list; a record is /assets/ASSET-7
	Group    string // of the navigation, for the crumb: "ISMS"
	Title    string // "Assets"
	// Rule is what writing to the register takes beside its declaration, the same
	// as for the API. ReadOnly gives no forms at all.
	Rule rest.Rule
	// New is the address at which people add one, where that is not the generated
	// form; the list offers it unless its Head does.
	New string
	// Empty stands where a list of nothing would.
	Empty ui.Empty
	// Chips are filters that people use, as queries of the list: "?state=open".
	Chips []Chip
	// Columns are the fields that the list shows at first; none: those declared
	// as List. Sort is its first order ("-score").
	Columns []string
	Sort    string
	// Sections are the headings of the form and of the record, in their order;
	// fields that none names follow under "More". None: one form.
	Sections []Section
	// Key names the field by which people know a record, where that is not its
	// number: "ref" makes /controls/A.5.1.
	Key string

	// NoList, NoRecord: the wing has a page of its own at that address, which
	// takes what it needs from Parts.
	NoList, NoRecord bool

	// Head gives the first part of the list's page: its sentence and what stands
	// above the table. It is called in the snapshot of the list.
	Head func(r *http.Request, v *change.View) (Head, error)
	// Above and Below stand on a record's page before and after its fields, and
	// Actions beside its title.
	Above   func(r *http.Request, v *change.View, rec *Shown) (templ.Component, error)
	Below   func(r *http.Request, v *change.View, rec *Shown) (templ.Component, error)
	Actions func(r *http.Request, v *change.View, rec *Shown) ([]ui.Action, error)
	// Cell draws the value of a field otherwise than its type would; false: as usual.
	Cell func(field string, value any) (ui.Cell, bool)
	// Without are roles of links that the record's page shows itself.
	Without []string
	// Done are the words that an action's redirect may say at the top.
	Done map[string]string
}

// Chip is a filter that stands ready.
type Chip struct {
	Label string
	Query string // "treatment=accept&level=high"
}

// Section is a heading with the fields below it.
type Section struct {
	Title  string
	Hint   string
	Fields []string
}

// Head is the first part of a list's page.
type Head struct {
	Sentence ui.Sentence
	Actions  []ui.Action
	Above    templ.Component // pictures; nil: none
}

// Shown is the record that a page shows. Value points to the register's struct.
type Shown struct {
	register.Record
	Number string
	Href   string
	Value  any
	// MayChange says whether who looks may change it now.
	MayChange bool
}
