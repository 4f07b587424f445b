package chart_test

import (
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"holdfast/internal/chart"
)

// TestTrend: the line goes through every reading, in order, inside the box; the
// target and the last reading are written beside it; the table has the same
// data, the latest first.
func TestTrend(t *testing.T) {
	t.Parallel()
	tr := chart.Trend{
		From: d("2026-06-01"), Until: d("2026-12-31"), Today: today, Unit: "% <b>", Target: 100, Say: `Trained: "84 %"`,
		Points: []chart.TrendPoint{{Day: d("2026-06-01"), Value: 0}, {Day: d("2026-09-15"), Value: 61}, {Day: d("2026-12-31"), Value: 84}},
		Way:    []chart.TrendPoint{{Day: d("2026-06-01"), Value: 0}, {Day: d("2026-12-31"), Value: 100}},
	}
	got := tr.Draw()
	for name, svg := range map[string]string{"plot": got.Plot, "spark": got.Spark} {
		dec := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s is no XML: %v", name, err)
			}
		}
		if strings.Contains(svg, "<b>") || !strings.Contains(svg, `aria-label="Trained: &#34;84 %&#34;"`) {
			t.Errorf("%s does not escape its words: %s", name, svg)
		}
		if !strings.Contains(svg, `d="M0.00 90.00L49.77 41.20L100.00 22.80"`) {
			t.Errorf("%s: the line is not that of the readings: %s", name, svg)
		}
		for _, m := range regexp.MustCompile(` [xy][12]?="([0-9.]+)%"`).FindAllStringSubmatch(svg, -1) {
			if v, err := strconv.ParseFloat(m[1], 64); err != nil || v < 0 || v > 100 {
				t.Errorf("%s: %s lies outside", name, m[0])
			}
		}
	}
	if !strings.Contains(got.Plot, "Target 100 % &lt;b&gt;") || !strings.Contains(got.Plot, "84 % &lt;b&gt;</text>") {
		t.Errorf("the target and the last reading are written: %s", got.Plot)
	}
	if r := got.Twin.Rows; len(r) != 3 || r[0][0].Text != "31 Dec 2026" || r[0][1].Text != "84 % <b>" {
		t.Errorf("%+v", r)
	}
	one := chart.Trend{From: d("2026-06-01"), Until: d("2026-06-01"), Target: 5}.Draw()
	if strings.Contains(one.Plot, "NaN") || len(one.Twin.Rows) != 0 {
		t.Errorf("nothing read, no time: %s", one.Plot)
	}
}
