package evidence_test

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
	"net/textproto"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
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
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/share/access"
	"holdfast/internal/store"
	"holdfast/internal/web"
	pages "holdfast/internal/web/evidence"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/uitest"
)

// house is the server with these pages over a store of their own. Who sends a
// request is said by a header, in place of a session.
type house struct {
	t      *testing.T
	dir    string
	now    time.Time
	door   *change.Door
	s      *evidence.Service
	pages  *pages.Pages
	items  *register.Register[evidence.Evidence]
	server http.Handler
	people map[string]change.Actor
	by     change.By

	mu  sync.Mutex
	log []access.Entry
}

const (
	port = 8417
	host = "127.0.0.1:8417"
	near = "192.0.2.77:4000"
)

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
	h := &house{t: t, dir: filepath.Join(dir, "files"), now: time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC), people: map[string]change.Actor{}}
	items, requests, deliveries, controls, clauses := evidence.Register(), evidence.Requests(), evidence.Deliveries(), control.Register(), control.Clauses()
	h.items = items
	h.door = change.New(st, register.NewBook(controls, clauses, items, requests, deliveries))
	h.s = evidence.NewService(h.door, items, requests, deliveries, st)
	h.by = change.By{Actor: h.organisation("Fenmoor Digital Ltd"), Now: h.now}
	h.people["owner"] = h.by.Actor
	h.change("settings.update", func(tx *change.Tx) error {
		for _, m := range []change.Member{
			{Person: "p-reader", Name: "Owen Pryce", Email: "owen@example.org", Role: "reader", Active: true},
			{Person: "p-other", Name: "Hannah Okafor", Email: "hannah@example.org", Role: "contributor", Active: true},
		} {
			h.people[m.Role] = change.Actor{Org: h.by.Org, Person: m.Person, Name: m.Name, Role: authz.Role(m.Role)}
			if err := tx.Member(m); err != nil {
				return err
			}
		}
		return nil
	})
	h.change("control.create", func(tx *change.Tx) error {
		yes := true
		for _, ref := range []string{"A.5.1", "A.5.19"} {
			if _, err := change.Insert(tx, controls, control.Control{Ref: ref, Catalogue: string(control.AnnexA), Title: "Control " + ref, Theme: "organisational", Applicable: &yes, Why: []string{"risk"}, State: control.Implemented}); err != nil {
				return err
			}
		}
		return nil
	})
	f := &frame.Frame{Door: h.door, Clock: func() time.Time { return h.now }, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }}
	h.pages = &pages.Pages{
		Frame: f, Service: h.s, Controls: controls, Clauses: clauses, Base: func() string { return "https://holdfast.example.org" },
		Files: frame.Files{Stage: stage(files), Get: files.Get},
		Log: func(e access.Entry) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.log = append(h.log, e)
		},
		Look: func(context.Context, string) evidence.Looked {
			return evidence.Looked{Found: evidence.LinkAnswers, Says: "The address answers."}
		},
	}
	s, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Gate: h, Now: func() time.Time { return h.now }, Routes: h.pages.Routes(files)})
	if err != nil {
		t.Fatal(err)
	}
	h.server = s.Handler(port)
	return h
}

func stage(files *blob.Folder) func(context.Context, io.Reader, int64) (*frame.Staged, error) {
	return func(ctx context.Context, r io.Reader, limit int64) (*frame.Staged, error) {
		s, err := files.Stage(ctx, r, limit)
		if err != nil {
			return nil, err
		}
		return &frame.Staged{Hash: s.Hash, Size: s.Size, Head: s.Head, Keep: s.Keep, Drop: s.Drop, Undo: func() { _ = s.Undo() }}, nil
	}
}

func (h *house) organisation(name string) change.Actor {
	h.t.Helper()
	org := id.New()
	_, err := h.door.Do(h.t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: h.now}, func(tx *change.Tx) error {
		_, err := tx.Found(name, change.Member{Person: "p-1", Name: "Priya Nair", Email: "priya@example.org"})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return change.Actor{Org: org, Person: "p-1", Name: "Priya Nair", Role: authz.Owner}
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

func (h *house) change(action string, fn func(tx *change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(h.t.Context(), h.by.Request(action, nil), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) today() civil.Date { return civil.FromTime(h.now) }

func (h *house) ask(r evidence.Request, refs ...string) evidence.Asked {
	h.t.Helper()
	out, err := h.s.Ask(h.t.Context(), h.by, evidence.Asking{Request: r, For: refs}, h.today())
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

// questionnaire is what a supplier is asked for.
var questionnaire = evidence.Request{Title: "Supplier questionnaire", Message: "For the year 2027.", Name: "Ada Byrne", Email: "ada@supplier.example"}

type answer struct {
	*httptest.ResponseRecorder
	page *html.Node
}

func (a answer) text() string {
	text := a.Body.String()
	if a.page != nil {
		text = uitest.Text(a.page)
	}
	return strings.Join(strings.Fields(text), " ")
}

func (a answer) says(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(a.text(), w) {
			t.Errorf("%d, it does not say %q: %.1500s", a.Code, w, a.text())
		}
	}
}

func (h *house) do(as, from string, r *http.Request) answer {
	h.t.Helper()
	r.Host, r.RemoteAddr = host, cmp.Or(from, near)
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
		if w.Code < 500 && strings.Contains(w.Body.String(), `class="app`) {
			for _, f := range uitest.Faults(a.page) {
				h.t.Errorf("%s %s: %s", r.Method, r.URL, f)
			}
		}
	}
	return a
}

func (h *house) get(as, path string) answer {
	h.t.Helper()
	return h.do(as, "", httptest.NewRequestWithContext(h.t.Context(), http.MethodGet, path, http.NoBody))
}

func (h *house) post(as, path string, form url.Values) answer {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "http://"+host)
	return h.do(as, "", r)
}

// sent is a file of a form.
type sent struct{ name, content string }

// form makes the body of a form with files.
func form(t *testing.T, fields map[string]string, files ...sent) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for k := range fields {
			if !yield(k) {
				return
			}
		}
	}) {
		if err := w.WriteField(name, fields[name]); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		// As a browser writes it: the name's bytes as they are.
		head := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(f.name) + `"`}, "Content-Type": {"text/html"}}
		part, err := w.CreatePart(head)
		if err == nil {
			_, err = io.WriteString(part, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

func (h *house) send(as, path string, fields map[string]string, files ...sent) answer {
	h.t.Helper()
	body, contentType := form(h.t, fields, files...)
	return h.sendBody(as, path, contentType, bytes.NewReader(body), int64(len(body)))
}

func (h *house) sendBody(as, path, contentType string, body io.Reader, length int64) answer {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, path, body)
	r.ContentLength = length
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Origin", "http://"+host)
	return h.do(as, "", r)
}

// kept gives the files of the folder, those that are coming in too.
func (h *house) kept() (out []string) {
	h.t.Helper()
	if err := filepath.WalkDir(h.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return out
}

func (h *house) deliveries(number string) (rows []evidence.DeliveryRow) {
	h.t.Helper()
	if err := h.door.See(h.t.Context(), h.by.Actor, func(v *change.View) (err error) {
		rows, err = h.s.Sent(v, number)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return rows
}

// reference is what differs between two error pages.
var reference = regexp.MustCompile(`[A-Z2-7]{10}`)
