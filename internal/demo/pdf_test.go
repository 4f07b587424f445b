package demo_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/office/textout"
	"holdfast/internal/win/certificate"
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

// TestRenewedPlusIsReadInFull: what the product reads in the file is what the
// certificate says, so that a person has only to confirm it.
func TestRenewedPlusIsReadInFull(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"2026-01-01", "2026-11-23", "2028-02-29"} {
		today := civil.MustParse(day)
		d := must(textout.Read(t.Context(), must(demo.RenewedPlus(today))))
		draft := certificate.ReadDraft(book(t, today), d.Text(), d.Lines())
		got := draft.Certificate
		if len(draft.Doubts) > 0 {
			t.Errorf("%s: doubts %+v", day, draft.Doubts)
		}
		r := demo.RenewedFields(today)
		want := certificate.Certificate{
			Scheme: "cyber-essentials-plus", Holder: r.Holder, Number: r.Number, Body: r.Body, Edition: r.Edition,
			Scope: r.Scope, Issued: r.Issued, Expires: r.Expires, EndLabel: got.EndLabel,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", day, diff)
		}
	}
}
