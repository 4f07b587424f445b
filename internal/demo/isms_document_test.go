package demo_test

import (
	"slices"
	"strings"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	written "holdfast/internal/isms/document"
)

// TestDocumentsAreWhole: what is approved in the story leaves nothing open, says
// something else in each version, and was never approved by who wrote it.
func TestDocumentsAreWhole(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"2026-01-01", "2027-01-06", "2028-02-29", "2030-12-31"} {
		today := civil.MustParse(day)
		docs := demo.Build(today).Documents()
		kinds := map[string]bool{}
		for _, d := range docs.TakenOver {
			kinds[d.Document.Type] = true
			var bodies []string
			for i, v := range d.Versions {
				if open := written.Blanks(v.Body); len(open) > 0 {
					t.Errorf("%s of %s leaves %v open", d.Document.Title, day, open)
				}
				if slices.Contains(v.Authors, v.ApprovedBy) || v.Approved > today || i > 0 && v.Approved <= d.Versions[i-1].Approved {
					t.Errorf("%s of %s: version %d was approved by %s on %s", d.Document.Title, day, i+1, v.ApprovedBy, v.Approved)
				}
				if slices.Contains(bodies, v.Body) {
					t.Errorf("%s has two versions that say the same", d.Document.Title)
				}
				bodies = append(bodies, v.Body)
			}
		}
		if len(kinds) < 4 {
			t.Errorf("only %d types of document", len(kinds))
		}
		for _, d := range docs.Drafts {
			if open := written.Blanks(d.Body); len(d.Reviewers) > 0 && len(open) > 0 {
				t.Errorf("%s is put up for review with %v open", d.Document.Title, open)
			}
		}
		for _, n := range docs.Next {
			if !strings.Contains(n.Text.Body, "one hour outside them") {
				t.Errorf("the next version of %s says nothing new", n.Number)
			}
		}
		for name := range docs.Answers {
			if b := written.BlankOf(name); b == nil || b.Own {
				t.Errorf("%q is answered and never asked", name)
			}
		}
	}
}
