package questionnaire

import (
	"regexp"
	"strings"
)

var (
	mdLink  = regexp.MustCompile(`\[([^\[\]\n]+)\]\(([^()\s]+)\)`)
	mdBold  = regexp.MustCompile(`(\*\*|__)(\S(?:.*?\S)?)(\*\*|__)`)
	mdEm    = regexp.MustCompile(`(^|[\s(])[*_](\S(?:[^*_\n]*?\S)?)[*_]([\s).,;:!?]|$)`)
	mdHead  = regexp.MustCompile(`(?m)^#{1,6}\s+`)
	mdItem  = regexp.MustCompile(`(?m)^(\s*)[*+-]\s+`)
	mdCode  = regexp.MustCompile("`([^`\n]+)`")
	mdLines = regexp.MustCompile(`\n{3,}`)
)

// Plain writes an answer of the library, which is Markdown, as a cell shows it:
// without marks, items with a bullet, the address of a link in brackets.
func Plain(md string) string {
	s := strings.ReplaceAll(strings.TrimSpace(md), "\r\n", "\n")
	s = mdLink.ReplaceAllString(s, "$1 ($2)")
	s = mdHead.ReplaceAllString(s, "")
	s = mdItem.ReplaceAllString(s, "$1• ")
	s = mdBold.ReplaceAllString(s, "$2")
	s = mdEm.ReplaceAllString(s, "$1$2$3")
	s = mdCode.ReplaceAllString(s, "$1")
	return mdLines.ReplaceAllString(s, "\n\n")
}
