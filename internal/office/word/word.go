// Package word reads the paragraphs and tables of a Word document (.docx) and
// writes text into some places of it, in the same file: into the cell of a table,
// into a content control, or below a paragraph. Whatever else is in the document
// stays byte for byte as it was, since its XML is patched in place and every other
// part is copied as it lies.
//
// Reading is bounded (see package opc) and done in the serving process, because
// what comes out of it is the file itself again.
package word

import (
	"strconv"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
)

// Block is a paragraph or a table of the document's body, in its order.
type Block struct {
	// Of a paragraph: where text below it goes, what it says, and whether it is a
	// heading or an item of a list.
	Place   string // "p7"
	Text    string
	Heading bool
	List    bool
	Control *Control // the one control that the paragraph holds, or lies in

	Table bool
	Rows  [][]Cell
}

// Cell is one cell of a table.
type Cell struct {
	Place string // "t2r3c1": table, row and column, counted from 1
	Col   int    // of the table's grid, counted from 1
	Span  int    // columns that it goes over
	Text  string
	// Continues: it belongs to the cell above it. Locked says why nothing can be
	// written here; empty: something can.
	Continues bool
	Locked    string
	Control   *Control
}

// Control is a content control.
type Control struct {
	Place   string // "s4"
	Title   string
	Text    string // without its placeholder
	Choices []string
	Locked  string // why it cannot be written to; empty: it can

	holder bool // it shows its placeholder
}

// Document is an opened document.
type Document struct {
	Blocks []Block
	// Macros: the file carries a program, which stays in it and is never run here.
	Macros, Signed bool
	// Protected: only what the buyer left open can be filled in with Word.
	Protected bool

	pkg      *opc.Package
	part     string
	tree     *tree
	w        string // prefix of the document's own elements
	body     int32
	spots    map[string]spot
	around   map[int32]int32 // cell: the control that it lies in
	sdts     map[int32]int   // number of each control
	controls map[string]*Control
	patches  map[string]string
	tables   int
	paras    int
}

// spot is a place in the document that text can go to.
type spot struct {
	at     int32 // the element: a tc, a p, or an sdt
	after  int32 // of a p: an empty paragraph that follows it
	kind   byte  // 't', 'p' or 's'
	locked string
}

// Open reads a document. The error is an errs.Invalid or TooLarge in words for
// whoever gave the file.
func Open(file []byte) (*Document, error) {
	pkg, err := opc.Open(file)
	if err != nil {
		return nil, err
	}
	rels, err := pkg.Rels("")
	if err != nil {
		return nil, err
	}
	d := &Document{pkg: pkg, spots: map[string]spot{}, around: map[int32]int32{}, sdts: map[int32]int{}, controls: map[string]*Control{}, patches: map[string]string{}}
	for _, r := range rels {
		if r.Type == "officeDocument" && pkg.Has(r.Part) {
			d.part = r.Part
		}
	}
	if !strings.Contains(d.part, "document") {
		return nil, errs.New(errs.Invalid, "The file is not a Word document (.docx). Save it as .docx and give that.")
	}
	d.Macros, d.Signed = pkg.HasSuffix("vbaProject.bin"), pkg.HasSuffix("origin.sigs")
	src, err := pkg.Read(d.part)
	if err != nil {
		return nil, err
	}
	if d.tree, err = parse(src); err != nil {
		return nil, err
	}
	root := d.tree.kid(0, "document")
	if d.body = d.tree.kid(root, "body"); root == 0 || d.body == 0 {
		return nil, errs.New(errs.Invalid, "The file is damaged: the document has no body.")
	}
	d.w = d.tree.scan.Prefix(d.tree.nodes[root].tok)
	if err := d.protection(); err != nil {
		return nil, err
	}
	d.number(d.body)
	d.blocks(d.body, nil)
	d.follow()
	return d, nil
}

// protection reads whether the document is protected.
func (d *Document) protection() error {
	rels, err := d.pkg.Rels(d.part)
	if err != nil {
		return err
	}
	for _, r := range rels {
		if r.Type != "settings" || !d.pkg.Has(r.Part) {
			continue
		}
		src, err := d.pkg.Read(r.Part)
		if err != nil {
			return err
		}
		t, err := parse(src)
		if err != nil {
			return err
		}
		p := t.path(t.kid(0, "settings"), "documentProtection")
		e := t.attr(p, "enforcement")
		d.Protected = e == "1" || e == "true" || e == "on"
	}
	return nil
}

// number counts the controls in the order of the document.
func (d *Document) number(i int32) {
	d.tree.kids(i, func(k int32) {
		if d.tree.name(k) == "sdt" {
			d.sdts[k] = len(d.sdts) + 1
		}
		d.number(k)
	})
}

// blocks lists what lies in the body, or in a control around several of it.
func (d *Document) blocks(in int32, control *Control) {
	t := d.tree
	t.kids(in, func(k int32) {
		switch t.name(k) {
		case "p":
			d.paras++
			b := Block{Place: "p" + strconv.Itoa(d.paras), Text: t.textOf(k), Control: control}
			switch {
			case control == nil:
				b.Control = d.only(k)
			case control.holder:
				b.Text = ""
			}
			props := t.kid(k, "pPr")
			style := strings.ToLower(t.attr(t.kid(props, "pStyle"), "val"))
			b.Heading = strings.HasPrefix(style, "heading") || strings.HasPrefix(style, "title") || t.kid(props, "outlineLvl") != 0
			b.List = t.kid(props, "numPr") != 0 || strings.Contains(style, "list")
			d.spots[b.Place] = spot{at: k, kind: 'p'}
			d.Blocks = append(d.Blocks, b)
		case "tbl":
			d.tables++
			d.table(k)
		case "sdt":
			c := d.control(k)
			if inner := t.kid(k, "sdtContent"); inner != 0 {
				d.blocks(inner, c)
			}
		case "ins", "customXml", "smartTag", "moveTo":
			d.blocks(k, control)
		}
	})
}

// follow finds the empty paragraph after each paragraph: an answer goes there.
func (d *Document) follow() {
	for i := 0; i+1 < len(d.Blocks); i++ {
		a, b := &d.Blocks[i], &d.Blocks[i+1]
		if a.Table || b.Table || b.Control != nil || strings.TrimSpace(b.Text) != "" {
			continue
		}
		s, next := d.spots[a.Place], d.spots[b.Place]
		if d.tree.nodes[s.at].next == 0 || d.tree.has(next.at, "drawing", "pict", "object", "sectPr", "fldChar", "fldSimple", "bookmarkStart") {
			continue
		}
		s.after = next.at
		d.spots[a.Place] = s
	}
}

func (d *Document) table(i int32) {
	b := Block{Table: true}
	d.rows(i, &b)
	d.Blocks = append(d.Blocks, b)
}

func (d *Document) rows(in int32, b *Block) {
	t := d.tree
	t.kids(in, func(k int32) {
		switch t.name(k) {
		case "tr":
			col := 1
			if v, err := strconv.Atoi(t.attr(t.path(k, "trPr", "gridBefore"), "val")); err == nil && v > 0 && v < 64 {
				col += v
			}
			b.Rows = append(b.Rows, nil)
			d.cells(k, b, &col, 0)
		case "sdt":
			d.rows(t.kid(k, "sdtContent"), b)
		case "sdtContent", "ins", "customXml":
			d.rows(k, b)
		}
	})
}

// outer reads the control that a cell lies in, and says whether it is locked.
func (d *Document) outer(tc, sdt int32, c *Cell) bool {
	t := d.tree
	d.around[tc] = sdt
	props := t.kid(sdt, "sdtPr")
	if t.kid(props, "showingPlcHdr") != 0 {
		c.Text = ""
	}
	switch lock := t.attr(t.kid(props, "lock"), "val"); {
	case lock == "contentLocked" || lock == "sdtContentLocked":
		c.Locked = "The buyer has locked it."
	case t.kid(props, "dataBinding") != 0:
		c.Locked = "Word fills it from elsewhere in the document."
	}
	return c.Locked != ""
}

// cells lists the cells of a row; outer is a control around some of them.
func (d *Document) cells(in int32, b *Block, col *int, outer int32) {
	t := d.tree
	t.kids(in, func(k int32) {
		switch t.name(k) {
		case "tc":
			row := len(b.Rows)
			c := Cell{Place: "t" + strconv.Itoa(d.tables) + "r" + strconv.Itoa(row) + "c" + strconv.Itoa(*col), Col: *col, Span: 1, Text: t.textOf(k)}
			props := t.kid(k, "tcPr")
			if v, err := strconv.Atoi(t.attr(t.kid(props, "gridSpan"), "val")); err == nil && v > 0 && v < 64 {
				c.Span = v
			}
			if m := t.kid(props, "vMerge"); m != 0 && t.attr(m, "val") != "restart" {
				c.Continues = true
			}
			c.Control = d.only(k)
			switch {
			case c.Continues:
				c.Locked = "It belongs to the cell above."
			case outer != 0 && d.outer(k, outer, &c):
			case c.Control != nil:
				c.Locked = c.Control.Locked
			case t.has(k, "tbl", "drawing", "pict", "object", "sdt", "fldChar", "fldSimple"):
				c.Locked = "It holds more than text: a table, a picture or fields."
			}
			d.spots[c.Place] = spot{at: k, kind: 't', locked: c.Locked}
			b.Rows[row-1] = append(b.Rows[row-1], c)
			*col += c.Span
		case "sdt":
			d.cells(t.kid(k, "sdtContent"), b, col, k)
		case "ins", "customXml":
			d.cells(k, b, col, outer)
		}
	})
}

// only gives the control within an element when it is the only one there.
func (d *Document) only(i int32) *Control {
	var found []int32
	var look func(i int32)
	look = func(i int32) {
		d.tree.kids(i, func(k int32) {
			if d.tree.name(k) == "sdt" {
				found = append(found, k)
				return
			}
			look(k)
		})
	}
	look(i)
	if len(found) != 1 {
		return nil
	}
	return d.control(found[0])
}

func (d *Document) control(i int32) *Control {
	t := d.tree
	place := "s" + strconv.Itoa(d.sdts[i])
	if c := d.controls[place]; c != nil {
		return c
	}
	c := &Control{Place: place}
	d.controls[place] = c
	props, content := t.kid(i, "sdtPr"), t.kid(i, "sdtContent")
	c.Title = t.attr(t.kid(props, "alias"), "val")
	if c.holder = t.kid(props, "showingPlcHdr") != 0; !c.holder && content != 0 {
		c.Text = t.textOf(content)
	}
	for _, list := range []string{"dropDownList", "comboBox"} {
		t.kids(t.kid(props, list), func(k int32) {
			v := t.attr(k, "displayText")
			if v == "" {
				v = t.attr(k, "value")
			}
			if t.name(k) == "listItem" && v != "" && t.attr(k, "value") != "" && len(c.Choices) < 200 {
				c.Choices = append(c.Choices, v)
			}
		})
	}
	lock := t.attr(t.kid(props, "lock"), "val")
	switch {
	case content == 0:
		c.Locked = "It has no content."
	case lock == "contentLocked" || lock == "sdtContentLocked":
		c.Locked = "The buyer has locked it."
	case t.kid(props, "dataBinding") != 0:
		c.Locked = "Word fills it from elsewhere in the document."
	case t.kid(props, "checkbox") != 0 || t.kid(props, "picture") != 0:
		c.Locked = "It takes no text."
	case t.kid(content, "tc") != 0 || t.kid(content, "tr") != 0 || t.has(content, "tbl", "drawing", "pict", "object", "sdt"):
		c.Locked = "It holds more than text."
	}
	d.spots[place] = spot{at: i, kind: 's', locked: c.Locked}
	return c
}
