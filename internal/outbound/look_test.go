package outbound_test

import (
	"net/http"
	"net/url"
	"testing"

	"holdfast/internal/errs"
	"holdfast/internal/outbound"
)

func TestLook(t *testing.T) {
	t.Parallel()
	s, hits := server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "http://169.254.169.254/latest", http.StatusMovedPermanently)
		case "/no-head":
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		case "/gone":
			w.WriteHeader(http.StatusGone)
		}
	})
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := outbound.NewClient(outbound.Options{Intranet: []string{u.Host}})
	for path, want := range map[string]int{"/": http.StatusOK, "/moved": http.StatusMovedPermanently, "/no-head": http.StatusOK, "/gone": http.StatusGone} {
		got, where, err := outbound.Look(t.Context(), client, s.URL+path)
		if err != nil || got != want || (where != "") != (path == "/moved") {
			t.Errorf("%s: %d, %q, %v", path, got, where, err)
		}
	}
	before := hits.Load()
	// What nobody allowed is not asked: this machine, other schemes, no address.
	for _, address := range []string{s.URL, "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "file:///etc/passwd", "gopher://x", "::"} {
		if _, _, err := outbound.Look(t.Context(), outbound.NewClient(outbound.Options{}), address); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", address, err)
		}
	}
	if hits.Load() != before {
		t.Error("somebody was asked")
	}
}
