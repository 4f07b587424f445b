package requirement_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/internal/win/requirement"
)

// A sentence goes on over the end of a page, past the footer and the header
// that return on each, and is quoted where the scheme is named.
func TestSentencesRunOverPages(t *testing.T) {
	t.Parallel()
	page := func(n int, words string) string {
		return fmt.Sprintf("Marsh Vale Council – Grounds maintenance\nCommercial in confidence\n\n%s\n\nITT/2026/114\nPage %d of 5", words, n)
	}
	pages := []string{
		page(1, "Our quality is as good as our grass."),
		page(2, "Every tender is read by two officers of the Council. With regard to quality, each and every tenderer must"),
		page(3, "hold ISO 9001 certification by contract award. Thank you."),
		page(4, "Desirable:\n- a van\n- a dog"),
		page(5, "- ISO 14001 certification\n- a cat"),
	}
	rs := requirement.FindPages(pages)
	if len(rs) != 2 {
		t.Fatalf("%d requirements, want 2: %+v", len(rs), rs)
	}
	a, b := rs[0], rs[1]
	if a.Page != 2 || a.Strength != requirement.Mandatory || a.When != requirement.ByAward {
		t.Errorf("on page %d: %s, %s; want the third page, mandatory, by award", a.Page, a.Strength, a.When)
	}
	if !strings.HasSuffix(a.Quote, "hold ISO 9001 certification by contract award.") || string([]rune(pages[2])[a.Start:a.End]) != a.Quote {
		t.Errorf("quote %q is not of its page", a.Quote)
	}
	if got := string([]rune(pages[2])[a.NameStart:a.NameEnd]); got != "ISO 9001" {
		t.Errorf("named at %q", got)
	}
	if b.Page != 4 || b.Strength != requirement.Desirable || b.Quote != "ISO 14001 certification" {
		t.Errorf("on page %d: %s %q; want the fifth page, desirable: the list goes on", b.Page, b.Strength, b.Quote)
	}
}

// A name that a page break cuts in two is read, and placed where it begins.
func TestNamesRunOverPages(t *testing.T) {
	t.Parallel()
	pages := []string{"Each supplier to the Board must have submitted the Data Security", "and Protection Toolkit at Standards Met.\n\n2"}
	rs := requirement.FindPages(pages)
	if len(rs) != 1 || rs[0].Scheme != "dspt" || rs[0].Page != 0 || rs[0].Strength != requirement.Mandatory {
		t.Errorf("%+v, want the toolkit demanded on the first page", rs)
	}
}

// What stands in the header of every page is no demand of any.
func TestHeadersAreNoText(t *testing.T) {
	t.Parallel()
	var pages []string
	for n := range 6 {
		pages = append(pages, fmt.Sprintf("Bidders must hold ISO 27001\n\nThe café opens at %d.\n\n%d", n, n+1))
	}
	if rs := requirement.FindPages(pages); len(rs) > 1 {
		t.Errorf("%d requirements, want at most the first page's", len(rs))
	}
}

// The heading of a list governs its last line, however long the list is.
func TestHeadingOfALongListCarries(t *testing.T) {
	t.Parallel()
	for heading, want := range map[string]string{
		"Bidders must have in place:":                   requirement.Mandatory,
		"## Mandatory requirements":                     requirement.Mandatory,
		"Desirable requirements":                        requirement.Desirable,
		"The following would be an advantage:":          requirement.Desirable,
		"The winning supplier should be able to offer:": requirement.Expected,
	} {
		var b strings.Builder
		b.WriteString("About the Council.\n\n" + heading + "\n")
		for n := range 150 {
			fmt.Fprintf(&b, "- a depot with %d bays, lit at night and swept on each working day\n", n)
		}
		b.WriteString("- ISO 9001 certification\n- a clock")
		rs := requirement.Find(b.String())
		if len(rs) != 1 || rs[0].Strength != want {
			t.Errorf("under %q: %+v, want %s", heading, rs, want)
		}
	}
}

func TestNoPagesNoRequirements(t *testing.T) {
	t.Parallel()
	if rs := requirement.FindPages(nil); len(rs) != 0 {
		t.Errorf("%d requirements of no pages", len(rs))
	}
	if rs := requirement.FindPages([]string{"", "", "Suppliers must hold Cyber Essentials."}); len(rs) != 1 || rs[0].Page != 2 {
		t.Errorf("%+v, want one on the third page", rs)
	}
}

func FuzzFindPages(f *testing.F) {
	for _, s := range []string{"", "\f", "\f\f\f", "a\nPage 1\f\nmust hold ISO 9001\f", "- ISO 9001 or\n\f- CE+\n\f", "é\fISO 27001 must\n2\fé", strings.Repeat("1\nISO 9001\n\f", 9)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "?")
		pages := strings.Split(s, "\f")
		for _, r := range requirement.FindPages(pages) {
			runes := []rune(pages[r.Page])
			if r.Start < 0 || r.End > len(runes) || r.Start >= r.End || string(runes[r.Start:r.End]) != r.Quote {
				t.Fatalf("page %d [%d:%d] is not the quote %q", r.Page, r.Start, r.End, r.Quote)
			}
			if r.NameStart < r.Start || r.NameEnd > r.End || r.NameStart >= r.NameEnd {
				t.Fatalf("the name at [%d:%d] is not in the quote at [%d:%d]", r.NameStart, r.NameEnd, r.Start, r.End)
			}
			if c := r.Condition; c != nil && c.Start >= 0 && string(runes[c.Start:c.End]) != c.Quote {
				t.Fatalf("page %d [%d:%d] is not the condition %q", r.Page, c.Start, c.End, c.Quote)
			}
		}
	})
}
