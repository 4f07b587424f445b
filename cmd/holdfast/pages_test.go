package main

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/web"
	"holdfast/internal/webtest"
)

// shownPages gives the path of every page that a person can open, with the
// demonstration's records in them: each GET route of the table that answers
// with a page, and the states that a page can be in.
func shownPages(t *testing.T) []string {
	t.Helper()
	m := demoHouse(t)
	var out []string
	for _, route := range m.routes {
		if route.Method != http.MethodGet || route.Page == "asset" || route.Access == web.Public || route.Pattern == "/search/palette" { // a file, a page of nobody, a part of a page
			continue
		}
		// The forms of registers are made by the same code: a browser looks at those
		// of a few with fields of every type; TestEveryPageIsSound reads them all.
		if rest, made := strings.CutPrefix(route.Pattern, "/records/"); made {
			if kind, _, _ := strings.Cut(rest, "/"); !slices.Contains([]string{"asset", "evidence", "objective"}, kind) {
				continue
			}
		}
		path := m.path(t, route.Pattern, "")
		if path == "/trail" {
			path += "?kind=bid" // the whole of it is the same row some hundred times
		}
		if w := m.ask(http.MethodGet, path, "", nil); w.Code == http.StatusOK && strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			out = append(out, path)
		}
	}
	return append(out,
		"/bids/BID-7", "/bids/BID-9", "/bids/BID-4?what=award&to=2027-03-01", "/certificates/CERT-1",
		"/notices?show=accepted", "/need?nation=england&regime=pa2023&data=citizens", "/bids/BID-999")
}

// TestPagesForEverybody looks at every page with axe, light and dark, narrow
// and wide, on paper, and wants none to be wider than its window.
func TestPagesForEverybody(t *testing.T) {
	t.Parallel()
	pages := shownPages(t)
	server := startDemo(t, january)
	halves := [][]webtest.View{
		{{Width: 1440}, {Width: 360, Dark: true}},
		{{Width: 360}, {Width: 1440, Dark: true}},
	}
	const windows = 2
	for n := range windows {
		t.Run([]string{"even", "odd"}[n], func(t *testing.T) {
			t.Parallel()
			p := webtest.Open(t, server.address)
			p.Allow("status of 404")
			p.Allow("status of 409") // nothing is built yet that could be sent
			for i, path := range pages {
				if i%windows != n {
					continue
				}
				p.Go(path)
				// Each page in two of the four views, and all of them when pictures
				// are asked for: colours change with the theme, layout with the width.
				views := halves[i/windows%2]
				if os.Getenv("HOLDFAST_SHOTS") != "" {
					views = slices.Concat(halves...)
				}
				for i, v := range views {
					p.Look(v)
					p.Fits(v.String())
					ask := p.ViolationsOfLook
					if i == 0 {
						ask = p.Violations
					}
					for _, found := range ask() {
						t.Errorf("%s at %s: %s", path, v, found)
					}
				}
				for _, v := range []webtest.View{{Width: 768}, {Width: 360}, {Width: 1440}, {Width: 780, Print: true}} {
					p.Look(v)
					p.Fits(v.String())
				}
				onPaper(t, p, path)
			}
		})
	}
}

// onPaper wants a printed page to have its words and neither navigation nor
// buttons, in dark ink.
func onPaper(t *testing.T, p *webtest.Page, path string) {
	t.Helper()
	if bad := webtest.Value[[]string](p, `[...document.querySelectorAll("nav, main button, main form")].filter(e => e.checkVisibility()).map(e => e.tagName + " " + e.innerText.slice(0, 40))`); len(bad) > 0 {
		t.Errorf("%s prints %q", path, bad)
	}
	if p.Text("h1") == "" {
		t.Errorf("%s prints no heading", path)
	}
}
