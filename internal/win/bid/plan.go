package bid

import (
	"context"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/task"
)

// PlanName marks the tasks of a bid's own plan.
const PlanName = "bid"

// planSteps are the steps of a bid, counted back from its deadline in working
// days. Product defaults: no source prescribes them.
var planSteps = []struct {
	id         string
	title, why string
	before     int
	hard       bool
}{
	{"go-no-go", "Decide whether to bid", "What is spent on a bid that is dropped later is lost.", 20, false},
	{"clarifications", "Send the questions to the buyer", "After the day for questions what is unclear stays so.", 15, false},
	{"answers", "Have every answer drafted", "The review needs whole answers.", 8, false},
	{"review", "Review the bid", "By somebody who has not written it.", 5, false},
	{"pack", "Have the pack ready", "Certificates, policies and insurances, each in date.", 3, false},
	{"submit", "Submit", "A day early: portals fail in the last hour, and late tenders are not opened.", 1, true},
}

// Moved is a task of a bid's plan with the day that it would have.
type Moved struct {
	Task register.Row[task.Task]
	From civil.Date
	To   civil.Date
}

// back gives the n-th working day before a day; days of unknown years count by
// the week alone.
func back(c *civil.WorkingDays, d civil.Date, n int) civil.Date {
	for n > 0 {
		d--
		if ok, err := c.Working(d); ok || err != nil {
			n--
		}
	}
	return d
}

// Plan gives the tasks of a bid, planned back from its deadline; nil without one.
// What should have been done before today is due today and says so.
func (b *Bid) Plan(today civil.Date) []task.Task {
	d := b.Dates.Deadline
	if d == nil {
		return nil
	}
	cal := Calendar(b.Nation)
	var out []task.Task
	for _, s := range planSteps {
		t := task.Task{Title: s.title, Why: s.why, Owner: b.Owner, Due: back(cal, d.Date, s.before), Plan: PlanName, Step: s.id, Hard: s.hard}
		if s.id == "clarifications" && b.Enquiries != nil {
			t.Due, t.Hard = b.Enquiries.Date, true
		}
		if t.Due < today {
			t.Late, t.Note = true, "Late: it should have been done by "+t.Due.Long()+"."
			t.Due = min(today, max(d.Date, t.Due))
		}
		out = append(out, t)
	}
	return out
}

func (s *Service) tasks() *register.Register[task.Task] {
	reg, _ := s.door.Book().Of(task.Kind).(*register.Register[task.Task])
	return reg
}

// Tasks gives the tasks about a bid, by its id, in the order of their days.
func (s *Service) Tasks(in change.Reader, id string) ([]register.Row[task.Task], error) {
	rows, err := change.Collect(in, s.tasks(), register.Query{Filters: []register.Filter{register.Where("aboutId", id)}})
	slices.SortStableFunc(rows, func(a, b register.Row[task.Task]) int { return int(a.Value.Due) - int(b.Value.Due) })
	return rows, err
}

// StartPlan makes the tasks of a bid; those that are there stay. Invalid without
// a deadline.
func (s *Service) StartPlan(ctx context.Context, by By, ref string, today civil.Date) (Row, error) {
	return s.write(ctx, by, "bid.plan", []any{ref, today}, func(tx *change.Tx) (Row, error) {
		row, err := s.find(tx, ref)
		if err != nil {
			return row, err
		}
		plan := row.Value.Plan(today)
		if plan == nil {
			return row, errs.New(errs.Invalid, "There is no deadline to plan back from: enter it first.")
		}
		have, err := s.Tasks(tx, row.ID)
		if err != nil {
			return row, err
		}
		for _, t := range plan {
			if slices.ContainsFunc(have, func(h register.Row[task.Task]) bool { return h.Value.Plan == PlanName && h.Value.Step == t.Step }) {
				continue
			}
			t.About, t.AboutID = row.Number, row.ID
			if t.Owner == "" {
				t.Owner = by.Person
			}
			if _, err := change.Insert(tx, s.tasks(), t); err != nil {
				return row, err
			}
		}
		return row, nil
	})
}

// Moves gives what a bid's dates make of its tasks that are not done: those whose
// day would change. Nothing is stored.
func Moves(b *Bid, have []register.Row[task.Task], today civil.Date) []Moved {
	var out []Moved
	plan := b.Plan(today)
	for _, h := range have {
		t := &h.Value
		if t.Plan != PlanName || !t.Open() {
			continue
		}
		i := slices.IndexFunc(plan, func(p task.Task) bool { return p.Step == t.Step })
		if i >= 0 && plan[i].Due != t.Due {
			out = append(out, Moved{Task: h, From: t.Due, To: plan[i].Due})
		}
	}
	return out
}

// Replan moves the tasks of a bid that are not done to where its dates put them
// now. Whoever changes a bid's dates calls it in the same change.
func (s *Service) Replan(tx *change.Tx, id string, b *Bid, today civil.Date) ([]Moved, error) {
	if s.tasks() == nil {
		return nil, nil
	}
	have, err := s.Tasks(tx, id)
	if err != nil {
		return nil, err
	}
	moves := Moves(b, have, today)
	for _, m := range moves {
		t := m.Task.Value
		t.Due, t.Late, t.Note = m.To, false, ""
		if _, err := change.Put(tx, s.tasks(), m.Task.ID, m.Task.Version, t); err != nil {
			return nil, err
		}
	}
	return moves, nil
}
