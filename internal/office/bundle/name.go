package bundle

import (
	"archive/zip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxName bounds one name of a path, in runes.
const maxName = 150

// zipName gives a member's name. Old archivers write it in the letters of DOS.
func zipName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		if s, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	return cleanName(name, "file")
}

// cleanName makes a path that is to be read by people and leads nowhere:
// forward slashes, no way up, no root, no control characters or characters that
// turn the direction of writing.
func cleanName(name, otherwise string) string {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "\uFFFD"), `\`, "/")
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		part = strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
				return -1
			}
			return r
		}, part))
		if part == "" || strings.Trim(part, ".") == "" || len(part) == 2 && part[1] == ':' {
			continue
		}
		if runes := []rune(part); len(runes) > maxName {
			part = string(runes[:maxName]) + "…"
		}
		parts = append(parts, part)
	}
	if len(parts) > 8 {
		parts = parts[len(parts)-8:]
	}
	if len(parts) == 0 {
		return otherwise
	}
	return strings.Join(parts, "/")
}
