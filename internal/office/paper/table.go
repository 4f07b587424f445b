package paper

import (
	extension "github.com/yuin/goldmark/extension/ast"
)

const (
	cellSize   = 8.5
	cellHeight = 4.2
	cellGap    = 2.4 // between columns
	cellPad    = 1.1 // above and below
)

// table sets a table: columns get what their longest word needs, and share the
// rest by how much they hold. A row stays on one page, and a new page repeats the
// head.
func (w *writer) table(t *extension.Table, indent float64) {
	var rows [][][]run
	heads := 0
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		style := ""
		if r.Kind() == extension.KindTableHeader {
			style = "B"
			heads++
		}
		var cells [][]run
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, w.runs(c, style, cellSize))
		}
		rows = append(rows, cells)
	}
	if heads == 1 && empty(rows[0]) {
		rows, heads = rows[1:], 0
	}
	if len(rows) == 0 {
		return
	}
	wide := w.columns(rows, len(t.Alignments), w.width(indent))
	w.room(2*(cellHeight+2*cellPad) + 2)
	x := margin + indent
	w.rule(x, 0.3, black)
	for i, r := range rows {
		w.row(rows, r, wide, x, i >= heads && heads > 0)
		if i < heads {
			w.rule(x, 0.2, black)
		} else {
			w.rule(x, 0.1, colour{200, 196, 186})
		}
	}
	w.y += 2.6
}

func empty(cells [][]run) bool {
	for _, c := range cells {
		for _, r := range c {
			if r.text != "" {
				return false
			}
		}
	}
	return true
}

// row sets one row; repeat says that a new page begins with the first row of all.
func (w *writer) row(rows [][][]run, cells [][]run, wide []float64, x float64, repeat bool) {
	laid := make([][][]word, len(cells))
	h := 0.0
	for i, c := range cells {
		if i >= len(wide) {
			break
		}
		laid[i] = w.layout(c, wide[i])
		h = max(h, float64(len(laid[i]))*cellHeight)
	}
	if w.y+h+2*cellPad > w.high-foot && w.y > margin+20 {
		w.f.AddPage()
		w.rule(x, 0.3, black)
		if repeat {
			w.row(rows, rows[0], wide, x, false)
			w.rule(x, 0.2, black)
		}
	}
	w.y += cellPad
	top, low, page := w.y, w.y, w.f.PageNo()
	at := x
	for i, l := range laid {
		if l == nil {
			continue
		}
		if w.f.PageNo() == page {
			w.y = top
		}
		w.draw(l, at, cellHeight)
		low = max(low, w.y)
		at += wide[i] + cellGap
	}
	if w.f.PageNo() == page {
		w.y = low
	}
	w.y += cellPad
}

func (w *writer) rule(x, thick float64, c colour) {
	w.f.SetDrawColor(c[0], c[1], c[2])
	w.f.SetLineWidth(thick)
	w.f.Line(x, w.y, w.wide-margin, w.y)
}

// columns gives the width of each column: short cells stay on one line where that
// leaves room for the others.
func (w *writer) columns(rows [][][]run, n int, width float64) []float64 {
	if out, ok := w.share(rows, n, width, shortCell); ok {
		return out
	}
	out, _ := w.share(rows, n, width, 0)
	return out
}

// shortCell is the width up to which a cell is kept on one line.
const shortCell = 27.0

// share gives the widths when cells of up to short are not broken; false when that
// does not fit.
func (w *writer) share(rows [][][]run, n int, width, short float64) ([]float64, bool) {
	least, most := make([]float64, n), make([]float64, n)
	for _, r := range rows {
		for i, c := range r {
			if i >= n {
				break
			}
			for _, line := range w.layout(c, 1e6) {
				total := 0.0
				for _, d := range line {
					least[i] = max(least[i], d.w)
					total = d.x + d.w
				}
				if total <= short {
					least[i] = max(least[i], total)
				}
				most[i] = max(most[i], total)
			}
		}
	}
	room := width - float64(n-1)*cellGap
	var need, want float64
	for i := range n {
		least[i] = min(least[i]+0.4, room/float64(n)*1.4)
		most[i] = max(most[i]+0.4, least[i])
		need += least[i]
		want += most[i]
	}
	out := make([]float64, n)
	for i := range n {
		switch {
		case want <= room:
			out[i] = most[i] + (room-want)*most[i]/max(want, 1)
		case need >= room || want <= need:
			out[i] = room * least[i] / max(need, 1)
		default:
			out[i] = least[i] + (room-need)*(most[i]-least[i])/(want-need)
		}
	}
	return out, need <= room
}
