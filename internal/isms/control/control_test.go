package control_test

import (
	"slices"
	"testing"

	"holdfast/internal/framework"
	"holdfast/internal/isms/control"
)

// References sort as people count them, Annex A before what an organisation
// adds, and in the order that the catalogue itself has.
func TestOrder(t *testing.T) {
	t.Parallel()
	refs := []string{"X.1", "A.5.10", "A.8.1", "A.5.2", "A.5.1", "X.1.2", "A.8.34"}
	slices.SortStableFunc(refs, func(a, b string) int { return int(control.Order(a) - control.Order(b)) })
	want := []string{"A.5.1", "A.5.2", "A.5.10", "A.8.1", "A.8.34", "X.1", "X.1.2"}
	if !slices.Equal(refs, want) {
		t.Errorf("order %v, want %v", refs, want)
	}
	cat, err := framework.Default().Catalogue(string(control.AnnexA))
	if err != nil {
		t.Fatal(err)
	}
	last := int64(0)
	for _, it := range cat.Kind(framework.KindControl) {
		if n := control.Order(it.ID); n <= last {
			t.Errorf("%s does not sort after the one before", it.ID)
		} else {
			last = n
		}
	}
	_ = control.Register() // panics when the declaration does not fit
}
