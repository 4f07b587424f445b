package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"holdfast/internal/web/uitest"
	"holdfast/internal/webtest"
)

// jsonLine writes one line of an import.
func jsonLine(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}

// hostileFolder makes a data folder whose every text field is a payload. It
// gives the pages to look at.
func hostileFolder(t *testing.T, payloads []string) (dir string, pages []string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	var certs, bids, notices strings.Builder
	pages = []string{"/", "/certificates", "/bids", "/notices", "/calendar", "/need", "/bids/new", "/certificates/new"}
	for i, p := range payloads {
		// Imports refuse control characters, which is an answer too.
		p = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' {
				return -1
			}
			return r
		}, p)
		line := strings.Join(strings.Fields(p), " ")
		certs.WriteString(jsonLine(t, map[string]any{
			"ref": fmt.Sprintf("c%d", i), "scheme": "cyber-essentials", "holder": line, "number": fmt.Sprintf("%s %d", line, i), "body": line, "accreditationBody": line, "edition": line,
			"scope": p, "sites": []string{line}, "endLabel": line, "note": p, "owner": line, "fileName": line, "issued": "2026-10-01", "expires": "2027-09-30",
			"status": []map[string]string{{"state": "certified", "from": "2026-10-01", "note": p}},
		}))
		bids.WriteString(jsonLine(t, map[string]any{
			"ref": fmt.Sprintf("b%d", i), "title": line, "buyer": line, "entity": line, "owner": line, "note": p,
			"dates":        map[string]any{"deadline": map[string]string{"date": "2027-02-01"}, "award": map[string]string{"date": "2027-03-12"}},
			"sources":      map[string]any{"award": map[string]string{"by": line, "why": line}},
			"requirements": []map[string]any{{"scheme": "cyber-essentials", "strength": "mandatory", "when": "by-award", "quote": p, "condition": map[string]any{"quote": p, "kind": "other"}, "heading": line, "by": line, "why": line, "origin": "person"}},
		}))
		text := fmt.Sprintf("%s The supplier must hold Cyber Essentials %s at contract award. %s", p, line, p)
		notices.WriteString(jsonLine(t, map[string]any{
			"ocid": fmt.Sprintf("ocds-h6vhtk-0f%04d", i), "id": fmt.Sprintf("%06d-2026", i), "date": "2026-12-01T10:00:00Z", "tag": []string{"tender"},
			"parties": []any{map[string]any{"id": "B", "name": p, "roles": []string{"buyer"}}}, "buyer": map[string]string{"id": "B", "name": p},
			"tender": map[string]any{
				"id": p, "title": p, "description": text, "status": "active", "tenderPeriod": map[string]string{"endDate": "2027-02-01T12:00:00Z"},
				"documents": []any{map[string]any{"id": "1", "documentType": "tenderNotice", "noticeType": p, "url": p, "format": "text/html"}},
				"lots":      []any{map[string]any{"id": p, "title": p, "description": text}},
			},
		}))
		if i%8 == 0 {
			pages = append(pages, fmt.Sprintf("/certificates/CERT-%d", i+1), fmt.Sprintf("/certificates/CERT-%d/edit", i+1), fmt.Sprintf("/bids/BID-%d", i+1), fmt.Sprintf("/notices/ocds-h6vhtk-0f%04d", i))
		}
	}
	command(t, certs.String(), "certificates", "import", "--data", dir, "-").wants(t, 0)
	command(t, bids.String(), "bids", "import", "--data", dir, "-").wants(t, 0)
	command(t, notices.String(), "notices", "import", "--data", dir, "-").wants(t, 0)
	return dir, pages
}

// TestTextsOfOthersStayTexts gives every field of certificates, bids and
// notices a text that would run as a script where a page is careless. Every
// page stays sound: no element or attribute comes out of a text, and no link
// leads to a script.
func TestTextsOfOthersStayTexts(t *testing.T) {
	t.Parallel()
	dir, pages := hostileFolder(t, webtest.Payloads())
	server := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	for _, path := range pages {
		code, body := server.get(t, path)
		if code != http.StatusOK {
			t.Errorf("%s: %d", path, code)
			continue
		}
		page := uitest.Parse(t, body)
		for _, f := range uitest.Faults(page) {
			t.Errorf("%s: %.300s", path, f)
		}
		for _, e := range uitest.All(page, "*") {
			if strange(e) {
				t.Errorf("%s has a <%s> that no page of ours writes: %.200q", path, e.Data, e.Attr)
			}
		}
		if strings.HasPrefix(path, "/bids/BID-") && !strings.Contains(body, "holdfastXSS") {
			t.Errorf("%s does not show the text at all", path)
		}
	}
}

// strange says whether an element or a link can only come from a payload.
func strange(e *html.Node) bool {
	switch e.Data {
	case "iframe", "object", "embed", "audio", "video", "img", "base", "marquee", "math", "template", "noscript", "xss", "source", "animate", "foreignobject":
		return true
	}
	for _, a := range e.Attr {
		if a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "hx-get" {
			v := strings.ToLower(strings.Join(strings.Fields(a.Val), ""))
			if !strings.HasPrefix(v, "/") && !strings.HasPrefix(v, "#") && !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "?") || strings.HasPrefix(v, "//") {
				return true
			}
		}
		if a.Key == "autofocus" || strings.Contains(a.Val, "js:") && strings.HasPrefix(a.Key, "hx-") {
			return true
		}
	}
	return false
}

// TestNothingRunsInTheBrowser looks at some of these pages in a browser, which
// reads them in its own way.
func TestNothingRunsInTheBrowser(t *testing.T) {
	t.Parallel()
	all := webtest.Payloads()
	var some []string
	for i := 0; i < len(all); i += 12 {
		some = append(some, all[i])
	}
	dir, pages := hostileFolder(t, some)
	server := start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	p := webtest.Open(t, server.address)
	for _, path := range pages {
		p.Go(path)
		p.Look(webtest.View{Width: 360})
		p.Fits("360")
		if p.Ran() {
			t.Fatalf("%s ran a script", path)
		}
	}
}
