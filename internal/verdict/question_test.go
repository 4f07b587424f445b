package verdict_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// TestARecordWithoutAnEndIsAskedAbout: what is Unknown because a record says no
// last day asks for it.
func TestARecordWithoutAnEndIsAskedAbout(t *testing.T) {
	t.Parallel()
	c := caseOf(t, "", []string{"C1 cyber-essentials status=certified@2026-06-01"}, "award=2027-01-15", []string{"cyber-essentials when=by-award strength=mandatory"})
	v := verdict.Judge(scheme.Default(), c)
	if v.State != verdict.Unknown {
		t.Fatalf("%s", v.State)
	}
	if d := cmp.Diff([]string{"Until which day is C1 valid?"}, v.Questions); d != "" {
		t.Error(d)
	}
}
