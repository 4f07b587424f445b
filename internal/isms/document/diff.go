package document

import (
	"strings"
	"unicode"
)

// How a line or a word stands in a comparison.
const (
	Same    = "same"
	Gone    = "gone"
	New     = "new"
	Changed = "changed" // a line in which words differ
)

// Piece is a run of words.
type Piece struct {
	Kind string `json:"kind"` // Same, Gone or New
	Text string `json:"text"`
}

// Line is one line of a comparison.
type Line struct {
	Kind   string  `json:"kind"` // Same, Gone, New or Changed
	Pieces []Piece `json:"pieces"`
}

// Diff compares two texts line by line, and word by word in lines that were
// reworded. Joined without what is new it gives the first text, without what is
// gone the second.
func Diff(a, b string) []Line {
	before, after := lines(a), lines(b)
	var out []Line
	var gone, added []string
	flush := func() {
		n := min(len(gone), len(added))
		for i := range n {
			if pieces, alike := words(gone[i], added[i]); alike {
				out = append(out, Line{Kind: Changed, Pieces: pieces})
				continue
			}
			out = append(out, whole(Gone, gone[i]), whole(New, added[i]))
		}
		for _, l := range gone[n:] {
			out = append(out, whole(Gone, l))
		}
		for _, l := range added[n:] {
			out = append(out, whole(New, l))
		}
		gone, added = nil, nil
	}
	for _, s := range script(before, after) {
		switch s.kind {
		case Gone:
			gone = append(gone, s.text)
		case New:
			added = append(added, s.text)
		default:
			flush()
			out = append(out, whole(Same, s.text))
		}
	}
	flush()
	return out
}

func whole(kind, text string) Line {
	return Line{Kind: kind, Pieces: []Piece{{Kind: kind, Text: text}}}
}

func lines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

// words compares two lines by words; false when they have too little in common to
// be one line reworded.
func words(a, b string) ([]Piece, bool) {
	x, y := split(a), split(b)
	var out []Piece
	same := 0
	for _, s := range script(x, y) {
		if s.kind == Same && strings.TrimSpace(s.text) != "" {
			same++
		}
		if n := len(out); n > 0 && out[n-1].Kind == s.kind {
			out[n-1].Text += s.text
			continue
		}
		out = append(out, Piece{Kind: s.kind, Text: s.text})
	}
	return out, same > 0 && same*8 >= max(len(x), len(y))
}

// split cuts a line into words and what stands between them.
func split(s string) []string {
	var out []string
	start, inside := 0, false
	for i, r := range s {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if i > start && (word != inside || !word) {
			out = append(out, s[start:i])
			start = i
		}
		inside = word
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

type step struct{ kind, text string }

// maxCells bounds the table of a comparison. Beyond it what lies between the
// common beginning and end is shown as replaced.
const maxCells = 4_000_000

// script gives the steps from a to b: the longest common subsequence stays.
func script(a, b []string) []step {
	var head, tail []step
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, step{Same, a[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append(tail, step{Same, a[len(a)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)*len(b) > maxCells {
		for _, l := range a {
			head = append(head, step{Gone, l})
		}
		for _, l := range b {
			head = append(head, step{New, l})
		}
		a, b = nil, nil
	}
	// common[i][j] is the length of the longest common subsequence of a[i:], b[j:].
	wide := len(b) + 1
	common := make([]int32, (len(a)+1)*wide)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i*wide+j] = common[(i+1)*wide+j+1] + 1
			} else {
				common[i*wide+j] = max(common[(i+1)*wide+j], common[i*wide+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			head = append(head, step{Same, a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[(i+1)*wide+j] >= common[i*wide+j+1]:
			head = append(head, step{Gone, a[i]})
			i++
		default:
			head = append(head, step{New, b[j]})
			j++
		}
	}
	for k := len(tail) - 1; k >= 0; k-- {
		head = append(head, tail[k])
	}
	return head
}
