// Package uitest holds what the tests of pages share: the views of an invented
// company, and a reading of HTML by meaning. It is not part of the program.
package uitest

import (
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
)

// Today is the day on which the invented company is looked at.
var Today = civil.MustParse("2026-11-23")

func d(s string) civil.Date { return civil.MustParse(s) }

func on(s string) chart.Mark { return chart.On(d(s)) }

func day(s string) *verdict.Day { return &verdict.Day{Date: d(s), Basis: "stated"} }

// Shell is the shell of the invented company.
func Shell() ui.Shell {
	return ui.Shell{
		Org: ui.Org{Name: "Fenmoor Digital Ltd", Note: "2 legal entities"},
		Nav: []ui.NavGroup{
			{Name: "Desk", Items: []ui.NavItem{{Label: "Today", Href: "/"}, {Label: "Calendar", Href: "/calendar"}}},
			{Name: "Win", Items: []ui.NavItem{
				{Label: "Certificates", Href: "/certificates", Count: 6},
				{Label: "Bids", Href: "/bids", Count: 9},
				{Label: "Notices", Href: "/notices", Count: 14},
				{Label: "Would we need it?", Href: "/need"},
			}},
		},
		Who:  ui.Person{Name: "Priya Nair", Role: "Compliance manager"},
		Foot: ui.Foot{AsAt: "23 November 2026, 08:40", Record: 4182},
	}
}

// Certificates are the six bars of the company.
func Certificates() []chart.Certificate {
	cert := func(id, name, from, to string) chart.Certificate {
		return chart.Certificate{ID: id, Name: name, Href: "/certificates/" + id, Valid: []chart.Span{{From: d(from), To: d(to)}}}
	}
	planned := func(c chart.Certificate) chart.Certificate {
		c.Planned = []chart.Span{{From: c.Ends() + 1}}
		return c
	}
	iso := cert("CERT-1", "ISO/IEC 27001", "2024-05-01", "2027-04-30")
	iso.NotBooked, iso.Tag, iso.TagState = true, "Recertification not booked", chart.AtRisk
	plus := cert("CERT-3", "Cyber Essentials Plus", "2026-02-14", "2027-02-13")
	plus.NotBooked, plus.Tag, plus.TagState = true, "Renewal not started", chart.AtRisk
	return []chart.Certificate{
		iso, planned(cert("CERT-2", "Cyber Essentials", "2026-11-03", "2027-11-02")), plus,
		planned(cert("CERT-4", "DSPT, 2025-26", "2026-06-20", "2027-06-30")),
		planned(cert("CERT-5", "ISO 9001", "2024-09-19", "2027-09-18")),
		planned(cert("CERT-6", "Cyber and PI insurance", "2026-04-01", "2027-03-31")),
	}
}

// Bids are the nine live bids: one fails, one is at risk, one is unknown.
func Bids() []desk.LiveBid {
	bid := func(id, buyer, title, value, deadline, award, start string) desk.LiveBid {
		return desk.LiveBid{
			Bid: chart.Bid{
				ID: id, Name: buyer, Href: "/bids/" + id, State: chart.Holds,
				Deadline: on(deadline), Award: on(award), Start: on(start),
			}, Title: title, Value: value,
		}
	}
	four := bid("BID-4", "Trentwell Integrated Care Board", "Regional data platform", "£4.2m", "2027-01-12", "2027-02-19", "2027-04-01")
	four.Bid.State, four.Bid.Finding = chart.AtRisk, "no CE Plus from 14 Feb"
	four.Bid.Gaps = []chart.Gap{{From: d("2027-02-14"), State: chart.AtRisk, Tag: "no CE Plus from 14 Feb"}}
	four.Why = "Cyber Essentials Plus (CERT-3) ends 13 February 2027, six days before award on 19 February."
	four.Do = ui.DoBy(Today, "Book the Cyber Essentials Plus audit", d("2026-12-04"), "Owen Pryce", "not started")

	seven := bid("BID-7", "Harrowdene County Council", "IT service desk and field support", "£1.8m", "2026-12-18", "2027-01-29", "2027-04-01")
	seven.Bid.State, seven.Bid.Finding = chart.Fails, "no ISO 22301 at submission"
	seven.Bid.Gaps = []chart.Gap{{From: d("2026-12-18"), State: chart.Fails, Tag: "no ISO 22301"}}
	seven.Why = "ISO 22301 is asked for at submission on 18 December 2026. None is held, and the shortest certification takes 120 days."
	seven.Do = []ui.Run{{Text: "Decide whether to bid, or ask the buyer to accept a plan "}, {Text: "· Rhian Vaughan", Mute: true}}

	nine := bid("BID-9", "Office for Harbour Safety", "Case management service", "£0.7m", "2026-12-18", "2027-02-14", "2027-06-05")
	nine.Bid.State, nine.Bid.Finding = chart.Unknown, "award date not stated"
	nine.Bid.Award = chart.Mark{Range: civil.Range{From: d("2027-01-01"), To: d("2027-05-16")}, Estimated: true}
	nine.Bid.Gaps = []chart.Gap{{From: d("2027-02-14"), To: d("2027-05-16"), State: chart.Unknown, Tag: "award date not stated"}}
	nine.Why = "The notice gives no award date, and Cyber Essentials Plus is asked for at award."
	nine.Do = ui.DoBy(Today, "Ask the buyer", d("2026-12-02"), "Rhian Vaughan", "drafted")

	return []desk.LiveBid{
		bid("BID-1", "Department for Coastal Affairs", "Correspondence service", "£0.5m", "2026-11-27", "2027-01-29", "2027-03-08"),
		bid("BID-2", "Saltmarsh District Council", "Website support", "£0.2m", "2026-12-04", "2027-01-15", "2027-02-01"),
		bid("BID-3", "Lindmere University Hospitals NHS Foundation Trust", "Referral portal", "£1.1m", "2027-01-08", "2027-02-26", "2027-04-19"),
		four,
		bid("BID-5", "Vale of Arrow Fire and Rescue Service", "Incident reporting", "£0.4m", "2027-01-22", "2027-03-05", "2027-05-04"),
		bid("BID-6", "University of Eastmarch", "Research data store", "£0.9m", "2027-02-26", "2027-04-09", "2027-07-01"),
		seven,
		bid("BID-8", "Northbeck Housing Association", "Repairs booking", "£0.6m", "2027-03-10", "2027-04-23", "2027-06-01"),
		nine,
	}
}

// TodayView is a working day.
func TodayView() desk.TodayView {
	done := func(id string) *ui.Action {
		return &ui.Action{Label: "Done", Href: "/tasks/" + id + "/done", Post: true, Hidden: []ui.Hidden{{Name: "version", Value: "3"}}}
	}
	return desk.TodayView{
		Shell: Shell(), Today: Today, Bids: Bids(), Certificates: Certificates(), BidsHref: "/bids",
		Next:      &desk.Next{What: "the Cyber Essentials Plus renewal", Do: "book the audit", By: d("2026-12-04")},
		Finding:   "Cyber Essentials Plus ends six days before BID-4 is awarded",
		ValueNote: "£6.0m of £10.4m is at risk",
		Due: []desk.DueTask{
			{Owner: "Priya Nair", Text: "Submit", ID: "BID-1", Href: "/bids/BID-1", By: d("2026-11-27"), Done: done("TASK-1")},
			{Owner: "Owen Pryce", Text: "Choose a body for the Cyber Essentials Plus audit", ID: "CERT-3", Href: "/certificates/CERT-3", By: d("2026-11-25"), Done: done("TASK-2")},
			{Owner: "Dafydd Rees", Text: "Confirm that the surveillance audit was held", ID: "CERT-5", Href: "/certificates/CERT-5", By: d("2026-11-20"), Done: done("TASK-3")},
			{Text: "Record the insurance certificate", By: d("2026-11-26")},
		},
		Since: "since you were here on Friday 20 November",
		Changes: []ui.LogEntry{
			{When: "Today 07:02", Text: []ui.Run{{Text: "Award for "}, {Text: "BID-4", Href: "/bids/BID-4"}, {Text: " moved from 5 to 19 February 2027 (notice 071904-2026, version 2). Verdict changed from "}, {State: verdict.Holds}, {Text: " to "}, {State: verdict.AtRisk}}},
			{When: "Today 06:30", Text: []ui.Run{{Text: "14 new notices matched; 3 ask for a certificate that you hold in part. "}, {Text: "Read them", Href: "/notices"}}},
			{When: "Fri 20 Nov", Text: ui.Plain("Marta Zielińska recorded CERT-6, Cyber and PI insurance")},
		},
	}
}

// QuietView is a day on which there is nothing to do.
func QuietView() desk.TodayView {
	v := TodayView()
	v.Bids = v.Bids[:3]
	v.Next = &desk.Next{What: "the ISO/IEC 27001 recertification", Do: "book the audit", By: d("2027-01-18")}
	v.Finding, v.ValueNote, v.Due, v.Changes = "", "", nil, nil
	return v
}

// EmptyView is the first day, before anything was entered.
func EmptyView() desk.TodayView {
	return desk.TodayView{Shell: Shell(), Today: Today, BidsHref: "/bids", Empty: emptyBids()}
}

func emptyBids() ui.Empty {
	return ui.Empty{
		Title: "No bids yet",
		Text:  "Here would stand each live bid with the verdict of its certificates: whether it holds, from which day it fails, and what to do by when.",
		Ways: []ui.Way{
			{Label: "A notice.", Text: "Import a file of notices and accept the one you bid for.", Href: "/notices/import", Do: "Choose a file"},
			{Label: "Typed in.", Text: "A buyer, a deadline and what is asked for are enough.", Href: "/bids/new", Do: "Type one in"},
			{Label: "An example.", Text: "Look round with an invented company.", Href: "/demo", Do: "Show the example"},
		},
	}
}

// BidsView is the list of the nine bids.
func BidsView() win.BidsView {
	v := win.BidsView{
		Shell: Shell(), Today: Today, Headline: ui.Headline(2, 9),
		Chips: []ui.Chip{
			{Label: "Live", N: 9, Href: "/bids", On: true},
			{Label: "Fails", N: 1, Href: "/bids?state=fails"},
			{Label: "At risk", N: 1, Href: "/bids?state=at-risk"},
			{Label: "Unknown", N: 1, Href: "/bids?state=unknown"},
			{Label: "Holds", N: 6, Href: "/bids?state=holds"},
			{Label: "Closed", N: 12, Href: "/bids?stage=closed"},
		},
		SortHref: func(c string) string { return "/bids?sort=" + c }, Sorted: "state",
		New:   []ui.Action{{Label: "Type one in", Href: "/bids/new"}},
		Empty: emptyBids(),
	}
	for _, b := range chartSorted(Bids()) {
		v.Bids = append(v.Bids, win.BidLine{
			ID: b.Bid.ID, Title: b.Title, Buyer: b.Bid.Name, Href: b.Bid.Href, State: verdict.State(b.Bid.State),
			Schemes:  []win.SchemeState{{Name: "CE Plus", State: verdict.State(b.Bid.State)}, {Name: "ISO 27001", State: verdict.Holds}},
			Deadline: b.Bid.Deadline.Range.From, Value: b.Value, Stage: "In preparation", Owner: "Rhian Vaughan",
		})
	}
	return v
}

func chartSorted(bs []desk.LiveBid) []desk.LiveBid {
	var cs []chart.Bid
	by := map[string]desk.LiveBid{}
	for _, b := range bs {
		cs, by[b.Bid.ID] = append(cs, b.Bid), b
	}
	var out []desk.LiveBid
	for _, c := range chart.SortBids(cs) {
		out = append(out, by[c.ID])
	}
	return out
}
