package chart

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Parts of a bar of coverage, in the order in which they are drawn.
const (
	CoverDone      = "done"
	CoverPartly    = "partly"
	CoverPlanned   = "planned"
	CoverOpen      = "open" // not started
	CoverOut       = "out"  // does not apply
	CoverUndecided = "undecided"
)

// coverParts has every part with its name.
var coverParts = []struct{ id, name string }{
	{CoverDone, "Implemented"},
	{CoverPartly, "Partly"},
	{CoverPlanned, "Planned"},
	{CoverOpen, "Not started"},
	{CoverOut, "Not applicable"},
	{CoverUndecided, "Not decided"},
}

// Coverage is how far the controls of each theme are, as one bar a theme whose
// lengths can be compared.
type Coverage struct {
	Of   string // what the rows are, for the table: "Theme"
	Unit string // what is counted: "Controls"
	Rows []CoverageRow
	// Names are other names for the parts, by their ids, where something else than
	// implementation is counted.
	Names map[string]string
}

// CoverageRow is one theme with how many of it are in each part, by its id.
type CoverageRow struct {
	Name string
	N    map[string]int
}

// CoverageDrawing is the bars, what they are made of, and the table.
type CoverageDrawing struct {
	Bars []CoverageBar
	Keys []CoverageKey
	Twin Table
}

// CoverageBar is one drawn bar.
type CoverageBar struct {
	Name string
	N    int
	SVG  string
}

// CoverageKey is one part that occurs, with how many there are of it.
type CoverageKey struct {
	ID, Name string
	N        int
}

// Draw draws the bars. A number is left out where its part is too short for it.
func (c Coverage) Draw() CoverageDrawing {
	most, sums := 0, map[string]int{}
	for _, r := range c.Rows {
		most = max(most, r.sum())
		for id, n := range r.N {
			sums[id] += n
		}
	}
	var d CoverageDrawing
	d.Twin.Head = []string{c.Of, c.Unit}
	for _, p := range coverParts {
		if sums[p.id] > 0 {
			name := p.name
			if other := c.Names[p.id]; other != "" {
				name = other
			}
			d.Keys = append(d.Keys, CoverageKey{ID: p.id, Name: name, N: sums[p.id]})
			d.Twin.Head = append(d.Twin.Head, name)
		}
	}
	for _, r := range c.Rows {
		d.Bars = append(d.Bars, CoverageBar{Name: r.Name, N: r.sum(), SVG: r.draw(most, d.Keys)})
		cells := []string{r.Name, strconv.Itoa(r.sum())}
		for _, k := range d.Keys {
			cells = append(cells, strconv.Itoa(r.N[k.ID]))
		}
		d.Twin.Rows = append(d.Twin.Rows, texts(cells...))
	}
	return d
}

func (r CoverageRow) sum() int {
	n := 0
	for _, p := range coverParts {
		n += r.N[p.id]
	}
	return n
}

func (r CoverageRow) draw(most int, keys []CoverageKey) string {
	var b strings.Builder
	said := make([]string, len(keys))
	for i, k := range keys {
		said[i] = fmt.Sprintf("%d %s", r.N[k.ID], strings.ToLower(k.Name))
	}
	fmt.Fprintf(&b, `<svg height="20" width="100%%" role="img" aria-label="%s: %s">`, html.EscapeString(r.Name), strings.Join(said, ", "))
	at := 0
	for _, p := range coverParts {
		n := r.N[p.id]
		if n == 0 {
			continue
		}
		x, w := share100(at, most), share100(n, most)
		mid := math.Round((x+w/2)*100) / 100
		narrow := ""
		if n*14 < most {
			narrow = " n-s" // on a phone the number would not fit
		}
		switch p.id {
		case CoverDone:
			fmt.Fprintf(&b, `<rect x="%s" y="1" width="%s" height="18" fill="var(--bar)" stroke="var(--paper)"/><text class="on%s" x="%s" y="14" text-anchor="middle">%d</text>`, pct(x), pct(w), narrow, pct(mid), n)
		case CoverPartly:
			fmt.Fprintf(&b, `<rect x="%s" y="1" width="%s" height="18" fill="var(--bar)" stroke="var(--paper)"/><rect x="%s" y="1" width="%s" height="18" fill="url(#hx-part)"/>`, pct(x), pct(w), pct(x), pct(w))
			fmt.Fprintf(&b, `<rect x="%s" y="3" width="16" height="14" rx="2" class="%s" transform="translate(-8 0)" fill="var(--paper)"/><text class="on2%s" x="%s" y="14" text-anchor="middle">%d</text>`, pct(mid), strings.TrimSpace(narrow), narrow, pct(mid), n)
		default:
			fmt.Fprintf(&b, `<rect x="%s" y="1" width="%s" height="18" %s/><text class="%s" x="%s" y="14" text-anchor="middle">%d</text>`, pct(x), pct(w), coverFill(p.id), strings.TrimSpace(narrow), pct(mid), n)
		}
		at += n
	}
	b.WriteString(`</svg>`)
	return b.String()
}

// coverFill is how a part is filled that is neither done nor half done.
func coverFill(id string) string {
	switch id {
	case CoverPlanned:
		return `fill="var(--bar-soft)" stroke="var(--ink-3)"`
	case CoverOpen:
		return `fill="var(--surface)" stroke="var(--ink-3)"`
	case CoverOut:
		return `fill="var(--surface)" stroke="var(--ink-3)" stroke-dasharray="2 2"`
	}
	return `fill="none" stroke="var(--ink-3)" stroke-dasharray="6 3"`
}

// CoverageSign draws a part as its key shows it.
func CoverageSign(id string) string {
	switch id {
	case CoverDone:
		return `<svg width="16" height="12"><rect width="16" height="12" fill="var(--bar)"/></svg>`
	case CoverPartly:
		return `<svg width="16" height="12"><rect width="16" height="12" fill="url(#hx-part)"/></svg>`
	}
	return `<svg width="16" height="12"><rect x=".5" y=".5" width="15" height="11" ` + coverFill(id) + `/></svg>`
}

func share100(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return math.Round(float64(n)/float64(of)*10000) / 100
}
