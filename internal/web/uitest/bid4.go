package uitest

import (
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
)

func yes(names ...string) []verdict.Check {
	var cs []verdict.Check
	for _, n := range names {
		cs = append(cs, verdict.Check{Name: n, State: verdict.Holds})
	}
	return cs
}

// BidView is BID-4: Cyber Essentials Plus ends six days before award.
func BidView() win.BidView {
	words := verdict.Rule{ID: "R01", Basis: "the words of the notice win over the default of PPN 014", Source: "PPN 014", AsOf: d("2026-11-01"), Certainty: scheme.Verified}
	reqs := []verdict.Requirement{
		{Scheme: "cyber-essentials-plus", Strength: "mandatory", Proof: "certificate", When: "by-award"},
		{Scheme: "iso-27001", Strength: "mandatory", Proof: "certificate", When: "at-submission"},
		{Scheme: "dspt", Strength: "mandatory", Proof: "certificate", When: "by-contract-start", Level: "standards_met"},
		{Scheme: "penetration-test", Strength: "expected", Proof: "any", When: "at-submission"},
	}
	v := win.BidView{
		Shell: Shell(), Today: Today, ID: "BID-4", Title: "Regional data platform: engineering and support", Path: "/bids/BID-4", BidsHref: "/bids",
		Facts: []ui.Fact{
			{Value: "Trentwell Integrated Care Board"},
			{Value: "£4.2m over 3 + 1 + 1 years"},
			{Value: "bidding as Fenmoor Digital Ltd"},
			{Value: "owner Rhian Vaughan"},
			{Value: "notice 071904-2026, version 2", Href: "/notices/071904-2026"},
		},
		Stage: win.StageForm{Word: "In preparation", Action: "/bids/BID-4/stage", Choices: []ui.Choice{{Value: "submitted", Label: "Submitted"}, {Value: "withdrawn", Label: "Withdrawn"}}},
		Bid: verdict.Bid{
			Regime: "pa2023", Nation: "england", Requirements: reqs,
			Dates: verdict.Dates{
				Deadline: day("2027-01-12"), Award: day("2027-02-19"), StandstillEnd: day("2027-03-03"),
				Start: day("2027-04-01"), End: day("2030-03-31"),
			},
		},
		Verdict: verdict.Verdict{
			ID: "BID-4", State: verdict.AtRisk,
			Groups: []verdict.Group{
				{
					State: verdict.AtRisk, Scheme: "cyber-essentials-plus", Certificate: "CERT-3", Counts: true, Strength: "mandatory", Requirement: 0,
					FirstFailingDay: d("2027-02-14"), DecisiveDay: d("2027-02-19"), Rule: words,
					Reason: "CERT-3 ends on 13 February 2027 and award is on 19 February, so on the day the buyer checks there is no valid certificate.",
					Fix:    &verdict.Fix{Action: "Renew Cyber Essentials Plus", StartBy: d("2026-12-04"), Earliest: d("2026-12-07"), Latest: d("2027-01-22")},
					Checks: append(yes("scheme", "level", "entity", "scope", "status"), verdict.Check{Name: "date", State: verdict.AtRisk}),
				},
				{
					State: verdict.Holds, Scheme: "iso-27001", Certificate: "CERT-1", Counts: true, Strength: "mandatory", Requirement: 1, DecisiveDay: d("2027-01-12"), Rule: words,
					Reason: "CERT-1 covers the deadline and the start.", Checks: yes("scheme", "entity", "scope", "edition", "accreditation", "status", "date"),
				},
				{
					State: verdict.Holds, Scheme: "dspt", Certificate: "CERT-4", Counts: true, Strength: "mandatory", Requirement: 2, DecisiveDay: d("2027-04-01"), Rule: words,
					Reason: "CERT-4 counts to 30 June 2027, after the start.", Checks: yes("scheme", "level", "entity", "status", "date"),
				},
				{
					State: verdict.Unknown, Scheme: "penetration-test", Counts: true, Strength: "expected", Requirement: 3, Rule: words,
					Reason: "The notice says “recent” and gives no period.", Checks: []verdict.Check{{Name: "date", State: verdict.Unknown}},
				},
			},
			RenewalsOwed: []verdict.Renewal{
				{Scheme: "cyber-essentials-plus", By: d("2028-01-22")},
				{Scheme: "cyber-essentials-plus", By: d("2029-01-22")},
				{Scheme: "cyber-essentials-plus", By: d("2030-01-22")},
				{Scheme: "dspt", By: d("2027-06-30")},
				{Scheme: "dspt", By: d("2028-06-30")},
			},
			Questions: []string{"What period does “recent” mean for the penetration test?"},
		},
		Certificates: bidCertificates(),
		Plans: []chart.Certificate{{
			ID: "PLAN-3", Name: "If you start by 4 December", State: chart.Holds, Tag: "49 days",
			Planned: []chart.Span{{From: d("2026-12-04"), To: d("2027-01-21")}}, Valid: []chart.Span{{From: d("2027-01-22"), To: d("2028-01-21")}},
		}},
		Questions: []win.Question{{Text: "Please confirm what period “recent” means for the penetration test.", Sent: "drafted", By: d("2026-12-11")}},
		WhatIf: &win.WhatIf{
			Action: "/bids/BID-4", Choices: []ui.Choice{{Value: "deadline", Label: "Tender deadline"}, {Value: "award", Label: "Award"}, {Value: "start", Label: "Contract start"}, {Value: "CERT-3", Label: "Renewal of CERT-3"}},
		},
		Log: []ui.LogEntry{
			{When: "Today 07:02", Text: []ui.Run{{Text: "Award moved from 5 to 19 February 2027. Verdict changed from "}, {State: verdict.Holds}, {Text: " to "}, {State: verdict.AtRisk}}},
			{When: "Mon 9 Nov", Text: ui.Plain("Rhian Vaughan took the bid on from notice 071904-2026")},
		},
	}
	v.Groups = []win.GroupView{
		{
			Name: "Cyber Essentials Plus", Asked: "at award, kept through the term", Certificate: ui.Link{Label: "CERT-3", Href: "/certificates/CERT-3"}, LastDay: d("2027-02-13"),
			Quote:  ui.QuoteOf3("The Supplier ", "must hold Cyber Essentials Plus certification at the date of contract award", " and shall maintain it, renewed annually, for the duration of the contract including any extension.", "Notice 071904-2026, version 2, section 5.1.9 Selection criteria, page 7"),
			Why:    "Entity, scope and status are right; only the date fails.",
			Source: ui.Link{Label: "Find a Tender, 071904-2026", Href: "https://tenders.example/071904-2026"}, SourceNote: "read 23 November 2026, 07:02",
			FixText: "Typical 49 days, plan for 60. Best day to finish: 22 January. The year restarts on the day of issue, so earlier costs days of cover; later leaves no room for a retest.",
			Steps:   []win.FixStep{{Text: "Book the audit", By: d("2026-12-04")}, {Text: "Update the asset list, close criticals", By: d("2026-12-18")}, {Text: "Audit of a device sample", By: d("2027-01-11")}, {Text: "Realistic finish", By: d("2027-01-22")}, {Text: "Last day: three months after CERT-2", By: d("2027-02-02")}},
			Renew:   &ui.Action{Label: "Start renewal", Href: "/certificates/CERT-3/renewal", Post: true, Primary: true, Hidden: []ui.Hidden{{Name: "version", Value: "7"}}},
		},
		{Name: "ISO/IEC 27001", Certificate: ui.Link{Label: "CERT-1", Href: "/certificates/CERT-1"}, LastDay: d("2027-04-30"), CertNote: "2022 edition"},
		{Name: "DSPT, Standards Met", Certificate: ui.Link{Label: "CERT-4", Href: "/certificates/CERT-4"}, LastDay: d("2027-06-30"), CertNote: "code XJ417"},
		{Name: "Independent penetration test"},
	}
	v.CorrectDate = &win.DateForm{Action: "/bids/BID-4/dates", Choices: []ui.Choice{{Value: "deadline", Label: "Tender deadline"}, {Value: "award", Label: "Award"}}}
	schemes := []ui.Choice{{Value: "cyber-essentials", Label: "Cyber Essentials"}, {Value: "cyber-essentials-plus", Label: "Cyber Essentials Plus"}, {Value: "iso-27001", Label: "ISO/IEC 27001"}, {Value: "dspt", Label: "DSPT"}}
	for i, r := range reqs {
		id := "r" + string(rune('1'+i))
		v.Requirements = append(v.Requirements, win.RequirementLine{
			Requirement: r, Name: v.Groups[i].Name, Origin: "read in the notice, section 5.1.9",
			Correct: &win.RequirementForm{ID: id, Action: "/bids/BID-4/requirements/" + id, Schemes: schemes, Value: r},
			Remove:  &win.RemoveForm{ID: id + "-remove", Action: "/bids/BID-4/requirements/" + id + "/remove"},
		})
	}
	v.Add = &win.RequirementForm{ID: "new", Action: "/bids/BID-4/requirements", Schemes: schemes, Value: verdict.Requirement{When: "by-award", Strength: "mandatory"}}
	return v
}

func bidCertificates() []chart.Certificate {
	c := func(id, name, from, to string, s chart.State) chart.Certificate {
		return chart.Certificate{ID: id, Name: name, Href: "/certificates/" + id, State: s, Valid: []chart.Span{{From: d(from), To: d(to)}}}
	}
	plus := c("CERT-3", "Cyber Essentials Plus", "2026-02-14", "2027-02-13", chart.AtRisk)
	plus.Gaps = []chart.Gap{{From: d("2027-02-14"), State: chart.AtRisk, Tag: "Not covered from 14 February"}}
	iso := c("CERT-1", "ISO/IEC 27001", "2024-05-01", "2027-04-30", chart.Holds)
	iso.NotBooked, iso.Tag = true, "Not booked"
	return []chart.Certificate{plus, iso, c("CERT-4", "DSPT, 2025-26", "2026-06-20", "2027-06-30", chart.Holds)}
}

// WhatIfView is BID-4 with the award moved a week earlier.
func WhatIfView() win.BidView {
	v := BidView()
	moved := v.Verdict
	moved.State = verdict.Holds
	v.WhatIf.Chosen, v.WhatIf.To, v.WhatIf.Clear = "award", "2027-02-12", "/bids/BID-4"
	v.WhatIf.Result = &win.WhatIfResult{If: "Award on 12 February 2027", Verdict: moved, Reason: "CERT-3 is valid until 13 February, so the award is covered by one day."}
	return v
}

// EstimatedView is a bid whose award is only a range.
func EstimatedView() win.BidView {
	v := BidView()
	v.ID, v.Path, v.Title = "BID-9", "/bids/BID-9", "Case management service for the inspection of harbours, landing stages and moorings with a very long name"
	v.Bid.Dates = verdict.Dates{Deadline: day("2026-12-18"), Award: &verdict.Day{Date: d("2027-01-01"), To: d("2027-06-16"), Basis: "estimated"}}
	v.Plans = nil
	g := &v.Verdict.Groups[0]
	g.DecisiveDay, g.Reason = d("2027-06-16"), "The notice gives no award date. Reckoned from the deadline it lies between 1 January and 16 June 2027, and CERT-3 covers it only to 13 February."
	v.Verdict.RenewalsOwed = nil
	v.Groups[0].Quote, v.Groups[0].Steps = ui.Quote{}, nil
	return v
}

// BareView is a bid typed in with nothing but a name.
func BareView() win.BidView {
	return win.BidView{
		Shell: Shell(), Today: Today, ID: "BID-10", Title: "Archive digitisation", Path: "/bids/BID-10", BidsHref: "/bids",
		Facts: []ui.Fact{{Value: "Brackwater Town Council"}}, Verdict: verdict.Verdict{State: verdict.Unknown},
		Add:    &win.RequirementForm{ID: "new", Action: "/bids/BID-10/requirements", Schemes: []ui.Choice{{Value: "dspt", Label: "DSPT"}}, Errs: map[string]string{"reason": "Say why it is asked for"}},
		Errors: ui.ErrorSummary{Problems: []ui.Problem{{Field: "new-reason", Text: "Say why it is asked for"}}},
	}
}

// LongCertificates is for the picture's limits: a suspended certificate and
// one without an end.
func LongCertificates() []chart.Certificate {
	return []chart.Certificate{
		{ID: "CERT-10", Name: "Open", Valid: []chart.Span{{From: d("2026-01-01")}}},
		{ID: "CERT-9", Name: "Interrupted", Valid: []chart.Span{{From: d("2026-01-01"), To: d("2026-12-31")}, {From: d("2027-03-01"), To: d("2027-09-30")}}},
		{ID: "CERT-8", Name: "Ended", Valid: []chart.Span{{From: d("2024-01-01"), To: d("2025-12-31")}}, NotBooked: true},
	}
}

// CycleView is the cycle of an ISO/IEC 27001 certificate.
func CycleView() chart.Cycle {
	return chart.Cycle{
		Name: "CERT-1", Today: Today, Valid: chart.Span{From: d("2024-05-01"), To: d("2027-04-30")},
		Best: civil.Range{From: d("2027-02-01"), To: d("2027-03-12")},
		Audits: []chart.Audit{
			{Short: "S1", Name: "Stage 1", Date: d("2024-02-13"), Done: true, Note: "Done"},
			{Short: "S2", Name: "Stage 2", Date: d("2024-04-11"), When: "9 to 11 April 2024", Done: true, Note: "Done, 3 minors closed"},
			{Short: "SA1", Name: "Surveillance", Date: d("2025-04-15"), Done: true, Note: "Done, no nonconformity"},
			{Short: "SA2", Name: "Surveillance", Date: d("2026-04-14"), Done: true, Note: "Done, 1 minor closed"},
			{Short: "RC", Name: "Recertification", Date: d("2027-03-12"), When: "by 12 March 2027", Note: "Not booked"},
		},
	}
}
