package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/id"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/web"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// stage is the demonstration with a second organisation beside it, and a gate
// that lets in whomever the test names.
type stage struct {
	*house8417
	app    *app
	visit  *auth.Visit              // who asks next
	other  string                   // the second organisation's id
	theirs []string                 // every id in it
	desk   map[register.Kind]string // ids of its bid desk, where there is one
}

// legal is the second organisation's legal entity.
func legal() []party.Entity { return []party.Entity{{Name: "Another Ltd"}} }

// Visit implements web.Gate.
func (s *stage) Visit(*http.Request) (*auth.Visit, error) { return s.visit, nil }

// Open implements web.Gate.
func (s *stage) Open(http.ResponseWriter, *http.Request) bool { return false }

func newStage(t *testing.T) *stage {
	t.Helper()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	m, h := demoHouseOf(t, e)
	s := &stage{house8417: m, app: h}
	s.addOther(t, e)
	routes := slices.DeleteFunc(slices.Clone(m.routes), func(r web.Route) bool { return r.Page == "asset" })
	server, err := web.New(web.Config{Log: slog.New(slog.NewTextHandler(m.log, &slog.HandlerOptions{Level: slog.LevelWarn})), Now: e.now, Gate: s, Routes: routes})
	if err != nil {
		t.Fatal(err)
	}
	s.handler = server.Handler(8417)
	s.as(authz.Owner)
	return s
}

// as makes the next one who asks somebody of the demonstration in a role.
func (s *stage) as(role authz.Role) {
	place := auth.Place{Org: s.app.org.ID, Name: s.app.org.Name, Role: string(role)}
	actor := change.Actor{Org: s.app.org.ID, Person: "somebody", Name: "Sam Body", Role: role}
	if role == authz.ExternalAuditor {
		actor.Scope = authz.Scope{"assure:read"}
	}
	s.visit = &auth.Visit{
		Account: auth.Account{ID: "somebody", Name: "Sam Body"}, Actor: actor, Org: place, Places: []auth.Place{place},
		Session: "session", FreshUntil: january.Add(time.Hour).UnixMicro(),
	}
}

// addOther makes the second organisation with a record of each kind that has a
// page, and gathers every id in it.
func (s *stage) addOther(t *testing.T, e *env) {
	t.Helper()
	ctx := context.Background()
	by := change.By{Actor: change.Actor{Person: "other-owner", Name: "Otto Ther"}, Now: e.now()}
	org, err := s.app.makers.Create(ctx, by, "Another Ltd", "otto@another.example")
	if err != nil {
		t.Fatal(err)
	}
	s.other = org
	by.Actor = change.Actor{Org: org, Person: "other-owner", Name: "Otto Ther", Role: authz.Owner}
	cert, err := s.app.certificates.Add(ctx, by, certificate.Certificate{Scheme: "cyber-essentials", Holder: "Another Ltd", Number: "OTHER-CERT", Issued: 739900})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.bids.Add(ctx, by, bid.Bid{Title: "Their secret bid", Buyer: "A buyer", Entity: "Another Ltd"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.app.certificates.StartRenewal(ctx, by, cert.Number, e.today(), "other-owner"); err != nil {
		t.Logf("no renewal: %v", err)
	}
	if _, err := s.app.entities.Enter(ctx, by, legal()); err != nil {
		t.Fatal(err)
	}
	s.theirs = []string{org, "other-owner"}
	err = s.app.store.View(ctx, store.Org(org), func(tx *store.Tx) error {
		return tx.Query(ctx, "SELECT id FROM record WHERE org_id = $1", []any{org}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			s.theirs = append(s.theirs, id)
			return err
		})
	})
	if err != nil || len(s.theirs) < 5 {
		t.Fatalf("the second organisation has %d ids: %v", len(s.theirs), err)
	}
}

// form is a body with something in every field, so that what is asked for is
// done where it may be.
var form = url.Values{
	"title": {"A bid"}, "buyer": {"A buyer"}, "entity": {"Fenmoor Digital Ltd"}, "stage": {"submitted"}, "which": {"award"}, "date": {"2027-06-01"}, "reason": {"because"},
	"scheme": {"cyber-essentials"}, "strength": {"mandatory"}, "when": {"by-award"}, "applies": {"yes"}, "certificate": {"CERT-1"}, "covers": {"yes"}, "state": {"active"}, "from": {"2027-01-01"},
	"holder": {"Fenmoor Digital Ltd"}, "number": {"N-1"}, "issued": {"2026-12-01"}, "name": {"A name of ours Ltd"}, "role": {"reader"}, "version": {"1"}, "email": {"sam@fenmoor.example"},
}.Encode()

// doing is what a form says beside it where one address takes several: what is
// done, so that the right to do it is asked for.
var doing = map[string]url.Values{
	"/bids/{id}/decision": {"go": {"yes"}}, "/bids/{id}/partners": {"do": {"add"}}, "/bids/{id}/questions/{cq}": {"do": {"send"}}, "/bids/{id}/pack": {"items": {"cover", "soa"}},
	"/questionnaires/{number}/do": {"act": {"assign"}}, "/notices/portals": {"portal": {"find-a-tender"}, "do": {"now"}},
	"/bids/{id}/documents/{doc}/requirements": {"page": {"1"}, "quote": {"the"}},
}

// TestRoleRoutes asks every route of the server in every role with a record
// that exists, and compares with the table of who may what.
func TestRoleRoutes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	var b strings.Builder
	roles := authz.Roles()
	fmt.Fprintf(&b, "%-60s", "route")
	for _, r := range roles {
		fmt.Fprintf(&b, " %-18s", r)
	}
	b.WriteString("\n")
	// What anybody may open, signed in or not, knows no roles.
	routes := slices.DeleteFunc(slices.Clone(s.routes), func(r web.Route) bool { return r.Access == web.Public })
	slices.SortStableFunc(routes, func(x, y web.Route) int { return strings.Compare(x.Pattern+" "+x.Method, y.Pattern+" "+y.Method) })
	for _, route := range routes {
		fmt.Fprintf(&b, "%-60s", route.Method+" "+route.Pattern)
		path := s.pathOf(route.Pattern, "")
		var words []string
		for i := range roles {
			role := roles[len(roles)-1-i] // the least first, so that what they are asked about is still there
			s.as(role)
			body := ""
			if route.Method == http.MethodPost {
				body = form
				if more := doing[route.Pattern]; more != nil {
					body += "&" + more.Encode()
				}
			}
			w := s.ask(route.Method, path, body, nil)
			word := "ok"
			switch {
			case w.Code == http.StatusForbidden:
				word = "refused"
			case w.Code == http.StatusNotFound:
				word = "unknown" // an external auditor is let in to the room alone
			case w.Code >= 400 && w.Code < 500:
				word = "form" // no right was refused, and nothing was done
			case w.Code >= 500:
				t.Errorf("%s %s as %s: %d", route.Method, path, role, w.Code)
			}
			words = append(words, word)
		}
		slices.Reverse(words)
		for _, word := range words {
			fmt.Fprintf(&b, " %-18s", word)
		}
		b.WriteString("\n")
	}
	s.quiet(t)
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		out.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	path := filepath.Join("testdata", "role-routes.txt")
	if os.Getenv("HOLDFAST_UPDATE") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != string(want) {
		t.Errorf("who may what has changed; where that is meant, run with HOLDFAST_UPDATE=1 and say why in the commit:\n%s", differing(string(want), out.String()))
	}
}

// differing gives the lines that two texts do not share.
func differing(was, is string) string {
	var b strings.Builder
	old, now := strings.Split(was, "\n"), strings.Split(is, "\n")
	for _, l := range old {
		if !slices.Contains(now, l) {
			b.WriteString("- " + l + "\n")
		}
	}
	for _, l := range now {
		if !slices.Contains(old, l) {
			b.WriteString("+ " + l + "\n")
		}
	}
	return b.String()
}

// pathOf is path for every route there is: where no record is known that fits a
// wildcard, it is filled with what is none.
func (s *stage) pathOf(pattern, instead string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/")
	return strings.TrimSuffix(wildcards.ReplaceAllStringFunc(pattern, func(w string) string {
		before, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/"+w)
		v, known := "", false
		for _, place := range []string{pattern, before, first} {
			if !known {
				v, known = s.values[place+" "+strings.Trim(w, "{}")]
			}
		}
		switch {
		case instead != "":
			v, instead = instead, ""
		case !known:
			v = "none"
		}
		return url.PathEscape(v)
	}), "{$}")
}

// number is a readable number, which is another one each time that something is
// added.
var number = regexp.MustCompile(`[A-Z]+-[0-9]+`)

// onceKey is the random text in a form that makes sending it twice one change.
var onceKey = regexp.MustCompile(`name="key" value="[^"]*"`)

// TestAnotherOrganisationIsUnknown: on every route, in the path and in every
// field, an id of another organisation behaves as one that does not exist.
func TestAnotherOrganisationIsUnknown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	unknown := id.New()
	plain := func(w *httptest.ResponseRecorder, given string) string {
		body := strings.ReplaceAll(strings.ReplaceAll(w.Body.String(), url.PathEscape(given), "ID"), given, "ID")
		body = onceKey.ReplaceAllString(body, "KEY")
		return number.ReplaceAllString(fmt.Sprint(w.Code, " ", w.Header().Get("Location"), " ", body), "NUMBER")
	}
	for _, route := range s.routes {
		if route.Access == web.Public {
			continue
		}
		if strings.Contains(route.Pattern, "{") && !strings.HasPrefix(route.Pattern, "/{") {
			want := ""
			for i, given := range append([]string{unknown}, s.theirs...) {
				path := s.pathOf(route.Pattern, given)
				said := plain(s.ask(route.Method, path, form, nil), given)
				if i == 0 {
					want = said
				} else if said != want {
					t.Errorf("%s %s tells another organisation's id from an unknown one:\n%.300s\n%.300s", route.Method, path, said, want)
				}
				if strings.Contains(said, "Their secret bid") || strings.Contains(said, "Otto Ther") {
					t.Errorf("%s %s shows what is another organisation's", route.Method, path)
				}
			}
		}
		if route.Method != http.MethodPost || route.Pattern == "/confirm" { // each try counts there
			continue
		}
		for _, field := range []string{"owner", "parent", "certificate", "organisation", "person", "id", "file", "replaces", "entity"} {
			ask := func(given string) string {
				f, err := url.ParseQuery(form)
				if err != nil {
					t.Fatal(err)
				}
				f.Set(field, given)
				f.Set("title", "") // it changes nothing, so that both are asked of the same
				f.Set("name", "")
				return plain(s.ask(http.MethodPost, s.pathOf(route.Pattern, ""), f.Encode(), nil), given)
			}
			if takesNothing[route.Pattern] {
				continue
			}
			ask(unknown) // what changes at the first time has changed
			if want := ask(unknown); ask(s.theirs[len(s.theirs)-1]) != want || ask(s.other) != want {
				t.Errorf("POST %s tells in %q another organisation's id from an unknown one", route.Pattern, field)
			}
		}
	}
	for _, path := range []string{"/", "/bids", "/certificates", "/calendar", "/settings/people", "/settings/entities", "/portfolio", "/organisations"} {
		if body := s.ask(http.MethodGet, path, "", nil).Body.String(); strings.Contains(body, "Another Ltd") || strings.Contains(body, "Otto Ther") || strings.Contains(body, "Their secret bid") {
			t.Errorf("%s shows what is another organisation's", path)
		}
	}
	s.quiet(t)
}
