package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"holdfast/internal/auth"
	"holdfast/internal/errs"
)

// forParam is the parameter of a form's address that names the organisation the
// form was made for. A person who works in several may have switched in another
// tab meanwhile: what they typed for one must not be kept in the other.
const forParam = "for"

// postForm is the beginning of every form that is posted.
var postForm = regexp.MustCompile(`<form method="post" action="(/[^"]*)"`)

// forOrganisation puts the visit's organisation into the forms of a page, for
// who works in more than one.
func forOrganisation(r *http.Request, page []byte) []byte {
	v := auth.Of(r.Context())
	if v == nil || v.Actor.Org == "" || len(v.Places) < 2 {
		return page
	}
	return postForm.ReplaceAllFunc(page, func(form []byte) []byte {
		action := string(form[:len(form)-1])
		sep := "?"
		if strings.Contains(action, "?") {
			sep = "&amp;"
		}
		return []byte(action + sep + forParam + "=" + url.QueryEscape(v.Actor.Org) + `"`)
	})
}

// meantFor refuses what was filled in for another organisation than the one
// that the session works for now. To switch is meant for none.
func meantFor(r *http.Request, v *auth.Visit) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || strings.HasPrefix(r.URL.Path, "/organisations") || r.URL.Path == "/sign-out" {
		return nil
	}
	if org := r.URL.Query().Get(forParam); org != "" && org != v.Actor.Org {
		return errs.New(errs.Conflict, "This form was opened for another organisation than %s, for which you work now. Nothing was saved: go back, copy what you typed, and switch first.", v.Org.Name)
	}
	return nil
}
