package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
)

// person makes a member of the demonstration the next one who asks.
func (s *stage) person(id, name string, role authz.Role) {
	s.as(role)
	s.visit.Account = auth.Account{ID: id, Name: name}
	s.visit.Actor = change.Actor{Org: s.app.org.ID, Person: id, Name: name, Role: role}
}

var hashField = regexp.MustCompile(`name="hash" value="([0-9a-f]{64})"`)

// TestDocumentsByTheirPages: a document from its starter to everybody's
// acknowledgement, by the pages alone.
func TestDocumentsByTheirPages(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	priya := func() { s.person("priya.nair@fenmoor.example", "Priya Nair", authz.ComplianceManager) }
	gareth := func() { s.person("gareth.lowe@fenmoor.example", "Gareth Lowe", authz.Owner) }
	dafydd := func() { s.person("dafydd.rees@fenmoor.example", "Dafydd Rees", authz.Contributor) }
	get := func(path string, code int, words ...string) string {
		t.Helper()
		w := s.ask(http.MethodGet, path, "", nil)
		body := w.Body.String()
		if w.Code != code {
			t.Fatalf("%s answers %d, want %d:\n%.2000s", path, w.Code, code, body)
		}
		for _, word := range words {
			if !strings.Contains(body, word) {
				t.Errorf("%s does not say %q:\n%.9000s", path, word, body)
			}
		}
		return body
	}
	post := func(path string, code int, form url.Values) (string, string) {
		t.Helper()
		w := s.ask(http.MethodPost, path, form.Encode(), nil)
		if w.Code != code {
			t.Fatalf("%s answers %d, want %d:\n%.3000s", path, w.Code, code, w.Body.String())
		}
		return w.Header().Get("Location"), w.Body.String()
	}

	priya()
	get("/documents", 200, "9 of 14 mandatory documents are approved.", "acknowledgements are outstanding", "Missing")
	get("/documents/new", 200, "Remote working", "begun already")
	at, _ := post("/documents/new", 303, url.Values{"starters": {"remote-working", "backup"}})
	if !strings.HasPrefix(at, "/documents") {
		t.Fatalf("it leads to %s", at)
	}
	// The company's answers are in it already: nothing is open.
	number := regexp.MustCompile(`/documents/(DOC-\d+)"[^>]*>Remote working`).FindStringSubmatch(get("/documents/new", 200))
	if number == nil {
		t.Fatal("the new document is not found")
	}
	doc := "/documents/" + number[1]
	body := get(doc, 200, "Put it up for review", "Gareth Lowe")
	if strings.Contains(body, `class="blank"`) {
		t.Error("a blank is open although it was answered")
	}
	// Nobody is named: the form says so and loses nothing.
	if _, b := post(doc+"/submit", 422, url.Values{}); !strings.Contains(b, "Name at least one person") {
		t.Errorf("%.3000s", b)
	}

	// Two people write at once: the second sees both and loses nothing.
	edit := get(doc+"/edit", 200, "As people will read it")
	version := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(edit)[1]
	dafydd()
	post(doc+"/edit", 303, url.Values{"version": {version}, "body": {"## Rules\n\nDafydd's words.\n\n## Records\n\nNone."}})
	priya()
	_, b := post(doc+"/edit", 409, url.Values{"version": {version}, "body": {"## Rules\n\nPriya's words. <script>alert(1)</script>"}})
	for _, word := range []string{"Somebody else wrote", "Dafydd", "Priya&#39;s words.", "Nothing of yours is lost"} {
		if !strings.Contains(b, word) {
			t.Errorf("the conflict does not show %q", word)
		}
	}
	if strings.Contains(b, "<script>alert") {
		t.Error("a script of the text is in the page")
	}
	now := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(b)[1]
	post(doc+"/edit", 303, url.Values{"version": {now}, "body": {"## Rules\n\nBoth words of {{ciso}}."}})
	if _, b := post(doc+"/submit", 422, url.Values{"reviewers": {"gareth.lowe@fenmoor.example"}}); !strings.Contains(b, "Fill in first") {
		t.Errorf("a blank is put up for review: %.2000s", b)
	}
	post("/documents/answers", 303, url.Values{"ciso": {"Priya Nair"}})
	get(doc, 200, "Both words of Priya Nair.")

	// Review, approval by another than the authors, acknowledgement.
	post(doc+"/submit", 303, url.Values{"reviewers": {"gareth.lowe@fenmoor.example"}})
	if body := get(doc, 200, "In review"); hashField.MatchString(body) {
		t.Error("an author is offered to approve")
	}
	post(doc+"/approve", 403, url.Values{"hash": {strings.Repeat("0", 64)}})
	gareth()
	hash := hashField.FindStringSubmatch(get(doc, 200, "Approve it"))[1]
	if _, b := post(doc+"/approve", 422, url.Values{"hash": {hash}, "effective": {"2026-01-01"}}); !strings.Contains(b, "before its approval") {
		t.Errorf("%.2000s", b)
	}
	post(doc+"/approve", 303, url.Values{"hash": {hash}})
	get(doc, 200, "In force", "Gareth Lowe", "outstanding")
	dafydd()
	get("/documents/acknowledge", 200, "Remote working", "I have read version 1.0")
	at, _ = post(doc+"/acknowledge", 303, url.Values{"version": {"1.0"}, "to": {"owed"}})
	if !strings.HasPrefix(at, "/documents/acknowledge") {
		t.Errorf("it leads to %s", at)
	}
	if body := get(doc, 200); strings.Contains(body, "I have read version") {
		t.Error("what was acknowledged is asked again")
	}
	s.person("a-reader", "A Reader", authz.Reader)
	post(doc+"/acknowledge", 303, url.Values{"version": {"1.0"}})

	// A version as it was approved: read, printed, and the same file each time.
	get(doc+"/versions/1.0", 200, "Both words of Priya Nair.")
	get(doc+"/versions/1.0/print", 200, "Both words of Priya Nair.", hash[:12])
	one := s.ask(http.MethodGet, doc+"/versions/1.0/pdf", "", nil)
	two := s.ask(http.MethodGet, doc+"/versions/1.0/pdf", "", nil)
	if one.Code != 200 || !strings.HasPrefix(one.Body.String(), "%PDF-") || one.Body.String() != two.Body.String() {
		t.Errorf("the file answers %d with %d and %d bytes", one.Code, one.Body.Len(), two.Body.Len())
	}
	get(doc+"/versions/9.9", 404)
	get(doc+"/draft", 403) // a reader

	// The next version: compared, given back, discarded; then the end.
	priya()
	post(doc+"/edit", 303, url.Values{"version": {"0"}, "body": {"## Rules\n\nBoth words of Priya Nair, and more."}, "note": {"More"}, "material": {"yes"}})
	get(doc, 200, "Both words of Priya Nair.", "next being written")
	get(doc+"/compare?from=1.0&to=draft", 200, "1 line was reworded.", "<ins>, and more</ins>")
	post(doc+"/submit", 303, url.Values{"reviewers": {"gareth.lowe@fenmoor.example"}})
	gareth()
	if _, b := post(doc+"/return", 422, url.Values{"reason": {""}}); !strings.Contains(b, "Say what is to be put right") {
		t.Errorf("%.2000s", b)
	}
	post(doc+"/return", 303, url.Values{"reason": {"Say how much more"}})
	priya()
	get(doc, 200, "Say how much more")
	post(doc+"/discard", 303, nil)
	post(doc+"/review", 303, nil)
	post(doc+"/withdraw", 303, url.Values{"reason": {"Everybody works on the premises"}})
	get(doc, 200, "Withdrawn on", "Everybody works on the premises")
	s.quiet(t)
}
