package document_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/framework"
	"holdfast/internal/isms/document"
)

// maxWords is about what fits on two pages with tables; the PDF's own test counts
// the pages.
const maxWords = 520

func TestEveryMandatoryDocumentHasAText(t *testing.T) {
	t.Parallel()
	by := map[string][]string{}
	usual := 0
	for _, s := range document.Starters() {
		if s.Clause == "" {
			usual++
			continue
		}
		by[s.Clause] = append(by[s.Clause], s.Title)
	}
	mandatory := framework.Default().Documents(document.ISO)
	for _, d := range mandatory {
		if len(by[d.Clause]) == 0 {
			t.Errorf("%s wants %q and no starter answers it", d.Clause, d.Title)
		}
		delete(by, d.Clause)
	}
	if len(by) > 0 {
		t.Errorf("starters for clauses that want no document: %v", by)
	}
	if len(mandatory) != 14 || usual != 10 {
		t.Errorf("%d mandatory items and %d usual texts, want 14 and 10", len(mandatory), usual)
	}
}

func TestStartersNameWhatExists(t *testing.T) {
	t.Parallel()
	cat, err := framework.Default().Catalogue("iso27001:2022")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, i := range cat.Items {
		known[i.ID] = true
	}
	keys, titles := map[string]bool{}, map[string]bool{}
	for _, s := range document.Starters() {
		if keys[s.Key] || titles[s.Title] {
			t.Errorf("%s is there twice", s.Key)
		}
		keys[s.Key], titles[s.Title] = true, true
		for _, r := range s.Refs {
			if !known[r] {
				t.Errorf("%s answers %s, which is not in the catalogue", s.Key, r)
			}
		}
		d := s.Document("p-1")
		if wrong := document.Register().Check(nil, func() *document.Document { d.State = document.Draft; return &d }()); len(wrong) > 0 {
			t.Errorf("%s: %v", s.Key, wrong)
		}
	}
}

// weak are turns of phrase that decide nothing.
var weak = regexp.MustCompile(`(?i)\b(should|may wish|where appropriate|as appropriate|if possible|where possible|best practice|adequate measures|in a timely manner|regularly|periodically|from time to time|strive|endeavour|as needed|robust|leverage)\b`)

func TestStartersSayWhatIsDecided(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, s := range document.Starters() {
		text := s.Text()
		if n := len(strings.Fields(text)); n > maxWords || n < 180 {
			t.Errorf("%s has %d words", s.Key, n)
		}
		if m := weak.FindString(text); m != "" {
			t.Errorf("%s says %q, which decides nothing", s.Key, m)
		}
		if !strings.HasPrefix(text, "## ") || strings.Contains(text, "\n# ") {
			t.Errorf("%s begins with a heading of the second rank, and has none of the first", s.Key)
		}
		if !strings.Contains(text, "\n## Records\n") {
			t.Errorf("%s names no records", s.Key)
		}
		if s.Type != "record" && !strings.Contains(text, "{{review-interval}}") {
			t.Errorf("%s does not say when it is reviewed", s.Key)
		}
		if strings.Contains(BlankFree(text), "{{") || strings.Contains(BlankFree(text), "}}") {
			t.Errorf("%s has a blank that is not well formed", s.Key)
		}
		for _, name := range s.Blanks() {
			used[name] = true
			if document.BlankOf(name) == nil {
				t.Errorf("%s leaves %q open, and nobody is asked for it", s.Key, name)
			}
		}
	}
	for _, b := range document.AllBlanks() {
		if !used[b.Name] {
			t.Errorf("%q is asked and used nowhere", b.Name)
		}
	}
}

// BlankFree gives a text without its blanks.
func BlankFree(s string) string { return document.BlankForm.ReplaceAllString(s, "") }

func TestAnsweredTextsAreWhole(t *testing.T) {
	t.Parallel()
	answers := map[string]string{}
	for _, b := range document.AllBlanks() {
		answers[b.Name] = "An answer | with a bar\nand a second line"
	}
	for _, s := range document.Starters() {
		got := document.Fill(s.Text(), answers)
		if left := document.Blanks(got); len(left) > 0 {
			t.Errorf("%s: %v are left", s.Key, left)
		}
		before, after := strings.Split(s.Text(), "\n"), 0
		for _, l := range before {
			if strings.HasPrefix(l, "|") {
				after++
			}
		}
		rows := 0
		for l := range strings.Lines(got) {
			if strings.HasPrefix(l, "|") {
				rows++
			}
		}
		if rows != after {
			t.Errorf("%s: an answer broke a table", s.Key)
		}
	}
	if got := document.Fill("a {{ciso}} b {{deputy}} {{ciso}}", map[string]string{"ciso": " Ada "}); got != "a Ada b {{deputy}} Ada" {
		t.Errorf("%q", got)
	}
	if got := document.Fill("| {{ciso}} |", map[string]string{"ciso": "a|b\nc"}); got != `| a\|b; c |` {
		t.Errorf("%q", got)
	}
	if got := document.Blanks("{{b}} {{ a }} {{b}} {{Not one}} { {c} }"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("%v", got)
	}
}
