// Package sheet reads the cells of a workbook (.xlsx) and writes text into some
// of them, in the same file: the cell keeps its style, and whatever else is in
// the file stays byte for byte as it was, since the XML of a sheet is patched in
// place and every other part is copied as it lies. A library would write the
// file anew, and lose what it does not know.
//
// Text is written as an inline string: a text that begins with = + - or @ is
// text, and no formula is ever written.
//
// Reading is bounded (see package opc) and done in the serving process, because
// what comes out of it is the file itself again.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
)

const (
	// MaxCell is the most that a cell holds, in UTF-16 units, as Excel counts.
	MaxCell = 32767
	// MaxRow and MaxCol are the last row and column of a sheet.
	MaxRow = 1 << 20
	MaxCol = 1 << 14

	maxSheets  = 250
	maxCells   = 400_000
	maxStrings = 200_000
	// maxText bounds the text of all cells together, in bytes: shared strings make
	// a small file say the same a thousand times.
	maxText    = 32 << 20
	maxChoices = 200
)

// Ref is the address of a cell, both counted from 1: {Col: 3, Row: 12} is C12.
type Ref struct{ Col, Row int }

// ColName gives the letters of a column: "C".
func ColName(n int) string {
	var b []byte
	for ; n > 0; n = (n - 1) / 26 {
		b = append(b, byte('A'+(n-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}

func (r Ref) String() string { return ColName(r.Col) + strconv.Itoa(r.Row) }

// ParseRef reads "C12" and "$C$12".
func ParseRef(s string) (Ref, bool) {
	s = strings.ReplaceAll(s, "$", "")
	var r Ref
	i := 0
	for ; i < len(s) && i < 3; i++ {
		c := s[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		r.Col = r.Col*26 + int(c-'A') + 1
	}
	n, err := strconv.ParseUint(s[i:], 10, 32)
	r.Row = int(n)
	return r, err == nil && s[i] != '+' && r.Col > 0 && r.Col <= MaxCol && r.Row > 0 && r.Row <= MaxRow
}

// Range is a block of cells, both corners included.
type Range struct{ From, To Ref }

// Has says whether a cell lies in the range.
func (g Range) Has(r Ref) bool {
	return r.Col >= g.From.Col && r.Col <= g.To.Col && r.Row >= g.From.Row && r.Row <= g.To.Row
}

func parseRange(s string) (Range, bool) {
	a, b, two := strings.Cut(s, ":")
	from, ok := ParseRef(a)
	if !ok {
		return Range{}, false
	}
	if !two {
		return Range{from, from}, true
	}
	to, ok := ParseRef(b)
	return Range{from, to}, ok && to.Col >= from.Col && to.Row >= from.Row
}

// Kind is what a cell holds.
type Kind uint8

const (
	Blank Kind = iota
	Words
	Number
	Date // Text is 2027-01-12, with 15:04 behind it where there is a time
	Bool // Text is "yes" or "no"
	Fault
)

// Cell is one cell.
type Cell struct {
	Ref
	Kind    Kind
	Text    string
	Formula bool
	// Locked: the sheet is protected, and this cell is not one of those that the
	// buyer left open.
	Locked bool
}

// Row is a row with what stands in it.
type Row struct {
	N      int
	Hidden bool
	Cells  []Cell // by column; blank ones are there when the file has them
}

// Sheet is one sheet of cells.
type Sheet struct {
	Name      string
	Hidden    bool
	Protected bool
	Rows      []Row // by number; those that the file has
	Merged    []Range

	hiddenCols []Range
	colStyles  []colStyle
	rules      []rule
	lists      []Range // where a value is chosen from a list
	ruleOf     []int32 // of each of lists
	arrays     []Range // formulas over several cells
	mergedIn   byRow
	arraysIn   byRow
	listsIn    byRow
	styles     []int32 // by column
	hidden     []bool  // by column
	part       string
	unlocked   map[int]bool
}

type colStyle struct{ from, to, style int }

// rule is a list that a cell's value is chosen from.
type rule struct {
	source  string // formula of the list
	choices []string
}

// Book is an opened workbook.
type Book struct {
	Sheets []*Sheet
	// Macros: the file carries a program. It stays in it as it came, and nothing
	// here runs it. Signed: a signature that no longer holds once a cell is filled.
	Macros, Signed bool

	pkg     *opc.Package
	shared  []string
	dates   []bool // by style
	open    []bool // by style: not locked in a protected sheet
	from04  bool   // dates count from 1904
	names   map[string]string
	text    int
	cells   int
	patches map[*Sheet]map[Ref]string
}

// Open reads a workbook. The error is an errs.Invalid or TooLarge in words for
// whoever gave the file.
func Open(file []byte) (*Book, error) {
	pkg, err := opc.Open(file)
	if err != nil {
		return nil, err
	}
	b := &Book{pkg: pkg, names: map[string]string{}, patches: map[*Sheet]map[Ref]string{}}
	main, err := lead(pkg, "", "officeDocument")
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(strings.ToLower(main), ".xml") || !strings.Contains(strings.ToLower(main), "workbook") {
		return nil, errs.New(errs.Invalid, "The file is not a workbook (.xlsx). Save it as .xlsx and give that.")
	}
	b.Macros, b.Signed = pkg.HasSuffix("vbaProject.bin"), pkg.HasSuffix(".sigs") || pkg.HasSuffix("origin.psdsor")
	rels, err := pkg.Rels(main)
	if err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, r := range rels {
		switch r.Type {
		case "sharedStrings":
			if err := b.readShared(r.Part); err != nil {
				return nil, err
			}
		case "styles":
			if err := b.readStyles(r.Part); err != nil {
				return nil, err
			}
		case "worksheet":
			parts[r.ID] = r.Part
		}
	}
	if err := b.readWorkbook(main, parts); err != nil {
		return nil, err
	}
	for _, s := range b.Sheets {
		if err := b.readSheet(s); err != nil {
			return nil, fmt.Errorf("sheet %q: %w", s.Name, err)
		}
	}
	b.resolve()
	return b, nil
}

// lead gives the part that another leads to, by the type of the relation.
func lead(pkg *opc.Package, from, kind string) (string, error) {
	rels, err := pkg.Rels(from)
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if r.Type == kind && pkg.Has(r.Part) {
			return r.Part, nil
		}
	}
	return "", errs.New(errs.Invalid, "The file is neither a workbook (.xlsx) nor a Word document (.docx).")
}

// Sheet gives a sheet by its name, nil when there is none.
func (b *Book) Sheet(name string) *Sheet {
	for _, s := range b.Sheets {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Cell gives a cell by its address; a blank one where the file has none.
func (s *Sheet) Cell(r Ref) Cell {
	i, ok := slices.BinarySearchFunc(s.Rows, r.Row, func(row Row, n int) int { return row.N - n })
	if ok {
		j, ok := slices.BinarySearchFunc(s.Rows[i].Cells, r.Col, func(c Cell, n int) int { return c.Col - n })
		if ok {
			return s.Rows[i].Cells[j]
		}
	}
	return Cell{Ref: r, Locked: s.Protected && !s.unlocked[s.styleOf(r.Col)]}
}

// Anchor gives the cell that holds the value of the merged cells around r: r
// itself where nothing is merged.
func (s *Sheet) Anchor(r Ref) Ref {
	if i := s.mergedIn.find(s.Merged, r, s.hasRow(r.Row)); i >= 0 {
		return s.Merged[i].From
	}
	return r
}

// HiddenCol says whether a column is hidden.
func (s *Sheet) HiddenCol(col int) bool { return col > 0 && col < len(s.hidden) && s.hidden[col] }

// Choices gives the values that the buyer lets choose from in a cell; none where
// anything may be written.
func (s *Sheet) Choices(r Ref) []string {
	if i := s.listsIn.find(s.lists, r, s.hasRow(r.Row)); i >= 0 {
		return s.rules[s.ruleOf[i]].choices
	}
	return nil
}

func (s *Sheet) styleOf(col int) int {
	if col > 0 && col < len(s.styles) {
		return int(s.styles[col])
	}
	return 0
}

// Writable says why a cell cannot be written to; nil when it can.
func (b *Book) Writable(s *Sheet, r Ref) error {
	r = s.Anchor(r)
	c := s.Cell(r)
	where := s.Name + "!" + r.String()
	switch {
	case c.Formula:
		return errs.New(errs.Invalid, "%s holds a formula of the buyer's. It is left as it is.", where)
	case c.Locked:
		return errs.New(errs.Invalid, "The buyer has locked %s: the sheet is protected.", where)
	}
	if s.arraysIn.find(s.arrays, r, s.hasRow(r.Row)) >= 0 {
		return errs.New(errs.Invalid, "%s belongs to a formula of the buyer's over several cells. It is left as it is.", where)
	}
	return nil
}

// Patch writes text into a cell, kept until Bytes. In merged cells it goes to the
// one that holds their value. Lines are kept; what XML has no place for is left
// out; empty text empties the cell. Invalid: no such sheet, not Writable, or
// longer than a cell holds.
func (b *Book) Patch(sheet string, r Ref, text string) error {
	s := b.Sheet(sheet)
	if s == nil {
		return errs.New(errs.Invalid, "The file has no sheet %q.", sheet)
	}
	if r.Col < 1 || r.Col > MaxCol || r.Row < 1 || r.Row > MaxRow {
		return errs.New(errs.Invalid, "There is no such cell.")
	}
	if err := b.Writable(s, r); err != nil {
		return err
	}
	text = opc.Clean(text)
	if n := len(utf16.Encode([]rune(text))); n > MaxCell {
		return errs.New(errs.Invalid, "%s!%s takes at most 32,767 characters, and this has %d.", sheet, r, n)
	}
	if b.patches[s] == nil {
		b.patches[s] = map[Ref]string{}
	}
	b.patches[s][s.Anchor(r)] = text
	return nil
}

// Bytes gives the file with what was patched. Without a patch every part is as it
// was; the same patches give the same bytes.
func (b *Book) Bytes() ([]byte, error) {
	changed := map[string][]byte{}
	for s, cells := range b.patches {
		src, err := b.pkg.Read(s.part)
		if err != nil {
			return nil, err
		}
		if changed[s.part], err = patch(src, s, cells); err != nil {
			return nil, err
		}
	}
	return b.pkg.With(changed)
}

// each goes through a part.
func each(pkg *opc.Package, part string, fn func(*opc.Scanner, opc.Token) error) error {
	src, err := pkg.Read(part)
	if err != nil {
		return err
	}
	s, err := opc.Scan(src)
	if err != nil {
		return err
	}
	for {
		t, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = fn(s, t)
		}
		if err != nil {
			return err
		}
	}
}
