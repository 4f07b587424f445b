package comment_test

import (
	"strings"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/comment"
)

func TestFind(t *testing.T) {
	t.Parallel()
	members := []change.Member{
		{Person: "orla", Name: "Orla Quay", Email: "orla@example.org", Active: true},
		{Person: "priya", Name: "Priya Shah", Active: true},
		{Person: "tom1", Name: "Tom Ashdown", Active: true},
		{Person: "tom2", Name: "Tom Birch", Active: true},
		{Person: "zoe", Name: "Zoë de la Cruz", Active: true},
		{Person: "gone", Name: "Gwen Old", Active: false},
		{Person: "mono", Name: "Cher", Active: true},
	}
	for text, want := range map[string]string{
		"":                                  "",
		"nobody is named":                   "",
		"@Priya Shah, can you look?":        "priya=@Priya Shah",
		"@priya can you look?":              "priya=@priya",
		"(@Priya's risk)":                   "priya=@Priya",
		"@orla@example.org please":          "orla=@orla@example.org",
		"write to orla@example.org":         "",
		"@Tom which of you":                 "",
		"@Tom Birch, not @Tom Ashdown.":     "tom2=@Tom Birch tom1=@Tom Ashdown",
		"@zoe de la cruz and @Zoë":          "zoe=@zoe de la cruz zoe=@Zoë",
		"@Gwen is not here":                 "",
		"@ Priya":                           "",
		"@Cher!":                            "mono=@Cher",
		"@Priya\nShah":                      "priya=@Priya",
		"@@Priya":                           "priya=@Priya",
		"@Priyanka":                         "",
		"a line\n@Orla Quay\n@Priya Shah\n": "orla=@Orla Quay priya=@Priya Shah",
	} {
		var got []string
		for _, m := range comment.Find(text, members) {
			got = append(got, m.Person+"="+text[m.From:m.To])
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q: %q, want %q", text, g, want)
		}
	}
}

// FuzzFind: whatever is written, what is found lies in the text, in order, and
// begins with the sign.
func FuzzFind(f *testing.F) {
	members := []change.Member{{Person: "a", Name: "Ana", Active: true}, {Person: "b", Name: "Bé Ü", Email: "b@example.org", Active: true}}
	for _, s := range []string{"@Ana", "@Bé Ü.", "@@", "x@Ana", "@b@example.org", "@\xff Ana"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, m := range comment.Find(text, members) {
			if m.From < at || m.To <= m.From || m.To > len(text) || text[m.From] != '@' {
				t.Fatalf("%q: %+v after %d", text, m, at)
			}
			at = m.To
		}
	})
}
