package rest

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// untidy says that a path is not written in its shortest form.
func untidy(p string) bool {
	clean := path.Clean(p)
	return p != clean && p != clean+"/"
}

// methods gives what a path takes, where it is one of ours.
func (a *API) methods(r *http.Request) string {
	var out []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := &http.Request{Method: m, URL: r.URL, Host: r.Host}
		if _, pattern := a.mux.Handler(probe); strings.HasPrefix(pattern, m+" ") {
			out = append(out, m)
		}
	}
	if slices.Contains(out, r.Method) {
		return "" // it is the path that is wrong
	}
	return strings.Join(out, ", ")
}

// parseQuery reads the parameters of an address; text that is none is refused.
func parseQuery(raw string) (map[string][]string, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil, errs.At("", "The parameters of the address cannot be read: escape “%%”, “;” and “&” in values.")
	}
	for name, values := range q {
		for _, s := range append(values, name) {
			if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
				return nil, errs.At(strings.ToValidUTF8(name, "?"), "This is not valid text (UTF-8 without zero characters).")
			}
		}
	}
	return q, nil
}

// AsAt reads the parameter asAt: a day stands for its end in London, an instant
// for itself. 0 when it is not given: now.
func (c *Call) AsAt() (int64, error) {
	text := c.Query("asAt")
	if text == "" {
		return 0, nil
	}
	if day, err := civil.Parse(text); err == nil {
		y, m, d := day.Split()
		at := time.Date(y, m, d+1, 0, 0, 0, 0, c.api.Zone).UnixMicro() - 1
		return max(at, 1), nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || at.Year() < 1 || at.Year() > 9999 {
		return 0, errs.At("asAt", "%q is neither a day (2026-10-01) nor an instant (2026-10-01T09:30:00Z).", text)
	}
	return max(at.UnixMicro(), 1), nil
}
