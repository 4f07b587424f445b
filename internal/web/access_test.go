package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/web"
	"holdfast/internal/webtest/guard"
)

func TestOnlyTheRightKeyLetsIn(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: sampleRoutes()})
	for path, status := range map[string]int{
		"/?key=" + key:               http.StatusSeeOther,
		"/?key=" + key + "x":         0,
		"/?key=":                     0,
		"/?KEY=" + key:               0,
		"/bids/1?key=" + key:         0,
		"//evil.example/?key=" + key: 0,
	} {
		r := httptest.NewRequest("GET", path, nil)
		r.Host = "127.0.0.1:8417"
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, r)
		to := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || (to == "/") != (status != 0) || strings.Contains(to, "//") || !strings.HasPrefix(to, "/") {
			t.Errorf("%s: %d to %q", path, w.Code, to)
		}
		if len(w.Result().Cookies()) > 0 != (status == http.StatusSeeOther) {
			t.Errorf("%s: cookies %v", path, w.Result().Cookies())
		}
	}
}

// Cookies ignore ports, so two servers on one machine see each other's.
func TestACookieIsGoodForOnePort(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: sampleRoutes()})
	r := httptest.NewRequest("GET", "/", nil)
	r.Host = "127.0.0.1:9000"
	stolen := *s.cookie
	stolen.Name = "holdfast_9000"
	r.AddCookie(s.cookie)
	r.AddCookie(&stolen)
	w := httptest.NewRecorder()
	s.server.Handler(9000).ServeHTTP(w, r)
	if w.Header().Get("Location") != web.SignInPath {
		t.Errorf("another port's cookie: %d to %q", w.Code, w.Header().Get("Location"))
	}
}

func TestEveryNameOfThisMachineIsKnown(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: sampleRoutes()})
	for _, name := range []string{"127.0.0.1:8417", "localhost:8417", "[::1]:8417", "LOCALHOST:8417"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = name
		r.AddCookie(s.cookie)
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("called %s: %d", name, w.Code)
		}
	}
}

func TestKeysDiffer(t *testing.T) {
	t.Parallel()
	a, b := web.NewKey(), web.NewKey()
	if a == b || len(a) != 22 {
		t.Errorf("keys %q and %q", a, b)
	}
	h := newServer(t, web.Config{}).server.Handler(8417)
	guard.SignIn(t, h, key)
}

// visits makes a gate that takes everybody for the same person.
func visits(v *auth.Visit) web.Gate {
	return web.KeyGate{Key: key, Person: func(*http.Request) (*auth.Visit, error) { return v, nil }}
}

func TestWhoMayComeHowFar(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)
	routes := append(sampleRoutes(),
		web.Route{Method: "GET", Pattern: "/account", Page: "account", Access: web.Account, Handler: page("Account")},
		web.Route{Method: "GET", Pattern: "/keys", Page: "keys", Fresh: true, Handler: page("Keys")},
		web.Route{Method: "POST", Pattern: "/keys", Page: "key-add", Fresh: true, Handler: page("Added")},
		web.Route{Method: "GET", Pattern: "/room", Page: "room", Outsiders: true, Handler: page("Room")},
	)
	actor := func(r authz.Role) change.Actor { return change.Actor{Org: "org-1", Person: "p", Role: r} }
	fresh := now.Add(time.Minute).UnixMicro()
	for _, c := range []struct {
		name         string
		visit        *auth.Visit
		method, path string
		status       int
		to           string
	}{
		{"a member", &auth.Visit{Actor: actor(authz.Reader)}, "GET", "/", 200, ""},
		{"no organisation", &auth.Visit{}, "GET", "/", 403, ""},
		{"no organisation, own account", &auth.Visit{}, "GET", "/account", 200, ""},
		{"proved lately", &auth.Visit{Actor: actor(authz.Owner), FreshUntil: fresh}, "GET", "/keys", 200, ""},
		{"proved long ago", &auth.Visit{Actor: actor(authz.Owner), FreshUntil: now.UnixMicro()}, "GET", "/keys", 303, "/confirm?to=%2Fkeys"},
		{"proved long ago, a form", &auth.Visit{Actor: actor(authz.Owner)}, "POST", "/keys", 303, "/confirm"},
		{"an auditor's room", &auth.Visit{Actor: actor(authz.ExternalAuditor)}, "GET", "/room", 200, ""},
		{"an auditor at the door", &auth.Visit{Actor: actor(authz.ExternalAuditor)}, "GET", "/", 303, "/room"},
		{"an auditor elsewhere", &auth.Visit{Actor: actor(authz.ExternalAuditor)}, "GET", "/bids/1", 404, ""},
		{"an auditor nowhere", &auth.Visit{Actor: actor(authz.ExternalAuditor)}, "GET", "/nowhere", 404, ""},
		{"an auditor's form elsewhere", &auth.Visit{Actor: actor(authz.ExternalAuditor)}, "POST", "/bids/1/note", 404, ""},
	} {
		s := newServer(t, web.Config{Routes: routes, Gate: visits(c.visit), Now: func() time.Time { return now }})
		got := s.ask(c.method, c.path, "")
		if got.Code != c.status || got.Header().Get("Location") != c.to {
			t.Errorf("%s: %d to %q, want %d to %q", c.name, got.Code, got.Header().Get("Location"), c.status, c.to)
		}
	}
}

func TestAFormThatWantsProofLeadsBackToItsPage(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Gate: visits(&auth.Visit{Actor: change.Actor{Org: "o", Person: "p", Role: authz.Owner}}), Routes: []web.Route{
		{Method: "POST", Pattern: "/keys", Page: "key-add", Fresh: true, Handler: page("Added")},
	}})
	for referer, want := range map[string]string{
		"http://127.0.0.1:8417/settings?tab=keys": "/confirm?to=%2Fsettings%3Ftab%3Dkeys",
		"http://evil.example/settings":            "/confirm",
		"":                                        "/confirm",
	} {
		r := httptest.NewRequest("POST", "/keys", nil)
		r.Host = "127.0.0.1:8417"
		r.Header.Set("Referer", referer)
		r.AddCookie(s.cookie)
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, r)
		if w.Header().Get("Location") != want {
			t.Errorf("from %q it leads to %q", referer, w.Header().Get("Location"))
		}
	}
}

// A strict cookie is kept back when a link in a mail is followed: the page asks
// for itself once more.
func TestALinkFromElsewhereAsksOnceMore(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: sampleRoutes()})
	r := httptest.NewRequest("GET", "/bids/7?x=1", nil)
	r.Host = "127.0.0.1:8417"
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	if w.Code != 200 || w.Header().Get("Refresh") != "0; url=/bids/7?x=1" || !strings.Contains(w.Body.String(), `href="/bids/7?x=1"`) {
		t.Errorf("%d, Refresh %q: %s", w.Code, w.Header().Get("Refresh"), w.Body)
	}
}

func TestOnlyPlacesOfThisServerAreLedTo(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"/bids":                         "/bids",
		"/bids/BID-4?a=b%20c":           "/bids/BID-4?a=b%20c",
		"":                              "/",
		"bids":                          "/",
		"//evil.example":                "/",
		"/\\evil.example":               "/",
		"/\tevil":                       "/",
		"https://evil.example/":         "/",
		"javascript:alert(1)":           "/",
		"/%2F/evil.example":             "/",
		"/..//evil.example":             "/..//evil.example",
		"/x\r\nSet-Cookie: a=b":         "/",
		"/" + strings.Repeat("x", 3000): "/",
	} {
		if got := web.LocalPath(given); got != want {
			t.Errorf("%q leads to %q, want %q", given, got, want)
		}
	}
}

func TestTheClientsAddress(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, c := range []struct{ remote, forwarded, want string }{
		{"192.0.2.7:1", "", "192.0.2.7"},
		{"192.0.2.7:1", "198.51.100.1", "192.0.2.7"},
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "203.0.113.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.1:1", "nonsense", "10.0.0.1"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"[::ffff:192.0.2.7]:1", "", "192.0.2.7"},
	} {
		var got string
		s := newServer(t, web.Config{Proxies: proxies, Routes: []web.Route{{Method: "GET", Pattern: "/who", Page: "who", Handler: func(w http.ResponseWriter, r *http.Request) error {
			got = web.Client(r.Context()).String()
			return web.Render(w, r, 200, words(""))
		}}}})
		r := httptest.NewRequest("GET", "/who", nil)
		r.Host, r.RemoteAddr = "127.0.0.1:8417", c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		r.AddCookie(s.cookie)
		s.h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s with %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

// A form that was opened for one organisation is not saved in another.
func TestAFormIsKeptForItsOrganisation(t *testing.T) {
	t.Parallel()
	places := []auth.Place{{Org: "org-1", Name: "One"}, {Org: "org-2", Name: "Two"}}
	in := func(n int) *auth.Visit {
		return &auth.Visit{Actor: change.Actor{Org: places[n].Org, Person: "p", Role: authz.Owner}, Org: places[n], Places: places}
	}
	visit := in(0)
	saved := 0
	s := newServer(t, web.Config{
		Gate: web.KeyGate{Key: key, Person: func(*http.Request) (*auth.Visit, error) { return visit, nil }},
		Routes: []web.Route{
			{Method: "GET", Pattern: "/new", Page: "new", Handler: page(`<form method="post" action="/new"></form><form method="post" action="/new?a=b"></form>`)},
			{Method: "POST", Pattern: "/new", Page: "add", Handler: func(w http.ResponseWriter, _ *http.Request) error {
				saved++
				return web.SeeOther(w, "/new")
			}},
			{Method: "POST", Pattern: "/organisations/switch", Page: "switch", Access: web.Account, Handler: func(w http.ResponseWriter, _ *http.Request) error {
				return web.SeeOther(w, "/")
			}},
		},
	})
	form := s.ask("GET", "/new", "").Body.String()
	if !strings.Contains(form, `action="/new?for=org-1"`) || !strings.Contains(form, `action="/new?a=b&amp;for=org-1"`) {
		t.Fatal(form)
	}
	if got := s.ask("POST", "/new?for=org-1", ""); got.Code != 303 || saved != 1 {
		t.Errorf("in its own organisation: %d", got.Code)
	}
	visit = in(1)
	if got := s.ask("POST", "/new?for=org-1", ""); got.Code != 409 || saved != 1 || !strings.Contains(got.Body.String(), "Nothing was saved") {
		t.Errorf("after a switch: %d %s", got.Code, got.Body)
	}
	if got := s.ask("POST", "/organisations/switch?for=org-1", ""); got.Code != 303 {
		t.Errorf("switching again: %d", got.Code)
	}
	visit = &auth.Visit{Actor: in(0).Actor, Org: places[0], Places: places[:1]}
	if form := s.ask("GET", "/new", "").Body.String(); strings.Contains(form, "for=") {
		t.Errorf("who works in one place alone: %s", form)
	}
}
