// Package questionnaire is a buyer's questionnaire: a workbook or a Word document
// with questions, whose answers go back into the very same file. The rules are
// pure: a file is a Form of tables here, whatever format it has, and the day
// comes in as an argument.
package questionnaire

import "strings"

// The formats of a questionnaire.
const (
	XLSX = "xlsx"
	DOCX = "docx"
)

// Form is what a file offers to be asked and answered.
type Form struct {
	Format string
	Tables []Table
	// Notes are what is to be known of the file: that it carries a program, or a
	// signature that a filled file no longer has.
	Notes []string
}

// Table is a sheet, a table of a document, or the paragraphs of its text.
type Table struct {
	Name   string
	Hidden bool
	// Flow: its rows are paragraphs, and the one below each is its second column.
	// Only what is plainly a question is one.
	Flow    bool
	Columns []string // "A", "B": how people call them; the first has number 1
	Rows    []Line
}

// Line is a row or a paragraph.
type Line struct {
	N       int // as people count it
	Hidden  bool
	Heading bool
	Cells   []Cell // by column; those that are not blank, and those that take text
}

// Cell is one cell.
type Cell struct {
	Col     int
	Place   string // by which the file knows it
	Text    string
	Choices []string
	Locked  string // why nothing can be written here; empty: it can
}

// Cell gives the cell of a column; one without a place where there is none.
func (r *Line) Cell(col int) Cell {
	for i := range r.Cells {
		if r.Cells[i].Col == col {
			return r.Cells[i]
		}
	}
	return Cell{Col: col}
}

// Table gives a table by its name, nil when there is none.
func (f *Form) Table(name string) *Table {
	for i := range f.Tables {
		if f.Tables[i].Name == name {
			return &f.Tables[i]
		}
	}
	return nil
}

// Column gives what people call a column.
func (t *Table) Column(n int) string {
	if n >= 1 && n <= len(t.Columns) {
		return t.Columns[n-1]
	}
	return ""
}

// Mapping says where in a table the questions and the answers are. Columns are
// counted from 1; 0 is none.
type Mapping struct {
	Table    string `json:"table"`
	Use      bool   `json:"use"`
	Header   int    `json:"header,omitempty"` // the number of the last row above the questions
	Question int    `json:"question"`
	Answer   int    `json:"answer"`
	Number   int    `json:"number,omitempty"`
	Limit    int    `json:"limit,omitempty"`
	Section  int    `json:"section,omitempty"`
}

// Found is a question as it stands in the file.
type Found struct {
	Table   string
	Place   string // of its answer
	Row     int
	Number  string // the buyer's: "2.1"
	Section string
	Text    string
	Choices []string
	Limit   Limit
	Was     string // what stands in the place of the answer already
}

// Counted says what was found in a table, so that a person can judge it.
type Counted struct {
	Questions int
	Sections  int
	Locked    int // questions whose answer cannot be written: a formula, a lock
	Empty     int // rows with nothing in the question's column
	Hidden    int // rows that the buyer has hidden
	Answered  int // questions in whose place something stands already
	Limited   int
	Choices   int
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
