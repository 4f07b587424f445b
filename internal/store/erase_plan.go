package store

import (
	"context"

	"holdfast/internal/register"
	"holdfast/internal/retention"
)

// SavePlan implements retention.Port.
func (t *Tx) SavePlan(ctx context.Context, id string, plan, progress []byte, at int64) error {
	_, err := t.Exec(ctx, `INSERT INTO erasure_plan (org_id, id, plan, progress, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (org_id, id) DO UPDATE SET plan = excluded.plan, progress = excluded.progress`, t.Org(), id, string(plan), string(progress), at)
	return err
}

// Plan implements retention.Port.
func (t *Tx) Plan(ctx context.Context, id string) (plan, progress []byte, found bool, err error) {
	found, err = t.QueryRow(ctx, "SELECT plan, progress FROM erasure_plan WHERE org_id = $1 AND id = $2", []any{t.Org(), id}, &plan, &progress)
	return plan, progress, found, err
}

// DropPlan implements retention.Port.
func (t *Tx) DropPlan(ctx context.Context, id string) error {
	_, err := t.Exec(ctx, "DELETE FROM erasure_plan WHERE org_id = $1 AND id = $2", t.Org(), id)
	return err
}

// AddItems implements retention.Port.
func (t *Tx) AddItems(ctx context.Context, proposal string, items []retention.Item) error {
	for _, i := range items {
		if _, err := t.Exec(ctx, "INSERT INTO retention_item (org_id, proposal, kind, num, id, over, why, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			t.Org(), proposal, string(i.Kind), i.Num, i.ID, i.Over, i.Why, i.State); err != nil {
			return err
		}
	}
	return nil
}

// Items implements retention.Port.
func (t *Tx) Items(ctx context.Context, proposal, state string, kind register.Kind, limit int) ([]retention.Item, error) {
	query, args := "SELECT kind, num, id, over, why, state FROM retention_item WHERE org_id = $1 AND proposal = $2 AND state = $3", []any{t.Org(), proposal, state}
	if kind != "" {
		query += " AND kind = $4"
		args = append(args, string(kind))
	}
	query += " ORDER BY kind, num"
	if limit > 0 {
		query += " LIMIT " + param(len(args)+1)
		args = append(args, limit)
	}
	var out []retention.Item
	err := t.Query(ctx, query, args, func(scan func(...any) error) error {
		var i retention.Item
		err := scan(&i.Kind, &i.Num, &i.ID, &i.Over, &i.Why, &i.State)
		out = append(out, i)
		return err
	})
	return out, err
}

// ItemGroups implements retention.Port.
func (t *Tx) ItemGroups(ctx context.Context, proposal string) ([]retention.Group, error) {
	var out []retention.Group
	err := t.Query(ctx, "SELECT kind, state, count(*) FROM retention_item WHERE org_id = $1 AND proposal = $2 GROUP BY kind, state ORDER BY kind, state",
		[]any{t.Org(), proposal}, func(scan func(...any) error) error {
			var g retention.Group
			err := scan(&g.Kind, &g.State, &g.Count)
			out = append(out, g)
			return err
		})
	return out, err
}

// MarkItems implements retention.Port.
func (t *Tx) MarkItems(ctx context.Context, proposal string, kind register.Kind, nums []int64, from, to string) (int, error) {
	const set = "UPDATE retention_item SET state = $5 WHERE org_id = $1 AND proposal = $2 AND kind = $3 AND state = $4"
	if nums == nil {
		n, err := t.Exec(ctx, set, t.Org(), proposal, string(kind), from, to)
		return int(n), err
	}
	total := 0
	for _, num := range nums {
		n, err := t.Exec(ctx, set+" AND num = $6", t.Org(), proposal, string(kind), from, to, num)
		if err != nil {
			return total, err
		}
		total += int(n)
	}
	return total, nil
}
