// Package fold makes the forms in which text is compared and searched: no case,
// no accents, single blanks.
package fold

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxWord bounds a word in bytes, so that no index entry grows without bound.
const maxWord = 60

// Text gives the key under which text is compared and sorted: small letters,
// without accents, with single spaces.
func Text(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Words gives the words of a text, folded: what stands between blanks without
// the marks around it ("iso/iec", "27001:2022").
func Words(s string) []string {
	out := strings.Fields(Text(s))
	for i, w := range out {
		out[i] = Cut(strings.TrimFunc(w, apart), maxWord)
	}
	return slices.DeleteFunc(out, func(w string) bool { return w == "" })
}

// AddWords writes the words of a text as a search looks for them: each between
// blanks, and those that a word is joined of as well ("iso/iec", "iec").
func AddWords(to *strings.Builder, text string) {
	for _, w := range Words(text) {
		to.WriteString(" " + w + " ")
		for i, part := range strings.FieldsFunc(w, apart) {
			if i > 0 {
				to.WriteString(" " + part + " ")
			}
		}
	}
}

// apart says that a character is no part of a word.
func apart(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// Cut gives the beginning of s, at most so many bytes, and cuts no letter.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most]
}
