package store

import (
	"context"

	"holdfast/internal/bulk"
	"holdfast/internal/register"
)

var _ bulk.Store = (*Tx)(nil)

// together is how many records one statement reads. Fewer than that are asked
// for with the last one repeated, so that there is one statement to plan.
const together = 100

const versionColumns = "kind, id, num, version, created_at, created_by, valid_from, updated_by, " + slotColumns + ", words, salt, hash, body"

var (
	recordsByNum   = "SELECT " + recordColumns + " FROM record WHERE org_id = $1 AND kind = $2 AND num IN (" + list(3, together) + ")"
	revisionsByNum = "SELECT " + versionColumns + " FROM revision WHERE org_id = $1 AND kind = $2 AND version >= $3 AND version <= $4 AND deleted = 0 AND num IN (" + list(5, together) + ")"
)

// RecordsByNum implements bulk.Store.
func (t *Tx) RecordsByNum(ctx context.Context, kind register.Kind, nums []int64) ([]register.Record, error) {
	return t.byNum(ctx, recordsByNum, []any{t.Org(), string(kind)}, nums)
}

// RevisionsByNum implements bulk.Store.
func (t *Tx) RevisionsByNum(ctx context.Context, kind register.Kind, nums []int64, first, last int64) ([]register.Record, error) {
	return t.byNum(ctx, revisionsByNum, []any{t.Org(), string(kind), first, last}, nums)
}

func (t *Tx) byNum(ctx context.Context, query string, with []any, nums []int64) ([]register.Record, error) {
	out := make([]register.Record, 0, len(nums))
	for len(nums) > 0 {
		args := append(make([]any, 0, len(with)+together), with...)
		n := min(len(nums), together)
		for i := range together {
			args = append(args, nums[min(i, n-1)])
		}
		nums = nums[n:]
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
