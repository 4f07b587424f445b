package store

import (
	"context"

	"holdfast/internal/change"
	"holdfast/internal/share/report"
)

var _ report.Store = (*Tx)(nil)

// LinksBetween implements report.Store.
func (t *Tx) LinksBetween(ctx context.Context, from, to int64) (joined, parted []change.Link, err error) {
	read := func(query string) (out []change.Link, err error) {
		err = t.Query(ctx, query, []any{t.Org(), from, to}, func(scan func(...any) error) error {
			var l change.Link
			err := scan(&l.From, &l.To, &l.FromKind, &l.ToKind, &l.Role, &l.At)
			out = append(out, l)
			return err
		})
		return out, err
	}
	joined, err = read(`SELECT from_id, to_id, from_kind, to_kind, role, created_at FROM link WHERE org_id = $1 AND created_at > $2 AND created_at <= $3
UNION ALL
SELECT from_id, to_id, from_kind, to_kind, role, valid_from FROM link_past WHERE org_id = $1 AND valid_from > $2 AND valid_from <= $3 AND valid_to > $3
ORDER BY 6, 1, 2, 5`)
	if err != nil {
		return nil, nil, err
	}
	parted, err = read(`SELECT from_id, to_id, from_kind, to_kind, role, valid_to FROM link_past
WHERE org_id = $1 AND valid_from <= $2 AND valid_to > $2 AND valid_to <= $3 ORDER BY 6, 1, 2, 5`)
	return joined, parted, err
}
