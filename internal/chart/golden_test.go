package chart_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
)

var update = flag.Bool("update", false, "write the golden files again")

func d(s string) civil.Date { return civil.MustParse(s) }

var today = d("2026-11-23")

func span(from, to string) []chart.Span { return []chart.Span{{From: d(from), To: d(to)}} }

func onToday() chart.Timeline {
	plus := chart.Certificate{ID: "CERT-3", Name: "Cyber Essentials Plus", Href: "/c/3", Valid: span("2026-02-14", "2027-02-13"), NotBooked: true, Tag: "Renewal not started", TagState: chart.Fails}
	ce := chart.Certificate{ID: "CERT-2", Name: "Cyber Essentials", Valid: span("2026-11-03", "2027-11-02"), Planned: []chart.Span{{From: d("2027-11-03")}}}
	four := chart.Bid{
		ID: "BID-4", Name: "Trentwell Integrated Care Board", State: chart.Fails, Finding: "no CE Plus from 14 Feb",
		Deadline: chart.On(d("2027-01-12")), Award: chart.On(d("2027-02-19")), Start: chart.On(d("2027-04-01")),
		Gaps: []chart.Gap{{From: d("2027-02-14"), State: chart.Fails, Tag: "no CE Plus from 14 Feb"}},
	}
	nine := chart.Bid{
		ID: "BID-9", Name: "Harbour <Safety> & Co", State: chart.Unknown, Finding: "award date not stated",
		Deadline: chart.On(d("2026-12-18")), Award: chart.Mark{Range: civil.Range{From: d("2027-01-01"), To: d("2027-06-16")}, Estimated: true},
		Gaps: []chart.Gap{{From: d("2027-02-14"), To: d("2027-06-16"), State: chart.Unknown, Tag: "award date not stated"}},
	}
	return chart.Timeline{Window: chart.TodayWindow(today), Today: today, Certificates: []chart.Certificate{plus, ce}, Bids: []chart.Bid{nine, four}}
}

func oneBid() chart.BidTimeline {
	plus := chart.Certificate{
		ID: "CERT-3", Name: "Cyber Essentials Plus", State: chart.AtRisk, Valid: span("2026-02-14", "2027-02-13"),
		Gaps: []chart.Gap{{From: d("2027-02-14"), State: chart.AtRisk, Tag: "Not covered from 14 February"}},
	}
	plan := chart.Certificate{
		ID: "PLAN-3", Name: "If you book by 4 December", State: chart.Holds, Tag: "49 days",
		Planned: span("2026-12-04", "2027-01-21"), Valid: span("2027-01-22", "2028-01-21"),
	}
	return chart.BidTimeline{
		Window: chart.BidWindow(today, d("2027-04-01")), Today: today,
		Bid: chart.Bid{
			ID: "BID-4", Name: "Regional data platform", State: chart.AtRisk, Deadline: chart.On(d("2027-01-12")), Award: chart.On(d("2027-02-19")),
			Standstill: chart.On(d("2027-03-03")), Start: chart.On(d("2027-04-01")), End: chart.On(d("2030-03-31")),
		},
		Certificates: []chart.Certificate{plus}, Plans: []chart.Certificate{plan},
	}
}

func cycle() chart.Cycle {
	return chart.Cycle{
		Name: "CERT-1", Today: today, Valid: chart.Span{From: d("2024-05-01"), To: d("2027-04-30")},
		Best: civil.Range{From: d("2027-02-01"), To: d("2027-03-12")},
		Audits: []chart.Audit{
			{Short: "S2", Name: "Stage 2", Date: d("2024-04-11"), When: "9 to 11 April 2024", Done: true, Note: "Done"},
			{Short: "SA1", Name: "Surveillance", Date: d("2025-04-15"), Done: true},
			{Short: "RC", Name: "Recertification", Date: d("2027-03-12"), Note: "Not booked"},
		},
	}
}

// write lays a drawing out as text that a person can compare.
func write(dr chart.Drawing) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	lines := func(s string) string { return strings.ReplaceAll(s, "><", ">\n    <") }
	p("span %s\nkeys %v\nmore %q short %v", dr.Span, dr.Keys, dr.More, dr.Short)
	p("head\n    %s\nback\n    %s\nuprights\n    %s\nfront\n    %s", lines(dr.Head), lines(dr.Back), lines(dr.Uprights), lines(dr.Front))
	for _, r := range dr.Rows {
		p("row heading=%v id=%q name=%q href=%q strong=%v aside=%q state=%q\n    %s", r.Heading, r.ID, r.Name, r.Href, r.Strong, r.Aside, r.State, lines(r.Strip))
	}
	p("%s", table(dr.Twin))
	return b.String()
}

func table(t chart.Table) string {
	out := "table | " + strings.Join(t.Head, " | ")
	for _, r := range t.Rows {
		out += "\n  "
		for _, c := range r {
			out += "| " + c.Text + string(c.State) + " "
		}
	}
	return out
}

func TestGolden(t *testing.T) {
	t.Parallel()
	cyc := cycle().Draw()
	for name, got := range map[string]string{
		"today": write(onToday().Draw()), "bid": write(oneBid().Draw()),
		"cycle": cyc.Span + "\n" + strings.ReplaceAll(cyc.Strip, "><", ">\n<") + "\n" + table(cyc.Twin) + "\n",
	} {
		file := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range max(len(g), len(w)) {
				if i >= len(g) || i >= len(w) || g[i] != w[i] {
					t.Errorf("%s differs at line %d:\n got %q\nwant %q", file, i+1, at(g, i), at(w, i))
					break
				}
			}
		}
	}
}

func at(s []string, i int) string {
	if i < len(s) {
		return s[i]
	}
	return "(nothing)"
}
