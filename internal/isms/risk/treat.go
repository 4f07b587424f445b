package risk

import (
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// Treatment says what is to become of a risk.
type Treatment struct {
	How    string     `json:"treatment"` // modify, retain, avoid, share
	Plan   string     `json:"plan,omitempty"`
	Target civil.Date `json:"target,omitzero"`
	// Controls are all that treat it; nil leaves them as they are.
	Controls []register.Ref `json:"-"`
	// AfterLikelihood and AfterImpact are what it is meant to come to; 0 leaves them.
	AfterLikelihood int64 `json:"afterLikelihood,omitempty"`
	AfterImpact     int64 `json:"afterImpact,omitempty"`
}

// Treat chooses the treatment of an assessed risk.
func (s *Service) Treat(tx *change.Tx, ref string, t Treatment) error {
	row, err := s.live(tx, ref)
	if err != nil {
		return err
	}
	r := &row.Value
	was := *r
	if r.Score == 0 {
		return errs.New(errs.Conflict, "Assess %s first: what is to be done follows from how likely and how bad it is.", row.Number)
	}
	if !slices.ContainsFunc(treatmentChoices, func(o register.Option) bool { return o.Value == t.How }) {
		return errs.At("/treatment", "Choose modify, retain, avoid or share.")
	}
	if t.How != Retain {
		if strings.TrimSpace(t.Plan) == "" {
			return errs.At("/plan", "Say what is done about it.")
		}
		if t.Target.IsZero() {
			return errs.At("/target", "Say by when.")
		}
	}
	r.Treatment, r.Plan, r.Target = t.How, strings.TrimSpace(t.Plan), t.Target
	if t.How == Retain {
		r.AfterLikelihood, r.AfterImpact, r.AfterScore = r.Likelihood, r.Impact, r.Score
	} else if t.AfterLikelihood > 0 || t.AfterImpact > 0 {
		m, err := change.Get(tx, s.Methods, r.Method)
		if err != nil {
			return err
		}
		r.AfterLikelihood, r.AfterImpact, r.AfterScore = t.AfterLikelihood, t.AfterImpact, m.Value.Score(t.AfterLikelihood, t.AfterImpact)
		if r.AfterScore == 0 {
			return errs.At("/afterImpact", "Choose a step of likelihood and one of impact.")
		}
	}
	if r.State != Accepted {
		r.State = InTreatment
		if t.How == Retain {
			r.State = Treated // there is nothing to do but to accept it
		}
	}
	r.fallBack(&was)
	if t.Controls != nil {
		if err := s.relink(tx, row, t.Controls); err != nil {
			return err
		}
	}
	return s.put(tx, row)
}

// relink makes the controls of a risk those that are given.
func (s *Service) relink(tx *change.Tx, row Row, controls []register.Ref) error {
	all, err := tx.Links(row.ID, 0)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.From != row.ID || l.Role != links.TreatedBy || slices.ContainsFunc(controls, func(c register.Ref) bool { return c.ID == l.To }) {
			continue
		}
		if err := tx.Unlink(row.Ref, register.Ref{Kind: l.ToKind, ID: l.To}, links.TreatedBy); err != nil {
			return err
		}
	}
	return s.link(tx, row, controls, nil)
}

// Complete says that the treatment is done: every action of the plan, and what
// stands after it has been judged.
func (s *Service) Complete(tx *change.Tx, ref string) error {
	row, err := s.live(tx, ref)
	if err != nil {
		return err
	}
	linked, err := s.Linked(&tx.View, row.ID)
	if err != nil {
		return err
	}
	switch n := linked.Open(); {
	case row.Value.Treatment == "":
		return errs.New(errs.Conflict, "No treatment of %s is chosen yet.", row.Number)
	case n == 1:
		return errs.New(errs.Conflict, "An action of %s is still to be done.", row.Number)
	case n > 1:
		return errs.New(errs.Conflict, "%d actions of %s are still to be done.", n, row.Number)
	case row.Value.AfterScore == 0:
		return errs.New(errs.Conflict, "Judge first what stands of %s after treatment.", row.Number)
	}
	if row.Value.State != Accepted {
		row.Value.State = Treated
	}
	return s.put(tx, row)
}

// Review is a look at a risk with its outcome. Without a day the next one follows
// from the level by the method in force.
func (s *Service) Review(tx *change.Tx, ref string, v Review) error {
	row, err := s.live(tx, ref)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(outcomeChoices, func(o register.Option) bool { return o.Value == v.Outcome }) {
		return errs.At("/outcome", "Choose what came of it.")
	}
	if v.Note = strings.TrimSpace(v.Note); v.Note == "" && v.Outcome != Unchanged {
		return errs.At("/note", "Say what changed, or what is missing.")
	}
	today := s.today(tx)
	v.By = tx.Actor().Person
	switch {
	case v.On.IsZero():
		v.On = today
	case v.On > today:
		return errs.At("/on", "That day is still to come.")
	}
	m, err := s.inForce(tx)
	if err != nil {
		return err
	}
	r := &row.Value
	if v.Next.IsZero() {
		s.reviewFrom(r, m, v.On)
	} else {
		if v.Next <= v.On {
			return errs.At("/next", "The next review comes after this one.")
		}
		if longest := s.longestReview(r, m, v.On); v.Next > longest {
			return errs.At("/next", "The method wants it looked at by %s.", longest.Long())
		}
		r.NextReview = v.Next
	}
	v.Next = r.NextReview
	r.Reviews = append(slices.Clone(r.Reviews), v)
	switch v.Outcome {
	case Changed:
		r.State = Identified // to be judged anew; the last judgement stays to be seen
	case TreatMore:
		if r.Score > 0 {
			r.State = InTreatment
		}
	}
	return s.put(tx, row)
}

func (s *Service) longestReview(r *Risk, m MethodRow, on civil.Date) civil.Date {
	probe := *r
	s.reviewFrom(&probe, m, on)
	if probe.NextReview <= on { // not judged: nothing bounds it
		return on.AddMonths(mostMonths)
	}
	return probe.NextReview
}

// Close ends a risk that is none any more.
func (s *Service) Close(tx *change.Tx, ref, why string) error {
	row, err := s.live(tx, ref)
	if err != nil {
		return err
	}
	r := &row.Value
	if r.ClosedWhy, err = said("/reason", why, "Say why it is no risk any more."); err != nil {
		return err
	}
	r.State, r.ClosedOn = Closed, s.today(tx)
	return s.put(tx, row)
}

// Reopen takes a closed risk up again: it is to be judged anew.
func (s *Service) Reopen(tx *change.Tx, ref, why string) error {
	row, err := s.find(tx, ref)
	if err != nil {
		return err
	}
	if row.Value.Live() {
		return errs.New(errs.Conflict, "%s is open.", row.Number)
	}
	if _, err := said("/reason", why, "Say why it is a risk again."); err != nil {
		return err
	}
	row.Value.State, row.Value.ClosedOn, row.Value.ClosedWhy = Identified, 0, ""
	return s.put(tx, row)
}
