package textout

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

const (
	// maxShared bounds the strings that cells share, in bytes, and their number.
	maxShared       = 16 << 20
	maxSharedNumber = 500_000
	// maxGap bounds the tabs between two cells of a row that say something.
	maxGap = 40
)

// workbook is what the cells need that is not in their sheet.
type workbook struct {
	shared []string
	kinds  []dateKind // by style: how it shows a number
	epoch  bool       // days count from 1904
	sheets []sheetOf
}

type sheetOf struct {
	name, part, state string
}

// readXLSX gives the text of a workbook, a sheet a page: a row is a line with a
// tab between its cells, a date is written 2027-03-31. Formulas are read as the
// value that they had.
func (r *reader) readXLSX(b []byte) (office.Document, error) {
	p, err := r.openParts(b)
	if err != nil {
		return office.Document{}, err
	}
	w, err := openWorkbook(p)
	if err != nil {
		return office.Document{}, err
	}
	doc := office.Document{PageCount: len(w.sheets)}
	said := 0
	for _, s := range w.sheets[:min(len(w.sheets), r.limits.Pages)] {
		text, err := r.sheet(p, w, s.part, r.limits.Text-said)
		if err != nil {
			return office.Document{}, err
		}
		said += len(text)
		label := "sheet " + clean(s.name)
		if s.state != "" && s.state != "visible" {
			label = "hidden " + label
		}
		doc.Pages = append(doc.Pages, office.Page{Text: clean(text), Label: label})
	}
	return doc, nil
}

func openWorkbook(p *parts) (*workbook, error) {
	w := &workbook{}
	targets := map[string]string{}
	err := p.walk("xl/_rels/workbook.xml.rels", func(t xml.Token, _ int) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "Relationship" && len(targets) < 5000 {
			to := attr(e, "Target")
			if strings.HasPrefix(to, "/") {
				to = strings.TrimPrefix(to, "/")
			} else {
				to = path.Join("xl", to)
			}
			targets[attr(e, "Id")] = to
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = p.walk("xl/workbook.xml", func(t xml.Token, _ int) error {
		e, ok := t.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			w.epoch = v == "1" || v == "true"
		case "sheet":
			if len(w.sheets) >= 2000 {
				return errs.New(errs.TooLarge, "The workbook has more than 2,000 sheets.")
			}
			id := ""
			for _, a := range e.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
			w.sheets = append(w.sheets, sheetOf{attr(e, "name"), targets[id], attr(e, "state")})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := w.readShared(p); err != nil {
		return nil, err
	}
	return w, w.readStyles(p)
}

// readShared reads the strings that cells point to; of a string with how it is
// said aloud only the string.
func (w *workbook) readShared(p *parts) error {
	var b strings.Builder
	size, skip := 0, 0
	inText := false
	return p.walk("xl/sharedStrings.xml", func(t xml.Token, depth int) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch {
			case skip > 0:
			case t.Name.Local == "rPh":
				skip = depth
			case t.Name.Local == "t":
				inText = true
			}
		case xml.EndElement:
			if skip > 0 {
				if depth < skip {
					skip = 0
				}
				return nil
			}
			switch t.Name.Local {
			case "t":
				inText = false
			case "si":
				w.shared = append(w.shared, b.String())
				b.Reset()
			}
		case xml.CharData:
			if inText && skip == 0 {
				b.Write(t)
				size += len(t)
			}
		}
		if size > maxShared || len(w.shared) > maxSharedNumber {
			return errs.New(errs.TooLarge, "The workbook has more text than is read.")
		}
		return nil
	})
}

// readStyles finds the styles that show a number as a date.
func (w *workbook) readStyles(p *parts) error {
	own := map[string]dateKind{}
	inCells := false
	return p.walk("xl/styles.xml", func(t xml.Token, _ int) error {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "numFmt":
				if len(own) < 10_000 {
					own[attr(t, "numFmtId")] = kindOfFormat(attr(t, "formatCode"))
				}
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells && len(w.kinds) < 100_000 {
					id := attr(t, "numFmtId")
					kind, is := own[id]
					if !is {
						kind = builtIn(id)
					}
					w.kinds = append(w.kinds, kind)
				}
			}
		case xml.EndElement:
			if t.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
}

// cell is one cell while it is read.
type cell struct {
	kind, style string
	value       strings.Builder
}

// sheet gives the rows of one sheet, those without text left out.
func (r *reader) sheet(p *parts, w *workbook, part string, most int) (string, error) {
	var out strings.Builder
	var c cell
	row, column, tabs := false, -1, 0
	inValue, skip := false, 0
	err := p.walk(part, func(t xml.Token, depth int) error {
		switch t := t.(type) {
		case xml.StartElement:
			if skip > 0 {
				return nil
			}
			switch t.Name.Local {
			case "row":
				row, column, tabs = false, -1, 0
			case "c":
				column++
				if at, ok := columnOf(attr(t, "r")); ok {
					column = at
				}
				c = cell{kind: attr(t, "t"), style: attr(t, "s")}
			case "v", "t":
				inValue = true
			case "rPh", "f", "headerFooter", "extLst", "dataValidations", "conditionalFormatting":
				skip = depth
			}
		case xml.EndElement:
			if skip > 0 {
				if depth < skip {
					skip = 0
				}
				return nil
			}
			switch t.Name.Local {
			case "v", "t":
				inValue = false
			case "c":
				text := strings.Join(strings.Fields(w.show(&c)), " ")
				if text == "" {
					return nil
				}
				if row {
					out.WriteString(strings.Repeat("\t", min(max(column-tabs, 1), maxGap)))
				}
				row, tabs = true, column
				out.WriteString(text)
			case "row":
				if row {
					out.WriteByte('\n')
				}
			}
		case xml.CharData:
			if inValue && skip == 0 {
				c.value.Write(t)
			}
		}
		if out.Len()+c.value.Len() > most {
			return r.tooLong()
		}
		return nil
	})
	return out.String(), err
}

// show gives a cell as people see it.
func (w *workbook) show(c *cell) string {
	v := c.value.String()
	switch c.kind {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && i >= 0 && i < len(w.shared) {
			return w.shared[i]
		}
		return ""
	case "b":
		if v == "1" {
			return "TRUE"
		}
		return "FALSE"
	case "inlineStr", "str", "e", "d":
		return v
	}
	style, err := strconv.Atoi(c.style)
	if err != nil || style < 0 || style >= len(w.kinds) {
		return v
	}
	return w.kinds[style].show(v, w.epoch)
}

// columnOf gives the column of "BC12", A being 0.
func columnOf(ref string) (int, bool) {
	n := 0
	for i := 0; i < len(ref); i++ {
		c := ref[i]
		if c < 'A' || c > 'Z' {
			return n - 1, n > 0
		}
		if n = n*26 + int(c-'A') + 1; n > 16384 {
			return 0, false
		}
	}
	return n - 1, n > 0
}
