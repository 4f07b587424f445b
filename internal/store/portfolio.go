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

// SignIns calls each for every member of an organisation with when they last
// worked for it (0: never), and whether a second
// factor (an authenticator, a passkey) guards their account.
func (s *Store) SignIns(ctx context.Context, org string, each func(person string, seen int64, second bool)) error {
	return s.View(ctx, System(WorkSignIn), func(tx *Tx) error {
		return tx.Query(ctx, `SELECT m.person_id, COALESCE((SELECT MAX(s.seen_at) FROM account_session s WHERE s.account = m.person_id AND s.works_for = m.org_id), 0),
CASE WHEN EXISTS (SELECT 1 FROM account_authenticator a WHERE a.account = m.person_id)
OR EXISTS (SELECT 1 FROM account_passkey k WHERE k.account = m.person_id) THEN 1 ELSE 0 END
FROM membership m WHERE m.org_id = $1 ORDER BY m.person_id`, []any{org}, func(scan func(...any) error) error {
			var person string
			var seen, second int64
			err := scan(&person, &seen, &second)
			each(person, seen, second == 1)
			return err
		})
	})
}
