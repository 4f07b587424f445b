package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Exceedance is the chance of losing more than a sum in a year, now and after
// treatment. Sums are in whole units of the currency.
type Exceedance struct {
	Currency string // "£"
	// From and To are the ends of the axis, on which sums stand by their
	// logarithm.
	From, To float64
	Before   []ChancePoint
	After    []ChancePoint // none: nothing is treated
	Appetite []ChancePoint // none: nobody has said what they bear
	// Ten are the sums of a one-in-ten year; 0 where there is none.
	TenBefore, TenAfter float64
	// Rows are the sums that the table names.
	Rows []ExceedanceRow
}

// ChancePoint is the chance of more than a sum, with its bounds.
type ChancePoint struct{ Loss, Chance, Low, High float64 }

// ExceedanceRow is a line of the table.
type ExceedanceRow struct {
	Loss          float64
	Before, After ChancePoint
	Appetite      float64 // below 0: not said
}

// ExceedanceDrawing is the curve and its table.
type ExceedanceDrawing struct {
	Plot            string
	After, Appetite bool // whether those curves are there
	Twin            Table
}

// Draw draws the curves.
func (e Exceedance) Draw() ExceedanceDrawing {
	d := ExceedanceDrawing{After: len(e.After) > 0, Appetite: len(e.Appetite) > 0}
	var b strings.Builder
	b.WriteString(`<svg role="img" aria-label="Chance in a year of losing more than a given sum">`)
	b.WriteString(`<svg x="0" y="18" width="100%" height="82%" overflow="visible">`)
	b.WriteString(`<line class="g-axis" x1="0" x2="100%" y1="100%" y2="100%"/>`)
	for _, share := range []int{25, 50, 75, 100} {
		y, word := strconv.Itoa(100-share)+"%", strconv.Itoa(share)+"%"
		if share == 100 {
			word += " chance of losing more"
		}
		fmt.Fprintf(&b, `<line class="g-line" x1="0" x2="100%%" y1="%s" y2="%s"/><svg y="%s" overflow="visible"><text x="100%%" y="-4" class="end">%s</text></svg>`, y, y, y, word)
	}
	for sum := e.From; sum <= e.To*1.0001; sum *= 10 {
		x, class := e.x(sum), "mid"
		switch x {
		case 0:
			class = ""
		case 100:
			class = "end"
		}
		fmt.Fprintf(&b, `<line class="g-line" x1="%s" x2="%s" y1="0" y2="100%%"/><svg x="%s" y="100%%" overflow="visible"><text x="0" y="16" class="%s">%s</text></svg>`, pct(x), pct(x), pct(x), class, Sum(e.Currency, sum))
	}
	b.WriteString(`<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" overflow="visible">`)
	e.band(&b, "area", e.Before)
	e.band(&b, "band", e.After)
	e.curve(&b, "crv crv-ap", e.Appetite)
	e.curve(&b, "crv crv-1", e.Before)
	e.curve(&b, "crv crv-2 crv-d", e.After)
	b.WriteString(`</svg><line x1="0" x2="100%" y1="90%" y2="90%" class="g-ten"/>`)
	e.ten(&b, e.TenBefore, "var(--ink)", `class="halo-p t-ink t-b" x="8" y="-6"`)
	e.ten(&b, e.TenAfter, "var(--accent)", `class="halo-p t-acc end" x="-8" y="14"`)
	b.WriteString(`<svg y="90%" overflow="visible"><text x="0" y="14" class="halo-p">One year in ten</text></svg></svg></svg>`)
	d.Plot = b.String()
	d.Twin = e.table()
	return d
}

// x gives the place of a sum in per cent.
func (e Exceedance) x(sum float64) float64 {
	x := math.Log(sum/e.From) / math.Log(e.To/e.From) * 100
	return math.Round(min(max(x, 0), 100)*100) / 100
}

func (e Exceedance) curve(b *strings.Builder, class string, ps []ChancePoint) {
	if len(ps) < 2 {
		return
	}
	fmt.Fprintf(b, `<path class="%s" d="M`, class)
	for i, p := range ps {
		if i > 0 {
			b.WriteByte('L')
		}
		fmt.Fprintf(b, "%s %s", coord(e.x(p.Loss)), coord(100-100*p.Chance))
	}
	b.WriteString(`"/>`)
}

// band is the ground between the bounds of the estimate.
func (e Exceedance) band(b *strings.Builder, class string, ps []ChancePoint) {
	if len(ps) < 2 {
		return
	}
	fmt.Fprintf(b, `<path class="%s" d="M`, class)
	for _, p := range ps {
		fmt.Fprintf(b, "%s %sL", coord(e.x(p.Loss)), coord(100-100*p.High))
	}
	for i := len(ps) - 1; i >= 0; i-- {
		fmt.Fprintf(b, "%s %s", coord(e.x(ps[i].Loss)), coord(100-100*ps[i].Low))
		if i > 0 {
			b.WriteByte('L')
		}
	}
	b.WriteString(`Z"/>`)
}

func (e Exceedance) ten(b *strings.Builder, sum float64, ink, text string) {
	if sum < e.From || sum > e.To {
		return
	}
	fmt.Fprintf(b, `<svg x="%s" y="90%%" overflow="visible"><circle r="4" fill="%s"/><text %s>%s</text></svg>`, pct(e.x(sum)), ink, text, Sum(e.Currency, sum))
}

func (e Exceedance) table() Table {
	t := Table{Head: []string{"Sum", "Now"}}
	if len(e.After) > 0 {
		t.Head = append(t.Head, "After treatment")
	}
	if len(e.Appetite) > 0 {
		t.Head = append(t.Head, "Appetite")
	}
	for _, r := range e.Rows {
		row := []string{e.Currency + thousands(r.Loss), r.Before.say()}
		if len(e.After) > 0 {
			row = append(row, r.After.say())
		}
		if len(e.Appetite) > 0 {
			row = append(row, "not said")
			if r.Appetite >= 0 {
				row[len(row)-1] = share(r.Appetite)
			}
		}
		t.Rows = append(t.Rows, texts(row...))
	}
	return t
}

// say gives "17% (16.9% to 17.1%)".
func (p ChancePoint) say() string {
	s := share(p.Chance)
	if p.High > p.Low {
		s += fmt.Sprintf(" (%.3g%% to %.3g%%)", 100*p.Low, 100*p.High)
	}
	return s
}

func share(p float64) string {
	switch {
	case p > 0 && p < .0095:
		return "under 1%"
	default:
		return strconv.Itoa(int(math.Round(100*p))) + "%"
	}
}

// Sum writes a sum for a tight place, to three digits: "£355k", "£1.24m".
func Sum(currency string, sum float64) string {
	unit, word := 1., ""
	switch {
	case sum >= 999_500_000:
		unit, word = 1e9, "bn"
	case sum >= 999_500:
		unit, word = 1e6, "m"
	case sum >= 1000:
		unit, word = 1e3, "k"
	}
	v := sum / unit
	digits := 0
	if word != "k" && word != "" && v < 100 {
		digits = 2
		if v >= 10 {
			digits = 1
		}
	}
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if digits > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return currency + text + word
}

func thousands(sum float64) string {
	s := strconv.FormatFloat(math.Round(sum), 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// coord writes a coordinate shortly.
func coord(x float64) string { return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64) }
