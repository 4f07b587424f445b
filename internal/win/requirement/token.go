package requirement

import (
	"strings"
	"unicode/utf8"
)

// token is a word or a mark of punctuation.
type token struct {
	start, end int    // bytes of the text
	word       uint16 // number in the lexicon; 0 when the lexicon has no such word
	mark       byte   // the punctuation; 0 for a word
}

// tokenise cuts text[s:e] into tokens. Words are letters and digits; hyphens
// part words, an apostrophe stays inside, a final 's falls off.
func (l *lexicon) tokenise(text string, s, e int) []token {
	out := make([]token, 0, (e-s)/5+4)
	var buf [32]byte
	for i := s; i < e; {
		c := text[i]
		switch {
		case isLetter(c) || isDigit(c) || c >= utf8.RuneSelf && !isMark(text[i:e]):
			j, n, long := i, 0, false
			for j < e {
				c := text[j]
				if c == '\'' || c == 0xE2 && j+2 < e && text[j:j+3] == "’" {
					w := 1
					if c != '\'' {
						w = 3
					}
					if j+w >= e || !isLetter(text[j+w]) {
						break
					}
					if lower(text[j+w]) == 's' && (j+w+1 >= e || !isLetter(text[j+w+1])) {
						j += w + 1 // possessive
						break
					}
					if n < len(buf) {
						buf[n] = '\''
						n++
					}
					j += w
					continue
				}
				w := 1
				if c == '-' || c == 0xC2 {
					// A word that a printer's line broke in two is one word.
					if broken := brokenWord(text[j:e]); broken > 0 && j > i {
						j += broken
						continue
					}
				}
				if c >= utf8.RuneSelf {
					if isMark(text[j:e]) {
						break
					}
					_, w = utf8.DecodeRuneInString(text[j:e])
				} else if !isLetter(c) && !isDigit(c) {
					break
				}
				for ; w > 0; w-- {
					if n < len(buf) {
						buf[n] = lower(text[j])
						n++
					} else {
						long = true
					}
					j++
				}
			}
			t := token{start: i, end: j}
			if !long {
				t.word = l.words[string(buf[:n])]
			}
			out = append(out, t)
			i = j
		case c <= ' ':
			i++
		default:
			_, n := utf8.DecodeRuneInString(text[i:e])
			m := c
			if c >= utf8.RuneSelf {
				m = '~' // dash, quotation mark, dots
			}
			if c != '-' || i+1 >= e || i == s || text[i+1] == ' ' || text[i-1] == ' ' {
				out = append(out, token{start: i, end: i + n, mark: m, word: l.words[string(m)]})
			}
			i += n
		}
	}
	return out
}

// isMark: the rune at the start of s, which is not ASCII, is punctuation.
func isMark(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r >= 0x2010 && r <= 0x206F || r == 0xA0 || r == 0xB7 || r == 0xAB || r == 0xBB || r == 0xFFFD && len(s) > 0
}

// brokenWord is the length of the hyphen and line break inside a word at the
// start of s ("certifica-\ntion"), or of a soft hyphen; 0 without one.
func brokenWord(s string) int {
	if strings.HasPrefix(s, "\u00ad") {
		return 2
	}
	n := 1
	for n < len(s) && n < 8 && (s[n] == ' ' || s[n] == '\r') {
		n++
	}
	if n >= len(s) || s[n] != '\n' {
		return 0
	}
	for n < len(s) && n < 40 && s[n] <= ' ' {
		n++
	}
	if n < len(s) && s[n] >= 'a' && s[n] <= 'z' {
		return n
	}
	return 0
}
