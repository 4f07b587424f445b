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
