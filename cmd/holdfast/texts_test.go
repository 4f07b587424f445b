package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/web/uitest"
	"holdfast/internal/webtest"
)

// TestTextsOfPeopleStayTexts puts each of the hostile texts into every field of
// the pages about people, organisations, sharing and keeping, which
// TestTextsOfOthersStayTexts does not reach, and looks at every page.
func TestTextsOfPeopleStayTexts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.as(authz.Owner)
	kept := map[string]int{}
	send := func(path string, f url.Values) {
		w := s.ask(http.MethodPost, path, f.Encode(), nil)
		switch {
		case w.Code >= 500:
			t.Errorf("%s with %q: %d", path, f, w.Code)
		case w.Code == http.StatusSeeOther || w.Code == http.StatusOK:
			kept[path]++
		}
		texts(t, path+" as it answers", w.Body.String()) // refused texts are shown again
	}
	for _, p := range webtest.Payloads() {
		send("/settings/entities/new", url.Values{"name": {p}, "number": {p}, "country": {p}, "uei": {p}, "address": {p}, "note": {p}})
		send("/share/room/new", url.Values{"name": {p}, "body": {p}, "email": {"ada@body.example"}, "note": {p}, "from": {"2027-01-06"}, "until": {"2027-01-20"}, "registers": {"certificate"}, "asAt": {"now"}})
		send("/settings/retention/holds", url.Values{"over": {"person"}, "target": {p}, "why": {p}})
		send("/settings/people/invite", url.Values{"email": {p}, "role": {p}, "area": {p}, "until": {p}})
		send("/settings/people/rhian.vaughan@fenmoor.example", url.Values{"role": {"bid-manager"}, "state": {"active"}, "reason": {p}, "until": {p}})
		send("/settings/sign-in/new", url.Values{"name": {p}, "preset": {"other"}, "issuer": {p}, "client": {p}, "domains": {p}})
		send("/settings/erasure", url.Values{"strings": {p}, "reason": {p}, "member": {p}})
		send("/account/name", url.Values{"name": {p}})
		send("/account/tokens/new", url.Values{"name": {p}, "may": {"some"}, "scope": {p}, "days": {p}})
		send("/settings/organisation", url.Values{"name": {p}})
		send("/share/trust", url.Values{"version": {"2"}, "handle": {p}, "contact": {p}, "statement": {p}, "certificates": {"CERT-1", p}})
		for _, path := range []string{"/trust/fenmoor", "/share/trust", "/settings/organisation", "/organisations", "/"} {
			texts(t, path+" with "+p, s.ask(http.MethodGet, path, "", nil).Body.String())
		}
	}
	for _, path := range []string{"/settings/entities/new", "/share/room/new", "/settings/organisation"} {
		if kept[path] < 100 {
			t.Errorf("%s took only %d of the texts: the test proves little (%v)", path, kept[path], kept)
		}
	}
	for _, route := range s.routes {
		if route.Method == http.MethodGet && route.Page != "asset" {
			w := s.ask(http.MethodGet, s.pathOf(route.Pattern, ""), "", nil)
			if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				texts(t, route.Pattern, w.Body.String())
			}
		}
	}
	s.quiet(t)
}

// texts fails when a page has an element that only a payload brings.
func texts(t *testing.T, where, body string) {
	t.Helper()
	if !strings.Contains(body, "<") {
		return
	}
	for _, e := range uitest.All(uitest.Parse(t, body), "*") {
		if uitest.Attr(e, "class") == "errsum" { // ours: it takes the focus
			continue
		}
		if strange(e) {
			t.Errorf("%.120s has a <%s> that no page of ours writes: %.200q", where, e.Data, e.Attr)
		}
	}
}
