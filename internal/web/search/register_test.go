package search_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/comment"
	"holdfast/internal/custom"
	board "holdfast/internal/desk/search"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/rest/house"
	"holdfast/internal/store"
	"holdfast/internal/view"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/search"
)

// TestARegisterInFortyLines: what mooring_test.go declares has its list, form,
// record, spreadsheet, API and search, and nothing else was written for it.
func TestARegisterInFortyLines(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.get("owner", "/moorings", 200, "Moorings", "Add")
	h.get("owner", "/records/mooring/new", 200, "Let until", `name="state"`)
	h.post("owner", "/records/mooring/new", url.Values{"name": {"North quay"}, "state": {"let"}}, 422, "Say until when it is let.")
	h.post("owner", "/records/mooring/new", url.Values{"name": {"North quay"}, "state": {"let"}, "until": {"2027-09-30"}, "notes": {"Deep at low water"}}, 303)
	h.get("owner", "/moorings/MOOR-1", 200, "North quay", "Deep at low water", "2027")
	h.get("owner", "/moorings?state=let&q=deep", 200, "North quay")
	h.get("owner", "/records/mooring/export.csv", 200, "North quay")
	h.api("owner", http.MethodPost, "/api/v1/moorings", `{"name":"South quay","state":"free"}`, 201, "MOOR-2")
	h.api("owner", http.MethodGet, "/api/v1/moorings?q=quay&sort=-name", "", 200, "South quay", "North quay")
	h.get("owner", "/search?q=QUAY", 200, "2 results for", "/moorings/MOOR-1", "<mark>quay</mark>")
	h.get("owner", "/search?q=water", 200, "1 result for", "Deep at low <mark>water</mark>")
	if to := h.get("owner", "/search?q=moor-2", 303).Header().Get("Location"); to != "/moorings/MOOR-2" {
		t.Errorf("the number leads to %q", to)
	}
	h.get("owner", "/search/palette?q=north", 200, `role="option"`, `data-href="/moorings/MOOR-1"`)
	h.get("owner", "/search/palette?q=add", 200, `data-href="/records/mooring/new"`)
	h.api("owner", http.MethodGet, "/api/v1/search?q=quay", "", 200, `"total":2`, `"number":"MOOR-2"`)
}

// TestWhatMayNotBeReadIsNotFound: neither a title nor a count of an area that
// the scope leaves out, nor anything of another organisation, nor an action
// that the role may not do.
func TestWhatMayNotBeReadIsNotFound(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.api("owner", http.MethodPost, "/api/v1/moorings", `{"name":"South quay","state":"free"}`, 201)
	for _, as := range []string{"win", "stranger"} {
		for _, q := range []string{"quay", "MOOR-1"} {
			page := h.get(as, "/search?q="+q, 200, "Nothing found").Body.String()
			if strings.Contains(page, "South") {
				t.Errorf("%s is shown it", as)
			}
			h.api(as, http.MethodGet, "/api/v1/search?q="+q, "", 200, `"total":0`, `"groups":[]`)
		}
	}
	h.api("auditor", http.MethodGet, "/api/v1/search?q=quay", "", 403)
	if page := h.get("reader", "/search/palette?q=add", 200).Body.String(); strings.Contains(page, "/new") {
		t.Error("a reader is offered to add")
	}
	h.get("reader", "/search?q=quay", 200, "1 result for")
	h.api("owner", http.MethodGet, "/api/v1/search?q=quay&limit=1000", "", 422)
	h.api("owner", http.MethodGet, "/api/v1/search", "", 422)
}

// TestTheDocumentShowsTheCode: docs/add-a-register.md has the declaration as it
// is tested here.
func TestTheDocumentShowsTheCode(t *testing.T) {
	t.Parallel()
	code, err := os.ReadFile("mooring_test.go")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "add-a-register.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(code), ")\n\n")
	if n := strings.Count(body, "\n"); n > 40 {
		t.Errorf("it takes %d lines", n)
	}
	if !strings.Contains(string(doc), body) {
		t.Error("docs/add-a-register.md shows another declaration")
	}
}

type server struct {
	t      *testing.T
	now    time.Time
	pages  http.Handler
	people map[string]change.Actor
}

func build(t *testing.T) *server {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	files, err := blob.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	org, other := id.New(), id.New()
	h := &server{t: t, now: time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC), people: map[string]change.Actor{
		"owner":    {Org: org, Person: "p-1", Name: "Orla Quay", Role: authz.Owner},
		"reader":   {Org: org, Person: "p-2", Name: "Rowan Pier", Role: authz.Reader},
		"win":      {Org: org, Person: "p-1", Name: "Orla Quay", Role: authz.Owner, Scope: authz.Scope{"win:write"}},
		"auditor":  {Org: org, Person: "p-3", Name: "Una Outside", Role: authz.ExternalAuditor},
		"stranger": {Org: other, Person: "p-9", Name: "Sam Else", Role: authz.Owner},
	}}
	moorings, many, comments, fields := Moorings(), bulk.Register(), comment.Register(), custom.Register()
	book := register.NewBook(moorings, view.Register(), many, comments, fields)
	door := change.New(st, book)
	for _, o := range []string{org, other} {
		if _, err := door.Do(t.Context(), change.Request{Actor: change.SystemActor(o, "start"), Action: "settings.create", Now: h.now}, func(tx *change.Tx) error {
			_, err := tx.Found("Quayside", change.Member{Person: "p-1", Name: "Orla Quay", Email: "orla@example.org"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	clock := func() time.Time { return h.now }
	f := &frame.Frame{Door: door, Clock: clock, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }}
	place := records.New(f, files, MooringPlace(moorings))
	records.NewKit(f, bulk.NewService(door, many, func(register.Kind) bulk.Rule { return bulk.Rule{} }),
		comment.NewService(door, comments), custom.NewDefinitions(fields, book), func(register.Ref) string { return "" })
	b := &board.Board{Book: book, Href: records.PageOf(f), Places: func() []board.Place {
		return search.Existing([]board.Place{
			{Label: "Moorings", Href: "/moorings", Area: authz.ISMS, Verb: authz.Read},
			{Label: "Add a mooring", Href: "/records/mooring/new", Area: authz.ISMS, Verb: authz.Create, Action: true},
			{Label: "Add a lighthouse", Href: "/lighthouses/new", Action: true},
		}, f.Has)
	}}
	routes := append(place.Routes(), (&search.Pages{Frame: f, Board: b}).Routes()...)
	f.Know(routes)
	log := slog.New(slog.DiscardHandler)
	api := rest.New(rest.Config{Door: door, Bearer: h, Operations: []rest.Operation{house.Search(b)}, Files: files, Log: log, Now: clock, Zone: time.UTC})
	s, err := web.New(web.Config{Log: log, Gate: h, Now: clock, Routes: routes, API: api.Handler()})
	if err != nil {
		t.Fatal(err)
	}
	h.pages = s.Handler(8417)
	return h
}

func (h *server) visit(as string) *auth.Visit {
	a := h.people[as]
	p := auth.Place{Org: a.Org, Name: "Quayside", Role: string(a.Role)}
	return &auth.Visit{Account: auth.Account{ID: a.Person, Name: a.Name}, Actor: a, Org: p, Places: []auth.Place{p}}
}

func (h *server) Visit(r *http.Request) (*auth.Visit, error) {
	return h.visit(r.Header.Get("X-As")), nil
}
func (h *server) Open(http.ResponseWriter, *http.Request) bool { return false }
func (h *server) Bearer(_ context.Context, t string) (*auth.Visit, error) {
	return h.visit(t[len("hf_"):]), nil
}

func (h *server) wants(w *httptest.ResponseRecorder, what string, status int, says []string) *httptest.ResponseRecorder {
	h.t.Helper()
	if w.Code != status {
		h.t.Errorf("%s: %d, want %d", what, w.Code, status)
	}
	_, main, _ := strings.Cut(w.Body.String(), "<main")
	for _, words := range says {
		if !strings.Contains(w.Body.String(), words) {
			h.t.Errorf("%s does not say %q:\n%s", what, words, main)
		}
	}
	return w
}

func (h *server) get(as, path string, status int, says ...string) *httptest.ResponseRecorder {
	h.t.Helper()
	return h.send(as, httptest.NewRequest(http.MethodGet, path, nil), status, says)
}

func (h *server) post(as, path string, form url.Values, status int, says ...string) {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	h.send(as, r, status, says)
}

func (h *server) api(as, method, path, body string, status int, says ...string) {
	h.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer hf_"+as)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	h.send(as, r, status, says)
}

func (h *server) send(as string, r *http.Request, status int, says []string) *httptest.ResponseRecorder {
	h.t.Helper()
	r.Host = "127.0.0.1:8417"
	r.Header.Set("X-As", as)
	w := httptest.NewRecorder()
	h.pages.ServeHTTP(w, r)
	return h.wants(w, as+" "+r.Method+" "+r.URL.String(), status, says)
}
