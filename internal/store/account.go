package store

import (
	"context"
	"strings"

	"holdfast/internal/account"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/register"
)

var (
	_ account.Store   = (*Store)(nil)
	_ account.Port    = signIn{}
	_ account.OrgPort = (*Tx)(nil)
)

// signIn is a transaction in the scope of WorkSignIn.
type signIn struct{ t *Tx }

// SignIn implements account.Store.
func (s *Store) SignIn(ctx context.Context, fn func(account.Port) error) error {
	return s.In(ctx, System(WorkSignIn), func(tx *Tx) error { return fn(signIn{tx}) })
}

// SeeSignIn implements account.Store.
func (s *Store) SeeSignIn(ctx context.Context, fn func(account.Port) error) error {
	return s.View(ctx, System(WorkSignIn), func(tx *Tx) error { return fn(signIn{tx}) })
}

// Post implements account.Store.
func (s *Store) Post(ctx context.Context, org, work string, payload []byte, at int64) error {
	return s.In(ctx, Org(org), func(tx *Tx) error {
		_, err := tx.Enqueue(ctx, change.Job{Work: work, RunAt: at, Payload: payload})
		return err
	})
}

// as runs fn within a transaction of an organisation with the sight of named
// work, and takes it back: what the fence keeps from an organisation is written
// by the few methods that say so.
func (t *Tx) as(ctx context.Context, w Work, fn func() error) error {
	if t.d.name != postgresDialect.name || t.scope.system != "" {
		return fn()
	}
	set := func(to string) error {
		var ignored string
		_, err := t.QueryRow(ctx, "SELECT set_config('holdfast.system', $1, true)", []any{to}, &ignored)
		return err
	}
	if err := set(string(w)); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err // the transaction is given up, and the setting with it
	}
	return set("")
}

const accountColumns = "a.id, a.name, a.email, a.disabled, a.generation, a.created_at"

func accountInto(a *account.Account, disabled *int64) []any {
	return []any{&a.ID, &a.Name, &a.Email, disabled, &a.Generation, &a.CreatedAt}
}

func (s signIn) Account(ctx context.Context, id string) (account.Account, bool, error) {
	return s.one(ctx, "a.id = $1", id)
}

func (s signIn) AccountOf(ctx context.Context, email string) (account.Account, bool, error) {
	return s.one(ctx, "a.email_key = $1", account.Key(email))
}

func (s signIn) one(ctx context.Context, where string, arg any) (account.Account, bool, error) {
	var a account.Account
	var disabled int64
	found, err := s.t.QueryRow(ctx, "SELECT "+accountColumns+" FROM account a WHERE "+where, []any{arg}, accountInto(&a, &disabled)...)
	a.Disabled = disabled == 1
	return a, found, err
}

func (s signIn) Accounts(ctx context.Context) ([]account.Account, error) {
	var out []account.Account
	err := s.t.Query(ctx, "SELECT "+accountColumns+" FROM account a ORDER BY a.email, a.id", nil, func(scan func(...any) error) error {
		var a account.Account
		var disabled int64
		err := scan(accountInto(&a, &disabled)...)
		a.Disabled = disabled == 1
		out = append(out, a)
		return err
	})
	return out, err
}

func (s signIn) Put(ctx context.Context, a account.Account) (bool, error) {
	key := emailKey(a.Email)
	taken, err := s.t.addressTaken(ctx, key, a.ID)
	if err != nil || taken {
		return false, err
	}
	_, err = s.t.Exec(ctx, `INSERT INTO account (id, name, email, email_key, disabled, generation, created_at) VALUES ($1, $2, $3, $4, $5, 0, $6)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email, email_key = excluded.email_key, disabled = excluded.disabled`,
		a.ID, a.Name, a.Email, key, bit(a.Disabled), a.CreatedAt)
	return err == nil, err
}

func (s signIn) Cut(ctx context.Context, id, keep string) error {
	if err := s.t.endSessions(ctx, id); err != nil || keep == "" {
		return err
	}
	_, err := s.t.Exec(ctx, "UPDATE account_session SET generation = (SELECT a.generation FROM account a WHERE a.id = account_session.account) WHERE id = $1 AND account = $2", keep, id)
	return err
}

// endSessions ends every session of an account.
func (t *Tx) endSessions(ctx context.Context, id string) error {
	_, err := t.Exec(ctx, "UPDATE account SET generation = generation + 1 WHERE id = $1", id)
	return err
}

func (s signIn) Places(ctx context.Context, id string) ([]account.Place, error) {
	var out []account.Place
	err := s.t.Query(ctx, `SELECT m.org_id, o.name, m.role, m.scope, COALESCE(m.until, 0) FROM membership m JOIN organisation o ON o.org_id = m.org_id
WHERE m.person_id = $1 AND m.active = 1 ORDER BY o.name, o.org_id`, []any{id}, func(scan func(...any) error) error {
		var p account.Place
		err := scan(&p.Org, &p.Name, &p.Role, scope(&p.Scope), &p.Until)
		out = append(out, p)
		return err
	})
	return out, err
}

func (s signIn) Owners(ctx context.Context) ([]account.Owner, error) {
	var out []account.Owner
	err := s.t.Query(ctx, "SELECT "+accountColumns+`, m.org_id, CASE WHEN a.email_key IS NOT NULL AND (p.phc IS NOT NULL
OR EXISTS (SELECT 1 FROM account_passkey k WHERE k.account = a.id) OR EXISTS (SELECT 1 FROM provider_login l WHERE l.account = a.id)) THEN 1 ELSE 0 END
FROM membership m JOIN organisation g ON g.org_id = m.org_id JOIN account a ON a.id = m.person_id LEFT JOIN account_password p ON p.account = a.id
WHERE m.role = 'owner' AND m.active = 1 AND a.disabled = 0 ORDER BY g.created_at, g.org_id, m.created_at, m.person_id LIMIT 100`, nil, func(scan func(...any) error) error {
		var o account.Owner
		var disabled, ready int64
		err := scan(append(accountInto(&o.Account, &disabled), &o.Org, &ready)...)
		o.Ready = ready == 1
		out = append(out, o)
		return err
	})
	return out, err
}

// ensure gives a member an account, in the same transaction. What the account
// is already stays: an organisation changes nobody's way to sign in. An address
// that another account has is not given twice: the member then signs in by none.
func (t *Tx) ensure(ctx context.Context, m change.Member, at int64) error {
	key := emailKey(m.Email)
	taken, err := t.addressTaken(ctx, key, m.Person)
	if err != nil {
		return err
	}
	email := m.Email
	if taken {
		email, key = "", nil
	}
	n, err := t.Exec(ctx, `INSERT INTO account (id, name, email, email_key, disabled, generation, created_at) VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT (id) DO NOTHING`,
		m.Person, m.Name, email, key, at)
	if err != nil || n == 1 || key == nil {
		return err
	}
	// An account without an address takes that of the membership, unless it is
	// another organisation's too: whoever has the address can ask for its password.
	_, err = t.Exec(ctx, `UPDATE account SET email = $1, email_key = $2 WHERE id = $3 AND email_key IS NULL
AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = account.id AND m.org_id <> $4)`, email, key, m.Person, t.Org())
	return err
}

func (t *Tx) addressTaken(ctx context.Context, key any, by string) (bool, error) {
	if key == nil {
		return false, nil
	}
	var one int64
	return t.QueryRow(ctx, "SELECT 1 FROM account WHERE email_key = $1 AND id <> $2", []any{key, by}, &one)
}

// emailKey gives the folded address for the database, nil for none.
func emailKey(email string) any {
	if key := account.Key(email); key != "" {
		return key
	}
	return nil
}

// memberBefore gives what ends a person's sessions when it changes.
func (t *Tx) memberBefore(ctx context.Context, person string) (change.Member, bool, error) {
	m := change.Member{Person: person}
	var active int64
	found, err := t.QueryRow(ctx, "SELECT role, active, scope, COALESCE(until, 0) FROM membership WHERE org_id = $1 AND person_id = $2", []any{t.Org(), person}, &m.Role, &active, scope(&m.Scope), &m.Until)
	m.Active = active == 1
	return m, found, err
}

// Member implements change.Port.
func (t *Tx) Member(ctx context.Context, m change.Member, at int64) error {
	was, found, err := t.memberBefore(ctx, m.Person)
	if err != nil {
		return err
	}
	var until any
	if m.Until != 0 {
		until = m.Until
	}
	_, err = t.Exec(ctx, `INSERT INTO membership (org_id, person_id, name, name_key, email, role, active, created_at, scope, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (org_id, person_id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, email = excluded.email, role = excluded.role, active = excluded.active, scope = excluded.scope, until = excluded.until`,
		t.Org(), m.Person, m.Name, register.Fold(m.Name), m.Email, m.Role, bit(m.Active), at, scopeText(m.Scope), until)
	if err != nil {
		return err
	}
	cut := found && (was.Role != m.Role || was.Active != m.Active || was.Until != m.Until || scopeText(was.Scope) != scopeText(m.Scope))
	return t.as(ctx, WorkSignIn, func() error {
		if err := t.ensure(ctx, m, at); err != nil || !cut {
			return err
		}
		return t.endSessions(ctx, m.Person)
	})
}

// Members implements change.Port.
func (t *Tx) Members(ctx context.Context) ([]change.Member, error) {
	var out []change.Member
	err := t.Query(ctx, "SELECT person_id, name, email, role, active, scope, COALESCE(until, 0) FROM membership WHERE org_id = $1 ORDER BY name_key, person_id",
		[]any{t.Org()}, func(scan func(...any) error) error {
			var m change.Member
			var active int64
			err := scan(&m.Person, &m.Name, &m.Email, &m.Role, &active, scope(&m.Scope), &m.Until)
			m.Active = active == 1
			out = append(out, m)
			return err
		})
	return out, err
}

// scopeText gives the stored form of a scope: NULL narrows nothing, and empty
// text grants nothing.
func scopeText(s authz.Scope) any {
	if s == nil {
		return nil
	}
	return strings.Join(s, ",")
}

// scope scans that form.
func scope(s *authz.Scope) any { return (*scopeColumn)(s) }

type scopeColumn authz.Scope

func (c *scopeColumn) Scan(v any) error {
	switch text := v.(type) {
	case nil:
		*c = nil
	case []byte:
		return c.Scan(string(text))
	case string:
		*c = scopeColumn{}
		if text != "" {
			*c = strings.Split(text, ",")
		}
	}
	return nil
}
