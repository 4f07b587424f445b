package uitest_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/web/static"
	"holdfast/internal/web/uitest"
)

// go test ./internal/web/uitest -run Preview -preview DIR writes every page as
// a file that a browser opens without a server.
var preview = flag.String("preview", "", "a folder to write the pages to, to be looked at")

func TestPreview(t *testing.T) {
	if *preview == "" {
		t.Skip("no -preview folder")
	}
	for _, name := range []string{"holdfast.css", "htmx.min.js", "icon.svg", "fonts/plex-sans.woff2", "fonts/plex-sans-ext.woff2", "fonts/source-serif.woff2"} {
		body := static.Bytes(name)
		if strings.HasSuffix(name, ".css") {
			body = []byte(strings.ReplaceAll(string(body), "url(/static/", "url("))
		}
		write(t, filepath.Join(*preview, static.URL(name)), body)
	}
	for name, page := range uitest.Pages() {
		html := uitest.Render(t, page)
		for theme, attr := range map[string]string{"light": ` data-theme="light"`, "dark": ` data-theme="dark"`} {
			out := strings.Replace(html, `lang="en-GB"`, `lang="en-GB"`+attr, 1)
			out = strings.ReplaceAll(out, `"/static/`, `"static/`)
			write(t, filepath.Join(*preview, name+"-"+theme+".html"), []byte(out))
		}
	}
}

func write(t *testing.T, path string, body []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, body, 0o644); err != nil {
		t.Fatal(err)
	}
}
