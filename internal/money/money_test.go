package money_test

import (
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "1200": "1200.00 GBP", "£1,200.5": "1200.50 GBP", " -0.05 eur": "-0.05 EUR", "7 JPY": "7 JPY", "1.234 KWD": "1.234 KWD",
	} {
		if got, err := money.Parse(in); err != nil || got.String() != want {
			t.Errorf("%q is %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"x", "1.234", "1.5 JPY", "1 POUNDS", "--1", "1e9999", "£", "1 2 3", ".5", "9999999999999999"} {
		if got, err := money.Parse(in); err == nil {
			t.Errorf("%q was read as %s", in, got)
		}
	}
}

func TestWrittenReadsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount{
			Minor:    rapid.Int64Range(-99_999_999_999_999, 99_999_999_999_999).Draw(t, "minor"),
			Currency: rapid.SampledFrom([]string{"GBP", "EUR", "JPY", "KWD"}).Draw(t, "currency"),
		}
		if back, err := money.Parse(a.String()); err != nil || back != a {
			t.Fatalf("%v is written %q and read %v, %v", a, a, back, err)
		}
	})
}
