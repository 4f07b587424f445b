package civil_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"holdfast/internal/civil"
)

func TestParseRefusesDaysThatDoNotExist(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"2027-02-14", ""},
		{"2028-02-29", ""},
		{"2100-02-29", "does not exist"},
		{"2027-02-29", "does not exist"},
		{"2027-04-31", "does not exist"},
		{"2027-13-01", "does not exist"},
		{"2027-00-10", "does not exist"},
		{"0000-01-01", "does not exist"},
		{"2027-2-14", "write it as YYYY-MM-DD"},
		{"14/02/2027", "write it as YYYY-MM-DD"},
		{"2027-02-1x", "write it as YYYY-MM-DD"},
		{"", "write it as YYYY-MM-DD"},
	} {
		d, err := civil.Parse(c.in)
		switch {
		case c.want == "" && (err != nil || d.String() != c.in):
			t.Errorf("Parse(%q) = %s, %v", c.in, d, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("Parse(%q) says %v, want %q", c.in, err, c.want)
		}
	}
}

func TestMonthsAreClampedFromTheAnchor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2027-01-31", 1, "2027-02-28"},
		{"2028-01-31", 1, "2028-02-29"},
		{"2027-01-31", 3, "2027-04-30"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2024-02-29", 48, "2028-02-29"},
		{"2027-03-31", -1, "2027-02-28"},
		{"2027-12-31", 2, "2028-02-29"},
		{"2027-05-15", 0, "2027-05-15"},
	} {
		if got := civil.MustParse(c.from).AddMonths(c.months).String(); got != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
	if got := civil.LastValidDay(civil.MustParse("2026-03-01"), 12).String(); got != "2027-02-28" {
		t.Errorf("twelve months from 1 March 2026 end on %s, want 2027-02-28", got)
	}
}

func TestDateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := civil.Date(rapid.Int32Range(1, int32(civil.Of(9999, time.December, 31))).Draw(t, "day"))
		back, err := civil.Parse(d.String())
		if err != nil || back != d {
			t.Fatalf("%s reads back as %s, %v", d, back, err)
		}
		y0, m0, d0 := d.Time().Date()
		if y1, m1, d1 := d.Split(); y0 != y1 || m0 != m1 || d0 != d1 {
			t.Fatalf("%s splits into %d %s %d", d, y1, m1, d1)
		}
		dm, dd := rapid.IntRange(-30, 30).Draw(t, "month"), rapid.IntRange(-500, 500).Draw(t, "day of the month")
		if want := time.Date(y0, time.Month(dm), dd, 0, 0, 0, 0, time.UTC); !civil.Of(y0, time.Month(dm), dd).Time().Equal(want) {
			t.Fatalf("year %d, month %d, day %d is %s, want %s", y0, dm, dd, civil.Of(y0, time.Month(dm), dd), want)
		}
		if d.Weekday() != d.Time().Weekday() {
			t.Fatalf("%s is a %s, want %s", d, d.Weekday(), d.Time().Weekday())
		}
		n := rapid.IntRange(0, 600).Draw(t, "months")
		later := d.AddMonths(n)
		y, m, day := d.Split()
		ly, lm, lday := later.Split()
		if (ly*12+int(lm))-(y*12+int(m)) != n || lday > day || (lday < day && lday != civil.DaysIn(ly, lm)) {
			t.Fatalf("%s and %d months is %s", d, n, later)
		}
	})
}

func TestEveryDaySplitsAndJoins(t *testing.T) {
	t.Parallel()
	y, m, d := 1, time.January, 1
	for day := civil.Date(1); y <= civil.MaxYear; day++ {
		gy, gm, gd := day.Split()
		if gy != y || gm != m || gd != d || civil.Of(y, m, d) != day {
			t.Fatalf("day %d is %d %s %d, want %d %s %d", day, gd, gm, gy, d, m, y)
		}
		if d++; d > civil.DaysIn(y, m) {
			d, m = 1, m+1
		}
		if m > time.December {
			m, y = time.January, y+1
		}
	}
}
