package store

import "context"

// Found implements change.Port.
func (t *Tx) Found(ctx context.Context, name string, at int64) (bool, error) {
	n, err := t.Exec(ctx, "INSERT INTO organisation (org_id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (org_id) DO NOTHING", t.Org(), name, at)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = t.Exec(ctx, "INSERT INTO trail_head (org_id, size) VALUES ($1, 0)", t.Org())
	return true, err
}

// Organisation is one organisation of the installation.
type Organisation struct {
	ID, Name  string
	CreatedAt int64 // microseconds UTC
}

// Organisations gives the organisations that the scope may see, the oldest first.
func (t *Tx) Organisations(ctx context.Context) ([]Organisation, error) {
	query, args := "SELECT org_id, name, created_at FROM organisation ORDER BY created_at, org_id", []any(nil)
	if t.scope.system == "" {
		query = "SELECT org_id, name, created_at FROM organisation WHERE org_id IN (" + list(1, len(t.scope.orgs)) + ") ORDER BY created_at, org_id"
		for _, o := range t.scope.orgs {
			args = append(args, o)
		}
	}
	var out []Organisation
	err := t.Query(ctx, query, args, func(scan func(...any) error) error {
		var o Organisation
		err := scan(&o.ID, &o.Name, &o.CreatedAt)
		out = append(out, o)
		return err
	})
	return out, err
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
