package store

import (
	"context"
	"math"
	"strings"

	"holdfast/internal/register"
)

// forever is valid_to of the latest version.
const forever = int64(math.MaxInt64)

const (
	slotColumns   = "t1, t2, t3, t4, t5, t6, t7, t8, i1, i2, i3, i4"
	recordColumns = "kind, id, num, version, created_at, created_by, updated_at, updated_by, " + slotColumns + ", words, salt, hash, body"
)

func scanRecord(r *register.Record, scan func(...any) error, more ...any) error {
	s := &r.Slots
	dest := []any{
		&r.Kind, &r.ID, &r.Num, &r.Version, &r.CreatedAt, &r.CreatedBy, &r.UpdatedAt, &r.UpdatedBy,
		&s.Text[0], &s.Text[1], &s.Text[2], &s.Text[3], &s.Text[4], &s.Text[5], &s.Text[6], &s.Text[7],
		&s.Number[0], &s.Number[1], &s.Number[2], &s.Number[3],
		&r.Words, &r.Salt, &r.Hash, &r.Body,
	}
	return scan(append(dest, more...)...)
}

// slotArgs adds the slots, words, salt, hash and body to args.
func slotArgs(args []any, r *register.Record) []any {
	for _, t := range r.Slots.Text {
		args = append(args, t)
	}
	for _, n := range r.Slots.Number {
		args = append(args, n)
	}
	return append(args, r.Words, r.Salt, r.Hash, string(r.Body))
}

// Find implements change.Port.
func (t *Tx) Find(ctx context.Context, kind register.Kind, id string) (register.Record, bool, error) {
	return t.one(ctx, "SELECT "+recordColumns+" FROM record WHERE org_id = $1 AND id = $2 AND kind = $3", t.Org(), id, string(kind))
}

// FindNumber implements change.Port.
func (t *Tx) FindNumber(ctx context.Context, kind register.Kind, num int64) (register.Record, bool, error) {
	return t.one(ctx, "SELECT "+recordColumns+" FROM record WHERE org_id = $1 AND kind = $2 AND num = $3", t.Org(), string(kind), num)
}

func (t *Tx) one(ctx context.Context, query string, args ...any) (register.Record, bool, error) {
	var rec register.Record
	found := false
	err := t.Query(ctx, query, args, func(scan func(...any) error) error {
		found = true
		return scanRecord(&rec, scan)
	})
	return rec, found, err
}

// Create implements change.Port.
func (t *Tx) Create(ctx context.Context, r *register.Record) error {
	c, err := t.born(ctx, r.Kind, r.UpdatedAt)
	if err != nil {
		return err
	}
	r.Num = c.last
	args := []any{t.Org(), string(r.Kind), r.ID, r.Num, r.Version, r.CreatedAt, r.CreatedBy, r.UpdatedAt, r.UpdatedBy}
	_, err = t.Exec(ctx, `INSERT INTO record (org_id, kind, id, num, version, created_at, created_by, updated_at, updated_by, `+slotColumns+`, words, salt, hash, body)
VALUES (`+insertParams+`)`, slotArgs(args, r)...)
	if err != nil {
		return err
	}
	if err := t.revise(ctx, r, forever, 0); err != nil {
		return err
	}
	if err := t.unindexed(ctx, r.Kind, r.Num); err != nil {
		return err
	}
	return t.turn(ctx, r.Kind, &c, r.UpdatedAt)
}

// insertParams are $1 to $25: nine columns, twelve slots, words, salt, hash, body.
var insertParams = list(1, 25)

// Replace implements change.Port.
func (t *Tx) Replace(ctx context.Context, r *register.Record, was int64) (bool, error) {
	if err := t.outdated(ctx, r.Kind, r.Num); err != nil {
		return false, err
	}
	args := []any{t.Org(), r.ID, was, r.Version, r.UpdatedAt, r.UpdatedBy}
	n, err := t.Exec(ctx, `UPDATE record SET version = $4, updated_at = $5, updated_by = $6,
t1 = $7, t2 = $8, t3 = $9, t4 = $10, t5 = $11, t6 = $12, t7 = $13, t8 = $14, i1 = $15, i2 = $16, i3 = $17, i4 = $18,
words = $19, salt = $20, hash = $21, body = $22
WHERE org_id = $1 AND id = $2 AND version = $3`, slotArgs(args, r)...)
	if err != nil || n == 0 {
		return false, err
	}
	c, err := t.end(ctx, r, was, r.UpdatedAt, 0)
	if err != nil {
		return false, err
	}
	if err := t.revise(ctx, r, forever, 0); err != nil {
		return false, err
	}
	return true, t.turn(ctx, r.Kind, &c, r.UpdatedAt)
}

// Remove implements change.Port.
func (t *Tx) Remove(ctx context.Context, r *register.Record, at int64, by string) (bool, error) {
	links, err := t.Links(ctx, r.ID, 0)
	if err != nil {
		return false, err
	}
	for _, l := range links {
		l.At = at
		if _, err := t.Part(ctx, l); err != nil {
			return false, err
		}
	}
	if err := t.outdated(ctx, r.Kind, r.Num); err != nil {
		return false, err
	}
	n, err := t.Exec(ctx, "DELETE FROM record WHERE org_id = $1 AND id = $2 AND version = $3", t.Org(), r.ID, r.Version)
	if err != nil || n == 0 {
		return false, err
	}
	last := *r
	last.UpdatedAt, last.UpdatedBy = max(at, r.UpdatedAt+1), by
	c, err := t.end(ctx, r, r.Version, last.UpdatedAt, -1)
	if err != nil {
		return false, err
	}
	last.Version++
	if err := t.revise(ctx, &last, last.UpdatedAt, 1); err != nil {
		return false, err
	}
	return true, t.turn(ctx, r.Kind, &c, last.UpdatedAt)
}

// end closes a version; by is -1 when its record ends too.
func (t *Tx) end(ctx context.Context, r *register.Record, version, at, by int64) (tally, error) {
	_, err := t.Exec(ctx, "UPDATE revision SET valid_to = $5 WHERE org_id = $1 AND kind = $2 AND num = $3 AND version = $4",
		t.Org(), string(r.Kind), r.Num, version, at)
	if err != nil {
		return tally{}, err
	}
	c, err := t.moved(ctx, r.Kind, at, by)
	if err != nil {
		return c, err
	}
	return c, t.ended(ctx, r.Kind, &c, r.Num, version, at)
}

// revise adds a version to the history.
func (t *Tx) revise(ctx context.Context, r *register.Record, to int64, deleted int) error {
	args := []any{t.Org(), string(r.Kind), r.ID, r.Num, r.Version, r.CreatedAt, r.CreatedBy, r.UpdatedAt, r.UpdatedBy}
	args = append(slotArgs(args, r), to, deleted)
	_, err := t.Exec(ctx, `INSERT INTO revision (org_id, kind, id, num, version, created_at, created_by, valid_from, updated_by, `+slotColumns+`, words, salt, hash, body, valid_to, deleted)
VALUES (`+reviseParams+`)`, args...)
	return err
}

var (
	reviseParams    = list(1, 27)
	revisionColumns = strings.Replace(recordColumns, "updated_at", "valid_from", 1)
)

// History implements change.Port.
func (t *Tx) History(ctx context.Context, kind register.Kind, id string) ([]register.Record, error) {
	var out []register.Record
	err := t.Query(ctx, "SELECT "+revisionColumns+", deleted FROM revision WHERE org_id = $1 AND id = $2 AND kind = $3 ORDER BY version DESC",
		[]any{t.Org(), id, string(kind)}, func(scan func(...any) error) error {
			var r register.Record
			var deleted int64
			err := scanRecord(&r, scan, &deleted)
			r.Deleted = deleted == 1
			out = append(out, r)
			return err
		})
	return out, err
}
