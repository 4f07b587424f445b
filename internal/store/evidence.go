package store

import (
	"context"

	"holdfast/internal/evidence"
)

// RequestPlaces implements evidence.Places. Who has a link names no
// organisation, so it looks in all of them. The hash is the first slot of the
// register.
func (s *Store) RequestPlaces(ctx context.Context, tokenHash string) ([]evidence.Place, error) {
	var out []evidence.Place
	err := s.View(ctx, System(WorkShare), func(tx *Tx) error {
		return tx.Query(ctx, `SELECT r.org_id, o.name, r.id FROM record r JOIN organisation o ON o.org_id = r.org_id
WHERE r.kind = 'evidence-request' AND r.t1 = $1 ORDER BY r.created_at, r.org_id`, []any{tokenHash}, func(scan func(...any) error) error {
			var p evidence.Place
			err := scan(&p.Org, &p.Name, &p.ID)
			out = append(out, p)
			return err
		})
	})
	return out, err
}

var _ evidence.Places = (*Store)(nil)
