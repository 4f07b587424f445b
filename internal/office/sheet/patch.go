package sheet

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
)

// target is a cell that is to hold a text.
type target struct {
	Ref
	text string
}

// patching goes through the XML of a sheet and gathers what changes in it.
type patching struct {
	scan  *opc.Scanner
	edits *opc.Edits
	sheet *Sheet
	todo  []target // by row and column, those still to be written
	at    place
	p     string // prefix of the sheet's own elements
	in    bool   // within sheetData

	row      opc.Token // the row being read
	rowStyle int
	cell     *opc.Token // the cell being replaced
	addr     string     // address that its tag must be given; empty: it has one, or needs none
	keep     [][]byte   // what else it holds
	child    *opc.Token
}

// patch gives the XML of a sheet with texts in some of its cells.
func patch(src []byte, s *Sheet, cells map[Ref]string) ([]byte, error) {
	scan, err := opc.Scan(src)
	if err != nil {
		return nil, err
	}
	w := &patching{scan: scan, edits: opc.NewEdits(src), sheet: s}
	for r, text := range cells {
		if text != "" || s.has(r) {
			w.todo = append(w.todo, target{r, text})
		}
	}
	slices.SortFunc(w.todo, func(a, b target) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col)) })
	for {
		t, err := scan.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = w.token(t)
		}
		if err != nil {
			return nil, err
		}
	}
	if len(w.todo) > 0 {
		return nil, errs.New(errs.Invalid, "The file is damaged: the sheet %q has no place for cells.", s.Name)
	}
	return w.edits.Bytes(), nil
}

// has says whether the file has the cell, blank or not.
func (s *Sheet) has(r Ref) bool {
	i, ok := slices.BinarySearchFunc(s.Rows, r.Row, func(row Row, n int) int { return row.N - n })
	if !ok {
		return false
	}
	_, ok = slices.BinarySearchFunc(s.Rows[i].Cells, r.Col, func(c Cell, n int) int { return c.Col - n })
	return ok
}

func (w *patching) token(t opc.Token) error {
	switch {
	case t.Kind == opc.Text:
		return nil
	case !w.in && t.Opens("dimension"):
		w.dimension(t)
		return nil
	case t.Opens("sheetData"):
		w.p = w.scan.Prefix(t)
		if t.Kind == opc.Empty {
			if rows := w.rowsBefore(MaxRow + 1); len(rows) > 0 {
				w.edits.Replace(t.From, t.To, slices.Concat(open(w.scan.Src[t.From:t.To]), rows, []byte("</"+w.p+"sheetData>")))
			}
			return nil
		}
		w.in = true
		return nil
	case t.Ends("sheetData"):
		w.in = false
		w.edits.Replace(t.From, t.From, w.rowsBefore(MaxRow+1))
		return nil
	case !w.in:
		return nil
	}
	if w.cell != nil {
		return w.inside(t)
	}
	switch {
	case t.Opens("row"):
		return w.enterRow(t)
	case t.Ends("row"):
		w.edits.Replace(t.From, t.From, w.cellsBefore(MaxCol+1))
	case t.Opens("c"):
		return w.enterCell(t)
	}
	return nil
}

// enterRow writes what belongs before a row, and gives its tag what a new cell
// in it asks for.
func (w *patching) enterRow(t opc.Token) error {
	src := w.scan.Src
	explicit, err := w.at.enterRow(w.scan, t)
	if err != nil {
		return err
	}
	before := w.rowsBefore(w.at.row)
	tag := src[t.From:t.To]
	if len(before) > 0 && !explicit {
		tag = w.scan.WithAttr(t, "r", strconv.Itoa(w.at.row))
	}
	w.row, w.rowStyle = t, 0
	if yes(w.scan.Attr(t, "customFormat")) {
		w.rowStyle, _ = strconv.Atoi(w.scan.Attr(t, "s"))
	}
	if spans, ok := w.scan.Lookup(t, "spans"); ok {
		if wider := w.spans(spans); wider != spans {
			tag = w.retag(tag, "spans", wider)
		}
	}
	if t.Kind == opc.Empty {
		if cells := w.cellsBefore(MaxCol + 1); len(cells) > 0 {
			tag = slices.Concat(open(tag), cells, []byte("</"+w.p+"row>"))
		}
	}
	if len(before) > 0 || !bytes.Equal(tag, src[t.From:t.To]) {
		w.edits.Replace(t.From, t.To, slices.Concat(before, tag))
	}
	return nil
}

// retag sets an attribute of a tag that may have been changed already.
func (w *patching) retag(tag []byte, name, value string) []byte {
	// Closed again, a start tag alone is a document of its own.
	doc := tag
	if !bytes.HasSuffix(tag, []byte("/>")) {
		doc = slices.Concat(tag[:len(tag)-1], []byte("/>"))
	}
	s, err := opc.Scan(doc)
	if err != nil {
		return tag
	}
	t, err := s.Next()
	if err != nil {
		return tag
	}
	out := s.WithAttr(t, name, value)
	if len(doc) != len(tag) {
		out = open(out)
	}
	return out
}

// open makes <a/> into <a>.
func open(tag []byte) []byte {
	return slices.Concat(bytes.TrimRight(bytes.TrimSuffix(tag, []byte("/>")), " \t\r\n"), []byte(">"))
}

// spans widens "2:4" to hold what is to be written into the row.
func (w *patching) spans(given string) string {
	a, b, ok := strings.Cut(given, ":")
	from, err1 := strconv.Atoi(a)
	to, err2 := strconv.Atoi(b)
	if !ok || err1 != nil || err2 != nil {
		return given
	}
	for _, t := range w.todo {
		if t.Row == w.at.row {
			from, to = min(from, t.Col), max(to, t.Col)
		}
	}
	return strconv.Itoa(from) + ":" + strconv.Itoa(to)
}

func (w *patching) enterCell(t opc.Token) error {
	explicit, err := w.at.enterCell(w.scan, t)
	if err != nil {
		return err
	}
	before := w.cellsBefore(w.at.col)
	if len(w.todo) > 0 && w.todo[0].Row == w.at.row && w.todo[0].Col == w.at.col {
		w.edits.Replace(t.From, t.From, before)
		w.cell, w.keep, w.addr = &t, nil, ""
		if len(before) > 0 && !explicit {
			w.addr = Ref{w.at.col, w.at.row}.String()
		}
		if t.Kind == opc.Empty {
			w.replace(t.To)
		}
		return nil
	}
	if len(before) == 0 {
		return nil
	}
	tag := w.scan.Src[t.From:t.To]
	if !explicit {
		tag = w.scan.WithAttr(t, "r", Ref{w.at.col, w.at.row}.String())
	}
	w.edits.Replace(t.From, t.To, slices.Concat(before, tag))
	return nil
}

// inside goes through a cell that is replaced, up to its end. What it holds
// beside its value stays.
func (w *patching) inside(t opc.Token) error {
	switch {
	case t.Depth == w.cell.Depth:
		w.replace(t.To)
	case t.Depth == w.cell.Depth+1 && (t.Kind == opc.Start || t.Kind == opc.Empty):
		w.child = &t
		if t.Kind == opc.Empty {
			w.childEnds(t)
		}
	case t.Depth == w.cell.Depth+1 && t.Kind == opc.End:
		w.childEnds(t)
	}
	return nil
}

func (w *patching) childEnds(t opc.Token) {
	switch w.child.Name {
	case "v", "is", "f":
	default:
		w.keep = append(w.keep, w.scan.Src[w.child.From:t.To])
	}
}

// replace writes the cell anew: its address, style and whatever else its tag
// says, and the text.
func (w *patching) replace(to int) {
	t := *w.cell
	text := w.todo[0].text
	w.todo = w.todo[1:]
	var out []byte
	if text == "" {
		out = open(w.slash(w.scan.WithoutAttr(t, "t")))
	} else {
		out = open(w.slash(w.scan.WithAttr(t, "t", "inlineStr")))
		out = append(out, w.inline(text)...)
	}
	if w.addr != "" {
		out = append([]byte("<"+w.p+`c r="`+w.addr+`"`), bytes.TrimPrefix(out, []byte("<"+w.p+"c"))...)
	}
	out = slices.Concat(out, bytes.Join(w.keep, nil), []byte("</"+w.p+"c>"))
	w.edits.Replace(t.From, to, out)
	w.cell, w.keep = nil, nil
}

// slash makes <a> into <a/>.
func (w *patching) slash(tag []byte) []byte {
	if bytes.HasSuffix(tag, []byte("/>")) {
		return tag
	}
	return slices.Concat(tag[:len(tag)-1], []byte("/>"))
}

func (w *patching) inline(text string) []byte {
	return []byte("<" + w.p + "is><" + w.p + `t xml:space="preserve">` + opc.Escape(escape(text)) + "</" + w.p + "t></" + w.p + "is>")
}

// cellsBefore writes the cells of the row being read that come before a column.
func (w *patching) cellsBefore(col int) []byte {
	var out []byte
	for len(w.todo) > 0 && w.todo[0].Row == w.at.row && w.todo[0].Col < col {
		out = append(out, w.newCell(w.todo[0], w.rowStyle)...)
		w.todo = w.todo[1:]
	}
	return out
}

// newCell writes a cell that the file did not have, in the style that a person
// would find there.
func (w *patching) newCell(t target, style int) []byte {
	if style == 0 {
		style = w.sheet.styleOf(t.Col)
	}
	tag := "<" + w.p + `c r="` + t.String() + `"`
	if style > 0 {
		tag += ` s="` + strconv.Itoa(style) + `"`
	}
	return slices.Concat([]byte(tag+` t="inlineStr">`), w.inline(t.text), []byte("</"+w.p+"c>"))
}

// rowsBefore writes the rows that the file did not have and that come before a
// number.
func (w *patching) rowsBefore(n int) []byte {
	var out []byte
	for len(w.todo) > 0 && w.todo[0].Row < n {
		row := w.todo[0].Row
		out = append(out, "<"+w.p+`row r="`+strconv.Itoa(row)+`">`...)
		for len(w.todo) > 0 && w.todo[0].Row == row {
			out = append(out, w.newCell(w.todo[0], 0)...)
			w.todo = w.todo[1:]
		}
		out = append(out, "</"+w.p+"row>"...)
	}
	return out
}

// dimension widens the stated extent of the sheet.
func (w *patching) dimension(t opc.Token) {
	g, ok := parseRange(w.scan.Attr(t, "ref"))
	if !ok {
		return
	}
	was := g
	for _, c := range w.todo {
		g.From.Col, g.From.Row = min(g.From.Col, c.Col), min(g.From.Row, c.Row)
		g.To.Col, g.To.Row = max(g.To.Col, c.Col), max(g.To.Row, c.Row)
	}
	if g != was {
		w.edits.Replace(t.From, t.To, w.scan.WithAttr(t, "ref", g.From.String()+":"+g.To.String()))
	}
}
