package bid_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

func demand(s, when string) []bid.Requirement {
	return []bid.Requirement{{ID: "r1", Requirement: verdict.Requirement{Scheme: s, Strength: "mandatory", Proof: "certificate", When: when}}}
}

// tender is a bid with the usual days that asks for one scheme by award.
func tender(deadline, award, asked string) bid.Bid {
	return bid.Bid{
		Title: "Hosting", Entity: company, Stage: bid.Preparing, Regime: "pa2023",
		Dates:        verdict.Dates{Deadline: day(deadline), Award: day(award), Start: day("2027-05-01"), End: day("2029-04-30")},
		Requirements: demand(asked, "by-award"),
	}
}

func held(number string, c certificate.Certificate) certificate.Row {
	c.Holder, c.Covers = company, "yes"
	return certificate.Row{Ref: register.Ref{Kind: certificate.Kind, Number: number}, Value: c}
}

// essentials holds through the start of the tenders here; the Plus ends on 5 March.
func essentials() []certificate.Row {
	return []certificate.Row{
		held("CERT-1", certificate.Certificate{Scheme: "cyber-essentials", Issued: civil.MustParse("2026-10-01"), Expires: civil.MustParse("2027-09-30")}),
		held("CERT-2", certificate.Certificate{Scheme: "cyber-essentials-plus", Issued: civil.MustParse("2026-03-06"), Expires: civil.MustParse("2027-03-05")}),
	}
}

func row(number string, b bid.Bid) bid.Row {
	return bid.Row{Ref: register.Ref{Kind: bid.Kind, Number: number}, Value: b}
}

func TestCheckAll(t *testing.T) {
	t.Parallel()
	undated := bid.Bid{Title: "Undated", Entity: company, Stage: bid.Preparing, Requirements: demand("cyber-essentials", "by-award")}
	lost := tender("2027-01-10", "2027-01-15", "iso27001")
	lost.Stage = bid.Lost
	rows := []bid.Row{
		row("BID-1", undated),
		row("BID-2", lost),
		row("BID-3", tender("2027-02-01", "2027-03-12", "cyber-essentials")),
		row("BID-4", tender("2027-01-20", "2027-03-12", "cyber-essentials")),
		row("BID-5", tender("2027-02-01", "2027-03-12", "cyber-essentials-plus")),
		row("BID-6", tender("2027-01-10", "2027-01-15", "iso27001")),
		row("BID-7", bid.Bid{Title: "Nothing is asked", Entity: company, Stage: bid.Preparing}),
	}
	list := bid.CheckAll(scheme.Default(), today, essentials(), rows)
	var got []string
	for _, c := range list {
		got = append(got, c.Number+" "+string(c.Verdict.State))
		if c.Verdict.ID != c.Number {
			t.Errorf("the verdict on %s is on %q", c.Number, c.Verdict.ID)
		}
	}
	want := "BID-6 fails, BID-5 at-risk, BID-1 unknown, BID-4 holds, BID-3 holds, BID-7 holds, BID-2 fails"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, ", "), want)
	}
	tally := bid.Count(list)
	if tally != (bid.Tally{Live: 6, Fails: 1, AtRisk: 1, Unknown: 1, Holds: 3}) || tally.AtRiskOrFails() != 2 {
		t.Errorf("%+v", tally)
	}
	if bid.Count(nil) != (bid.Tally{}) {
		t.Error("a tally of nothing")
	}
}

func TestWhatIf(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	for _, tt := range []struct {
		what, to, says string
		want           verdict.State
	}{
		{"award", "2027-03-12", "If the award is on 12 March 2027", verdict.AtRisk},
		{"award", "2027-03-05", "If the award is on 5 March 2027", verdict.AtRisk}, // the start still lies behind the end
		{"deadline", "2027-01-15", "If the deadline is on 15 January 2027", verdict.AtRisk},
		{"assessment", "2027-02-10", "If the assessment is on 10 February 2027", verdict.AtRisk},
		{"standstillEnd", "2027-03-22", "If the end of the standstill is on 22 March 2027", verdict.AtRisk},
		{"start", "2027-06-01", "If the start is on 1 June 2027", verdict.AtRisk},
		{"end", "2030-04-30", "If the end of the contract is on 30 April 2030", verdict.AtRisk},
		{"extendedEnd", "2031-04-30", "If the end with extensions is on 30 April 2031", verdict.AtRisk},
		{"CERT-2", "2027-02-20", "If the renewal of Cyber Essentials Plus is granted on 20 February 2027", verdict.Holds},
		{"CERT-2", "2027-03-20", "If the renewal of Cyber Essentials Plus is granted on 20 March 2027", verdict.AtRisk},
	} {
		certs, b := essentials(), tender("2027-02-01", "2027-03-12", "cyber-essentials-plus")
		kept, before := clone(b), essentials()
		v, said, err := bid.WhatIf(book, today, certs, b, bid.Move{What: tt.what, To: civil.MustParse(tt.to)})
		if err != nil || v.State != tt.want || said != tt.says {
			t.Errorf("%s on %s: %s, %q, %v", tt.what, tt.to, v.State, said, err)
		}
		if d := cmp.Diff(kept, b) + cmp.Diff(before, certs); d != "" {
			t.Errorf("%s on %s changed what it was given: %s", tt.what, tt.to, d)
		}
	}
	b := tender("2027-02-01", "2027-03-12", "cyber-essentials-plus")
	b.Dates.Start = nil
	if v, _, err := bid.WhatIf(book, today, essentials(), b, bid.Move{What: "award", To: civil.MustParse("2027-03-05")}); err != nil || v.State != verdict.Holds {
		t.Errorf("the award moved to the last day: %s, %v", v.State, err)
	}
	for _, m := range []bid.Move{{What: "award", To: civil.MustParse("2027-01-31")}, {What: "award"}, {What: "CERT-2"}} {
		_, _, err := bid.WhatIf(book, today, essentials(), b, m)
		refused(t, "moved to "+m.To.String(), err, errs.Invalid, "to")
	}
	for _, what := range []string{"", "CERT-9", "published"} {
		_, _, err := bid.WhatIf(book, today, essentials(), b, bid.Move{What: what, To: today})
		refused(t, what, err, errs.Invalid, "what")
	}
}

// TestWhatIfRenewed: a renewal runs its scheme's term from the day it is granted
// and mends what was recorded against the old certificate.
func TestWhatIfRenewed(t *testing.T) {
	t.Parallel()
	book := scheme.Default()
	suspended := held("CERT-3", certificate.Certificate{
		Scheme: "iso27001", Edition: "2022", Decision: civil.MustParse("2024-02-01"), Issued: civil.MustParse("2024-02-01"), Expires: civil.MustParse("2027-01-31"),
		Accredited: new(true), Status: []certificate.StatusChange{{State: certificate.Certified, From: civil.MustParse("2024-02-01")}, {State: certificate.Suspended, From: civil.MustParse("2026-12-01")}},
	})
	toolkit := held("CERT-4", certificate.Certificate{Scheme: "dspt", Edition: "2025-26", Level: "standards_met", Issued: civil.MustParse("2026-06-24")})
	for _, tt := range []struct {
		cert   certificate.Row
		asked  string
		to     string
		before verdict.State
		after  verdict.State
	}{
		{suspended, "iso27001", "2027-02-25", "", verdict.Holds},
		{toolkit, "dspt", "2027-04-20", verdict.Holds, verdict.Holds},
	} {
		b := tender("2027-02-01", "2027-03-12", tt.asked)
		certs := []certificate.Row{tt.cert}
		if got := bid.CheckAll(book, today, certs, []bid.Row{row("BID-1", b)})[0].Verdict.State; got == verdict.Holds && tt.before != verdict.Holds {
			t.Errorf("%s holds before", tt.asked)
		}
		v, _, err := bid.WhatIf(book, today, certs, b, bid.Move{What: tt.cert.Number, To: civil.MustParse(tt.to)})
		if err != nil || v.State != tt.after {
			t.Errorf("%s renewed: %+v, %v", tt.asked, v, err)
		}
	}
}
