package risk

import (
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/task"
)

// New is a risk that is entered, with what it is linked to and, where it is known
// already, its judgement.
type New struct {
	Risk     Risk
	Controls []register.Ref
	Assets   []register.Ref
	Judged   *Judgement
}

// Create enters a risk. Whatever of it only named actions say is left out; the
// judgement, when it is given, is made at once.
func (s *Service) Create(tx *change.Tx, n New) (Row, error) {
	r := entered(n.Risk)
	if r.Identified.IsZero() {
		r.Identified = s.today(tx)
	}
	row, err := change.Insert(tx, s.Risks, r)
	if err != nil {
		return row, err
	}
	if err := s.link(tx, row, n.Controls, n.Assets); err != nil {
		return row, err
	}
	if n.Judged == nil {
		return row, nil
	}
	if err := s.Assess(tx, row.ID, *n.Judged); err != nil {
		return row, err
	}
	return change.Get(tx, s.Risks, row.ID)
}

// entered keeps of a risk what a person enters.
func entered(r Risk) Risk {
	return Risk{
		Values: r.Values, Title: strings.TrimSpace(r.Title), Scenario: r.Scenario, Category: r.Category, Causes: r.Causes, Via: r.Via, Threat: r.Threat,
		Identified: r.Identified, Owner: r.Owner, Existing: r.Existing, Note: r.Note, State: Identified,
	}
}

func (s *Service) link(tx *change.Tx, row Row, controls, assets []register.Ref) error {
	for _, c := range controls {
		if err := tx.Link(row.Ref, c, links.TreatedBy); err != nil {
			return err
		}
	}
	for _, a := range assets {
		if err := tx.Link(row.Ref, a, links.Affects); err != nil {
			return err
		}
	}
	return nil
}

// Keep prepares a plain change of a risk: what only named actions change stays as
// it is. A risk that is accepted falls back when what was accepted changes.
func (s *Service) Keep(_ *change.Tx, was, now *Risk) error {
	next := *was
	next.Values, next.Title, next.Scenario, next.Category, next.Causes = now.Values, strings.TrimSpace(now.Title), now.Scenario, now.Category, now.Causes
	next.Via, next.Threat, next.Identified, next.Owner, next.Existing, next.Note = now.Via, now.Threat, now.Identified, now.Owner, now.Existing, now.Note
	next.fallBack(was)
	*now = next
	return nil
}

// fallBack takes back what an acceptance said of a risk, when what it is bound to
// changed.
func (r *Risk) fallBack(was *Risk) {
	if StateOf(r, nil, nil).Hash() == StateOf(was, nil, nil).Hash() {
		return
	}
	r.AcceptedUntil = 0
	if was.State == Accepted && r.State == Accepted {
		r.State = Treated
		if r.Treatment == "" {
			r.State = Assessed
		}
	}
}

// AddAction adds an action to the plan of a risk.
func (s *Service) AddAction(tx *change.Tx, ref string, a task.Task) (register.Row[task.Task], error) {
	row, err := s.live(tx, ref)
	if err != nil {
		return register.Row[task.Task]{}, err
	}
	if a.Title, err = said("/title", a.Title, "Say what is to be done."); err != nil {
		return register.Row[task.Task]{}, err
	}
	if a.Due.IsZero() {
		return register.Row[task.Task]{}, errs.At("/due", "Say by when.")
	}
	if a.Owner == "" {
		a.Owner = row.Value.Owner
	}
	a.About, a.AboutID, a.Plan, a.Done = row.Number, row.ID, TaskPlan, 0
	made, err := change.Insert(tx, s.Tasks, a)
	if err != nil {
		return made, err
	}
	if row.Value.State == Assessed || row.Value.State == Treated { // something is to be done after all
		row.Value.State = InTreatment
		err = s.put(tx, row)
	}
	return made, err
}

// TaskPlan is the plan that a risk's actions say they belong to.
const TaskPlan = "treatment"

// ActionDone says that an action of a risk's plan is done; done already, it stays
// as it is.
func (s *Service) ActionDone(tx *change.Tx, ref, number string) error {
	row, err := s.live(tx, ref)
	if err != nil {
		return err
	}
	a, err := change.GetNumber(tx, s.Tasks, number)
	if err != nil {
		return err
	}
	if a.Value.AboutID != row.ID {
		return errs.New(errs.NotFound, "%s is no action of %s.", number, row.Number)
	}
	if !a.Value.Open() {
		return nil
	}
	a.Value.Done = s.today(tx)
	_, err = change.Put(tx, s.Tasks, a.ID, a.Version, a.Value)
	return err
}
