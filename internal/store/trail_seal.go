package store

import (
	"context"
	"encoding/hex"

	"holdfast/internal/proof"
)

var (
	_ proof.Store  = (*Store)(nil)
	_ proof.Pen    = (*Tx)(nil)
	_ proof.Source = (*Tx)(nil)
)

// LookAtTrail implements proof.Store.
func (s *Store) LookAtTrail(ctx context.Context, org string, fn func(proof.Shelf) error) error {
	return s.View(ctx, Org(org), func(tx *Tx) error { return fn(tx) })
}

// WriteTrail implements proof.Store.
func (s *Store) WriteTrail(ctx context.Context, org string, fn func(proof.Pen) error) error {
	return s.In(ctx, Org(org), func(tx *Tx) error { return fn(tx) })
}

// TrailSize implements proof.Shelf.
func (t *Tx) TrailSize(ctx context.Context) (int64, error) {
	return t.number(ctx, "SELECT size FROM trail_head WHERE org_id = $1")
}

// TrailSealed implements proof.Shelf.
func (t *Tx) TrailSealed(ctx context.Context) (int64, error) {
	return t.number(ctx, "SELECT size FROM trail_seal WHERE org_id = $1")
}

// number reads one number of the organisation, 0 when there is none.
func (t *Tx) number(ctx context.Context, query string) (int64, error) {
	var n int64
	_, err := t.QueryRow(ctx, query, []any{t.Org()}, &n)
	return n, err
}

// TrailLeaves implements proof.Shelf.
func (t *Tx) TrailLeaves(ctx context.Context, from, to int64, each func(seq int64, leaf []byte) error) error {
	return t.Query(ctx, "SELECT seq, leaf FROM trail_event WHERE org_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq",
		[]any{t.Org(), from, to}, func(scan func(...any) error) error {
			var seq int64
			var leaf []byte
			if err := scan(&seq, &leaf); err != nil {
				return err
			}
			return each(seq, leaf)
		})
}

// TrailTile implements proof.Shelf.
func (t *Tx) TrailTile(ctx context.Context, level int, n int64) ([]byte, error) {
	var hashes []byte
	_, err := t.QueryRow(ctx, "SELECT hashes FROM trail_tile WHERE org_id = $1 AND level = $2 AND num = $3", []any{t.Org(), level, n}, &hashes)
	return hashes, err
}

// SealTrail implements proof.Pen.
func (t *Tx) SealTrail(ctx context.Context, from, to int64, tiles []proof.Tile) (bool, error) {
	if _, err := t.Exec(ctx, "INSERT INTO trail_seal (org_id, size) VALUES ($1, 0) ON CONFLICT (org_id) DO NOTHING", t.Org()); err != nil {
		return false, err
	}
	n, err := t.Exec(ctx, "UPDATE trail_seal SET size = $3 WHERE org_id = $1 AND size = $2", t.Org(), from, to)
	if err != nil || n == 0 {
		return false, err
	}
	for _, tile := range tiles {
		_, err := t.Exec(ctx, `INSERT INTO trail_tile (org_id, level, num, hashes) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, level, num) DO UPDATE SET hashes = excluded.hashes`, t.Org(), tile.Level, tile.N, tile.Hashes)
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

const checkpointColumns = "SELECT num, size, at, note FROM checkpoint WHERE org_id = $1"

// LastCheckpoint implements proof.Shelf.
func (t *Tx) LastCheckpoint(ctx context.Context) (proof.Stored, bool, error) {
	return t.checkpoint(ctx, checkpointColumns+" ORDER BY num DESC LIMIT 1", t.Org())
}

// CheckpointNumber implements proof.Shelf.
func (t *Tx) CheckpointNumber(ctx context.Context, number int64) (proof.Stored, bool, error) {
	return t.checkpoint(ctx, checkpointColumns+" AND num = $2", t.Org(), number)
}

func (t *Tx) checkpoint(ctx context.Context, query string, args ...any) (proof.Stored, bool, error) {
	var c proof.Stored
	found, err := t.QueryRow(ctx, query, args, &c.Number, &c.Size, &c.At, &c.Note)
	return c, found, err
}

// Checkpoints implements proof.Shelf.
func (t *Tx) Checkpoints(ctx context.Context, each func(proof.Stored) error) error {
	return t.Query(ctx, checkpointColumns+" ORDER BY num", []any{t.Org()}, func(scan func(...any) error) error {
		var c proof.Stored
		if err := scan(&c.Number, &c.Size, &c.At, &c.Note); err != nil {
			return err
		}
		return each(c)
	})
}

// KeepCheckpoint implements proof.Pen.
func (t *Tx) KeepCheckpoint(ctx context.Context, c proof.Stored) (bool, error) {
	n, err := t.Exec(ctx, "INSERT INTO checkpoint (org_id, num, size, at, note) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, num) DO NOTHING",
		t.Org(), c.Number, c.Size, c.At, string(c.Note))
	return n == 1, err
}

// TrailBehind is an organisation whose trail has grown since it was last signed.
type TrailBehind struct {
	Org    string
	Size   int64 // events
	Sealed int64 // of them hashed
	// Signed is when it was last signed, microseconds UTC; 0 when never.
	Signed int64
}

// TrailsBehind lists the organisations of the scope with events that no
// checkpoint covers, and those that have fewer than were hashed or signed, which
// a sealer refuses.
func (t *Tx) TrailsBehind(ctx context.Context) ([]TrailBehind, error) {
	where, args := "", []any(nil)
	if t.scope.system == "" {
		where = " AND h.org_id IN (" + list(1, len(t.scope.orgs)) + ")"
		for _, o := range t.scope.orgs {
			args = append(args, o)
		}
	}
	var out []TrailBehind
	err := t.Query(ctx, `SELECT h.org_id, h.size, COALESCE(s.size, 0), COALESCE(c.at, 0) FROM trail_head h
LEFT JOIN trail_seal s ON s.org_id = h.org_id
LEFT JOIN checkpoint c ON c.org_id = h.org_id AND c.num = (SELECT MAX(l.num) FROM checkpoint l WHERE l.org_id = h.org_id)
WHERE (h.size <> COALESCE(c.size, 0) OR h.size <> COALESCE(s.size, 0))`+where+" ORDER BY h.org_id", args, func(scan func(...any) error) error {
		var b TrailBehind
		err := scan(&b.Org, &b.Size, &b.Sealed, &b.Signed)
		out = append(out, b)
		return err
	})
	return out, err
}

// TrailEntries implements proof.Source.
func (t *Tx) TrailEntries(ctx context.Context, each func(proof.Entry) error) error {
	return t.Query(ctx, "SELECT seq, at, kind, id, leaf, salt, payload FROM trail_event WHERE org_id = $1 ORDER BY seq", []any{t.Org()},
		func(scan func(...any) error) error {
			var e proof.Entry
			if err := scan(&e.Seq, &e.At, &e.Kind, &e.ID, &e.Leaf, &e.Salt, &e.Payload); err != nil {
				return err
			}
			return each(e)
		})
}

// TrailRecords implements proof.Source. A record that an erasure has rewritten
// comes with the salt that belongs to what it holds now.
func (t *Tx) TrailRecords(ctx context.Context, asAt int64, each func(proof.Record) error) error {
	from, then, args := "record", "", []any{t.Org()}
	if asAt != 0 {
		from, then, args = "revision", " AND r.deleted = 0 AND r.valid_from <= $2 AND r.valid_to > $2", append(args, asAt)
	}
	return t.Query(ctx, `SELECT r.kind, r.id, r.version, CASE WHEN r.salt = '' THEN COALESCE(e.salt, '') ELSE r.salt END, r.body FROM `+from+` r
LEFT JOIN erased_version e ON e.org_id = r.org_id AND e.kind = r.kind AND e.id = r.id AND e.version = r.version
WHERE r.org_id = $1`+then+` ORDER BY r.kind, r.num`, args, func(scan func(...any) error) error {
		var r proof.Record
		var salt string
		err := scan(&r.Kind, &r.ID, &r.Version, &salt, &r.Body)
		if err == nil {
			r.Salt, err = hex.DecodeString(salt)
		}
		if err != nil {
			return err
		}
		return each(r)
	})
}

// ExportTrail runs fn in one snapshot of an organisation, for a bundle.
func (s *Store) ExportTrail(ctx context.Context, org string, fn func(proof.Source) error) error {
	return s.View(ctx, Org(org), func(tx *Tx) error { return fn(tx) })
}
