package webtest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/webtest"
)

func TestMain(m *testing.M) { webtest.Main(m) }

// serve answers every path with the HTML under it, 404 for others, with a
// strict content policy when strict is set.
func serve(t *testing.T, strict bool, pages map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strict {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; form-action 'self'; img-src data:")
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		body, ok := pages[r.URL.Path]
		if !ok {
			w.WriteHeader(404)
		}
		io.WriteString(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

const shell = `<!doctype html><html lang="en"><head><title>T</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"></head><body><main><h1>%s</h1>%s</main></body></html>`

func TestAPersonsSteps(t *testing.T) {
	t.Parallel()
	url := serve(t, true, map[string]string{
		"/":     fmt.Sprintf(shell, "First", `<p>Some   text</p><a href="/form">Next page</a>`),
		"/form": fmt.Sprintf(shell, "Form", `<form action="/done"><label>Name <input name="name" value="old"></label><label>Day <input type="date" name="day"></label><button>Send it</button></form>`),
		"/done": fmt.Sprintf(shell, "Done", ""),
	})
	p := webtest.Open(t, url+"/")
	if got := p.Text("p"); got != "Some text" {
		t.Errorf("text %q", got)
	}
	if got := p.FollowText("Next page"); got != 200 {
		t.Errorf("status %d", got)
	}
	p.Fill("input[name=name]", "Ana")
	p.Choose("input[type=date]", "2027-01-06")
	p.FollowText("Send it")
	if got := p.Path(); got != "/done?name=Ana&day=2027-01-06" {
		t.Errorf("path %q", got)
	}
	p.Go("/")
	if got := p.Texts("h1"); !slices.Equal(got, []string{"First"}) || p.Count("p") != 1 {
		t.Errorf("texts %q", got)
	}
}

func TestShots(t *testing.T) {
	t.Parallel()
	p := webtest.Open(t, serve(t, true, map[string]string{"/": fmt.Sprintf(shell, "Shot", "")}))
	path := p.Shots("page")
	b, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(b), "\x89PNG") || !strings.HasSuffix(path, "page-1440-light.png") {
		t.Errorf("%s: %v", path, err)
	}
	p.Look(webtest.View{Width: 360, Dark: true})
	if !webtest.Value[bool](p, `matchMedia("(prefers-color-scheme: dark)").matches && innerWidth === 360`) {
		t.Error("the view was not taken")
	}
}

// TestAxeFindsWhatIsWrong shows that the check is not blind, under a policy
// that lets the page run no script at all.
func TestAxeFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	url := serve(t, true, map[string]string{
		"/good": fmt.Sprintf(shell, "Good", `<p>Fine.</p>`),
		"/bad":  fmt.Sprintf(shell, "Bad", `<img src="data:,"><input name="x">`),
	})
	p := webtest.Open(t, url+"/good")
	p.Accessible()
	p.Go("/bad")
	var ids []string
	for _, v := range p.Violations() {
		ids = append(ids, v.ID)
		if !strings.Contains(v.String(), "[") {
			t.Errorf("no selector in %s", v)
		}
	}
	if !slices.Contains(ids, "image-alt") || !slices.Contains(ids, "label") {
		t.Errorf("found only %q", ids)
	}
}

// TestPayloadsRunWhereNothingGuards shows that the texts are live ones, and
// that Ran sees them.
func TestPayloadsRunWhereNothingGuards(t *testing.T) {
	t.Parallel()
	all := webtest.Payloads()
	seen := map[string]bool{}
	for _, text := range all {
		if seen[text] {
			t.Errorf("twice: %s", text)
		}
		seen[text] = true
	}
	if len(all) < 200 {
		t.Errorf("%d payloads, want 200", len(all))
	}
	pages := map[string]string{"/text": "<!doctype html><title>x</title><p>" + all[0], "/image": "<!doctype html><title>x</title><p>" + all[4], "/escaped": "<!doctype html><title>x</title><p>&lt;script>"}
	for path, want := range map[string]bool{"/text": true, "/image": true, "/escaped": false} {
		p := webtest.Open(t, serve(t, false, pages)+path)
		p.Allow("404")
		p.WaitFor("p")
		if got := p.Ran(); got != want {
			t.Errorf("%s: ran %v, want %v", path, got, want)
		}
	}
}
