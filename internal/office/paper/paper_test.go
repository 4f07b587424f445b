package paper_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/isms/document"
	"holdfast/internal/office/paper"
)

func sample(title, body string) paper.Paper {
	return paper.Paper{
		Organisation: "Fenmoor Digital Ltd", Title: title, Body: body, At: time.Date(2027, time.January, 6, 0, 0, 0, 0, time.UTC),
		Facts: [][2]string{
			{"Number", "DOC-3, version 2.0"},
			{"Classification", "Internal"},
			{"Approved", "6 January 2027 by Gareth Lowe"},
			{"In force from", "1 February 2027"},
			{"Owner", "Marta Zielińska"},
			{"Answers", "5.2, 5.3, A.5.1, A.5.2, A.5.4"},
			{"Content", strings.Repeat("0123456789abcdef", 4)},
		},
		Foot: "DOC-3 version 2.0 · Internal · SHA-256 0123456789ab",
	}
}

// TestStartersFitTwoPages: every starter text, answered, is at most two pages.
func TestStartersFitTwoPages(t *testing.T) {
	t.Parallel()
	answers := map[string]string{}
	for _, b := range document.AllBlanks() {
		switch answers[b.Name] = "Priya Nair"; {
		case b.Own:
			answers[b.Name] = "None in this period"
		case b.Name == "services":
			answers[b.Name] = "the design, hosting and support of digital services and data platforms"
		case b.Name == "entities":
			answers[b.Name] = "Fenmoor Digital Ltd and Fenmoor Field Services Ltd"
		case b.Usual != "":
			answers[b.Name] = b.Usual
		}
	}
	for _, s := range document.Starters() {
		pdf, pages, err := paper.Write(sample(s.Title, document.Fill(s.Text(), answers)))
		if err != nil || pages > 2 {
			t.Errorf("%s: %d pages, %v", s.Key, pages, err)
		}
		if dir := os.Getenv("HOLDFAST_PDF"); dir != "" {
			_ = os.WriteFile(filepath.Join(dir, s.Key+".pdf"), pdf, 0o600)
		}
	}
}

// TestSameBytes: one document is one file, however often it is written.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	p := sample("Polityka bezpieczeństwa i Bolisi diogelwch ŵ ŷ", document.StarterOf("incident-management").Text())
	first, _, err := paper.Write(p)
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		again, _, err := paper.Write(p)
		if err != nil || !bytes.Equal(first, again) {
			t.Fatalf("it differs from itself: %v", err)
		}
	}
	p.Body += "\nMore.\n"
	if other, _, _ := paper.Write(p); bytes.Equal(first, other) {
		t.Error("another text is the same file")
	}
}

// TestStrangeTexts: whatever people type is set, and ends.
func TestStrangeTexts(t *testing.T) {
	t.Parallel()
	wide := "| a |" + strings.Repeat(" b |", 40) + "\n| - |" + strings.Repeat(" - |", 40) + "\n| " + strings.Repeat("x", 300) + " |\n"
	for name, body := range map[string]string{
		"nothing": "", "one long word": strings.Repeat("W", 3000), "a table too wide": wide,
		"a row longer than a page": "| a | b |\n| - | - |\n| " + strings.Repeat("word ", 3000) + " | x |\n",
		"deep lists":               strings.Repeat("  ", 0) + "- a\n  - b\n    - c\n      - d\n        - e\n          - f\n            - g\n              - h\n",
		"deep quotations":          strings.Repeat("> ", 60) + "x", "other scripts": "日本語 العربية emoji 😀 \u202e\u0007", "html": "<b>x</b>\n\n<div>\nx\n</div>\n",
		"code": "```\n" + strings.Repeat("long ", 100) + "\n```\n", "checklist": "- [x] done\n- [ ] open\n", "entities": "&amp; &lt; \\* &#x0; &#99999999;",
	} {
		if _, pages, err := paper.Write(sample("Title", body)); err != nil || pages < 1 || pages > 40 {
			t.Errorf("%s: %d pages, %v", name, pages, err)
		}
	}
}
