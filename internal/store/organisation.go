package store

import (
	"context"

	"holdfast/internal/change"
	"holdfast/internal/register"
)

// Found implements change.Port.
func (t *Tx) Found(ctx context.Context, name string, at int64) (bool, error) {
	n, err := t.Exec(ctx, "INSERT INTO organisation (org_id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT (org_id) DO NOTHING", t.Org(), name, at)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = t.Exec(ctx, "INSERT INTO trail_head (org_id, size) VALUES ($1, 0)", t.Org())
	return true, err
}

// Member implements change.Port.
func (t *Tx) Member(ctx context.Context, m change.Member, at int64) error {
	_, err := t.Exec(ctx, `INSERT INTO membership (org_id, person_id, name, name_key, email, role, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (org_id, person_id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, email = excluded.email, role = excluded.role, active = excluded.active`,
		t.Org(), m.Person, m.Name, register.Fold(m.Name), m.Email, m.Role, bit(m.Active), at)
	return err
}

// Members implements change.Port.
func (t *Tx) Members(ctx context.Context) ([]change.Member, error) {
	var out []change.Member
	err := t.Query(ctx, "SELECT person_id, name, email, role, active FROM membership WHERE org_id = $1 ORDER BY name_key, person_id",
		[]any{t.Org()}, func(scan func(...any) error) error {
			var m change.Member
			var active int64
			err := scan(&m.Person, &m.Name, &m.Email, &m.Role, &active)
			m.Active = active == 1
			out = append(out, m)
			return err
		})
	return out, err
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
