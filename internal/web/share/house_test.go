package share_test

import (
	"cmp"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/share/access"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/store"
	"holdfast/internal/task"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/share"
	"holdfast/internal/web/uitest"
	"holdfast/internal/win/certificate"
)

// house is the server with these pages over a store of their own. Who sends a
// request is said by a header, in place of a session.
type house struct {
	t      *testing.T
	dir    string
	now    time.Time
	store  *store.Store
	door   *change.Door
	certs  *register.Register[certificate.Certificate]
	share  *share.Share
	files  *blob.Folder
	server http.Handler
	routes []web.Route
	owner  change.Actor
	people map[string]change.Actor
	always string // who sends requests that do not say
	web    *web.Server
}

const (
	port = 8417
	host = "127.0.0.1:8417"
)

func build(t *testing.T, mail bool) *house {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.Open(dir + "/files")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, dir: dir, store: st, files: files, now: time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC), people: map[string]change.Actor{}}
	log := slog.New(slog.DiscardHandler)
	rec := share.NewRecorder(st, log)
	t.Cleanup(func() { rec.Close(); _ = st.Close() })
	book := scheme.Default()
	h.certs = certificate.Register(book)
	pages, rooms, samples, requests := trustpage.Register(), auditorroom.Rooms(), auditorroom.Samples(), auditorroom.Requests()
	h.door = change.New(st, register.NewBook(h.certs, task.Register(), pages, rooms, samples, requests))
	org := id.New()
	h.owner = change.Actor{Org: org, Person: "p-1", Name: "Priya Nair", Role: authz.Owner}
	h.people["owner"] = h.owner
	h.change("settings.create", change.SystemActor(org, "start"), func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "p-1", Name: "Priya Nair", Email: "priya@example.org"})
		return err
	})
	trust := trustpage.NewService(h.door, st, book, h.certs, pages)
	h.share = &share.Share{
		Frame: &frame.Frame{Door: h.door, Clock: func() time.Time { return h.now }, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }},
		Trust: trust, Alerts: &trustpage.Alerts{Pages: trust, Store: st, Base: "https://holdfast.example.org", Domain: "example.org"}, Mail: mail,
		Rooms: auditorroom.NewService(h.door, rooms, samples, requests), Log: st, Rec: rec, Files: files, Base: "https://holdfast.example.org",
	}
	h.routes = h.share.Routes()
	// What the rest of the product has: a page for members, which no auditor may reach.
	h.routes = append(h.routes, web.Route{Method: "GET", Pattern: "/certificates", Page: "certificates", Handler: func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.WriteString(w, "all certificates")
		return err
	}})
	s, err := web.New(web.Config{Log: log, Gate: h, Now: func() time.Time { return h.now }, Routes: h.routes})
	if err != nil {
		t.Fatal(err)
	}
	h.server, h.web = s.Handler(port), s
	return h
}

// Visit implements web.Gate.
func (h *house) Visit(r *http.Request) (*auth.Visit, error) {
	a, ok := h.people[cmp.Or(r.Header.Get("X-As"), h.always)]
	if !ok {
		return nil, nil
	}
	p := auth.Place{Org: a.Org, Name: "Fenmoor Digital Ltd", Role: string(a.Role)}
	return &auth.Visit{Account: auth.Account{ID: a.Person, Name: a.Name}, Actor: a, Org: p, Places: []auth.Place{p}, FreshUntil: h.now.Add(time.Hour).UnixMicro()}, nil
}

// Open implements web.Gate.
func (h *house) Open(http.ResponseWriter, *http.Request) bool { return false }

func (h *house) change(action string, a change.Actor, fn func(tx *change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(h.t.Context(), change.Request{Actor: a, Action: action, Now: h.now}, fn); err != nil {
		h.t.Fatal(err)
	}
}

// member adds a person, whom requests name by their role or a name.
func (h *house) member(as string, m change.Member) {
	h.t.Helper()
	m.Active = true
	h.change("settings.update", h.owner, func(tx *change.Tx) error { return tx.Member(m) })
	h.people[as] = change.Actor{Org: h.owner.Org, Person: m.Person, Name: m.Name, Role: authz.Role(m.Role), Scope: m.Scope}
}

func (h *house) auditor(as string, until time.Time, scope ...string) {
	h.t.Helper()
	h.member(as, change.Member{Person: "person-" + as, Name: "Ada Auditor", Email: as + "@example.org", Role: string(authz.ExternalAuditor), Until: until.UnixMicro(), Scope: authz.Scope(scope)})
}

func (h *house) certificate(c certificate.Certificate) register.Row[certificate.Certificate] {
	h.t.Helper()
	var row register.Row[certificate.Certificate]
	h.change("certificate.create", h.owner, func(tx *change.Tx) (err error) {
		row, err = change.Insert(tx, h.certs, c)
		return err
	})
	return row
}

// plain is a certificate with nothing special about it.
func plain(expires string) certificate.Certificate {
	end := civil.MustParse(expires)
	return certificate.Certificate{
		Scheme: "cyber-essentials", Holder: "Fenmoor Digital Ltd", Number: "N-" + expires, Scope: "Whole organisation.", Issued: end.AddDays(-364), Expires: end,
		Status: []certificate.StatusChange{{State: "certified", From: end.AddDays(-364)}},
	}
}

type answer struct {
	*httptest.ResponseRecorder
	page *html.Node
}

func (a answer) says(t *testing.T, words ...string) {
	t.Helper()
	text := a.Body.String()
	if a.page != nil {
		text = uitest.Text(a.page)
	}
	text = strings.Join(strings.Fields(text), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%d, it does not say %q: %.1500s", a.Code, w, text)
		}
	}
}

func (h *house) do(as string, r *http.Request) answer {
	h.t.Helper()
	r.Host, r.RemoteAddr = host, "192.0.2.77:4000"
	if as != "" {
		r.Header.Set("X-As", as)
	}
	w := httptest.NewRecorder()
	func() {
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler { //nolint:errorlint // as net/http compares it
				panic(p)
			}
		}()
		h.server.ServeHTTP(w, r)
	}()
	a := answer{ResponseRecorder: w}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		a.page = uitest.Parse(h.t, w.Body.String())
		if w.Code < 400 && w.Header().Get("Location") == "" && strings.Contains(w.Body.String(), `class="app`) {
			for _, f := range uitest.Faults(a.page) {
				h.t.Errorf("%s %s: %s", r.Method, r.URL, f)
			}
		}
	}
	return a
}

func (h *house) get(as, path string) answer {
	h.t.Helper()
	return h.do(as, httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, path, http.NoBody))
}

func (h *house) post(as, path string, form url.Values) answer {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://"+host)
	return h.do(as, r)
}

// publish shows these certificates at /trust/fenmoor.
func (h *house) publish(numbers ...string) {
	h.t.Helper()
	if a := h.post("owner", "/share/trust", url.Values{"version": {"0"}, "handle": {"fenmoor"}, "certificates": numbers, "contact": {"trust@example.org"}}); a.Code != http.StatusSeeOther {
		a.says(h.t, "saved")
	}
	if a := h.post("owner", "/share/trust/on", nil); a.Code != http.StatusSeeOther {
		a.says(h.t, "on")
	}
}

// logged waits for the access log to have n lines.
func (h *house) logged(n int) []access.Entry {
	h.t.Helper()
	for range 200 {
		rows, err := h.store.AccessLog(h.t.Context(), h.owner.Org, access.Query{Limit: 1000})
		if err != nil {
			h.t.Fatal(err)
		}
		if len(rows) >= n {
			return rows
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.t.Fatalf("the access log never had %d lines", n)
	return nil
}
