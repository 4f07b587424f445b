package control

import (
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Decision says whether a control applies, with the reasons for that side. The
// reasons of the other side stay as they are.
type Decision struct {
	Applies bool     `json:"applies"`
	Why     []string `json:"why,omitempty"` // with Applies
	Reason  string   `json:"reason,omitempty"`
}

// Find gives a control by its reference ("A.5.15"), its number or its id.
func (s *Service) Find(in change.Reader, ref string) (Row, error) {
	page, err := change.List(in, s.controls, register.Query{Filters: []register.Filter{register.Where("ref", ref)}, Limit: 2, NoTotal: true})
	if err != nil {
		return Row{}, err
	}
	for _, row := range page.Rows {
		if strings.EqualFold(row.Value.Ref, ref) {
			return row, nil
		}
	}
	return change.Get(in, s.controls, ref)
}

// FindClause gives a clause by its reference, its number or its id.
func (s *Service) FindClause(in change.Reader, ref string) (ClauseRow, error) {
	page, err := change.List(in, s.clauses, register.Query{Filters: []register.Filter{register.Where("ref", ref)}, Limit: 1, NoTotal: true})
	if err != nil {
		return ClauseRow{}, err
	}
	if len(page.Rows) > 0 {
		return page.Rows[0], nil
	}
	return change.Get(in, s.clauses, ref)
}

// Decide decides whether a control applies. version is the one that was read;
// 0: whichever is the latest. A control that does not apply needs its reason.
func (s *Service) Decide(tx *change.Tx, ref string, version int64, d Decision) (Row, error) {
	row, err := s.Find(tx, ref)
	if err != nil {
		return row, err
	}
	c := row.Value
	c.Applicable = &d.Applies
	reason := strings.TrimSpace(d.Reason)
	if d.Applies {
		if len(d.Why) == 0 {
			return row, errs.At("/why", "Say why it applies: for a risk, a law, a contract, or as good practice.")
		}
		c.Why, c.ReasonFor = d.Why, reason
	} else {
		if reason == "" {
			return row, errs.At("/reason", "Say why it does not apply, as a fact about your organisation.")
		}
		c.ReasonAgainst = reason
	}
	return s.Put(tx, row, version, c)
}

// Tested records the result of a test. The next test falls due by the plan.
func (s *Service) Tested(tx *change.Tx, ref string, version int64, r Result) (Row, error) {
	row, err := s.Find(tx, ref)
	if err != nil {
		return row, err
	}
	today := s.day(tx)
	if r.Day.IsZero() {
		r.Day = today
	}
	if r.Day > today {
		return row, errs.At("/day", "A test that is still to come has no result.")
	}
	if !isOption(Outcomes(), r.Outcome) {
		return row, errs.At("/outcome", "Say how it went: effective, weak or failed.")
	}
	if r.Outcome != Effective && strings.TrimSpace(r.Note) == "" {
		return row, errs.At("/note", "Say what did not work.")
	}
	if r.By == "" {
		r.By = tx.Actor().Person
	}
	c := row.Value
	at := len(c.Results)
	for at > 0 && c.Results[at-1].Day > r.Day {
		at--
	}
	results := append([]Result{}, c.Results[:at]...)
	c.Results = append(append(results, r), c.Results[at:]...)
	c.Test.Next = nextTest(&c)
	return s.Put(tx, row, version, c)
}

// nextTest gives the day of the next test by the interval and the last result.
func nextTest(c *Control) civil.Date {
	if c.Test.Every > 0 && c.Last() != nil {
		return c.Last().Day.AddMonths(int(c.Test.Every))
	}
	return 0
}

// Put stores the next version of a control that was read; version is the one
// that its form was filled in from, 0 the latest.
func (s *Service) Put(tx *change.Tx, row Row, version int64, c Control) (Row, error) {
	if version == 0 {
		version = row.Version
	}
	return change.Put(tx, s.controls, row.ID, version, c)
}
