package site

import (
	"fmt"
	"strconv"

	"holdfast/internal/web/ui"
)

// pageFrom reads where a page of a list begins; what makes no sense is the
// beginning.
func pageFrom(s string, n int) int {
	from, err := strconv.Atoi(s)
	if err != nil || from < 0 || from >= n {
		return 0
	}
	return from
}

// pager leads through a list that is held whole.
func pager(from, shown, n, size int, href func(string) string) ui.Pager {
	var p ui.Pager
	if n <= size {
		return p
	}
	p.Note = fmt.Sprintf("%s to %s of %s", ui.Number(from+1), ui.Number(from+shown), ui.Number(n))
	if from > 0 {
		p.Prev = href(strconv.Itoa(max(0, from-size)))
	}
	if from+shown < n {
		p.Next = href(strconv.Itoa(from + size))
	}
	return p
}
