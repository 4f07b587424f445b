package store

import "slices"

// SealedColumns gives "table.column" of all that a rotation seals anew.
func SealedColumns() []string {
	var out []string
	for _, c := range sealedColumns {
		out = append(out, c.table+"."+c.column)
	}
	slices.Sort(out)
	return out
}

// KeptAndRead makes a set, writes it as it is kept, reads it, and gives a page
// of it and its size.
func KeptAndRead(nums []int64, after int64, desc bool, limit int) ([]int64, int64) {
	s := numSet{}
	for _, n := range nums {
		s.add(n)
	}
	read := numSet{}
	for at, b := range s {
		read.load(at, b.stored())
	}
	return read.page(after, desc, limit), read.count()
}
