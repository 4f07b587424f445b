package ocds

import (
	"strconv"
	"strings"

	"holdfast/internal/win/notice"
)

// parser makes the tree of one release. It can be used for one after another;
// the trees do not share memory with the bytes.
type parser struct {
	b     []byte
	s     string // b again: texts that need no repair are parts of it
	i     int
	slab  []notice.Node // nodes are cut from here, so that a tree is a few allocations
	stack []notice.Node // members and elements of the values that are open
	nodes int
	names map[string]memberName
	lost  []notice.Note
}

// perNode is about how many bytes of a release make one node.
const perNode = 40

// memberName is a name that was met, with what becomes of its value.
type memberName struct {
	name string
	drop bool
}

// trouble is an error inside one release.
type trouble struct {
	path   []string // from the inside out
	reason string
}

func (t *trouble) Error() string { return t.reason }

func (t *trouble) pointer() string {
	var b strings.Builder
	for i := len(t.path) - 1; i >= 0; i-- {
		b.WriteString("/" + pointerEscape(t.path[i]))
	}
	return b.String()
}

// parse reads one value, whose brackets match and are at most MaxDepth deep.
func (p *parser) parse(raw []byte) (*notice.Node, *trouble) {
	p.b, p.s, p.i, p.nodes, p.lost = raw, string(raw), 0, 0, nil
	// A slab of its own for each tree: one that two shared would keep both alive,
	// and through the second's slab the next, without end.
	p.slab = make([]notice.Node, len(raw)/perNode+8)
	defer func() {
		clear(p.stack[:cap(p.stack)])
		p.b, p.s, p.slab, p.stack = nil, "", nil, p.stack[:0]
	}()
	if p.names == nil {
		p.names = map[string]memberName{}
	}
	root := new(notice.Node)
	if t := p.value(root); t != nil {
		return nil, t
	}
	return root, nil
}

func (p *parser) fail(reason string) *trouble { return &trouble{reason: reason} }

func (p *parser) white() byte {
	for p.i < len(p.b) {
		switch c := p.b[p.i]; c {
		case ' ', '\n', '\r', '\t':
			p.i++
		default:
			return c
		}
	}
	return 0
}

func (p *parser) value(n *notice.Node) *trouble {
	if p.nodes++; p.nodes > maxNodes {
		return p.fail("this release has over " + strconv.Itoa(maxNodes) + " values")
	}
	switch c := p.white(); c {
	case '{':
		return p.object(n)
	case '[':
		return p.array(n)
	case '"':
		text, t := p.text()
		n.Kind, n.Text = notice.Text, text
		return t
	case 0:
		return p.fail("a value is missing")
	default:
		return p.scalar(n)
	}
}

func (p *parser) object(n *notice.Node) *trouble {
	n.Kind = notice.Object
	p.i++
	base := len(p.stack)
	for first := true; ; first = false {
		c := p.white()
		if c == '}' {
			break
		}
		if !first {
			if c != ',' {
				return p.fail("the JSON is broken: a comma is missing between the members of an object")
			}
			p.i++
			if c = p.white(); c == '}' {
				break
			}
		}
		if c != '"' {
			return p.fail("the JSON is broken: a name in quotation marks is wanted")
		}
		m, t := p.name()
		if t != nil {
			return t
		}
		if p.white() != ':' {
			return p.fail("the JSON is broken: a colon is missing behind " + strconv.Quote(short(m.name)))
		}
		p.i++
		if m.drop {
			if t := p.pass(); t != nil {
				return t.in(m.name)
			}
			continue
		}
		kid, lost := notice.Node{Key: m.name}, len(p.lost)
		if t := p.value(&kid); t != nil {
			return t.in(m.name)
		}
		p.locate(lost, m.name)
		if kid.Kind != notice.Absent {
			p.stack = append(p.stack, kid)
		}
	}
	p.i++
	n.Kids = p.take(base)
	n.Sort()
	return nil
}

func (p *parser) array(n *notice.Node) *trouble {
	n.Kind = notice.Array
	p.i++
	base, at := len(p.stack), 0
	for first := true; ; first = false {
		c := p.white()
		if c == ']' {
			break
		}
		if !first {
			if c != ',' {
				return p.fail("the JSON is broken: a comma is missing between the elements of a list")
			}
			p.i++
			if p.white() == ']' {
				break
			}
		}
		var kid notice.Node
		lost := len(p.lost)
		if t := p.value(&kid); t != nil {
			return t.in(strconv.Itoa(at))
		}
		p.locate(lost, strconv.Itoa(at))
		p.stack = append(p.stack, kid)
		at++
	}
	p.i++
	n.Kids = p.take(base)
	return nil
}

// locate puts a token before the pointers of the notes made since there were n.
func (p *parser) locate(n int, token string) {
	for i := n; i < len(p.lost); i++ {
		p.lost[i].Pointer = "/" + pointerEscape(token) + p.lost[i].Pointer
	}
}

func (t *trouble) in(token string) *trouble {
	t.path = append(t.path, token)
	return t
}

// take moves what is open above base into memory of its own.
func (p *parser) take(base int) []notice.Node {
	n := len(p.stack) - base
	if n == 0 {
		return nil
	}
	if len(p.slab) < n {
		p.slab = make([]notice.Node, max(n, 64))
	}
	kids := p.slab[:n:n]
	p.slab = p.slab[n:]
	copy(kids, p.stack[base:])
	p.stack = p.stack[:base]
	return kids
}

// name reads the name of a member.
func (p *parser) name() (memberName, *trouble) {
	from, to, plain, t := p.quoted()
	if t != nil {
		return memberName{}, t
	}
	if m, ok := p.names[p.s[from:to]]; ok { // looked up by the raw bytes
		return m, nil
	}
	name := p.s[from:to]
	if !plain {
		name = decodeText(p.b[from:to], false)
	}
	m := memberName{strings.Clone(name), personal(name)}
	const most = 4096 // names of the form; a hostile file has more
	if len(p.names) < most && to-from < 100 {
		p.names[strings.Clone(p.s[from:to])] = m
	}
	return m, nil
}

func (p *parser) text() (string, *trouble) {
	from, to, plain, t := p.quoted()
	if t != nil {
		return "", t
	}
	if plain {
		return p.s[from:to], nil
	}
	return decodeText(p.b[from:to], true), nil
}

// special are the bytes that a text cannot simply be copied with.
var special = func() (t [256]bool) {
	for c := range t {
		t[c] = c < 0x20 || c >= 0x80 || c == '"' || c == '\\' || c == '&'
	}
	return t
}()

// quoted walks over a string and says where its inside is, and whether it can
// be taken as it stands.
func (p *parser) quoted() (from, to int, plain bool, t *trouble) {
	p.i++
	from, plain = p.i, true
	b := p.b
	i := p.i
	for i < len(b) {
		c := b[i]
		if !special[c] {
			i++
			continue
		}
		if c == '"' {
			p.i = i + 1
			return from, i, plain, nil
		}
		plain = false
		if c == '\\' {
			i++
		}
		i++
	}
	return 0, 0, false, p.fail("the JSON is broken: a text does not end")
}

// scalar reads a number or a word. What is neither is no value: portals write
// 1e9999, 000 and NaN.
func (p *parser) scalar(n *notice.Node) *trouble {
	from := p.i
	for p.i < len(p.b) {
		switch p.b[p.i] {
		case ' ', '\n', '\r', '\t', ',', ']', '}':
			return p.word(n, p.s[from:p.i])
		case '"', ':', '{', '[':
			return p.fail("the JSON is broken at " + strconv.Quote(short(p.s[from:p.i+1])))
		}
		p.i++
	}
	return p.word(n, p.s[from:p.i])
}

func (p *parser) word(n *notice.Node, w string) *trouble {
	switch w {
	case "true", "True", "TRUE":
		n.Kind = notice.True
		return nil
	case "false", "False", "FALSE":
		n.Kind = notice.False
		return nil
	case "null", "None", "NULL", "NaN", "nan", "undefined", "Infinity", "-Infinity", "inf", "-inf":
		return nil
	case "":
		return p.fail("a value is missing")
	}
	if number, ok := tidyNumber(w); ok {
		n.Kind, n.Text = notice.Number, number
		return nil
	}
	if w[0] == '-' || w[0] == '+' || w[0] == '.' || (w[0] >= '0' && w[0] <= '9') {
		if len(p.lost) == maxLost {
			return nil
		}
		p.lost = append(p.lost, notice.Note{Message: "the number " + strconv.Quote(short(w)) + " is not one and was left out"})
		return nil
	}
	return p.fail("the JSON is broken: " + strconv.Quote(short(w)) + " is no value")
}

// tidyNumber gives a number in JSON's form: 000 is 0, .5 is 0.5, 1. is 1.
func tidyNumber(w string) (string, bool) {
	if len(w) > maxNumber {
		return "", false
	}
	s, sign := strings.TrimPrefix(w, "+"), ""
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		s, sign = rest, "-"
	}
	mantissa, exponent, hasExp := s, "", false
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		mantissa, exponent, hasExp = s[:i], s[i+1:], true
	}
	whole, part, _ := strings.Cut(mantissa, ".")
	if strings.Trim(whole+part, "0123456789") != "" || whole+part == "" {
		return "", false
	}
	digits := strings.TrimLeft(strings.TrimLeft(exponent, "+-"), "0")
	if hasExp && (exponent == "" || strings.Trim(digits, "0123456789") != "" || len(digits) > 3) {
		return "", false // 1e9999 is no number that anybody meant
	}
	if len(whole) > 1 {
		if whole = strings.TrimLeft(whole, "0"); whole == "" {
			whole = "0"
		}
	}
	if whole == "" {
		whole = "0"
	}
	out := sign + whole
	if part != "" {
		out += "." + part
	}
	if hasExp {
		if len(exponent)-len(strings.TrimLeft(exponent, "+-")) > 1 {
			return "", false
		}
		out += "e" + exponent
	}
	return out, true
}

// pass walks over a value that is not kept.
func (p *parser) pass() *trouble {
	p.white()
	depth := 0
	for p.i < len(p.b) {
		switch p.b[p.i] {
		case '"':
			if _, _, _, t := p.quoted(); t != nil {
				return t
			}
			if depth == 0 {
				return nil
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return nil // the end of what is around it
			}
			if depth--; depth == 0 {
				p.i++
				return nil
			}
		case ',':
			if depth == 0 {
				return nil
			}
		}
		p.i++
	}
	return p.fail("the JSON is broken: a value does not end")
}

func short(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
