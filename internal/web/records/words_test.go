package records_test

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// text gives the words of a page, with single spaces; what is no page stays.
func text(page string) string {
	if !strings.Contains(page, "<") {
		return page
	}
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(b.String()), " ")
		case html.TextToken:
			b.WriteString(z.Token().Data)
		}
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
