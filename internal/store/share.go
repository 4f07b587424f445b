package store

import (
	"context"

	"holdfast/internal/share/trustpage"
)

// TrustPlaces implements trustpage.Store. An outsider names a handle and no
// organisation, so it looks in all of them.
func (s *Store) TrustPlaces(ctx context.Context, handle string) ([]trustpage.Place, error) {
	var out []trustpage.Place
	err := s.View(ctx, System(WorkShare), func(tx *Tx) error {
		return tx.Query(ctx, `SELECT r.org_id, o.name FROM record r JOIN organisation o ON o.org_id = r.org_id
WHERE r.kind = 'trust-page' AND r.t1 = $1 ORDER BY r.created_at, r.org_id`, []any{handle}, func(scan func(...any) error) error {
			var p trustpage.Place
			err := scan(&p.Org, &p.Name)
			out = append(out, p)
			return err
		})
	})
	return out, err
}

// OrganisationName implements trustpage.Store.
func (s *Store) OrganisationName(ctx context.Context, org string) (string, error) {
	name := ""
	err := s.View(ctx, Org(org), func(tx *Tx) error {
		orgs, err := tx.Organisations(ctx)
		for _, o := range orgs {
			name = o.Name
		}
		return err
	})
	return name, err
}

var _ trustpage.Store = (*Store)(nil)
