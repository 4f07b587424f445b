package questionnaire

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
)

// Service is what can be done with questionnaires. Every write goes through the
// one door.
type Service struct {
	Door      *change.Door
	Sets      *register.Register[Questionnaire]
	Questions *register.Register[Question]
	Answers   *answer.Service
	Zone      *time.Location // Europe/London
}

// Adding is a buyer's file that has been stored, with what it offers.
type Adding struct {
	Bid      string     `json:"bid"` // id or number
	Title    string     `json:"title"`
	File     string     `json:"file"`
	FileName string     `json:"fileName"`
	FileSize int64      `json:"fileSize"`
	Due      civil.Date `json:"due,omitzero"` // none: the bid's deadline
	Until    string     `json:"until,omitempty"`
	Owner    string     `json:"owner,omitempty"`
}

// Add records a questionnaire of a bid, with a guess where its questions are; a
// person confirms it with Map. Invalid when the form has nowhere to answer.
func (s *Service) Add(ctx context.Context, by change.By, a Adding, f *Form) (Row, error) {
	return s.write(ctx, by, "questionnaire.create", a, func(tx *change.Tx) (Row, error) { return s.Enter(tx, a, f) })
}

// Enter is Add within a change.
func (s *Service) Enter(tx *change.Tx, a Adding, f *Form) (Row, error) {
	b, err := s.Answers.Bid(tx, a.Bid)
	if err != nil {
		return Row{}, err
	}
	q := Questionnaire{
		Title: oneLine(a.Title), Bid: b.Number, Format: f.Format, File: a.File, FileName: a.FileName, FileSize: a.FileSize,
		Due: a.Due, Until: a.Until, Owner: a.Owner, Mapping: Guess(f), Notes: strings.Join(f.Notes, "\n"),
	}
	if q.Title == "" {
		q.Title = strings.TrimSuffix(strings.TrimSuffix(a.FileName, ".xlsx"), ".docx")
	}
	if d := b.Value.Dates.Deadline; q.Due.IsZero() && d != nil {
		q.Due = d.Date
	}
	if q.Owner == "" {
		q.Owner = b.Value.Owner
	}
	return change.Insert(tx, s.Sets, q)
}

func (s *Service) write(ctx context.Context, by change.By, action string, body any, fn func(*change.Tx) (Row, error)) (Row, error) {
	var row Row
	receipt, err := s.Door.Do(ctx, by.Request(action, body), func(tx *change.Tx) (err error) {
		if row, err = fn(tx); err != nil {
			return err
		}
		return tx.Answer(row.ID)
	})
	if err == nil && receipt.Repeated {
		var id string
		if err := json.Unmarshal(receipt.Answer, &id); err != nil {
			return Row{}, err
		}
		return s.Get(ctx, by.Actor, id)
	}
	return row, err
}

// Get gives a questionnaire by its id or number.
func (s *Service) Get(ctx context.Context, a change.Actor, ref string) (Row, error) {
	var row Row
	err := s.Door.See(ctx, a, func(v *change.View) (err error) {
		row, err = s.Find(v, ref)
		return err
	})
	return row, err
}

// Find is Get within a snapshot.
func (s *Service) Find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.Sets, ref)
}

// FindQuestion gives a question by its id or number.
func (s *Service) FindQuestion(in change.Reader, ref string) (QuestionRow, error) {
	return change.Get(in, s.Questions, ref)
}

// OfBid gives the questionnaires of a bid, by its number.
func (s *Service) OfBid(in change.Reader, number string) ([]Row, error) {
	return change.Collect(in, s.Sets, register.Query{Filters: []register.Filter{register.Where("bid", number)}})
}

// All gives the questions of a questionnaire in the order of the file.
func (s *Service) All(in change.Reader, number string) ([]QuestionRow, error) {
	return change.Collect(in, s.Questions, register.Query{Filters: []register.Filter{register.Where("questionnaire", number)}, Sort: "order", Limit: register.MaxLimit, NoTotal: true})
}

// Map takes the questions out of the file's tables as a person has pointed them
// out. Done again, answers stay with their places; questions that are no longer
// pointed at go, unless something was answered: then the change is refused.
func (s *Service) Map(ctx context.Context, by change.By, ref string, version int64, m []Mapping, f *Form) (Row, error) {
	return s.write(ctx, by, "questionnaire.update", []any{ref, version, m}, func(tx *change.Tx) (Row, error) {
		row, err := s.Find(tx, ref)
		if err != nil {
			return row, err
		}
		return s.Place(tx, row, version, m, f)
	})
}

// Place is Map within a change.
func (s *Service) Place(tx *change.Tx, row Row, version int64, m []Mapping, f *Form) (Row, error) {
	found, err := gather(m, f)
	if err != nil {
		return row, err
	}
	old, err := s.All(tx, row.Number)
	if err != nil {
		return row, err
	}
	type key struct{ table, place string }
	was := make(map[key]QuestionRow, len(old))
	for _, q := range old {
		was[key{q.Value.Table, q.Value.Place}] = q
	}
	for i, q := range found {
		k := key{q.Table, q.Place}
		had, ok := was[k]
		next := had.Value
		next.Questionnaire, next.Order, next.Table, next.Place, next.Row = row.Number, int64(i+1), q.Table, q.Place, int64(q.Row)
		next.Ref, next.Section, next.Text, next.Choices = q.Number, q.Section, q.Text, q.Choices
		next.Limit, next.Unit, next.Was = q.Limit.N, q.Limit.Unit, q.Was
		next.Over = next.Bound().Over(next.Answer)
		if ok {
			delete(was, k)
			if _, err := change.Put(tx, s.Questions, had.ID, had.Version, next); err != nil {
				return row, err
			}
			continue
		}
		next.State = Open
		if _, err := change.Insert(tx, s.Questions, next); err != nil {
			return row, err
		}
	}
	for _, q := range old {
		if _, left := was[key{q.Value.Table, q.Value.Place}]; !left {
			continue
		}
		if q.Value.Answer != "" || q.Value.State == LeftOut {
			return row, errs.New(errs.Conflict, "%s (%s) has an answer and is not among the questions that you point at. Empty it first, or point at it.", q.Number, q.Value.Place)
		}
		if err := change.Delete(tx, s.Questions, q.ID, q.Version); err != nil {
			return row, err
		}
	}
	next := row.Value
	next.Mapping, next.Mapped = slices.Clone(m), true
	return change.Put(tx, s.Sets, row.ID, version, next)
}

// gather takes the questions out of every table that is used.
func gather(m []Mapping, f *Form) ([]Found, error) {
	var out []Found
	places := map[string]string{}
	for _, one := range m {
		if !one.Use {
			continue
		}
		t := f.Table(one.Table)
		switch {
		case t == nil:
			return nil, errs.At("/table", "The file has no sheet or table %q.", one.Table)
		case one.Question <= 0:
			return nil, errs.At("/question", "Point at the column with the questions of %s.", one.Table)
		case one.Answer <= 0:
			return nil, errs.At("/answer", "Point at the column for the answers of %s.", one.Table)
		case one.Question == one.Answer:
			return nil, errs.At("/answer", "The questions and the answers of %s cannot be one column.", one.Table)
		}
		for _, q := range Questions(t, one) {
			k := q.Table + "\x00" + q.Place
			if other := places[k]; other != "" {
				continue // merged cells: one answer to several rows belongs to the first
			}
			places[k] = q.Text
			out = append(out, q)
		}
	}
	switch {
	case len(out) == 0:
		return nil, errs.At("/use", "There is no question at the places that you point at.")
	case len(out) > MaxQuestions:
		return nil, errs.At("/use", "There are more than %d questions: leave out a sheet.", MaxQuestions)
	}
	return out, nil
}

// Remove ends a questionnaire with its questions.
func (s *Service) Remove(tx *change.Tx, ref string, version int64) error {
	row, err := s.Find(tx, ref)
	if err != nil {
		return err
	}
	all, err := s.All(tx, row.Number)
	if err != nil {
		return err
	}
	for _, q := range all {
		if err := change.Delete(tx, s.Questions, q.ID, q.Version); err != nil {
			return err
		}
	}
	return change.Delete(tx, s.Sets, row.ID, version)
}

// Return records the day on which the filled file went back to the buyer; no day
// takes it back.
func (s *Service) Return(ctx context.Context, by change.By, ref string, on civil.Date) (Row, error) {
	return s.write(ctx, by, "questionnaire.update", []any{ref, on}, func(tx *change.Tx) (Row, error) {
		row, err := s.Find(tx, ref)
		if err != nil {
			return row, err
		}
		if on > civil.FromTime(tx.Now().In(s.Zone)) {
			return row, errs.At("/returned", "This day is still to come.")
		}
		q := row.Value
		q.Returned = on
		return change.Put(tx, s.Sets, row.ID, row.Version, q)
	})
}

// bidOf gives the bid of a questionnaire by its number.
func (s *Service) bidOf(in change.Reader, number string) (Row, bid.Row, error) {
	row, err := s.Find(in, number)
	if err != nil {
		return row, bid.Row{}, err
	}
	b, err := s.Answers.Bid(in, row.Value.Bid)
	return row, b, err
}

// Around gives the numbers of the questions before and after one in its file,
// empty at an end, and how many there are.
func (s *Service) Around(v *change.View, q *QuestionRow) (before, after string, n int, err error) {
	of := []register.Filter{register.Where("questionnaire", q.Value.Questionnaire)}
	all, err := change.List(v, s.Questions, register.Query{Filters: of, Limit: 1})
	if err != nil {
		return "", "", 0, err
	}
	step := func(op register.Op, order int64, sort string) (string, error) {
		page, err := change.List(v, s.Questions, register.Query{Filters: append(slices.Clone(of), register.Filter{Field: "order", Op: op, Values: []string{strconv.FormatInt(order, 10)}}), Sort: sort, Limit: 1, NoTotal: true})
		if err != nil || len(page.Rows) == 0 {
			return "", err
		}
		return page.Rows[0].Number, nil
	}
	if before, err = step(register.To, q.Value.Order-1, "-order"); err == nil {
		after, err = step(register.From, q.Value.Order+1, "order")
	}
	return before, after, int(all.Total), err
}
