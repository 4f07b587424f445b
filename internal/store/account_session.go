package store

import (
	"context"

	"holdfast/internal/account"
)

const sessionColumns = "s.id, s.account, s.generation, s.works_for, s.is_local, s.agent, s.address, s.created_at, s.seen_at, s.expires_at, s.fresh_until"

func sessionInto(v *account.Session, local *int64) []any {
	return []any{&v.ID, &v.Account, &v.Generation, &v.WorksFor, local, &v.Agent, &v.Address, &v.CreatedAt, &v.SeenAt, &v.ExpiresAt, &v.FreshUntil}
}

func (s signIn) AddSession(ctx context.Context, hash string, v account.Session) error {
	_, err := s.t.Exec(ctx, `INSERT INTO account_session (hash, id, account, generation, works_for, is_local, agent, address, created_at, seen_at, expires_at, fresh_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		hash, v.ID, v.Account, v.Generation, v.WorksFor, bit(v.Local), v.Agent, v.Address, v.CreatedAt, v.SeenAt, v.ExpiresAt, v.FreshUntil)
	return err
}

// Session is one statement, since it is on the path of every page: a row for
// each place of the account, or one without a place.
func (s signIn) Session(ctx context.Context, hash string) (account.Present, bool, error) {
	var out account.Present
	found := false
	err := s.t.Query(ctx, "SELECT "+accountColumns+", "+sessionColumns+`, COALESCE(m.org_id, ''), COALESCE(o.name, ''), COALESCE(m.role, ''), m.scope, COALESCE(m.until, 0)
FROM account_session s JOIN account a ON a.id = s.account
LEFT JOIN membership m ON m.person_id = a.id AND m.active = 1
LEFT JOIN organisation o ON o.org_id = m.org_id
WHERE s.hash = $1 ORDER BY o.name, o.org_id`, []any{hash}, func(scan func(...any) error) error {
		found = true
		var disabled, local int64
		var p account.Place
		into := append(accountInto(&out.Account, &disabled), sessionInto(&out.Session, &local)...)
		err := scan(append(into, &p.Org, &p.Name, &p.Role, scope(&p.Scope), &p.Until)...)
		out.Account.Disabled, out.Session.Local = disabled == 1, local == 1
		if p.Org != "" {
			out.Places = append(out.Places, p)
		}
		return err
	})
	return out, found, err
}

func (s signIn) Sessions(ctx context.Context, id string) ([]account.Session, error) {
	var out []account.Session
	err := s.t.Query(ctx, "SELECT "+sessionColumns+` FROM account_session s JOIN account a ON a.id = s.account AND a.generation = s.generation
WHERE s.account = $1 ORDER BY s.created_at DESC, s.id DESC`, []any{id}, func(scan func(...any) error) error {
		var v account.Session
		var local int64
		err := scan(sessionInto(&v, &local)...)
		v.Local = local == 1
		out = append(out, v)
		return err
	})
	return out, err
}

func (s signIn) EndSession(ctx context.Context, id, session string) (bool, error) {
	n, err := s.t.Exec(ctx, "DELETE FROM account_session WHERE account = $1 AND id = $2", id, session)
	return n == 1, err
}

func (s signIn) SetWorksFor(ctx context.Context, session, org string) error {
	_, err := s.t.Exec(ctx, "UPDATE account_session SET works_for = $1 WHERE id = $2", org, session)
	return err
}

func (s signIn) SetFresh(ctx context.Context, session string, until int64) error {
	_, err := s.t.Exec(ctx, "UPDATE account_session SET fresh_until = $1 WHERE id = $2", until, session)
	return err
}

func (s signIn) LastPlace(ctx context.Context, id string) (string, error) {
	var org string
	_, err := s.t.QueryRow(ctx, "SELECT works_for FROM account_session WHERE account = $1 ORDER BY created_at DESC, id DESC LIMIT 1", []any{id}, &org)
	return org, err
}

func (s signIn) Seen(ctx context.Context, sessions, tokens map[string]int64) error {
	for id, at := range sessions {
		if _, err := s.t.Exec(ctx, "UPDATE account_session SET seen_at = $1 WHERE id = $2 AND seen_at < $1", at, id); err != nil {
			return err
		}
	}
	for hash, at := range tokens {
		if _, err := s.t.Exec(ctx, "UPDATE api_token SET used_at = $1 WHERE hash = $2 AND used_at < $1", at, hash); err != nil {
			return err
		}
	}
	return nil
}
