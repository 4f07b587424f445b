package civil_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// moved are the days that the pattern of the law does not give: proclaimed once,
// or moved. An empty name takes the pattern's day away.
var moved = map[int]map[civil.CalendarID]map[string]string{
	2020: all(map[string]string{"05-04": "", "05-08": "moved for VE day"}),
	2022: all(map[string]string{"05-30": "", "06-02": "moved for the Jubilee", "06-03": "Jubilee", "09-19": "state funeral"}),
	2023: all(map[string]string{"05-08": "coronation"}),
	2026: {civil.Scotland: {"06-15": "World Cup"}},
}

func all(m map[string]string) map[civil.CalendarID]map[string]string {
	return map[civil.CalendarID]map[string]string{civil.EnglandWales: m, civil.Scotland: m, civil.NorthernIreland: m}
}

// pattern gives the bank holidays of a year by the Banking and Financial
// Dealings Act 1971 and custom, substitutes for weekends included.
func pattern(year int, part civil.CalendarID) []string {
	days := map[string]bool{}
	put := func(d time.Time) { days[d.Format("2006-01-02")] = true }
	at := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, time.UTC) }
	monday := func(d time.Time, step int) time.Time {
		for d.Weekday() != time.Monday {
			d = d.AddDate(0, 0, step)
		}
		return d
	}
	easter := easterSunday(year)
	put(easter.AddDate(0, 0, -2))
	put(monday(at(time.May, 1), 1))
	put(monday(at(time.May, 31), -1))
	fixed := []time.Time{at(time.January, 1)}
	switch part {
	case civil.Scotland:
		put(monday(at(time.August, 1), 1))
		fixed = append(fixed, at(time.January, 2), at(time.November, 30))
	case civil.NorthernIreland:
		put(easter.AddDate(0, 0, 1))
		put(monday(at(time.August, 31), -1))
		fixed = append(fixed, at(time.March, 17), at(time.July, 12))
	default:
		put(easter.AddDate(0, 0, 1))
		put(monday(at(time.August, 31), -1))
	}
	fixed = append(fixed, at(time.December, 25), at(time.December, 26))
	weekend := func(d time.Time) bool { return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday }
	for _, d := range fixed {
		if !weekend(d) {
			put(d)
		}
	}
	for _, d := range fixed { // the next weekday that is free
		if !weekend(d) {
			continue
		}
		for weekend(d) || days[d.Format("2006-01-02")] {
			d = d.AddDate(0, 0, 1)
		}
		put(d)
	}
	for md, why := range moved[year][part] {
		day := fmt.Sprintf("%d-%s", year, md)
		if days[day] = true; why == "" {
			delete(days, day)
		}
	}
	return slices.Sorted(maps.Keys(days))
}

// easterSunday is the anonymous Gregorian computus.
func easterSunday(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(y, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

func TestListedHolidaysAreThoseOfThePattern(t *testing.T) {
	t.Parallel()
	years := civil.Holidays()
	if len(years) != 10 {
		t.Fatalf("%d years are listed, want 2019 to 2028", len(years))
	}
	for i, y := range years {
		if y.Year != 2019+i {
			t.Errorf("year %d stands where %d is due: the years have no gap", y.Year, 2019+i)
		}
		if y.Source == "" || y.AsOf.IsZero() || !slices.Contains([]string{"V", "V2", "C"}, y.Certainty) {
			t.Errorf("%d lacks its source, its day or its certainty", y.Year)
		}
		for part, list := range map[civil.CalendarID][]civil.Holiday{
			civil.EnglandWales: y.EnglandWales, civil.Scotland: y.Scotland, civil.NorthernIreland: y.NorthernIreland,
		} {
			var got []string
			for _, h := range list {
				got = append(got, h.Date.String())
				if w := h.Date.Weekday(); w == time.Saturday || w == time.Sunday || h.Name == "" || h.Date.Year() != y.Year {
					t.Errorf("%s %s %q: a holiday has a name and falls on a weekday of its year", part, h.Date, h.Name)
				}
			}
			if want := pattern(y.Year, part); !slices.Equal(got, want) {
				t.Errorf("%d %s\n got %v\nwant %v", y.Year, part, got, want)
			}
		}
	}
}

func TestHolidaysThatPeopleRemember(t *testing.T) {
	t.Parallel()
	const ew, sc, ni, uk = civil.EnglandWales, civil.Scotland, civil.NorthernIreland, civil.UKAnyNation
	for _, c := range []struct {
		day string
		off []civil.CalendarID
	}{
		{"2022-06-03", []civil.CalendarID{ew, sc, ni, uk}}, // Platinum Jubilee
		{"2022-05-30", nil}, // the spring holiday was moved
		{"2022-09-19", []civil.CalendarID{ew, sc, ni, uk}}, // state funeral
		{"2022-12-27", []civil.CalendarID{ew, sc, ni, uk}}, // Christmas Day fell on a Sunday
		{"2023-05-08", []civil.CalendarID{ew, sc, ni, uk}}, // coronation
		{"2022-01-04", []civil.CalendarID{sc, uk}},         // 2 January fell on a Sunday, 3 January was taken
		{"2026-01-02", []civil.CalendarID{sc, uk}},
		{"2026-03-17", []civil.CalendarID{ni, uk}},
		{"2026-04-06", []civil.CalendarID{ew, ni, uk}}, // Easter Monday
		{"2026-06-15", []civil.CalendarID{sc, uk}},     // World Cup
		{"2026-07-13", []civil.CalendarID{ni, uk}},     // 12 July fell on a Sunday
		{"2026-08-03", []civil.CalendarID{sc, uk}},
		{"2026-08-31", []civil.CalendarID{ew, ni, uk}},
		{"2026-11-30", []civil.CalendarID{sc, uk}},
		{"2026-12-28", []civil.CalendarID{ew, sc, ni, uk}}, // Boxing Day fell on a Saturday
		{"2027-01-04", []civil.CalendarID{sc, uk}},         // 2 January fell on a Saturday
		{"2026-06-16", nil},
	} {
		for _, id := range []civil.CalendarID{ew, sc, ni, uk} {
			cal, err := civil.Calendar(id)
			if err != nil {
				t.Fatal(err)
			}
			working, err := cal.Working(civil.MustParse(c.day))
			if err != nil {
				t.Fatal(err)
			}
			if want := !slices.Contains(c.off, id); working != want {
				t.Errorf("%s in %s: working %v, want %v", c.day, id, working, want)
			}
		}
	}
}

func TestYearsThatAreNotKnownAreNotGuessed(t *testing.T) {
	t.Parallel()
	cal, err := civil.Calendar(civil.UKAnyNation)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := cal.Known(); a != 2019 || b != 2028 {
		t.Errorf("known from %d to %d", a, b)
	}
	for _, day := range []string{"2018-12-31", "2029-01-01"} {
		_, err := cal.Working(civil.MustParse(day))
		if errs.CodeOf(err) != errs.Unavailable || !strings.Contains(err.Error(), "are not known") {
			t.Errorf("%s: %v", day, err)
		}
	}
	if _, err := cal.Add(civil.MustParse("2028-12-27"), 8); errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("a count into 2029 says %v", err)
	}
	if _, err := civil.Calendar("mars"); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("an unknown calendar says %v", err)
	}
}

func TestAddCountsWorkingDays(t *testing.T) {
	t.Parallel()
	cal, err := civil.Calendar(civil.EnglandWales)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-12-24", 2, "2026-12-30"}, // Christmas, a weekend and the substitute between
		{"2026-06-05", 1, "2026-06-08"},
		{"2026-06-06", 0, "2026-06-06"},
	} {
		got, err := cal.Add(civil.MustParse(c.from), c.n)
		if err != nil || got.String() != c.want {
			t.Errorf("%d working days after %s is %s, %v; want %s", c.n, c.from, got, err, c.want)
		}
	}
}
