// Package task is a thing that one person has to do by a day: the common coin
// of renewals, findings and reviews.
package task

import (
	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kind is the register's kind.
const Kind register.Kind = "task"

// Task is one thing to do.
type Task struct {
	custom.Values            // fields that the organisation added
	Title         string     `json:"title"`
	Why           string     `json:"why,omitempty"`
	Owner         string     `json:"owner,omitempty"` // who does it
	Start         civil.Date `json:"start,omitzero"`  // when to begin, where that matters
	Due           civil.Date `json:"due,omitzero"`
	Done          civil.Date `json:"done,omitzero"` // the day it was done; none: open
	// About is the number of the record that the task serves ("CERT-2"), AboutID
	// its id, and Step its place in the plan it came from ("recert_audit").
	About   string `json:"about,omitempty"`
	AboutID string `json:"aboutId,omitempty"`
	Plan    string `json:"plan,omitempty"` // the plan's name, such as "renewal 2027-04-30"
	Step    string `json:"step,omitempty"`
	Hard    bool   `json:"hard,omitempty"` // after Due something is lost
	// Late: the plan wanted it done before the day on which the plan was made.
	Late bool   `json:"late,omitempty"`
	Note string `json:"note,omitempty"`
}

// Open says that the task is still to be done.
func (t Task) Open() bool { return t.Done.IsZero() }

// remindDays are the days before its date on which the owner of a task is told;
// the last one follows it.
var remindDays = []int{7, 1, 0, -7}

// Due gives what falls due of a task that has the number ref: nothing once it
// is done, nothing without a date.
func Due(ref string, t Task, today civil.Date) []due.Item {
	if !t.Open() || t.Due.IsZero() {
		return nil
	}
	return []due.Item{{
		Date: t.Due, Kind: due.TaskDue, Ref: ref, Step: "due", Link: "/tasks/" + ref,
		Title: t.Title, Why: t.Why, Owner: t.Owner, Hard: t.Hard,
		Days: today.DaysUntil(t.Due), Remind: remindDays,
	}}
}

// Register declares tasks to the kernel.
func Register() *register.Register[Task] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "TASK", Singular: "task", Plural: "tasks", Area: authz.Commons, Template: true,
		Fields: []register.Field{
			{Name: "title", Label: "What to do", Type: register.Text, Required: true, List: true, Search: true, Synonyms: []string{"Task", "Action", "To do"}},
			{Name: "owner", Label: "Owner", Type: register.Person, List: true, Filter: true, Sort: true, Synonyms: []string{"Who", "Assigned to", "Responsible"}},
			{Name: "due", Label: "Due", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Due date", "By", "Deadline"}},
			{Name: "done", Label: "Done on", Type: register.Date, List: true, Filter: true, Sort: true, Synonyms: []string{"Completed", "Closed"}},
			{Name: "about", Label: "About", Type: register.Text, List: true, Filter: true},
			{Name: "aboutId", Label: "About (id)", Type: register.Text, Filter: true},
			{Name: "plan", Label: "Plan", Type: register.Text, Filter: true},
			{Name: "step", Label: "Step", Type: register.Text},
			{Name: "start", Label: "Begin", Type: register.Date},
			{Name: "hard", Label: "Something is lost after this day", Type: register.YesNo},
			{Name: "late", Label: "Planned late", Type: register.YesNo},
			{Name: "why", Label: "Why", Type: register.LongText, Search: true},
			{Name: "note", Label: "Note", Type: register.LongText, Search: true, Synonyms: []string{"Notes", "Comment"}},
		},
	}, check)
}

func check(_, t *Task) []errs.Field {
	if !t.Start.IsZero() && !t.Due.IsZero() && t.Start > t.Due {
		return []errs.Field{{Pointer: "/start", Message: "It begins on " + t.Start.Long() + ", after it is due on " + t.Due.Long() + "."}}
	}
	return nil
}
