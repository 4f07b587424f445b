package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/static"
	"holdfast/internal/webtest/guard"
)

const key = "test-key-0123456789"

// keyGate lets in one reader of one organisation.
var keyGate = web.KeyGate{Key: key, Person: func(*http.Request) (*auth.Visit, error) {
	return &auth.Visit{Actor: change.Actor{Org: "org-1", Person: "person-1", Role: authz.Reader}}, nil
}}

// words is a page of one line.
type words string

func (p words) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(p))
	return err
}

func page(text string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return web.Render(w, r, http.StatusOK, words(text))
	}
}

func fails(err error) web.Handler {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

func sampleRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/{$}", Page: "today", Handler: page("Today")},
		{Method: "GET", Pattern: "/bids/{id}", Page: "bid", Handler: func(w http.ResponseWriter, r *http.Request) error {
			return web.Render(w, r, http.StatusOK, words("Bid "+r.PathValue("id")))
		}},
		{Method: "POST", Pattern: "/bids/{id}/note", Page: "note", Handler: func(w http.ResponseWriter, r *http.Request) error {
			if _, err := io.ReadAll(r.Body); err != nil {
				return err
			}
			return web.SeeOther(w, "/bids/1")
		}},
		{Method: "GET", Pattern: "/calendar/{secret}", Page: "calendar", Access: web.Public, Handler: page("BEGIN:VCALENDAR")},
	}
}

type setup struct {
	server *web.Server
	h      http.Handler
	cookie *http.Cookie
	log    *bytes.Buffer
}

func newServer(t *testing.T, c web.Config) setup {
	t.Helper()
	var log bytes.Buffer
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	if c.Gate == nil {
		c.Gate = keyGate
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s, err := web.New(c)
	if err != nil {
		t.Fatal(err)
	}
	h := s.Handler(8417)
	return setup{s, h, guard.SignIn(t, h, key), &log}
}

func (s setup) ask(method, path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:8417"
	r.AddCookie(s.cookie)
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

func TestEveryRouteIsGuarded(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: sampleRoutes()})
	guard.Check(t, s.server, key, "calendar")
}

func TestPagesAnswer(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: sampleRoutes()})
	for _, c := range []struct {
		method, path string
		status       int
		text         string
	}{
		{"GET", "/", 200, "Today"},
		{"GET", "/bids/7", 200, "Bid 7"},
		{"POST", "/bids/7/note", 303, ""},
		{"GET", "/bids/7/note", 405, "does not take that kind of request"},
		{"DELETE", "/", 405, "does not take that kind of request"},
		{"GET", "/nowhere", 404, "no page at this address"},
		{"GET", static.URL("holdfast.css"), 200, "--"},
		{"GET", "/static/holdfast.000000000000.css", 404, ""},
	} {
		got := s.ask(c.method, c.path, "")
		if got.Code != c.status || !strings.Contains(got.Body.String(), c.text) {
			t.Errorf("%s %s: %d %.200q, want %d with %q", c.method, c.path, got.Code, got.Body, c.status, c.text)
		}
	}
	if got := s.ask("GET", static.URL("holdfast.css"), "").Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("an asset is kept: %q", got)
	}
	if got := s.ask("GET", "/bids/7/note", "").Header().Get("Allow"); got != "POST" {
		t.Errorf("Allow: %q", got)
	}
}

func TestErrorsBecomePages(t *testing.T) {
	t.Parallel()
	for code, status := range map[errs.Code]int{
		errs.Invalid: 422, errs.NotFound: 404, errs.Conflict: 409, errs.Forbidden: 403, errs.Unauthenticated: 401,
		errs.TooLarge: 413, errs.RateLimited: 429, errs.StorageFull: 507, errs.Unavailable: 503, errs.Internal: 500,
	} {
		s := newServer(t, web.Config{Routes: []web.Route{{Method: "GET", Pattern: "/x", Page: "x", Handler: fails(errs.Wrap(errors.New("SECRET"), code, "Said to <anyone>."))}}})
		got := s.ask("GET", "/x", "")
		body := got.Body.String()
		if got.Code != status || !strings.Contains(body, "Said to &lt;anyone&gt;.") || strings.Contains(body, "SECRET") {
			t.Errorf("%s: %d %s", code, got.Code, body)
		}
		if logged := strings.Contains(s.log.String(), "SECRET"); logged != (status >= 500) {
			t.Errorf("%s: its cause in the log: %v", code, logged)
		}
	}
}

func TestAPanicShowsNothingOfTheInside(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: []web.Route{
		{Method: "GET", Pattern: "/boom", Page: "boom", Handler: func(http.ResponseWriter, *http.Request) error { panic("INSIDE") }},
	}})
	got := s.ask("GET", "/boom", "")
	if got.Code != 500 || strings.Contains(got.Body.String(), "INSIDE") || !strings.Contains(got.Body.String(), "Reference") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if !strings.Contains(s.log.String(), "INSIDE") || got.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("log: %s", s.log)
	}
}

func TestHalfAPageIsCut(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]web.Handler{
		"error": func(w http.ResponseWriter, _ *http.Request) error { fmt.Fprint(w, "half"); return errors.New("late") },
		"panic": func(w http.ResponseWriter, _ *http.Request) error { fmt.Fprint(w, "half"); panic("late") },
	} {
		s := newServer(t, web.Config{Routes: []web.Route{{Method: "GET", Pattern: "/x", Page: "x", Handler: h}}})
		func() {
			defer func() {
				if p := recover(); p != http.ErrAbortHandler {
					t.Errorf("%s: recovered %v, want the connection cut", name, p)
				}
			}()
			s.ask("GET", "/x", "")
		}()
	}
}

func TestOwnErrorPageWithPlainOneBehind(t *testing.T) {
	t.Parallel()
	routes := []web.Route{{Method: "GET", Pattern: "/x", Page: "x", Handler: fails(errs.New(errs.Conflict, "Changed meanwhile."))}}
	s := newServer(t, web.Config{Routes: routes, ErrorPage: func(_ *http.Request, f web.Failure) web.Component {
		return words("own page: " + f.Title + ": " + f.Message)
	}})
	if got := s.ask("GET", "/x", ""); got.Code != 409 || got.Body.String() != "own page: Somebody else was first: Changed meanwhile." {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	s = newServer(t, web.Config{Routes: routes, ErrorPage: func(*http.Request, web.Failure) web.Component { return broken{} }})
	if got := s.ask("GET", "/x", ""); got.Code != 409 || !strings.Contains(got.Body.String(), "Changed meanwhile.") {
		t.Errorf("%d %s", got.Code, got.Body)
	}
}

type broken struct{}

func (broken) Render(context.Context, io.Writer) error { return errors.New("broken page") }

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	small := sampleRoutes()[2]
	small.MaxBody = 10
	s := newServer(t, web.Config{Routes: []web.Route{small}})
	if got := s.ask("POST", "/bids/1/note", "0123456789"); got.Code != 303 {
		t.Errorf("ten bytes: %d", got.Code)
	}
	if got := s.ask("POST", "/bids/1/note", "0123456789A"); got.Code != 413 {
		t.Errorf("eleven bytes: %d", got.Code)
	}
	r := httptest.NewRequest("POST", "/bids/1/note", io.LimitReader(endless{}, 1<<20)) // no length stated
	r.Host, r.ContentLength = "127.0.0.1:8417", -1
	r.AddCookie(s.cookie)
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	if w.Code != 413 {
		t.Errorf("a body without length: %d", w.Code)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

func TestTheLogNamesNobody(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: sampleRoutes()})
	s.ask("GET", "/bids/CONFIDENTIAL?q=ALICE", "")
	s.ask("SNEAKY", "/", "")
	log := s.log.String()
	for _, never := range []string{"CONFIDENTIAL", "ALICE", key, s.cookie.Value, "192.0.2.1", "SNEAKY"} {
		if strings.Contains(log, never) {
			t.Errorf("%s is in the log:\n%s", never, log)
		}
	}
	if !strings.Contains(log, "page=bid") || !strings.Contains(log, "status=200") {
		t.Errorf("log:\n%s", log)
	}
}

func TestRoutesThatClashAreRefused(t *testing.T) {
	t.Parallel()
	a := web.Route{Method: "GET", Pattern: "/x", Page: "x", Handler: page("x")}
	for name, routes := range map[string][]web.Route{
		"twice":      {a, a},
		"no page":    {{Method: "GET", Pattern: "/x", Handler: page("x")}},
		"no handler": {{Method: "GET", Pattern: "/x", Page: "x"}},
		"ambiguous":  {{Method: "GET", Pattern: "/{a}/x", Page: "a", Handler: page("")}, {Method: "GET", Pattern: "/y/{b}", Page: "b", Handler: page("")}},
	} {
		if _, err := web.New(web.Config{Log: slog.Default(), Gate: keyGate, Now: time.Now, Routes: routes}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
