package ui

import "holdfast/internal/verdict"

// Matrix sets what a notice asks for against the bid's dates: a row for each
// requirement, a column for each date.
type Matrix struct {
	Caption string // for those who do not see the heading
	Columns []MatrixColumn
	Rows    []MatrixRow
}

// MatrixColumn is one date: "Award" over "19 Feb 2027", or over its range with
// "estimated". Short names it beside a cell on a phone.
type MatrixColumn struct {
	Name  string
	When  string
	Short string
}

// MatrixRow is one requirement, or alternatives of which one is enough.
type MatrixRow struct {
	Name     string
	Sub      string // "at award", "expected", "or ISO/IEC 27001"
	MetBy    Link   // the certificate; empty when there is none
	MetSub   string // "to 13 Feb 2027"
	State    verdict.State
	Href     string // to the words and reason below; empty when this row is it
	Selected bool   // explained below
	Cells    []MatrixCell
	Owed     []string // renewals owed after the start: "30 Sep 2027"
}

// MatrixCell is one requirement on one date. No state means that the date is
// not asked about: the cell says "Not asked".
type MatrixCell struct {
	State verdict.State
	Sub   string // "6 days short", "108 days to spare", "covered to 31 Mar"
}

// label is the name that stands before a cell on a phone.
func (c MatrixColumn) label() string {
	if c.Short != "" {
		return c.Short + ":"
	}
	return c.Name + ":"
}

func (m Matrix) anyOwed() bool {
	for _, r := range m.Rows {
		if len(r.Owed) > 0 {
			return true
		}
	}
	return false
}

func (r MatrixRow) class() string {
	if !r.Selected {
		return ""
	}
	return "sel sel-" + stateKey(r.State)
}

// Owed shortens a list of days that return each year: the first two, and how
// many more.
func Owed(days []string) string {
	if len(days) <= 2 {
		return List(days...)
	}
	return days[0] + " and " + Count(len(days)-1, "more", "more")
}
