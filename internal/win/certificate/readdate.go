package certificate

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/civil"
)

const months = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

// datePattern knows a date as certificates print it: 2027-02-14, 14/02/2027,
// 14 February 2027, 14th day of February 2027, Feb 14, 2027.
var datePattern = regexp.MustCompile(`(?i)\b(?:` +
	`(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})` +
	`|(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})` +
	`|(\d{1,2})(?:\s?(?:st|nd|rd|th))?(?:\s+day)?(?:\s+of)?[\s\-./]+(` + months + `)\.?[\s\-./,]+(\d{4}|\d{2})` +
	`|(` + months + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})` +
	`)\b`)

// printed is a date found in a text.
type printed struct {
	day        civil.Date // zero: no such day
	text       string
	start, end int
	// ambiguous: day and month could be the other way round; american: they are,
	// since the first number cannot be a month's... the second is above twelve.
	ambiguous, american, short bool
}

func dates(s string) []printed {
	var out []printed
	for _, m := range datePattern.FindAllStringSubmatchIndex(s, -1) {
		p := printed{text: s[m[0]:m[1]], start: m[0], end: m[1]}
		g := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return s[m[2*i]:m[2*i+1]]
		}
		num := func(i int) int { n, _ := strconv.Atoi(g(i)); return n }
		var y, mo, d int
		switch {
		case g(1) != "":
			y, mo, d = num(1), num(2), num(3)
		case g(4) != "":
			d, mo, y = num(4), num(5), num(6)
			p.short = len(g(6)) == 2
			switch {
			case mo > 12 && d <= 12:
				d, mo, p.american = mo, d, true
			case d <= 12 && d != mo:
				p.ambiguous = true
			}
		case g(7) != "":
			d, mo, y = num(7), monthOf(g(8)), num(9)
			p.short = len(g(9)) == 2
		default:
			mo, d, y = monthOf(g(10)), num(11), num(12)
		}
		if p.short {
			y += 2000
		}
		if mo >= 1 && mo <= 12 && d >= 1 && y >= firstYear && y <= lastYear && d <= civil.DaysIn(y, time.Month(mo)) {
			p.day = civil.Of(y, time.Month(mo), d)
		}
		out = append(out, p)
	}
	return out
}

func monthOf(s string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s)[:3])/3 + 1
}
