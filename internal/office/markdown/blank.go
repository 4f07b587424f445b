package markdown

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Blank is an open blank of a text: {{ciso}}.
type Blank struct {
	ast.BaseInline
	Name string
}

// KindBlank tells blanks from other nodes.
var KindBlank = ast.NewNodeKind("Blank")

// Kind gives KindBlank.
func (*Blank) Kind() ast.NodeKind { return KindBlank }

// Dump writes the node for whoever debugs a tree.
func (b *Blank) Dump(src []byte, level int) {
	ast.DumpHelper(b, src, level, map[string]string{"Name": b.Name}, nil)
}

var blankForm = regexp.MustCompile(`^\{\{\s*([a-z][a-z0-9-]{0,60})\s*\}\}`)

type blankParser struct{}

// Trigger gives the character with which a blank begins.
func (blankParser) Trigger() []byte { return []byte{'{'} }

// Parse reads a blank, or gives nil.
func (blankParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	m := blankForm.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	return &Blank{Name: string(m[1])}
}

type blankRenderer struct{ label Label }

// RegisterFuncs tells goldmark how a blank is written.
func (r blankRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(KindBlank, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			words := n.(*Blank).Name
			if r.label != nil {
				words = r.label(words)
			}
			_, _ = w.WriteString(`<mark class="blank">`)
			_, _ = w.Write(util.EscapeHTML([]byte(words)))
			_, _ = w.WriteString(`</mark>`)
		}
		return ast.WalkContinue, nil
	})
}
