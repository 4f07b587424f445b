package risk

import (
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// Judgement is an assessment: steps of the scales before treatment and, where it
// can be said, after it.
type Judgement struct {
	Likelihood      int64      `json:"likelihood"`
	Impact          int64      `json:"impact"`
	AfterLikelihood int64      `json:"afterLikelihood,omitempty"`
	AfterImpact     int64      `json:"afterImpact,omitempty"`
	On              civil.Date `json:"on,omitzero"` // none: today
	Why             string     `json:"why,omitempty"`
}

// judge puts a judgement into a risk by a version of the method.
func (r *Risk) judge(j Judgement, m MethodRow, by string) error {
	check := func(name string, step int64, steps []Step, optional bool) error {
		if step < 0 || step > int64(len(steps)) || step == 0 && !optional {
			return errs.At("/"+name, "Choose a step from 1 to %d.", len(steps))
		}
		return nil
	}
	v := &m.Value
	for _, err := range []error{
		check("likelihood", j.Likelihood, v.Likelihood, false), check("impact", j.Impact, v.Impact, false),
		check("afterLikelihood", j.AfterLikelihood, v.Likelihood, j.AfterImpact == 0), check("afterImpact", j.AfterImpact, v.Impact, j.AfterLikelihood == 0),
	} {
		if err != nil {
			return err
		}
	}
	was := *r
	if r.Treatment == Retain { // taken as it is, it stands after treatment where it stood before
		if j.AfterLikelihood > 0 && (j.AfterLikelihood != j.Likelihood || j.AfterImpact != j.Impact) {
			return errs.At("/afterLikelihood", "A risk that is taken as it is stands after treatment where it stood before. Leave these empty, or choose another treatment.")
		}
		j.AfterLikelihood, j.AfterImpact = j.Likelihood, j.Impact
	}
	r.Likelihood, r.Impact, r.Score = j.Likelihood, j.Impact, v.Score(j.Likelihood, j.Impact)
	r.AfterLikelihood, r.AfterImpact, r.AfterScore = j.AfterLikelihood, j.AfterImpact, v.Score(j.AfterLikelihood, j.AfterImpact)
	r.Method, r.MethodNo = m.ID, v.Number
	r.AssessedOn, r.AssessedBy, r.AssessedWhy = j.On, by, j.Why
	if r.State == Identified {
		r.State = Assessed
	}
	r.fallBack(&was)
	return nil
}

// Assess judges a risk by the version of the method that is in force. Whoever
// acts is named as who judged it.
func (s *Service) Assess(tx *change.Tx, ref string, j Judgement) error {
	row, err := s.live(tx, ref)
	if err != nil {
		return err
	}
	m, err := s.inForce(tx)
	if err != nil {
		return err
	}
	today := s.today(tx)
	switch {
	case j.On.IsZero():
		j.On = today
	case j.On > today:
		return errs.At("/on", "That day is still to come.")
	}
	if err := row.Value.judge(j, m, tx.Actor().Person); err != nil {
		return err
	}
	s.reviewFrom(&row.Value, m, j.On)
	return s.put(tx, row)
}

// reviewFrom sets the next review by the level at which the risk stands, counted
// from a day.
func (s *Service) reviewFrom(r *Risk, m MethodRow, day civil.Date) {
	score := r.AfterScore
	if score == 0 {
		score = r.Score
	}
	if n := m.Value.LevelOf(score).ReviewMonths; n > 0 {
		r.NextReview = day.AddMonths(int(n))
	}
}

// Renewed is what came of judging risks again by a newer version.
type Renewed struct {
	Changed []string `json:"changed"` // numbers of risks that carry the newer version now
	// Left are those whose steps the newer scales do not have: they are judged one
	// by one.
	Left []string `json:"left"`
}

// Adopt judges every live risk that was judged by an older version again, by the
// version in force and with the same steps. Where the scales differ in length a
// step means something else, and the risk is left as it is.
func (s *Service) Adopt(tx *change.Tx) (Renewed, error) {
	out := Renewed{Changed: []string{}, Left: []string{}}
	m, err := s.inForce(tx)
	if err != nil {
		return out, err
	}
	rows, err := change.Collect(tx, s.Risks, allRisks)
	if err != nil {
		return out, err
	}
	lengths := map[string][2]int{}
	for _, row := range rows {
		r := &row.Value
		if !r.Live() || r.Score == 0 || r.Method == m.ID {
			continue
		}
		was, ok := lengths[r.Method]
		if !ok {
			old, err := change.Get(tx, s.Methods, r.Method)
			if err != nil && errs.CodeOf(err) != errs.NotFound {
				return out, err
			}
			was = [2]int{len(old.Value.Likelihood), len(old.Value.Impact)}
			lengths[r.Method] = was
		}
		if was != [2]int{len(m.Value.Likelihood), len(m.Value.Impact)} {
			out.Left = append(out.Left, row.Number)
			continue
		}
		j := Judgement{
			Likelihood: r.Likelihood, Impact: r.Impact, AfterLikelihood: r.AfterLikelihood, AfterImpact: r.AfterImpact,
			On: s.today(tx), Why: "The same steps, by a newer version of the method",
		}
		if err := r.judge(j, m, tx.Actor().Person); err != nil {
			return out, err
		}
		s.reviewFrom(r, m, j.On)
		if err := s.put(tx, row); err != nil {
			return out, err
		}
		out.Changed = append(out.Changed, row.Number)
	}
	return out, tx.Answer(out)
}
