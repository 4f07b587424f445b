package register

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxKey bounds a sort key, so that no index entry grows without bound.
const maxKey = 200

// Fold gives the key under which text is compared, sorted and searched: small
// letters, without accents, with single spaces.
func Fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// key gives the sort key of text, cut to a length that an index bears.
func key(s string) string {
	s = Fold(s)
	if len(s) <= maxKey {
		return s
	}
	cut := maxKey
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut]
}
