package questionnaire

import (
	"context"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/win/bid"
)

// Follow lets questionnaires go with their bids, for the schedule of retention:
// each, and each of its questions, is told the last day of the bid's contract; those
// of a bid that is gone end too, and questions whose questionnaire is gone. It
// gives how many questionnaires it changed.
func (s *Service) Follow(ctx context.Context, by change.By, ends func(*bid.Bid) civil.Date) (changed int, err error) {
	type step struct {
		row  Row
		ends civil.Date
		gone bool
	}
	var steps []step
	var lost []QuestionRow
	err = s.Door.See(ctx, by.Actor, func(v *change.View) error {
		steps, lost = nil, nil
		last, there := map[string]civil.Date{}, map[string]bool{}
		for b, err := range change.All(v, s.Answers.Bids, register.Query{NoTotal: true}) {
			if err != nil {
				return err
			}
			last[b.Number] = ends(&b.Value)
		}
		for row, err := range change.All(v, s.Sets, register.Query{NoTotal: true}) {
			if err != nil {
				return err
			}
			there[row.Number] = true
			if day, ok := last[row.Value.Bid]; !ok || day != row.Value.Ends {
				steps = append(steps, step{row, day, !ok})
			}
		}
		for q, err := range change.All(v, s.Questions, register.Query{NoTotal: true, Limit: register.MaxLimit}) {
			if err != nil {
				return err
			}
			if !there[q.Value.Questionnaire] {
				lost = append(lost, q)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, one := range steps {
		_, err := s.Door.Do(ctx, by.Request(string(Kind)+".follow", nil), func(tx *change.Tx) error {
			if one.gone {
				return s.Remove(tx, one.row.ID, one.row.Version)
			}
			return s.until(tx, one.row, one.ends)
		})
		if code := errs.CodeOf(err); code == errs.Conflict || code == errs.NotFound {
			continue // somebody was there first: the next look sees to it
		}
		if err != nil {
			return changed, err
		}
		changed++
	}
	if len(lost) == 0 {
		return changed, nil
	}
	_, err = s.Door.Do(ctx, by.Request(string(Kind)+".follow", nil), func(tx *change.Tx) error {
		for _, q := range lost {
			if err := change.Delete(tx, s.Questions, q.ID, q.Version); err != nil {
				return err
			}
		}
		return nil
	})
	if code := errs.CodeOf(err); code == errs.Conflict || code == errs.NotFound {
		err = nil
	}
	return changed, err
}

// until tells a questionnaire and its questions the last day of its bid.
func (s *Service) until(tx *change.Tx, row Row, day civil.Date) error {
	set := row.Value
	set.Ends = day
	if _, err := change.Put(tx, s.Sets, row.ID, row.Version, set); err != nil {
		return err
	}
	all, err := s.All(tx, row.Number)
	if err != nil {
		return err
	}
	for _, q := range all {
		next := q.Value
		next.Ends = day
		if _, err := change.Put(tx, s.Questions, q.ID, q.Version, next); err != nil {
			return err
		}
	}
	return nil
}
