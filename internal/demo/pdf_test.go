package demo_test

import (
	"bytes"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
)

func TestRenewedPlusIsOneFileADay(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2026-11-23")
	a, b := must(demo.RenewedPlus(today)), must(demo.RenewedPlus(today))
	if !bytes.Equal(a, b) || !bytes.HasPrefix(a, []byte("%PDF-")) {
		t.Errorf("%d and %d bytes, not the same PDF", len(a), len(b))
	}
	if c := must(demo.RenewedPlus(today + 7)); bytes.Equal(a, c) {
		t.Error("another week gives the same certificate")
	}
}

// TestRenewedPlusMendsTheBid: issued by today, in the three months after Cyber
// Essentials below it, and good for a year.
func TestRenewedPlusMendsTheBid(t *testing.T) {
	t.Parallel()
	everyDay(func(today civil.Date) {
		r := demo.RenewedFields(today)
		ce := held(t, demo.Build(today), "cyber-essentials")
		if r.Issued > today || r.Issued < today-2 || r.Issued <= ce.Issued || r.Issued > ce.Issued+89 || r.Edition != ce.Edition {
			t.Errorf("%s: issued on %s over Cyber Essentials of %s", today, r.Issued, ce.Issued)
		}
		if r.Expires != r.Issued.AddMonths(12)-1 || r.Holder != demo.Company {
			t.Errorf("%s: %+v", today, r)
		}
	})
}
