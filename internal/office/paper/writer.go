package paper

import (
	"strconv"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"holdfast/internal/office/markdown"
)

type colour [3]int

var (
	black = colour{25, 27, 31}
	grey  = colour{102, 105, 112}
	open  = colour{134, 80, 0} // an open blank
)

// writer sets blocks one below the other.
type writer struct {
	f          *fpdf.Fpdf
	src        []byte
	label      markdown.Label
	wide, high float64
	y          float64
	colour     colour // of text that says none; the zero colour is black
}

// run is text of one face.
type run struct {
	text  string
	style string // "", "B" or "I"
	size  float64
	link  string
	blank bool
	brk   bool // ends the line
}

// word is what is not broken, and where on its line it stands.
type word struct {
	run
	x, w float64
}

func (w *writer) face(style string, size float64) { w.f.SetFont(family, style, size) }
func (w *writer) ink(c colour)                    { w.f.SetTextColor(c[0], c[1], c[2]) }
func (w *writer) width(indent float64) float64    { return w.wide - 2*margin - indent }

// room begins a page when less than h is left on this one.
func (w *writer) room(h float64) {
	if w.y+h > w.high-foot {
		w.f.AddPage()
	}
}

// settable gives a text without what no face has and the writer cannot hold:
// control characters, and letters beyond the first plane such as emoji.
func settable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		case r > 0xffff:
			return '?'
		}
		return r
	}, s)
}

// layout breaks runs into lines of a width. A word that is wider than the line is
// cut.
func (w *writer) layout(runs []run, width float64) [][]word {
	lines := [][]word{nil}
	x, gap := 0.0, false
	next := func() { lines, x, gap = append(lines, nil), 0, false }
	put := func(r run, s string) {
		w.face(r.style, r.size)
		space := 0.0
		if gap && x > 0 {
			space = w.f.GetStringWidth(" ")
		}
		wide := w.f.GetStringWidth(s)
		if x > 0 && x+space+wide > width && (gap || wide > width) {
			next()
			space = 0
		}
		for wide > width { // cut
			n := 1
			letters := []rune(s)
			for n < len(letters) && w.f.GetStringWidth(string(letters[:n+1])) <= width {
				n++
			}
			cut := r
			cut.text = string(letters[:n])
			lines[len(lines)-1] = append(lines[len(lines)-1], word{cut, 0, w.f.GetStringWidth(cut.text)})
			s = string(letters[n:])
			if wide = w.f.GetStringWidth(s); s == "" {
				return
			}
			next()
		}
		r.text = s
		last := len(lines) - 1
		lines[last] = append(lines[last], word{r, x + space, wide})
		x, gap = x+space+wide, false
	}
	for _, r := range runs {
		if r.brk {
			next()
			continue
		}
		r.text = settable(r.text)
		start := -1
		for i, c := range r.text {
			if unicode.IsSpace(c) && c != '\u00a0' {
				if start >= 0 {
					put(r, r.text[start:i])
				}
				start, gap = -1, true
			} else if start < 0 {
				start = i
			}
		}
		if start >= 0 {
			put(r, r.text[start:])
		}
	}
	return lines
}

// draw sets lines from x on, each h high, and moves down; pages break between
// lines.
func (w *writer) draw(lines [][]word, x, h float64) {
	for _, l := range lines {
		w.room(h)
		for _, d := range l {
			w.face(d.style, d.size)
			c := w.colour
			if c == (colour{}) {
				c = black
			}
			if d.blank {
				c = open
			}
			w.ink(c)
			base := w.y + h*0.72
			w.f.Text(x+d.x, base, d.text)
			if d.link != "" {
				w.f.LinkString(x+d.x, w.y, d.w, h, d.link)
			}
			if d.blank || d.link != "" {
				w.f.SetDrawColor(c[0], c[1], c[2])
				w.f.SetLineWidth(0.15)
				w.f.Line(x+d.x, base+0.7, x+d.x+d.w, base+0.7)
			}
		}
		w.y += h
	}
}

// blocks sets the children of a node, indented.
func (w *writer) blocks(n ast.Node, indent float64) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.block(c, indent)
	}
}

// deepest is the indent beyond which nothing is indented any more.
const deepest = 60

func (w *writer) block(n ast.Node, indent float64) {
	indent = min(indent, deepest)
	x := margin + indent
	switch b := n.(type) {
	case *ast.Heading:
		size, above := 12.0, 3.6
		if b.Level > 2 {
			size, above = 10.5, 2.4
		}
		w.room(above + 6 + 2*lineHeight)
		w.y += above
		w.f.Bookmark(settable(markdown.Text(b, w.src)), min(b.Level-2, 1), w.y)
		w.draw(w.layout(w.runs(b, "B", size), w.width(indent)), x, size*0.5)
		w.y += 1
	case *ast.Paragraph, *ast.TextBlock:
		w.draw(w.layout(w.runs(b, "", bodySize), w.width(indent)), x, lineHeight)
		if b.Kind() == ast.KindParagraph {
			w.y += 1.8
		}
	case *ast.List:
		w.list(b, indent)
	case *ast.Blockquote:
		top, page := w.y, w.f.PageNo()
		w.blocks(b, indent+5)
		if w.f.PageNo() != page {
			top = margin
		}
		w.f.SetDrawColor(black[0], black[1], black[2])
		w.f.SetLineWidth(0.6)
		w.f.Line(x+1, top, x+1, w.y-1.2)
	case *extension.Table:
		w.table(b, indent)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		for i := range n.Lines().Len() {
			s := n.Lines().At(i)
			text := strings.ReplaceAll(strings.TrimRight(string(s.Value(w.src)), "\n"), "\t", "    ")
			w.draw(w.layout([]run{{text: strings.ReplaceAll(text, " ", "\u00a0"), size: 8.5}}, w.width(indent+3)), x+3, 4.2)
		}
		w.y += 1.8
	case *ast.ThematicBreak:
		w.room(4)
		w.f.SetDrawColor(200, 196, 186)
		w.f.SetLineWidth(0.15)
		w.f.Line(x, w.y+1.5, w.wide-margin, w.y+1.5)
		w.y += 4
	}
}

func (w *writer) list(l *ast.List, indent float64) {
	const inset = 5.5
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		w.room(lineHeight)
		mark := "•"
		if l.IsOrdered() {
			mark = strconv.Itoa(number) + "."
			number++
		}
		w.face("", bodySize)
		w.ink(grey)
		w.f.Text(margin+indent+0.6, w.y+lineHeight*0.72, mark)
		w.ink(black)
		w.blocks(item, indent+inset)
		if l.IsTight {
			w.y += 0.5
		}
	}
	if l.IsTight {
		w.y += 1.4
	}
}

// runs gives the text below a node, run by run.
func (w *writer) runs(n ast.Node, style string, size float64) []run {
	var out []run
	var walk func(n ast.Node, r run)
	walk = func(n ast.Node, r run) {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			switch x := c.(type) {
			case *ast.Text:
				t := r
				t.text = string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(x.Segment.Value(w.src)))))
				if x.SoftLineBreak() {
					t.text += " "
				}
				out = append(out, t)
				if x.HardLineBreak() {
					out = append(out, run{brk: true})
				}
			case *ast.String:
				t := r
				t.text = string(x.Value)
				out = append(out, t)
			case *ast.CodeSpan:
				t := r
				t.text = markdown.Text(x, w.src)
				out = append(out, t)
			case *ast.AutoLink:
				t := r
				t.text = string(x.Label(w.src))
				out = append(out, t)
			case *markdown.Blank:
				t := r
				t.text, t.blank = x.Name, true
				if w.label != nil {
					t.text = w.label(x.Name)
				}
				t.text = "[" + t.text + "]"
				out = append(out, t)
			case *extension.TaskCheckBox:
				t := r
				t.text = "[  ] "
				if x.IsChecked {
					t.text = "[x] "
				}
				out = append(out, t)
			case *ast.Link:
				t := r
				if to := string(x.Destination); strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "mailto:") {
					t.link = to
				}
				walk(x, t)
			case *ast.Emphasis:
				t := r
				t.style = "I"
				if x.Level > 1 || r.style == "B" {
					t.style = "B"
				}
				walk(x, t)
			case *ast.RawHTML, *ast.Image:
			default:
				walk(c, r)
			}
		}
	}
	walk(n, run{style: style, size: size})
	return out
}
