package risks

import (
	"holdfast/internal/chart"
	"holdfast/internal/isms/risk/loss"
	"holdfast/internal/web/ui"
)

// curve draws what the scenarios may cost, and says it.
func curve(got *loss.Result) (*ui.Figure, chart.ExceedanceDrawing) {
	now, then := got.Before.OnceIn(10).Value, got.After.OnceIn(10).Value
	f := &ui.Figure{ID: "losses", Caption: "Chance in a year of losing more than a sum", Finding: lossFinding(now, then)}
	points := func(c *loss.Curve) (out []chart.ChancePoint) {
		for _, pt := range c.Points(lossFrom, lossTo, 61) {
			out = append(out, chancePoint(pt))
		}
		return out
	}
	e := chart.Exceedance{Currency: "£", From: lossFrom, To: lossTo, Before: points(&got.Before), After: points(&got.After), TenBefore: now, TenAfter: then}
	for _, sum := range []float64{25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000} {
		at := func(c *loss.Curve) chart.ChancePoint { return chancePoint(loss.Point{Loss: sum, Chance: c.Above(sum)}) }
		e.Rows = append(e.Rows, chart.ExceedanceRow{Loss: sum, Before: at(&got.Before), After: at(&got.After), Appetite: -1})
	}
	return f, e.Draw()
}

// Ends of the axis of losses, in pounds.
const lossFrom, lossTo = 10_000, 10_000_000

func chancePoint(p loss.Point) chart.ChancePoint {
	return chart.ChancePoint{Loss: p.Loss, Chance: p.Chance.Value, Low: p.Chance.Low, High: p.Chance.High}
}

// rounded gives a sum to three figures, as a sentence says it.
func rounded(sum float64) string {
	step := 1.0
	for sum/step >= 1000 {
		step *= 10
	}
	return "£" + ui.Number(int(sum/step+.5)*int(step))
}

func lossFinding(now, then float64) string {
	switch {
	case now == 0:
		return "Not even one year in ten costs anything"
	case then < now:
		return "Treatment cuts a one-in-ten year from " + rounded(now) + " to " + rounded(then)
	}
	return "A one-in-ten year costs " + rounded(now)
}
