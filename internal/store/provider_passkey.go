package store

import (
	"context"

	"holdfast/internal/provider"
)

const passkeyQuery = "SELECT id, account, handle, credential, body, name, warned, created_at, used_at FROM account_passkey WHERE "

func passkeyInto(k *provider.Passkey, warned *int64) []any {
	return []any{&k.ID, &k.Account, &k.Handle, &k.Credential, &k.Body, &k.Name, warned, &k.CreatedAt, &k.UsedAt}
}

func (w ways) Passkeys(ctx context.Context, account string) ([]provider.Passkey, error) {
	var out []provider.Passkey
	err := w.t.Query(ctx, passkeyQuery+"account = $1 ORDER BY created_at, id", []any{account}, func(scan func(...any) error) error {
		var k provider.Passkey
		var warned int64
		err := scan(passkeyInto(&k, &warned)...)
		k.Warned = warned == 1
		out = append(out, k)
		return err
	})
	return out, err
}

func (w ways) Passkey(ctx context.Context, credential string) (provider.Passkey, bool, error) {
	var k provider.Passkey
	var warned int64
	found, err := w.t.QueryRow(ctx, passkeyQuery+"credential = $1", []any{credential}, passkeyInto(&k, &warned)...)
	k.Warned = warned == 1
	return k, found, err
}

func (w ways) AddPasskey(ctx context.Context, k provider.Passkey) (bool, error) {
	n, err := w.t.Exec(ctx, `INSERT INTO account_passkey (id, account, handle, credential, body, name, warned, created_at, used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`, k.ID, k.Account, k.Handle, k.Credential, k.Body, k.Name, bit(k.Warned), k.CreatedAt, k.UsedAt)
	return n == 1, err
}

func (w ways) PutPasskey(ctx context.Context, k provider.Passkey) error {
	_, err := w.t.Exec(ctx, "UPDATE account_passkey SET body = $2, name = $3, warned = $4, used_at = $5 WHERE id = $1", k.ID, k.Body, k.Name, bit(k.Warned), k.UsedAt)
	return err
}

func (w ways) RemovePasskey(ctx context.Context, account, id string) (bool, error) {
	n, err := w.t.Exec(ctx, "DELETE FROM account_passkey WHERE account = $1 AND id = $2", account, id)
	return n == 1, err
}
