package retention

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Erased stands where a name, an address or a number of a person stood.
const Erased = "[erased]"

const (
	// maxWords bounds how many words a text to find may have: a whole postal
	// address has about twenty.
	maxWords = 32
	// maxGap bounds, in bytes, what may stand between two words of a match.
	maxGap = 8
	// minDigits is the least that a telephone number has.
	minDigits = 7
)

// Needle is a text to find: a name, an address of e-mail, a telephone number or
// an id. Where only the hash is known (the journal of erasures) it finds the
// same places.
type Needle struct {
	Phone bool   `json:"phone,omitempty"`
	Words int    `json:"words"` // how many words; 1 for a telephone number
	Size  int    `json:"size"`  // bytes of its folded form
	Hash  string `json:"hash"`  // hex of HMAC-SHA-256 of the folded form; empty when the text itself is known
	As    string `json:"as"`    // what stands in its place

	folded string
}

// Span is a match in a text, in bytes, and the index of its needle.
type Span struct{ From, To, Needle int }

// Subject is a person as the texts that name them. It is safe for use by several
// goroutines.
type Subject struct {
	needles []Needle
	key     []byte
	// words lists the lengths of needles in words, the longest first; at holds
	// needles by words and size.
	words  []int
	at     map[[2]int][]int
	phones []int
}

// NewSubject makes a subject of texts; each is replaced by Erased, and those of
// ids by as. Errors: Invalid at /strings.
func NewSubject(texts, ids []string, as string) (*Subject, error) {
	var all []Needle
	seen := map[string]bool{}
	add := func(text, as string) error {
		n := needleOf(text)
		n.As = as
		switch {
		case n.folded == "":
			return errs.At("/strings", "%q has no letter and no digit to look for.", text)
		case n.Words > maxWords:
			return errs.At("/strings", "%q has more than %d words.", text, maxWords)
		case n.Words == 1 && n.Size < 2:
			return errs.At("/strings", "%q is too short to look for.", text)
		case !seen[n.folded]:
			seen[n.folded] = true
			all = append(all, n)
		}
		return nil
	}
	for _, t := range ids {
		if err := add(t, as); err != nil {
			return nil, err
		}
	}
	for _, t := range texts {
		if err := add(t, Erased); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, errs.At("/strings", "Say whom to look for: a member, or a name, an address or a telephone number.")
	}
	return newSubject(all, nil), nil
}

// Hashed makes a subject of needles that are known by their hash alone.
func Hashed(needles []Needle, key []byte) *Subject { return newSubject(slices.Clone(needles), key) }

func newSubject(all []Needle, key []byte) *Subject {
	s := &Subject{needles: all, key: key, at: map[[2]int][]int{}}
	for i, n := range all {
		if n.Phone {
			s.phones = append(s.phones, i)
			continue
		}
		if !slices.Contains(s.words, n.Words) {
			s.words = append(s.words, n.Words)
		}
		s.at[[2]int{n.Words, n.Size}] = append(s.at[[2]int{n.Words, n.Size}], i)
	}
	slices.SortFunc(s.words, func(a, b int) int { return b - a })
	return s
}

// Keyed gives the needles by hash under a key, without the texts.
func (s *Subject) Keyed(key []byte) []Needle {
	out := slices.Clone(s.needles)
	for i := range out {
		out[i].Hash, out[i].folded = keyed(key, out[i].folded), ""
	}
	return out
}

// Short gives the texts that are so short that they may well stand for
// something else.
func (s *Subject) Short() []string {
	var out []string
	for _, n := range s.needles {
		if n.Words == 1 && n.Size < 5 && !n.Phone {
			out = append(out, n.folded)
		}
	}
	return out
}

// keyed gives the keyed hash of a text.
func keyed(key []byte, text string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

func (s *Subject) is(i int, folded string) bool {
	n := &s.needles[i]
	if len(folded) != n.Size {
		return false
	}
	if n.Hash != "" {
		return keyed(s.key, folded) == n.Hash
	}
	return folded == n.folded
}

func needleOf(text string) Needle {
	if d := digits(text); isPhone(text) && len(d) >= minDigits {
		return Needle{Phone: true, Words: 1, Size: len(d), folded: d}
	}
	ws := split(text)
	folded := make([]string, len(ws))
	for i, w := range ws {
		folded[i] = w.folded
	}
	f := strings.Join(folded, " ")
	return Needle{Words: len(ws), Size: len(f), folded: f}
}

// word is a run of letters and digits.
type word struct {
	from, to int
	folded   string
}

// split gives the words of a text, folded: no case, no accents.
func split(text string) []word {
	var out []word
	from := -1
	end := func(to int) {
		if from >= 0 {
			out = append(out, word{from, to, register.Fold(text[from:to])})
			from = -1
		}
	}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		if letter(r) {
			if from < 0 {
				from = i
			}
		} else {
			end(i)
		}
		i += size
	}
	end(len(text))
	return out
}

func letter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// near says that two words belong together: what stands between them is blanks
// or the marks of names and addresses.
func near(gap string) bool {
	if len(gap) > maxGap {
		return false
	}
	for _, r := range gap {
		if !unicode.IsSpace(r) && !strings.ContainsRune("-.,'’@_+", r) {
			return false
		}
	}
	return true
}

// Find gives the matches of a text in order, none within another; of several at
// one place the longest. A match is whole words, without regard to case,
// accents and what blanks or hyphens stand between; a telephone number is its
// digits, with the country's code or a zero before them.
func (s *Subject) Find(text string) []Span {
	ws := split(text)
	var out []Span
	for i := 0; i < len(ws); i++ {
		last := s.matchAt(text, ws, i)
		if last.To == 0 {
			continue
		}
		out = append(out, last)
		for i+1 < len(ws) && ws[i+1].from < last.To {
			i++
		}
	}
	return out
}

// matchAt gives the longest match that begins with the i-th word; To 0: none.
func (s *Subject) matchAt(text string, ws []word, i int) Span {
	// run is how many words from i on stand near each other, and sizes their
	// folded length with one blank between.
	for _, k := range s.words {
		if i+k > len(ws) {
			continue
		}
		size, together := len(ws[i].folded), true
		for j := i + 1; j < i+k && together; j++ {
			together = near(text[ws[j-1].to:ws[j].from])
			size += 1 + len(ws[j].folded)
		}
		candidates := s.at[[2]int{k, size}]
		if !together || len(candidates) == 0 {
			continue
		}
		folded := ws[i].folded
		for _, w := range ws[i+1 : i+k] {
			folded += " " + w.folded
		}
		for _, n := range candidates {
			if s.is(n, folded) {
				return Span{ws[i].from, ws[i+k-1].to, n}
			}
		}
	}
	return s.phoneAt(text, ws, i)
}

// phoneAt gives the telephone number that begins with the i-th word.
func (s *Subject) phoneAt(text string, ws []word, i int) Span {
	if len(s.phones) == 0 || !isPhone(ws[i].folded) {
		return Span{}
	}
	from := ws[i].from
	if lead := strings.TrimRight(text[:from], "(+"); len(lead) >= from-2 {
		from = len(lead)
	}
	for j := i; j < len(ws) && isPhone(ws[j].folded); j++ {
		if j > i && !isPhone(text[ws[j-1].to:ws[j].from]) {
			break
		}
		d := digits(text[from:ws[j].to])
		for _, n := range s.phones {
			if s.is(n, d) {
				return Span{from, ws[j].to, n}
			}
		}
		if len(d) > 20 {
			break
		}
	}
	return Span{}
}

func isPhone(text string) bool {
	return strings.Trim(text, "0123456789 -().+/\u00a0") == ""
}

// digits gives a telephone number as its digits with the country's code; the
// United Kingdom's where it has none.
func digits(text string) string {
	text = strings.ReplaceAll(text, "(0)", "")
	plus := strings.Contains(text, "+")
	d := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	switch {
	case plus:
		return d
	case strings.HasPrefix(d, "00"):
		return d[2:]
	case strings.HasPrefix(d, "0"):
		return "44" + d[1:]
	}
	return d
}

// Replace puts what stands for it in the place of each match, and gives how many
// there were.
func (s *Subject) Replace(text string) (string, int) {
	spans := s.Find(text)
	if len(spans) == 0 {
		return text, 0
	}
	var b strings.Builder
	from := 0
	for _, m := range spans {
		b.WriteString(text[from:m.From])
		b.WriteString(s.needles[m.Needle].As)
		from = m.To
	}
	b.WriteString(text[from:])
	return b.String(), len(spans)
}
