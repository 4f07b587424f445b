package scheme_test

import (
	"testing"

	"holdfast/internal/scheme"
)

func TestEmbeddedDataLoads(t *testing.T) {
	t.Parallel()
	b, err := scheme.Load(scheme.Files())
	if err != nil {
		t.Fatal(err)
	}
	if got := len(b.Schemes()); got != 33 {
		t.Errorf("%d schemes, want 33", got)
	}
	if b.Hash() != scheme.Default().Hash() || len(b.Hash()) != 16 {
		t.Errorf("hash %q is not the hash %q of the built-in data", b.Hash(), scheme.Default().Hash())
	}
}
