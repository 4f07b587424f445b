package auth

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/account"
	"holdfast/internal/errs"
)

// commonText is a list of our own: words and strings that people use as
// passwords in many languages, one a line. A password made of one or two of
// them with figures and signs around is among the first that are tried.
//
//go:embed common.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if w := strings.TrimSpace(line); w != "" && !strings.HasPrefix(w, "#") {
			words[w] = true
		}
	}
	return words
})

// CheckPassword says what is wrong with a new password for a person of this
// name and address. The error is an errs.Invalid at /password.
func CheckPassword(password, name, email string) error {
	fault := func(format string, args ...any) error { return errs.At("/password", format, args...) }
	p := normal(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return fault("This is not valid text (UTF-8).")
	case len(password) > maxPassword || len(p) > maxPassword:
		return fault("Use at most %d bytes.", maxPassword)
	case utf8.RuneCountInString(p) < minPassword:
		return fault("Use at least %d characters. Several words that only you would put together are easy to keep.", minPassword)
	}
	own := ownWords(name, email)
	if guessable(p, own) {
		return fault("This is among the first that are tried: a common password, a pattern, or made of your name. Use several words that only you would put together.")
	}
	return nil
}

// ownWords are what others know of the person.
func ownWords(name, email string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(name+" "+account.Key(email)), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) > 2 {
			out[w] = true
		}
	}
	return out
}

// guessable says that a password is a pattern, or nothing but common words or
// the person's own with figures and signs around and between them.
func guessable(p string, own map[string]bool) bool {
	low := strings.ToLower(p)
	return repeats(low) || walks(low) || sameKinds(low) || madeOf(low, own) || madeOf(unleet(low), own)
}

// repeats: one short piece, over and over ("abcabcabcabc").
func repeats(s string) bool {
	for n := 1; n <= 5 && n*2 <= len(s); n++ {
		if strings.Repeat(s[:n], len(s)/n+1)[:len(s)] == s {
			return true
		}
	}
	return false
}

// rows are where fingers and counting walk along.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890123456789",
	"qwertyuiop[]", "asdfghjkl;'#", "zxcvbnm,./", "qwertzuiop", "azertyuiop", "qsdfghjklm",
	"!\"£$%^&*()_+", "!@#$%^&*()_+", "1234567890-=",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p",
}

// walks: nearly all of it lies on such rows, in steps of four or more.
func walks(s string) bool {
	covered := 0
	for i := 0; i < len(s); {
		best := 0
		for _, row := range rows {
			for _, r := range []string{row, reverse(row)} {
				n := 4
				for i+n <= len(s) && strings.Contains(r, s[i:i+n]) {
					best = max(best, n)
					n++
				}
			}
		}
		covered += best
		i += max(best, 1)
	}
	return covered*10 >= len(s)*8
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// sameKinds: fewer than five different characters.
func sameKinds(s string) bool {
	kinds := map[rune]bool{}
	for _, r := range s {
		kinds[r] = true
	}
	return len(kinds) < 5
}

// leet are the figures and signs that stand for letters.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s", "!", "i", "£", "l", "€", "e")

func unleet(s string) string { return leet.Replace(strings.TrimRight(s, "0123456789!?.,-_*#")) }

// maxWords is how many common words may stand together and still be guessed.
const maxWords = 2

// madeOf: without what is no letter, it is at most two common or own words.
func madeOf(s string, own map[string]bool) bool {
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
	if letters == "" {
		return true // figures and signs alone: a date, a telephone number
	}
	return splits(letters, own, maxWords)
}

func splits(s string, own map[string]bool, left int) bool {
	if s == "" {
		return true
	}
	for n := len(s); n > 0; n-- {
		w := s[:n]
		switch {
		case own[w]: // however many of them
			if splits(s[n:], own, left) {
				return true
			}
		case left > 0 && (common()[w] || len(w) == 1 && left < maxWords):
			if splits(s[n:], own, left-1) {
				return true
			}
		}
	}
	return false
}
