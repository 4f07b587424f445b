// Package civil reckons with days: civil dates, month arithmetic, last valid
// days, working days and standstill periods. It knows no clock and no time
// zone but Europe/London, in which Holdfast turns an instant into a day.
package civil

import (
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar: the number of days since
// 31 December of the year before year 1, so that 1 January 0001 is 1. The zero
// Date means "no date". Dates compare with < and ==, and d+1 is the next day.
type Date int32

const (
	// MaxYear bounds what is read: a later year is a slip of the keyboard.
	MaxYear = 9999
	// unixOffset is Of(1970, 1, 1).
	unixOffset = 719163
	// daysPerEra is the days of 400 years, after which the calendar repeats.
	daysPerEra = 146097
	// marchOffset is the days from 1 March of year 0 to 31 December of year 0.
	marchOffset = 305
)

// Of gives the day with this year, month and day of the month, normalised as
// time.Date does it (32 January is 1 February).
func Of(year int, month time.Month, day int) Date {
	m := year*12 + int(month) - 1 // months since year 0, so that month 13 is next January
	return first(m) + Date(day-1)
}

// first gives the first day of a month, counted in months since January of year
// 0. The year is taken to begin in March, so that the leap day is its last.
func first(months int) Date {
	year, month := floorDiv(months-2, 12)
	era, y := floorDiv(year, 400)
	return Date(era*daysPerEra + y*365 + y/4 - y/100 + (153*month+2)/5 - marchOffset)
}

func floorDiv(a, b int) (quotient, rest int) {
	quotient, rest = a/b, a%b
	if rest < 0 {
		quotient, rest = quotient-1, rest+b
	}
	return quotient, rest
}

// FromTime gives the day that t's own clock and zone show.
func FromTime(t time.Time) Date {
	y, m, d := t.Date()
	return Of(y, m, d)
}

// Parse reads "2027-02-14". The error says what is wrong with the text: its
// form, or a day that does not exist.
func Parse(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, fmt.Errorf("%q is not a date: write it as YYYY-MM-DD, such as 2027-02-14", s)
	}
	num := func(part string) int {
		n := 0
		for i := range len(part) {
			if part[i] < '0' || part[i] > '9' {
				return -1
			}
			n = n*10 + int(part[i]-'0')
		}
		return n
	}
	y, m, d := num(s[:4]), num(s[5:7]), num(s[8:])
	if y < 0 || m < 0 || d < 0 {
		return 0, fmt.Errorf("%q is not a date: write it as YYYY-MM-DD, such as 2027-02-14", s)
	}
	if y == 0 || m == 0 || m > 12 || d == 0 || d > DaysIn(y, time.Month(m)) {
		return 0, fmt.Errorf("%s does not exist in the calendar", s)
	}
	return Of(y, time.Month(m), d), nil
}

// MustParse is Parse for dates written in the source; it panics on a bad one.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// DaysIn gives the number of days of a month.
func DaysIn(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Time gives midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix((int64(d)-unixOffset)*86400, 0).UTC() }

// Split gives year, month and day of the month.
func (d Date) Split() (year int, month time.Month, day int) {
	era, n := floorDiv(int(d)+marchOffset, daysPerEra)
	y := (n - n/1460 + n/36524 - n/146096) / 365
	n -= y*365 + y/4 - y/100
	m := (5*n + 2) / 153 // 0 is March
	day = n - (153*m+2)/5 + 1
	year = era*400 + y + (m+2)/12
	return year, time.Month((m+2)%12 + 1), day
}

// Year gives the year of the day.
func (d Date) Year() int { y, _, _ := d.Split(); return y }

// Weekday gives the day of the week; 1 January 0001 was a Monday.
func (d Date) Weekday() time.Weekday { return time.Weekday(((d % 7) + 7) % 7) }

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d == 0 }

// AddDays gives the day n days later, or earlier for a negative n.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// AddMonths gives the same day of the month n months later, clamped to the last
// day of that month: 31 January and one month is 28 or 29 February. Reckon from
// the original anchor each time, never from an earlier result.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.Split()
	months := y*12 + int(m) - 1 + n
	start := first(months)
	return start + Date(min(day, int(first(months+1)-start))-1)
}

// LastValidDay gives the last day of something that is valid for so many months
// from a day: add the months, clamp, then take the day before.
func LastValidDay(from Date, months int) Date { return from.AddMonths(months) - 1 }

// DaysUntil gives the number of days from d to other, negative when past.
func (d Date) DaysUntil(other Date) int { return int(other - d) }

// String gives "2027-02-14", and the empty string for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// Short gives "14 Feb 2027", for tables.
func (d Date) Short() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("2 Jan 2006")
}

// Long gives "14 February 2027", for prose.
func (d Date) Long() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("2 January 2006")
}

// LongDay gives "Sunday 14 February 2027".
func (d Date) LongDay() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("Monday 2 January 2006")
}

// MarshalJSON writes null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads null and "" as no date.
func (d *Date) UnmarshalJSON(b []byte) error {
	if s := string(b); s == "null" || s == `""` {
		*d = 0
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return fmt.Errorf("%s is not a date: write it as \"YYYY-MM-DD\"", b)
	}
	v, err := Parse(string(b[1 : len(b)-1]))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Range is a span of days, both ends included. A stated date is a range of one
// day; an estimated one is kept and shown as its range.
type Range struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Day is the range of one day.
func Day(d Date) Range { return Range{d, d} }

// Contains says whether the day lies in the range.
func (r Range) Contains(d Date) bool { return r.From <= d && d <= r.To }

// IsZero says that there is no range.
func (r Range) IsZero() bool { return r.From == 0 && r.To == 0 }
