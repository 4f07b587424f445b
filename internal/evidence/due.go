package evidence

import (
	"strconv"

	"holdfast/internal/civil"
	"holdfast/internal/due"
)

func itoa(n int) string { return strconv.Itoa(n) }

const (
	// CheckEvery is how often a link that is watched is looked at, in days.
	CheckEvery = 30
	// checkLate is after how many days a link that nobody looks at is said to be
	// due for a look. Product default: half a year.
	checkLate = 182
)

// Reminder days. Product defaults: a fortnight is what collecting again needs.
var (
	staleRemind   = []int{14, 3, 0}
	requestRemind = []int{3, 0, -3}
)

// Due gives what falls due of evidence: the last day of each current item before
// it is stale, and links that were not looked at for long. Items that another
// has superseded have nothing due.
func Due(rows []Row, today civil.Date) []due.Item {
	var out []due.Item
	for i := range rows {
		e := &rows[i].Value
		if e.SupersededBy != "" {
			continue
		}
		item := func(day civil.Date, kind, step, title, why string, remind []int) due.Item {
			return due.Item{
				Date: day, Kind: kind, Ref: rows[i].Number, Step: step, Link: "/evidence/" + rows[i].Number,
				Title: title, Why: why, Owner: e.Owner, Days: today.DaysUntil(day), Remind: remind,
			}
		}
		end := Ends(*e)
		// What has long to go is not yet anybody's work.
		if !end.IsZero() && today >= Ages(*e) {
			why := "It was collected on " + e.Collected.Long() + ". After this day it is stale."
			if today > end {
				why = "It was collected on " + e.Collected.Long() + " and is stale."
			}
			out = append(out, item(end, due.EvidenceStale, "collect", "Collect again: "+e.Title, why, staleRemind))
		}
		if e.Type != Link || e.Watch {
			continue
		}
		from := max(e.Collected, e.LastChecked)
		if day := from.AddDays(checkLate); !from.IsZero() && today > day {
			out = append(out, item(day, due.EvidenceLink, "link", "Look at the link: "+e.Title, "Nobody has looked whether it still leads anywhere since "+from.Long()+".", nil))
		}
	}
	return out
}

// DueRequests gives what falls due of requests: for who is asked, when that is a
// member, the day by which it is wanted; for the owner what has come and waits,
// and what is overdue from somebody without an account.
func DueRequests(rows []RequestRow, today civil.Date) []due.Item {
	var out []due.Item
	for i := range rows {
		r := &rows[i].Value
		if !r.UnderWay() {
			continue
		}
		day := r.Due
		if day.IsZero() {
			day = r.Expires
		}
		if day.IsZero() {
			continue
		}
		item := due.Item{
			Date: day, Kind: due.EvidenceAsked, Ref: rows[i].Number, Step: "send", Link: "/evidence/requests/" + rows[i].Number,
			Owner: r.Owner, Days: today.DaysUntil(day), Remind: requestRemind,
		}
		switch {
		case r.State == Received:
			item.Step, item.Title, item.Why = "accept", "Look at what came: "+r.Title, "It waits for you to accept it or to return it."
		case r.Person != "":
			item.Owner = r.Person // the request's page leads them on to sending; to others that page is closed
			item.Title, item.Why = "Send evidence: "+r.Title, "It was asked for in "+rows[i].Number+"."
		default:
			item.Title, item.Why = "Evidence from "+r.Whom()+": "+r.Title, "It was asked for in "+rows[i].Number+" and has not come."
		}
		out = append(out, item)
	}
	return out
}
