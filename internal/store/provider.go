package store

import (
	"context"

	"holdfast/internal/provider"
)

var (
	_ provider.Store   = (*Store)(nil)
	_ provider.Port    = ways{}
	_ provider.OrgPort = (*Tx)(nil)
)

// ways is a transaction in the scope of WorkSignIn, for sign-in by providers
// and passkeys.
type ways struct{ t *Tx }

// SignInWays implements provider.Store.
func (s *Store) SignInWays(ctx context.Context, fn func(provider.Port) error) error {
	return s.In(ctx, System(WorkSignIn), func(tx *Tx) error { return fn(ways{tx}) })
}

// SeeSignInWays implements provider.Store.
func (s *Store) SeeSignInWays(ctx context.Context, fn func(provider.Port) error) error {
	return s.View(ctx, System(WorkSignIn), func(tx *Tx) error { return fn(ways{tx}) })
}

const providerQuery = `SELECT r.org_id, o.name, r.id, r.body, COALESCE(s.sealed, '') FROM record r JOIN organisation o ON o.org_id = r.org_id
LEFT JOIN provider_secret s ON s.org_id = r.org_id AND s.provider_id = r.id WHERE r.kind = $1`

func providerInto(v *provider.Stored, body *string) []any {
	return []any{&v.Org, &v.OrgName, &v.ID, body, &v.Sealed}
}

func (w ways) Provider(ctx context.Context, id string) (provider.Stored, bool, error) {
	var v provider.Stored
	var body string
	found, err := w.t.QueryRow(ctx, providerQuery+" AND r.id = $2", []any{string(provider.Kind), id}, providerInto(&v, &body)...)
	v.Body = []byte(body)
	return v, found, err
}

func (w ways) Providers(ctx context.Context) ([]provider.Stored, error) {
	var out []provider.Stored
	err := w.t.Query(ctx, providerQuery+" ORDER BY r.org_id, r.num LIMIT 100", []any{string(provider.Kind)}, func(scan func(...any) error) error {
		var v provider.Stored
		var body string
		err := scan(providerInto(&v, &body)...)
		v.Body = []byte(body)
		out = append(out, v)
		return err
	})
	return out, err
}

func (w ways) AddCeremony(ctx context.Context, hash string, c provider.Ceremony) error {
	// What strangers begin and never end must not grow.
	if _, err := w.t.Exec(ctx, "DELETE FROM account_ceremony WHERE expires_at < $1", c.CreatedAt); err != nil {
		return err
	}
	_, err := w.t.Exec(ctx, `INSERT INTO account_ceremony (hash, purpose, browser, works_for, provider, account, target, data, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, hash, c.Purpose, c.Browser, c.Org, c.Provider, c.Account, c.Target, c.Data, c.CreatedAt, c.ExpiresAt)
	return err
}

func (w ways) TakeCeremony(ctx context.Context, hash, purpose, browser string, now int64) (provider.Ceremony, bool, error) {
	var c provider.Ceremony
	found, err := w.t.QueryRow(ctx, `DELETE FROM account_ceremony WHERE hash = $1 AND purpose = $2 AND browser = $3 AND expires_at > $4
RETURNING purpose, browser, works_for, provider, account, target, data, created_at, expires_at`, []any{hash, purpose, browser, now},
		&c.Purpose, &c.Browser, &c.Org, &c.Provider, &c.Account, &c.Target, &c.Data, &c.CreatedAt, &c.ExpiresAt)
	return c, found, err
}

const loginQuery = "SELECT org_id, provider_id, issuer, subject, account, email, linked_at, used_at FROM provider_login WHERE "

func loginInto(l *provider.Login) []any {
	return []any{&l.Org, &l.Provider, &l.Issuer, &l.Subject, &l.Account, &l.Email, &l.LinkedAt, &l.UsedAt}
}

func (w ways) Login(ctx context.Context, org, id, issuer, subject string) (provider.Login, bool, error) {
	var l provider.Login
	found, err := w.t.QueryRow(ctx, loginQuery+"org_id = $1 AND provider_id = $2 AND issuer = $3 AND subject = $4", []any{org, id, issuer, subject}, loginInto(&l)...)
	return l, found, err
}

func (w ways) LoginOf(ctx context.Context, org, id, account string) (provider.Login, bool, error) {
	var l provider.Login
	found, err := w.t.QueryRow(ctx, loginQuery+"org_id = $1 AND provider_id = $2 AND account = $3", []any{org, id, account}, loginInto(&l)...)
	return l, found, err
}

func (w ways) Logins(ctx context.Context, account string) ([]provider.Login, error) {
	var out []provider.Login
	err := w.t.Query(ctx, loginQuery+"account = $1 ORDER BY linked_at, provider_id", []any{account}, func(scan func(...any) error) error {
		var l provider.Login
		err := scan(loginInto(&l)...)
		out = append(out, l)
		return err
	})
	return out, err
}

func (w ways) LoginUsed(ctx context.Context, l provider.Login, at int64) error {
	_, err := w.t.Exec(ctx, "UPDATE provider_login SET used_at = $5 WHERE org_id = $1 AND provider_id = $2 AND issuer = $3 AND subject = $4",
		l.Org, l.Provider, l.Issuer, l.Subject, at)
	return err
}

// AddLogin implements provider.OrgPort.
func (t *Tx) AddLogin(ctx context.Context, l provider.Login) (bool, error) {
	n, err := t.Exec(ctx, `INSERT INTO provider_login (org_id, provider_id, issuer, subject, account, email, linked_at, used_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`, t.Org(), l.Provider, l.Issuer, l.Subject, l.Account, l.Email, l.LinkedAt, l.UsedAt)
	return n == 1, err
}

// RemoveLogin implements provider.OrgPort.
func (t *Tx) RemoveLogin(ctx context.Context, id, account string) (bool, error) {
	n, err := t.Exec(ctx, "DELETE FROM provider_login WHERE org_id = $1 AND provider_id = $2 AND account = $3", t.Org(), id, account)
	return n == 1, err
}

// PutProviderSecret keeps the sealed client secret of a provider, in place of
// the one before; the provider's record must be there.
func (t *Tx) PutProviderSecret(ctx context.Context, id, sealed string, at int64) error {
	_, err := t.Exec(ctx, `INSERT INTO provider_secret (org_id, provider_id, sealed, updated_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, provider_id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at`, t.Org(), id, sealed, at)
	return err
}

// ProviderSecret gives the sealed client secret of a provider; false when it
// has none.
func (t *Tx) ProviderSecret(ctx context.Context, id string) (string, bool, error) {
	var sealed string
	found, err := t.QueryRow(ctx, "SELECT sealed FROM provider_secret WHERE org_id = $1 AND provider_id = $2", []any{t.Org(), id}, &sealed)
	return sealed, found, err
}
