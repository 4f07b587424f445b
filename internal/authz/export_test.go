package authz

import (
	"fmt"
	"strings"
)

// Duties gives the table as text, a line for each row, for people and for the
// golden file that guards it.
func Duties() string {
	var b strings.Builder
	for _, d := range duties {
		fmt.Fprintf(&b, "%-18s %-9s", d.action, d.area)
		if len(d.not) > 0 {
			words := make([]string, len(d.not))
			for i, r := range d.not {
				words[i] = string(r)
			}
			fmt.Fprintf(&b, "  not %s", strings.Join(words, ", "))
		}
		if d.must != "" {
			fmt.Fprintf(&b, "  only %s", d.must)
		}
		if d.alone {
			b.WriteString("  (alone: with a reason, marked)")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
