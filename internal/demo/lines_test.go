package demo_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/errs"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

// TestRecordsPassTheImports: what the demonstration hands to the certificate
// and bid imports is read back without a fault and unchanged.
func TestRecordsPassTheImports(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"2026-01-01", "2026-11-23", "2028-02-29", "2030-12-31"} {
		today := civil.MustParse(day)
		s, bk := demo.Build(today), book(t, today)
		certs, err := certificate.Read(bytes.NewReader(must(s.CertificateLines())), func(c *certificate.Certificate) []errs.Field { return c.Check(bk) })
		if err != nil {
			t.Fatalf("%s: %v", day, err)
		}
		if d := cmp.Diff(s.Certificates, certs); d != "" {
			t.Errorf("%s: %s", day, d)
		}
		ns := notices(t, s)
		text := must(s.BidLines(func(ocid string) (notice.Notice, error) { return ns[ocid], nil }))
		list, err := bid.Read(bytes.NewReader(text), func(b *bid.Bid) []errs.Field { return b.Check(bk) })
		if err != nil {
			t.Fatalf("%s: %v", day, err)
		}
		want := taken(t, s, ns)
		for i, b := range list {
			if d := cmp.Diff(want[s.Bids[i].Ref], b, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s: %s: %s", day, b.Ref, d)
			}
		}
		if len(list) != 9 {
			t.Errorf("%s: %d bids", day, len(list))
		}
	}
}
