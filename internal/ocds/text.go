package ocds

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decodeText reads the inside of a JSON string. It never fails and never loses
// text: an escape that does not exist stands as it is, half a surrogate pair is
// a replacement character, bytes that are not UTF-8 are read as Windows-1252.
// With repair it also undoes what portals do to texts: HTML entities, UTF-8
// that was read as Windows-1252 on the way ("Â£"), and line ends with \r.
// U+0000 is dropped: no database keeps it.
func decodeText(b []byte, repair bool) string {
	s := unescape(b)
	ascii := isASCII(s)
	if !ascii && !utf8.ValidString(s) {
		s = fromWindows(s)
	}
	if !repair {
		return s
	}
	if ascii {
		// nothing of that kind
	} else if strings.Contains(s, "Ã") || strings.Contains(s, "Â") || strings.Contains(s, "â") || strings.Contains(s, "ï»¿") {
		if s = unmangle(s); strings.Contains(s, "Â") { // done to it twice on the way
			s = unmangle(s)
		}
	}
	if strings.IndexByte(s, '&') >= 0 && strings.IndexByte(s, ';') > 0 && !strings.HasPrefix(s, "http") {
		s = entities(s)
	}
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	return s
}

func unescape(b []byte) string {
	out := make([]byte, 0, len(b))
	zero := bytes.IndexByte(b, 0) >= 0
	for i := 0; i < len(b); i++ {
		n := bytes.IndexByte(b[i:], '\\')
		if n < 0 || i+n+1 == len(b) {
			out = append(out, b[i:]...)
			break
		}
		out = append(out, b[i:i+n]...)
		i += n + 1
		switch b[i] {
		case '"', '\\', '/':
			out = append(out, b[i])
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'b', 'f':
			out = append(out, ' ')
		case 'u':
			r, ok := hex4(b[i+1:])
			if !ok {
				out = append(out, '\\', 'u')
				continue
			}
			i += 4
			if utf16.IsSurrogate(r) {
				low, ok := rune(0), false
				if i+2 < len(b) && b[i+1] == '\\' && b[i+2] == 'u' {
					low, ok = hex4(b[i+3:])
				}
				if pair := utf16.DecodeRune(r, low); ok && pair != utf8.RuneError {
					r = pair
					i += 6
				} else {
					r = utf8.RuneError
				}
			}
			if r != 0 {
				out = utf8.AppendRune(out, r)
			}
		default:
			out = append(out, '\\', b[i])
		}
	}
	if zero {
		out = bytes.ReplaceAll(out, []byte{0}, nil)
	}
	return string(out)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// fromWindows reads each byte that is not part of valid UTF-8 as Windows-1252.
func fromWindows(s string) string {
	var out strings.Builder
	out.Grow(len(s) + len(s)/8)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(s[i])
		}
		out.WriteRune(r)
		i += n
	}
	return out.String()
}

// unmangle undoes UTF-8 that was read as Windows-1252: "Â£" is "£", "â€™" is
// "’". Only sequences that give a character of European text are undone, so
// that a Welsh Â or â in its word stays.
func unmangle(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == 'Â' || r == 'Ã' || r == 'â' || r == 'ï' {
			if fixed, used := mangled(s[i:]); used > 0 {
				out.WriteString(fixed)
				i += used
				continue
			}
		}
		out.WriteString(s[i : i+n])
		i += n
	}
	return out.String()
}

// mangled reads the start of s as a mangled character; used is 0 when it is none.
func mangled(s string) (fixed string, used int) {
	var b [4]byte
	n := 0
	want := 0
	for i, r := range s {
		c, ok := windowsByte(r)
		if !ok || (n > 0 && (c < 0x80 || c > 0xBF)) {
			break
		}
		if n == 0 {
			switch {
			case c >= 0xC2 && c <= 0xC3:
				want = 2
			case c == 0xE2 || c == 0xEF:
				want = 3
			}
		}
		b[n] = c
		n++
		used = i + utf8.RuneLen(r)
		if n == want {
			break
		}
	}
	if n == 2 && want == 3 && b[0] == 0xE2 && b[1] == 0x80 {
		return "”", used // its third byte, 0x9D, is nothing in Windows-1252, and was lost
	}
	if n != want {
		return "", 0
	}
	switch r, _ := utf8.DecodeRune(b[:n]); {
	case r == 0xFEFF:
		return "", used
	case r >= 0xA0 && r <= 0xFF, r >= 0x2000 && r <= 0x2044, r == 0x20AC, r == 0x2122, r >= 0x2190 && r <= 0x2193,
		r >= 0x2264 && r <= 0x2265, r >= 0x25A0 && r <= 0x25CF, r == 0x2212, r >= 0x2713 && r <= 0x2714:
		return string(r), used
	}
	return "", 0
}

func windowsByte(r rune) (byte, bool) {
	if r >= 0x80 && r <= 0x9F { // the five that Windows-1252 does not have
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}

var entity = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});`)

// entities undoes HTML's, once: "R&D" and "&amp;lt;" keep what they say.
func entities(s string) string {
	return entity.ReplaceAllStringFunc(s, func(e string) string {
		t := html.UnescapeString(e)
		if t == "\u00a0" {
			return " "
		}
		if t == "\x00" {
			return ""
		}
		return t
	})
}
