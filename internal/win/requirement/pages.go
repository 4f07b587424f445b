package requirement

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// OnPage is a requirement of a document that came in pages. Start, End, NameStart and
// NameEnd count code points of that page's text, and of a sentence that runs
// over the end of a page Quote is the part on the page where the scheme is
// named. A condition on another page has Start and End -1.
type OnPage struct {
	Page int // index of the page
	Requirement
}

// FindPages reads a document page by page and as one text: a sentence or a list
// goes on over the end of a page, and lines that return on every page are
// passed over.
func FindPages(pages []string) []OnPage {
	rs := Find(strings.Join(pages, "\f"))
	out := make([]OnPage, 0, len(rs))
	page, from, to := 0, 0, 0
	if len(pages) > 0 {
		to = utf8.RuneCountInString(pages[0])
	}
	cut := func(s, e *int) bool {
		*s, *e = max(*s, from)-from, min(*e, to)-from
		return *s < *e
	}
	for _, r := range rs {
		if r.NameStart < from { // a sentence before it ended further on
			page, from, to = 0, 0, utf8.RuneCountInString(pages[0])
		}
		for r.NameStart > to {
			page++
			from = to + 1
			to = from + utf8.RuneCountInString(pages[page])
		}
		whole := r.End - r.Start
		cut(&r.NameStart, &r.NameEnd)
		cut(&r.Start, &r.End)
		if r.End-r.Start < whole {
			r.Quote = slice(pages[page], r.Start, r.End)
		}
		if c := r.Condition; c != nil {
			whole := c.End - c.Start
			if !cut(&c.Start, &c.End) {
				c.Start, c.End = -1, -1
			} else if c.End-c.Start < whole {
				c.Quote = slice(pages[page], c.Start, c.End)
			}
		}
		out = append(out, OnPage{page, r})
	}
	return out
}

// slice gives s[from:to] in code points.
func slice(s string, from, to int) string {
	n, a := 0, len(s)
	for i := range s {
		if n == from {
			a = i
		}
		if n == to {
			return s[a:i]
		}
		n++
	}
	return s[min(a, len(s)):]
}

// seams gives the stretches around the page breaks of a text that are no part
// of its sentences: blanks, page numbers, headers and footers. A text without
// page breaks has none.
func seams(text string) []span {
	if strings.IndexByte(text, '\f') < 0 {
		return nil
	}
	pages := strings.Split(text, "\f")
	seen := [2]map[string]int{{}, {}} // at the foot and at the head of pages
	for _, p := range pages {
		for side := range seen {
			for _, l := range edgeLines(p, side == 1) {
				if key := lineKey(p[l.from:l.to]); key != "" {
					seen[side][key]++
				}
			}
		}
	}
	// A line is furniture when it returns on every third page or more.
	often := max(2, len(pages)/3)
	furniture := func(s string, side int) bool {
		key := lineKey(s)
		return seen[side][key] >= often || isPageNumber(key)
	}
	var out []span
	at := 0
	for i, p := range pages {
		a, b := at, at+len(p)
		if i > 0 { // the head of the page belongs to the seam before it
			end := a
			for _, l := range edgeLines(p, true) {
				if !furniture(p[l.from:l.to], 1) {
					end = at + l.from
					break
				}
				end = at + l.to
			}
			end += blanks(text[end:b])
			out[len(out)-1].to = end
			a = end
		}
		if i+1 < len(pages) { // its foot begins the next
			from := b
			for _, l := range edgeLines(p, false) {
				if !furniture(p[l.from:l.to], 0) {
					break
				}
				from = at + l.from
			}
			from = max(a, from)
			for from > a && isBlank(text[from-1]) {
				from--
			}
			out = append(out, span{from, b + 1})
		}
		at = b + 1
	}
	return out
}

const edgeOf = 3 // lines looked at on each end of a page

// edgeLines gives the first or the last lines of a page that are not blank,
// from the outside in.
func edgeLines(p string, head bool) []span {
	var out []span
	for from, to := 0, len(p); len(out) < edgeOf && from < to; {
		var l span
		if head {
			l = span{from, to}
			if n := strings.IndexByte(p[from:to], '\n'); n >= 0 {
				l.to = from + n
			}
			from = l.to + 1
		} else {
			l = span{from, to}
			if n := strings.LastIndexByte(p[from:to], '\n'); n >= 0 {
				l.from = from + n + 1
			}
			to = l.from - 1
		}
		if strings.TrimSpace(p[l.from:l.to]) != "" {
			out = append(out, l)
		}
	}
	return out
}

// lineKey is a line with its numbers alike, "" for a long line: what it has in
// common with the same line of another page.
func lineKey(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 140 || s == "" {
		return ""
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := lower(s[i]); {
		case isDigit(c):
			if n := len(b); n == 0 || b[n-1] != '0' {
				b = append(b, '0')
			}
		case isBlank(c):
			if n := len(b); n == 0 || b[n-1] != ' ' {
				b = append(b, ' ')
			}
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

func isPageNumber(key string) bool {
	key = strings.Trim(key, "-–—|[]() ")
	switch key {
	case "0", "page 0", "page 0 of 0", "0 of 0", "0/0", "p 0", "p. 0", "page | 0", "page 0/0":
		return true
	}
	return false
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

func blanks(s string) int {
	n := 0
	for n < len(s) && isBlank(s[n]) {
		n++
	}
	return n
}

// firstSeam is the index of the first seam that ends behind a place.
func firstSeam(list []span, at int) int {
	return sort.Search(len(list), func(i int) bool { return list[i].to > at })
}

func inSeam(list []span, at int) bool {
	i := firstSeam(list, at)
	return i < len(list) && list[i].from <= at
}

// acrossSeams adds the names that begin on one page and end on the next.
func acrossSeams(ms []mention, text string, breaks []span) []mention {
	const reach = 90 // bytes on each side, more than any name has
	had := len(ms)
	for _, b := range breaks {
		from := back(text, b.from, reach)
		to := min(len(text), b.to+reach)
		for to < len(text) && !utf8.RuneStart(text[to]) {
			to++
		}
		left := b.from - from
		for _, m := range mentions(text[from:b.from] + " " + text[b.to:to]) {
			if m.start < left && m.end > left+1 {
				m.start, m.end = from+m.start, b.to+m.end-left-1
				ms = append(ms, m)
			}
		}
	}
	if len(ms) == had {
		return ms
	}
	sort.SliceStable(ms, func(i, j int) bool {
		if ms[i].start != ms[j].start {
			return ms[i].start < ms[j].start
		}
		return ms[i].end > ms[j].end
	})
	kept := ms[:1]
	for _, m := range ms[1:] {
		if m.start >= kept[len(kept)-1].end {
			kept = append(kept, m)
		}
	}
	return kept
}
