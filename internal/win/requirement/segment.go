package requirement

import (
	"strings"
	"unicode/utf8"
)

// A unit is one sentence, heading or list item of a text.
type unit struct {
	start, end int  // bytes; trimmed
	item       bool // begins with a bullet or a number, or follows one
	colon      bool // ends with a colon: it introduces what follows
	heading    bool // a short line of its own without a full stop
	newline    bool // begins a line
	broken     bool // goes on from the unit before, which was too long

	read  bool // toks, cues and lacks are filled
	toks  []token
	cues  []cue
	lacks bool // "if you do not hold", "without": something is missing
}

const (
	before  = 1600 // bytes read before a cluster of mentions, for headings
	after   = 900  // bytes read after it
	maxUnit = 1500 // a longer sentence is cut between words
	wrapAt  = 58   // a line this long that ends without a stop goes on below
)

// units cuts text[from:to] into units, passing over the seams of pages.
func units(text string, breaks []span, from, to int) []unit {
	var out []unit
	start, newline, broken := from, true, false
	cut := func(end int) {
		s, e := trim(text, start, end)
		if s < e {
			u := unit{start: s, end: e, newline: newline, broken: broken}
			u.item = newline && bulletLen(text[s:e]) > 0
			u.colon = text[e-1] == ':' || strings.HasSuffix(text[s:e], ":-") || strings.HasSuffix(text[s:e], ":**")
			out = append(out, u)
			newline, broken = false, false
		}
		start = end
	}
	lineStart := from
	seam := firstSeam(breaks, from)
	for i := from; i < to; i++ {
		if seam < len(breaks) && i >= breaks[seam].from {
			end := min(to, breaks[seam].to)
			seam++
			if lineEnds(text, lineStart, i, end-1, to) {
				cut(i)
				start, newline = end, true
			}
			lineStart, i = end, end-1
			continue
		}
		switch c := text[i]; {
		case c == '\n' || c == '\r':
			if i+1 < to && c == '\r' && text[i+1] == '\n' {
				continue
			}
			if lineEnds(text, lineStart, i, i, to) {
				cut(i)
				newline = true
			}
			lineStart = i + 1
		case c == '<' && isBreakTag(text[i:min(to, i+6)]):
			cut(i)
			for i < to && text[i] != '>' {
				i++
			}
			start, newline = min(to, i+1), true
			lineStart = start
		case c == '.' || c == '?' || c == '!':
			if sentenceEnds(text, start, i, to) {
				cut(i + 1)
			}
		case c == 0xE2 && i > start && (strings.HasPrefix(text[i:to], "• ") || strings.HasPrefix(text[i:to], "•\t")):
			cut(i)
			newline = true
		case c == '|':
			cut(i)
			start = i + 1
		case i-start > maxUnit && !isWordByte(c) && c < utf8.RuneSelf, i-start > 2*maxUnit && utf8.RuneStart(c):
			cut(i)
			broken = true
		case c == 'r' && i > start && lostBreak(text[i-1:min(to, i+4)]):
			cut(i)
			i++
			start, newline, lineStart = i+1, true, i+1
		}
	}
	cut(to)
	for i := range out {
		out[i].heading = isHeading(text, out[i]) && (i+1 == len(out) || out[i+1].newline)
		if !out[i].item && i > 0 && !out[i].newline {
			out[i].item = out[i-1].item
		}
	}
	return out
}

// lineEnds says whether the line break at i ends a sentence too, or only wraps
// it. The next line begins behind j.
func lineEnds(text string, lineStart, i, j, to int) bool {
	line := strings.TrimSpace(text[lineStart:i])
	rest := text[min(to, j+1):to]
	if n := strings.IndexByte(rest, '\n'); n >= 0 {
		rest = rest[:n]
	}
	next := strings.TrimSpace(rest)
	if next == "" || line == "" {
		return true
	}
	last := line[len(line)-1]
	switch {
	case bulletLen(next) > 0, next[0] == '#', next[0] == '|':
		return true
	case last == '.' && isShortened(strings.ToLower(strings.TrimLeft(line[strings.LastIndexAny(line, " \t")+1:len(line)-1], "("))):
		return false
	case strings.IndexByte(".:;?!|", last) >= 0, line[0] == '#':
		return true
	case next[0] >= 'a' && next[0] <= 'z', last == ',', next[0] == '(':
		return false
	case endsOpen(line):
		return false
	}
	// A line that had room for the next word was ended on purpose.
	width := max(len(line), len(next))
	if lineStart > 0 && i == j {
		before := text[max(0, lineStart-200) : lineStart-1]
		before = before[strings.LastIndexByte(before, '\n')+1:]
		width = max(width, len(strings.TrimSpace(before)))
	}
	first := next
	if n := strings.IndexAny(next, " \t"); n > 0 {
		first = next[:n]
	}
	return len(line) < wrapAt || len(line)+1+len(first) <= width
}

// lostBreak: some copies of the portals' notices have lost the backslashes of
// their line breaks, so that "\\r\\n" reads "rn" behind a stop or a blank. s
// begins one byte before.
func lostBreak(s string) bool {
	return len(s) > 2 && s[1] == 'r' && s[2] == 'n' && strings.IndexByte(".;:,)?", s[0]) >= 0 &&
		(len(s) == 3 || s[3] == ' ' || s[3] == 'r')
}

// endsOpen: the line ends with a word that wants another.
func endsOpen(line string) bool {
	word := strings.ToLower(line[strings.LastIndexAny(line, " \t(")+1:])
	switch word {
	case "and", "of", "in", "the", "to", "with", "for", "a", "an", "iso", "iso/iec", "iec", "bs", "en", "cyber", "by", "that", "is", "are":
		return true
	}
	return false
}

// bulletLen is the length of the bullet or number at the start of a line, 0
// without one.
func bulletLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case '*', '-', '–', '—', '•', '·', '●', '▪', '◦', 'o', '+', '\uf0b7', '✓', '➢':
		if r == 'o' || r == '+' {
			if len(s) > 2 && s[1] == ' ' && r != 'o' {
				return 2
			}
			return 0
		}
		if n < len(s) && (s[n] == ' ' || s[n] == '\t') {
			return n + 1
		}
		if (r == '•' || r == '·' || r == '●' || r == '▪') && n < len(s) {
			return n
		}
		return 0
	}
	// (a), a), 1., 1.2, 12), (iv)
	i := 0
	if i < len(s) && s[i] == '(' {
		i++
	}
	j := i
	for j < len(s) && j-i < 6 && (isDigit(s[j]) || s[j] == '.') {
		j++
	}
	if j == i {
		for j < len(s) && j-i < 4 && isLetter(s[j]) {
			j++
		}
		if j == i+1 && i == 0 && j+1 < len(s) && s[j] == '.' && s[j+1] == ' ' {
			return j + 2 // "A. "
		}
		if j == i || j >= len(s) || s[j] != ')' {
			return 0
		}
	}
	if j < len(s) && s[j] == ')' {
		j++
	} else if j > i && s[j-1] != '.' && strings.IndexByte(s[i:j], '.') < 0 {
		return 0
	}
	if j < len(s) && (s[j] == ' ' || s[j] == '\t') && j-i < 8 {
		return j + 1
	}
	return 0
}

func isBreakTag(s string) bool {
	s = strings.ToLower(s)
	for _, t := range []string{"<br", "<p>", "</p", "<li", "</li", "<ul", "</ul", "<td", "</td", "<tr", "<h1", "<h2", "<h3", "<h4", "</h"} {
		if strings.HasPrefix(s, t) {
			return true
		}
	}
	return false
}

// sentenceEnds says whether the stop at i ends a sentence.
func sentenceEnds(text string, start, i, to int) bool {
	j := i + 1
	for j < to && (text[j] == ')' || text[j] == '"' || text[j] == '\'' || text[j] == '*') {
		j++
	}
	if j >= to {
		return true
	}
	if text[j] != ' ' && text[j] != '\t' && text[j] != '\n' && text[j] != '\r' {
		return false
	}
	for j < to && (text[j] == ' ' || text[j] == '\t' || text[j] == '\n' || text[j] == '\r') {
		j++
	}
	if j >= to || text[i] != '.' {
		return true
	}
	if text[j] >= 'a' && text[j] <= 'z' {
		return false
	}
	k := i
	for k > start && text[k-1] != ' ' && text[k-1] != '\n' && text[k-1] != '(' && text[k-1] != '\t' {
		k--
	}
	word := strings.ToLower(text[k:i])
	if isShortened(word) {
		return false
	}
	if k == start || onlyNumber(word) && strings.TrimSpace(text[start:k]) == "" {
		// "4.", "2.1": the number of a list item, not a sentence.
		return !(onlyNumber(word) && len(word) <= 5)
	}
	return len(word) != 1 || isDigit(word[0])
}

// isShortened: the word, without its last stop, is one that is written short.
func isShortened(word string) bool {
	switch word {
	case "e.g", "eg", "i.e", "ie", "no", "ltd", "incl", "inc", "approx", "vs", "cf", "ref", "para", "s", "fig", "dr", "mr", "mrs", "st", "v", "i.s.o", "viz", "nos", "art", "reg", "min", "max", "est", "dept", "gov", "plc":
		return true
	}
	return false
}

func onlyNumber(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && s[i] != '.' {
			return false
		}
	}
	return s != ""
}

func isHeading(text string, u unit) bool {
	s := text[u.start:u.end]
	if !u.newline || len(s) > 110 {
		return false
	}
	if s[0] == '#' || strings.HasPrefix(s, "**") && strings.HasSuffix(s, "**") {
		return true
	}
	if strings.IndexByte(".;?!,", s[len(s)-1]) >= 0 {
		return false
	}
	return len(s) < 90
}

// trim drops blanks around a span and gives it back on whole runes.
func trim(text string, s, e int) (int, int) {
	for s < e {
		r, n := utf8.DecodeRuneInString(text[s:e])
		if !isSpace(r) {
			break
		}
		s += n
	}
	for s < e {
		r, n := utf8.DecodeLastRuneInString(text[s:e])
		if !isSpace(r) {
			break
		}
		e -= n
	}
	return s, e
}
