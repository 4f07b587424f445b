package risks

import (
	"net/http"

	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// then makes a page that is also shown as the record stood, when its address
// asks for it.
func (p *Pages) then(h func(*Pages, http.ResponseWriter, *http.Request) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		past, err := p.Past(r)
		if err != nil {
			return err
		}
		if past == nil {
			return h(p, w, r)
		}
		out := *p
		out.Frame, out.past = past.Frame, &past.Said
		out.past.Back = r.URL.Path
		return h(&out, w, past.Asks)
	}
}

// shell gives the shell of a page that can be shown as the record stood.
func (p *Pages) shell(r *http.Request, title, path string, done map[string]string) (ui.Shell, error) {
	sh, err := p.Shell(r.Context(), title, path, frame.Done(r, done))
	sh.Past, sh.PastPath = p.past, r.URL.Path
	return sh, err
}
