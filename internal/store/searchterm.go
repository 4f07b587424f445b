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
		if isDay(*v) {
			rungs(out, col, *v, dayRungs)
		}
		for tag := range strings.SplitSeq(*v, "|") {
			if tag != "" && (*v)[0] == '|' {
				out[tagTerm(col, tag)] = true
			}
		}
	}
	for i, n := range s.Number {
		if n != nil {
			col := fmt.Sprintf("i%d", i+1)
			out[valueTerm(col, *n)] = true
			rungs(out, col, numberKey(*n), numberRungs)
		}
	}
	return out
}

// valueTerm gives the term of a slot's value; terms of one slot sort as the
// values do.
func valueTerm(column string, v any) string {
	if n, ok := v.(int64); ok {
		return column + "=" + numberKey(n)
	}
	return column + "=" + v.(string)
}

// numberKey writes a number so that keys sort as numbers do.
func numberKey(n int64) string { return fmt.Sprintf("%016x", uint64(n)^1<<63) }

// Days and numbers have terms for their beginnings too: a range is then a few
// days, a few months and the years, rather than every day.
var (
	dayRungs    = []int{7, 4}
	numberRungs = []int{14, 12, 10, 8}
)

func isDay(v string) bool { return len(v) == len("2027-02-14") && v[4] == '-' && v[7] == '-' }

func rungTerm(column string, rung int, key string) string {
	return fmt.Sprintf("%s:%d:%s", column, rung, key)
}

func rungs(out map[string]bool, column, key string, lens []int) {
	for i, n := range lens {
		out[rungTerm(column, i, key[:n])] = true
	}
}

// ladder gives the stretches of terms, each without its end, whose records have
// at least the key, or with upTo at most.
func ladder(column, key string, lens []int, upTo bool) (from, to []string) {
	at := func(level int, prefix string) string {
		if level == 0 {
			return column + "=" + prefix
		}
		return rungTerm(column, level-1, prefix)
	}
	const past = "!" // after the key itself, before all others
	own := key
	for level := 0; level <= len(lens); level++ {
		shared := ""
		if level < len(lens) {
			shared = key[:lens[level]]
		}
		switch {
		case !upTo && level == 0:
			from, to = append(from, at(level, own)), append(to, at(level, shared+termEnd))
		case !upTo:
			from, to = append(from, at(level, own+past)), append(to, at(level, shared+termEnd))
		case level == 0:
			from, to = append(from, at(level, shared)), append(to, at(level, own+past))
		default:
			from, to = append(from, at(level, shared)), append(to, at(level, own))
		}
		own = shared
	}
	return from, to
}

func tagTerm(column, tag string) string { return column + "|" + tag }

// wordSpan gives the terms of a word: those that begin with it; a single letter
// or digit is a whole word. The last is not in it.
func wordSpan(class, word string) (from, to string) {
	if len(word) < 2 {
		return class + word, class + word + "!"
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
