package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/rest/house"
	"holdfast/internal/rest/win"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
	"holdfast/internal/task"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

// noon is when the tests happen.
var noon = time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)

// tokens stands in for the service that proves tokens: "hf_" and the name of an
// organisation, a hyphen and a role.
type tokens struct {
	mu   sync.Mutex
	orgs map[string]string // id by name
}

func (t *tokens) Bearer(_ context.Context, token string) (*auth.Visit, error) {
	name, role, _ := strings.Cut(strings.TrimPrefix(token, "hf_"), "-")
	t.mu.Lock()
	org, ok := t.orgs[name]
	t.mu.Unlock()
	if !ok {
		return nil, errs.New(errs.Unauthenticated, "This API token is unknown, has ended or was revoked.")
	}
	role, scope, _ := strings.Cut(role, "!")
	v := &auth.Visit{Actor: change.Actor{Org: org, Person: "person-" + role, Name: "Orla Quay", Role: authz.Role(role)}, Org: auth.Place{Org: org, Name: name}}
	if scope != "" {
		s, err := authz.ParseScope(scope)
		if err != nil {
			return nil, err
		}
		v.Actor.Scope = s
	}
	return v, nil
}

// site is an API over a store of its own.
type site struct {
	t     testing.TB
	api   *rest.API
	h     http.Handler
	door  *change.Door
	store *store.Store
	orgs  *tokens
	log   *bytes.Buffer
	now   time.Time
}

func build(t testing.TB) *site {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	folder, err := blob.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, store: st, orgs: &tokens{orgs: map[string]string{}}, log: &bytes.Buffer{}, now: noon}
	book := scheme.Default()
	certs, bids, tasks := certificate.Register(book), bid.Register(book), task.Register()
	watches := watch.Register()
	s.door = change.New(st, register.NewBook(certs, bids, tasks, notice.Decisions, watches, storetest.Things))
	w := win.Win{
		Book: book, Certificates: certificate.NewService(s.door, book, certs, tasks), CertRegister: certs,
		Bids: bid.NewService(s.door, book, bids, certs), BidRegister: bids, Watches: watches, NoticeStore: st,
	}
	d := house.House{Registers: s.door.Book(), Book: book, Tasks: tasks, Due: func(in change.Reader, today civil.Date) ([]due.Item, error) {
		rows, err := change.Collect(in, certs, register.Query{})
		return certificate.Due(book, certificate.Numbers(rows), today), err
	}}
	rules := w.Rules()
	maps.Copy(rules, house.Rules())
	rules[watch.Kind] = rest.Rule{Hidden: true} // notices are filtered by them; their operations are like any register's
	s.api = rest.New(rest.Config{
		Door: s.door, Bearer: s.orgs, Rules: rules, Operations: append(w.Operations(), d.Operations()...), Forms: win.Forms(), Files: folder,
		Log: slog.New(slog.NewTextHandler(&locked{w: s.log}, nil)), Now: func() time.Time { return s.now }, Zone: london(t),
	})
	s.h = s.api.Handler()
	s.found("quay")
	s.found("loft")
	return s
}

func london(t testing.TB) *time.Location {
	t.Helper()
	z, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// locked lets several requests log at once.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// found makes an organisation.
func (s *site) found(name string) {
	org := id.New()
	_, err := s.door.Do(context.Background(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: noon}, func(tx *change.Tx) error {
		_, err := tx.Found(name, change.Member{Person: "person-owner", Name: "Orla Quay", Email: "orla@example.org"})
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.orgs.orgs[name] = org
}

// answer is what was answered.
type answer struct {
	*httptest.ResponseRecorder
	t testing.TB
}

// ask sends a request as the owner of the organisation "quay", or with the
// token that the headers name. Headers are pairs.
func (s *site) ask(method, path, body string, headers ...string) answer {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer hf_quay-owner")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return answer{w, s.t}
}

// as gives the header of another token.
func as(token string) []string { return []string{"Authorization", "Bearer hf_" + token} }

// is fails the test unless the status is so and the answer holds these words.
func (a answer) is(status int, words ...string) answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("%d, want %d: %s", a.Code, status, a.Body)
	}
	for _, w := range words {
		if !strings.Contains(a.Body.String(), w) {
			a.t.Errorf("it does not say %q: %s", w, a.Body)
		}
	}
	return a
}

// record reads the answer as a record.
func (a answer) record() stored {
	a.t.Helper()
	var r stored
	if err := json.Unmarshal(a.Body.Bytes(), &r); err != nil {
		a.t.Fatalf("%v: %s", err, a.Body)
	}
	return r
}

type stored struct {
	ID      string         `json:"id"`
	Number  string         `json:"number"`
	Version int64          `json:"version"`
	Deleted bool           `json:"deleted"`
	Value   map[string]any `json:"value"`
}

type listed struct {
	Records []stored `json:"records"`
	Total   *int64   `json:"total"`
	Next    string   `json:"next"`
}

func (a answer) list() listed {
	a.t.Helper()
	var l listed
	if err := json.Unmarshal(a.Body.Bytes(), &l); err != nil {
		a.t.Fatalf("%v: %s", err, a.Body)
	}
	return l
}
