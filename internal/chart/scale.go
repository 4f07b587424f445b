// Package chart draws the product's pictures as SVG text: plain values in,
// markup out. Horizontal positions are per cent and vertical ones pixels, so
// that strokes and letters keep their size at every width; there is no style
// attribute and no script; colours are variables of the stylesheet. Every
// picture has a sentence for those who do not see it and a table of the same
// data.
package chart

import (
	"math"
	"strconv"
	"time"

	"holdfast/internal/civil"
)

// State is a verdict's state, by the names that the rest of the product uses.
type State string

const (
	Holds   State = "holds"
	AtRisk  State = "at-risk"
	Unknown State = "unknown"
	Fails   State = "fails"
)

// word is the state as it is written.
func (s State) word() string {
	switch s {
	case Holds:
		return "Holds"
	case AtRisk:
		return "At risk"
	case Fails:
		return "Fails"
	}
	return "Unknown"
}

// key is the state's name in the classes of the stylesheet.
func (s State) key() string {
	switch s {
	case Holds, Fails:
		return string(s)
	case AtRisk:
		return "risk"
	}
	return "unknown"
}

// rank orders lists: what fails comes first.
func (s State) rank() int {
	switch s {
	case Fails:
		return 0
	case AtRisk:
		return 1
	case Holds:
		return 3
	}
	return 2
}

// Window is the stretch of time that a picture shows: whole months, From the
// first day, Until the day after the last.
type Window struct{ From, Until civil.Date }

// Months gives the window of n months that begins with the month of a day.
func Months(day civil.Date, n int) Window {
	y, m, _ := day.Split()
	from := civil.Of(y, m, 1)
	return Window{from, from.AddMonths(max(n, 1))}
}

const (
	// monthsToday is how far the picture on Today reaches.
	monthsToday = 14
	// monthsBid is the least that the picture of one bid reaches; it grows
	// until the start of the contract is in it, up to monthsMost.
	monthsBid  = 8
	monthsMost = 36
	// monthsNamed is the most months that are each named in the head; of more,
	// only the first of each quarter is.
	monthsNamed = 16
)

// TodayWindow is the window of the picture on Today.
func TodayWindow(today civil.Date) Window { return Months(today, monthsToday) }

// BidWindow is the window for one bid: at least eight months from today, and
// two months past its last day of interest when that is later.
func BidWindow(today, last civil.Date) Window {
	n := monthsBid
	for n < monthsMost && Months(today, n).Until.AddMonths(-2) <= last {
		n++
	}
	return Months(today, n)
}

// X gives the day's place in per cent, clamped to the window.
func (w Window) X(d civil.Date) float64 {
	x := float64(d-w.From) / float64(w.Until-w.From) * 100
	return math.Round(min(max(x, 0), 100)*100) / 100
}

// Contains says whether the day is in the window.
func (w Window) Contains(d civil.Date) bool { return w.From <= d && d < w.Until }

// String gives "November 2026 to December 2027".
func (w Window) String() string {
	const form = "January 2006"
	return w.From.Time().Format(form) + " to " + (w.Until - 1).Time().Format(form)
}

// months gives the first days of the window's months.
func (w Window) months() []civil.Date {
	var ms []civil.Date
	for d := w.From; d < w.Until; d = d.AddMonths(1) {
		ms = append(ms, d)
	}
	return ms
}

func isJanuary(d civil.Date) bool {
	_, m, _ := d.Split()
	return m == time.January
}

// pct writes a place as "37.5%".
func pct(x float64) string { return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64) + "%" }
