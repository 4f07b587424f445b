package bid

import (
	"context"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/win/notice"
)

// Accept takes a notice on as a bid of a legal entity: the bid and the decision
// are one change. Conflict when it has been taken on already.
func (s *Service) Accept(ctx context.Context, by By, key, entity, owner string) (Row, error) {
	var row Row
	_, err := s.door.Do(ctx, by.Request("notice-decision.accept", []string{key, entity}), func(tx *change.Tx) error {
		n, err := shelved(tx, ctx, key)
		if err != nil {
			return err
		}
		b := FromNotice(&n.Notice)
		b.Entity, b.Owner = entity, owner
		row, err = s.takeOn(tx, b)
		return err
	})
	return row, err
}

// Dismiss says that a notice is not for us, and why.
func (s *Service) Dismiss(ctx context.Context, by By, key string) error {
	_, err := s.door.Do(ctx, by.Request("notice-decision.dismiss", key), func(tx *change.Tx) error {
		if _, err := shelved(tx, ctx, key); err != nil {
			return err
		}
		_, err := change.Insert(tx, notice.Decisions, notice.Decision{Notice: key, State: notice.Dismissed, Reason: by.Reason})
		return err
	})
	return err
}

// Shelf gives the notices as a transaction sees them.
func Shelf(in *change.View) notice.Shelf { return in.Port().(notice.Shelf) }

func shelved(tx *change.Tx, ctx context.Context, key string) (notice.Stored, error) {
	n, found, err := Shelf(&tx.View).Notice(ctx, key)
	if err == nil && !found {
		err = errs.New(errs.NotFound, "There is no such notice.")
	}
	return n, err
}
