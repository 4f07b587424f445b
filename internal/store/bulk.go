package store

import (
	"context"

	"holdfast/internal/bulk"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

var (
	_ bulk.Store    = (*Tx)(nil)
	_ links.Records = (*Tx)(nil)
)

// together is how many records one statement reads. Fewer than that are asked
// for with the last one repeated, so that there is one statement to plan.
const together = 100

const versionColumns = "kind, id, num, version, created_at, created_by, valid_from, updated_by, " + slotColumns + ", words, salt, hash, body"

var (
	recordsByNum   = "SELECT " + recordColumns + " FROM record WHERE org_id = $1 AND kind = $2 AND num IN (" + list(3, together) + ")"
	recordsByID    = "SELECT " + recordColumns + " FROM record WHERE org_id = $1 AND kind = $2 AND id IN (" + list(3, together) + ")"
	revisionsByNum = "SELECT " + versionColumns + " FROM revision WHERE org_id = $1 AND kind = $2 AND version >= $3 AND version <= $4 AND deleted = 0 AND num IN (" + list(5, together) + ")"
)

// RecordsByNum implements bulk.Store.
func (t *Tx) RecordsByNum(ctx context.Context, kind register.Kind, nums []int64) ([]register.Record, error) {
	return many(ctx, t, recordsByNum, []any{t.Org(), string(kind)}, nums)
}

// RevisionsByNum implements bulk.Store.
func (t *Tx) RevisionsByNum(ctx context.Context, kind register.Kind, nums []int64, first, last int64) ([]register.Record, error) {
	return many(ctx, t, revisionsByNum, []any{t.Org(), string(kind), first, last}, nums)
}

// RecordsByID implements links.Records.
func (t *Tx) RecordsByID(ctx context.Context, kind register.Kind, ids []string) ([]register.Record, error) {
	return many(ctx, t, recordsByID, []any{t.Org(), string(kind)}, ids)
}

// many runs a statement for so many names of records at a time.
func many[T any](ctx context.Context, t *Tx, query string, with []any, names []T) ([]register.Record, error) {
	out := make([]register.Record, 0, len(names))
	for len(names) > 0 {
		args := append(make([]any, 0, len(with)+together), with...)
		n := min(len(names), together)
		for i := range together {
			args = append(args, names[min(i, n-1)])
		}
		names = names[n:]
		err := t.Query(ctx, query, args, func(scan func(...any) error) error {
			var r register.Record
			err := scanRecord(&r, scan)
			out = append(out, r)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
