package risk

import (
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// Accepting is what a risk's owner says.
type Accepting struct {
	// Seen is the hash of what was on the page: when the risk has changed since,
	// nothing is accepted. Empty: whatever it is now.
	Seen   string     `json:"seen,omitempty"`
	Until  civil.Date `json:"until,omitzero"`
	Reason string     `json:"reason,omitempty"`
}

// errMoved says that what was to be accepted is not what there is.
func errMoved(number string) error {
	return errs.New(errs.Conflict, "%s changed after you opened it. Look at what it says now, and accept that.", number)
}

// Accept accepts a risk as it stands after treatment, as its owner, for a time
// that the method allows at its level. The acceptance is bound to exactly this
// state of the risk.
func (s *Service) Accept(tx *change.Tx, ref string, a Accepting) error {
	row, linked, err := s.toAccept(tx, ref)
	if err != nil {
		return err
	}
	r := &row.Value
	m, err := s.inForce(tx)
	if err != nil {
		return err
	}
	if r.Score > 0 && r.Method != m.ID {
		return errs.New(errs.Conflict, "%s was judged by version %d of the method; version %d is in force. Assess it again first.", row.Number, r.MethodNo, m.Value.Number)
	}
	if r.State == Identified {
		return errs.New(errs.Conflict, "%s is to be assessed first.", row.Number)
	}
	today, score := s.today(tx), r.AfterScore
	if message := m.Value.MayAccept(score, string(tx.Actor().Role), today, a.Until); message != "" {
		return errs.At("/until", "%s", message)
	}
	if a.Reason = strings.TrimSpace(a.Reason); a.Reason == "" && m.Value.Above(r.Category, score) {
		return errs.At("/reason", "It stands at %d, above the appetite of %d. Say why it is taken all the same.", score, m.Value.AppetiteFor(r.Category))
	}
	state := linked.State(r)
	if a.Seen != "" && a.Seen != state.Hash() {
		return errMoved(row.Number)
	}
	got := s.given(tx, OfRisk, r, a)
	got.Hash, got.Bound, got.Until = state.Hash(), &state, a.Until
	got.Score, got.Level, got.MethodNo = score, m.Value.LevelOf(score).Name, m.Value.Number
	r.Acceptances = append(slices.Clone(r.Acceptances), got)
	r.AcceptedUntil = a.Until
	if linked.Open() == 0 { // else it is taken while the treatment goes on
		r.State = Accepted
	}
	return s.put(tx, row)
}

// AcceptPlan accepts the plan of a risk's treatment, as its owner.
func (s *Service) AcceptPlan(tx *change.Tx, ref string, a Accepting) error {
	row, linked, err := s.toAccept(tx, ref)
	if err != nil {
		return err
	}
	r := &row.Value
	if r.Treatment == "" {
		return errs.New(errs.Conflict, "No treatment of %s is chosen yet.", row.Number)
	}
	plan := linked.Plan(r)
	if a.Seen != "" && a.Seen != plan.Hash() {
		return errMoved(row.Number)
	}
	got := s.given(tx, OfPlan, r, a)
	got.Hash = plan.Hash()
	r.Acceptances = append(slices.Clone(r.Acceptances), got)
	return s.put(tx, row)
}

// toAccept gives the risk with what it is linked to, once it is clear that who
// acts owns it.
func (s *Service) toAccept(tx *change.Tx, ref string) (Row, Linked, error) {
	row, err := s.live(tx, ref)
	if err != nil {
		return row, Linked{}, err
	}
	if err := tx.Separate("risk.accept", authz.Relations{authz.Keeper: {row.Value.Owner}}); err != nil {
		return row, Linked{}, err
	}
	linked, err := s.Linked(&tx.View, row.ID)
	return row, linked, err
}

func (s *Service) given(tx *change.Tx, of string, r *Risk, a Accepting) Acceptance {
	return Acceptance{Of: of, By: tx.Actor().Person, Owner: r.Owner, On: s.today(tx), At: tx.Now().UnixMicro(), Reason: strings.TrimSpace(a.Reason), MethodNo: r.MethodNo}
}
