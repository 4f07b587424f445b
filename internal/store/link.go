package store

import (
	"context"

	"holdfast/internal/change"
)

// Join implements change.Port.
func (t *Tx) Join(ctx context.Context, l change.Link) (bool, error) {
	n, err := t.Exec(ctx, `INSERT INTO link (org_id, from_id, to_id, role, from_kind, to_kind, created_at)
SELECT f.org_id, f.id, t.id, CAST($4 AS TEXT), f.kind, t.kind, CAST($5 AS BIGINT)
FROM record f JOIN record t ON t.org_id = f.org_id AND t.id = $3
WHERE f.org_id = $1 AND f.id = $2
ON CONFLICT (org_id, from_id, to_id, role) DO NOTHING`, t.Org(), l.From, l.To, l.Role, l.At)
	return n == 1, err
}

// Part implements change.Port.
func (t *Tx) Part(ctx context.Context, l change.Link) (bool, error) {
	n, err := t.Exec(ctx, `INSERT INTO link_past (org_id, from_id, to_id, role, from_kind, to_kind, valid_from, valid_to)
SELECT org_id, from_id, to_id, role, from_kind, to_kind, created_at, CAST($5 AS BIGINT)
FROM link WHERE org_id = $1 AND from_id = $2 AND to_id = $3 AND role = $4`, t.Org(), l.From, l.To, l.Role, l.At)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = t.Exec(ctx, "DELETE FROM link WHERE org_id = $1 AND from_id = $2 AND to_id = $3 AND role = $4", t.Org(), l.From, l.To, l.Role)
	return true, err
}

// Links implements change.Port.
func (t *Tx) Links(ctx context.Context, id string, asAt int64) ([]change.Link, error) {
	query := `SELECT from_id, to_id, from_kind, to_kind, role, created_at FROM link WHERE org_id = $1 AND (from_id = $2 OR to_id = $2)
ORDER BY created_at, from_id, to_id, role`
	args := []any{t.Org(), id}
	if asAt != 0 {
		query = `SELECT from_id, to_id, from_kind, to_kind, role, created_at FROM link WHERE org_id = $1 AND (from_id = $2 OR to_id = $2) AND created_at <= $3
UNION ALL
SELECT from_id, to_id, from_kind, to_kind, role, valid_from FROM link_past WHERE org_id = $1 AND (from_id = $2 OR to_id = $2) AND valid_from <= $3 AND valid_to > $3
ORDER BY 6, 1, 2, 5`
		args = append(args, asAt)
	}
	var out []change.Link
	err := t.Query(ctx, query, args, func(scan func(...any) error) error {
		var l change.Link
		err := scan(&l.From, &l.To, &l.FromKind, &l.ToKind, &l.Role, &l.At)
		out = append(out, l)
		return err
	})
	return out, err
}
