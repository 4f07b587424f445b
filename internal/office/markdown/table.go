package markdown

import (
	"regexp"
	"strings"
)

var (
	titles  = regexp.MustCompile(`(?s)<h[2-6][^>]*>(.*?)</h[2-6]>`)
	element = regexp.MustCompile(`<[^>]*>`)
	heads   = strings.NewReplacer("<th>", `<th scope="col">`, "<th ", `<th scope="col" `)
)

// tables says of each table in clean HTML what it is called, for who hears the
// page, and that its headings are those of columns. It is called what the heading
// before it says: Markdown has no captions. In clean HTML a text has no "<".
func tables(clean string) string {
	var b strings.Builder
	called := "Table"
	for i, part := range strings.Split(clean, "<table>") {
		if i > 0 {
			b.WriteString(`<table><caption class="vh">` + called + "</caption>")
		}
		b.WriteString(heads.Replace(part))
		if all := titles.FindAllStringSubmatch(part, -1); all != nil {
			if text := strings.TrimSpace(element.ReplaceAllString(all[len(all)-1][1], "")); text != "" {
				called = text
			}
		}
	}
	return b.String()
}
