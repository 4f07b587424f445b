package records

import (
	"strconv"

	"holdfast/internal/web/ui"
)

func commentAside(n int) string {
	if n == 0 {
		return ""
	}
	return ui.Number(n)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// parseNumber reads a whole number of a form; what is none is 0.
func parseNumber(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
