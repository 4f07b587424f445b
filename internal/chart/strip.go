package chart

import (
	"fmt"
	"html"
	"strings"

	"holdfast/internal/civil"
)

// strip gathers the shapes of one row, back to front.
type strip struct {
	w Window
	b strings.Builder
}

func (s *strip) addf(format string, args ...any) { fmt.Fprintf(&s.b, format, args...) }

// at puts a shape drawn round 0,0 at a place, half-way down the row.
func (s *strip) at(class string, x float64, shape string) {
	if class != "" {
		class = ` class="` + class + `"`
	}
	s.addf(`<svg%s x="%s" y="50%%" overflow="visible">%s</svg>`, class, pct(x), shape)
}

// block draws a rectangle from the first day to the last, both included,
// centred in the row. What lies outside the window is cut off; nothing is
// drawn when nothing is left.
func (s *strip) block(class string, from, to civil.Date, height float64) bool {
	if to < s.w.From || from >= s.w.Until || to < from {
		return false
	}
	x1, x2 := s.w.X(from), s.w.X(to)
	if to >= s.w.Until {
		x2 = 100
	}
	if x2-x1 < thinnest {
		x2 = min(100, x1+thinnest)
		x1 = x2 - thinnest
	}
	s.addf(`<svg y="50%%" overflow="visible"><rect class="%s" x="%s" y="%s" width="%s" height="%s" rx="1.5"/></svg>`,
		class, pct(x1), num(-height/2), pct(x2-x1), num(height))
	return true
}

// thinnest keeps a single day visible: about a pixel and a half.
const thinnest = 0.3

// line draws a level line from day to day, cut off at the window's ends.
func (s *strip) line(class string, from, to civil.Date) {
	if from >= s.w.Until || to < s.w.From || to <= from {
		return
	}
	s.addf(`<line class="%s" x1="%s" x2="%s" y1="50%%" y2="50%%"/>`, class, pct(s.w.X(from)), pct(s.w.X(to)))
}

// svg closes the strip as one picture with its sentence.
func (s *strip) svg(say string) string {
	return fmt.Sprintf(`<svg role="img" aria-label="%s">%s</svg>`, html.EscapeString(say), s.b.String())
}

func num(f float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0") }

// The marks of a bid's dates, drawn round 0,0.
const (
	deadlineShape   = `<rect class="b-mark" x="-2" y="-8" width="4" height="16" rx="1"/>`
	awardShape      = `<path class="b-mark" d="M0-7 7 0 0 7-7 0z"/>`
	awardGuessShape = `<path class="b-hollow" stroke-dasharray="2.4 1.8" d="M0-6.5 6.5 0 0 6.5-6.5 0z"/>`
	standstillShape = `<circle class="b-hollow" r="4"/>`
	startShape      = `<path class="b-mark" d="M-2-7.5 8 0-2 7.5z"/>`
)

// estimate draws a range that an award, or another date, is reckoned to lie
// in: the hollow diamond stretched from its first day to its last.
func (s *strip) estimate(r civil.Range) {
	from, to := max(r.From, s.w.From), min(r.To, s.w.Until)
	if from >= s.w.Until || to < s.w.From {
		return
	}
	if s.w.X(to)-s.w.X(from) < 1 {
		s.at("", s.w.X(from), awardGuessShape)
		return
	}
	x1, x2 := pct(s.w.X(from)), pct(s.w.X(to))
	for _, class := range []string{"b-case", "b-est"} { // cased, so that it is seen on a hatch
		s.addf(`<svg y="50%%" overflow="visible"><line class="%[1]s" x1="%[2]s" x2="%[3]s" y1="-6.5" y2="-6.5"/><line class="%[1]s" x1="%[2]s" x2="%[3]s" y1="6.5" y2="6.5"/></svg>`, class, x1, x2)
		if r.From >= s.w.From {
			s.at("", s.w.X(from), `<path class="`+class+`" d="M0-6.5-6.5 0 0 6.5"/>`)
		}
		if r.To < s.w.Until {
			s.at("", s.w.X(to), `<path class="`+class+`" d="M0-6.5 6.5 0 0 6.5"/>`)
		}
	}
}

// head draws the names of the months and the word Today.
func head(w Window, today civil.Date) string {
	var b strings.Builder
	ms := w.months()
	for _, d := range ms {
		x, name := pct(w.X(d)), d.Time().Format("Jan")
		if isJanuary(d) {
			fmt.Fprintf(&b, `<text x="%s" dx="4" y="27" class="ml t-ink t-b">%s</text>`, x, d.Time().Format("2006"))
			fmt.Fprintf(&b, `<text x="%s" dx="1" y="27" class="ms t-ink t-b">’%s</text>`, x, d.Time().Format("06"))
			continue
		}
		_, m, _ := d.Split()
		if len(ms) > monthsNamed && (m-1)%3 != 0 {
			continue
		}
		fmt.Fprintf(&b, `<text x="%s" dx="4" y="27" class="ml">%s</text>`, x, name)
		if len(ms) <= monthsNamed {
			fmt.Fprintf(&b, `<text x="%s" dx="4" y="27" class="ms">%s</text>`, x, name[:1])
		}
	}
	if w.Contains(today) {
		fmt.Fprintf(&b, `<text class="t-acc mid" x="%s" y="10">Today</text>`, pct(w.X(today)))
	}
	return `<svg aria-hidden="true">` + b.String() + `</svg>`
}

// back draws the months' lines behind the rows; Januaries are heavier.
func back(w Window) string {
	var b strings.Builder
	for _, d := range w.months() {
		class, y := "g-line", 30
		if isJanuary(d) {
			class, y = "g-year", 16
		}
		fmt.Fprintf(&b, `<line class="%s" x1="%[2]s" x2="%[2]s" y1="%d" y2="100%%"/>`, class, pct(w.X(d)), y)
	}
	return `<svg aria-hidden="true">` + b.String() + `</svg>`
}

// uprights draws a bid's own dates through the rows below it.
func uprights(w Window, days ...civil.Date) string {
	var b strings.Builder
	for _, d := range days {
		if !d.IsZero() && w.Contains(d) {
			fmt.Fprintf(&b, `<line class="g-axis" x1="%[1]s" x2="%[1]s" y1="56" y2="100%%"/>`, pct(w.X(d)))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return `<svg aria-hidden="true">` + b.String() + `</svg>`
}

// front draws today's line over the rows, cased so that it is seen on a bar.
func front(w Window, today civil.Date) string {
	if !w.Contains(today) {
		return ""
	}
	x := pct(w.X(today))
	return fmt.Sprintf(`<svg aria-hidden="true"><line class="g-case" x1="%[1]s" x2="%[1]s" y1="13" y2="100%%"/><line class="g-today" x1="%[1]s" x2="%[1]s" y1="13" y2="100%%"/></svg>`, x)
}
