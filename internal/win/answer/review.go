package answer

import (
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
)

// Submit puts the text up for review. Open blanks keep it back. Action:
// answer.submit.
func (s *Service) Submit(tx *change.Tx, ref string) error {
	return s.act(tx, ref, func(a *Answer, number string) error {
		switch a.State {
		case Review:
			return errs.New(errs.Conflict, "%s is in review already.", number)
		case Approved:
			return errs.New(errs.Conflict, "%s is approved as it stands. Change its text first.", number)
		}
		if a.Text == "" {
			return errs.At("/text", "Write the answer first: there is nothing to review.")
		}
		if open := a.Blanks(); len(open) > 0 {
			return errs.At("/text", "Fill in what is open first: %s.", strings.Join(open, "; "))
		}
		a.State, a.Submitted, a.SubmittedBy = Review, s.today(tx), tx.Actor().Person
		a.Returned, a.ReturnedBy = "", ""
		return nil
	})
}

// Return sends the text back to be written on, for a stated reason; without one
// its authors take it back themselves. Action: answer.return.
func (s *Service) Return(tx *change.Tx, ref, why string) error {
	return s.act(tx, ref, func(a *Answer, number string) error {
		if a.State != Review {
			return errs.New(errs.Conflict, "%s is not in review.", number)
		}
		me := tx.Actor().Person
		if why = strings.TrimSpace(why); why == "" && !slices.Contains(a.Authors, me) {
			return errs.At("/reason", "Say what is to be put right.")
		}
		a.State, a.Submitted, a.SubmittedBy = Draft, 0, ""
		a.Returned, a.ReturnedBy = why, ""
		if why != "" {
			a.ReturnedBy = me
		}
		return nil
	})
}

// Approval is what an approver decides.
type Approval struct {
	// Hash is that of the content that they have read: Conflict when it is another
	// by now.
	Hash string `json:"hash"`
	// Reason is why an author approves their own, where nobody else could.
	Reason string `json:"reason,omitempty"`
}

// Approve says that the text in review may be sent to buyers, until its next
// review. Nobody approves what they wrote, where another could. Action:
// answer.approve.
func (s *Service) Approve(tx *change.Tx, ref string, by Approval) error {
	return s.act(tx, ref, func(a *Answer, number string) error {
		if a.State != Review {
			return errs.New(errs.Conflict, "%s is not in review.", number)
		}
		if err := tx.Separate("answer.approve", authz.Relations{authz.Author: a.Authors}); err != nil {
			return err
		}
		if now := a.Content().Hash(); by.Hash != now {
			return errs.New(errs.Conflict, "%s was changed since you read it. Read it again, then approve it.", number)
		}
		a.State, a.Hash, a.Approved, a.ApprovedBy, a.Alone = Approved, by.Hash, s.today(tx), tx.Actor().Person, ""
		if slices.Contains(a.Authors, a.ApprovedBy) {
			a.Alone = by.Reason
		}
		a.Reviewed, a.ReviewedBy = 0, ""
		a.Submitted, a.SubmittedBy = 0, ""
		a.ReviewDue = a.Approved.AddMonths(int(a.Every()))
		return nil
	})
}

// Reaffirm says that an approved answer was looked at and is good as it stands,
// until its next review. Its owner does that, or who may approve. Action:
// answer.update.
func (s *Service) Reaffirm(tx *change.Tx, ref string) error {
	return s.act(tx, ref, func(a *Answer, number string) error {
		if who := tx.Actor(); who.Person != a.Owner && !authz.Allows(who.Role, authz.Act, authz.Win) {
			return errs.New(errs.Forbidden, "The owner of %s reviews it, or a bid manager.", number)
		}
		if a.State != Approved {
			return errs.New(errs.Conflict, "%s has no approved text that could be reviewed.", number)
		}
		a.Reviewed, a.ReviewedBy = s.today(tx), tx.Actor().Person
		a.ReviewDue = a.Reviewed.AddMonths(int(a.Every()))
		return nil
	})
}

// act changes one answer by a rule.
func (s *Service) act(tx *change.Tx, ref string, fn func(a *Answer, number string) error) error {
	row, err := s.Find(tx, ref)
	if err != nil {
		return err
	}
	a := row.Value
	if err := fn(&a, row.Number); err != nil {
		return err
	}
	_, err = change.Put(tx, s.Answers, row.ID, row.Version, a)
	return err
}

// ApprovedText gives the text that was last approved, of an answer that is being
// written on; false when it was never approved.
func (s *Service) ApprovedText(in change.Reader, row *Row) (Row, bool, error) {
	if row.Value.Hash == "" {
		return Row{}, false, nil
	}
	if row.Value.Intact() {
		return *row, true, nil
	}
	all, err := change.History(in, s.Answers, row.ID)
	if err != nil {
		return Row{}, false, err
	}
	for _, old := range all {
		if old.Value.State == Approved && old.Value.Intact() && old.Value.Hash == row.Value.Hash {
			return old, true, nil
		}
	}
	return Row{}, false, nil
}
