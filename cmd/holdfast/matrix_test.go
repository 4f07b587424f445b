package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"holdfast/internal/web"
	"holdfast/internal/web/uitest"
	"holdfast/internal/webtest/guard"
)

// house8417 is the demonstration behind its handler, without a network.
type house8417 struct {
	handler http.Handler
	routes  []web.Route
	cookie  *http.Cookie
	values  map[string]string // what stands for a wildcard, by the first part of the path and its name
	log     *bytes.Buffer
}

func demoHouse(t *testing.T) *house8417 {
	t.Helper()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	m, _ := demoHouseOf(t, e)
	return m
}

// demoHouseOf gives the parts behind it too.
func demoHouseOf(t *testing.T, e *env) (*house8417, *app) {
	t.Helper()
	h, err := openDemo(e, t.TempDir(), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	key := web.NewKey()
	m := &house8417{log: &bytes.Buffer{}}
	server, err := h.server(e, serving{}, slog.New(slog.NewTextHandler(m.log, &slog.HandlerOptions{Level: slog.LevelWarn})), key)
	if err != nil {
		t.Fatal(err)
	}
	m.handler, m.routes = server.Handler(8417), server.Table()
	m.cookie = guard.SignIn(t, m.handler, key)
	m.values = map[string]string{"bids id": "BID-4", "certificates id": "CERT-3", "notices key": m.find(t, "/notices", `href="/notices/(ocds[^"/]+)"`), "bids req": m.find(t, "/bids/BID-4", `/bids/BID-4/requirements/([^"/]+)"`)}
	m.values["calendar file"] = strings.TrimPrefix(m.find(t, "/calendar", `/calendar/([^"/]+\.ics)"`), "/calendar/")
	m.ask(http.MethodPost, "/certificates/CERT-3/renewal", "", nil)
	m.values["tasks id"] = m.find(t, "/certificates/CERT-3", `/tasks/([A-Z0-9-]+)/done"`)
	m.values["trail kind"], m.values["trail id"] = "bid", "BID-4"
	m.showing(t)
	// Links that hold a secret, and a provider that nobody has added.
	m.values["reset token"], m.values["set-up token"], m.values["invitation token"] = "nobody-s", "nobody-s", "nobody-s"
	m.values["sign-in provider"], m.values["settings number"] = "PROV-1", "PROV-1"
	m.values["settings kind"] = "certificate"
	m.values["controls control"], m.values["controls version"], m.values["controls id"], m.values["clauses clause"] = "A.5.15", "4", "CAT-1", "6.1.2"
	m.values["scope issue"], m.values["scope interestedparty"], m.values["scope obligation"], m.values["scope ismsrole"] = "ISSUE-1", "PARTY-1", "LAW-1", "ROLE-1"
	m.values["scope objective"], m.values["scope communication"], m.values["scope plannedchange"], m.values["scope version"] = "OBJ-1", "COMM-1", "PC-1", "3"
	m.values["assets asset"], m.values["assets id"], m.values["classification id"] = "ASSET-1", "ASSET-1", "CLASS-1"
	for path, id := range map[string]string{"sites": "SITE-1", "issues": "ISSUE-1", "parties": "PARTY-1", "obligations": "LAW-1", "roles": "ROLE-1", "objectives": "OBJ-1", "communication": "COMM-1", "changes": "PC-1"} {
		m.values["scope/"+path+" id"] = id
	}
	m.fill(t, h)
	m.values["settings id"], m.values["settings person"] = "ENT-1", "rhian.vaughan@fenmoor.example"
	return m, h
}

// find gives what a pattern holds in a page.
func (m *house8417) find(t *testing.T, path, pattern string) string {
	t.Helper()
	body := m.ask(http.MethodGet, path, "", nil).Body.String()
	got := regexp.MustCompile(pattern).FindStringSubmatch(body)
	if got == nil {
		t.Fatalf("%s has nothing like %s", path, pattern)
	}
	return html.UnescapeString(got[1])
}

func (m *house8417) ask(method, path, body string, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:8417"
	r.AddCookie(m.cookie)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	m.handler.ServeHTTP(w, r)
	return w
}

var wildcards = regexp.MustCompile(`\{([a-z]+)\}`)

// path fills a pattern with records that exist. instead replaces the first.
func (m *house8417) path(t *testing.T, pattern, instead string) string {
	t.Helper()
	first, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/")
	return strings.TrimSuffix(wildcards.ReplaceAllStringFunc(pattern, func(w string) string {
		if instead != "" {
			v := instead
			instead = ""
			return v
		}
		// The whole path before it names the record where its first part does not.
		before, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/"+w)
		v, ok := m.values[pattern+" "+strings.Trim(w, "{}")]
		if !ok {
			v, ok = m.values[before+" "+strings.Trim(w, "{}")]
		}
		if !ok {
			v, ok = m.values[first+" "+strings.Trim(w, "{}")]
		}
		if !ok {
			t.Fatalf("no record for %s in %s: say one in demoHouse", w, pattern)
		}
		return url.PathEscape(v)
	}), "{$}")
}

// confirms says that a route first wants to know again who asks: what it does
// with what it is sent is then tested by a visit that has just proved it
// (TestRoleRoutes, TestAnotherOrganisationIsUnknown).
func (m *house8417) confirms(t *testing.T, route web.Route) bool {
	t.Helper()
	if !route.Fresh {
		return false
	}
	w := m.ask(route.Method, m.path(t, route.Pattern, ""), "", nil)
	return w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/confirm")
}

// soundPage says whether an answer is a sound page of the product.
func soundPage(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		return
	}
	path, _, _ := strings.Cut(what, "?")
	if path, _, _ = strings.Cut(path, " "); fragments[path] {
		return
	}
	for _, f := range uitest.Faults(uitest.Parse(t, w.Body.String())) {
		t.Errorf("%s (%d): %s", what, w.Code, f)
	}
}

// message gives what an error page says, without what surrounds it.
func message(t *testing.T, body string) string {
	t.Helper()
	main := uitest.All(uitest.Parse(t, body), "main")
	if len(main) != 1 {
		t.Fatalf("no page: %.300s", body)
	}
	return uitest.Text(main[0])
}

// said is message for an answer that need not be a page, such as the trust
// page's dates for a calendar.
func said(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		return message(t, w.Body.String())
	}
	return strings.TrimSpace(w.Body.String())
}

func (m *house8417) quiet(t *testing.T) {
	t.Helper()
	if strings.Contains(m.log.String(), "level=ERROR") || strings.Contains(m.log.String(), "panic") {
		t.Errorf("it logged: %.3000s", m.log)
	}
}

// elsewhere are the pages that show nothing to the demonstration's compliance
// manager: no file is kept with CERT-3, who is signed in is not asked to sign
// in, nobody's links are open, and the auditors' room is the auditors'.
var elsewhere = map[string]bool{
	"certificate-file": true, "sign-in": true, "second-factor": true, "reset": true, "set-up": true, "invitation": true,
	"sign-in-provider": true, "sign-in-callback": true, "provider-link": true, "provider": true,
	"trust-confirm": true, "trust-stop": true, "trust-tell": true,
	"my-rooms": true, "room": true, "room-list": true, "room-record": true, "room-file": true, "room-sample": true, "room-request": true, "room-answer-file": true, "room-bundle": true,
	"request-file":   true, // nothing was asked for in ROOM-1
	"retention-rule": true, // owners and administrators say how long records are kept
	"invite":         true, // owners and administrators invite
	// Who has no proof of their own confirms by a provider; the others are led to
	// the page that asks for theirs, whatever the provider.
	"confirm-provider": true,
	// Nobody's link; what another was asked for; pages that lead on to the record.
	"send": true, "evidence-answer": true, "evidence-sent": true, "comment": true,
	// They compare what the address names, and it names nothing; a version of the
	// method in force is changed in a draft.
	"scope-statement-compare": true, "risk-method-compare": true, "risk-method-edit": true,
	"custom-field": true, // nobody has made fields of their own
	// A document's number leads on to its bid; no file is kept with ATT-1.
	"tender-document-of": true, "attestation-file-file": true,
}

// fragments are parts of a page that are no page by themselves.
var fragments = map[string]bool{"/search/palette": true}

// TestEveryPageIsSound reads every page of the table by meaning, with records
// in it.
func TestEveryPageIsSound(t *testing.T) {
	t.Parallel()
	m := demoHouse(t)
	// Nothing is written here, so an address that was asked for once is not asked
	// for again by every page that leads to it.
	followed, takes := map[string]bool{}, m.takes()
	for _, route := range m.routes {
		if route.Method != http.MethodGet || route.Page == "asset" {
			continue
		}
		path := m.path(t, route.Pattern, "")
		w := m.ask(http.MethodGet, path, "", nil)
		if w.Code != http.StatusOK {
			if !elsewhere[route.Page] && !m.confirms(t, route) {
				t.Errorf("%s: %d", path, w.Code)
			}
			continue
		}
		soundPage(t, path, w)
		head := m.ask(http.MethodHead, path, "", nil)
		if head.Code != http.StatusOK {
			t.Errorf("HEAD %s: %d", path, head.Code)
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			m.followLinks(t, path, w.Body.String(), followed, takes)
		}
	}
	for _, path := range []string{
		"/bids?state=fails", "/bids?state=holds&sort=value&down=1", "/bids?stage=closed", "/bids/BID-7", "/bids/BID-9", "/bids/BID-4?requirement=2", "/bids/BID-4?what=award&to=2027-06-01", "/bids/BID-4?what=award",
		"/notices?show=accepted", "/notices?show=dismissed", "/notices?scheme=iso27001", "/notices?search=nothing-like-it",
		"/need?buyer=central-government&nation=england&regime=pa2023&data=citizens", "/need?buyer=", "/certificates/CERT-1", "/certificates/CERT-4", "/certificates/CERT-6",
	} {
		w := m.ask(http.MethodGet, path, "", nil)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
		soundPage(t, path, w)
	}
	m.quiet(t)
}

// followLinks asks for every address of ours that a page leads to and that is
// not in seen, and wants a route for each of its forms.
func (m *house8417) followLinks(t *testing.T, from, body string, seen map[string]bool, takes func(method, path string) bool) {
	t.Helper()
	page := uitest.Parse(t, body)
	for _, e := range append(uitest.All(page, "a"), append(uitest.All(page, "link"), uitest.All(page, "script")...)...) {
		for _, name := range []string{"href", "src"} {
			at, err := url.Parse(uitest.Attr(e, name))
			if err != nil || !strings.HasPrefix(at.Path, "/") || at.Host != "" || seen[at.RequestURI()] {
				continue
			}
			seen[at.RequestURI()] = true
			w := m.ask(http.MethodGet, at.RequestURI(), "", nil)
			if on := w.Header().Get("Location"); w.Code == http.StatusSeeOther && strings.HasPrefix(on, "/") && !strings.HasPrefix(on, web.SignInPath) && !strings.HasPrefix(on, "/confirm") {
				w = m.ask(http.MethodGet, on, "", nil) // a number that leads on to its page
			}
			if w.Code != http.StatusOK {
				t.Errorf("%s leads to %s, which answers %d", from, at, w.Code)
			}
		}
	}
	for _, e := range uitest.All(page, "form") {
		at := uitest.Attr(e, "action")
		method := strings.ToUpper(uitest.Attr(e, "method"))
		if method == "" {
			method = http.MethodGet
		}
		if !takes(method, at) {
			t.Errorf("%s has a form to %s %s, which no route takes", from, method, at)
		}
	}
}

// takes tells whether a route takes a method and an address.
func (m *house8417) takes() func(method, path string) bool {
	mux := http.NewServeMux()
	for _, r := range m.routes {
		mux.HandleFunc(r.Method+" "+r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return func(method, path string) bool {
		_, pattern := mux.Handler(httptest.NewRequest(method, path, nil))
		return pattern != ""
	}
}

// firstUnknown is a number that nothing has.
const firstUnknown = "BID-999"

// otherKind gives, for the first part of a path, a record of another kind that
// does exist.
var otherKind = map[string]string{
	"bids": "CERT-3", "certificates": "BID-4", "tasks": "BID-4", "notices": "BID-4", "calendar": "BID-4", "settings": "BID-4", "trail": "CERT-3", "scope": "ASSET-1", "assets": "ISSUE-1", "classification": "ISSUE-1",
	"questionnaires": "BID-4", "questions": "BID-4", "packs": "BID-4", "tenders": "BID-4", "answers": "BID-4", "statements": "BID-4", "clarifications": "BID-4",
}

// TestUnknownRecordsAreAllAlike: what does not exist, what is no number, and
// the number of another register answer 404 in the same words.
func TestUnknownRecordsAreAllAlike(t *testing.T) {
	t.Parallel()
	m := demoHouse(t)
	for _, route := range m.routes {
		if !strings.Contains(route.Pattern, "{") || strings.HasPrefix(route.Pattern, "/{") || route.Page == "asset" || route.Page == "confirm-provider" || m.confirms(t, route) || strings.Contains(route.Pattern, "/stop/") || route.Page == "send" || route.Page == "send-files" {
			continue // whatever the link that ends mails, the answer is the same, and no 404; who guesses links of requests is held back
		}
		first := ""
		// A role that may not use the page is told so, of what exists as of what does not.
		exists := m.ask(route.Method, m.path(t, route.Pattern, ""), "", nil)
		forbidden := func(id string) bool { return id == firstUnknown && exists.Code == http.StatusForbidden }
		for _, id := range []string{
			firstUnknown, "CERT-999", "x", "BID-0", "BID--4", "BID-4x", "BID-99999999999999999999999", "%00", "BID-4%00", "%ff%fe", "%E2%80%AE", "BID-4%2F..%2FBID-4", "%20", "'%20or%201=1--",
			strings.Repeat("9", 4000), "BID-" + strings.Repeat("4", 4000), "SEEN-1", "ocds-h6vhtk-000000", otherKind[strings.Split(route.Pattern, "/")[1]],
		} {
			if id == "" {
				continue // its names are no numbers
			}
			path := m.path(t, route.Pattern, id)
			w := m.ask(route.Method, path, "reason=because&stage=won&which=award&date=2027-06-01&scheme=dspt&strength=mandatory&when=by-award&applies=yes&certificate=CERT-1&covers=yes&state=suspended&from=2027-01-01&version=1", nil)
			if w.Code == http.StatusForbidden && forbidden(id) {
				break // the role may not come so far, whatever the record
			}
			if w.Code != http.StatusNotFound {
				t.Errorf("%s %.80s: %d, want 404: %.200s", route.Method, path, w.Code, said(t, w))
				continue
			}
			soundPage(t, path, w)
			if said := said(t, w); first == "" {
				first = said
			} else if said != first {
				t.Errorf("%s %.80s says %q, and another %q", route.Method, path, said, first)
			}
		}
		// The second wildcard: a requirement of the bid.
		if strings.Contains(route.Pattern, "{req}") {
			for _, req := range []string{"x", "%00", "r999", strings.Repeat("r", 3000)} {
				path := strings.ReplaceAll(strings.ReplaceAll(route.Pattern, "{id}", "BID-4"), "{req}", req)
				if w := m.ask(route.Method, path, "reason=because&scheme=dspt&strength=mandatory&when=by-award&applies=yes", nil); w.Code != http.StatusNotFound {
					t.Errorf("%s: %d, want 404", path, w.Code)
				}
			}
		}
	}
	m.quiet(t)
}

// takesNothing are the actions that need no field: a button alone does them.
var takesNothing = map[string]bool{
	"/tasks/{id}/done": true, "/notices/{key}/accept": true, "/certificates/{id}/renewal": true,
	"/confirm":                      true, // of a session that the printed address opened: there is no password to ask for
	"/account/sessions/end-others":  true,
	"/account/authenticator/remove": true,
	"/share/trust/on":               true,
	"/share/trust/off":              true,
	"/share/room/{room}/close":      true,
	// A starter set, and a review: the next one is in a year where no day is given.
	"/scope/issues/start": true, "/scope/parties/start": true, "/scope/obligations/start": true, "/scope/roles/start": true, "/scope/communication/start": true, "/classification/start": true,
	"/scope/issues/{issue}/review": true, "/scope/parties/{interestedparty}/review": true, "/scope/obligations/{obligation}/review": true, "/scope/roles/{ismsrole}/review": true,
	"/scope/communication/{communication}/review": true, "/assets/{asset}/review": true,
	// Buttons of the management system.
	"/risks/method/draft": true, "/risks/method/adopt": true, "/controls/start": true, "/controls/issue": true, "/documents/{number}/discard": true, "/documents/{number}/review": true,
	"/comments/{number}/seen": true, "/changes/{number}/undo": true, "/evidence/requests/{number}/link": true, "/evidence/requests/{number}/revoke": true,
	"/documents/answers": true, // what is not answered stays open
	// Buttons of the bid desk, and boxes of which none is ticked.
	"/bids/{id}/plan": true, "/bids/{id}/lots": true, "/bids/{id}/facts": true, "/tenders/new/{pack}/discard": true, "/questions/{number}/save": true,
	"/bids/{id}/pack": true, "/bids/{id}/pack/next": true, "/bids/{id}/pack/build": true, "/bids/{bid}/statement": true,
	"/bids/{id}/pack/undertaking":   true, // without a text there is none
	"/documents/{number}/preview":   true, // of no text there is nothing to see
	"/evidence/{number}/for":        true, // nothing ticked: it is for nothing
	"/trust/{handle}/stop/{secret}": true, // says the same whatever the link, so that nobody learns who asked
}

// needsNothing says that an action is done, or leaves all as it is, where nothing
// is sent: taking a view away is a button, and a field of which nothing is sent
// stays as it is.
func needsNothing(r web.Route) bool {
	return takesNothing[r.Pattern] || strings.HasSuffix(r.Pattern, "/{view}/delete") || strings.HasSuffix(r.Pattern, "/{id}/field/{field}")
}

// TestEveryActionRefusesNonsense sends what no form of ours sends: the answer
// is a page that says what to do, and nothing falls over.
func TestEveryActionRefusesNonsense(t *testing.T) {
	t.Parallel()
	m := demoHouse(t)
	kind := func(c string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Content-Type", c) }
	}
	long := strings.Repeat("x", 300_000)
	fields := []string{"title", "buyer", "entity", "deadline", "award", "start", "end", "value", "owner", "stage", "which", "date", "reason", "scheme", "strength", "when", "level", "certificate", "covers", "applies", "state", "from", "note", "holder", "number", "body", "issued", "expires", "scope", "schemes", "file"}
	all := func(v string) string {
		f := url.Values{}
		for _, n := range fields {
			f.Set(n, v)
		}
		return f.Encode()
	}
	bodies := []struct {
		name, body string
		change     func(*http.Request)
	}{
		{"nothing", "", nil},
		{"no content type", "a=b", func(r *http.Request) { r.Header.Del("Content-Type") }},
		{"bad escapes", "stage=%zz&reason=%", nil},
		{"semicolons", ";;;a;b=c&&&=", nil},
		{"bytes", "\x00\xff\xfe=\x80", nil},
		{"JSON", `{"stage":"won"}`, kind("application/json")},
		{"a broken upload", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a", kind("multipart/form-data; boundary=x")},
		{"an upload without a boundary", "hello", kind("multipart/form-data")},
		{"an empty upload", "--x--\r\n", kind("multipart/form-data; boundary=x")},
		{"an upload of nonsense", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4 nonsense\r\n--x--\r\n", kind("multipart/form-data; boundary=x")},
		{"dates that do not exist", all("2027-02-30"), nil},
		{"NUL in every field", all("a\x00b"), nil},
		{"no UTF-8 in every field", all("\xff\xfe"), nil},
		{"markup in every field", all(`"><script>alert(1)</script>`), nil},
		{"very long in every field", all(long[:20_000]), nil},
		{"many fields", strings.Repeat("a=b&", 50_000), nil},
	}
	for _, route := range m.routes {
		if route.Method != http.MethodPost || route.Page == "sign-out" || m.confirms(t, route) {
			continue
		}
		for _, b := range bodies {
			path := m.path(t, route.Pattern, "")
			w := m.ask(http.MethodPost, path, b.body, b.change)
			what := fmt.Sprintf("%s with %s", path, b.name)
			switch {
			case w.Code >= 500:
				t.Errorf("%s: %d\n%.600s", what, w.Code, message(t, w.Body.String()))
			case w.Code >= 400:
				soundPage(t, what, w)
				if said := message(t, w.Body.String()); len(said) < 20 || strings.Contains(said, "goroutine") || strings.Contains(said, "sql:") {
					t.Errorf("%s says %q", what, said)
				}
			case b.name == "nothing" && !needsNothing(route):
				t.Errorf("%s: %d, and nothing was said", what, w.Code)
			}
		}
		limit := route.MaxBody
		if limit == 0 {
			limit = web.DefaultMaxBody
		}
		huge := m.ask(http.MethodPost, m.path(t, route.Pattern, ""), "", func(r *http.Request) { r.ContentLength = limit + 1 })
		if huge.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s with a body over its limit: %d, want 413", route.Pattern, huge.Code)
		}
		if limit <= 8<<20 {
			// The same without saying so beforehand.
			body := "reason=" + strings.Repeat("x", int(limit))
			got := m.ask(http.MethodPost, m.path(t, route.Pattern, ""), body, func(r *http.Request) { r.ContentLength = -1 })
			if got.Code >= 500 || got.Code < 400 && !needsNothing(route) {
				t.Errorf("%s with an endless body: %d", route.Pattern, got.Code)
			}
		}
	}
	m.quiet(t)
}

// TestARefusedDismissalShowsItsNotice: also one that is not on this page of the
// inbox, so that the form stands where the message leads.
func TestARefusedDismissalShowsItsNotice(t *testing.T) {
	t.Parallel()
	m := demoHouse(t)
	path := m.path(t, "/notices/{key}/dismiss", "")
	for range 2 { // before and after it has been dismissed
		w := m.ask(http.MethodPost, path, "reason=", nil)
		soundPage(t, path, w)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `action="`+path+`"`) {
			t.Errorf("%d, and the form is not there", w.Code)
		}
		m.ask(http.MethodPost, path, "reason=not+for+us", nil)
	}
}

// TestNoPageFallsOverItsQuery: an address can be typed by anybody.
func TestNoPageFallsOverItsQuery(t *testing.T) {
	t.Parallel()
	m := demoHouse(t)
	names := []string{"state", "sort", "down", "stage", "from", "what", "to", "requirement", "done", "show", "scheme", "search", "after", "all", "buyer", "nation", "regime", "data", "class", "defence", "key", "year", "month", "on", "schemes"}
	for _, route := range m.routes {
		if route.Method != http.MethodGet || route.Page == "asset" {
			continue
		}
		for _, v := range []string{"", "x", "-1", "0", "999999999999999999999", "\x00", "\xff", "%", "'", `"><script>alert(1)</script>`, "2027-02-30", "9999-12-31", "CERT-3", strings.Repeat("é", 2000)} {
			q := url.Values{}
			for _, n := range names {
				q.Set(n, v)
			}
			path := m.path(t, route.Pattern, "") + "?" + q.Encode()
			w := m.ask(http.MethodGet, path, "", nil)
			if w.Code >= 500 {
				t.Errorf("%.60s with %.20q: %d", path, v, w.Code)
			}
			soundPage(t, fmt.Sprintf("%.60s with %.20q", path, v), w)
		}
		w := m.ask(http.MethodGet, m.path(t, route.Pattern, "")+"?a=%zz&;", "", nil)
		if w.Code >= 500 {
			t.Errorf("%s with a broken query: %d", route.Pattern, w.Code)
		}
	}
	m.quiet(t)
}

// TestStrangersCannotTellWhatExists: without the session every address answers
// alike, and a wrong method tells nothing either.
func TestStrangersCannotTellWhatExists(t *testing.T) {
	t.Parallel()
	m := demoHouse(t)
	stranger := func(r *http.Request) { r.Header.Del("Cookie") }
	for _, route := range m.routes {
		if route.Access == web.Public || !strings.Contains(route.Pattern, "{") || route.Pattern == "/{$}" {
			continue
		}
		for _, path := range []string{m.path(t, route.Pattern, ""), m.path(t, route.Pattern, "BID-999")} {
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions} {
				want, status := m.ask(method, "/there-is-nothing-here", "", stranger), http.StatusUnauthorized
				to := ""
				if method == http.MethodGet {
					status, to = http.StatusSeeOther, web.SignInPath+"?to="+url.QueryEscape(path)
				}
				w := m.ask(method, path, "", stranger)
				if w.Code != status || w.Header().Get("Location") != to || w.Code != want.Code || w.Body.String() != want.Body.String() {
					t.Errorf("%s %s: %d to %q, unlike an address that does not exist", method, path, w.Code, w.Header().Get("Location"))
				}
			}
		}
	}
	// With it, another method is refused in words.
	for _, route := range m.routes {
		if route.Method == http.MethodPost || route.Page == "asset" {
			continue
		}
		if w := m.ask(http.MethodDelete, m.path(t, route.Pattern, ""), "", nil); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
			t.Errorf("DELETE %s: %d", route.Pattern, w.Code)
		}
	}
}
