package comment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/change"
	"holdfast/internal/register"
)

// Mention is a member named in a text, from the "@" to the end of the name, in
// bytes.
type Mention struct {
	Person   string
	From, To int
}

// maxNameWords is the longest name that is looked for, in words.
const maxNameWords = 6

// Find gives the mentions in a text: "@" and a member's whole name, address, or
// first name where no other active member has it.
func Find(text string, members []change.Member) []Mention {
	names := namesOf(members)
	var out []Mention
	for at := 0; at < len(text); at++ {
		if text[at] != '@' {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(text[:at]); at > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before)) {
			continue // the middle of an address
		}
		if person, to := match(text, at+1, names); person != "" {
			out = append(out, Mention{person, at, to})
			at = to - 1
		}
	}
	return out
}

// namesOf gives who is meant by a folded name; a name of two people means none.
func namesOf(members []change.Member) map[string]string {
	out := map[string]string{}
	add := func(name, person string) {
		key := register.Fold(name)
		if other, taken := out[key]; taken && other != person {
			person = ""
		}
		out[key] = person
	}
	for _, m := range members {
		if !m.Active || m.Name == "" {
			continue
		}
		add(m.Name, m.Person)
		if m.Email != "" {
			add(m.Email, m.Person)
		}
	}
	first := map[string][]string{}
	for _, m := range members {
		if f := strings.Fields(m.Name); m.Active && len(f) > 1 {
			key := register.Fold(f[0])
			first[key] = append(first[key], m.Person)
		}
	}
	for key, persons := range first {
		if _, whole := out[key]; !whole && len(persons) == 1 {
			out[key] = persons[0]
		}
	}
	return out
}

// match finds the longest name that begins at a place.
func match(text string, at int, names map[string]string) (person string, to int) {
	end := at
	for range maxNameWords {
		start := end
		for start < len(text) && text[start] == ' ' {
			start++
		}
		if start > end && end == at {
			break // "@ Priya" is nobody
		}
		stop := start
		for stop < len(text) {
			r, size := utf8.DecodeRuneInString(text[stop:])
			if unicode.IsSpace(r) {
				break
			}
			stop += size
		}
		if stop == start {
			break
		}
		end = stop
		for cut := end; cut > at; cut = shorter(text, at, cut) { // "@Priya's," is Priya
			if p := names[register.Fold(text[at:cut])]; p != "" {
				person, to = p, cut
				break
			}
		}
	}
	return person, to
}

// shorter gives the place before the last sign that is no part of a name; at
// when there is none.
func shorter(text string, at, end int) int {
	word := strings.LastIndexByte(text[at:end], ' ') + at + 1
	for i := end; i > word; {
		r, size := utf8.DecodeLastRuneInString(text[word:i])
		i -= size
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return i
		}
	}
	return at
}

// persons gives who is mentioned, each once, in the order of the text.
func persons(all []Mention) []string {
	var out []string
	for _, m := range all {
		if !slices.Contains(out, m.Person) {
			out = append(out, m.Person)
		}
	}
	return out
}
