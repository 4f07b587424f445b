package tender

import (
	"slices"
	"strings"

	"holdfast/internal/win/bid"
)

// Standing is a place of a document with what the bid makes of it.
type Standing struct {
	Found
	// Of is the bid's requirement that says it, nil where the bid has none; Here
	// says that the requirement rests on these very words.
	Of   *bid.Requirement
	Here bool
}

// Stand gives every place of a document with the bid's requirement for it; what
// persons added by quoting the document is among them.
func Stand(r *Row, reqs []bid.Requirement) []Standing {
	var out []Standing
	taken := map[string]bool{}
	for _, f := range r.Value.Found {
		s := Standing{Found: f}
		s.Of, s.Here = match(r, &f, reqs)
		if s.Here {
			taken[s.Of.ID] = true
		}
		out = append(out, s)
	}
	for i := range reqs {
		number, page, ok := ParsePlace(reqs[i].Place)
		if !ok || number != r.Number || taken[reqs[i].ID] {
			continue
		}
		out = append(out, Standing{Found: Found{Page: page, Requirement: reqs[i]}, Of: &reqs[i], Here: true})
	}
	slices.SortStableFunc(out, func(a, b Standing) int {
		if a.Page != b.Page {
			return a.Page - b.Page
		}
		return a.Start - b.Start
	})
	return out
}

// match finds the requirement that stands for a place: the one of its very words,
// also when its scheme was corrected; else the one of its scheme.
func match(r *Row, f *Found, reqs []bid.Requirement) (*bid.Requirement, bool) {
	place := PlaceOf(r.Number, f.Page)
	var same, corrected, scheme *bid.Requirement
	for i := range reqs {
		q := &reqs[i]
		switch {
		case q.Place == place && q.Start == f.Start && q.Scheme == f.Scheme:
			same = q
		case q.Place == place && q.Start == f.Start && q.By != "" && !names(r, f, q.Scheme):
			corrected = q
		case q.Scheme == f.Scheme && f.Asked() && (scheme == nil || better(f, q, scheme)):
			scheme = q
		}
	}
	switch {
	case same != nil:
		return same, true
	case corrected != nil:
		return corrected, true
	}
	return scheme, false
}

// names says whether the sentence of a place names a scheme by itself.
func names(r *Row, f *Found, scheme string) bool {
	return slices.ContainsFunc(r.Value.Found, func(o Found) bool { return o.Page == f.Page && o.Start == f.Start && o.Scheme == scheme })
}

// better says whether a stands for a place rather than b: it counts, is wanted at
// the same time, or is asked more strongly.
func better(f *Found, a, b *bid.Requirement) bool {
	switch {
	case a.Removed != b.Removed:
		return b.Removed
	case (a.When == f.When) != (b.When == f.When):
		return a.When == f.When
	}
	return strength(a.Strength) > strength(b.Strength)
}

// Sum counts the documents of a bid.
type Sum struct {
	Documents int   // without those that only hold others
	Pages     int64 // that were read
	Reading   int
	Faults    int
}

// Count counts documents.
func Count(rows []Row) Sum {
	var s Sum
	for i := range rows {
		d := &rows[i].Value
		if d.State == Unpacked {
			continue
		}
		s.Documents++
		switch d.State {
		case Reading:
			s.Reading++
		case Failed, NoText:
			s.Faults++
		case Read:
			s.Pages += d.Pages
		}
	}
	return s
}

// Locate finds quoted words on a page, whatever the white space between them, and
// gives their place in code points and the words as they stand there.
func Locate(text, quote string) (start, end int, exact string, ok bool) {
	want := []rune(strings.ToLower(strings.Join(strings.Fields(quote), " ")))
	if len(want) == 0 {
		return 0, 0, "", false
	}
	page := []rune(text)
	low := []rune(strings.ToLower(text))
	if len(low) != len(page) {
		low = page // a letter whose small form is longer: letter by letter then
	}
	for at := range page {
		if n, found := begins(low[at:], want); found {
			return at, at + n, string(page[at : at+n]), true
		}
	}
	return 0, 0, "", false
}

// begins says how much of a text the wanted words take at its beginning.
func begins(text, want []rune) (int, bool) {
	i := 0
	for _, w := range want {
		if w == ' ' {
			from := i
			for i < len(text) && isSpace(text[i]) {
				i++
			}
			if i == from {
				return 0, false
			}
			continue
		}
		if i >= len(text) || plain(text[i]) != plain(w) {
			return 0, false
		}
		i++
	}
	return i, true
}

func isSpace(r rune) bool { return strings.ContainsRune(" \t\n\r\f\v\u00a0", r) }

// plain makes quotation marks and dashes one, as people copy them.
func plain(r rune) rune {
	switch r {
	case '“', '”', '‟':
		return '"'
	case '‘', '’':
		return '\''
	case '–', '—', '‑':
		return '-'
	}
	return r
}
