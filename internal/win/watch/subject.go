package watch

import (
	"strings"
	"unicode"

	"holdfast/internal/civil"
	"holdfast/internal/fold"
	"holdfast/internal/win/notice"
)

// Subject is a notice as searches look at it. It is kept beside the notice, so
// that no notice is made of its releases again for being looked at.
type Subject struct {
	Key string `json:"-"`
	Facts
	// Text is its words, folded, with one blank between them and at both ends;
	// where one text ends and the next begins stands a full stop.
	Text string `json:"-"`
}

// Facts is what a search asks for beside words.
type Facts struct {
	Title     string       `json:"title,omitempty"`
	Buyer     string       `json:"buyer,omitempty"` // the first
	Published civil.Date   `json:"published,omitzero"`
	Deadline  civil.Date   `json:"deadline,omitzero"` // zero: none stated
	Stage     notice.Stage `json:"stage,omitempty"`
	Nation    string       `json:"nation,omitempty"`
	CPV       []string     `json:"cpv,omitempty"`
	Regions   []string     `json:"regions,omitempty"` // of its buyers
	Buyers    []string     `json:"buyers,omitempty"`  // folded, with blanks at both ends
	Pence     *int64       `json:"pence,omitempty"`   // nil: no value, or none in pounds
	Schemes   []string     `json:"schemes,omitempty"`
}

// SubjectOf folds a notice, once for all searches.
func SubjectOf(n *notice.Stored) Subject {
	s := Subject{Key: n.Key, Facts: Facts{Title: n.Title, Buyer: n.Buyer(), Stage: n.Stage, Nation: n.Nation.Value, Schemes: n.Found.Schemes}}
	if d := n.Dates.Published; d != nil {
		s.Published = d.Date
	}
	if d := n.Dates.Deadline; d != nil {
		s.Deadline = d.Date
	}
	if v := n.Value; v != nil && v.Amount.Currency == "GBP" {
		s.Pence = &v.Amount.Minor
	}
	for i := range n.CPV {
		s.CPV = append(s.CPV, n.CPV[i].ID)
	}
	for i := range n.Buyers {
		b := &n.Buyers[i]
		if b.Region != "" {
			s.Regions = append(s.Regions, b.Region)
		}
		if w := words(b.Name); w != "" {
			s.Buyers = append(s.Buyers, " "+w+" ")
		}
	}
	size := len(n.Title) + 8
	for i := range n.Texts {
		size += len(n.Texts[i].Value) + 3
	}
	b := append(make([]byte, 0, size), ' ')
	b = addWords(b, n.Title)
	for i := range n.Texts {
		b = addWords(b, n.Texts[i].Value)
	}
	s.Text = string(b)
	return s
}

// words folds a text to words with single blanks between them.
func words(s string) string {
	return strings.Join(strings.FieldsFunc(fold.Text(s), apart), " ")
}

func apart(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// addWords adds a text as words does, with what ends it; plain letters, which
// most texts are of, are folded here.
func addWords(b []byte, s string) []byte {
	start := len(b)
	for i := range len(s) {
		c := plain[s[i]]
		switch {
		case c == other:
			b = b[:start]
			if w := words(s); w != "" {
				b = append(append(b, w...), ' ')
			}
			return append(b, ". "...)
		case c != ' ' || b[len(b)-1] != ' ':
			b = append(b, c)
		}
	}
	if b[len(b)-1] != ' ' {
		b = append(b, ' ')
	}
	return append(b, ". "...)
}

// other stands for what is not of plain letters.
const other = 0

// plain folds a byte: a letter to a small one, a mark to a blank.
var plain = func() (t [256]byte) {
	for c := range t {
		switch {
		case c >= 0x80:
			t[c] = other
		case c >= 'A' && c <= 'Z':
			t[c] = byte(c) + 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			t[c] = byte(c)
		default:
			t[c] = ' '
		}
	}
	return t
}()
