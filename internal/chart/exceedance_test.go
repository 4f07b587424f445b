package chart_test

import (
	"math"
	"strings"
	"testing"

	"holdfast/internal/chart"
)

func TestExceedance(t *testing.T) {
	t.Parallel()
	fall := func(at float64) (out []chart.ChancePoint) {
		for i := range 31 {
			loss := 1e4 * math.Pow(10, float64(i)/10)
			p := 1 / (1 + loss/at)
			out = append(out, chart.ChancePoint{Loss: loss, Chance: p, Low: p * .98, High: p * 1.01})
		}
		return out
	}
	e := chart.Exceedance{
		Currency: "£", From: 1e4, To: 1e7, Before: fall(90_000), After: fall(30_000), TenBefore: 355_000, TenAfter: 141_000,
		Rows: []chart.ExceedanceRow{{Loss: 50_000, Before: chart.ChancePoint{Chance: .69, Low: .688, High: .692}, After: chart.ChancePoint{Chance: .004}, Appetite: -1}},
	}
	d := e.Draw()
	for _, want := range []string{">£10k<", ">£100k<", ">£1m<", ">£10m<", ">£355k<", ">£141k<", "crv crv-2 crv-d", `class="band"`} {
		if !strings.Contains(d.Plot, want) {
			t.Errorf("the plot lacks %s", want)
		}
	}
	if strings.Contains(d.Plot, "crv-ap") || strings.Contains(d.Plot, "NaN") {
		t.Error("an appetite that nobody stated, or a place that is no number")
	}
	if got := d.Twin.Rows[0]; got[0].Text != "£50,000" || got[1].Text != "69% (68.8% to 69.2%)" || got[2].Text != "under 1%" {
		t.Errorf("the table says %v", got)
	}
	for sum, want := range map[float64]string{999: "£999", 1000: "£1k", 355_432: "£355k", 999_600: "£1m", 1_240_000: "£1.24m", 12_000_000: "£12m", 2.5e9: "£2.5bn"} {
		if got := chart.Sum("£", sum); got != want {
			t.Errorf("%v is written %s, want %s", sum, got, want)
		}
	}
	if d := (chart.Exceedance{From: 1e4, To: 1e7}).Draw(); strings.Contains(d.Plot, "<path") {
		t.Error("a curve of nothing")
	}
}
