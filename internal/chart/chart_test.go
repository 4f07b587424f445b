package chart_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
)

func TestWindow(t *testing.T) {
	t.Parallel()
	w := chart.TodayWindow(today)
	if w.String() != "November 2026 to December 2027" {
		t.Errorf("window: %s", w)
	}
	// The mock-up's own figures: 426 days, today the 22nd of them.
	for day, want := range map[string]float64{
		"2026-11-01": 0, "2026-11-23": 5.16, "2026-12-01": 7.04, "2027-02-13": 24.41, "2027-12-31": 99.77,
		"2020-01-01": 0, "2030-01-01": 100,
	} {
		if got := w.X(d(day)); got != want {
			t.Errorf("X(%s) = %v, want %v", day, got, want)
		}
	}
	if w := chart.BidWindow(today, d("2027-04-01")); w.String() != "November 2026 to June 2027" {
		t.Errorf("a bid's window: %s", w)
	}
	if w := chart.BidWindow(today, d("2027-11-05")); !w.Contains(d("2027-12-31")) || w.Contains(d("2028-02-01")) {
		t.Errorf("the window of a bid that starts late: %s", w)
	}
	if w := chart.BidWindow(today, d("2090-01-01")); w.String() != "November 2026 to October 2029" {
		t.Errorf("a window has an end: %s", w)
	}
}

func TestGapStart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, ends, asked string
		awardOrStart      bool
		want              string
	}{
		{"first failing day is the award: the gap before it shows", "2027-02-13", "2027-02-19", true, "2027-02-14"},
		{"asked about later", "2027-02-13", "2027-03-10", false, "2027-03-10"},
		{"ends later", "2027-04-30", "2027-03-10", false, "2027-05-01"},
	} {
		if got := chart.GapStart(d(c.ends), d(c.asked), c.awardOrStart); got != d(c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := chart.GapStart(0, d("2027-03-10"), true); got != d("2027-03-10") {
		t.Errorf("no certificate: %s", got)
	}
}

func TestOrderAndMore(t *testing.T) {
	t.Parallel()
	tl := chart.Timeline{Window: chart.TodayWindow(today), Today: today}
	for i := range 20 {
		tl.Bids = append(tl.Bids, chart.Bid{ID: fmt.Sprintf("BID-%d", i+1), State: chart.Holds, Deadline: chart.On(today + civil.Date(40-i))})
	}
	tl.Bids[7].State, tl.Bids[3].State, tl.Bids[11].State = chart.Unknown, chart.Fails, chart.AtRisk
	tl.Bids[19].Deadline = chart.Mark{}
	tl.Certificates = []chart.Certificate{{ID: "CERT-10"}, {ID: "CERT-9"}}
	got := tl.Draw()
	var ids []string
	for _, r := range got.Rows {
		if !r.Heading {
			ids = append(ids, r.ID)
		}
	}
	want := "CERT-9 CERT-10 BID-4 BID-12 BID-8 BID-19 BID-18 BID-17 BID-16 BID-15 BID-14 BID-13 BID-11 BID-10"
	if s := strings.Join(ids, " "); s != want {
		t.Errorf("order:\n got %s\nwant %s", s, want)
	}
	if got.More != "and 8 that hold" {
		t.Errorf("more: %q", got.More)
	}
	if len(got.Twin.Rows) != 14 {
		t.Errorf("the table has %d rows, want those of the picture: 14", len(got.Twin.Rows))
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	dr := onToday().Draw()
	for i, want := range map[int]string{
		2: `aria-label="Cyber Essentials Plus, valid until 13 February 2027. Renewal not started"`,
		4: `aria-label="Trentwell Integrated Care Board: deadline 12 January 2027, award 19 February 2027, start 1 April 2027. Fails: no CE Plus from 14 Feb"`,
		5: `aria-label="Harbour &lt;Safety&gt; &amp; Co: deadline 18 December 2026, award estimated 1 January to 16 June 2027, start not stated. Unknown: award date not stated"`,
	} {
		if !strings.Contains(dr.Rows[i].Strip, want) {
			t.Errorf("row %d has no %s:\n%s", i, want, dr.Rows[i].Strip)
		}
	}
}

// The table of a bid says how each certificate stands on each date.
func TestTwinOfBid(t *testing.T) {
	t.Parallel()
	twin := oneBid().Draw().Twin
	want := "table | Certificate | Valid until | State | At deadline 12 Jan 2027 | At award 19 Feb 2027 | At start 1 Apr 2027\n" +
		"  | CERT-3 Cyber Essentials Plus | 13 Feb 2027 | at-risk | valid | lapsed 6 days | lapsed 47 days \n" +
		"  | PLAN-3 If you book by 4 December | 21 Jan 2028 | holds | renewal planned | valid | valid "
	if got := table(twin); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func date(t *rapid.T, name string) civil.Date {
	return today + civil.Date(rapid.IntRange(-900, 1500).Draw(t, name))
}

func maybeMark(t *rapid.T, name string) chart.Mark {
	switch rapid.IntRange(0, 3).Draw(t, name+" kind") {
	case 0:
		return chart.Mark{}
	case 1:
		from := date(t, name)
		return chart.Mark{Estimated: true, Range: civil.Range{From: from, To: from + civil.Date(rapid.IntRange(0, 400).Draw(t, name+" length"))}}
	}
	return chart.On(date(t, name))
}

// words are what the door lets in: no control characters.
var words = rapid.StringMatching(`[ -~é–“”<&>"']{0,40}`)

var states = rapid.SampledFrom([]chart.State{chart.Fails, chart.AtRisk, chart.Unknown, chart.Holds})

func gaps(t *rapid.T) []chart.Gap {
	var gs []chart.Gap
	for range rapid.IntRange(0, 3).Draw(t, "gaps") {
		g := chart.Gap{From: date(t, "gap"), State: states.Draw(t, "gap state"), Tag: rapid.StringMatching(`[A-Za-z0-9 <&"]{0,40}`).Draw(t, "tag")}
		if rapid.Bool().Draw(t, "bounded") {
			g.To = g.From + civil.Date(rapid.IntRange(0, 300).Draw(t, "gap length"))
		}
		gs = append(gs, g)
	}
	return gs
}

func bid(t *rapid.T) chart.Bid {
	return chart.Bid{
		ID: "BID-1", Name: words.Draw(t, "name"), State: states.Draw(t, "state"), Finding: words.Draw(t, "finding"),
		Deadline: maybeMark(t, "deadline"), Award: maybeMark(t, "award"), Standstill: maybeMark(t, "standstill"),
		Start: maybeMark(t, "start"), End: maybeMark(t, "end"), Gaps: gaps(t),
	}
}

func certificate(t *rapid.T) chart.Certificate {
	c := chart.Certificate{ID: "CERT-1", Name: words.Draw(t, "cert"), NotBooked: rapid.Bool().Draw(t, "not booked"), Tag: rapid.StringMatching(`[a-z ]{0,40}`).Draw(t, "cert tag"), Gaps: gaps(t)}
	for range rapid.IntRange(0, 2).Draw(t, "spans") {
		from := date(t, "valid")
		c.Valid = append(c.Valid, chart.Span{From: from, To: from + civil.Date(rapid.IntRange(-1, 900).Draw(t, "length"))})
	}
	if rapid.Bool().Draw(t, "planned") {
		c.Planned = []chart.Span{{From: date(t, "plan")}}
	}
	return c
}

// Whatever the dates are, a picture stays inside its window, its tags inside
// the strip and apart from one another, and its markup well formed.
func TestPictureStaysInside(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tl := chart.Timeline{Window: chart.TodayWindow(today), Today: today, Certificates: []chart.Certificate{certificate(t)}, Bids: []chart.Bid{bid(t)}}
		b := bid(t)
		one := chart.BidTimeline{Window: chart.BidWindow(today, b.Start.Range.To), Today: date(t, "today"), Bid: b, Certificates: tl.Certificates, Plans: tl.Certificates}
		for _, dr := range []chart.Drawing{tl.Draw(), one.Draw()} {
			for _, layer := range []string{dr.Head, dr.Back, dr.Uprights, dr.Front} {
				wellFormed(t, layer)
			}
			for _, r := range dr.Rows {
				if r.Heading {
					continue
				}
				wellFormed(t, r.Strip)
				if !strings.HasPrefix(r.Strip, `<svg role="img" aria-label="`) || strings.HasPrefix(r.Strip, `<svg role="img" aria-label=""`) && r.Name != "" {
					t.Fatalf("no sentence: %s", r.Strip)
				}
				tagsApart(t, r.Strip, 354, "xl")
				tagsApart(t, r.Strip, 640, "nx")
				tagsApart(t, r.Strip, 1200, "nx")
			}
			for _, row := range dr.Twin.Rows {
				if len(row) != len(dr.Twin.Head) {
					t.Fatalf("a row of the table has %d cells for %d columns", len(row), len(dr.Twin.Head))
				}
			}
		}
	})
}

type fataler interface{ Fatalf(string, ...any) }

// wellFormed checks the markup, that no attribute is a style, and that every
// place in per cent lies in the window.
func wellFormed(t fataler, svg string) {
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		x, width := 0.0, 0.0
		for _, a := range el.Attr {
			n := a.Name.Local
			if n == "style" || strings.HasPrefix(n, "on") {
				t.Fatalf("attribute %s in %s", n, svg)
			}
			v, isPct := strings.CutSuffix(a.Value, "%")
			if !isPct || n != "x" && n != "x1" && n != "x2" && n != "width" {
				continue
			}
			f, err := strconv.ParseFloat(v, 64)
			if err != nil || f < 0 || f > 100 {
				t.Fatalf("%s=%q in %s", n, a.Value, svg)
			}
			if n == "x" {
				x = f
			}
			if n == "width" {
				width = f
			}
		}
		if x+width > 100.011 {
			t.Fatalf("a shape ends at %v%% in %s", x+width, svg)
		}
	}
}

var tagShape = regexp.MustCompile(`<svg class="lg([^"]*)" x="([0-9.]+)%" y="50%" overflow="visible"><rect class="tg[^"]*" x="(-?[0-9.]+)" y="-8" width="([0-9.]+)"`)

// tagsApart places the tags that a strip of so many pixels shows.
func tagsApart(t fataler, svg string, width float64, hidden string) {
	type extent struct{ from, to float64 }
	var seen []extent
	for _, m := range tagShape.FindAllStringSubmatch(svg, -1) {
		if strings.Contains(m[1], hidden) {
			continue
		}
		num := func(s string) float64 { f, _ := strconv.ParseFloat(s, 64); return f }
		from := num(m[2])/100*width + num(m[3])
		e := extent{from, from + num(m[4])}
		if e.from < -0.1 || e.to > width+0.1 {
			t.Fatalf("at %v px a tag lies from %v to %v in %s", width, e.from, e.to, svg)
		}
		for _, o := range seen {
			if e.from < o.to && o.from < e.to {
				t.Fatalf("at %v px two tags overlap: %v and %v in %s", width, e, o, svg)
			}
		}
		seen = append(seen, e)
	}
}

// A tag moves to the left of its mark when it would pass the window's end, and
// is left out when it fits on neither side.
func TestTagFlips(t *testing.T) {
	t.Parallel()
	draw := func(ends, tag string) string {
		return chart.Timeline{Window: chart.TodayWindow(today), Today: today, Certificates: []chart.Certificate{{ID: "CERT-1", Name: "A", Valid: span("2026-01-01", ends), Tag: tag}}}.Draw().Rows[1].Strip
	}
	side := func(svg string) string {
		m := tagShape.FindStringSubmatch(svg)
		switch {
		case m == nil:
			return "none"
		case strings.HasPrefix(m[3], "-"):
			return "left"
		}
		return "right"
	}
	for _, c := range []struct{ ends, tag, want string }{
		{"2027-02-13", "Not booked", "right"},
		{"2027-11-20", "Not booked", "left"},
		{"2027-06-01", strings.Repeat("a very long tag ", 8), "none"},
		{"2028-06-01", "Not booked", "none"},
	} {
		if got := side(draw(c.ends, c.tag)); got != c.want {
			t.Errorf("ends %s, tag %q: %s, want %s", c.ends, c.tag, got, c.want)
		}
	}
}

func TestCycleStaysInside(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := chart.Cycle{Name: "CERT-1", Today: date(t, "today")}
		if rapid.Bool().Draw(t, "valid") {
			c.Valid = chart.Span{From: date(t, "from")}
			c.Valid.To = c.Valid.From + civil.Date(rapid.IntRange(0, 1100).Draw(t, "days"))
		}
		for range rapid.IntRange(0, 6).Draw(t, "audits") {
			c.Audits = append(c.Audits, chart.Audit{Short: "SA1", Name: rapid.StringMatching("[a-z&<]{0,9}").Draw(t, "audit"), Date: date(t, "audit day"), Done: rapid.Bool().Draw(t, "done")})
		}
		if rapid.Bool().Draw(t, "best") {
			from := date(t, "best from")
			c.Best = civil.Range{From: from, To: from + 40}
		}
		wellFormed(t, c.Draw().Strip)
	})
}
