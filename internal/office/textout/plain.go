package textout

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode gives plain text in UTF-8: by its mark, or as it is where it is valid,
// else in the letters of Windows.
func decode(b []byte) string {
	wide := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
	switch {
	case bytes.HasPrefix(b, []byte("\ufeff")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		if out, err := wide.Bytes(b); err == nil {
			return string(out)
		}
	}
	if !utf8.Valid(b) {
		if out, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
			return string(out)
		}
	}
	return string(b)
}
