package ui

import (
	"github.com/a-h/templ"

	"holdfast/internal/verdict"
)

// Table is a list of records. On a phone each row becomes a card of two lines.
type Table struct {
	Caption string
	Shown   bool // show the caption; otherwise the heading says it
	Columns []Column
	Rows    []Row
	Pager   Pager
	Plain   bool // stays a table on a phone: few, short columns
	Dense   bool
}

// Column is one column. Names stand at the left, figures and dates at the
// right (Num). Sort is the address that sorts by it; Sorted says how it is
// sorted now: "ascending", "descending" or nothing.
type Column struct {
	Label  string
	Num    bool
	Sort   string
	Sorted string
	HideMd bool // third rank: left out when there is little room
	HideSm bool // left out on a phone
	Short  bool // the cell's label on a phone is Label
	Hidden bool // the label is for those who cannot see the cells
	Wide   bool // a line of its own on a phone
}

// Row is one record, or with Group set the heading of the rows that follow.
type Row struct {
	Group    string
	GroupN   int
	Selected bool
	Cells    []Cell // one for each column; the first is the row's name
}

// Cell is one value. State is drawn before the text.
type Cell struct {
	Text   string
	Sub    string // small, below
	Href   string
	ID     string // after the text
	State  verdict.State
	Mute   bool
	Late   bool
	NoWrap bool
	Status string          // mark of a status: "done", "part", "plan", "na"
	Action []Action        // buttons in the cell
	Body   templ.Component // after the rest
}

// Pager leads to the rows before and after, by key: a page is an address that
// stays right when rows are added.
type Pager struct {
	Prev, Next string
	Note       string // "50 of 1,204 shown"
}

func (t Table) class() string {
	c := "dt"
	if !t.Plain {
		c += " card"
	}
	if t.Dense {
		c += " dense"
	}
	return c
}

func (c Column) class(first bool) string {
	s := ""
	if c.Num {
		s += " num"
	}
	if c.HideMd {
		s += " hide-md"
	}
	if c.HideSm {
		s += " hide-sm"
	}
	if first || c.Wide {
		s += " wide"
	}
	if s == "" {
		return ""
	}
	return s[1:]
}

func (c Column) sortIcon() string {
	if c.Sorted == "descending" {
		return "sort-down"
	}
	return "sort-up"
}

// Chip is a filter: a link with the query in it.
type Chip struct {
	Label string
	N     int // shown when above zero
	Href  string
	On    bool // in force; its link takes it off when Off is set
	Off   bool // draw the cross
}
