package questionnaire

import (
	"fmt"
	"strconv"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
	"holdfast/internal/office/sheet"
	"holdfast/internal/office/word"
	"holdfast/internal/win/questionnaire"
)

// atOnce bounds how many files are read at one time: each may take some ten
// megabytes of memory while it is open.
var atOnce = make(chan struct{}, 2)

// flow is the name of the table that a document's paragraphs make.
const flow = "Text"

// book is an opened file of either format.
type book struct {
	form  questionnaire.Form
	patch func(table, place, text string) error
	bytes func() ([]byte, error)
}

// open opens a file by its content. The caller calls done.
func open(file []byte) (b *book, done func(), err error) {
	atOnce <- struct{}{}
	done = func() { <-atOnce }
	defer func() {
		if err != nil {
			done()
			done = func() {}
		}
	}()
	pkg, err := opc.Open(file)
	if err != nil {
		return nil, done, err
	}
	rels, err := pkg.Rels("")
	if err != nil {
		return nil, done, err
	}
	for _, r := range rels {
		if r.Type == "officeDocument" && strings.HasPrefix(strings.ToLower(r.Part), "word/") {
			b, err = openWord(file)
			return b, done, err
		}
	}
	b, err = openSheet(file)
	return b, done, err
}

// Open reads what a file offers to be asked and answered.
func Open(file []byte) (*questionnaire.Form, error) {
	b, done, err := open(file)
	defer done()
	if err != nil {
		return nil, err
	}
	return &b.form, nil
}

// Fill writes answers into a file, by table and place, and gives the file. Answers
// that a place does not take any more are named in an errs.Invalid.
func Fill(file []byte, answers map[string]map[string]string) ([]byte, error) {
	b, done, err := open(file)
	defer done()
	if err != nil {
		return nil, err
	}
	for table, places := range answers {
		for place, text := range places {
			if err := b.patch(table, place, text); err != nil {
				return nil, err
			}
		}
	}
	return b.bytes()
}

func notes(macros, signed bool) []string {
	var out []string
	if macros {
		out = append(out, "The file carries macros. They go back with it as they came, and are never run here.")
	}
	if signed {
		out = append(out, "The file is signed. The signature will not hold for a file that has been filled in.")
	}
	return out
}

func openSheet(file []byte) (*book, error) {
	w, err := sheet.Open(file)
	if err != nil {
		return nil, err
	}
	b := &book{
		form: questionnaire.Form{Format: questionnaire.XLSX, Notes: notes(w.Macros, w.Signed)},
		patch: func(table, place, text string) error {
			r, ok := sheet.ParseRef(place)
			if !ok {
				return errs.New(errs.Invalid, "The file has no cell %q.", place)
			}
			return w.Patch(table, r, text)
		},
		bytes: w.Bytes,
	}
	left := maxGrid
	for _, s := range w.Sheets {
		t, ok := sheetTable(w, s, &left)
		if !ok {
			b.form.Notes = append(b.form.Notes, "The sheet “"+s.Name+"” is too large to be looked at. It goes back as it came.")
		}
		b.form.Tables = append(b.form.Tables, t)
	}
	return b, nil
}

// maxColumns bounds the columns of a sheet that are looked at: beyond them nobody
// asks or answers.
const maxColumns = 52

// maxGrid bounds the cells of a workbook that are looked at, those between others
// included: a sheet beyond it is data, and no questionnaire.
const maxGrid = 400_000

// sheetTable gives a sheet as a table; without its rows, and false, where it is
// more than is left to be looked at.
func sheetTable(w *sheet.Book, s *sheet.Sheet, left *int) (questionnaire.Table, bool) {
	t := questionnaire.Table{Name: s.Name, Hidden: s.Hidden}
	width, rows := 1, 0
	for _, r := range s.Rows {
		rows++
		for _, c := range r.Cells {
			if c.Text != "" || len(s.Choices(c.Ref)) > 0 {
				width = max(width, min(c.Col, maxColumns-1))
			}
		}
	}
	width++ // the answer may go into a column that is blank throughout
	for col := 1; col <= width; col++ {
		t.Columns = append(t.Columns, sheet.ColName(col))
	}
	if *left -= width * rows; *left < 0 {
		*left += width * rows
		return t, false
	}
	for _, r := range s.Rows {
		row := questionnaire.Line{N: r.N, Hidden: r.Hidden}
		said := false
		for _, c := range r.Cells {
			said = said || c.Text != ""
		}
		for col := 1; col <= width && said; col++ {
			ref := sheet.Ref{Col: col, Row: r.N}
			anchor := s.Anchor(ref)
			c := questionnaire.Cell{Col: col, Place: anchor.String(), Choices: s.Choices(ref)}
			switch err := w.Writable(s, ref); {
			case anchor.Row == r.N && anchor.Col != col:
				c.Locked = "It is merged with " + anchor.String() + "."
			case err != nil:
				c.Text, c.Locked = s.Cell(anchor).Text, errs.Safe(err)
			case s.HiddenCol(col):
				c.Locked = "Its column is hidden."
			default:
				c.Text = s.Cell(anchor).Text
			}
			if anchor.Row != r.N {
				c.Text = "" // said in the row where the merged cells begin
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, true
}

func openWord(file []byte) (*book, error) {
	d, err := word.Open(file)
	if err != nil {
		return nil, err
	}
	b := &book{
		form:  questionnaire.Form{Format: questionnaire.DOCX, Notes: notes(d.Macros, d.Signed)},
		patch: func(_, place, text string) error { return d.Patch(place, text) },
		bytes: d.Bytes,
	}
	text := questionnaire.Table{Name: flow, Flow: true, Columns: []string{"Paragraph", "Below it"}}
	tables := 0
	for i := range d.Blocks {
		block := &d.Blocks[i]
		if block.Table {
			tables++
			b.form.Tables = append(b.form.Tables, wordTable(tables, block))
			continue
		}
		row := questionnaire.Line{N: len(text.Rows) + 1, Heading: block.Heading, Cells: []questionnaire.Cell{{Col: 1, Place: block.Place, Text: block.Text, Locked: "It is the question."}}}
		below := questionnaire.Cell{Col: 2, Place: block.Place}
		// A control in the same paragraph, or in the one below, is where the answer
		// goes; a table below is no place for it.
		switch next := i + 1; {
		case block.Control != nil && block.Control.Text != block.Text:
			below = controlCell(block.Control)
		case next < len(d.Blocks) && d.Blocks[next].Control != nil && d.Blocks[next].Control.Text == d.Blocks[next].Text:
			below = controlCell(d.Blocks[next].Control)
		case next < len(d.Blocks) && d.Blocks[next].Table:
			below.Locked = "A table follows."
		}
		row.Cells = append(row.Cells, below)
		text.Rows = append(text.Rows, row)
	}
	b.form.Tables = append(b.form.Tables, text)
	return b, nil
}

func controlCell(c *word.Control) questionnaire.Cell {
	return questionnaire.Cell{Col: 2, Place: c.Place, Text: c.Text, Choices: c.Choices, Locked: c.Locked}
}

func wordTable(n int, block *word.Block) questionnaire.Table {
	t := questionnaire.Table{Name: "Table " + strconv.Itoa(n)}
	width := 0
	for i, cells := range block.Rows {
		row := questionnaire.Line{N: i + 1}
		for _, c := range cells {
			width = max(width, min(c.Col+c.Span-1, maxColumns))
			cell := questionnaire.Cell{Col: c.Col, Place: c.Place, Text: c.Text, Locked: c.Locked}
			if c.Control != nil {
				cell.Choices = c.Control.Choices
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	for i := range width {
		t.Columns = append(t.Columns, fmt.Sprintf("Column %d", i+1))
	}
	return t
}
