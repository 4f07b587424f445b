package feed

import (
	"context"
	"errors"

	"holdfast/internal/win/notice"
)

// Quiet gives a store that is not told of batches that change nothing: walks
// overlap, and an hourly leaf that says "as before" would only hide the others.
func Quiet(s notice.Store) notice.Store { return quiet{s} }

type quiet struct{ notice.Store }

var errNothing = errors.New("nothing has changed")

func (q quiet) ImportNotices(ctx context.Context, batch *notice.Batch, fn func(notice.Tx) error) error {
	err := q.Store.ImportNotices(ctx, batch, func(tx notice.Tx) error {
		err := fn(tx)
		if err == nil && batch.New+batch.Updated == 0 {
			return errNothing
		}
		return err
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}
