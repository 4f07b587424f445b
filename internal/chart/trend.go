package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"

	"holdfast/internal/civil"
)

// Trend is how a measure came along on its way to a target.
type Trend struct {
	From, Until civil.Date // the time that the picture shows, both included
	Today       civil.Date
	Unit        string
	Points      []TrendPoint // by day
	Target      float64
	// Way is the straight way to the target: from its first point to its second.
	// Empty: the target is held, and there is no way to it.
	Way []TrendPoint
	// Say is the sentence for those who do not see the picture.
	Say string
}

// TrendPoint is a value on a day.
type TrendPoint struct {
	Day   civil.Date
	Value float64
}

// TrendDrawing is the picture in two sizes, and its table.
type TrendDrawing struct {
	Plot  string // the whole of a box of class "plot"
	Spark string // a line for a table's cell
	Span  string
	Twin  Table
}

// Draw draws the picture.
func (t Trend) Draw() TrendDrawing {
	lo, hi := t.Target, t.Target
	for _, p := range append(t.Points, t.Way...) {
		lo, hi = math.Min(lo, p.Value), math.Max(hi, p.Value)
	}
	if hi == lo {
		hi, lo = hi+1, lo-1
	}
	// A tenth of the height stays free above and below.
	y := func(v float64) float64 { return 90 - 80*(v-lo)/(hi-lo) }
	x := func(d civil.Date) float64 {
		if t.Until <= t.From {
			return 0
		}
		part := float64(t.From.DaysUntil(d)) / float64(t.From.DaysUntil(t.Until))
		return 100 * math.Max(0, math.Min(1, part))
	}
	path := func(class string, ps []TrendPoint) string {
		if len(ps) < 2 {
			return ""
		}
		var b strings.Builder
		for i, p := range ps {
			cmd := "L"
			if i == 0 {
				cmd = "M"
			}
			fmt.Fprintf(&b, "%s%.2f %.2f", cmd, x(p.Day), y(p.Value))
		}
		return fmt.Sprintf(`<path class="crv %s" d="%s"/>`, class, b.String())
	}
	level := []TrendPoint{{t.From, t.Target}, {t.Until, t.Target}}
	lines := func(readings string) string {
		return `<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" overflow="visible">` +
			path("crv-ap", level) + path("crv-s crv-d", t.Way) + path(readings, t.Points) + `</svg>`
	}
	dot := func(p TrendPoint, r string) string {
		return fmt.Sprintf(`<svg x="%s" y="%s" overflow="visible"><circle class="b-mark" r="%s"/></svg>`, pct(x(p.Day)), pct(y(p.Value)), r)
	}
	var plot, spark strings.Builder
	say := html.EscapeString(t.Say)
	fmt.Fprintf(&plot, `<svg role="img" aria-label="%s">`, say)
	if t.Today >= t.From && t.Today <= t.Until {
		at := pct(x(t.Today))
		fmt.Fprintf(&plot, `<line class="g-today" x1="%s" x2="%s" y1="0" y2="100%%"/>`, at, at)
	}
	plot.WriteString(lines("crv-1"))
	fmt.Fprintf(&plot, `<svg x="0" y="%s" overflow="visible"><text class="halo" x="0" y="-6">Target %s</text></svg>`, pct(y(t.Target)), html.EscapeString(t.amount(t.Target)))
	for _, p := range t.Points {
		plot.WriteString(dot(p, "4"))
	}
	if n := len(t.Points); n > 0 {
		p := t.Points[n-1]
		fmt.Fprintf(&plot, `<svg x="%s" y="%s" overflow="visible"><text class="t-ink t-b halo" x="9" y="%s">%s</text></svg>`, pct(x(p.Day)), pct(y(p.Value)), num(below(t.Target, p.Value, y)), html.EscapeString(t.amount(p.Value)))
	}
	plot.WriteString(`</svg>`)
	fmt.Fprintf(&spark, `<svg class="db" height="24" role="img" aria-label="%s">%s`, say, lines("crv-1"))
	if n := len(t.Points); n > 0 {
		spark.WriteString(dot(t.Points[n-1], "3.5"))
	}
	spark.WriteString(`</svg>`)
	d := TrendDrawing{Plot: plot.String(), Spark: spark.String(), Span: t.From.Short() + " to " + t.Until.Short(), Twin: Table{Head: []string{"Day", "Reading"}}}
	for i := len(t.Points) - 1; i >= 0; i-- {
		d.Twin.Rows = append(d.Twin.Rows, texts(t.Points[i].Day.Short(), t.amount(t.Points[i].Value)))
	}
	return d
}

// below puts the last reading's label under its point where the target's line,
// with its own label above it, is near.
func below(target, value float64, y func(float64) float64) float64 {
	if d := y(value) - y(target); d > -25 && d < 25 {
		return 18
	}
	return 4
}

func (t Trend) amount(v float64) string {
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if t.Unit == "" {
		return s
	}
	return s + " " + t.Unit
}
