// Package guard checks what every route of a server must do, whatever its page
// is: let nobody in without the session, refuse other sites, and carry the
// security headers. The routes come from the server's own table, so that a new
// page is checked without anybody thinking of it.
package guard

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/web"
)

// port is the one that the server under test believes it is called on.
const port = 8417

const host = "127.0.0.1:8417"

// policy is written out here a second time on purpose: loosening it must
// change the test too.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// Check goes through all routes of s. key is the server's access key, open the
// pages that may answer without the session: exactly those must.
func Check(t *testing.T, s *web.Server, key string, open ...string) {
	t.Helper()
	h := s.Handler(port)
	opened := map[string]bool{}
	for _, route := range s.Table() {
		t.Run(route.Method+" "+route.Pattern, func(t *testing.T) {
			cookie := SignIn(t, h, key) // anew: some routes end the session
			path := PathOf(route.Pattern)
			if route.Access == web.Public {
				opened[route.Page] = true
				if !slices.Contains(open, route.Page) && route.Page != "asset" {
					t.Errorf("%s answers without the session and is not on the list", route.Page)
				}
			} else {
				without := ask(h, route.Method, path, nil)
				checkStranger(t, h, route.Method, path, without)
				other := *cookie
				other.Value = cookie.Value[1:] + "A"
				if got := ask(h, route.Method, path, with(&other)); got.Code != without.Code || got.Header().Get("Location") != without.Header().Get("Location") {
					t.Errorf("with another cookie: %d, unlike without one", got.Code)
				}
			}
			checkStrangers(t, h, route.Method, path, cookie)
			checkHeaders(t, route, ask(h, route.Method, path, with(cookie)))
		})
	}
	for _, page := range open {
		if !opened[page] {
			t.Errorf("%s is on the list of open pages and is none", page)
		}
	}
}

// checkStranger wants the answer that an address without a page would get.
func checkStranger(t *testing.T, h http.Handler, method, path string, got *httptest.ResponseRecorder) {
	t.Helper()
	nowhere := ask(h, method, "/there-is-nothing-here", nil)
	want := web.SignInPath
	if path != "/" {
		want += "?to=" + url.QueryEscape(path)
	}
	if method != http.MethodGet && method != http.MethodHead {
		want = ""
	}
	if got.Code != nowhere.Code || got.Header().Get("Location") != want || got.Body.String() != nowhere.Body.String() {
		t.Errorf("without the session: %d to %q, want %d to %q, as an address that does not exist", got.Code, got.Header().Get("Location"), nowhere.Code, want)
	}
	if got.Code != http.StatusSeeOther && got.Code != http.StatusUnauthorized || len(got.Result().Cookies()) > 0 {
		t.Errorf("without the session: %d with %d cookies", got.Code, len(got.Result().Cookies()))
	}
}

func checkStrangers(t *testing.T, h http.Handler, method, path string, cookie *http.Cookie) {
	t.Helper()
	for _, name := range []string{"holdfast.example", "127.0.0.1", "127.0.0.1:80", "localhost.example:8417", "127.0.0.1:84170", ""} {
		got := ask(h, method, path, func(r *http.Request) { r.AddCookie(cookie); r.Host = name })
		if got.Code != http.StatusMisdirectedRequest {
			t.Errorf("called %q: %d, want 421", name, got.Code)
		}
	}
	for _, origin := range []string{"http://holdfast.example", "null", "https://127.0.0.1:8417", "http://127.0.0.1:8418", "http://127.0.0.1"} {
		got := ask(h, method, path, func(r *http.Request) { r.AddCookie(cookie); r.Header.Set("Origin", origin) })
		if got.Code != http.StatusForbidden {
			t.Errorf("from %s: %d, want 403", origin, got.Code)
		}
	}
	if method == http.MethodGet || method == http.MethodHead {
		return
	}
	for _, site := range []string{"cross-site", "same-site"} {
		got := ask(h, method, path, func(r *http.Request) { r.AddCookie(cookie); r.Header.Set("Sec-Fetch-Site", site) })
		if got.Code != http.StatusForbidden {
			t.Errorf("a write from a %s page: %d, want 403", site, got.Code)
		}
	}
}

func checkHeaders(t *testing.T, route web.Route, got *httptest.ResponseRecorder) {
	t.Helper()
	if got.Code == http.StatusForbidden && !route.Outsiders || got.Code == http.StatusInternalServerError || strings.HasPrefix(got.Header().Get("Location"), web.SignInPath+"?") {
		t.Errorf("with the session it answers %d", got.Code)
	}
	for name, want := range map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if v := got.Header().Values(name); len(v) != 1 || v[0] != want {
			t.Errorf("%s: %q, want %q", name, v, want)
		}
	}
	if c := got.Header().Get("Cache-Control"); route.Page != "asset" && c != "no-store" {
		t.Errorf("Cache-Control: %q, want no-store", c)
	}
	for _, c := range got.Result().Cookies() {
		// The cookie of a way to another sign-in and back comes from there.
		back := strings.HasSuffix(c.Name, "-oidc") && c.SameSite == http.SameSiteLaxMode
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode && !back {
			t.Errorf("the cookie %s is not HttpOnly and SameSite=Strict", c.Name)
		}
	}
}

// SignIn opens the printed address and gives the session cookie, checked.
func SignIn(t *testing.T, h http.Handler, key string) *http.Cookie {
	t.Helper()
	got := ask(h, http.MethodGet, "/?key="+url.QueryEscape(key), nil)
	cookies := got.Result().Cookies()
	if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/" || len(cookies) != 1 {
		t.Fatalf("the printed address: %d to %q with %d cookies", got.Code, got.Header().Get("Location"), len(cookies))
	}
	c := cookies[0]
	if c.Name != "holdfast_8417" || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || strings.Contains(c.Value, key) {
		t.Errorf("the session cookie is %v", c)
	}
	return c
}

var wildcard = regexp.MustCompile(`\{[^}]*\}`)

// PathOf gives a path that a pattern matches: every wildcard is "x".
func PathOf(pattern string) string {
	return wildcard.ReplaceAllString(strings.ReplaceAll(pattern, "{$}", ""), "x")
}

func with(c *http.Cookie) func(*http.Request) { return func(r *http.Request) { r.AddCookie(c) } }

func ask(h http.Handler, method, path string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
