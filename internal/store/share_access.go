package store

import (
	"context"

	"holdfast/internal/share/access"
)

// KeepAccess implements access.Store: one transaction for each organisation of
// the batch.
func (s *Store) KeepAccess(ctx context.Context, entries []access.Entry) error {
	byOrg := map[string][]access.Entry{}
	for _, e := range access.Merge(entries) {
		byOrg[e.Org] = append(byOrg[e.Org], e)
	}
	for org, list := range byOrg {
		err := s.In(ctx, Org(org), func(tx *Tx) error {
			for _, e := range list {
				if _, err := tx.Exec(ctx, `INSERT INTO outside_access (org_id, id, at, who, room, address, what, about, status, count)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (org_id, id) DO UPDATE SET count = outside_access.count + excluded.count`,
					org, e.ID, e.At, e.Who, e.Room, e.Address, e.What, e.About, e.Status, e.Count); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func accessWhere(org string, q access.Query) *listQuery {
	l := &listQuery{}
	l.and("org_id = " + l.arg(org))
	switch q.Who {
	case "":
	case access.Auditors:
		l.and("who <> " + l.arg(access.Public))
	default:
		l.and("who = " + l.arg(q.Who))
	}
	if q.Room != "" {
		l.and("room = " + l.arg(q.Room))
	}
	if q.What != "" {
		l.and("what = " + l.arg(q.What))
	}
	if q.From != 0 {
		l.and("at >= " + l.arg(q.From))
	}
	if q.To != 0 {
		l.and("at < " + l.arg(q.To))
	}
	return l
}

// AccessLog implements access.Store.
func (s *Store) AccessLog(ctx context.Context, org string, q access.Query) ([]access.Entry, error) {
	l := accessWhere(org, q)
	if q.BeforeID != "" {
		l.and("(at, id) < (" + l.arg(q.BeforeAt) + ", " + l.arg(q.BeforeID) + ")")
	}
	limit := q.Limit
	if limit <= 0 {
		limit = 100
	}
	text := "SELECT id, at, who, room, address, what, about, status, count FROM outside_access WHERE " + l.text.String() +
		" ORDER BY at DESC, id DESC LIMIT " + l.arg(limit)
	out := []access.Entry{}
	err := s.View(ctx, Org(org), func(tx *Tx) error {
		return tx.Query(ctx, text, l.args, func(scan func(...any) error) error {
			e := access.Entry{Org: org}
			err := scan(&e.ID, &e.At, &e.Who, &e.Room, &e.Address, &e.What, &e.About, &e.Status, &e.Count)
			out = append(out, e)
			return err
		})
	})
	return out, err
}

// AccessCount implements access.Store.
func (s *Store) AccessCount(ctx context.Context, org string, q access.Query) (int64, error) {
	l := accessWhere(org, q)
	var n int64
	err := s.View(ctx, Org(org), func(tx *Tx) error {
		_, err := tx.QueryRow(ctx, "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM outside_access WHERE "+l.text.String(), l.args, &n)
		return err
	})
	return n, err
}

// SweepAccess implements access.Store.
func (s *Store) SweepAccess(ctx context.Context, before int64) (int64, error) {
	var n int64
	err := s.In(ctx, System(WorkShare), func(tx *Tx) (err error) {
		n, err = tx.Exec(ctx, "DELETE FROM outside_access WHERE at < $1", before)
		return err
	})
	return n, err
}

var _ access.Store = (*Store)(nil)
