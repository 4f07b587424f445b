package risk

import (
	"context"
	"slices"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/task"
)

// Parts is what the service stands on.
type Parts struct {
	Door      *change.Door
	Risks     *register.Register[Risk]
	Methods   *register.Register[Method]
	Scenarios *register.Register[Scenario]
	Tasks     *register.Register[task.Task]
	Zone      *time.Location // Europe/London: whose days count
}

// Service does what can be done with risks and with the method. What takes a
// *change.Tx is done within a change of the caller's.
type Service struct {
	Parts
	runs runs
}

// NewService makes the service.
func NewService(p Parts) *Service { return &Service{Parts: p} }

// Row is a risk with its number and version.
type Row = register.Row[Risk]

// MethodRow is a version of the method with its number.
type MethodRow = register.Row[Method]

// Linked is what a risk is linked to, and the actions of its plan.
type Linked struct {
	Controls, Assets []string // ids, in order
	Actions          []register.Row[task.Task]
}

// State gives the state of a risk.
func (l Linked) State(r *Risk) State { return StateOf(r, l.Controls, l.Assets) }

// Plan gives the plan of a risk.
func (l Linked) Plan(r *Risk) Plan {
	actions := make([]Action, len(l.Actions))
	for i := range l.Actions {
		actions[i] = ActionOf(l.Actions[i].ID, &l.Actions[i].Value)
	}
	return PlanOf(r, l.Controls, actions)
}

// Open counts the actions that are still to be done.
func (l Linked) Open() int {
	n := 0
	for _, a := range l.Actions {
		if a.Value.Open() {
			n++
		}
	}
	return n
}

// Linked gives what one risk is linked to.
func (s *Service) Linked(v *change.View, id string) (Linked, error) {
	var out Linked
	all, err := v.Links(id, 0)
	if err != nil {
		return out, err
	}
	for _, l := range all {
		switch {
		case l.From == id && l.Role == links.TreatedBy:
			out.Controls = append(out.Controls, l.To)
		case l.From == id && l.Role == links.Affects:
			out.Assets = append(out.Assets, l.To)
		}
	}
	out.Controls, out.Assets = ordered(out.Controls), ordered(out.Assets)
	out.Actions, err = s.Actions(v, id)
	return out, err
}

// Actions gives the actions of a risk's plan by the day they are due.
func (s *Service) Actions(v *change.View, id string) ([]register.Row[task.Task], error) {
	rows, err := change.Collect(v, s.Tasks, register.Query{Filters: []register.Filter{register.Where("aboutId", id)}, Sort: "due", AsAt: v.Actor().AsAt})
	return rows, err
}

// Method gives the version that is in force; false when none was approved yet.
func (s *Service) Method(v *change.View) (MethodRow, bool, error) {
	page, err := change.List(v, s.Methods, register.Query{Filters: []register.Filter{register.Where("state", Approved)}, Sort: "-number", Limit: 1, NoTotal: true, AsAt: v.Actor().AsAt})
	if err != nil || len(page.Rows) == 0 {
		return MethodRow{}, false, err
	}
	return page.Rows[0], true, nil
}

// Versions gives every version of the method, the latest first.
func (s *Service) Versions(v *change.View) ([]MethodRow, error) {
	rows, err := change.Collect(v, s.Methods, register.Query{Sort: "-number", AsAt: v.Actor().AsAt})
	slices.SortStableFunc(rows, func(a, b MethodRow) int { // a draft stands before what it will replace
		return methodRank(&a.Value) - methodRank(&b.Value)
	})
	return rows, err
}

func methodRank(m *Method) int {
	if m.State == Draft {
		return 0
	}
	return 1
}

// inForce gives the version in force, or says that there is none.
func (s *Service) inForce(tx *change.Tx) (MethodRow, error) {
	m, found, err := s.Method(&tx.View)
	if err == nil && !found {
		err = errs.New(errs.Conflict, "No method is approved yet, so there is nothing to judge by. Approve one first, on the page of the method.")
	}
	return m, err
}

// today gives the day of a change.
func (s *Service) today(tx *change.Tx) civil.Date { return civil.FromTime(tx.Now().In(s.Zone)) }

// find gives a risk by its id or number.
func (s *Service) find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.Risks, ref)
}

// put stores a risk that an action changed.
func (s *Service) put(tx *change.Tx, row Row) error {
	_, err := change.Put(tx, s.Risks, row.ID, row.Version, row.Value)
	return err
}

// Do runs one action as a change of its own: "risk.assess".
func (s *Service) Do(ctx context.Context, by change.By, action string, body any, fn func(*change.Tx) error) error {
	_, err := s.Door.Do(ctx, by.Request(action, body), fn)
	return err
}

// live gives a risk that something can still be done to.
func (s *Service) live(tx *change.Tx, ref string) (Row, error) {
	row, err := s.find(tx, ref)
	if err == nil && !row.Value.Live() {
		err = errs.New(errs.Conflict, "%s is closed. Open it again first.", row.Number)
	}
	return row, err
}

// said asks for words.
func said(pointer, text, message string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", errs.At(pointer, "%s", message)
	}
	return text, nil
}
