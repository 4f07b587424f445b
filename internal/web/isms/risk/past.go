package risks

import (
	"net/http"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// then makes a page that is also shown as the record stood, when its address
// asks for it.
func (p *Pages) then(h func(*Pages, http.ResponseWriter, *http.Request) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		text := r.URL.Query().Get(frame.AsAtParam)
		if text == "" {
			return h(p, w, r)
		}
		at, err := frame.ReadAsAt(text, p.Now(), p.Zone)
		if err != nil {
			return err
		}
		if err := p.Since(r.Context(), frame.Actor(r.Context()), at); err != nil {
			return err
		}
		out, fr := *p, *p.Frame
		fr.Clock = func() time.Time { return at }
		out.Frame, out.past = &fr, &ui.Past{When: civil.FromTime(at.In(p.Zone)).Long(), Back: r.URL.Path}
		return h(&out, w, r.WithContext(frame.PastContext(r.Context(), at)))
	}
}

// shell gives the shell of a page that can be shown as the record stood.
func (p *Pages) shell(r *http.Request, title, path string, done map[string]string) (ui.Shell, error) {
	sh, err := p.Shell(r.Context(), title, path, frame.Done(r, done))
	sh.Past, sh.PastPath = p.past, r.URL.Path
	return sh, err
}
