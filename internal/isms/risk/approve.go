package risk

import (
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// DraftMethod begins the next version: a copy of the one in force, or the standard
// one with so many steps. There is one draft at a time.
func (s *Service) DraftMethod(tx *change.Tx, steps int) (MethodRow, error) {
	page, err := change.List(tx, s.Methods, register.Query{Filters: []register.Filter{register.Where("state", Draft)}, Limit: 1, NoTotal: true})
	if err != nil {
		return MethodRow{}, err
	}
	if len(page.Rows) > 0 {
		return MethodRow{}, errs.New(errs.Conflict, "%s is being drafted. Finish that one.", page.Rows[0].Number)
	}
	now, found, err := s.Method(&tx.View)
	if err != nil {
		return MethodRow{}, err
	}
	next := StandardMethod(steps)
	if found {
		next = now.Value.Copy()
		next.State, next.Number, next.From, next.Hash, next.ApprovedBy, next.ApprovedAt = Draft, 0, now.ID, "", "", 0
		next.Basis, next.DecidedOn = "", 0
	}
	return change.Insert(tx, s.Methods, next)
}

// Approval is the word of whoever sets the method.
type Approval struct {
	Basis string     `json:"basis"`          // "the management review"
	On    civil.Date `json:"on"`             // when it was decided; none: today
	Seen  int64      `json:"seen,omitempty"` // the version of the record that was on the page; 0: the latest
}

// ApproveMethod puts a draft in force, in place of the one before. Nobody approves
// what they wrote, unless nobody else could and they say why.
func (s *Service) ApproveMethod(tx *change.Tx, ref string, a Approval) error {
	row, err := s.findMethod(tx, ref)
	if err != nil {
		return err
	}
	m := row.Value
	if m.State != Draft {
		return errs.New(errs.Conflict, "%s is approved already.", row.Number)
	}
	if a.Seen != 0 && a.Seen != row.Version {
		return errMoved(row.Number)
	}
	authors, err := s.authors(tx, row.ID)
	if err != nil {
		return err
	}
	if err := tx.Separate("change.approve", authz.Relations{authz.Author: authors}); err != nil {
		return err
	}
	if m.Basis, err = said("/basis", a.Basis, "Say who set it, such as “the management review”."); err != nil {
		return err
	}
	today := s.today(tx)
	if m.DecidedOn = a.On; m.DecidedOn.IsZero() {
		m.DecidedOn = today
	}
	if m.DecidedOn > today {
		return errs.At("/on", "That day is still to come.")
	}
	before, found, err := s.Method(&tx.View)
	if err != nil {
		return err
	}
	m.Number = 1
	if found {
		m.Number = before.Value.Number + 1
		before.Value.State = Superseded
		if _, err := change.Put(tx, s.Methods, before.ID, before.Version, before.Value); err != nil {
			return err
		}
	}
	m.State, m.ApprovedBy, m.ApprovedAt = Approved, tx.Actor().Person, tx.Now().UnixMicro()
	m.Hash = Fingerprint(m)
	_, err = change.Put(tx, s.Methods, row.ID, row.Version, m)
	return err
}

// authors gives everybody who wrote at a version before it was approved.
func (s *Service) authors(in change.Reader, id string) ([]string, error) {
	past, err := change.History(in, s.Methods, id)
	var out []string
	for _, p := range past {
		if p.Value.State == Draft && !slices.Contains(out, p.UpdatedBy) {
			out = append(out, p.UpdatedBy)
		}
	}
	return out, err
}

// MayApprove says whether the actor of a view could approve a draft, and whether
// they would do it alone, for a stated reason.
func (s *Service) MayApprove(v *change.View, row MethodRow, now time.Time) (may, alone bool, err error) {
	a := v.Actor()
	if !a.May(authz.Act, authz.ISMS) {
		return false, false, nil
	}
	authors, err := s.authors(v, row.ID)
	if err != nil || !slices.Contains(authors, a.Person) {
		return err == nil, false, err
	}
	alone, err = v.Alone("change.approve", authz.Relations{authz.Author: authors}, now)
	return alone, alone, err
}

// findMethod gives a version by its id or number.
func (s *Service) findMethod(in change.Reader, ref string) (MethodRow, error) {
	return change.Get(in, s.Methods, ref)
}

// KeepMethod prepares a plain change of a draft: what only approval says stays.
func (s *Service) KeepMethod(_ *change.Tx, was, now *Method) error {
	now.State, now.Number, now.ApprovedBy, now.ApprovedAt, now.Hash, now.From = was.State, was.Number, was.ApprovedBy, was.ApprovedAt, was.Hash, was.From
	now.Basis, now.DecidedOn = was.Basis, was.DecidedOn
	now.Title = strings.TrimSpace(now.Title)
	return nil
}
