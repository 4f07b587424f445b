package questionnaire_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/uitest"
	pages "holdfast/internal/web/win/questionnaire"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/questionnaire"
)

const (
	port = 8417
	host = "127.0.0.1:8417"
)

// house is the server with these pages over a store of its own, with BID-1. Who
// sends a request is said by a header, in place of a session.
type house struct {
	t      *testing.T
	dir    string
	now    time.Time
	door   *change.Door
	s      *questionnaire.Service
	server http.Handler
	org    string
}

func setup(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	files, err := blob.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	book, err := scheme.Load(scheme.Files())
	if err != nil {
		t.Fatal(err)
	}
	p := answer.Parts{Answers: answer.Register(), Bids: bid.Register(book), Certs: certificate.Register(book), Items: evidence.Register(), Rules: book, Zone: time.UTC}
	s := &questionnaire.Service{Sets: questionnaire.Register(), Questions: questionnaire.QuestionRegister(), Zone: time.UTC}
	p.Door = change.New(st, register.NewBook(p.Answers, p.Bids, p.Certs, p.Items, s.Sets, s.Questions))
	s.Door, s.Answers = p.Door, answer.NewService(p)
	h := &house{t: t, dir: filepath.Join(dir, "files"), door: p.Door, s: s, org: id.New(), now: time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC)}
	h.system("settings.create", func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "owner", Name: "Gareth Lowe"})
		return err
	})
	h.system("settings.update", func(tx *change.Tx) error {
		for _, r := range []authz.Role{authz.BidManager, authz.Reader} {
			if err := tx.Member(change.Member{Person: string(r), Name: "Rhian Vaughan", Role: string(r), Active: true}); err != nil {
				return err
			}
		}
		return nil
	})
	h.system("bid.create", func(tx *change.Tx) error {
		b := bid.Bid{Title: "Data platform", Stage: bid.Preparing, Owner: string(authz.BidManager)}
		b.Dates.Deadline = &verdict.Day{Date: civil.MustParse("2027-01-12"), Basis: "stated"}
		b.Normalise()
		if _, err := change.Insert(tx, p.Bids, b); err != nil {
			return err
		}
		_, err := s.Answers.Create(tx, answer.Answer{Question: "How do you encrypt information at rest?", Text: "With **AES-256**, keys replaced each year.", Topic: "security"})
		return err
	})
	f := &frame.Frame{Door: h.door, Clock: func() time.Time { return h.now }, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }}
	all := (&pages.Pages{Frame: f, Service: s, Files: frame.Files{Get: files.Get, Stage: func(ctx context.Context, r io.Reader, limit int64) (*frame.Staged, error) {
		s, err := files.Stage(ctx, r, limit)
		if err != nil {
			return nil, err
		}
		return &frame.Staged{Hash: s.Hash, Size: s.Size, Keep: s.Keep, Drop: s.Drop, Undo: func() { _ = s.Undo() }}, nil
	}}}).Routes(files)
	server, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Gate: h, Now: func() time.Time { return h.now }, Routes: f.Named(all)})
	if err != nil {
		t.Fatal(err)
	}
	h.server = server.Handler(port)
	return h
}

func (h *house) system(action string, fn func(*change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(h.t.Context(), change.Request{Actor: change.SystemActor(h.org, "start"), Action: action, Now: h.now}, fn); err != nil {
		h.t.Fatal(err)
	}
}

// Visit implements web.Gate.
func (h *house) Visit(r *http.Request) (*auth.Visit, error) {
	role := authz.Role(r.Header.Get("X-As"))
	a := change.Actor{Org: h.org, Person: string(role), Name: "Rhian Vaughan", Role: role}
	p := auth.Place{Org: h.org, Name: "Fenmoor Digital Ltd", Role: string(role)}
	return &auth.Visit{Account: auth.Account{ID: a.Person, Name: a.Name}, Actor: a, Org: p, Places: []auth.Place{p}, FreshUntil: h.now.Add(time.Hour).UnixMicro()}, nil
}

// Open implements web.Gate.
func (h *house) Open(http.ResponseWriter, *http.Request) bool { return false }

type reply struct {
	*httptest.ResponseRecorder
	page *html.Node
}

func (a reply) text() string {
	text := a.Body.String()
	if a.page != nil {
		text = uitest.Text(a.page)
	}
	return strings.Join(strings.Fields(text), " ")
}

// wants checks the status, and what the page says.
func (a reply) wants(t *testing.T, code int, words ...string) reply {
	t.Helper()
	if a.Code != code {
		t.Errorf("answered %d, want %d: %.800s", a.Code, code, a.text())
	}
	for _, w := range words {
		if !strings.Contains(a.text(), w) {
			t.Errorf("it does not say %q: %.1800s", w, a.text())
		}
	}
	return a
}

func (h *house) do(as authz.Role, r *http.Request) reply {
	h.t.Helper()
	r.Host, r.RemoteAddr = host, "192.0.2.77:4000"
	r.Header.Set("X-As", string(as))
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	a := reply{ResponseRecorder: w}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		a.page = uitest.Parse(h.t, w.Body.String())
		for _, f := range uitest.Faults(a.page) {
			h.t.Errorf("%s %s: %s", r.Method, r.URL, f)
		}
	}
	return a
}

func (h *house) get(as authz.Role, path string) reply {
	h.t.Helper()
	return h.do(as, httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, path, http.NoBody))
}

func (h *house) post(as authz.Role, path string, pairs ...string) reply {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://"+host)
	return h.do(as, r)
}

// drop sends a file to BID-1.
func (h *house) drop(as authz.Role, name string, file []byte, fields ...string) reply {
	h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1])
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		h.t.Fatal(err)
	}
	_, _ = part.Write(file)
	_ = w.Close()
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, "/bids/BID-1/questionnaires", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", "http://"+host)
	return h.do(as, r)
}
