package ui

import (
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
)

// Bar is what the picture of a bid is made from: the bid as the verdict saw it
// and the verdict.
type Bar struct {
	ID, Name, Href string
	Bid            verdict.Bid
	Verdict        verdict.Verdict
	// Award is the range in which the award is reckoned to lie when the bid has
	// no award of its own; zero when nothing is estimated.
	Award civil.Range
	// Short gives a scheme's short name: "CE Plus".
	Short func(scheme string) string
}

// ChartBid makes a bid's row of the timeline: its marks, and the one stretch
// that explains its state.
func ChartBid(b Bar) chart.Bid {
	d := b.Bid.Dates
	out := chart.Bid{
		ID: b.ID, Name: b.Name, Href: b.Href, State: chart.State(b.Verdict.State),
		Deadline: ChartMark(d.Deadline), Award: ChartMark(d.Award), Standstill: ChartMark(d.StandstillEnd),
		Start: ChartMark(d.Start), End: ChartMark(d.End),
	}
	if d.Award == nil && !b.Award.IsZero() {
		out.Award = chart.Mark{Range: b.Award, Estimated: true}
	}
	g, ok := worst(b.Verdict)
	if !ok || g.State == verdict.Holds {
		return out
	}
	short := g.Scheme
	if b.Short != nil {
		short = b.Short(g.Scheme)
	}
	gap := chart.Gap{State: chart.State(g.State), From: g.FirstFailingDay}
	switch {
	case g.State == verdict.Unknown:
		gap.From, gap.To = out.Award.Range.From, out.Award.Range.To
		switch {
		case d.Deadline == nil && d.Award == nil:
			gap.Tag = "no dates stated"
		case d.Award == nil || d.Award.Basis == "estimated":
			gap.Tag = "award date not stated"
		default:
			gap.Tag = short + ": a question is open"
		}
	case g.Certificate == "":
		gap.From = max(gap.From, out.Deadline.Range.From)
		gap.Tag = "no " + short
	case gap.From.IsZero():
		gap.Tag = short + " does not count"
	default:
		gap.Tag = "no " + short + " from " + gap.From.Time().Format("2 Jan")
	}
	if gap.From.IsZero() {
		gap.From = g.DecisiveDay
	}
	out.Finding = gap.Tag
	if gap.From.IsZero() {
		return out
	}
	out.Gaps = []chart.Gap{gap}
	return out
}

// ChartMark is a date of a bid as a mark.
func ChartMark(d *verdict.Day) chart.Mark {
	if d == nil || d.Date.IsZero() {
		return chart.Mark{}
	}
	return chart.Mark{Range: civil.Range{From: d.Date, To: max(d.Date, d.To)}, Estimated: d.Basis == "estimated"}
}

// worst is the group that decides: the first of the worst of those that count.
func worst(v verdict.Verdict) (verdict.Group, bool) {
	rank := map[verdict.State]int{verdict.Fails: 0, verdict.AtRisk: 1, verdict.Unknown: 2, verdict.Holds: 3}
	var best verdict.Group
	found := false
	for _, g := range v.Groups {
		if g.Counts && (!found || rank[g.State] < rank[best.State]) {
			best, found = g, true
		}
	}
	return best, found
}
