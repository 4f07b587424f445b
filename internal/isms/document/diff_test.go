package document_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/isms/document"
)

// TestDiffGivesBoth: without what is new it is the first text, without what is
// gone the second.
func TestDiffGivesBoth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) string {
			ls := rapid.SliceOfN(rapid.SampledFrom([]string{"", "the owner reviews it", "the owner reads it yearly", "a|b", "zażółć gęślą", "- x"}), 0, 12).Draw(t, "lines")
			if len(ls) == 0 {
				return ""
			}
			return strings.Join(ls, "\n") + "\n"
		})
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		var first, second strings.Builder
		for _, l := range document.Diff(a, b) {
			for _, p := range l.Pieces {
				if p.Kind != document.New {
					first.WriteString(p.Text)
				}
				if p.Kind != document.Gone {
					second.WriteString(p.Text)
				}
			}
			if l.Kind != document.New {
				first.WriteString("\n")
			}
			if l.Kind != document.Gone {
				second.WriteString("\n")
			}
		}
		if first.String() != a || second.String() != b {
			t.Fatalf("%q, %q", first.String(), second.String())
		}
		if a == b {
			for _, l := range document.Diff(a, b) {
				if l.Kind != document.Same {
					t.Fatal("equal texts differ")
				}
			}
		}
	})
}

func TestDiffFindsWords(t *testing.T) {
	t.Parallel()
	got := document.Diff("One\nKeep logs for 30 days.\nEnd\n", "One\nKeep logs for 90 days.\nMore\nEnd\n")
	var kinds []string
	for _, l := range got {
		kinds = append(kinds, l.Kind)
	}
	if strings.Join(kinds, " ") != "same changed new same" {
		t.Fatalf("%v", got)
	}
	var gone, added string
	for _, p := range got[1].Pieces {
		switch p.Kind {
		case document.Gone:
			gone += p.Text
		case document.New:
			added += p.Text
		}
	}
	if gone != "30" || added != "90" {
		t.Errorf("%q became %q", gone, added)
	}
}

// TestDiffOfLargeTexts: a text of the largest size is compared in bounded memory.
func TestDiffOfLargeTexts(t *testing.T) {
	t.Parallel()
	a := strings.Repeat("a\n", document.MaxBody/2)
	b := strings.Repeat("b\n", document.MaxBody/2)
	if n := len(document.Diff(a, b)); n != document.MaxBody {
		t.Errorf("%d lines", n)
	}
}
