package verdict_test

import (
	"fmt"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// manyHeld is a large supplier: 50 certificates of ten schemes.
func manyHeld(today civil.Date) []verdict.Certificate {
	yes := true
	ids := []string{"cyber-essentials", "cyber-essentials-plus", "iso27001", "iso9001", "iso14001", "dspt", "dcc", "insurance-professional-indemnity", "soc2", "pentest"}
	var out []verdict.Certificate
	for i := range 50 {
		c := verdict.Certificate{Ref: fmt.Sprintf("CERT-%d", i+1), Scheme: ids[i%len(ids)], Holder: bidder, Covers: "yes", Accredited: &yes, Edition: "2022"}
		c.Issued = today.AddDays(-360 + i*10)
		c.Expires = c.Issued.AddMonths(12) - 1
		switch c.Scheme {
		case "iso27001", "iso9001", "iso14001":
			c.Decision, c.Expires = c.Issued, c.Issued.AddMonths(36)-1
		case "dspt":
			c.Edition, c.Level = "2025-26", "standards_met"
		case "dcc":
			c.Level = "1"
		}
		out = append(out, c)
	}
	return out
}

func manyBids(today civil.Date, n int) []verdict.Bid {
	asks := []verdict.Requirement{
		{Scheme: "cyber-essentials-plus", When: "by-award"},
		{Scheme: "iso27001", When: "at-submission", Accreditation: "ukas"},
		{Scheme: "iso9001"},
		{Scheme: "dspt", When: "by-contract-start"},
		{Scheme: "cyber-essentials", EquivalentAccepted: true},
	}
	out := make([]verdict.Bid, n)
	for i := range out {
		b := &out[i]
		b.Dates.Deadline = &verdict.Day{Date: today.AddDays(i % 90)}
		if i%2 == 0 {
			b.Dates.Award = &verdict.Day{Date: today.AddDays(i%90 + 20 + i%200)}
			b.Dates.Start = &verdict.Day{Date: b.Dates.Award.Date + 30}
			b.Dates.End = &verdict.Day{Date: b.Dates.Start.Date.AddMonths(36)}
		}
		for j := range 1 + i%5 {
			b.Requirements = append(b.Requirements, asks[(i+j)%len(asks)])
		}
		b.Normalise()
	}
	return out
}

// BenchmarkReasons is every verdict with its reasons of 50 certificates and
// 2,000 live bids: within 100 ms.
func BenchmarkReasons(b *testing.B) {
	today := civil.MustParse("2027-01-06")
	certs, bids := manyHeld(today), manyBids(today, 2000)
	b.ReportAllocs()
	for b.Loop() {
		h := verdict.NewHolder(scheme.Default(), today, certs)
		for i := range bids {
			h.Judge("", bidder, &bids[i])
		}
	}
}

// BenchmarkWhatIf is one certificate moved and one bid judged again.
func BenchmarkWhatIf(b *testing.B) {
	today := civil.MustParse("2027-01-06")
	certs, bids := manyHeld(today), manyBids(today, 5)
	b.ReportAllocs()
	for b.Loop() {
		certs[0].Expires++
		verdict.NewHolder(scheme.Default(), today, certs).Judge("", bidder, &bids[4])
	}
}
