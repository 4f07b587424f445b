package civil

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"holdfast/internal/errs"
)

// CalendarID names a working-day calendar.
type CalendarID string

const (
	EnglandWales    CalendarID = "england_wales"
	Scotland        CalendarID = "scotland"
	NorthernIreland CalendarID = "northern_ireland"
	// UKAnyNation leaves out a day that is a bank holiday in any part of the
	// United Kingdom: how the Procurement Act 2023 counts.
	UKAnyNation CalendarID = "uk_any_nation"
)

// Holiday is one bank holiday.
type Holiday struct {
	Date Date   `json:"date"`
	Name string `json:"name"`
	// Substitute: the day stands in for one that falls on a weekend.
	Substitute bool `json:"substitute,omitempty"`
}

// HolidayYear is a year whose bank holidays are known, with how well.
type HolidayYear struct {
	Year            int       `json:"year"`
	Certainty       string    `json:"certainty"` // the letters of scheme.Certainty
	Source          string    `json:"source"`
	AsOf            Date      `json:"asOf"`
	EnglandWales    []Holiday `json:"england_wales"`
	Scotland        []Holiday `json:"scotland"`
	NorthernIreland []Holiday `json:"northern_ireland"`
}

//go:embed data/holidays.json
var holidaysJSON []byte

// Holidays gives the years whose bank holidays are known, in order. The data is
// built in; a test rules out that it is broken.
var Holidays = sync.OnceValue(func() []HolidayYear {
	var doc struct {
		Years []HolidayYear `json:"years"`
	}
	if err := json.Unmarshal(holidaysJSON, &doc); err != nil {
		panic("the built-in bank holidays are broken: " + err.Error())
	}
	return doc.Years
})

// WorkingDays is a working-day calendar: Monday to Friday without the bank
// holidays of its part of the country, for the years that are known.
type WorkingDays struct {
	id          CalendarID
	off         map[Date]bool
	first, last int // the known years
}

var calendars = sync.OnceValue(func() map[CalendarID]*WorkingDays {
	out := map[CalendarID]*WorkingDays{}
	for _, id := range []CalendarID{EnglandWales, Scotland, NorthernIreland, UKAnyNation} {
		c := &WorkingDays{id: id, off: map[Date]bool{}}
		for _, y := range Holidays() {
			if c.first == 0 {
				c.first = y.Year
			}
			c.last = y.Year
			for _, part := range []struct {
				id   CalendarID
				days []Holiday
			}{{EnglandWales, y.EnglandWales}, {Scotland, y.Scotland}, {NorthernIreland, y.NorthernIreland}} {
				if id != part.id && id != UKAnyNation {
					continue
				}
				for _, h := range part.days {
					c.off[h.Date] = true
				}
			}
		}
		out[id] = c
	}
	return out
})

// Calendar gives the calendar with this id; the error is NotFound.
func Calendar(id CalendarID) (*WorkingDays, error) {
	c, ok := calendars()[id]
	if !ok {
		return nil, errs.New(errs.NotFound, "%q is not a working-day calendar", string(id))
	}
	return c, nil
}

// Known gives the years whose bank holidays are known, both included.
func (c *WorkingDays) Known() (first, last int) { return c.first, c.last }

// Working says whether the day is a working day. The error is Unavailable for a
// weekday of a year whose bank holidays are not known.
func (c *WorkingDays) Working(d Date) (bool, error) {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false, nil
	}
	if y := d.Year(); y < c.first || y > c.last {
		return false, errs.New(errs.Unavailable, "the bank holidays of %d are not known: they are known for %d to %d", y, c.first, c.last)
	}
	return !c.off[d], nil
}

// Next gives the first working day on or after d.
func (c *WorkingDays) Next(d Date) (Date, error) {
	for ; ; d++ {
		ok, err := c.Working(d)
		if err != nil || ok {
			return d, err
		}
	}
}

// Add gives the n-th working day after d; n is not negative, and d itself does
// not count. For n = 0 it is d.
func (c *WorkingDays) Add(d Date, n int) (Date, error) {
	for n > 0 {
		d++
		ok, err := c.Working(d)
		if err != nil {
			return 0, err
		}
		if ok {
			n--
		}
	}
	return d, nil
}

// HolidaysOn gives the bank holidays of a day by part of the country.
func HolidaysOn(d Date) map[CalendarID]Holiday {
	out := map[CalendarID]Holiday{}
	for _, y := range Holidays() {
		for id, days := range map[CalendarID][]Holiday{EnglandWales: y.EnglandWales, Scotland: y.Scotland, NorthernIreland: y.NorthernIreland} {
			if i := slices.IndexFunc(days, func(h Holiday) bool { return h.Date == d }); i >= 0 {
				out[id] = days[i]
			}
		}
	}
	return out
}
