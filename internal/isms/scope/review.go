package scope

import (
	"context"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// reviewed is a record that is looked at again from time to time.
type reviewed struct {
	kind register.Kind
	// path is where its pages are; what names the record in a sentence.
	path string
	set  func(value any, on, next civil.Date)
	get  func(value any) (title, owner string, review civil.Date)
}

// reviewKinds are the registers whose records are reviewed.
var reviewKinds = []reviewed{
	{
		IssueKind, "/scope/issues",
		func(v any, on, next civil.Date) { i := v.(*Issue); i.Reviewed, i.Review = on, next },
		func(v any) (string, string, civil.Date) { i := v.(*Issue); return i.Title, i.Owner, i.Review },
	},
	{
		PartyKind, "/scope/parties",
		func(v any, on, next civil.Date) { p := v.(*Party); p.Reviewed, p.Review = on, next },
		func(v any) (string, string, civil.Date) { p := v.(*Party); return p.Name, p.Owner, p.Review },
	},
	{
		ObligationKind, "/scope/obligations",
		func(v any, on, next civil.Date) { o := v.(*Obligation); o.Reviewed, o.Review = on, next },
		func(v any) (string, string, civil.Date) { o := v.(*Obligation); return o.Title, o.Owner, o.Review },
	},
	{
		RoleKind, "/scope/roles",
		func(v any, on, next civil.Date) { r := v.(*Role); r.Reviewed, r.Review = on, next },
		func(v any) (string, string, civil.Date) { r := v.(*Role); return r.Title, r.Person, r.Review },
	},
	{
		CommunicationKind, "/scope/communication",
		func(v any, on, next civil.Date) { c := v.(*Communication); c.Reviewed, c.Review = on, next },
		func(v any) (string, string, civil.Date) { c := v.(*Communication); return c.What, c.Owner, c.Review },
	},
}

func reviewOf(kind register.Kind) *reviewed {
	for i := range reviewKinds {
		if reviewKinds[i].kind == kind {
			return &reviewKinds[i]
		}
	}
	return nil
}

// HasReview says that records of the kind are reviewed by Service.Review.
func HasReview(kind register.Kind) bool { return reviewOf(kind) != nil }

// ReviewEvery is after how many months a record is looked at again where nobody
// says otherwise. Product default.
const ReviewEvery = 12

// Review says that a record was looked at today and still stands, and when it
// is looked at again: a year on where next is no date.
func (s *Service) Review(ctx context.Context, by change.By, kind register.Kind, ref string, next civil.Date) error {
	k := reviewOf(kind)
	reg := s.door.Book().Of(kind)
	if k == nil || reg == nil {
		return errs.New(errs.NotFound, "Records of this register are not reviewed here.")
	}
	return s.do(ctx, by, string(kind)+".review", map[string]any{"record": ref, "next": next}, func(tx *change.Tx) error {
		rec, err := change.AnyGet(tx, reg, ref, 0)
		if err != nil {
			return err
		}
		v, err := reg.Decode(rec.Body)
		if err != nil {
			return err
		}
		today, until := s.today(tx), next
		if until.IsZero() {
			until = today.AddMonths(ReviewEvery)
		}
		if until <= today {
			return errs.At("/next", "The next review lies ahead.")
		}
		k.set(v, today, until)
		_, err = change.AnyPut(tx, reg, rec.ID, rec.Version, v)
		return err
	})
}

// reviewRemind are the days before a review is due on which its owner is told;
// the last one follows it. Product default.
var reviewRemind = []int{30, 7, 0, -14}

// Due gives what falls due of the package's registers.
func (r Registers) Due(in change.Reader, today civil.Date) ([]due.Item, error) {
	var out []due.Item
	for _, k := range reviewKinds {
		reg := r.Of(k.kind)
		d := reg.Declaration()
		for rec, err := range everyone(in, reg) {
			if err != nil {
				return nil, err
			}
			v, err := reg.Decode(rec.Body)
			if err != nil {
				return nil, err
			}
			title, owner, review := k.get(v)
			if review.IsZero() {
				continue
			}
			number := d.Number(rec.Num)
			out = append(out, due.Item{
				Date: review, Kind: due.ReviewDue, Ref: number, Step: "review", Link: k.path + "/" + number,
				Title: "Review the " + strings.TrimPrefix(d.Singular, "ISMS ") + ": " + title, Why: "What was judged once is looked at again, so that it is still true when somebody asks.",
				Owner: owner, Days: today.DaysUntil(review), Remind: reviewRemind,
			})
		}
	}
	objectives, err := change.Collect(in, r.Objectives, register.Query{})
	if err != nil {
		return nil, err
	}
	for _, row := range objectives {
		out = append(out, objectiveDue(row, today)...)
	}
	changes, err := change.Collect(in, r.Changes, register.Query{Filters: []register.Filter{{Field: "doneOn", Op: register.Empty}}})
	if err != nil {
		return nil, err
	}
	for _, row := range changes {
		p := &row.Value
		if !p.Open() || p.By.IsZero() {
			continue
		}
		title := "Make the planned change: " + p.Title
		if p.State() != ChangeApproved {
			title = "Have the planned change approved: " + p.Title
		}
		out = append(out, due.Item{
			Date: p.By, Kind: due.PlannedChange, Ref: row.Number, Step: "change", Link: "/scope/changes/" + row.Number, Title: title,
			Why: "A change to the management system is planned, approved and then made.", Owner: p.Owner, Days: today.DaysUntil(p.By), Remind: reviewRemind,
		})
	}
	return out, nil
}

func objectiveDue(row register.Row[Objective], today civil.Date) []due.Item {
	o := &row.Value
	var out []due.Item
	item := func(step string, day civil.Date, title, why string) {
		out = append(out, due.Item{
			Date: day, Kind: due.ObjectiveDue, Ref: row.Number, Step: step, Link: "/scope/objectives/" + row.Number, Title: title, Why: why,
			Owner: o.Owner, Days: today.DaysUntil(day), Remind: reviewRemind,
		})
	}
	if day := o.NextReading(today); !day.IsZero() && day < o.By {
		item("reading", day, "Read the measure of "+o.Title, "The standing of an objective is as old as its last reading.")
	}
	if st := o.Standing(today); !o.By.IsZero() && st != Met && st != Missed {
		item("by", o.By, "Reach the objective: "+o.Title, "It stands "+standingWords[st]+".")
	}
	return out
}

var standingWords = map[Standing]string{OnTrack: "on track", Behind: "behind", NoReading: "without a reading"}

// Of gives a register by its kind; nil when it is not of the package.
func (r Registers) Of(kind register.Kind) register.Any {
	for _, reg := range r.All() {
		if reg.Declaration().Kind == kind {
			return reg
		}
	}
	return nil
}

// everyone goes through every record of a register.
func everyone(in change.Reader, reg register.Any) func(yield func(register.Record, error) bool) {
	return func(yield func(register.Record, error) bool) {
		q := register.Query{Limit: register.MaxLimit, NoTotal: true, Filters: []register.Filter{{Field: "review", Op: register.Given}}}
		for {
			page, err := change.AnyList(in, reg, q)
			if err != nil {
				yield(register.Record{}, err)
				return
			}
			for _, rec := range page.Records {
				if !yield(rec, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}
