package store

import (
	"fmt"
	"strings"

	"holdfast/internal/register"
)

const (
	termAll   = "*" // every record
	termTitle = "a" // and a word of the title
	termOther = "b" // and a word that is not in the title
	// termEnd follows every text that begins with what stands before it.
	termEnd = "\U0010FFFF"
)

// termsOf gives what a record is found by, each once.
func termsOf(s *register.Slots, words string) map[string]bool {
	out := map[string]bool{termAll: true}
	title, rest, _ := strings.Cut(words, "\n")
	for word := range strings.FieldsSeq(title) {
		out[termTitle+word] = true
	}
	for word := range strings.FieldsSeq(rest) {
		if !out[termTitle+word] {
			out[termOther+word] = true
		}
	}
	for i, v := range s.Text {
		if v == nil {
			continue
		}
		col := fmt.Sprintf("t%d", i+1)
		out[valueTerm(col, *v)] = true
		for tag := range strings.SplitSeq(*v, "|") {
			if tag != "" && (*v)[0] == '|' {
				out[tagTerm(col, tag)] = true
			}
		}
	}
	for i, n := range s.Number {
		if n != nil {
			out[valueTerm(fmt.Sprintf("i%d", i+1), *n)] = true
		}
	}
	return out
}

// valueTerm gives the term of a slot's value; terms of one slot sort as the
// values do.
func valueTerm(column string, v any) string {
	if n, ok := v.(int64); ok {
		return fmt.Sprintf("%s=%016x", column, uint64(n)^1<<63)
	}
	return column + "=" + v.(string)
}

func tagTerm(column, tag string) string { return column + "|" + tag }

// wordSpan gives the terms of a word: those that begin with it; a single letter
// or digit is a whole word.
func wordSpan(class, word string) (from, to string) {
	if len(word) < 2 {
		return class + word, class + word
	}
	return class + word, class + word + termEnd
}

// looked gives how a word is looked for in the words of a record, each of which
// stands between blanks.
func looked(word string) string {
	if len(word) < 2 {
		return " " + word + " "
	}
	return " " + word
}

// foundIn says whether the words of a record have every word, and whether its
// title has.
func foundIn(words string, each []string) (found, inTitle bool) {
	title, _, _ := strings.Cut(words, "\n")
	inTitle = true
	for _, w := range each {
		w = looked(w)
		if !strings.Contains(words, w) {
			return false, false
		}
		inTitle = inTitle && strings.Contains(title, w)
	}
	return true, inTitle
}
