package textout

import (
	"encoding/xml"
	"slices"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

// readDOCX gives the text of a Word file: the document, then its notes, then
// what stands at the head and foot of its pages. Text that was deleted while
// changes were tracked, hidden text and comments are not read.
func (r *reader) readDOCX(b []byte) (office.Document, error) {
	p, err := r.openParts(b)
	if err != nil {
		return office.Document{}, err
	}
	main := "word/document.xml"
	if !p.has(main) {
		main = "word/document2.xml"
	}
	if !p.has(main) {
		return office.Document{}, errs.New(errs.Invalid, "The Word file has no main part.")
	}
	var doc office.Document
	text, err := r.word(p, main)
	if err != nil {
		return office.Document{}, err
	}
	doc.Pages = append(doc.Pages, office.Page{Text: clean(text)})
	said := len(text)
	add := func(label string, texts ...string) {
		seen := map[string]bool{}
		var b strings.Builder
		for _, t := range texts {
			if t = strings.TrimSpace(clean(t)); t != "" && !seen[t] {
				seen[t] = true
				b.WriteString(t + "\n")
			}
		}
		if b.Len() > 0 {
			doc.Pages = append(doc.Pages, office.Page{Text: b.String(), Label: label})
		}
	}
	read := func(names ...string) (texts []string, err error) {
		for _, name := range names {
			t, err := r.word(p, name)
			if err != nil {
				return nil, err
			}
			if said += len(t); said > r.limits.Text {
				return nil, r.tooLong()
			}
			texts = append(texts, t)
		}
		return texts, nil
	}
	notes, err := read("word/footnotes.xml", "word/endnotes.xml")
	if err != nil {
		return office.Document{}, err
	}
	add("notes", notes...)
	var edges []string
	for name := range p.byName {
		if strings.HasPrefix(name, "word/header") || strings.HasPrefix(name, "word/footer") {
			edges = append(edges, name)
		}
	}
	slices.Sort(edges)
	texts, err := read(edges[:min(len(edges), 60)]...)
	if err != nil {
		return office.Document{}, err
	}
	add("headers and footers", texts...)
	doc.PageCount = len(doc.Pages)
	return doc, nil
}

// wordSkipped are the elements whose text is not the document's: what moved
// away, what is there a second time for old programs, what deletes.
var wordSkipped = map[string]bool{"Fallback": true, "moveFrom": true, "del": true, "instrText": true, "delText": true, "rt": true}

// word gives the text of one part.
func (r *reader) word(p *parts, name string) (string, error) {
	f := newFlow()
	skip := 0 // the depth of the element that is passed over
	inText, hidden := false, false
	err := p.walk(name, func(t xml.Token, depth int) error {
		switch t := t.(type) {
		case xml.StartElement:
			if skip > 0 {
				return nil
			}
			// Row and cell properties say that something was deleted by an element that
			// holds nothing.
			if wordSkipped[t.Name.Local] {
				skip = depth
				return nil
			}
			switch t.Name.Local {
			case "t":
				inText = true
			case "r":
				hidden = false
			case "vanish":
				v := attr(t, "val")
				hidden = v != "0" && v != "false" && v != "off"
			case "tab":
				// As a mark within a run; as a stop of a paragraph it has a position.
				if attr(t, "pos") == "" {
					f.tab()
				}
			case "br", "cr":
				f.line()
			case "noBreakHyphen":
				f.text("-")
			case "tbl":
				f.startTable()
			case "tr":
				f.startRow()
			case "tc":
				f.startCell()
			case "txbxContent":
				f.startBox()
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
			case "p":
				f.end()
			case "tc":
				f.endCell()
			case "tr":
				f.endRow()
			case "tbl":
				f.endTable()
			case "txbxContent":
				f.endBox()
			}
		case xml.CharData:
			if inText && !hidden && skip == 0 {
				f.text(string(t))
			}
		}
		if f.size > r.limits.Text {
			return r.tooLong()
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return f.String(), nil
}
