package fold_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/fold"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		"":                               nil,
		"  -- … ":                        nil,
		"Ärger in Leith!":                {"arger", "in", "leith"},
		"ISO/IEC 27001:2022 (UKAS)":      {"iso/iec", "27001:2022", "ukas"},
		"A.5.15, “Access control”":       {"a.5.15", "access", "control"},
		"Cyber Essentials+":              {"cyber", "essentials"},
		strings.Repeat("é", 80) + " end": {strings.Repeat("e", 60), "end"},
	} {
		if d := cmp.Diff(want, fold.Words(in)); d != "" && len(want)+len(fold.Words(in)) > 0 {
			t.Errorf("%q: %s", in, d)
		}
	}
}

// TestAddWords: every word stands between blanks, and so do the parts of a
// joined one after the first, which the joined one begins with.
func TestAddWords(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	fold.AddWords(&b, "ISO/IEC 27001:2022 at Leith")
	for _, w := range []string{" iso/iec ", " iso", " iec ", " 27001", " 2022 ", " at ", " leith "} {
		if !strings.Contains(b.String(), w) {
			t.Errorf("no %q in %q", w, b.String())
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		text := rapid.String().Draw(t, "text")
		fold.AddWords(&b, text)
		for _, w := range fold.Words(text) {
			if !utf8.ValidString(w) || !strings.Contains(b.String(), " "+w+" ") {
				t.Fatalf("%q is not in %q", w, b.String())
			}
		}
		if strings.ContainsAny(b.String(), "\n\t") {
			t.Fatalf("%q breaks the line", b.String())
		}
	})
}
