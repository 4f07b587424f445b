package demo_test

import (
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/framework"
	"holdfast/internal/isms/control"
)

// The figures are those of the pictures: 87 apply, 64 are implemented, 16
// partly, 7 planned, 6 do not apply, by theme; 12 changes since version 4.
func TestControlsOfTheStory(t *testing.T) {
	t.Parallel()
	s := demo.Build(civil.MustParse("2026-11-23"))
	cat := must(framework.Default().Catalogue(string(control.AnnexA)))
	people := map[string]bool{}
	for _, p := range s.People {
		people[p.Email] = true
	}
	counts := map[string]map[string]int{}
	var now, issued control.Statement
	entries := s.Controls()
	for i, item := range cat.Kind(framework.KindControl) {
		e := &entries[i]
		if e.Ref != item.ID {
			t.Fatalf("entry %d is %s, want %s", i, e.Ref, item.ID)
		}
		if !people[e.Owner] {
			t.Errorf("%s is owned by %q", e.Ref, e.Owner)
		}
		theme := item.Attributes[framework.AttrTheme][0]
		if counts[theme] == nil {
			counts[theme] = map[string]int{}
		}
		counts[theme][e.Status()]++
		line := func(c control.Control) control.Line {
			return control.Line{Ref: c.Ref, Applies: map[bool]string{true: "yes", false: "no"}[c.Applies()], Why: c.Why, ReasonFor: c.ReasonFor, ReasonAgainst: c.ReasonAgainst, Status: c.Status(), OwnerID: c.Owner, Owner: c.Owner, How: c.How, Target: c.Target}
		}
		now.Lines, issued.Lines = append(now.Lines, line(e.Control)), append(issued.Lines, line(e.At(4)))
		if s := e.Status(); (s == control.Partly || s == control.Planned) != (e.Target > civil.MustParse("2026-11-23")) {
			t.Errorf("%s is %s, its day %s", e.Ref, s, e.Target)
		}
	}
	for theme, want := range map[string][4]int{"organizational": {23, 9, 4, 1}, "people": {7, 1, 0, 0}, "physical": {9, 1, 0, 4}, "technological": {25, 5, 3, 1}} {
		n := counts[theme]
		if got := [4]int{n[control.Implemented], n[control.Partly], n[control.Planned], n[control.NotApplicable]}; got != want {
			t.Errorf("%s: %v, want %v", theme, got, want)
		}
	}
	if got := control.Diff(&issued, &now).Words(); got != "12 changes: 7 statuses, 3 owners, 2 reasons" {
		t.Error(got)
	}
	if up := s.OwnCatalogue(); up.IsTable() {
		t.Error("the buyer's list is taken for a table")
	} else if own := must(framework.ReadOwn([]byte(up.Text))); len(own.Items) != 6 {
		t.Errorf("the buyer's list has %d items", len(own.Items))
	}
	met := 0
	clauses := s.Clauses()
	for i, item := range cat.Kind(framework.KindClause) {
		if clauses[i].Ref != item.ID {
			t.Fatalf("clause %d is %s, want %s", i, clauses[i].Ref, item.ID)
		}
		if clauses[i].State == control.Met {
			met++
		}
	}
	if met != 22 || len(clauses) != 30 {
		t.Errorf("%d of %d clauses are met", met, len(clauses))
	}
}
