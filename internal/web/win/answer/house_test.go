package answer_test

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/uitest"
	pages "holdfast/internal/web/win/answer"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

const (
	port = 8417
	host = "127.0.0.1:8417"
)

// house is the server with these pages over a store of their own. Who sends a
// request is said by a header, in place of a session.
type house struct {
	t      *testing.T
	now    time.Time
	door   *change.Door
	s      *answer.Service
	server http.Handler
	people map[string]change.Actor
}

func setup(t *testing.T) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &house{t: t, now: time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC), people: map[string]change.Actor{}}
	book := scheme.Default()
	p := answer.Parts{Answers: answer.Register(), Bids: bid.Register(book), Certs: certificate.Register(book), Items: evidence.Register(), Rules: book, Zone: time.UTC}
	p.Door = change.New(st, register.NewBook(p.Answers, p.Bids, p.Certs, p.Items))
	h.door, h.s = p.Door, answer.NewService(p)
	org := id.New()
	if _, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: h.now}, func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "p-owner", Name: "Priya Nair"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, role := range []authz.Role{authz.Owner, authz.BidManager, authz.Reader} {
		h.people[string(role)] = change.Actor{Org: org, Person: "p-" + string(role), Name: string(role), Role: role}
	}
	h.change("owner", "settings.update", func(tx *change.Tx) error {
		return tx.Member(change.Member{Person: "p-bid-manager", Name: "Rhian Vaughan", Role: "bid-manager", Active: true})
	})
	h.change("owner", "bid.create", func(tx *change.Tx) error {
		c := certificate.Certificate{Scheme: "cyber-essentials", Holder: "Fenmoor Digital Ltd", Issued: civil.MustParse("2026-02-14"), Expires: civil.MustParse("2027-02-13"), EndLabel: "valid until"}
		c.Status = []certificate.StatusChange{{State: certificate.Certified, From: c.Issued}}
		if _, err := change.Insert(tx, p.Certs, c); err != nil {
			return err
		}
		b := bid.Bid{Title: "Regional portal", Buyer: "Trentwell", Entity: "Fenmoor Digital Ltd", Dates: verdict.Dates{Award: &verdict.Day{Date: civil.MustParse("2027-02-20"), Basis: "stated"}}}
		b.Normalise()
		_, err := change.Insert(tx, p.Bids, b)
		return err
	})
	f := &frame.Frame{Door: h.door, Clock: func() time.Time { return h.now }, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }}
	rule := rest.Rule{
		Create: func(tx *change.Tx, value any) (string, error) {
			row, err := h.s.Create(tx, *value.(*answer.Answer))
			return row.ID, err
		},
		Ready: func(tx *change.Tx, old, value any) error {
			return h.s.Ready(tx, old.(*answer.Answer), value.(*answer.Answer))
		},
		Fixed: answer.Fixed(),
	}
	s, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Gate: h, Now: func() time.Time { return h.now }, Routes: f.Named(pages.New(f, h.s, rule).Routes())})
	if err != nil {
		t.Fatal(err)
	}
	h.server = s.Handler(port)
	return h
}

func (h *house) change(as, action string, fn func(*change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(h.t.Context(), change.By{Actor: h.people[as], Now: h.now}.Request(action, nil), fn); err != nil {
		h.t.Fatal(err)
	}
}

// Visit implements web.Gate.
func (h *house) Visit(r *http.Request) (*auth.Visit, error) {
	a, ok := h.people[r.Header.Get("X-As")]
	if !ok {
		return nil, nil
	}
	p := auth.Place{Org: a.Org, Name: "Fenmoor Digital Ltd", Role: string(a.Role)}
	return &auth.Visit{Account: auth.Account{ID: a.Person, Name: a.Name}, Actor: a, Org: p, Places: []auth.Place{p}, FreshUntil: h.now.Add(time.Hour).UnixMicro()}, nil
}

// Open implements web.Gate.
func (h *house) Open(http.ResponseWriter, *http.Request) bool { return false }

// says does a request and wants its status and words; it gives the page's text.
func (h *house) says(as string, r *http.Request, code int, words ...string) string {
	h.t.Helper()
	r.Host, r.RemoteAddr = host, "192.0.2.77:4000"
	r.Header.Set("X-As", as)
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	text := w.Body.String()
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		page := uitest.Parse(h.t, text)
		for _, f := range uitest.Faults(page) {
			h.t.Errorf("%s %s: %s", r.Method, r.URL, f)
		}
		text = strings.Join(strings.Fields(uitest.Text(page)), " ")
	}
	if w.Code != code {
		h.t.Errorf("%s %s: status %d, want %d: %.600s", r.Method, r.URL, w.Code, code, text)
	}
	for _, word := range words {
		if !strings.Contains(text+w.Header().Get("Location"), word) {
			h.t.Errorf("%s %s does not say %q: %.2500s", r.Method, r.URL, word, text)
		}
	}
	return text
}

func (h *house) get(as, path string, code int, words ...string) string {
	h.t.Helper()
	return h.says(as, httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, path, http.NoBody), code, words...)
}

func (h *house) post(as, path string, form url.Values, code int, words ...string) string {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return h.says(as, r, code, words...)
}

// upload sends a form with a file.
func (h *house) upload(path, content string, code int, words ...string) string {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("file", "answers.csv")
	if err != nil {
		h.t.Fatal(err)
	}
	_, _ = part.Write([]byte(content))
	_ = m.Close()
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return h.says("owner", r, code, words...)
}
