// Package calendar shows what falls due as an agenda by month and as events of
// a calendar that others subscribe to. It keeps nothing.
package calendar

import (
	"strings"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/due"
)

// Month is one month of the agenda.
type Month struct {
	First civil.Date `json:"first"` // its first day
	Name  string     `json:"name"`  // "February 2027"
	Days  []Day      `json:"days"`
}

// Day is one day on which something falls due.
type Day struct {
	Date  civil.Date `json:"date"`
	Items []due.Item `json:"items"`
}

// Agenda is what falls due, late things first.
type Agenda struct {
	Late   []due.Item `json:"late"`
	Months []Month    `json:"months"`
}

// Of makes the agenda of items from today to so many months on; months without
// anything are left out.
func Of(items []due.Item, today civil.Date, months int) Agenda {
	items = append([]due.Item(nil), items...)
	due.Sort(items)
	end := today.AddMonths(months)
	var a Agenda
	for _, i := range items {
		switch {
		case i.Date < today:
			a.Late = append(a.Late, i)
			continue
		case i.Date > end:
			continue
		}
		y, m, _ := i.Date.Split()
		first := civil.Of(y, m, 1)
		if n := len(a.Months); n == 0 || a.Months[n-1].First != first {
			a.Months = append(a.Months, Month{First: first, Name: first.Time().Format("January 2006")})
		}
		month := &a.Months[len(a.Months)-1]
		if n := len(month.Days); n == 0 || month.Days[n-1].Date != i.Date {
			month.Days = append(month.Days, Day{Date: i.Date})
		}
		day := &month.Days[len(month.Days)-1]
		day.Items = append(day.Items, i)
	}
	return a
}

// Event is an item as a subscribed calendar shows it.
type Event struct {
	UID         string
	Day         civil.Date
	Summary     string
	Description string
	Path        string // of the record's page
	Hard        bool
	Alarms      []int
}

// alarms are the days before a hard date on which a subscribed calendar rings.
// Product default: the mail reminds earlier.
var alarms = []int{7, 1}

// back is how far into the past the feed goes, so that a calendar keeps what it
// showed last month.
const back = 60

// Feed makes the events of the items. org is a name of the organisation that
// never changes: with the record and the step it makes the UID, so that a date
// that moves moves in the subscriber's calendar too instead of standing there
// twice.
func Feed(items []due.Item, org string, today civil.Date) []Event {
	items = append([]due.Item(nil), items...)
	due.Sort(items)
	var out []Event
	for _, i := range items {
		if i.Date < today.AddDays(-back) {
			continue
		}
		e := Event{
			UID: strings.ToLower(i.Ref+"."+i.Step) + "@" + org + ".holdfast",
			Day: i.Date, Summary: i.Title + " (" + i.Ref + ")", Description: i.Why, Path: i.Link, Hard: i.Hard,
		}
		if i.Owner != "" {
			e.Description = strings.TrimSpace(e.Description + "\nOwner: " + i.Owner)
		}
		if i.Hard {
			e.Alarms = alarms
		}
		out = append(out, e)
	}
	return out
}

// Stamp gives the instant that a feed of a day carries: the same all day, so
// that a reader sees no change where there is none.
func Stamp(today civil.Date) time.Time { return today.Time() }
