package ui_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

func TestChartBid(t *testing.T) {
	t.Parallel()
	d := civil.MustParse
	day := func(s string) *verdict.Day { return &verdict.Day{Date: d(s), Basis: "stated"} }
	dates := verdict.Dates{Deadline: day("2027-01-12"), Award: day("2027-02-19"), Start: day("2027-04-01")}
	guess := civil.Range{From: d("2027-01-26"), To: d("2027-07-11")}
	for _, c := range []struct {
		name  string
		dates verdict.Dates
		g     verdict.Group
		award civil.Range
		want  []chart.Gap
		find  string
	}{
		{"holds", dates, verdict.Group{State: verdict.Holds}, civil.Range{}, nil, ""},
		{
			"ends too soon", dates,
			verdict.Group{State: verdict.AtRisk, Certificate: "CERT-3", FirstFailingDay: d("2027-02-14"), DecisiveDay: d("2027-02-19")},
			civil.Range{},
			[]chart.Gap{{From: d("2027-02-14"), State: chart.AtRisk, Tag: "no CE Plus from 14 Feb"}},
			"no CE Plus from 14 Feb",
		},
		{
			"none held: not before it is asked for", dates,
			verdict.Group{State: verdict.Fails, FirstFailingDay: d("2026-11-23"), DecisiveDay: d("2027-02-19")},
			civil.Range{},
			[]chart.Gap{{From: d("2027-01-12"), State: chart.Fails, Tag: "no CE Plus"}},
			"no CE Plus",
		},
		{
			"another check", dates,
			verdict.Group{State: verdict.Fails, Certificate: "CERT-3", DecisiveDay: d("2027-02-19")},
			civil.Range{},
			[]chart.Gap{{From: d("2027-02-19"), State: chart.Fails, Tag: "CE Plus does not count"}},
			"CE Plus does not count",
		},
		{
			"award not stated",
			verdict.Dates{Deadline: day("2027-01-12")},
			verdict.Group{State: verdict.Unknown, Certificate: "CERT-3"},
			guess,
			[]chart.Gap{{From: guess.From, To: guess.To, State: chart.Unknown, Tag: "award date not stated"}},
			"award date not stated",
		},
		{"no dates at all", verdict.Dates{}, verdict.Group{State: verdict.Unknown}, civil.Range{}, nil, "no dates stated"},
	} {
		c.g.Counts, c.g.Scheme = true, "cyber-essentials-plus"
		v := verdict.Verdict{State: c.g.State, Groups: []verdict.Group{{State: verdict.Fails, Scheme: "desirable"}, c.g}}
		got := ui.ChartBid(ui.Bar{ID: "BID-4", Bid: verdict.Bid{Dates: c.dates}, Verdict: v, Award: c.award, Short: func(string) string { return "CE Plus" }})
		if diff := cmp.Diff(c.want, got.Gaps); diff != "" || got.Finding != c.find {
			t.Errorf("%s: finding %q, gaps (-want +got):\n%s", c.name, got.Finding, diff)
		}
	}
}
