package questionnaire

import (
	"strings"

	"holdfast/internal/web/ui"
	"holdfast/internal/win/questionnaire"
)

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// clip shortens a text to so many letters, at a word where that is near.
func clip(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	s = string(r[:most])
	if i := strings.LastIndexByte(s, ' '); i > len(s)-30 && i > 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, " ,;:") + "…"
}

// limitWords says a limit: "250 words".
func limitWords(n int64, unit string) string {
	if n == 0 {
		return ""
	}
	if unit == questionnaire.InCharacters {
		return ui.Count(int(n), "character", "characters")
	}
	return ui.Count(int(n), "word", "words")
}

// lengthWords says how long an answer is: "182 of 250 words".
func lengthWords(q *questionnaire.Question) string {
	l := q.Bound()
	n := int(l.Of(q.Answer))
	if l.N == 0 {
		return ui.Count(n, "word", "words")
	}
	return ui.Number(n) + " of " + limitWords(l.N, l.Unit)
}
