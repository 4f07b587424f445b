package control

import (
	"holdfast/internal/civil"
	"holdfast/internal/due"
)

// remind are the days before a review, a test or a target on which its owner
// is told. Product default.
var remind = []int{14, 3, 0}

// Due gives what falls due of controls that apply and of clauses: reviews of the
// decision, tests, and the day by which what is not finished is to be. An
// excluded control is reviewed, too.
func Due(controls []Row, clauses []ClauseRow, today civil.Date) []due.Item {
	var out []due.Item
	item := func(ref, number, step, title, why, owner, link string, day civil.Date, kind string) {
		out = append(out, due.Item{
			Date: day, Kind: kind, Ref: number, Step: step, Link: link, Title: title + " " + ref, Why: why, Owner: owner,
			Days: today.DaysUntil(day), Remind: remind,
		})
	}
	for i := range controls {
		c := &controls[i].Value
		link := "/controls/" + c.Ref
		if !c.Review.IsZero() && c.Applicable != nil {
			item(c.Ref, controls[i].Number, "review", "Review", "The decision on this control and how it is met are looked at again: "+c.Title+".", c.Owner, link, c.Review, due.ReviewDue)
		}
		if !c.Applies() {
			continue
		}
		if !c.Test.Next.IsZero() {
			item(c.Ref, controls[i].Number, "test", "Test", "Its plan wants a test by this day: "+c.Title+".", c.Owner, link, c.Test.Next, due.ControlTest)
		}
		if !c.Target.IsZero() && c.Status() != Implemented {
			item(c.Ref, controls[i].Number, "target", "Implement", c.Title+" is to be implemented by this day.", c.Owner, link, c.Target, due.ControlTarget)
		}
	}
	for i := range clauses {
		c := &clauses[i].Value
		link := "/clauses/" + c.Ref
		if !c.Review.IsZero() {
			item("clause "+c.Ref, clauses[i].Number, "review", "Review", "How this clause is met is looked at again: "+c.Title+".", c.Owner, link, c.Review, due.ReviewDue)
		}
		if !c.Target.IsZero() && c.State != Met {
			item("clause "+c.Ref, clauses[i].Number, "target", "Meet", c.Title+" is to be met by this day.", c.Owner, link, c.Target, due.ControlTarget)
		}
	}
	due.Sort(out)
	return out
}
