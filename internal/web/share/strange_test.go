package share_test

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// strange says whether an element or a link can only come from a text of others.
func strange(e *html.Node) bool {
	switch e.Data {
	case "iframe", "object", "embed", "audio", "video", "img", "base", "marquee", "math", "template", "noscript", "xss", "source", "animate", "foreignobject":
		return true
	}
	for _, a := range e.Attr {
		if a.Key == "href" || a.Key == "src" || a.Key == "action" {
			v := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "?") || strings.HasPrefix(v, "//") {
				return true
			}
		}
		if strings.HasPrefix(a.Key, "on") {
			return true
		}
	}
	return false
}
