package opc

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"holdfast/internal/errs"
)

// maxDepth bounds how deep elements lie in each other. Word nests tables in
// tables; nobody nests a hundred.
const maxDepth = 256

// Kind is what a token is.
type Kind uint8

const (
	Start Kind = iota + 1 // <c r="A1">
	Empty                 // <c r="A1"/>
	End                   // </c>
	Text                  // what stands between, and CDATA
)

// Token is one piece of an XML part, as a range of its bytes.
type Token struct {
	Kind     Kind
	From, To int
	// Name is the element's name without its prefix; Depth is how many elements
	// are open around it.
	Name  string
	Depth int
	cdata bool
}

// Opens says that an element of the name begins here, empty or not.
func (t Token) Opens(name string) bool {
	return (t.Kind == Start || t.Kind == Empty) && t.Name == name
}

// Ends says that the element of the name ends here: it is empty, or closed.
func (t Token) Ends(name string) bool {
	return (t.Kind == End || t.Kind == Empty) && t.Name == name
}

// Scanner goes through an XML part from front to back. It keeps nothing but the
// elements that are open; comments and instructions are passed over.
type Scanner struct {
	Src   []byte
	pos   int
	open  []string // qualified names
	names map[string]string
	done  bool // the root element has ended
	begun bool
}

func broken(format string, a ...any) error {
	return errs.New(errs.Invalid, "The file is damaged, or made to do harm: "+format, a...)
}

// Scan begins a part. It refuses what is not UTF-8.
func Scan(src []byte) (*Scanner, error) {
	s := &Scanner{Src: src, names: map[string]string{}}
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		s.pos = 3
	}
	if !utf8.Valid(src) {
		return nil, broken("one of its parts is not text in UTF-8.")
	}
	for _, c := range src {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			return nil, broken("one of its parts holds a control character.")
		}
	}
	return s, nil
}

// Next gives the next token; io.EOF after the last.
func (s *Scanner) Next() (Token, error) {
	for {
		if s.pos >= len(s.Src) {
			if len(s.open) > 0 || !s.done {
				return Token{}, broken("one of its parts is cut off.")
			}
			return Token{}, io.EOF
		}
		rest := s.Src[s.pos:]
		if rest[0] != '<' {
			n := bytes.IndexByte(rest, '<')
			if n < 0 {
				n = len(rest)
			}
			t := Token{Kind: Text, From: s.pos, To: s.pos + n, Depth: len(s.open)}
			s.pos += n
			if len(s.open) > 0 {
				return t, nil
			}
			if len(bytes.TrimSpace(s.Src[t.From:t.To])) > 0 {
				return Token{}, broken("text stands outside of everything.")
			}
			continue
		}
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			if err := s.skip("-->", 4); err != nil {
				return Token{}, err
			}
		case bytes.HasPrefix(rest, []byte("<?")):
			from := s.pos
			if err := s.skip("?>", 2); err != nil {
				return Token{}, err
			}
			if err := utf8Only(s.Src[from:s.pos]); err != nil {
				return Token{}, err
			}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			from := s.pos
			if err := s.skip("]]>", 9); err != nil {
				return Token{}, err
			}
			if len(s.open) == 0 {
				return Token{}, broken("text stands outside of everything.")
			}
			return Token{Kind: Text, From: from, To: s.pos, Depth: len(s.open), cdata: true}, nil
		case bytes.HasPrefix(rest, []byte("<!")):
			return Token{}, broken("one of its parts declares a document type.")
		default:
			return s.tag()
		}
	}
}

func (s *Scanner) skip(end string, after int) error {
	n := bytes.Index(s.Src[min(s.pos+after, len(s.Src)):], []byte(end))
	if n < 0 {
		return broken("one of its parts is cut off.")
	}
	s.pos += after + n + len(end)
	return nil
}

// utf8Only refuses a declaration that names another encoding.
func utf8Only(decl []byte) error {
	_, after, ok := bytes.Cut(decl, []byte("encoding"))
	if !ok || !bytes.HasPrefix(decl, []byte("<?xml")) {
		return nil
	}
	value := strings.TrimLeft(string(after), "= \t\r\n")
	if value == "" {
		return broken("one of its parts is not text in UTF-8.")
	}
	name, _, _ := strings.Cut(value[1:], value[:1]) // between its quotes
	name = strings.ToLower(name)
	switch name {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return nil
	}
	return broken("one of its parts is not text in UTF-8.")
}

// tag reads one tag, with quotes and names as XML wants them.
func (s *Scanner) tag() (Token, error) {
	t := Token{Kind: Start, From: s.pos}
	i := s.pos + 1
	if i < len(s.Src) && s.Src[i] == '/' {
		t.Kind = End
		i++
	}
	nameAt := i
	for i < len(s.Src) && nameByte(s.Src[i]) {
		i++
	}
	if i == nameAt || !nameStart(s.Src[nameAt]) {
		return t, broken("a tag has no name.")
	}
	qname := s.intern(s.Src[nameAt:i])
	t.Name = qname[strings.IndexByte(qname, ':')+1:]
	i, slash, err := s.attributes(i, t.Kind == End)
	if err != nil {
		return t, err
	}
	t.To, s.pos = i, i
	switch {
	case t.Kind == End:
		if len(s.open) == 0 || s.open[len(s.open)-1] != qname {
			return t, broken("an element is closed that is not open.")
		}
		s.open = s.open[:len(s.open)-1]
		t.Depth = len(s.open)
		s.done = len(s.open) == 0
		return t, nil
	case len(s.open) == 0 && s.begun:
		return t, broken("a part holds two documents.")
	}
	s.begun = true
	t.Depth = len(s.open)
	if slash {
		t.Kind = Empty
		s.done = len(s.open) == 0
		return t, nil
	}
	if len(s.open) == maxDepth {
		return t, errs.New(errs.TooLarge, "The file nests elements deeper than %d.", maxDepth)
	}
	s.open = append(s.open, qname)
	return t, nil
}

// attributes passes over the attributes of a tag, up to behind its end.
func (s *Scanner) attributes(i int, closing bool) (after int, slash bool, err error) {
	for {
		at := i
		for i < len(s.Src) && space(s.Src[i]) {
			i++
		}
		if i >= len(s.Src) {
			return i, false, broken("one of its parts is cut off.")
		}
		switch {
		case s.Src[i] == '>':
			return i + 1, false, nil
		case s.Src[i] == '/' && !closing && i+1 < len(s.Src) && s.Src[i+1] == '>':
			return i + 2, true, nil
		case closing || at == i || !nameStart(s.Src[i]):
			return i, false, broken("a tag is not well formed.")
		}
		a, err := s.attribute(i)
		if err != nil {
			return i, false, err
		}
		i = a.end
	}
}

// attr is one attribute as ranges of bytes.
type attr struct{ name, nameEnd, value, valueEnd, end int }

func (s *Scanner) attribute(i int) (attr, error) {
	a := attr{name: i}
	for i < len(s.Src) && nameByte(s.Src[i]) {
		i++
	}
	a.nameEnd = i
	for i < len(s.Src) && space(s.Src[i]) {
		i++
	}
	if i >= len(s.Src) || s.Src[i] != '=' {
		return a, broken("an attribute has no value.")
	}
	for i++; i < len(s.Src) && space(s.Src[i]); {
		i++
	}
	if i >= len(s.Src) || s.Src[i] != '"' && s.Src[i] != '\'' {
		return a, broken("an attribute's value is not quoted.")
	}
	quote := s.Src[i]
	a.value = i + 1
	n := bytes.IndexByte(s.Src[a.value:], quote)
	if n < 0 {
		return a, broken("one of its parts is cut off.")
	}
	a.valueEnd = a.value + n
	if bytes.IndexByte(s.Src[a.value:a.valueEnd], '<') >= 0 {
		return a, broken("an attribute's value holds a tag.")
	}
	a.end = a.valueEnd + 1
	return a, nil
}

// find gives an attribute of a tag: the one of exactly that name, or with any
// prefix before it.
func (s *Scanner) find(t Token, name string) (attr, bool) {
	if t.Kind != Start && t.Kind != Empty {
		return attr{}, false
	}
	i := t.From + 1
	for i < t.To && nameByte(s.Src[i]) {
		i++
	}
	var prefixed attr
	var found bool
	for {
		for i < t.To && space(s.Src[i]) {
			i++
		}
		if i >= t.To || !nameStart(s.Src[i]) {
			return prefixed, found
		}
		a, err := s.attribute(i)
		if err != nil {
			return prefixed, found
		}
		given := s.Src[a.name:a.nameEnd]
		if string(given) == name {
			return a, true
		}
		if !found && len(given) > len(name) && given[len(given)-len(name)-1] == ':' && string(given[len(given)-len(name):]) == name {
			prefixed, found = a, true
		}
		i = a.end
	}
}

// Attr gives the value of an attribute of a tag, empty when it has none: the one
// of exactly that name, else the first with any prefix before it.
func (s *Scanner) Attr(t Token, name string) string {
	v, _ := s.Lookup(t, name)
	return v
}

// Lookup is Attr that says whether there is one.
func (s *Scanner) Lookup(t Token, name string) (string, bool) {
	a, ok := s.find(t, name)
	if !ok {
		return "", false
	}
	v, err := Unescape(s.Src[a.value:a.valueEnd])
	return v, err == nil
}

// Prefixed gives the value of an attribute that has a prefix, such as r:id.
func (s *Scanner) Prefixed(t Token, name string) string {
	i := t.From + 1
	for i < t.To && nameByte(s.Src[i]) {
		i++
	}
	for {
		for i < t.To && space(s.Src[i]) {
			i++
		}
		if i >= t.To || !nameStart(s.Src[i]) {
			return ""
		}
		a, err := s.attribute(i)
		if err != nil {
			return ""
		}
		if strings.HasSuffix(string(s.Src[a.name:a.nameEnd]), ":"+name) {
			v, _ := Unescape(s.Src[a.value:a.valueEnd])
			return v
		}
		i = a.end
	}
}

// WithAttr gives a tag with an attribute set to a value that needs no escaping.
func (s *Scanner) WithAttr(t Token, name, value string) []byte {
	if a, ok := s.find(t, name); ok && string(s.Src[a.name:a.nameEnd]) == name {
		return slices.Concat(s.Src[t.From:a.value], []byte(value), s.Src[a.valueEnd:t.To])
	}
	i := t.To - 1
	if t.Kind == Empty {
		i--
	}
	for space(s.Src[i-1]) {
		i--
	}
	return slices.Concat(s.Src[t.From:i], []byte(" "+name+`="`+value+`"`), s.Src[i:t.To])
}

// WithoutAttr gives a tag without the attribute of exactly that name.
func (s *Scanner) WithoutAttr(t Token, name string) []byte {
	a, ok := s.find(t, name)
	if !ok || string(s.Src[a.name:a.nameEnd]) != name {
		return slices.Clone(s.Src[t.From:t.To])
	}
	from := a.name
	for from > t.From && space(s.Src[from-1]) {
		from--
	}
	return slices.Concat(s.Src[t.From:from], s.Src[a.end:t.To])
}

// Prefix gives the prefix of a tag's name with its colon ("x:"), empty when it
// has none.
func (s *Scanner) Prefix(t Token) string {
	i := t.From + 1
	if t.Kind == End {
		i++
	}
	from := i
	for i < t.To && nameByte(s.Src[i]) {
		i++
	}
	name := s.Src[from:i]
	return string(name[:bytes.IndexByte(name, ':')+1])
}

// Text gives what a text token says.
func (s *Scanner) Text(t Token) (string, error) {
	b := s.Src[t.From:t.To]
	if t.cdata {
		return lines(string(b[9 : len(b)-3])), nil
	}
	return Unescape(b)
}

func (s *Scanner) intern(b []byte) string {
	if n, ok := s.names[string(b)]; ok {
		return n
	}
	n := string(b)
	if len(s.names) < 4096 { // a file that invents names pays for them itself
		s.names[n] = n
	}
	return n
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

func nameByte(c byte) bool { return nameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.' }

func lines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// Unescape reads text of XML: the five names, and characters by number. Any
// other name is refused: there is no document type that could declare it.
func Unescape(raw []byte) (string, error) {
	if bytes.IndexByte(raw, '&') < 0 {
		return lines(string(raw)), nil
	}
	var b strings.Builder
	rest := lines(string(raw))
	for {
		before, after, ok := strings.Cut(rest, "&")
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		name, more, ok := strings.Cut(after, ";")
		if !ok || len(name) > 10 {
			return "", broken("an entity does not end.")
		}
		r, err := entity(name)
		if err != nil {
			return "", err
		}
		b.WriteRune(r)
		rest = more
	}
}

func entity(name string) (rune, error) {
	switch name {
	case "amp":
		return '&', nil
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	digits, ok := strings.CutPrefix(name, "#")
	base := 10
	if hex, is := strings.CutPrefix(digits, "x"); is {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if !ok || err != nil || !utf8.ValidRune(rune(n)) || n < 0x20 && n != '\t' && n != '\n' && n != '\r' {
		return 0, broken("it uses the unknown entity &%s;", cut(name))
	}
	return rune(n), nil
}

// Escape writes text for XML, in elements and in attributes.
func Escape(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;")

// Clean makes text that can stand in XML: valid, its lines ended alike, without
// characters that XML has no place for.
func Clean(s string) string {
	s = lines(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}
