package web

import (
	"html"
	"net/http"
	"net/url"
	"strings"

	"holdfast/internal/errs"
)

// Where people prove who they are; the pages are in web/gate.
const (
	SignInPath  = "/sign-in"
	ConfirmPath = "/confirm"
	RoomPath    = "/room" // what an external auditor sees first
)

// LocalPath gives the path and query of a place on this server out of what a
// request names; anything else, such as another site's address in any of its
// disguises, is "/".
func LocalPath(to string) string {
	if !strings.HasPrefix(to, "/") || strings.ContainsAny(to, "\\\x00\t\r\n") || len(to) > 2000 {
		return "/"
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || strings.HasPrefix(u.Path, "//") {
		return "/"
	}
	return u.RequestURI()
}

// stranger answers who is not signed in: the same for every address, be there a
// page or not. A browser that came from another site (a link in a mail) kept
// its cookie back; it is told to ask once more from here, and then sends it.
func (s *Server) stranger(w *answer, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.showPlain(w, r, Failure{
			Status: http.StatusUnauthorized, Title: "You are signed out",
			Message: "Nothing was saved. Sign in in another tab, then come back here and send the form again.",
		})
		return
	}
	if site := r.Header.Get("Sec-Fetch-Site"); (site == "cross-site" || site == "same-site") && r.Header.Get("Sec-Fetch-Mode") == "navigate" {
		here := html.EscapeString(LocalPath(r.URL.RequestURI()))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Refresh", "0; url="+LocalPath(r.URL.RequestURI()))
		w.WriteHeader(http.StatusOK)
		_ = plain(w, "One moment", `<p><a href="`+here+`">Go on to the page</a></p>`)
		return
	}
	s.sendTo(w, SignInPath, LocalPath(r.URL.RequestURI()))
}

// askAgain leads to the page that asks once more who it is. What was posted is
// not kept: it leads back to the page with the form.
func (s *Server) askAgain(w *answer, r *http.Request) {
	to := LocalPath(r.URL.RequestURI())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		to = "/"
		if from, err := url.Parse(r.Referer()); err == nil && strings.EqualFold(from.Host, r.Host) {
			to = LocalPath(from.RequestURI())
		}
	}
	s.sendTo(w, ConfirmPath, to)
}

// outsider answers an external auditor about what is not theirs to see.
func (s *Server) outsider(w *answer, r *http.Request) {
	if r.URL.Path == "/" {
		_ = SeeOther(w, RoomPath)
		return
	}
	s.fail(w, r, errs.New(errs.NotFound, "There is no page at this address. It may have been mistyped, or what it showed is gone."))
}

func (s *Server) sendTo(w *answer, path, to string) {
	if to != "/" {
		path += "?to=" + url.QueryEscape(to)
	}
	_ = SeeOther(w, path)
}
