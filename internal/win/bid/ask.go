package bid

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
)

// Question is what is asked for as a new question to the buyer.
type Question struct {
	Question    string `json:"question"`
	Why         string `json:"why,omitempty"`
	Requirement string `json:"requirement,omitempty"`
	Scheme      string `json:"scheme,omitempty"`
	Owner       string `json:"owner,omitempty"` // empty: who owns the bid
}

// clarifications gives the register, which the door's book must know.
func (s *Service) clarifications() *register.Register[Clarification] {
	reg, _ := s.door.Book().Of(ClarificationKind).(*register.Register[Clarification])
	return reg
}

// Questions gives the questions of a bid, by its number, in the order in which
// they were written.
func (s *Service) Questions(in change.Reader, number string) ([]ClarificationRow, error) {
	reg := s.clarifications()
	if reg == nil {
		return nil, nil
	}
	rows, err := change.Collect(in, reg, register.Query{Filters: []register.Filter{register.Where("bid", number)}})
	slices.SortStableFunc(rows, func(a, b ClarificationRow) int {
		return cmp.Compare(reg.Declaration().ParseNumber(a.Number), reg.Declaration().ParseNumber(b.Number))
	})
	return rows, err
}

// Ask drafts a question to the buyer of a bid. Asked in the same words before,
// and not withdrawn, it is that question again.
func (s *Service) Ask(ctx context.Context, by By, ref string, q Question) (ClarificationRow, error) {
	return s.asking(ctx, by, "clarification.ask", []any{ref, q}, func(tx *change.Tx) (ClarificationRow, error) {
		row, err := s.find(tx, ref)
		if err != nil {
			return ClarificationRow{}, err
		}
		return s.ask(tx, &row, q)
	})
}

func (s *Service) ask(tx *change.Tx, row *Row, q Question) (ClarificationRow, error) {
	q.Question = strings.TrimSpace(q.Question)
	if q.Question == "" {
		return ClarificationRow{}, errs.At("question", "Write the question.")
	}
	if q.Requirement != "" && !slices.ContainsFunc(row.Value.Requirements, func(r Requirement) bool { return r.ID == q.Requirement }) {
		return ClarificationRow{}, errs.At("requirement", "There is no such requirement on this bid.")
	}
	have, err := s.Questions(tx, row.Number)
	if err != nil {
		return ClarificationRow{}, err
	}
	for i := range have {
		if h := &have[i].Value; h.State != Retired && h.Question == q.Question {
			return have[i], nil
		}
	}
	c := Clarification{Bid: row.Number, Question: q.Question, Why: q.Why, Requirement: q.Requirement, Scheme: q.Scheme, Owner: q.Owner, State: Draft}
	if c.Owner == "" {
		c.Owner = row.Value.Owner
	}
	if d := row.Value.Enquiries; d != nil {
		c.AskBy = d.Date
	}
	return change.Insert(tx, s.clarifications(), c)
}

// asking runs one change that leaves one question, and gives it.
func (s *Service) asking(ctx context.Context, by By, action string, body any, fn func(*change.Tx) (ClarificationRow, error)) (ClarificationRow, error) {
	var row ClarificationRow
	receipt, err := s.door.Do(ctx, by.Request(action, body), func(tx *change.Tx) (err error) {
		if row, err = fn(tx); err != nil {
			return err
		}
		return tx.Answer(row.ID)
	})
	if err != nil || !receipt.Repeated {
		return row, err
	}
	var id string
	if err := json.Unmarshal(receipt.Answer, &id); err != nil {
		return row, err
	}
	err = s.door.See(ctx, by.Actor, func(v *change.View) (err error) {
		row, err = change.Get(v, s.clarifications(), id)
		return err
	})
	return row, err
}

func (s *Service) move(ctx context.Context, by By, action, ref string, body any, fn func(q *Clarification) error) (ClarificationRow, error) {
	return s.asking(ctx, by, action, []any{ref, body}, func(tx *change.Tx) (ClarificationRow, error) {
		row, err := s.clarification(tx, ref)
		if err != nil {
			return row, err
		}
		q := row.Value
		if err := fn(&q); err != nil {
			return row, err
		}
		return change.Put(tx, s.clarifications(), row.ID, row.Version, q)
	})
}

// askBy moves the drafts of a bid to another last day for questions.
func (s *Service) askBy(tx *change.Tx, number string, day civil.Date) error {
	rows, err := s.Questions(tx, number)
	if err != nil {
		return err
	}
	for i := range rows {
		q := rows[i].Value
		if q.State != Draft || q.AskBy == day {
			continue
		}
		q.AskBy = day
		if _, err := change.Put(tx, s.clarifications(), rows[i].ID, rows[i].Version, q); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) clarification(in change.Reader, ref string) (ClarificationRow, error) {
	reg := s.clarifications()
	return change.Get(in, reg, ref)
}

// Send says that a question was sent to the buyer on a day. Holdfast sends
// nothing itself: buyers take questions in their portals.
func (s *Service) Send(ctx context.Context, by By, ref string, on civil.Date) (ClarificationRow, error) {
	return s.move(ctx, by, "clarification.send", ref, on, func(q *Clarification) error {
		if q.State != Draft && q.State != Sent {
			return errs.New(errs.Conflict, "This question is %s already.", wordOf(q.State))
		}
		q.State, q.Sent = Sent, on
		return nil
	})
}

// AnswerWith records the buyer's answer and its day. A question that is still a
// draft was sent on that day at the latest.
func (s *Service) AnswerWith(ctx context.Context, by By, ref, answer string, on civil.Date) (ClarificationRow, error) {
	return s.move(ctx, by, "clarification.answer", ref, []any{answer, on}, func(q *Clarification) error {
		switch {
		case strings.TrimSpace(answer) == "":
			return errs.At("answer", "Write what the buyer answered, in its words.")
		case q.State == Retired:
			return errs.New(errs.Conflict, "This question was withdrawn.")
		}
		if q.Sent.IsZero() {
			q.Sent = on
		}
		q.State, q.Answer, q.Answered = Answered, strings.TrimSpace(answer), on
		return nil
	})
}

// Withdraw says that a question is not asked after all, and why.
func (s *Service) Withdraw(ctx context.Context, by By, ref string) (ClarificationRow, error) {
	return s.move(ctx, by, "clarification.withdraw", ref, nil, func(q *Clarification) error {
		if q.State == Answered {
			return errs.New(errs.Conflict, "This question is answered already.")
		}
		if strings.TrimSpace(by.Reason) == "" {
			return errs.At("reason", "Say why it is not asked.")
		}
		q.State, q.Reason = Retired, by.Reason
		return nil
	})
}

// Reword changes a draft.
func (s *Service) Reword(ctx context.Context, by By, ref, question string) (ClarificationRow, error) {
	return s.move(ctx, by, "clarification.reword", ref, question, func(q *Clarification) error {
		if q.State != Draft {
			return errs.New(errs.Conflict, "What was sent stays as it was sent.")
		}
		if q.Question = strings.TrimSpace(question); q.Question == "" {
			return errs.At("question", "Write the question.")
		}
		return nil
	})
}

// Apply corrects the requirement that an answered question is about; the answer's
// words are the reason and stay with the requirement.
func (s *Service) Apply(ctx context.Context, by By, ref string, fn func(r *verdict.Requirement)) (Row, error) {
	var q ClarificationRow
	err := s.door.See(ctx, by.Actor, func(v *change.View) (err error) {
		q, err = s.clarification(v, ref)
		return err
	})
	switch {
	case err != nil:
		return Row{}, err
	case q.Value.State != Answered:
		return Row{}, errs.New(errs.Conflict, "The buyer has not answered this question yet.")
	case q.Value.Requirement == "":
		return Row{}, errs.New(errs.Conflict, "This question is about no requirement: correct the one that its answer changes.")
	}
	by.Reason = "the buyer’s answer of " + q.Value.Answered.Long() + " to " + q.Number + ": “" + short(q.Value.Answer) + "”"
	return s.CorrectRequirement(ctx, by, q.Value.Bid, q.Value.Requirement, fn)
}

func short(s string) string {
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}

func wordOf(state string) string {
	for _, o := range ClarificationStates() {
		if o.Value == state {
			return strings.ToLower(o.Label)
		}
	}
	return state
}
