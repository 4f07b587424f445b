package notice

import (
	"fmt"
	"strings"
	"time"

	"holdfast/internal/civil"
)

// layouts are the ways in which portals write an instant.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02T15:04:05.999999999-0700", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04", "2006-01-02", "02/01/2006 15:04:05", "02/01/2006",
}

// parseInstant reads a portal's date; without a zone it is read as UTC.
func parseInstant(s string) (time.Time, error) {
	t, _, err := parseWhen(s)
	return t, err
}

// parseWhen also says whether the text names a zone.
func parseWhen(s string) (t time.Time, zoned bool, err error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return t, false, fmt.Errorf("it is empty")
	}
	for _, l := range layouts {
		if t, err = time.Parse(l, s); err == nil {
			if y := t.Year(); y < 1990 || y > 2200 {
				return time.Time{}, false, fmt.Errorf("the year %d of %q cannot be right", y, s)
			}
			zoned = strings.Contains(l, "07") // every layout with a zone, and no other, has it
			return t, zoned, nil
		}
	}
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return time.Time{}, false, fmt.Errorf("%q is not a date that exists", s)
}

// londonDay gives the day and the time of the day that a clock in the United
// Kingdom shows. Find a Tender and Contracts Finder write summer times with
// +01:00, so a "Z" in summer is an hour behind the clock; the Proactis portals
// write the clock's time and put a "Z" behind it whatever the season.
func londonDay(s string, p Portal) (civil.Date, string, error) {
	t, zoned, err := parseWhen(s)
	if err != nil {
		return 0, "", err
	}
	if zoned && p != PublicContracts && p != Sell2Wales {
		t = t.UTC()
		if summer(t) {
			t = t.Add(time.Hour)
		}
	}
	d := civil.FromTime(t)
	switch clock := t.Format("15:04"); clock {
	case "00:00", "23:59": // the portals' way of writing a date without a time
		return d, "", nil
	default:
		return d, clock, nil
	}
}

// summer says whether British Summer Time holds at an instant: from 01:00 UTC
// on the last Sunday of March to 01:00 UTC on the last Sunday of October
// (Summer Time Order 2002).
func summer(t time.Time) bool {
	last := func(m time.Month) time.Time {
		d := time.Date(t.Year(), m, 31, 1, 0, 0, 0, time.UTC)
		return d.AddDate(0, 0, -int(d.Weekday()))
	}
	return !t.Before(last(time.March)) && t.Before(last(time.October))
}
