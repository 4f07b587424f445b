package gate_test

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/secret"
	"holdfast/internal/store"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/gate"
)

const (
	right = "tarpaulin gull sings at noon"
	other = "seven kettles and one heron"
	key   = "the-key-of-the-machine"
)

// site is a server of the gate's pages alone.
type site struct {
	t    *testing.T
	auth *auth.Service
	base string
	at   time.Time
	org  string
}

func newSite(t *testing.T) *site {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	ring, err := secret.New(rand.Reader, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, at: time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC), org: id.New()}
	now := func() time.Time { return s.at }
	door := change.New(st, register.NewBook())
	if _, err := door.Do(t.Context(), change.Request{Actor: change.SystemActor(s.org, "start"), Action: "settings.create", Now: s.at}, func(tx *change.Tx) error {
		_, err := tx.Found("Quayside Ltd", change.Member{Person: "person-1", Name: "You"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s.auth = auth.NewService(auth.Config{Store: st, Door: door, Sealer: ring, Now: now, Log: slog.New(slog.DiscardHandler), Client: web.Client})
	f := &frame.Frame{Door: door, Clock: now, Zone: time.UTC, Count: func(*change.View) (map[string]int, error) { return nil, nil }}
	g := &gate.Gate{Auth: s.auth, Frame: f, Key: key, Local: func() (string, string) { return "person-1", s.org }}
	routes := append(g.Routes(), web.Route{Method: "GET", Pattern: "/{$}", Page: "today", Handler: func(w http.ResponseWriter, _ *http.Request) error {
		_, err := io.WriteString(w, "today")
		return err
	}}, web.Route{Method: "GET", Pattern: "/bids", Page: "bids", Handler: func(w http.ResponseWriter, r *http.Request) error {
		_, err := io.WriteString(w, "bids of "+auth.Of(r.Context()).Account.Name)
		return err
	}})
	f.Know(routes)
	server, err := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Now: now, Gate: g, Routes: routes})
	if err != nil {
		t.Fatal(err)
	}
	hs := httptest.NewUnstartedServer(nil)
	hs.Config.Handler = server.Handler(hs.Listener.Addr().(*net.TCPAddr).Port)
	hs.Start()
	t.Cleanup(hs.Close)
	s.base = hs.URL
	return s
}

// browser follows no redirect by itself.
type browser struct {
	*site
	client *http.Client
}

func (s *site) browser() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// page is an answer.
type page struct {
	status int
	to     string // where it leads
	body   string
	header http.Header
}

func (b *browser) get(path string) page { return b.send(http.MethodGet, path, nil) }

func (b *browser) post(path string, fields ...string) page {
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return b.send(http.MethodPost, path, v)
}

func (b *browser) send(method, path string, form url.Values) page {
	b.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(context.Background(), method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.base)
		r.Header.Set("Referer", b.base+path)
	}
	resp, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{resp.StatusCode, strings.TrimPrefix(resp.Header.Get("Location"), b.base), string(text), resp.Header}
}

// leads fails unless the answer leads there.
func (p page) leads(t *testing.T, to string) {
	t.Helper()
	if p.status != http.StatusSeeOther || p.to != to {
		t.Errorf("%d to %q, want 303 to %q\n%.1500s", p.status, p.to, to, p.body)
	}
}

// says fails unless the answer has the status and the words.
func (p page) says(t *testing.T, status int, words ...string) {
	t.Helper()
	if p.status != status {
		t.Errorf("status %d, want %d: %.1500s", p.status, status, p.body)
	}
	for _, w := range words {
		if !strings.Contains(p.body, w) {
			t.Errorf("the page does not say %q:\n%.3000s", w, p.body)
		}
	}
}

func field(t *testing.T, p page, form string) string {
	t.Helper()
	m := regexp.MustCompile(form).FindStringSubmatch(p.body)
	if m == nil {
		t.Fatalf("no %s in:\n%.3000s", form, p.body)
	}
	return m[1]
}

// setUp makes the owner one who signs in with a password.
func (s *site) setUp() *browser {
	s.t.Helper()
	link, err := s.auth.SetUpLink(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	b := s.browser()
	b.get(link).says(s.t, 200, "Set up the first owner", "12 characters")
	b.post(link, "name", "Olga Pier", "email", "olga@example.org", "password", "password1234").says(s.t, 422, "among the first that are tried", "Error: ")
	b.post(link, "name", "Olga Pier", "email", "olga@example.org", "password", right).leads(s.t, "/")
	b.get("/bids").says(s.t, 200, "bids of Olga Pier")
	return b
}

// TestStory: from the first owner over the second factor to a token, as a
// browser without script sees it.
func TestStory(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	olga := s.setUp()

	// A stranger is led to sign in, and from there to where they wanted to go.
	b := s.browser()
	b.get("/bids").leads(t, "/sign-in?to=%2Fbids")
	b.get("/sign-in?to=%2Fbids").says(t, 200, `name="to" value="/bids"`, `autocomplete="current-password"`)
	b.post("/sign-in", "email", "olga@example.org", "password", other, "to", "/bids").says(t, 401, "The e-mail address or the password is wrong.", `value="olga@example.org"`)
	p := b.post("/sign-in", "email", "olga@example.org", "password", right, "to", "/bids")
	p.leads(t, "/bids")
	for _, c := range p.header.Values("Set-Cookie") {
		if !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Strict") || strings.Contains(c, "Domain") {
			t.Errorf("a cookie is set as %s", c)
		}
	}
	b.get("/bids").says(t, 200, "bids of Olga Pier")
	b.get("/account").says(t, 200, "Add an authenticator", "this one", "2 sessions", "Sign out everywhere else")

	// An authenticator wants a fresh proof, and gives recovery codes.
	s.at = s.at.Add(20 * time.Minute)
	b.get("/account/authenticator").leads(t, "/confirm?to=%2Faccount%2Fauthenticator")
	b.post("/confirm", "password", other, "to", "/account/authenticator").says(t, 422, "The password is wrong.")
	b.post("/confirm", "password", right, "to", "/account/authenticator").leads(t, "/account/authenticator")
	p = b.get("/account/authenticator")
	p.says(t, 200, "<path d=\"M", "Type this into the authenticator")
	enrolment := field(t, p, `name="enrolment" value="([^"]+)"`)
	seed := strings.ReplaceAll(field(t, p, `<code translate="no">([A-Z2-7 ]+)</code>`), " ", "")
	code := func() string {
		c, err := totp.GenerateCode(seed, s.at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	b.post("/account/authenticator", "enrolment", enrolment, "code", "000000").says(t, 422, "This is not the code")
	b.post("/account/authenticator", "enrolment", "forged", "code", code()).says(t, 422, "Begin again")
	p = b.post("/account/authenticator", "enrolment", enrolment, "code", code())
	p.says(t, 200, "Your recovery codes", "shown this one time")
	recovery := field(t, p, `<code translate="no">([a-z2-7-]{19})</code>`)
	olga.get("/bids").leads(t, "/sign-in?to=%2Fbids") // the other session has ended

	// From now on signing in takes two steps.
	c := s.browser()
	c.get("/second-factor").leads(t, "/sign-in")
	c.post("/sign-in", "email", "olga@example.org", "password", right, "to", "/bids").leads(t, "/second-factor?to=%2Fbids")
	c.get("/bids").leads(t, "/sign-in?to=%2Fbids")
	c.get("/second-factor?to=%2Fbids").says(t, 200, "One step is left", `autocomplete="one-time-code"`)
	c.post("/second-factor", "code", code(), "to", "/bids").says(t, 401, "used already") // the code that added it
	s.at = s.at.Add(30 * time.Second)
	c.post("/second-factor", "code", code(), "to", "/bids").leads(t, "/bids")
	c.get("/bids").says(t, 200, "bids of")
	d := s.browser()
	d.post("/sign-in", "email", "olga@example.org", "password", right).leads(t, "/second-factor?to=%2F")
	d.post("/second-factor", "code", recovery).leads(t, "/")

	// A token is shown once.
	c.post("/account/tokens/new", "name", "", "may", "read", "days", "90").says(t, 422, "Say what the token is for.")
	c.post("/account/tokens/new", "name", "x", "may", "some", "scope", "cellar:read", "days", "90").says(t, 422, "is no scope")
	p = c.post("/account/tokens/new", "name", "Build server", "may", "read", "days", "30")
	p.says(t, 200, "Copy it now")
	token := field(t, p, `<code translate="no">(hf_[0-9A-Za-z]{38})</code>`)
	if v, err := s.auth.Bearer(t.Context(), token); err != nil || v.Actor.Scope.String() != "*:read" {
		t.Errorf("%+v, %v", v, err)
	}
	p = c.get("/account")
	p.says(t, 200, "Build server", "hf_…"+token[len(token)-4:], "3 sessions")
	if strings.Contains(p.body, token) {
		t.Error("the token is shown again")
	}
	c.post("/account/tokens/revoke", "token", field(t, p, `name="token" value="([^"]+)"`)).leads(t, "/account?done=revoked")
	if _, err := s.auth.Bearer(t.Context(), token); err == nil {
		t.Error("a revoked token counts")
	}
	c.post("/account/name", "name", "Olga Pier-Hull").leads(t, "/account?done=name")
	c.get("/bids").says(t, 200, "bids of Olga Pier-Hull")
	c.post("/account/password", "password", other).leads(t, "/account?done=password")
	b.get("/bids").leads(t, "/sign-in?to=%2Fbids")
	c.post("/sign-out").leads(t, "/sign-in")
	c.get("/bids").leads(t, "/sign-in?to=%2Fbids")
}

// TestRedirects: after signing in one stays here, whatever the address said.
func TestRedirects(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.setUp()
	for _, to := range []string{
		"//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "https:evil.example", "javascript:alert(1)", "data:text/html,x",
		"/%5cevil.example/..//evil.example", "//evil.example/%2f..", "/\tevil", "/\n/evil.example", " //evil.example", "http:///evil.example", "evil.example", "///evil.example", "/..//evil.example", "",
	} {
		b := s.browser()
		if p := b.post("/sign-in", "email", "olga@example.org", "password", right, "to", to); p.status != 303 || !strings.HasPrefix(p.to, "/") || strings.HasPrefix(p.to, "//") || strings.Contains(p.to, "\\") {
			t.Errorf("%q leads to %q (%d)", to, p.to, p.status)
		}
		if p := b.get("/sign-in?to=" + url.QueryEscape(to)); p.status != 303 || strings.HasPrefix(p.to, "//") || !strings.HasPrefix(p.to, "/") {
			t.Errorf("who is signed in is led from %q to %q", to, p.to)
		}
		if p := b.get("/confirm?to=" + url.QueryEscape(to)); strings.Contains(p.body, `value="//`) || strings.Contains(p.body, `value="http`) {
			t.Errorf("the page to confirm carries %q", to)
		}
	}
}

// TestKey: the printed address signs in its person, with a session that is
// listed and can be ended; a wrong key does not.
func TestKey(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	b.get("/?key=wrong").leads(t, "/sign-in?to=%2F%3Fkey%3Dwrong")
	b.get("/?key="+key).leads(t, "/")
	b.get("/bids").says(t, 200, "bids of You")
	p := b.get("/account")
	p.says(t, 200, "by the printed address", "without a password")
	c := s.browser()
	c.get("/?key="+key).leads(t, "/")
	other := field(t, c.get("/account"), `name="session" value="([^"]+)"`)
	c.post("/account/sessions/end", "session", other).leads(t, "/account?done=ended")
	b.get("/bids").leads(t, "/sign-in?to=%2Fbids")
	c.post("/account/sessions/end", "session", "unknown").says(t, 404)
	// Who came by the key can make of themselves somebody who signs in elsewhere.
	c.post("/account/email", "email", "no address").says(t, 422, "like name@example.org")
	c.post("/account/email", "email", "olga@example.org").leads(t, "/account?done=email")
	c.post("/account/password", "password", right).leads(t, "/account?done=password")
	d := s.browser()
	d.post("/sign-in", "email", "olga@example.org", "password", right).leads(t, "/")
	d.post("/account/email", "email", "eve@example.org").says(t, 409, "has an address")
}

// TestDeadLinks: links that do not count say so, and nothing else.
func TestDeadLinks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	for _, path := range []string{"/reset/", "/set-up/", "/invitation/"} {
		for _, token := range []string{"x", strings.Repeat("A", 43), "%00", strings.Repeat("A", 3000)} {
			b.get(path+token).says(t, 404)
			b.post(path+token, "name", "Eve", "email", "eve@example.org", "password", right).says(t, 404)
		}
	}
	b.get("/reset").says(t, 200, "sends no mail")
}
