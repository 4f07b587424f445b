package risk

import (
	"holdfast/internal/civil"
	"holdfast/internal/due"
)

// Days before a date on which a risk's owner is told. Product defaults.
var (
	acceptRemind = []int{30, 14, 7, 1, 0, -7}
	reviewRemind = []int{14, 7, 0, -7}
)

// Due gives what falls due of all risks: the day on which an acceptance that
// stands ends, and the next review. Closed risks have nothing due. The actions of
// a plan are tasks and speak for themselves.
func Due(all *All, today civil.Date) []due.Item {
	var out []due.Item
	for i := range all.Rows {
		row := &all.Rows[i]
		r := &row.Value
		if !r.Live() {
			continue
		}
		item := func(kind, step, title, why string, day civil.Date, hard bool, remind []int) due.Item {
			return due.Item{
				Date: day, Kind: kind, Ref: row.Number, Step: step, Link: "/risks/" + row.Number, Title: title, Why: why,
				Owner: r.Owner, Hard: hard, Days: today.DaysUntil(day), Remind: remind,
			}
		}
		if s := r.Stands(all.State(row), today); s.Last != nil && !s.Changed && !s.Last.Until.IsZero() {
			why := "From the day after nobody has accepted it. Look at it again and accept it anew, or treat it."
			if s.Ended {
				why = "Nobody accepts it any more. Look at it again and accept it anew, or treat it."
			}
			out = append(out, item(due.AcceptanceEnds, "acceptance", "The acceptance ends: "+r.Title, why, s.Last.Until, true, acceptRemind))
		}
		if !r.NextReview.IsZero() {
			out = append(out, item(due.RiskReview, "review", "Review the risk: "+r.Title, "The method wants it looked at by then.", r.NextReview, false, reviewRemind))
		}
	}
	due.Sort(out)
	return out
}
