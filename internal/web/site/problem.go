package site

import (
	"net/http"

	"holdfast/internal/auth"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// ErrorPage is the page of a failure in the product's own look; nil when even
// its frame cannot be read, and the server shows its plain one.
func (s *Site) ErrorPage(r *http.Request, f web.Failure) web.Component {
	sh := frame.Bare(f.Title)
	v := ui.ProblemView{Title: f.Title, Text: f.Message}
	if auth.Of(r.Context()) != nil {
		var err error
		if sh, err = s.Frame.Shell(r.Context(), f.Title, r.URL.Path, ""); err != nil {
			return nil
		}
		v.Ways = []ui.Action{{Label: "Go to Today", Href: "/"}}
	}
	if f.Status >= http.StatusInternalServerError {
		v.Reference = f.Reference
	}
	for _, field := range f.Fields {
		if field.Message == f.Message { // said already
			continue
		}
		v.Fields = append(v.Fields, ui.Problem{Text: field.Message})
	}
	return ui.ProblemPage(sh, v)
}
