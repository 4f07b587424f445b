package requirement_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"holdfast/internal/win/requirement/measure"
)

// A demand is the same demand on a narrow page, in another system's line ends,
// and cut in two by the end of a page with its footer and header.
func TestLayoutDoesNotMatter(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/passages.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		set   func(string) string
		floor float64 // of F1 of required
	}{
		{"wrapped", func(s string) string { return wrap(s, 72) }, 0.97},
		{"wrapped, with carriage returns", func(s string) string { return strings.ReplaceAll(wrap(s, 72), "\n", "\r\n") }, 0.97},
		{"over two of six pages", inPages, 0.93},
	} {
		ps, err := measure.Read(strings.NewReader(string(b)))
		if err != nil {
			t.Fatal(err)
		}
		for i := range ps {
			ps[i].Text = c.set(ps[i].Text)
		}
		r := measure.Score(ps)
		if f1 := r.Required.F1(); f1 < c.floor {
			t.Errorf("%s: F1 of required is %.3f, under its floor of %.3f\n%s", c.name, f1, c.floor, strings.Join(r.Failures, "\n"))
		}
	}
}

func wrap(s string, width int) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if strings.ContainsAny(line, "|\t") {
			out = append(out, line)
			continue
		}
		row := ""
		for w := range strings.FieldsSeq(line) {
			if row != "" && len(row)+1+len(w) > width {
				out = append(out, row)
				row = ""
			}
			row = strings.TrimLeft(row+" "+w, " ")
		}
		out = append(out, row)
	}
	return strings.Join(out, "\n")
}

func inPages(s string) string {
	words := strings.Split(s, " ")
	half := len(words) / 2
	filler := "The depot opens at eight. Goods are received at the east gate and are checked before they are signed for."
	var pages []string
	for i, words := range []string{filler, filler, strings.Join(words[:half], " "), strings.Join(words[half:], " "), filler, filler} {
		pages = append(pages, fmt.Sprintf("Marsh Vale Council\nITT/2026/114 Grounds\n\n%s\n\nIn confidence\nPage %d of 6", words, i+1))
	}
	return strings.Join(pages, "\f")
}
