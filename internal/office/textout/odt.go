package textout

import (
	"encoding/xml"
	"strconv"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

// readODT gives the text of an OpenDocument text: the document, then what stands
// at the head and foot of its pages.
func (r *reader) readODT(b []byte) (office.Document, error) {
	p, err := r.openParts(b)
	if err != nil {
		return office.Document{}, err
	}
	if p.has("META-INF/manifest.xml") {
		if err := lockedODF(p); err != nil {
			return office.Document{}, err
		}
	}
	if !p.has("content.xml") {
		return office.Document{}, errs.New(errs.Invalid, "The OpenDocument file has no content.")
	}
	text, err := r.odf(p, "content.xml", "body")
	if err != nil {
		return office.Document{}, err
	}
	edges, err := r.odf(p, "styles.xml", "master-styles")
	if err != nil {
		return office.Document{}, err
	}
	doc := office.Document{Pages: []office.Page{{Text: clean(text)}}, PageCount: 1}
	if edges = strings.TrimSpace(clean(edges)); edges != "" {
		doc.Pages = append(doc.Pages, office.Page{Text: edges + "\n", Label: "headers and footers"})
		doc.PageCount++
	}
	return doc, nil
}

func lockedODF(p *parts) error {
	return p.walk("META-INF/manifest.xml", func(t xml.Token, _ int) error {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "encryption-data" {
			return errs.New(errs.Invalid, "The file is locked with a password. Save a copy without one and give that.")
		}
		return nil
	})
}

// odfSkipped are the elements whose text is not the document's.
var odfSkipped = map[string]bool{"tracked-changes": true, "annotation": true, "note-citation": true, "hidden-text": true, "hidden-paragraph": true, "forms": true, "ruby-text": true}

// odf gives the text within the elements of one name of one part.
func (r *reader) odf(p *parts, name, within string) (string, error) {
	f := newFlow()
	skip, inside, paras := 0, 0, 0
	err := p.walk(name, func(t xml.Token, depth int) error {
		switch t := t.(type) {
		case xml.StartElement:
			if inside == 0 && t.Name.Local == within {
				inside = depth
			}
			if skip > 0 || inside == 0 {
				return nil
			}
			if odfSkipped[t.Name.Local] {
				skip = depth
				return nil
			}
			switch t.Name.Local {
			case "p", "h":
				paras++
			case "s":
				n, err := strconv.Atoi(attr(t, "c"))
				if err != nil || n < 1 {
					n = 1
				}
				f.text(strings.Repeat(" ", min(n, 20)))
			case "tab":
				f.tab()
			case "line-break":
				f.line()
			case "table":
				f.startTable()
			case "table-row":
				f.startRow()
			case "table-cell":
				f.startCell()
			case "text-box", "note-body":
				f.startBox()
			}
		case xml.EndElement:
			if skip > 0 {
				if depth < skip {
					skip = 0
				}
				return nil
			}
			if inside == 0 {
				return nil
			}
			if depth < inside {
				inside = 0
				return nil
			}
			switch t.Name.Local {
			case "p", "h":
				if paras > 0 {
					paras--
				}
				f.end()
			case "table-cell":
				f.endCell()
			case "table-row":
				f.endRow()
			case "table":
				f.endTable()
			case "text-box", "note-body":
				f.endBox()
			}
		case xml.CharData:
			if paras > 0 && skip == 0 && inside > 0 {
				f.text(collapse(string(t)))
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

// collapse makes every run of white space one space.
func collapse(s string) string {
	var b strings.Builder
	space := false
	for _, c := range s {
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		space = false
		b.WriteRune(c)
	}
	return b.String()
}
