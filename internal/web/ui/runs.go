package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// Runs is a sentence of pieces. It is written here and not as a template,
// because a template would put a space between a piece and the full stop that
// follows it.
func Runs(rs []Run) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, r := range rs {
			if r.State != "" {
				if err := State(r.State).Render(ctx, w); err != nil {
					return err
				}
				continue
			}
			if _, err := io.WriteString(w, r.html()); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r Run) html() string {
	text := templ.EscapeString(r.Text)
	switch {
	case r.Href != "" && r.Source:
		return `<a href="` + templ.EscapeString(string(templ.URL(r.Href))) + `">` + text + `</a>`
	case r.Href != "":
		return `<a class="lnk" href="` + templ.EscapeString(string(templ.URL(r.Href))) + `">` + text + `</a>`
	case r.Strong:
		return "<b>" + text + "</b>"
	case r.Mark:
		return "<mark>" + text + "</mark>"
	case r.Mute:
		return `<span class="mute">` + text + "</span>"
	}
	return text
}

// quoted puts the quotation marks round what was said: the template would part
// them from the words.
func quoted(rs []Run) []Run {
	out := make([]Run, 0, len(rs)+2)
	out = append(out, Run{Text: "“"})
	for _, r := range rs {
		out = append(out, Run{Text: r.Text, Mark: r.Mark})
	}
	if n := len(out); n > 1 && !out[n-1].Mark {
		out[n-1].Text = strings.TrimRight(out[n-1].Text, " ")
	}
	return append(out, Run{Text: "”"})
}
