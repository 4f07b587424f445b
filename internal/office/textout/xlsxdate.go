package textout

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// dateKind is how a style shows a number.
type dateKind uint8

const (
	plainNumber dateKind = iota
	percent
	dateOnly
	timeOnly
	dateAndTime
)

// builtIn are the formats that have a number and no description. Of some the
// look depends on the country; that they are dates does not.
func builtIn(id string) dateKind {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return plainNumber
	case n == 9 || n == 10:
		return percent
	case n >= 14 && n <= 17 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n == 57 || n == 58:
		return dateOnly
	case n >= 18 && n <= 21 || n >= 45 && n <= 47 || n >= 32 && n <= 35 || n == 55 || n == 56:
		return timeOnly
	case n == 22:
		return dateAndTime
	}
	return plainNumber
}

// kindOfFormat reads a description such as `[$-809]dd mmmm yyyy;@`.
func kindOfFormat(code string) dateKind {
	first, _, _ := strings.Cut(code, ";")
	var days, hours, per, quoted, bracket, general bool
	general = strings.Contains(strings.ToLower(first), "general")
	for i := 0; i < len(first); i++ {
		c := first[i]
		switch {
		case quoted:
			quoted = c != '"'
		case bracket:
			bracket = c != ']'
		case c == '"':
			quoted = true
		case c == '[':
			bracket = true
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == 'd' || c == 'D' || c == 'y' || c == 'Y':
			days = true
		case c == 'h' || c == 'H' || c == 's' || c == 'S':
			hours = true
		case (c == 'm' || c == 'M') && !hours && strings.Count(strings.ToLower(first), "mmm") > 0:
			days = true
		case c == '%':
			per = true
		}
	}
	switch {
	case general:
		return plainNumber
	case days && hours:
		return dateAndTime
	case days:
		return dateOnly
	case hours:
		return timeOnly
	case per:
		return percent
	}
	return plainNumber
}

// show writes a number as its style does: 2027-03-31, 14:30, 12.5%. A number
// that is no date of these centuries stays as it is.
func (k dateKind) show(v string, epoch bool) string {
	if k == plainNumber {
		return v
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > 110_000 {
		return v
	}
	if k == percent {
		return strconv.FormatFloat(math.Round(n*1e6)/1e4, 'f', -1, 64) + "%"
	}
	start := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case epoch:
		start = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case n < 60: // before the day that 1900 did not have
		start = start.AddDate(0, 0, 1)
	}
	whole, part := math.Modf(n)
	at := start.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*86400)) * time.Second)
	switch k {
	case timeOnly:
		return at.Format("15:04")
	case dateAndTime:
		if part > 0 {
			return at.Format("2006-01-02 15:04")
		}
	}
	return at.Format("2006-01-02")
}
