package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"holdfast/internal/web"
	"holdfast/internal/webtest/guard"
)

func TestOnlyTheRightKeyLetsIn(t *testing.T) {
	t.Parallel()
	s := newServer(t, web.Config{Routes: sampleRoutes()})
	for path, status := range map[string]int{
		"/?key=" + key:               http.StatusSeeOther,
		"/?key=" + key + "x":         http.StatusForbidden,
		"/?key=":                     http.StatusForbidden,
		"/?KEY=" + key:               http.StatusForbidden,
		"/bids/1?key=" + key:         http.StatusForbidden,
		"//evil.example/?key=" + key: http.StatusForbidden,
	} {
		r := httptest.NewRequest("GET", path, nil)
		r.Host = "127.0.0.1:8417"
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("%s: %d, want %d", path, w.Code, status)
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
	if w.Code != http.StatusForbidden {
		t.Errorf("another port's cookie: %d, want 403", w.Code)
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
