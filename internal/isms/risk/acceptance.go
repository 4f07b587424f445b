package risk

import (
	"holdfast/internal/civil"
)

// What is accepted.
const (
	OfRisk = "risk" // the risk as it stands after treatment
	OfPlan = "plan" // the plan of its treatment
)

// Acceptance is a risk owner's word that they take a risk, or the plan of its
// treatment, exactly as it stood.
type Acceptance struct {
	Of string `json:"of"`
	// Hash is that of the state, or of the plan, that was accepted.
	Hash string `json:"hash"`
	// Bound is the state that was accepted, so that it can be said what changed.
	Bound *State `json:"bound,omitempty"`
	By    string `json:"by"`
	// Owner is who owned the risk when it was accepted.
	Owner string     `json:"owner"`
	On    civil.Date `json:"on"`
	At    int64      `json:"at"` // microseconds UTC
	// Until is the last day on which it stands; a plan's has none.
	Until    civil.Date `json:"until,omitzero"`
	Score    int64      `json:"score,omitempty"`
	Level    string     `json:"level,omitempty"`
	MethodNo int64      `json:"methodNo,omitempty"`
	Reason   string     `json:"reason,omitempty"`
}

// InForce says that the acceptance stands: what was accepted is what there is, its
// last day has not passed, and whoever gave it owned the risk.
func (a *Acceptance) InForce(hash string, today civil.Date) bool {
	if a.By == "" || a.By != a.Owner || a.Hash != hash {
		return false
	}
	return a.Of == OfPlan || (!a.Until.IsZero() && today <= a.Until)
}

// Standing is how the acceptance of a risk, or of its plan, stands on a day.
type Standing struct {
	// Last is the latest one given; nil: none ever was.
	Last    *Acceptance
	InForce bool
	// Changed: what was accepted is no longer what there is. Differs says in words
	// what of a risk.
	Changed bool
	Differs []string
	// Ended: its last day has passed.
	Ended bool
}

// Stands gives how the acceptance of a risk stands.
func (r *Risk) Stands(now State, today civil.Date) Standing {
	s := r.stands(OfRisk, now.Hash(), today)
	if s.Changed && s.Last.Bound != nil {
		s.Differs = s.Last.Bound.Differs(now)
	}
	return s
}

// PlanStands gives how the acceptance of its plan stands.
func (r *Risk) PlanStands(now Plan, today civil.Date) Standing {
	return r.stands(OfPlan, now.Hash(), today)
}

func (r *Risk) stands(of, hash string, today civil.Date) Standing {
	var s Standing
	for i := range r.Acceptances {
		if r.Acceptances[i].Of == of {
			s.Last = &r.Acceptances[i]
		}
	}
	if s.Last == nil {
		return s
	}
	s.InForce = s.Last.InForce(hash, today)
	s.Changed = s.Last.Hash != hash
	s.Ended = !s.Last.Until.IsZero() && today > s.Last.Until
	return s
}

// MayAccept gives what speaks against accepting a risk until a day under a method;
// empty: nothing. role is that of its owner.
func (m *Method) MayAccept(score int64, role string, today, until civil.Date) string {
	l := m.LevelOf(score)
	switch {
	case score == 0:
		return "Judge first what stands after treatment: that is what is accepted."
	case l.AcceptMonths == 0:
		return "A risk that stands at " + l.Name + " is not accepted under the method. Treat it further."
	case !l.allows(role):
		return "A risk that stands at " + l.Name + " is accepted by its owner only when they are " + roleWords(l.Roles) + ". Give it to somebody who is."
	case until.IsZero():
		return "Say until when it is accepted."
	case until < today:
		return "That day has passed."
	case until > m.Longest(score, today):
		return "At " + l.Name + " it is accepted for at most " + months(l.AcceptMonths) + ": to " + m.Longest(score, today).Long() + "."
	}
	return ""
}

// Longest gives the last day to which a risk of a score may be accepted on a day;
// the zero date when it may not.
func (m *Method) Longest(score int64, today civil.Date) civil.Date {
	n := m.LevelOf(score).AcceptMonths
	if n == 0 {
		return 0
	}
	return today.AddMonths(int(n))
}
