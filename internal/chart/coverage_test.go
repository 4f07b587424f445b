package chart_test

import (
	"strings"
	"testing"

	"holdfast/internal/chart"
)

func TestCoverage(t *testing.T) {
	t.Parallel()
	c := chart.Coverage{Of: "Theme", Unit: "Controls", Rows: []chart.CoverageRow{
		{Name: "Organisational", N: map[string]int{chart.CoverDone: 23, chart.CoverPartly: 9, chart.CoverPlanned: 4, chart.CoverOut: 1}},
		{Name: "People & <others>", N: map[string]int{chart.CoverDone: 7, chart.CoverPartly: 1}},
	}}
	d := c.Draw()
	for _, want := range []string{
		`<rect x="0%" y="1" width="62.16%" height="18" fill="var(--bar)"`,
		`<rect x="62.16%" y="1" width="24.32%" height="18" fill="url(#hx-part)"/>`,
		`<text class="n-s" x="98.65%" y="14" text-anchor="middle">1</text>`,
	} {
		if !strings.Contains(d.Bars[0].SVG, want) {
			t.Errorf("no %s in %s", want, d.Bars[0].SVG)
		}
	}
	if len(d.Keys) != 4 || d.Keys[0] != (chart.CoverageKey{ID: chart.CoverDone, Name: "Implemented", N: 30}) {
		t.Errorf("keys %v", d.Keys)
	}
	var rows []string
	for _, r := range d.Twin.Rows {
		var cells []string
		for _, c := range r {
			cells = append(cells, c.Text)
		}
		rows = append(rows, strings.Join(cells, " "))
	}
	if got := strings.Join(rows, "; "); got != "Organisational 37 23 9 4 1; People & <others> 8 7 1 0 0" {
		t.Errorf("table %s", got)
	}
	if !strings.Contains(d.Bars[1].SVG, `aria-label="People &amp; &lt;others&gt;: 7 implemented, 1 partly, 0 planned, 0 not applicable"`) {
		t.Errorf("the bar says %s", d.Bars[1].SVG)
	}
	// The longest bar takes the whole width, and its parts meet.
	if !strings.Contains(d.Bars[0].SVG, `x="97.3%" y="1" width="2.7%"`) {
		t.Errorf("the last part of the longest bar does not end at its end: %s", d.Bars[0].SVG)
	}
	if got := (chart.Coverage{}).Draw(); len(got.Bars)+len(got.Keys) > 0 {
		t.Errorf("nothing draws %v", got)
	}
}
