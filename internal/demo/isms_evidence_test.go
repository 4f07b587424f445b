package demo_test

import (
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/evidence"
)

// TestEvidenceIsAsTheStorySays: the figures of the page, on days all over the
// years in which the story is told.
func TestEvidenceIsAsTheStorySays(t *testing.T) {
	t.Parallel()
	for day := civil.Of(2026, time.January, 1); day.Year() <= 2030; day += 97 {
		s := demo.Build(day)
		count, best := map[evidence.Freshness]int{}, map[string][]evidence.Evidence{}
		soon := 0
		for _, e := range s.EvidenceItems() {
			e.File = "kept"
			f := evidence.FreshOn(e.Evidence, day)
			count[f]++
			if f.Holds() && day.DaysUntil(evidence.Ends(e.Evidence)) < evidence.SoonDays {
				soon++
			}
			for _, ref := range e.For {
				best[ref] = append(best[ref], e.Evidence)
			}
		}
		if count[evidence.Fresh] != 52 || count[evidence.Ageing] != 5 || count[evidence.Stale] != 4 || len(count) != 3 || soon != 3 {
			t.Fatalf("%s: items %v, %d soon", day, count, soon)
		}
		byControl := map[evidence.Freshness]int{}
		for _, c := range s.Controls() {
			f := evidence.Best(best[c.Ref], day)
			if !c.Applies() {
				if f != evidence.Missing {
					t.Errorf("%s does not apply and has evidence", c.Ref)
				}
				continue
			}
			byControl[f]++
		}
		if byControl[evidence.Fresh] != 71 || byControl[evidence.Ageing] != 5 || byControl[evidence.Stale] != 4 || byControl[evidence.Missing] != 7 {
			t.Fatalf("%s: controls %v", day, byControl)
		}
	}
}
