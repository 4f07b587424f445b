package store

import (
	"context"

	"holdfast/internal/account"
)

const tokenColumns = "k.org_id, k.id, k.person_id, k.tail, k.name, k.scope, k.created_at, k.expires_at, k.used_at, k.revoked_at"

func tokenInto(v *account.Token) []any {
	return []any{&v.Org, &v.ID, &v.Person, &v.Tail, &v.Name, scope(&v.Scope), &v.CreatedAt, &v.ExpiresAt, &v.UsedAt, &v.RevokedAt}
}

// Bearing is one statement, since it is on the path of every call of the API.
func (s signIn) Bearing(ctx context.Context, hash string) (account.Bearing, bool, error) {
	var v account.Bearing
	var disabled, active int64
	into := append(accountInto(&v.Account, &disabled), tokenInto(&v.Token)...)
	found, err := s.t.QueryRow(ctx, "SELECT "+accountColumns+", "+tokenColumns+`, o.name, m.role, m.scope, COALESCE(m.until, 0), m.active
FROM api_token k JOIN membership m ON m.org_id = k.org_id AND m.person_id = k.person_id
JOIN organisation o ON o.org_id = k.org_id JOIN account a ON a.id = k.person_id
WHERE k.hash = $1`, []any{hash}, append(into, &v.Place.Name, &v.Place.Role, scope(&v.Place.Scope), &v.Place.Until, &active)...)
	v.Account.Disabled, v.Active, v.Place.Org = disabled == 1, active == 1, v.Token.Org
	return v, found, err
}

// AddToken implements account.OrgPort.
func (t *Tx) AddToken(ctx context.Context, hash string, v account.Token) error {
	_, err := t.Exec(ctx, `INSERT INTO api_token (org_id, id, person_id, hash, tail, name, scope, created_at, expires_at, used_at, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)`,
		t.Org(), v.ID, v.Person, hash, v.Tail, v.Name, scopeText(v.Scope), v.CreatedAt, v.ExpiresAt)
	return err
}

// Tokens implements account.OrgPort.
func (t *Tx) Tokens(ctx context.Context, person string) ([]account.Token, error) {
	query, args := "SELECT "+tokenColumns+" FROM api_token k WHERE k.org_id = $1", []any{t.Org()}
	if person != "" {
		query, args = query+" AND k.person_id = $2", append(args, person)
	}
	var out []account.Token
	err := t.Query(ctx, query+" ORDER BY k.created_at DESC, k.id DESC", args, func(scan func(...any) error) error {
		var v account.Token
		err := scan(tokenInto(&v)...)
		out = append(out, v)
		return err
	})
	return out, err
}

// RevokeToken implements account.OrgPort.
func (t *Tx) RevokeToken(ctx context.Context, id string, at int64) (bool, error) {
	n, err := t.Exec(ctx, "UPDATE api_token SET revoked_at = $1 WHERE org_id = $2 AND id = $3 AND revoked_at = 0", at, t.Org(), id)
	return n == 1, err
}

const invitationColumns = "i.org_id, o.name, i.id, i.email, i.role, i.scope, COALESCE(i.until, 0), i.invited_by, i.created_at, i.expires_at, i.ended_at, i.accepted_by"

func invitationInto(v *account.Invitation) []any {
	return []any{&v.Org, &v.OrgName, &v.ID, &v.Email, &v.Role, scope(&v.Scope), &v.Until, &v.InvitedBy, &v.CreatedAt, &v.ExpiresAt, &v.EndedAt, &v.Accepted}
}

func (s signIn) Invited(ctx context.Context, hash string) (account.Invitation, bool, error) {
	var v account.Invitation
	found, err := s.t.QueryRow(ctx, "SELECT "+invitationColumns+" FROM invitation i JOIN organisation o ON o.org_id = i.org_id WHERE i.hash = $1", []any{hash}, invitationInto(&v)...)
	return v, found, err
}

// AddInvitation implements account.OrgPort.
func (t *Tx) AddInvitation(ctx context.Context, hash string, v account.Invitation) error {
	var until any
	if v.Until != 0 {
		until = v.Until
	}
	_, err := t.Exec(ctx, `INSERT INTO invitation (org_id, id, hash, email, email_key, role, scope, until, invited_by, created_at, expires_at, ended_at, accepted_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, '')`,
		t.Org(), v.ID, hash, v.Email, account.Key(v.Email), v.Role, scopeText(v.Scope), until, v.InvitedBy, v.CreatedAt, v.ExpiresAt)
	return err
}

// Invitations implements account.OrgPort.
func (t *Tx) Invitations(ctx context.Context) ([]account.Invitation, error) {
	var out []account.Invitation
	err := t.Query(ctx, "SELECT "+invitationColumns+" FROM invitation i JOIN organisation o ON o.org_id = i.org_id WHERE i.org_id = $1 AND i.ended_at = 0 ORDER BY i.created_at DESC, i.id DESC",
		[]any{t.Org()}, func(scan func(...any) error) error {
			var v account.Invitation
			err := scan(invitationInto(&v)...)
			out = append(out, v)
			return err
		})
	return out, err
}

// EndInvitation implements account.OrgPort.
func (t *Tx) EndInvitation(ctx context.Context, id, accepted string, at int64) (bool, error) {
	n, err := t.Exec(ctx, "UPDATE invitation SET ended_at = $1, accepted_by = $2 WHERE org_id = $3 AND id = $4 AND ended_at = 0", at, accepted, t.Org(), id)
	return n == 1, err
}
