package tender_test

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"io/fs"
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
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/uitest"
	pages "holdfast/internal/web/win/tender"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/tender"
)

const (
	port = 8417
	host = "127.0.0.1:8417"
)

// house is the server with these pages over a store of their own. Who sends a
// request is said by a header, in place of a session.
type house struct {
	t      *testing.T
	dir    string
	now    time.Time
	store  *store.Store
	door   *change.Door
	s      *tender.Service
	bids   *bid.Service
	web    *web.Server
	server http.Handler
	// everybody is who sends requests that do not say who does.
	everybody string
	people    map[string]change.Actor
	by        change.By
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
	h := &house{t: t, dir: filepath.Join(dir, "files"), now: time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC), store: st, people: map[string]change.Actor{}}
	book := scheme.Default()
	bids, certs, tasks, docs := bid.Register(book), certificate.Register(book), task.Register(), tender.Register()
	h.door = change.New(st, register.NewBook(bids, certs, tasks, notice.Decisions, docs))
	h.bids = bid.NewService(h.door, book, bids, certs)
	h.s = tender.NewService(tender.Parts{Door: h.door, Documents: docs, BidRows: bids, Bids: h.bids, Files: files, Read: readText})
	org := id.New()
	if _, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: h.now}, func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "p-1", Name: "Priya Nair", Email: "priya@example.org"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, role := range []authz.Role{authz.Owner, authz.BidManager, authz.Reader} {
		h.people[string(role)] = change.Actor{Org: org, Person: "p-1", Name: "Priya Nair", Role: role}
	}
	h.by = change.By{Actor: h.people["owner"], Now: h.now}
	if _, err := h.door.Do(t.Context(), h.by.Request("certificate.create", nil), func(tx *change.Tx) error {
		_, err := change.Insert(tx, certs, certificate.Certificate{Scheme: "iso27001", Holder: "Fenmoor Digital Ltd", Issued: civil.MustParse("2025-05-01"), Expires: civil.MustParse("2028-04-30"), Covers: "yes"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	f := &frame.Frame{Door: h.door, Clock: func() time.Time { return h.now }, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }}
	p := &pages.Pages{Frame: f, Book: book, Service: h.s, Bids: h.bids, Certificates: certs, Files: frame.Files{Get: files.Get, Stage: func(ctx context.Context, r io.Reader, limit int64) (*frame.Staged, error) {
		s, err := files.Stage(ctx, r, limit)
		if err != nil {
			return nil, err
		}
		return &frame.Staged{Hash: s.Hash, Size: s.Size, Head: s.Head, Keep: s.Keep, Drop: s.Drop, Undo: func() { _ = s.Undo() }}, nil
	}}}
	made := records.New(f, files, p.Made(rest.Rule{ReadOnly: true}))
	s, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Gate: h, Now: func() time.Time { return h.now }, Routes: f.Named(append(p.Routes(), made.Routes()...))})
	if err != nil {
		t.Fatal(err)
	}
	h.web, h.server = s, s.Handler(port)
	return h
}

// readText reads the form of these tests: pages with form feeds between; "#scan"
// is a scanned document, "#bad WORDS" one that cannot be read.
func readText(_ context.Context, name string, file io.Reader) (tender.Pack, error) {
	b, err := io.ReadAll(file)
	if err != nil {
		return tender.Pack{}, err
	}
	p := tender.Part{Name: name, Type: "pdf", Size: int64(len(b))}
	switch text := string(b); {
	case strings.HasPrefix(text, "#scan"):
		p.Scanned, p.Count = true, 3
	case strings.HasPrefix(text, "#bad "):
		return tender.Pack{}, errs.New(errs.Invalid, "%s", strings.TrimPrefix(text, "#bad "))
	default:
		for i, page := range strings.Split(text, "\f") {
			p.Pages = append(p.Pages, tender.Page{Label: "page " + string(rune('1'+i)), Text: page})
		}
		p.Count = len(p.Pages)
	}
	return tender.Pack{Type: "pdf", Parts: []tender.Part{p}}, nil
}

// Visit implements web.Gate.
func (h *house) Visit(r *http.Request) (*auth.Visit, error) {
	a, ok := h.people[cmp.Or(r.Header.Get("X-As"), h.everybody)]
	if !ok {
		return nil, nil
	}
	p := auth.Place{Org: a.Org, Name: "Fenmoor Digital Ltd", Role: string(a.Role)}
	return &auth.Visit{Account: auth.Account{ID: a.Person, Name: a.Name}, Actor: a, Org: p, Places: []auth.Place{p}, FreshUntil: h.now.Add(time.Hour).UnixMicro()}, nil
}

// Open implements web.Gate.
func (h *house) Open(http.ResponseWriter, *http.Request) bool { return false }

type answer struct {
	*httptest.ResponseRecorder
	page *html.Node
}

func (a answer) text() string {
	if a.page == nil {
		return a.Body.String()
	}
	return strings.Join(strings.Fields(uitest.Text(a.page)), " ")
}

func (a answer) says(t *testing.T, code int, words ...string) {
	t.Helper()
	if a.Code != code {
		t.Errorf("status %d, want %d: %.600s", a.Code, code, a.text())
	}
	for _, w := range words {
		if !strings.Contains(a.text(), w) {
			t.Errorf("it does not say %q: %.2500s", w, a.text())
		}
	}
}

func (h *house) do(as string, r *http.Request) answer {
	h.t.Helper()
	r.Host, r.RemoteAddr = host, "192.0.2.77:4000"
	r.Header.Set("X-As", as)
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	a := answer{ResponseRecorder: w}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		a.page = uitest.Parse(h.t, w.Body.String())
		if strings.Contains(w.Body.String(), `class="app`) {
			for _, f := range uitest.Faults(a.page) {
				h.t.Errorf("%s %s: %s", r.Method, r.URL, f)
			}
		}
	}
	return a
}

func (h *house) get(path string) answer {
	h.t.Helper()
	return h.do("owner", httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, path, http.NoBody))
}

func (h *house) post(path string, form url.Values) answer {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://"+host)
	return h.do("owner", r)
}

// send posts files: pairs of name and content.
func (h *house) send(as, path string, files ...string) answer {
	h.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		part, err := w.CreateFormFile("file", files[i])
		if err == nil {
			_, err = io.WriteString(part, files[i+1])
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", "http://"+host)
	return h.do(as, r)
}

// kept counts the files of the folder, those that are coming in too.
func (h *house) kept() (n int) {
	h.t.Helper()
	if err := filepath.WalkDir(h.dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return n
}

func (h *house) bid() bid.Row {
	h.t.Helper()
	row, err := h.bids.Add(h.t.Context(), h.by, bid.Bid{
		Title: "Regional data platform", Buyer: "Trentwell Integrated Care Board", Entity: "Fenmoor Digital Ltd",
		Dates: verdict.Dates{Deadline: &verdict.Day{Date: civil.MustParse("2027-02-01"), Basis: "stated"}, Award: &verdict.Day{Date: civil.MustParse("2027-03-01"), Basis: "stated"}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return row
}
