package textout

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

const (
	// maxToken bounds one mark or one run of text of an HTML file, in bytes.
	maxToken = 4 << 20
	// maxOpen bounds the elements within each other that are remembered.
	maxOpen = 2000
)

// htmlSkipped are elements that a browser shows nothing of.
var htmlSkipped = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Head: true,
	atom.Svg: true, atom.Math: true, atom.Iframe: true, atom.Object: true, atom.Select: true, atom.Datalist: true, atom.Noframes: true,
}

// htmlBlocks begin and end a line.
var htmlBlocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
	atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Section: true, atom.Article: true,
	atom.Header: true, atom.Footer: true, atom.Main: true, atom.Aside: true, atom.Nav: true, atom.Address: true, atom.Blockquote: true,
	atom.Pre: true, atom.Form: true, atom.Fieldset: true, atom.Figure: true, atom.Figcaption: true, atom.Hr: true, atom.Body: true,
	atom.Caption: true, atom.Summary: true, atom.Details: true, atom.Center: true,
}

// htmlVoid have no end.
var htmlVoid = map[atom.Atom]bool{
	atom.Br: true, atom.Hr: true, atom.Img: true, atom.Input: true, atom.Meta: true, atom.Link: true, atom.Area: true,
	atom.Base: true, atom.Col: true, atom.Embed: true, atom.Source: true, atom.Track: true, atom.Wbr: true, atom.Param: true,
}

// readHTML gives what a browser without script would show: rows of tables with
// tabs between their cells, nothing that is hidden.
func (r *reader) readHTML(b []byte) (office.Document, error) {
	in, err := charset.NewReader(bytes.NewReader(b), "text/html")
	if err != nil {
		return office.Document{}, errs.Wrap(err, errs.Invalid, "The HTML file is damaged.")
	}
	h := htmlText{f: newFlow()}
	z := html.NewTokenizer(in)
	z.SetMaxBuf(maxToken)
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			switch err := z.Err(); {
			case errors.Is(err, io.EOF):
				text := h.f.String()
				return office.Document{Pages: []office.Page{{Text: clean(text)}}, PageCount: 1}, nil
			case errors.Is(err, html.ErrBufferExceeded):
				return office.Document{}, errs.New(errs.TooLarge, "The HTML file has a piece longer than %d MiB.", maxToken>>20)
			default:
				return office.Document{}, errs.Wrap(err, errs.Invalid, "The HTML file is damaged.")
			}
		case html.TextToken:
			h.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			if err := h.start(z, kind == html.SelfClosingTagToken); err != nil {
				return office.Document{}, err
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			h.end(atom.Lookup(name), string(name))
		}
		if h.f.size > r.limits.Text {
			return office.Document{}, r.tooLong()
		}
	}
}

// htmlText is what was read of a file.
type htmlText struct {
	f    *flow
	open []string // the elements that are open within the hidden one
	pre  int
}

// start takes the beginning of an element.
func (h *htmlText) start(z *html.Tokenizer, closed bool) error {
	raw, more := z.TagName()
	name := string(raw)
	tag := atom.Lookup(raw)
	if tag == atom.Body && len(h.open) > 0 && h.open[0] == "head" {
		h.open = nil // a head that was not closed ends here
	}
	if n := len(h.open); n > 0 && endedBy(h.open[n-1], name, tag) {
		h.open = h.open[:n-1]
	}
	if len(h.open) > 0 { // within something hidden
		if closed || htmlVoid[tag] {
			return nil
		}
		if h.open = append(h.open, name); len(h.open) > maxOpen {
			return errs.New(errs.TooLarge, "The HTML file is nested too deep.")
		}
		return nil
	}
	hide := htmlSkipped[tag]
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		hide = hide || hides(string(key), string(value))
	}
	if hide && !htmlVoid[tag] && !closed {
		h.open = append(h.open, name)
		return nil
	}
	switch {
	case tag == atom.Br:
		h.f.line()
	case tag == atom.Table:
		if len(h.f.tables) >= 50 {
			return errs.New(errs.TooLarge, "The HTML file is nested too deep.")
		}
		h.f.startTable()
	case tag == atom.Tr && len(h.f.tables) > 0:
		// The row before ends, which many files leave open.
		h.f.endRow()
		h.f.startRow()
	case (tag == atom.Td || tag == atom.Th) && len(h.f.tables) > 0:
		if h.f.inCell() {
			h.f.endCell()
		}
		h.f.startCell()
	case htmlBlocks[tag]:
		h.f.breakOff()
		if tag == atom.Pre {
			h.pre++
		}
	}
	return nil
}

// endedBy says that an element without an end of its own ends where the next
// begins: a paragraph at any block, an item at the next one.
func endedBy(open, name string, tag atom.Atom) bool {
	switch open {
	case "p":
		return htmlBlocks[tag] || tag == atom.Table
	case "li", "td", "th", "tr", "dt", "dd":
		return open == name || tag == atom.Tr && open != "li"
	}
	return false
}

func hides(key, value string) bool {
	switch strings.ToLower(key) {
	case "hidden":
		return value != "until-found"
	case "aria-hidden":
		return false // hidden from some, shown to the eye
	case "style":
		v := strings.ToLower(strings.Join(strings.Fields(value), ""))
		return strings.Contains(v, "display:none") || strings.Contains(v, "visibility:hidden") || strings.Contains(v, "mso-hide:all")
	}
	return false
}

func (h *htmlText) end(tag atom.Atom, name string) {
	if n := len(h.open); n > 0 {
		// The innermost of this name ends, and what stands open within it.
		for i := n - 1; i >= 0; i-- {
			if h.open[i] == name {
				h.open = h.open[:i]
				break
			}
		}
		return
	}
	switch {
	case tag == atom.Table:
		h.f.endTable()
	case tag == atom.Tr && len(h.f.tables) > 0:
		h.f.endRow()
	case (tag == atom.Td || tag == atom.Th) && len(h.f.tables) > 0:
		h.f.endCell()
	case htmlBlocks[tag]:
		h.f.breakOff()
		if tag == atom.Pre && h.pre > 0 {
			h.pre--
		}
	}
}

func (h *htmlText) text(s string) {
	if len(h.open) > 0 {
		return
	}
	if h.pre > 0 {
		h.f.text(s)
		return
	}
	s = collapse(s)
	// White space at the start of a line is none.
	if b := h.f.top(); b.para.Len() == 0 {
		s = strings.TrimLeft(s, " ")
	}
	if s != "" {
		h.f.text(s)
	}
}
