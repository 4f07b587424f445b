package word

import (
	"errors"
	"io"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
)

// maxNodes bounds the elements and texts of a document: some thousand pages.
const maxNodes = 800_000

// node is an element as a range of the document's bytes, or a text.
type node struct {
	tok         opc.Token
	inTo, to    int32 // where its content and the element itself end
	first, next int32 // child and sibling; 0: none, as 0 is the document
}

// tree is the document's XML as ranges of its bytes.
type tree struct {
	scan  *opc.Scanner
	nodes []node
}

func parse(src []byte) (*tree, error) {
	scan, err := opc.Scan(src)
	if err != nil {
		return nil, err
	}
	t := &tree{scan: scan, nodes: make([]node, 1, 1024)}
	open := []int32{0}
	last := []int32{0} // the last child of each open element
	for {
		tok, err := scan.Next()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		if tok.Kind == opc.End {
			n := &t.nodes[open[len(open)-1]]
			n.inTo, n.to = int32(tok.From), int32(tok.To)
			open, last = open[:len(open)-1], last[:len(last)-1]
			continue
		}
		if len(t.nodes) == maxNodes {
			return nil, errs.New(errs.TooLarge, "The document has more than %d elements.", maxNodes)
		}
		i := int32(len(t.nodes))
		t.nodes = append(t.nodes, node{tok: tok, inTo: int32(tok.To), to: int32(tok.To)})
		if at := len(last) - 1; last[at] == 0 {
			t.nodes[open[at]].first = i
			last[at] = i
		} else {
			t.nodes[last[at]].next = i
			last[at] = i
		}
		if tok.Kind == opc.Start {
			open, last = append(open, i), append(last, 0)
		}
	}
}

func (t *tree) name(i int32) string { return t.nodes[i].tok.Name }

// kids goes through the children of an element.
func (t *tree) kids(i int32, fn func(k int32)) {
	for k := t.nodes[i].first; k != 0; k = t.nodes[k].next {
		fn(k)
	}
}

// kid gives the first child of a name, 0 when there is none.
func (t *tree) kid(i int32, name string) int32 {
	for k := t.nodes[i].first; k != 0; k = t.nodes[k].next {
		if t.name(k) == name {
			return k
		}
	}
	return 0
}

// path leads from child to child.
func (t *tree) path(i int32, names ...string) int32 {
	for _, n := range names {
		if i = t.kid(i, n); i == 0 {
			return 0
		}
	}
	return i
}

// has says whether an element of one of the names lies anywhere within.
func (t *tree) has(i int32, names ...string) bool {
	found := false
	t.kids(i, func(k int32) {
		for _, n := range names {
			found = found || t.name(k) == n
		}
		found = found || t.has(k, names...)
	})
	return found
}

// raw gives the bytes of an element.
func (t *tree) raw(i int32) []byte {
	if i == 0 {
		return nil
	}
	return t.scan.Src[t.nodes[i].tok.From:t.nodes[i].to]
}

func (t *tree) attr(i int32, name string) string {
	if i == 0 {
		return ""
	}
	return t.scan.Attr(t.nodes[i].tok, name)
}

// maxRead bounds the text of one place: what is longer is no question, and
// controls that lie in each other would each say all of it.
const maxRead = 64 << 10

// text gives what a person reads in an element: no deleted text, no codes of
// fields, no pictures, no placeholder of a control.
func (t *tree) text(i int32, out *strings.Builder) {
	t.kids(i, func(k int32) {
		if out.Len() > maxRead {
			return
		}
		switch t.name(k) {
		case "t":
			t.kids(k, func(x int32) {
				if t.nodes[x].tok.Kind == opc.Text {
					s, _ := t.scan.Text(t.nodes[x].tok)
					out.WriteString(s)
				}
			})
		case "tab":
			out.WriteByte('\t')
		case "br", "cr":
			out.WriteByte('\n')
		case "noBreakHyphen":
			out.WriteByte('-')
		case "p":
			if out.Len() > 0 {
				out.WriteByte('\n')
			}
			t.text(k, out)
		case "pPr", "rPr", "sdtPr", "del", "instrText", "drawing", "pict", "object", "Fallback", "moveFrom":
		case "sdt":
			if t.path(k, "sdtPr", "showingPlcHdr") == 0 {
				t.text(k, out)
			}
		default:
			t.text(k, out)
		}
	})
}

func (t *tree) textOf(i int32) string {
	var b strings.Builder
	t.text(i, &b)
	return b.String()
}
