// Package markdown turns the Markdown of documents into HTML that can do no harm,
// and into a tree for whoever draws it otherwise. What a person typed is hostile
// until it has passed a closed list of elements and attributes.
package markdown

import (
	"bytes"
	"regexp"
	"strconv"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// idPrefix stands before the ids of headings, so that none meets an id of the page.
const idPrefix = "d-"

// Label says an open blank ("ciso") to people; nil: its own name.
type Label func(name string) string

// HTML gives the HTML of a text: headings from the second rank on, lists and
// checklists, tables, quotations, code and links. HTML in the text is left out, as
// are pictures: a page asks nobody else for anything. An open blank is a <mark>.
func HTML(src string, label Label) string {
	var b bytes.Buffer
	if err := md(label).Convert([]byte(src), &b); err != nil {
		return "" // a buffer takes everything: it cannot fail
	}
	return tables(policy().Sanitize(b.String()))
}

// Parse gives the tree of a text, for a writer of another form. The tree refers to
// the bytes that come with it.
func Parse(src string) (ast.Node, []byte) {
	raw := []byte(src)
	return md(nil).Parser().Parse(text.NewReader(raw)), raw
}

func md(label Label) goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.TaskList, extension.Strikethrough,
		),
		goldmark.WithParserOptions(
			parser.WithInlineParsers(util.Prioritized(blankParser{}, 50)),
			parser.WithASTTransformers(util.Prioritized(headings{}, 100)),
		),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(blankRenderer{label}, 50)), html.WithXHTML()),
	)
}

// policy is the closed list of what a page may hold of a document.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "mark")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^d-[a-z0-9-]{1,80}$`)).OnElements("h2", "h3", "h4", "h5", "h6")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,6}$`)).OnElements("ol")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|right|center)$`)).OnElements("th", "td")
	p.AllowNoAttrs().OnElements("th", "td")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^blank$`)).OnElements("mark")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").Matching(regexp.MustCompile(`^$|^checked$|^disabled$`)).OnElements("input")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("https", "http", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnFullyQualifiedLinks(true)
	return p
})

// headings brings headings under the page's own, and gives them ids that are
// theirs alone.
type headings struct{}

func (headings) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	seen := map[string]int{}
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		h.Level = max(h.Level, 2)
		id := slug(Text(h, reader.Source()))
		if seen[id]++; seen[id] > 1 {
			id += "-" + strconv.Itoa(seen[id])
		}
		h.SetAttributeString("id", []byte(idPrefix+id))
		return ast.WalkContinue, nil
	})
}

func slug(s string) string {
	var b []byte
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b = append(b, byte(r))
		case r >= 'A' && r <= 'Z':
			b = append(b, byte(r)+'a'-'A')
		case len(b) > 0 && b[len(b)-1] != '-':
			b = append(b, '-')
		}
		if len(b) >= 60 {
			break
		}
	}
	if b = bytes.Trim(b, "-"); len(b) == 0 {
		return "part"
	}
	return string(b)
}

// Text gives the plain text of a node.
func Text(n ast.Node, src []byte) string {
	var b bytes.Buffer
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch x := n.(type) {
		case *ast.Text:
			b.Write(util.UnescapePunctuations(x.Segment.Value(src)))
			if x.SoftLineBreak() || x.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(x.Value)
		case *ast.AutoLink:
			b.Write(x.Label(src))
		case *Blank:
			b.WriteString("[" + x.Name + "]")
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}
