package store

import (
	"context"

	"holdfast/internal/account"
)

func (s signIn) Secrets(ctx context.Context, id string) (account.Secrets, error) {
	var v account.Secrets
	_, err := s.t.QueryRow(ctx, `SELECT COALESCE(p.phc, ''), COALESCE(p.set_at, 0), COALESCE(o.sealed_seed, ''), COALESCE(o.step, 0)
FROM account a LEFT JOIN account_password p ON p.account = a.id LEFT JOIN account_authenticator o ON o.account = a.id WHERE a.id = $1`, []any{id},
		&v.Password, &v.PasswordAt, &v.Seed, &v.Step)
	return v, err
}

func (s signIn) Ways(ctx context.Context, id string) (account.Ways, error) {
	var v account.Ways
	_, err := s.t.QueryRow(ctx, `SELECT (SELECT COUNT(*) FROM account_passkey k WHERE k.account = a.id), (SELECT COUNT(*) FROM provider_login l WHERE l.account = a.id)
FROM account a WHERE a.id = $1`, []any{id}, &v.Passkeys, &v.Logins)
	return v, err
}

func (s signIn) SetPassword(ctx context.Context, id, phc string, at int64) error {
	_, err := s.t.Exec(ctx, `INSERT INTO account_password (account, phc, set_at) VALUES ($1, $2, $3)
ON CONFLICT (account) DO UPDATE SET phc = excluded.phc, set_at = excluded.set_at`, id, phc, at)
	return err
}

// FirstPassword implements account.OrgPort.
func (t *Tx) FirstPassword(ctx context.Context, id, email, phc string, at int64) (done bool, err error) {
	err = t.as(ctx, WorkSignIn, func() error {
		n, err := t.Exec(ctx, `INSERT INTO account_password (account, phc, set_at)
SELECT a.id, CAST($1 AS TEXT), CAST($2 AS BIGINT) FROM account a WHERE a.id = $3 AND a.email_key = $4 ON CONFLICT (account) DO NOTHING`, phc, at, id, emailKey(email))
		done = n == 1
		return err
	})
	return done, err
}

func (s signIn) DropPasskeys(ctx context.Context, id string) error {
	_, err := s.t.Exec(ctx, "DELETE FROM account_passkey WHERE account = $1", id)
	return err
}

func (s signIn) SetAuthenticator(ctx context.Context, id, seed string, step int64) error {
	if seed == "" {
		_, err := s.t.Exec(ctx, "DELETE FROM account_authenticator WHERE account = $1", id)
		return err
	}
	_, err := s.t.Exec(ctx, `INSERT INTO account_authenticator (account, sealed_seed, step) VALUES ($1, $2, $3)
ON CONFLICT (account) DO UPDATE SET sealed_seed = excluded.sealed_seed, step = excluded.step`, id, seed, step)
	return err
}

func (s signIn) SetRecovery(ctx context.Context, id string, hashes []string) error {
	if _, err := s.t.Exec(ctx, "DELETE FROM account_recovery WHERE account = $1", id); err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := s.t.Exec(ctx, "INSERT INTO account_recovery (account, hash, used_at) VALUES ($1, $2, 0)", id, h); err != nil {
			return err
		}
	}
	return nil
}

func (s signIn) UseRecovery(ctx context.Context, id, hash string, at int64) (bool, error) {
	n, err := s.t.Exec(ctx, "UPDATE account_recovery SET used_at = $1 WHERE account = $2 AND hash = $3 AND used_at = 0", at, id, hash)
	return n == 1, err
}

func (s signIn) RecoveryLeft(ctx context.Context, id string) (int64, error) {
	var n int64
	_, err := s.t.QueryRow(ctx, "SELECT COUNT(*) FROM account_recovery WHERE account = $1 AND used_at = 0", []any{id}, &n)
	return n, err
}

func (s signIn) AddTicket(ctx context.Context, hash string, v account.Ticket) error {
	_, err := s.t.Exec(ctx, "INSERT INTO account_ticket (hash, purpose, account, generation, created_at, expires_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, 0)",
		hash, v.Purpose, v.Account, v.Generation, v.CreatedAt, v.ExpiresAt)
	return err
}

func (s signIn) Ticket(ctx context.Context, hash string) (account.Ticket, bool, error) {
	var v account.Ticket
	found, err := s.t.QueryRow(ctx, "SELECT purpose, account, generation, created_at, expires_at, used_at FROM account_ticket WHERE hash = $1", []any{hash},
		&v.Purpose, &v.Account, &v.Generation, &v.CreatedAt, &v.ExpiresAt, &v.UsedAt)
	return v, found, err
}

func (s signIn) UseTicket(ctx context.Context, hash string, at int64) (bool, error) {
	n, err := s.t.Exec(ctx, "UPDATE account_ticket SET used_at = $1 WHERE hash = $2 AND used_at = 0", at, hash)
	return n == 1, err
}

func (s signIn) Attempt(ctx context.Context, subject string) (account.Attempt, error) {
	v := account.Attempt{Subject: subject}
	_, err := s.t.QueryRow(ctx, "SELECT since, count, held_until, holds, last_at FROM account_attempt WHERE subject = $1"+s.t.d.forUpdate, []any{subject},
		&v.Since, &v.Count, &v.HeldUntil, &v.Holds, &v.LastAt)
	return v, err
}

func (s signIn) SetAttempt(ctx context.Context, v account.Attempt) error {
	_, err := s.t.Exec(ctx, `INSERT INTO account_attempt (subject, since, count, held_until, holds, last_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (subject) DO UPDATE SET since = excluded.since, count = excluded.count, held_until = excluded.held_until, holds = excluded.holds, last_at = excluded.last_at`,
		v.Subject, v.Since, v.Count, v.HeldUntil, v.Holds, v.LastAt)
	return err
}

func (s signIn) DropAttempt(ctx context.Context, subject string) error {
	_, err := s.t.Exec(ctx, "DELETE FROM account_attempt WHERE subject = $1", subject)
	return err
}

// sweeps are the rows that ended before an instant.
var sweeps = []string{
	"DELETE FROM account_session WHERE expires_at < $1",
	"DELETE FROM account_ticket WHERE expires_at < $1",
	"DELETE FROM account_ceremony WHERE expires_at < $1",
	"DELETE FROM account_attempt WHERE last_at < $1 AND held_until < $1",
}

func (s signIn) Sweep(ctx context.Context, before int64) error {
	for _, statement := range sweeps {
		if _, err := s.t.Exec(ctx, statement, before); err != nil {
			return err
		}
	}
	return nil
}
