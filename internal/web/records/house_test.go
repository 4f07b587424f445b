package records_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
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
	"holdfast/internal/blob"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/comment"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/money"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/store"
	"holdfast/internal/task"
	"holdfast/internal/view"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/record"
	"holdfast/internal/web/records"
	"holdfast/internal/web/uitest"
)

// boat has a field of every kind.
type boat struct {
	custom.Values
	Name   string       `json:"name"`
	Log    string       `json:"log,omitempty"`
	State  string       `json:"state,omitempty"`
	Built  civil.Date   `json:"built,omitzero"`
	Seen   int64        `json:"seen,omitempty"`
	Keeper string       `json:"keeper,omitempty"`
	Berth  string       `json:"berth,omitempty"`
	Worth  money.Amount `json:"worth,omitzero"`
	Length float64      `json:"length,omitempty"`
	Fit    *bool        `json:"fit,omitempty"`
	Sold   bool         `json:"sold,omitempty"`
	Papers string       `json:"papers,omitempty"`
	Marks  []string     `json:"marks,omitempty"`
	Stage  string       `json:"stage,omitempty"`
	Secret string       `json:"secret,omitempty"`
	Trip   struct {
		Begin civil.Date `json:"begin,omitzero"`
	} `json:"trip,omitzero"`
}

func boats() *register.Register[boat] {
	return register.Declare(register.Declaration{
		Kind: "boat", Prefix: "BOAT", Singular: "boat", Plural: "boats", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, List: true, Search: true, Sort: true},
			{Name: "log", Label: "Log", Type: register.LongText, Search: true},
			{Name: "state", Label: "State", Type: register.Choice, Choices: []register.Option{{Value: "afloat", Label: "Afloat"}, {Value: "dry", Label: "In the dry dock"}, {Value: "gone", Label: "Gone"}}, List: true, Filter: true, Sort: true},
			{Name: "built", Label: "Built", Type: register.Date, List: true, Filter: true, Sort: true},
			{Name: "seen", Label: "Last seen", Type: register.Instant, List: true},
			{Name: "keeper", Label: "Keeper", Type: register.Person, List: true, Filter: true, Sort: true},
			{Name: "berth", Label: "Berth", Type: register.Link, To: "berth", List: true, Filter: true},
			{Name: "worth", Label: "Worth", Type: register.Money, List: true, Filter: true, Sort: true},
			{Name: "length", Label: "Length", Type: register.Number, List: true, Filter: true, Sort: true, Help: "In metres"},
			{Name: "fit", Label: "Fit for sea", Type: register.YesNo, List: true},
			{Name: "sold", Label: "Sold", Type: register.YesNo, List: true, Filter: true},
			{Name: "papers", Label: "Papers", Type: register.File},
			{Name: "marks", Label: "Marks", Type: register.Tags, List: true, Filter: true},
			{Name: "stage", Label: "Stage", Type: register.Text},
			{Name: "secret", Label: "Secret", Type: register.Text, Only: []authz.Role{authz.Owner}},
			{Name: "trip.begin", Label: "Trip begins", Type: register.Date},
		},
	}, func(_, b *boat) []errs.Field {
		if b.Sold && b.State == "afloat" {
			return []errs.Field{{Pointer: "/state", Message: "A boat that is sold lies here no more."}}
		}
		return nil
	}, register.Computed[boat]{Field: register.Field{Name: "size", Label: "Size", Type: register.Text, List: true}, Of: func(b *boat) any {
		if b.Length > 20 {
			return "large"
		}
		return "small"
	}})
}

type berth struct {
	Ref  string `json:"ref"`
	Name string `json:"name"`
}

func berths() *register.Register[berth] {
	return register.Declare[berth](register.Declaration{
		Kind: "berth", Prefix: "BERTH", Singular: "berth", Plural: "berths", Area: authz.Assure,
		Fields: []register.Field{
			{Name: "ref", Label: "Ref", Type: register.Text, Required: true, Filter: true, Sort: true, Search: true},
			{Name: "name", Label: "Name", Type: register.Text, Required: true, Search: true},
		},
	}, nil)
}

// house is the server with pages of two registers over a store of their own. Who
// sends a request is said by a header, in place of a session.
type house struct {
	t      testing.TB
	now    time.Time
	door   *change.Door
	boats  *register.Register[boat]
	berths *register.Register[berth]
	frame  *frame.Frame
	server http.Handler
	routes []web.Route
	owner  change.Actor
	people map[string]change.Actor
	other  string // another organisation
}

func build(t testing.TB) *house {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	files, err := blob.Open(dir + "/files")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, now: time.Date(2027, 1, 6, 10, 0, 0, 0, time.UTC), boats: boats(), berths: berths(), people: map[string]change.Actor{}}
	tasks, changes, comments, fields := task.Register(), bulk.Register(), comment.Register(), custom.Register()
	book := register.NewBook(h.boats, h.berths, tasks, view.Register(), changes, comments, fields)
	h.door = change.New(st, book)
	org := id.New()
	h.owner = change.Actor{Org: org, Person: "p-1", Name: "Priya Nair", Role: authz.Owner}
	h.found(org, "Fenmoor Digital Ltd", "p-1", "Priya Nair")
	h.people["owner"] = h.owner
	h.other = id.New()
	h.found(h.other, "Elsewhere Ltd", "p-9", "Olga Other")
	h.people["other"] = change.Actor{Org: h.other, Person: "p-9", Name: "Olga Other", Role: authz.Owner}
	for i, role := range authz.Roles() {
		if role == authz.Owner || role == authz.ExternalAuditor {
			continue
		}
		h.member(string(role), change.Member{Person: fmt.Sprintf("p-%d", 10+i), Name: "The " + role.Word(), Email: string(role) + "@example.org", Role: string(role)})
	}
	h.member("manager-2", change.Member{Person: "p-2", Name: "Gareth Lowe", Email: "gareth@example.org", Role: string(authz.ComplianceManager)})
	h.frame = &frame.Frame{Door: h.door, Clock: func() time.Time { return h.now }, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }}
	pages := records.New(h.frame, files,
		records.Place{
			Register: h.boats, Path: "/boats", Group: "Harbour", Title: "Boats", Rule: rest.Rule{Fixed: map[string]string{"stage": "an action"}},
			Sections: []records.Section{{Title: "What it is", Fields: []string{"name", "state", "built", "length"}}, {Title: "Whose it is", Fields: []string{"keeper", "berth", "worth"}}},
			Chips:    []records.Chip{{Label: "Afloat", Query: "state=afloat"}, {Label: "Without a keeper", Query: "keeper[empty]=true"}},
			Done:     map[string]string{"sunk": "It is sunk."},
		},
		records.Place{Register: h.berths, Path: "/berths", Title: "Berths", Key: "ref", Rule: rest.Rule{NoDelete: true}},
	)
	many := bulk.NewService(h.door, changes, func(register.Kind) bulk.Rule { return bulk.Rule{} })
	kit := records.NewKit(h.frame, many, comment.NewService(h.door, comments), custom.NewDefinitions(fields, book), func(register.Ref) string { return "" })
	trail := &record.Pages{Frame: h.frame, Book: book, Href: func(ref register.Ref) string { return records.PageOf(h.frame)(ref, nil) }}
	h.routes = append(append(pages.Routes(), kit.Routes()...), trail.Routes()[:2]...)
	h.routes = h.frame.Named(h.routes)
	s, err := web.New(web.Config{Log: slog.New(slog.NewTextHandler(testLog{t}, nil)), Gate: h, Now: func() time.Time { return h.now }, Routes: h.routes})
	if err != nil {
		t.Fatal(err)
	}
	h.frame.Know(h.routes)
	h.server = s.Handler(8417)
	return h
}

// testLog fails a test that logs an error.
type testLog struct{ t testing.TB }

func (l testLog) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("level=ERROR")) {
		l.t.Errorf("logged: %s", b)
	}
	return len(b), nil
}

func (h *house) Visit(r *http.Request) (*auth.Visit, error) {
	a, ok := h.people[cmp.Or(r.Header.Get("X-As"), "owner")]
	if !ok {
		return nil, nil
	}
	p := auth.Place{Org: a.Org, Name: "Fenmoor Digital Ltd", Role: string(a.Role)}
	return &auth.Visit{Account: auth.Account{ID: a.Person, Name: a.Name}, Actor: a, Org: p, Places: []auth.Place{p}, FreshUntil: h.now.Add(time.Hour).UnixMicro()}, nil
}

func (h *house) Open(http.ResponseWriter, *http.Request) bool { return false }

func (h *house) found(org, name, person, called string) {
	h.t.Helper()
	h.do("settings.create", change.SystemActor(org, "start"), func(tx *change.Tx) error {
		_, err := tx.Found(name, change.Member{Person: person, Name: called, Email: person + "@example.org"})
		return err
	})
}

func (h *house) member(as string, m change.Member) {
	h.t.Helper()
	m.Active = true
	h.do("settings.update", h.owner, func(tx *change.Tx) error { return tx.Member(m) })
	h.people[as] = change.Actor{Org: h.owner.Org, Person: m.Person, Name: m.Name, Role: authz.Role(m.Role), Scope: m.Scope}
}

func (h *house) do(action string, a change.Actor, fn func(tx *change.Tx) error) {
	h.t.Helper()
	if _, err := h.door.Do(context.Background(), change.Request{Actor: a, Action: action, Now: h.now}, fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) put(a change.Actor, all ...boat) []register.Row[boat] {
	h.t.Helper()
	var out []register.Row[boat]
	h.do("boat.import", a, func(tx *change.Tx) error {
		out = nil
		for _, b := range all {
			row, err := change.Insert(tx, h.boats, b)
			if err != nil {
				return err
			}
			out = append(out, row)
		}
		return nil
	})
	return out
}

func (h *house) berth(ref, name string) register.Row[berth] {
	h.t.Helper()
	var out register.Row[berth]
	h.do("berth.create", h.owner, func(tx *change.Tx) (err error) {
		out, err = change.Insert(tx, h.berths, berth{ref, name})
		return err
	})
	return out
}

func (h *house) boat(number string) register.Row[boat] {
	h.t.Helper()
	var out register.Row[boat]
	if err := h.door.See(context.Background(), h.owner, func(v *change.View) (err error) {
		out, err = change.GetNumber(v, h.boats, number)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return out
}

// answer is what a request got.
type answer struct {
	*httptest.ResponseRecorder
	h    *house
	path string
}

func (h *house) send(as string, r *http.Request) answer {
	h.t.Helper()
	r.Host = "127.0.0.1:8417"
	r.Header.Set("X-As", as)
	w := httptest.NewRecorder()
	h.server.ServeHTTP(w, r)
	a := answer{w, h, r.Method + " " + r.URL.String() + " as " + as}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && strings.Contains(w.Body.String(), "<html") {
		t, ok := h.t.(*testing.T)
		if ok {
			for _, f := range uitest.Faults(uitest.Parse(t, w.Body.String())) {
				t.Errorf("%s: %s", a.path, f)
			}
		}
	}
	return a
}

func (h *house) get(as, path string) answer {
	h.t.Helper()
	return h.send(as, httptest.NewRequest(http.MethodGet, path, nil))
}

func (h *house) post(as, path string, form url.Values, change ...func(*http.Request)) answer {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, c := range change {
		c(r)
	}
	return h.send(as, r)
}

// upload posts a form with a file.
func (h *house) upload(as, path string, form url.Values, name, content string) answer {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, vs := range form {
		for _, v := range vs {
			_ = m.WriteField(k, v)
		}
	}
	f, err := m.CreateFormFile(name, "papers.txt")
	if err != nil {
		h.t.Fatal(err)
	}
	_, _ = io.WriteString(f, content)
	_ = m.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return h.send(as, r)
}

// wants fails the test unless the answer has the status and the words.
func (a answer) wants(status int, words ...string) answer {
	a.h.t.Helper()
	if a.Code != status {
		a.h.t.Errorf("%s: %d, want %d (%s)\n%.1500s", a.path, a.Code, status, a.Header().Get("Location"), text(a.Body.String()))
	}
	for _, w := range words {
		if !strings.Contains(text(a.Body.String()), w) && !strings.Contains(a.Body.String(), w) && !strings.Contains(a.Header().Get("Location"), w) {
			a.h.t.Errorf("%s does not say %q:\n%.3000s", a.path, w, text(a.Body.String()))
		}
	}
	return a
}

// lacks fails the test when the answer has one of the words.
func (a answer) lacks(words ...string) answer {
	a.h.t.Helper()
	for _, w := range words {
		if strings.Contains(a.Body.String(), w) {
			a.h.t.Errorf("%s says %q", a.path, w)
		}
	}
	return a
}
