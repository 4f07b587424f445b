package textout

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/klippa-app/go-pdfium/responses"
)

// maxLaidOut bounds the pages that are read a second time, in bytes: a page of
// a certificate has under three thousand.
const maxLaidOut = 20_000

// layOut puts the pieces of a page into lines from top to bottom and each line
// from left to right, with a tab at every gap wider than a letter is high. So a
// label and its value stand on one line however the file was written.
func layOut(pieces []*responses.GetPageTextStructuredRect) string {
	type piece struct {
		text                     string
		left, right, mid, height float64
	}
	var all []piece
	for _, r := range pieces {
		if strings.TrimSpace(r.Text) == "" {
			continue
		}
		p := r.PointPosition
		h := math.Abs(p.Top - p.Bottom)
		all = append(all, piece{strings.TrimSpace(r.Text), p.Left, p.Right, (p.Top + p.Bottom) / 2, h})
	}
	slices.SortStableFunc(all, func(a, b piece) int { return cmp.Compare(b.mid, a.mid) })
	var lines [][]piece
	for _, p := range all {
		if n := len(lines); n > 0 {
			last := lines[n-1][0]
			if last.mid-p.mid < max(min(last.height, p.height)/2, 1.5) {
				lines[n-1] = append(lines[n-1], p)
				continue
			}
		}
		lines = append(lines, []piece{p})
	}
	var b strings.Builder
	for _, line := range lines {
		slices.SortStableFunc(line, func(x, y piece) int { return cmp.Compare(x.left, y.left) })
		for i, p := range line {
			if i > 0 {
				if p.left-line[i-1].right > max(p.height, 6) {
					b.WriteByte('\t')
				} else if p.left-line[i-1].right > p.height/8 {
					b.WriteByte(' ')
				}
			}
			b.WriteString(p.text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
