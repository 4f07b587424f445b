package sheet

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
)

// place counts rows and cells as a sheet gives them: those without an address
// follow the one before.
type place struct{ row, col int }

func (p *place) enterRow(s *opc.Scanner, t opc.Token) (explicit bool, err error) {
	v, ok := s.Lookup(t, "r")
	n := p.row + 1
	if ok {
		if n, err = strconv.Atoi(v); err != nil {
			return ok, errs.New(errs.Invalid, "The file is damaged: a row has no number.")
		}
	}
	if n <= p.row || n > MaxRow {
		return ok, errs.New(errs.Invalid, "The file is damaged: its rows are not in order.")
	}
	p.row, p.col = n, 0
	return ok, nil
}

func (p *place) enterCell(s *opc.Scanner, t opc.Token) (explicit bool, err error) {
	v, ok := s.Lookup(t, "r")
	r := Ref{p.col + 1, p.row}
	if ok {
		var is bool
		if r, is = ParseRef(v); !is || r.Row != p.row {
			return ok, errs.New(errs.Invalid, "The file is damaged: a cell stands in a row that is not its own.")
		}
	}
	if r.Col <= p.col || r.Col > MaxCol {
		return ok, errs.New(errs.Invalid, "The file is damaged: the cells of a row are not in order.")
	}
	p.col = r.Col
	return ok, nil
}

// reading is a sheet being read.
type reading struct {
	book  *Book
	sheet *Sheet
	at    place
	in    bool // within sheetData
	cell  *Cell
	kind  string // the cell's t
	style int

	text   strings.Builder
	value  strings.Builder
	into   string // the element whose text is gathered: v, t, formula1, sqref
	ph     int
	rule   *rule
	ranges string
	own    strings.Builder
}

func (b *Book) readSheet(sh *Sheet) error {
	sh.unlocked = map[int]bool{}
	for i, open := range b.open {
		if open {
			sh.unlocked[i] = true
		}
	}
	r := &reading{book: b, sheet: sh}
	if err := each(b.pkg, sh.part, r.token); err != nil {
		return err
	}
	if len(sh.Merged) > maxRanges || len(sh.arrays) > maxRanges {
		return errs.New(errs.TooLarge, "The sheet %q has more than %d merged cells or formulas over several.", sh.Name, maxRanges)
	}
	if err := sh.index(); err != nil {
		return err
	}
	if sh.Protected {
		for i := range sh.Rows {
			for j := range sh.Rows[i].Cells {
				c := &sh.Rows[i].Cells[j]
				c.Locked = !c.Locked // it held whether the style leaves it open
			}
		}
		return nil
	}
	for i := range sh.Rows {
		for j := range sh.Rows[i].Cells {
			sh.Rows[i].Cells[j].Locked = false
		}
	}
	return nil
}

func (r *reading) token(s *opc.Scanner, t opc.Token) error {
	if t.Kind == opc.Text {
		if r.into == "" || r.ph > 0 {
			return nil
		}
		v, err := s.Text(t)
		if err != nil {
			return err
		}
		r.gather().WriteString(v)
		return nil
	}
	if t.Kind == opc.Start || t.Kind == opc.Empty {
		if err := r.begin(s, t); err != nil {
			return err
		}
	}
	if t.Kind == opc.End || t.Kind == opc.Empty {
		return r.end(t)
	}
	return nil
}

func (r *reading) gather() *strings.Builder {
	switch r.into {
	case "v":
		return &r.value
	case "t":
		return &r.text
	}
	return &r.own
}

func (r *reading) begin(s *opc.Scanner, t opc.Token) error {
	if !r.in && (t.Name == "row" || t.Name == "c") {
		return nil
	}
	switch t.Name {
	case "sheetData":
		r.in = t.Kind == opc.Start
	case "row":
		if _, err := r.at.enterRow(s, t); err != nil {
			return err
		}
		r.sheet.Rows = append(r.sheet.Rows, Row{N: r.at.row, Hidden: yes(s.Attr(t, "hidden"))})
	case "c":
		if len(r.sheet.Rows) == 0 {
			return errs.New(errs.Invalid, "The file is damaged: a cell stands in no row.")
		}
		if _, err := r.at.enterCell(s, t); err != nil {
			return err
		}
		if r.book.cells++; r.book.cells > maxCells {
			return errs.New(errs.TooLarge, "The workbook has more than %d cells.", maxCells)
		}
		row := &r.sheet.Rows[len(r.sheet.Rows)-1]
		r.kind = s.Attr(t, "t")
		r.style, _ = strconv.Atoi(s.Attr(t, "s"))
		row.Cells = append(row.Cells, Cell{Ref: Ref{r.at.col, r.at.row}, Locked: r.sheet.unlocked[r.style]})
		r.cell = &row.Cells[len(row.Cells)-1]
		r.text.Reset()
		r.value.Reset()
	case "f":
		if r.cell == nil {
			return nil
		}
		r.cell.Formula = true
		if k := s.Attr(t, "t"); k == "array" || k == "dataTable" {
			if g, ok := parseRange(s.Attr(t, "ref")); ok && len(r.sheet.arrays) <= maxRanges {
				r.sheet.arrays = append(r.sheet.arrays, g)
			}
		}
	case "v", "t":
		if r.cell != nil && t.Kind == opc.Start {
			r.into = t.Name
		}
	case "rPh":
		if t.Kind == opc.Start {
			r.ph++
		}
	case "sheetProtection":
		r.sheet.Protected = yes(s.Attr(t, "sheet"))
	case "mergeCell":
		if g, ok := parseRange(s.Attr(t, "ref")); ok && len(r.sheet.Merged) <= maxRanges {
			r.sheet.Merged = append(r.sheet.Merged, g)
		}
	case "col":
		r.column(s, t)
	case "dataValidation":
		r.rule = nil
		if s.Attr(t, "type") == "list" && len(r.sheet.rules) < 5_000 {
			r.rule, r.ranges = &rule{}, s.Attr(t, "sqref")
		}
	case "formula1", "sqref":
		// In the form of 2010 the formula is xm:f within formula1; its text is
		// gathered alike.
		if r.rule != nil && t.Kind == opc.Start {
			r.into = t.Name
			r.own.Reset()
		}
	}
	return nil
}

func (r *reading) column(s *opc.Scanner, t opc.Token) {
	from, _ := strconv.Atoi(s.Attr(t, "min"))
	to, _ := strconv.Atoi(s.Attr(t, "max"))
	if from < 1 || to < from || len(r.sheet.colStyles) >= MaxCol {
		return
	}
	if yes(s.Attr(t, "hidden")) {
		r.sheet.hiddenCols = append(r.sheet.hiddenCols, Range{Ref{from, 1}, Ref{to, MaxRow}})
	}
	if style, err := strconv.Atoi(s.Attr(t, "style")); err == nil && style > 0 {
		r.sheet.colStyles = append(r.sheet.colStyles, colStyle{from, to, style})
	}
}

func (r *reading) end(t opc.Token) error {
	switch t.Name {
	case "sheetData":
		r.in = false
	case "v", "t":
		r.into = ""
	case "rPh":
		if t.Kind == opc.End {
			r.ph--
		}
	case "c":
		if r.cell == nil {
			return nil
		}
		err := r.settle()
		r.cell = nil
		return err
	case "formula1":
		if r.rule != nil {
			r.rule.source, r.into = strings.TrimSpace(r.own.String()), ""
		}
	case "sqref":
		if r.rule != nil {
			r.ranges, r.into = r.own.String(), ""
		}
	case "dataValidation":
		if r.rule != nil {
			for g := range strings.FieldsSeq(r.ranges) {
				if g, ok := parseRange(g); ok && len(r.sheet.lists) < maxRanges {
					r.sheet.lists, r.sheet.ruleOf = append(r.sheet.lists, g), append(r.sheet.ruleOf, int32(len(r.sheet.rules)))
				}
			}
			r.sheet.rules = append(r.sheet.rules, *r.rule)
			r.rule = nil
		}
	case "mergeCells":
		slices.SortFunc(r.sheet.Merged, func(a, b Range) int {
			return cmp.Or(cmp.Compare(a.From.Row, b.From.Row), cmp.Compare(a.From.Col, b.From.Col))
		})
	}
	return nil
}

// settle reads the value of a cell.
func (r *reading) settle() error {
	c, v := r.cell, r.value.String()
	switch r.kind {
	case "inlineStr":
		c.Text = undo(r.text.String())
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if v != "" && (err != nil || i < 0 || i >= len(r.book.shared)) {
			return errs.New(errs.Invalid, "The file is damaged: %s!%s names a text that is not there.", r.sheet.Name, c.Ref)
		}
		if v != "" {
			c.Text = r.book.shared[i]
		}
	case "str":
		c.Text = undo(v)
	case "b":
		c.Text = "no"
		if yes(strings.TrimSpace(v)) {
			c.Text = "yes"
		}
	case "d":
		c.Text = v
	default:
		c.Text = strings.TrimSpace(v)
	}
	if c.Text == "" {
		return nil
	}
	if r.book.text += len(c.Text); r.book.text > maxText {
		return errs.New(errs.TooLarge, "The cells of the workbook hold more than %d MB of text.", maxText>>20)
	}
	switch r.kind {
	case "inlineStr", "s", "str":
		c.Kind = Words
	case "b":
		c.Kind = Bool
	case "e":
		c.Kind = Fault
	case "d":
		c.Kind = Date
	default:
		c.Kind = Number
		n, err := strconv.ParseFloat(c.Text, 64)
		if err == nil && r.style >= 0 && r.style < len(r.book.dates) && r.book.dates[r.style] {
			if day, ok := r.book.day(n); ok {
				c.Kind, c.Text = Date, day
			}
		} else if err == nil {
			c.Text = number(n)
		}
	}
	return nil
}

// number gives a number as it is typed: 3.1, not 3.1000000000000001.
func number(n float64) string {
	if s := strconv.FormatFloat(n, 'g', 15, 64); !strings.ContainsAny(s, "eE") {
		if v, err := strconv.ParseFloat(s, 64); err == nil {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// day gives the day that a number stands for. A spreadsheet counts from the last
// day of 1899, as if 1900 had been a leap year, or from the first of 1904.
func (b *Book) day(n float64) (string, bool) {
	if n < 0 || n > 2958465.99999 || math.IsNaN(n) {
		return "", false
	}
	zero := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.from04:
		zero = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case n < 60:
		zero = zero.AddDate(0, 0, 1)
	}
	whole, part := math.Modf(n)
	t := zero.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*86400)) * time.Second)
	switch {
	case whole == 0 && part > 0:
		return t.Format("15:04"), true
	case part == 0:
		return t.Format(time.DateOnly), true
	}
	return t.Format("2006-01-02 15:04"), true
}
