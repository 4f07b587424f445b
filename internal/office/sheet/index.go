package sheet

import (
	"cmp"
	"slices"

	"holdfast/internal/errs"
)

const (
	// maxRanges bounds the ranges of one kind on a sheet, and maxIndexed how often
	// they meet its rows, all together: what a file states of its cells may not cost
	// more than the cells.
	maxRanges  = 20_000
	maxIndexed = 1_000_000
)

// byRow says which of some ranges meet each row of a sheet.
type byRow map[int][]int32

// indexOf finds which ranges meet which rows; false when that is too much.
func indexOf(rows []Row, ranges []Range) (byRow, bool) {
	if len(ranges) == 0 {
		return nil, true
	}
	order := make([]int32, len(ranges))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(ranges[a].From.Row, ranges[b].From.Row), cmp.Compare(a, b))
	})
	out := byRow{}
	var active []int32
	n := 0
	for i := range rows {
		row := rows[i].N
		for len(order) > 0 && ranges[order[0]].From.Row <= row {
			active = append(active, order[0])
			order = order[1:]
		}
		active = slices.DeleteFunc(active, func(r int32) bool { return ranges[r].To.Row < row })
		if len(active) == 0 {
			continue
		}
		if n += len(active); n > maxIndexed {
			return nil, false
		}
		out[row] = slices.Clone(active)
	}
	return out, true
}

// find gives the first of the ranges that holds a cell, -1 when none does. Rows
// that the file does not have are not in the index.
func (x byRow) find(ranges []Range, r Ref, known bool) int {
	if known {
		for _, i := range x[r.Row] {
			if ranges[i].Has(r) {
				return int(i)
			}
		}
		return -1
	}
	return slices.IndexFunc(ranges, func(g Range) bool { return g.Has(r) })
}

// index makes what is stated of ranges quick to ask, once the sheet is read.
func (s *Sheet) index() error {
	var ok1, ok2, ok3 bool
	s.mergedIn, ok1 = indexOf(s.Rows, s.Merged)
	s.arraysIn, ok2 = indexOf(s.Rows, s.arrays)
	s.listsIn, ok3 = indexOf(s.Rows, s.lists)
	if !ok1 || !ok2 || !ok3 {
		return errs.New(errs.TooLarge, "The sheet %q states more of its cells than it has cells.", s.Name)
	}
	if len(s.colStyles) > 0 {
		s.styles = make([]int32, MaxCol+1)
	}
	for _, c := range slices.Backward(s.colStyles) { // the first that names a column counts
		for col := c.from; col <= min(c.to, MaxCol); col++ {
			s.styles[col] = int32(c.style)
		}
	}
	if len(s.hiddenCols) > 0 {
		s.hidden = make([]bool, MaxCol+1)
	}
	for _, g := range s.hiddenCols {
		for col := g.From.Col; col <= min(g.To.Col, MaxCol); col++ {
			s.hidden[col] = true
		}
	}
	return nil
}

// hasRow says whether the file has a row.
func (s *Sheet) hasRow(n int) bool {
	_, ok := slices.BinarySearchFunc(s.Rows, n, func(row Row, n int) int { return row.N - n })
	return ok
}
