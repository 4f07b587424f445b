package search

import (
	"strings"
	"unicode"

	"holdfast/internal/fold"
	"holdfast/internal/register"
)

const (
	maxTitle   = 160
	maxExcerpt = 140
	// leadIn is how much of an excerpt stands before the first word found.
	leadIn = 40
)

// Piece is a stretch of a text; Found: it is a word that was looked for.
type Piece struct {
	Text  string
	Found bool
}

// Mark cuts a text into what was looked for and what stands between.
func Mark(text string, words []string) []Piece {
	var out []Piece
	add := func(s string, found bool) {
		if s == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].Found == found {
			out[n-1].Text += s
			return
		}
		out = append(out, Piece{s, found})
	}
	for text != "" {
		end := strings.IndexFunc(text, unicode.IsSpace)
		if end < 0 {
			end = len(text)
		}
		word := text[:end]
		core := strings.TrimFunc(word, mark)
		at := strings.Index(word, core)
		if core != "" && has(core, words) {
			add(word[:at], false)
			add(core, true)
			add(word[at+len(core):], false)
		} else {
			add(word, false)
		}
		gap := strings.IndexFunc(text[end:], func(r rune) bool { return !unicode.IsSpace(r) })
		if gap < 0 {
			gap = len(text) - end
		}
		add(text[end:end+gap], false)
		text = text[end+gap:]
	}
	return out
}

func mark(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// has says whether one of the words begins the text, or a part of it.
func has(text string, words []string) bool {
	var b strings.Builder
	fold.AddWords(&b, text)
	for _, w := range words {
		if len(w) < 2 {
			w += " "
		}
		if strings.Contains(b.String(), " "+w) {
			return true
		}
	}
	return false
}

// excerpt gives the first field beside the title that has a word, and what
// stands around it.
func excerpt(reg register.Any, value any, words []string) (label, text string) {
	d := reg.Declaration()
	for i := range d.Fields {
		f := &d.Fields[i]
		if !f.Search || d.Titled(f) || len(words) == 0 {
			continue
		}
		text := reg.Text(value, f.Name)
		if f.Type == register.Choice {
			text = f.LabelOf(text)
		}
		if has(text, words) {
			return f.Label, around(text, words)
		}
	}
	if more, ok := value.(interface{ ExtraWords() string }); ok && has(more.ExtraWords(), words) {
		return "Own fields", around(more.ExtraWords(), words)
	}
	return "", ""
}

// around cuts a text to what stands around the first word found.
func around(text string, words []string) string {
	text = strings.Join(strings.Fields(text), " ")
	before := 0
	for _, p := range Mark(text, words) {
		if p.Found {
			break
		}
		before += len(p.Text)
	}
	if len(text) <= maxExcerpt || before >= len(text) {
		return shorten(text, maxExcerpt)
	}
	if before > leadIn {
		cut := before - leadIn
		if at := strings.IndexByte(text[cut:], ' '); at >= 0 && cut+at < before {
			cut += at + 1
		}
		for text[cut]&0xC0 == 0x80 {
			cut++
		}
		text = "… " + text[cut:]
	}
	return shorten(text, maxExcerpt)
}

// shorten cuts a text at a blank.
func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := fold.Cut(text, most)
	if at := strings.LastIndexByte(cut, ' '); at > most/2 {
		cut = cut[:at]
	}
	return cut + " …"
}
