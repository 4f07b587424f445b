package store

import (
	"context"

	"holdfast/internal/links"
	"holdfast/internal/register"
)

var _ links.Store = (*Tx)(nil)

const (
	kindLinks = `SELECT l.from_id, l.to_id, l.from_kind, l.to_kind, l.role, l.created_at, a.num, b.num FROM link l
JOIN record a ON a.org_id = l.org_id AND a.id = l.from_id JOIN record b ON b.org_id = l.org_id AND b.id = l.to_id
WHERE l.org_id = $1 AND `
	linkEnds = "SELECT l.from_id, l.to_id, l.from_kind, l.to_kind, l.role, "
	// A record that is there no more still has its number in its history.
	linkNums = `(SELECT r.num FROM revision r WHERE r.org_id = l.org_id AND r.id = l.from_id ORDER BY r.version LIMIT 1),
(SELECT r.num FROM revision r WHERE r.org_id = l.org_id AND r.id = l.to_id ORDER BY r.version LIMIT 1)`
	linksThen = linkEnds + "l.created_at, " + linkNums + " FROM link l WHERE l.org_id = $1 AND l.created_at <= $3 AND "
	linksPast = linkEnds + "l.valid_from, " + linkNums + " FROM link_past l WHERE l.org_id = $1 AND l.valid_from <= $3 AND l.valid_to > $3 AND "
	// A link within the kind is in the first half alone; each half walks an index.
	linkFrom  = "l.from_kind = $2"
	linkTo    = "l.to_kind = $2 AND l.from_kind <> $2"
	linkOrder = " ORDER BY 7, 8, 5"
)

// KindLinks implements links.Store.
func (t *Tx) KindLinks(ctx context.Context, kind register.Kind, asAt int64) ([]links.Linked, error) {
	query, args := kindLinks+linkFrom+" UNION ALL "+kindLinks+linkTo+linkOrder, []any{t.Org(), string(kind)}
	if asAt != 0 {
		query = linksThen + linkFrom + " UNION ALL " + linksPast + linkFrom + " UNION ALL " + linksThen + linkTo + " UNION ALL " + linksPast + linkTo + linkOrder
		args = append(args, asAt)
	}
	var out []links.Linked
	err := t.Query(ctx, query, args, func(scan func(...any) error) error {
		var l links.Linked
		err := scan(&l.From, &l.To, &l.FromKind, &l.ToKind, &l.Role, &l.At, &l.FromNum, &l.ToNum)
		out = append(out, l)
		return err
	})
	return out, err
}
