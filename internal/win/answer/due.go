package answer

import (
	"strconv"

	"holdfast/internal/civil"
	"holdfast/internal/due"
)

// reviewDays are the days before a review on which the owner is told; negative
// ones follow it.
var reviewDays = []int{30, 7, 0, -14}

// Due gives what falls due of answers: the review of each that is approved.
func Due(rows []Row, today civil.Date) []due.Item {
	var out []due.Item
	for _, r := range rows {
		a := &r.Value
		if a.State != Approved || a.ReviewDue.IsZero() {
			continue
		}
		out = append(out, due.Item{
			Date: a.ReviewDue, Kind: due.ReviewDue, Ref: r.Number, Step: "review", Link: Path + "/" + r.Number, Owner: a.Owner, Remind: reviewDays,
			Title: "Review the answer to “" + a.Question + "”", Why: "Answers of its kind are reviewed every " + months(a.Every()) + "; after that day it is stale.",
			Days: today.DaysUntil(a.ReviewDue),
		})
	}
	return out
}

func months(n int64) string {
	if n == 1 {
		return "month"
	}
	return itoa(int(n)) + " months"
}

func itoa(n int) string { return strconv.Itoa(n) }
