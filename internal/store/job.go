package store

import (
	"context"

	"holdfast/internal/change"
	"holdfast/internal/id"
)

// Enqueue implements change.Port.
func (t *Tx) Enqueue(ctx context.Context, j change.Job) (bool, error) {
	var unique any
	if j.Unique != "" {
		unique = j.Unique
	}
	payload := string(j.Payload)
	if payload == "" {
		payload = "null"
	}
	n, err := t.Exec(ctx, `INSERT INTO job (org_id, id, work, unique_key, state, run_at, attempt, fence, lease_until, payload, problem, created_at, ended_at)
VALUES ($1, $2, $3, $4, 'waiting', $5, 0, 0, 0, $6, '', $5, 0)
ON CONFLICT (org_id, work, unique_key) WHERE unique_key IS NOT NULL AND state IN ('waiting', 'running') DO NOTHING`,
		t.Org(), id.New(), j.Work, unique, j.RunAt, payload)
	return n == 1, err
}
