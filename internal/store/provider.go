package store

import "context"

// PutProviderSecret keeps the sealed client secret of a provider, in place of
// the one before; the provider's record must be there.
func (t *Tx) PutProviderSecret(ctx context.Context, provider, sealed string, at int64) error {
	_, err := t.Exec(ctx, `INSERT INTO provider_secret (org_id, provider_id, sealed, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, provider_id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`, t.Org(), provider, sealed, at)
	return err
}

// ProviderSecret gives the sealed client secret of a provider; false when it
// has none.
func (t *Tx) ProviderSecret(ctx context.Context, provider string) (string, bool, error) {
	var sealed string
	found, err := t.QueryRow(ctx, "SELECT sealed FROM provider_secret WHERE org_id = $1 AND provider_id = $2", []any{t.Org(), provider}, &sealed)
	return sealed, found, err
}
