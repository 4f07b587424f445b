package textout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/office"
)

// brokenAt stands where the reader of PDFs met a hyphen at the end of a line and
// took it and the end away. It is of the private letters, which clean lets by.
const brokenAt = '\ue00f'

// marked makes the reader's own signs for it one.
func marked(s string) string {
	return strings.NewReplacer("\ue00f", "", "\x02", string(brokenAt), "\ufffe", string(brokenAt)).Replace(s)
}

// unbreak decides at each broken word whether its hyphen belongs to it, by how
// the rest of the document writes it: "certi-fication" is one word, "two-factor"
// and "Cyber-Essentials" are not.
func unbreak(pages []office.Page) {
	var seen map[string]bool
	for i := range pages {
		if strings.ContainsRune(pages[i].Text, brokenAt) {
			if seen == nil {
				seen = wordsOf(pages)
			}
			pages[i].Text = unbroken(pages[i].Text, seen)
		}
	}
}

func unbroken(s string, seen map[string]bool) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, string(brokenAt))
		b.WriteString(before)
		if !found {
			return b.String()
		}
		left := before[strings.LastIndexFunc(before, notWord)+1:]
		if i := strings.IndexFunc(left, notWord); i == 0 { // the mark before it, of several letters
			_, n := utf8.DecodeRuneInString(left)
			left = left[n:]
		}
		right := after
		if i := strings.IndexFunc(after, notWord); i >= 0 {
			right = after[:i]
		}
		if left != "" && right != "" && hyphened(left, right, seen) {
			b.WriteByte('-')
		}
		s = after
	}
}

func hyphened(left, right string, seen map[string]bool) bool {
	if first, _ := utf8.DecodeRuneInString(right); !unicode.IsLower(first) {
		return true
	}
	l, r := strings.ToLower(left), strings.ToLower(right)
	switch {
	case seen[l+"-"+r]:
		return true
	case seen[l+r]:
		return false
	}
	return seen[l] && seen[r]
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }

// wordsOf are the words of a document that are not broken, in small letters.
func wordsOf(pages []office.Page) map[string]bool {
	seen := map[string]bool{}
	for _, p := range pages {
		for w := range strings.FieldsFuncSeq(p.Text, func(r rune) bool { return r != brokenAt && notWord(r) }) {
			if !strings.ContainsRune(w, brokenAt) {
				seen[strings.ToLower(w)] = true
			}
		}
	}
	return seen
}
