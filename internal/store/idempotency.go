package store

import "context"

// Answered implements change.Port.
func (t *Tx) Answered(ctx context.Context, key string) (hash string, answer []byte, found bool, err error) {
	var a string
	found, err = t.QueryRow(ctx, "SELECT hash, answer FROM idempotency WHERE org_id = $1 AND request = $2", []any{t.Org(), key}, &hash, &a)
	return hash, []byte(a), found, err
}

// Remember implements change.Port.
func (t *Tx) Remember(ctx context.Context, key, hash string, answer []byte, at int64) error {
	_, err := t.Exec(ctx, "INSERT INTO idempotency (org_id, request, hash, answer, created_at) VALUES ($1, $2, $3, $4, $5)",
		t.Org(), key, hash, string(answer), at)
	return err
}
