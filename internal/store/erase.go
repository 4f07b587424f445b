package store

import (
	"context"

	"holdfast/internal/register"
	"holdfast/internal/retention"
)

// VersionsAfter implements retention.Port.
func (t *Tx) VersionsAfter(ctx context.Context, after retention.Mark, limit int) ([]register.Record, error) {
	return t.versions(ctx, "SELECT "+revisionColumns+`, deleted FROM revision WHERE org_id = $1 AND (kind, num, version) > ($2, $3, $4)
ORDER BY kind, num, version LIMIT $5`, t.Org(), after.Kind, after.Num, after.Version, limit)
}

// LatestOf implements retention.Port.
func (t *Tx) LatestOf(ctx context.Context, kind register.Kind, afterNum int64, limit int) ([]register.Record, error) {
	return t.versions(ctx, "SELECT "+revisionColumns+`, deleted FROM revision WHERE org_id = $1 AND kind = $2 AND num > $3 AND (valid_to = $4 OR deleted = 1)
ORDER BY num LIMIT $5`, t.Org(), string(kind), afterNum, forever, limit)
}

func (t *Tx) versions(ctx context.Context, query string, args ...any) ([]register.Record, error) {
	var out []register.Record
	err := t.Query(ctx, query, args, func(scan func(...any) error) error {
		var r register.Record
		var deleted int64
		err := scanRecord(&r, scan, &deleted)
		r.Deleted = deleted == 1
		out = append(out, r)
		return err
	})
	return out, err
}

const (
	// eras are all of a register, and erasOf those that a version may stand in: the
	// key of era_revision begins with them.
	eras = `SELECT e.era FROM era e WHERE e.org_id = $1 AND e.kind = $2
UNION SELECT c.era FROM register_count c WHERE c.org_id = $1 AND c.kind = $2`
	erasOf = `SELECT e.era FROM era e JOIN revision r ON r.org_id = e.org_id AND r.kind = e.kind AND r.num = $3 AND r.version = $4
WHERE e.org_id = $1 AND e.kind = $2 AND e.starts < r.valid_to AND e.ends > r.valid_from
UNION SELECT c.era FROM register_count c WHERE c.org_id = $1 AND c.kind = $2`
)

const setSlots = "t1 = $5, t2 = $6, t3 = $7, t4 = $8, t5 = $9, t6 = $10, t7 = $11, t8 = $12, i1 = $13, i2 = $14, i3 = $15, i4 = $16"

// RewriteVersion implements retention.Port.
func (t *Tx) RewriteVersion(ctx context.Context, r *register.Record, salt, hash string) error {
	args := []any{t.Org(), string(r.Kind), r.Num, r.Version}
	for _, s := range r.Slots.Text {
		args = append(args, s)
	}
	for _, n := range r.Slots.Number {
		args = append(args, n)
	}
	args = append(args, r.Words)
	full := append(args[:len(args):len(args)], string(r.Body))
	if err := t.outdated(ctx, r.Kind, r.Num); err != nil {
		return err
	}
	for _, table := range []string{"record", "revision"} {
		if _, err := t.Exec(ctx, "UPDATE "+table+" SET "+setSlots+`, words = $17, body = $18, salt = ''
WHERE org_id = $1 AND kind = $2 AND num = $3 AND version = $4`, full...); err != nil {
			return err
		}
	}
	// What the sets hold of the person goes now, not when they catch up.
	if err := t.index(ctx, t.Org(), string(r.Kind), r.Num, r.Num); err != nil {
		return err
	}
	if _, err := t.Exec(ctx, "UPDATE era_revision SET "+setSlots+", words = $17 WHERE org_id = $1 AND kind = $2 AND num = $3 AND version = $4 AND era IN ("+erasOf+")", args...); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `INSERT INTO erased_version (org_id, kind, id, version, salt, hash) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (org_id, kind, id, version) DO UPDATE SET salt = excluded.salt, hash = excluded.hash`, t.Org(), string(r.Kind), r.ID, r.Version, salt, hash)
	return err
}

// ErasedVersion gives the salt and the hash of the body that an erasure has put
// in the place of a version's; false when it has not.
func (t *Tx) ErasedVersion(ctx context.Context, kind register.Kind, id string, version int64) (salt, hash string, found bool, err error) {
	found, err = t.QueryRow(ctx, "SELECT salt, hash FROM erased_version WHERE org_id = $1 AND kind = $2 AND id = $3 AND version = $4",
		[]any{t.Org(), string(kind), id, version}, &salt, &hash)
	return salt, hash, found, err
}

// DropRecord implements retention.Port.
func (t *Tx) DropRecord(ctx context.Context, kind register.Kind, id string) (last int64, found bool, err error) {
	var num, from, to int64
	err = t.Query(ctx, "SELECT num, version, created_at, valid_from, valid_to, deleted FROM revision WHERE org_id = $1 AND id = $2 AND kind = $3 ORDER BY version DESC LIMIT 1",
		[]any{t.Org(), id, string(kind)}, func(scan func(...any) error) error {
			var since, deleted int64
			found = true
			err := scan(&num, &last, &from, &since, &to, &deleted)
			if deleted == 1 {
				to, last = since, last-1
			}
			return err
		})
	if err != nil || !found {
		return 0, false, err
	}
	if err := t.outdated(ctx, kind, num); err != nil {
		return 0, false, err
	}
	for _, q := range []string{
		"DELETE FROM link WHERE org_id = $1 AND (from_id = $2 OR to_id = $2)",
		"DELETE FROM revision WHERE org_id = $1 AND id = $2",
		"DELETE FROM erased_version WHERE org_id = $1 AND id = $2",
	} {
		if _, err := t.Exec(ctx, q, t.Org(), id); err != nil {
			return 0, false, err
		}
	}
	live, err := t.Exec(ctx, "DELETE FROM record WHERE org_id = $1 AND id = $2", t.Org(), id)
	if err != nil {
		return 0, false, err
	}
	if err := t.index(ctx, t.Org(), string(kind), num, num); err != nil {
		return 0, false, err
	}
	if _, err := t.Exec(ctx, "UPDATE register_count SET live = live - $3 WHERE org_id = $1 AND kind = $2", t.Org(), string(kind), live); err != nil {
		return 0, false, err
	}
	// As at any day of its life there was one record more.
	if _, err := t.Exec(ctx, "UPDATE register_live SET live = live - 1 WHERE org_id = $1 AND kind = $2 AND at >= $3 AND at < $4", t.Org(), string(kind), from, to); err != nil {
		return 0, false, err
	}
	_, err = t.Exec(ctx, "DELETE FROM era_revision WHERE org_id = $1 AND kind = $2 AND num = $3 AND era IN ("+eras+")", t.Org(), string(kind), num)
	return last, true, err
}

// EventsAfter implements retention.Port.
func (t *Tx) EventsAfter(ctx context.Context, after int64, limit int) ([]retention.EventRow, error) {
	var out []retention.EventRow
	err := t.Query(ctx, "SELECT seq, kind, id, payload FROM trail_event WHERE org_id = $1 AND seq > $2 AND payload IS NOT NULL ORDER BY seq LIMIT $3",
		[]any{t.Org(), after, limit}, func(scan func(...any) error) error {
			var e retention.EventRow
			err := scan(&e.Seq, &e.Kind, &e.ID, &e.Payload)
			out = append(out, e)
			return err
		})
	return out, err
}

// EventsOf implements retention.Port.
func (t *Tx) EventsOf(ctx context.Context, id string) ([]int64, error) {
	var out []int64
	err := t.Query(ctx, "SELECT seq FROM trail_event WHERE org_id = $1 AND id = $2 AND payload IS NOT NULL ORDER BY seq", []any{t.Org(), id}, func(scan func(...any) error) error {
		var seq int64
		err := scan(&seq)
		out = append(out, seq)
		return err
	})
	return out, err
}

// EmptyEvents implements retention.Port: the leaves stay.
func (t *Tx) EmptyEvents(ctx context.Context, seqs []int64) error {
	for _, seq := range seqs {
		if _, err := t.Exec(ctx, "UPDATE trail_event SET salt = NULL, payload = NULL WHERE org_id = $1 AND seq = $2", t.Org(), seq); err != nil {
			return err
		}
	}
	return nil
}

var (
	_ retention.Port         = (*Tx)(nil)
	_ retention.Installation = (*Store)(nil)
)
