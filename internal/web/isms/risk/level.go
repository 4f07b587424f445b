package risks

import (
	"fmt"
	"strings"

	"holdfast/internal/isms/risk"
)

// levelView is a score with its level, drawn as a square of one of four shades.
type levelView struct {
	Score int64
	Name  string
	Shade string // f0 to f3
	// Older: the version of the method by which it was judged, when that is not the
	// one in force.
	Older int64
}

// shades spreads so many levels over the four shades.
var shades = map[int][]int{2: {0, 3}, 3: {0, 1, 3}, 4: {0, 1, 2, 3}}

// shade gives the shade of a score under a method, from 0 to 3.
func shade(m *risk.Method, score int64) int {
	at := m.LevelAt(score)
	if s := shades[len(m.Levels)]; at >= 0 && at < len(s) {
		return s[at]
	}
	return 0
}

// level gives a score's level; m is the method by which it was judged.
func level(m *risk.Method, score int64) levelView {
	if score == 0 {
		return levelView{}
	}
	return levelView{Score: score, Name: m.LevelOf(score).Name, Shade: fmt.Sprintf("f%d", shade(m, score))}
}

// movement draws where a risk stood before treatment (a ring) and stands after it
// (a disc) on a line from nothing to the highest score, with the appetite across it.
func movement(before, after, appetite, top int64) string {
	if before == 0 || top == 0 {
		return ""
	}
	x := func(n int64) string { return fmt.Sprintf("%.4g%%", float64(n)/float64(top)*100) }
	words := fmt.Sprintf("%d, appetite %d", before, appetite)
	if after > 0 {
		words = fmt.Sprintf("from %d to %d, appetite %d", before, after, appetite)
	}
	line := fmt.Sprintf("%.4g%%", (float64(appetite)+.5)/float64(top)*100)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg width="100%%" height="20" overflow="visible" role="img" aria-label="%s"><line class="g-year" x1="0" x2="100%%" y1="10" y2="10"/>`, words)
	fmt.Fprintf(&b, `<line x1="%s" x2="%s" y1="3" y2="17" stroke="var(--ink)"/>`, line, line)
	if after > 0 && after != before {
		fmt.Fprintf(&b, `<line class="b-dumb" x1="%s" x2="%s" y1="10" y2="10"/>`, x(before), x(after))
	}
	fmt.Fprintf(&b, `<circle class="b-hollow" cx="%s" cy="10" r="3.5"/>`, x(before))
	if after > 0 {
		fmt.Fprintf(&b, `<circle cx="%s" cy="10" r="4.5" class="b-mark"/>`, x(after))
	}
	b.WriteString("</svg>")
	return b.String()
}

// heat is the matrix with how many risks stand in each cell.
type heat struct {
	Caption string
	Cols    []heatHead
	Rows    []heatRow
	Levels  []levelView
	Empty   bool
}

type heatHead struct{ N, Word string }

type heatRow struct {
	Word  string
	Cells []heatCell
}

type heatCell struct {
	N     int
	Class string // shade and the edge of the appetite: "k2 ap-b ap-l"
	Href  string
	Words string
	On    bool
}

// heatOf makes the matrix; href gives the address that shows a cell's risks, and
// on says whether that is what the page shows.
func heatOf(m *risk.Method, count func(l, i int64) int, href func(l, i int64) string, on func(l, i int64) bool) heat {
	var h heat
	for i, s := range m.Impact {
		h.Cols = append(h.Cols, heatHead{fmt.Sprint(i + 1), s.Word})
	}
	for _, l := range m.Levels {
		h.Levels = append(h.Levels, level(m, l.From))
	}
	// An edge is drawn where the score rises over the appetite.
	within := func(l, i int64) bool { return m.Score(l, i) <= m.Appetite }
	for l := int64(len(m.Likelihood)); l >= 1; l-- {
		row := heatRow{Word: fmt.Sprintf("%s %d", m.Likelihood[l-1].Word, l)}
		for i := int64(1); i <= int64(len(m.Impact)); i++ {
			c := heatCell{N: count(l, i), Class: fmt.Sprintf("k%d", shade(m, m.Score(l, i))), Href: href(l, i), On: on(l, i)}
			if !within(l, i) && l > 1 && within(l-1, i) {
				c.Class += " ap-b"
			}
			if !within(l, i) && i > 1 && within(l, i-1) {
				c.Class += " ap-l"
			}
			noun := "risks"
			if c.N == 1 {
				noun = "risk"
			}
			c.Words = fmt.Sprintf("%d %s, likelihood %d, impact %d", c.N, noun, l, i)
			row.Cells = append(row.Cells, c)
		}
		h.Rows = append(h.Rows, row)
	}
	return h
}
