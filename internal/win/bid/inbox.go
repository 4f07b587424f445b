package bid

import (
	"context"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/win/notice"
)

// Accept takes a notice on as a bid of a legal entity: the bid and the decision
// are one change. Conflict when it has been taken on already.
func (s *Service) Accept(ctx context.Context, by By, key, entity, owner string) (Row, error) {
	return s.write(ctx, by, "notice-decision.accept", []string{key, entity, owner}, func(tx *change.Tx) (Row, error) {
		n, err := shelved(tx, ctx, key)
		if err != nil {
			return Row{}, err
		}
		b := FromNotice(&n.Notice)
		b.Entity, b.Owner = entity, owner
		return s.takeOn(tx, b)
	})
}

// Dismiss says that a notice is not for us, and why. Conflict when it has been
// taken on.
func (s *Service) Dismiss(ctx context.Context, by By, key string) error {
	_, err := s.door.Do(ctx, by.Request("notice-decision.dismiss", key), func(tx *change.Tx) error {
		if _, err := shelved(tx, ctx, key); err != nil {
			return err
		}
		if err := s.notTaken(tx, key); err != nil {
			return err
		}
		return decide(tx, notice.Decision{Notice: key, State: notice.Dismissed, Reason: strings.TrimSpace(by.Reason)})
	})
	return err
}

// decide records what is done with a notice, in place of an earlier decision.
func decide(tx *change.Tx, d notice.Decision) error {
	for row, err := range change.All(tx, notice.Decisions, register.Query{Filters: []register.Filter{register.Where("notice", d.Notice)}}) {
		switch {
		case err != nil:
			return err
		case row.Value.Notice == d.Notice:
			_, err = change.Put(tx, notice.Decisions, row.ID, row.Version, d)
			return err
		}
	}
	_, err := change.Insert(tx, notice.Decisions, d)
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
