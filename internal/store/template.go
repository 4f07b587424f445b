package store

import (
	"context"

	"holdfast/internal/desk/template"
	"holdfast/internal/register"
)

var _ template.Ledger = (*Tx)(nil)

// Pushed implements template.Ledger.
func (t *Tx) Pushed(ctx context.Context, source string) (map[string]template.Pushed, error) {
	out := map[string]template.Pushed{}
	err := t.Query(ctx, "SELECT source_id, target_id, target_version FROM template_link WHERE org_id = $1 AND source_org = $2",
		[]any{t.Org(), source}, func(scan func(...any) error) error {
			var id string
			var p template.Pushed
			err := scan(&id, &p.Target, &p.Version)
			out[id] = p
			return err
		})
	return out, err
}

// NotePush implements template.Ledger.
func (t *Tx) NotePush(ctx context.Context, source, id string, kind register.Kind, p template.Pushed, at int64) error {
	_, err := t.Exec(ctx, `INSERT INTO template_link (org_id, source_org, source_id, kind, target_id, target_version, pushed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (org_id, source_org, source_id) DO UPDATE SET target_id = excluded.target_id, target_version = excluded.target_version, pushed_at = excluded.pushed_at`,
		t.Org(), source, id, string(kind), p.Target, p.Version, at)
	return err
}
