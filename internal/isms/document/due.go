package document

import (
	"fmt"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
)

// reviewDays are the days before a review on which the owner is told, ackDays
// those before an acknowledgement is late; negative ones follow it.
var (
	reviewDays  = []int{30, 7, 0, -14}
	approveDays = []int{0, -3}
	ackDays     = []int{AckWithin, 3, -1, -14}
)

// approveWithin is how many days reviewers have.
const approveWithin = 7

// Path is where the pages of documents are.
const Path = "/documents"

// AckPath is the page on which a person sees what they have still to acknowledge.
const AckPath = Path + "/acknowledge"

// Due gives what falls due of documents: reviews of those in force, drafts that
// wait for their reviewers, and what each person has still to acknowledge, as one
// item for each person.
func Due(docs []Row, members []change.Member, acks []AckRow, today civil.Date) []due.Item {
	var out []due.Item
	add := func(i due.Item) {
		i.Days = today.DaysUntil(i.Date)
		out = append(out, i)
	}
	for _, d := range docs {
		v, link := &d.Value, Path+"/"+d.Number
		if v.State == Approved && !v.ReviewDue.IsZero() {
			add(due.Item{
				Date: v.ReviewDue, Kind: due.ReviewDue, Ref: d.Number, Step: "review", Link: link, Owner: v.Owner, Remind: reviewDays,
				Title: "Review " + v.Title, Why: fmt.Sprintf("Version %s is reviewed every %s.", v.Version, months(v.ReviewEvery)),
			})
		}
		if v.State == Review || v.Next == Review {
			for _, p := range v.Reviewers {
				add(due.Item{
					Date: v.Submitted.AddDays(approveWithin), Kind: due.Approval, Ref: d.Number, Step: "approve-" + p, Link: link, Owner: p, Remind: approveDays,
					Title: "Read and approve " + v.Title, Why: "It was put up for review on " + v.Submitted.Long() + ".",
				})
			}
		}
	}
	return append(out, owedItems(docs, members, acks, today)...)
}

// owedItems joins what a person has to acknowledge, under the first of it.
func owedItems(docs []Row, members []change.Member, acks []AckRow, today civil.Date) []due.Item {
	of := map[string][]Row{}
	var people []string
	for _, o := range OwedBy(docs, members, acks) {
		if len(of[o.Person]) == 0 {
			people = append(people, o.Person)
		}
		of[o.Person] = append(of[o.Person], o.Doc)
	}
	var out []due.Item
	for _, p := range people {
		owed := of[p]
		first := slices.MinFunc(owed, func(a, b Row) int { return int(a.Value.AckDue - b.Value.AckDue) })
		i := due.Item{
			Date: first.Value.AckDue, Kind: due.Acknowledgement, Ref: first.Number, Step: "acknowledge-" + p, Link: AckPath, Owner: p, Remind: ackDays,
			Title: "Read and acknowledge " + first.Value.Title, Why: "Version " + first.Value.Version + " concerns you.",
		}
		if n := len(owed); n > 1 {
			i.Title = fmt.Sprintf("Read and acknowledge %d documents", n)
			i.Why = "The first is " + first.Value.Title + "."
		}
		i.Days = today.DaysUntil(i.Date)
		out = append(out, i)
	}
	return out
}

func months(n int64) string {
	if n == 1 {
		return "month"
	}
	return fmt.Sprintf("%d months", n)
}
