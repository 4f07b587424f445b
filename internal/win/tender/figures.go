package tender

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// atoi reads the digits that a pattern has found.
func atoi(s string) int {
	n, _ := strconv.Atoi(s) // digits alone
	return n
}
