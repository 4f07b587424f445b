package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/job"
	"holdfast/internal/store"
	"holdfast/internal/web"
	"holdfast/internal/win/certificate"
)

// trails gives the size of every organisation's trail.
func trails(t *testing.T, h *app) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	err := h.store.View(t.Context(), store.System(store.WorkDoctor), func(tx *store.Tx) error {
		return tx.Query(t.Context(), "SELECT org_id, size FROM trail_head", nil, func(scan func(...any) error) error {
			var org string
			var n int64
			err := scan(&org, &n)
			out[org] = n
			return err
		})
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("%v, %v", out, err)
	}
	return out
}

// keep stores a file and gives its hash.
func keep(t *testing.T, h *app, text string) string {
	t.Helper()
	files, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		t.Fatal(err)
	}
	hash, _, err := files.Put(t.Context(), strings.NewReader(text), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// TestAHashIsNoKeyToAFile: who knows the hash of another organisation's file (it
// stands in bundles and answers of the API) neither gets it nor learns that it is
// there.
func TestAHashIsNoKeyToAFile(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	const secretText = "The terms that only the other organisation knows."
	theirs := keep(t, s.app, secretText)
	by := change.By{Actor: change.Actor{Org: s.other, Person: "other-owner", Name: "Otto Ther", Role: authz.Owner}, Now: january}
	if _, err := s.app.certificates.ConfirmDraft(t.Context(), by, certificate.Certificate{Scheme: "iso27001", Holder: "Another Ltd", Number: "OTHER-2", Issued: 739900}, theirs, "terms.txt"); err != nil {
		t.Fatal(err)
	}
	nobodys := strings.Repeat("a", 64)
	ask := func(hash, proof string) string {
		f := url.Values{"scheme": {"iso27001"}, "issued": {"2026-05-01"}, "holder": {"Fenmoor Digital Ltd"}, "file": {hash}, "fileProof": {proof}, "fileName": {"x.txt"}}
		w := s.ask(http.MethodPost, "/certificates/new", f.Encode(), nil)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a certificate with the file %.8s is recorded: %d to %s", hash, w.Code, w.Header().Get("Location"))
		}
		return strings.ReplaceAll(w.Body.String(), hash, "HASH")
	}
	for _, proof := range []string{"", "x", strings.Repeat("0", 64)} {
		if ask(theirs, proof) != ask(nobodys, proof) {
			t.Errorf("with the proof %q another organisation's file is told from one that nobody has", proof)
		}
	}
	// By the API neither: a file comes by being sent.
	api := s.api(t, authz.Owner)
	body := fmt.Sprintf(`{"scheme":"iso27001","holder":"Fenmoor Digital Ltd","file":%q}`, theirs)
	if a := api(http.MethodPost, "/api/v1/certificates", body); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("POST with a hash: %d", a.Code)
	}
	if a := api(http.MethodPatch, "/api/v1/certificates/CERT-1", fmt.Sprintf(`{"file":%q}`, theirs)); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("PATCH with a hash: %d", a.Code)
	}
	for _, w := range []*httptest.ResponseRecorder{s.ask(http.MethodGet, "/certificates/CERT-1/file", "", nil), api(http.MethodGet, "/api/v1/certificates/CERT-1/files/file", "")} {
		if strings.Contains(w.Body.String(), secretText) {
			t.Error("another organisation's file is handed out")
		}
	}
}

// bearer lets in whoever the stage lets in.
type bearer struct{ s *stage }

func (b bearer) Bearer(context.Context, string) (*auth.Visit, error) { return b.s.visit, nil }

// api gives what asks the API of the whole product in a role.
func (s *stage) api(t *testing.T, role authz.Role) func(method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	files, err := blob.Open(filepath.Join(s.app.dir, filesFolder))
	if err != nil {
		t.Fatal(err)
	}
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	h := s.app.api(e, bearer{s}, files, slog.New(slog.NewTextHandler(s.log, nil))).Handler()
	return func(method, path, body string) *httptest.ResponseRecorder {
		s.as(role)
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer hf_x")
		r.Header.Set("If-Match", "*")
		if body != "" {
			r.Header.Set("Content-Type", "application/json")
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
}

// TestStrangersCannotGrowTheTrail: whatever a stranger sends to whatever answers
// one, no organisation's trail has an event more. Only a lock-out of a member is
// told, once, however long it goes on.
func TestStrangersCannotGrowTheTrail(t *testing.T) {
	t.Parallel()
	now := january
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return now }}
	m, h := demoHouseOf(t, e)
	h.shared.Mail = true
	h.signing.service.Flush(t.Context())
	before := trails(t, h)
	stranger := func(r *http.Request) {
		r.Header.Del("Cookie")
		r.RemoteAddr = fmt.Sprintf("192.0.2.%d:4000", now.Minute()+1)
	}
	asked := 0
	for _, route := range m.routes {
		if route.Page == "asset" {
			continue
		}
		for i, path := range []string{m.pathFor(route.Pattern), m.pathFor(route.Pattern) + "?key=wrong&to=/bids&state=x&code=y"} {
			f := url.Values{"email": {fmt.Sprintf("stranger%d@example.net", i)}, "password": {"seven kettles and one heron"}, "code": {"000000"}, "name": {"Eve"}, "to": {"/"}, "credential": {"{}"}}
			w := m.ask(route.Method, path, f.Encode(), stranger)
			if w.Code >= 500 {
				t.Errorf("%s %s: %d", route.Method, path, w.Code)
			}
			asked++
		}
	}
	for _, token := range []string{"", "Bearer hf_x", "Bearer hf_" + strings.Repeat("A", 38), "Basic eDp5"} {
		for _, path := range []string{"/api/v1/me", "/api/v1/certificates", "/api/v1/trail", "/api/openapi.json", "/api/v1/nothing"} {
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
				m.ask(method, path, "{}", func(r *http.Request) { stranger(r); r.Header.Set("Authorization", token) })
				asked++
			}
		}
	}
	if after := trails(t, h); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("after %d requests of strangers the trails have %v events, and had %v", asked, after, before)
	}
	// A member's address, for a day: ten failures and a wait, again and again.
	for range 24 {
		now = now.Add(61 * time.Minute)
		for range 11 {
			m.ask(http.MethodPost, "/sign-in", url.Values{"email": {"rhian.vaughan@fenmoor.example"}, "password": {"seven kettles and one heron"}}.Encode(), stranger)
		}
	}
	after := trails(t, h)
	if got := after[h.org.ID] - before[h.org.ID]; got != 1 {
		t.Errorf("a day of guessing put %d events into the trail, want the one that says so", got)
	}
}

// pathFor fills a pattern with what exists, else with what does not.
func (m *house8417) pathFor(pattern string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/")
	return strings.TrimSuffix(wildcards.ReplaceAllStringFunc(pattern, func(w string) string {
		if v, ok := m.values[first+" "+strings.Trim(w, "{}")]; ok {
			return url.PathEscape(v)
		}
		return "none"
	}), "{$}")
}

// TestUnderItsPublicName: with --url cookies are kept to https and to this host,
// no other name is answered to, the key opens nothing, and what the request says
// of the server's name goes nowhere.
func TestUnderItsPublicName(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	h, err := openApp(e, place{Data: t.TempDir()}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	key := web.NewKey()
	var letters []auth.Letter
	h.signing.send = func(_ context.Context, l auth.Letter) error { letters = append(letters, l); return nil }
	h.signing.reach("https://holdfast.example.org")
	server, err := h.server(e, serving{URL: "https://holdfast.example.org"}, slog.New(slog.DiscardHandler), key)
	if err != nil {
		t.Fatal(err)
	}
	handler := server.Handler(8417)
	ask := func(method, path, body string, set func(*http.Request)) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Host = "holdfast.example.org"
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Origin", "https://holdfast.example.org")
		}
		if set != nil {
			set(r)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	if w := ask(http.MethodGet, "/?key="+key, "", nil); len(w.Result().Cookies()) > 0 {
		t.Error("the key of the machine signs in under the public name")
	}
	for _, host := range []string{"evil.example", "holdfast.example.org.evil.example", "holdfast.example.org:8443", "HOLDFAST.example.org@evil.example"} {
		if w := ask(http.MethodGet, "/sign-in", "", func(r *http.Request) { r.Host = host }); w.Code != http.StatusMisdirectedRequest {
			t.Errorf("called %q it answers %d", host, w.Code)
		}
	}
	link, err := h.signing.service.SetUpLink(t.Context())
	if err != nil || !strings.HasPrefix(link, "https://holdfast.example.org/set-up/") {
		t.Fatalf("%q, %v", link, err)
	}
	const password = "tarpaulin gull sings at noon"
	w := ask(http.MethodPost, strings.TrimPrefix(link, "https://holdfast.example.org"), url.Values{"name": {"Olga Pier"}, "email": {"olga@example.org"}, "password": {password}}.Encode(), nil)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.500s", w.Code, w.Body)
	}
	var session *http.Cookie
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			continue
		}
		session = c
		if c.Name != "__Host-holdfast" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("the cookie is %v", c)
		}
	}
	// Signing in with a cookie that somebody planted gives another one: theirs opens nothing.
	planted := &http.Cookie{Name: "__Host-holdfast", Value: strings.Repeat("A", 43)}
	w = ask(http.MethodPost, "/sign-in", url.Values{"email": {"olga@example.org"}, "password": {password}}.Encode(), func(r *http.Request) { r.AddCookie(planted) })
	if w.Code != http.StatusSeeOther || slices.ContainsFunc(w.Result().Cookies(), func(c *http.Cookie) bool {
		return c.Value == planted.Value || session != nil && c.Value == session.Value
	}) {
		t.Errorf("signing in keeps a session of before: %d %v", w.Code, w.Result().Cookies())
	}
	if w := ask(http.MethodGet, "/account", "", func(r *http.Request) { r.AddCookie(planted) }); w.Code == http.StatusOK {
		t.Error("the planted cookie opens the account")
	}
	if w.Header().Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security")
	}
	// A reset that is asked for under other names, as far as it is answered at all.
	for _, set := range []func(*http.Request){
		func(r *http.Request) { r.Header.Set("X-Forwarded-Host", "evil.example") },
		func(r *http.Request) { r.Header.Set("Forwarded", "host=evil.example") },
		func(r *http.Request) { r.Host = "127.0.0.1:8417"; r.Header.Del("Origin") },
	} {
		if w := ask(http.MethodPost, "/reset", "email=olga%40example.org", set); w.Code != http.StatusOK {
			t.Errorf("asking for a reset: %d", w.Code)
		}
	}
	h.signing.service.Flush(t.Context())
	post := &job.Runner{Store: h.store, Now: e.now, Log: slog.New(slog.DiscardHandler), Workers: map[string]job.Worker{auth.MailWork: h.signing.service.Deliver}}
	if _, err := post.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(letters) != 3 {
		t.Fatalf("%d letters", len(letters))
	}
	for _, l := range letters {
		if !strings.Contains(l.Text, "\nhttps://holdfast.example.org/reset/") || strings.Contains(l.Text, "evil") || strings.Contains(l.Text, "127.0.0.1") {
			t.Errorf("the link of the mail follows the request: %s", l.Text)
		}
	}
	// Other sites.
	for name, set := range map[string]func(*http.Request){
		"origin":     func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"null":       func(r *http.Request) { r.Header.Set("Origin", "null") },
		"plain http": func(r *http.Request) { r.Header.Set("Origin", "http://holdfast.example.org") },
		"subdomain":  func(r *http.Request) { r.Header.Set("Origin", "https://x.holdfast.example.org") },
		"fetch":      func(r *http.Request) { r.Header.Del("Origin"); r.Header.Set("Sec-Fetch-Site", "same-site") },
	} {
		if w := ask(http.MethodPost, "/account/name", "name=Eve", func(r *http.Request) { r.AddCookie(session); set(r) }); w.Code != http.StatusForbidden {
			t.Errorf("a write from elsewhere (%s): %d", name, w.Code)
		}
	}
}

// TestNoResponseSplitting: what is asked for does not write headers.
func TestNoResponseSplitting(t *testing.T) {
	t.Parallel()
	m := demoHouse(t)
	for _, to := range []string{"/%0d%0aSet-Cookie:%20a=b", "%2F%0D%0ASet-Cookie%3A%20a%3Db", "/bids%250d%250aSet-Cookie:a=b", "/\u2028\u2029Set-Cookie:a=b"} {
		for _, path := range []string{"/sign-in?to=" + to, "/confirm?to=" + to, "/there-is-nothing" + url.PathEscape(to), "/sign-in/oidc/callback?state=" + to} {
			for _, signedIn := range []bool{true, false} {
				w := m.ask(http.MethodGet, path, "", func(r *http.Request) {
					if !signedIn {
						r.Header.Del("Cookie")
					}
					r.Header.Set("Sec-Fetch-Site", "cross-site")
					r.Header.Set("Sec-Fetch-Mode", "navigate")
				})
				for name, values := range w.Header() {
					for _, v := range values {
						if strings.ContainsAny(v, "\r\n") || name == "Location" && !strings.HasPrefix(v, "/") || name == "Location" && strings.HasPrefix(v, "//") {
							t.Errorf("%s: %s: %q", path, name, v)
						}
					}
				}
				if slices.ContainsFunc(w.Result().Cookies(), func(c *http.Cookie) bool { return c.Name == "a" }) {
					t.Errorf("%s sets a cookie", path)
				}
			}
		}
	}
	if bytes.Contains(m.log.Bytes(), []byte("\nSet-Cookie")) {
		t.Error("a line of the log was written by a request")
	}
}
