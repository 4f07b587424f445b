package store

import (
	"context"
	"slices"

	"holdfast/internal/desk/portfolio"
	"holdfast/internal/party"
	"holdfast/internal/register"
)

var (
	_ party.Desk     = (*Tx)(nil)
	_ portfolio.Wall = (*Store)(nil)
)

// Rename implements party.Desk.
func (t *Tx) Rename(ctx context.Context, name string) (string, error) {
	var was string
	if _, err := t.QueryRow(ctx, "SELECT name FROM organisation WHERE org_id = $1", []any{t.Org()}, &was); err != nil || was == name {
		return was, err
	}
	_, err := t.Exec(ctx, "UPDATE organisation SET name = $2 WHERE org_id = $1", t.Org(), name)
	return was, err
}

// Across implements portfolio.Wall: one read for each register over a stated
// list of organisations, in one snapshot.
func (s *Store) Across(ctx context.Context, wants []portfolio.Want, each func(org string, r *register.Record) error) error {
	var all []string
	for _, w := range wants {
		all = append(all, w.Orgs...)
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 0 {
		return nil
	}
	return s.View(ctx, Orgs(all...), func(tx *Tx) error {
		for _, w := range wants {
			args := make([]any, 0, len(w.Orgs)+1)
			for _, o := range w.Orgs {
				args = append(args, o)
			}
			args = append(args, string(w.Kind))
			err := tx.Query(ctx, "SELECT org_id, id, num, version, created_at, created_by, updated_at, updated_by, body FROM record WHERE org_id IN ("+
				list(1, len(w.Orgs))+") AND kind = "+param(len(args))+" ORDER BY org_id, num", args, func(scan func(...any) error) error {
				var org string
				r := register.Record{Kind: w.Kind}
				if err := scan(&org, &r.ID, &r.Num, &r.Version, &r.CreatedAt, &r.CreatedBy, &r.UpdatedAt, &r.UpdatedBy, &r.Body); err != nil {
					return err
				}
				return each(org, &r)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
