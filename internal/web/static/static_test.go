package static_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"holdfast/internal/web/static"
)

func get(t *testing.T, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestAssetsAreServedByTheirHash(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{
		"holdfast.css":            "text/css; charset=utf-8",
		"htmx.min.js":             "text/javascript; charset=utf-8",
		"icon.svg":                "image/svg+xml",
		"fonts/plex-sans.woff2":   "font/woff2",
		"fonts/OFL-plex-sans.txt": "text/plain; charset=utf-8",
	} {
		url := static.URL(name)
		if !regexp.MustCompile(`^/static/.+\.[0-9a-f]{12}\.\w+$`).MatchString(url) {
			t.Errorf("URL(%q) = %q: no hash in it", name, url)
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(static.Bytes(name))); !strings.Contains(url, "."+sum[:12]+".") {
			t.Errorf("URL(%q) = %q: not the hash of its content, %s", name, url, sum[:12])
		}
		w := get(t, http.MethodGet, url)
		if w.Code != 200 || w.Header().Get("Content-Type") != kind || w.Body.Len() == 0 {
			t.Errorf("GET %s: %d, %s, %d bytes", url, w.Code, w.Header().Get("Content-Type"), w.Body.Len())
		}
		if cc := w.Header().Get("Cache-Control"); !strings.Contains(cc, "immutable") {
			t.Errorf("GET %s: Cache-Control %q", url, cc)
		}
	}
}

func TestAnotherHashIsNotFound(t *testing.T) {
	t.Parallel()
	for _, p := range []string{"/static/holdfast.css", "/static/holdfast.000000000000.css", "/static/../static.go", "/static/"} {
		if w := get(t, http.MethodGet, p); w.Code != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", p, w.Code)
		}
	}
	if w := get(t, http.MethodPost, static.URL("icon.svg")); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d, want 405", w.Code)
	}
}

// Every address in the stylesheet must lead to an asset, and none outside.
func TestStylesheetNamesOnlyWhatIsServed(t *testing.T) {
	t.Parallel()
	css := string(static.Bytes("holdfast.css"))
	refs := regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(css, -1)
	fonts := 0
	for _, m := range refs {
		if strings.HasPrefix(m[1], "#") {
			continue // a pattern of the page's own sprite
		}
		fonts++
		if w := get(t, http.MethodGet, m[1]); w.Code != 200 {
			t.Errorf("the stylesheet asks for %s: %d", m[1], w.Code)
		}
	}
	if fonts != 3 {
		t.Errorf("%d fonts in the stylesheet, want 3", fonts)
	}
}
