package auth

import (
	"context"
	"crypto/rand"
	"hash/crc32"
	"math/big"
	"slices"
	"strings"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
)

const (
	// tokenPrefix tells scanners for leaked secrets what they have found.
	tokenPrefix = "hf_"
	// base62Random characters carry 190 random bits, and base62Sum the CRC-32 of
	// them: what was mistyped or invented is refused without a look at the store.
	base62Random = 32
	base62Sum    = 6
	base62Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	// TokenDays is how long a token lasts unless told otherwise, and MaxTokenDays
	// the longest.
	TokenDays    = 90
	MaxTokenDays = 365
	// maxTokens bounds the tokens of one person that have not ended.
	maxTokens = 50
	tailShown = 4
)

// newAPIToken makes a token.
func newAPIToken() string {
	var b strings.Builder
	for range base62Random {
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(base62Digits)))) // never fails: it ends the program instead
		b.WriteByte(base62Digits[n.Int64()])
	}
	return tokenPrefix + b.String() + sum62(b.String())
}

func sum62(s string) string {
	n := crc32.ChecksumIEEE([]byte(s))
	var out [base62Sum]byte
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = base62Digits[n%uint32(len(base62Digits))]
		n /= uint32(len(base62Digits))
	}
	return string(out[:])
}

// wellFormed says that text is a token by its form and checksum.
func wellFormed(token string) bool {
	body, ok := strings.CutPrefix(token, tokenPrefix)
	return ok && len(body) == base62Random+base62Sum && sum62(body[:base62Random]) == body[base62Random:]
}

// errToken is the same whatever is wrong with a token.
func errToken() error {
	return errs.New(errs.Unauthenticated, "This API token is unknown, has ended or was revoked.")
}

// Bearer gives who an API token stands for, in one read. The role is the one
// that its person has now, narrowed by the membership's scope and the token's.
// It writes nothing; Tend writes when a token was last used.
//
// Errors: Unauthenticated.
func (s *Service) Bearer(ctx context.Context, token string) (*Visit, error) {
	refuse := func(why, person string) error {
		s.guard.refused("token", why, From{Address: s.c.Client(ctx)}, person)
		return errToken()
	}
	if !wellFormed(token) {
		return nil, refuse("malformed", "")
	}
	var b account.Bearing
	var found bool
	hash := hashOf(token)
	err := s.c.Store.SeeSignIn(ctx, func(p account.Port) (err error) {
		b, found, err = p.Bearing(ctx, hash)
		return err
	})
	now := s.now()
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, refuse("unknown", "")
	case b.Token.RevokedAt != 0:
		return nil, refuse("revoked", b.Account.ID)
	case b.Token.ExpiresAt <= now:
		return nil, refuse("ended", b.Account.ID)
	case b.Place.Role == authz.ExternalAuditor:
		return nil, refuse("of an external auditor", b.Account.ID)
	case b.Account.Disabled, !b.Active, b.Place.Until != 0 && b.Place.Until <= now:
		return nil, refuse("person has left", b.Account.ID)
	}
	if now-b.Token.UsedAt >= seenEvery.Microseconds() {
		s.seen.token(hash, now)
	}
	v := visitOf(b.Account)
	v.Token = b.Token.ID
	v.Actor = actorOf(b.Account, b.Place)
	v.Actor.Scope = v.Actor.Scope.Narrow(b.Token.Scope)
	v.Org = Place{Org: b.Place.Org, Name: b.Place.Name, Role: string(b.Place.Role)}
	v.Places = []Place{v.Org}
	return v, nil
}

// NewToken is what a person asks a token to be.
type NewToken struct {
	Name  string
	Scope authz.Scope // nil: all that the role grants
	Days  int         // 0: TokenDays
}

// MakeToken makes an API token for the visit's person in their organisation. Its
// text is given this one time. It never does more than the role of its person,
// at the time when it is used.
func (s *Service) MakeToken(ctx context.Context, v *Visit, n NewToken) (string, account.Token, error) {
	var none account.Token
	if err := s.fresh(v); err != nil {
		return "", none, err
	}
	if v.Actor.Org == "" {
		return "", none, errs.New(errs.Forbidden, "A token belongs to an organisation, and you are in none.")
	}
	// What an external auditor sees is the room's: by the API it would be the
	// registers themselves, as they are now.
	if v.Actor.Role == authz.ExternalAuditor {
		return "", none, errs.New(errs.Forbidden, "An external auditor looks at the record in the auditor room, and not through the API.")
	}
	name, err := cleanName(n.Name)
	if err != nil {
		return "", none, errs.At("/name", "Say what the token is for.")
	}
	if n.Days == 0 {
		n.Days = TokenDays
	}
	if n.Days < 1 || n.Days > MaxTokenDays {
		return "", none, errs.At("/days", "A token lasts from 1 day to %d.", MaxTokenDays)
	}
	if n.Scope != nil && len(n.Scope) == 0 {
		return "", none, errs.At("/scope", "Say what the token may do.")
	}
	token, now := newAPIToken(), s.now()
	made := account.Token{
		Org: v.Actor.Org, ID: id.New(), Person: v.Account.ID, Tail: token[len(token)-tailShown:], Name: name, Scope: n.Scope,
		CreatedAt: now, ExpiresAt: now + (time.Duration(n.Days) * 24 * time.Hour).Microseconds(),
	}
	_, err = s.c.Door.Do(ctx, s.own(v.Actor.Org, v.Account.ID, v.Account.Name, "settings.token-made"), func(tx *change.Tx) error {
		port := tx.Port().(account.OrgPort)
		mine, err := port.Tokens(ctx, v.Account.ID)
		if err != nil {
			return err
		}
		if live := slices.DeleteFunc(mine, func(t account.Token) bool { return t.RevokedAt != 0 || t.ExpiresAt <= now }); len(live) >= maxTokens {
			return errs.New(errs.Conflict, "You have %d tokens. Revoke one first.", len(live))
		}
		tx.Note(map[string]any{"token": made.ID, "name": made.Name, "scope": made.Scope.String(), "expires": made.ExpiresAt})
		return port.AddToken(ctx, hashOf(token), made)
	})
	if err != nil {
		return "", none, err
	}
	return token, made, nil
}

// Tokens gives the tokens of the visit's person in their organisation, the
// latest first; with everyone, those of all its members, which only who may
// change people sees.
func (s *Service) Tokens(ctx context.Context, v *Visit, everyone bool) ([]account.Token, error) {
	if v.Actor.Org == "" {
		return nil, nil
	}
	person := v.Account.ID
	if everyone {
		if err := authz.Decide(authz.Question{Role: v.Actor.Role, Scope: v.Actor.Scope, Verb: authz.Update, Area: authz.Settings, What: "the tokens of others"}); err != nil {
			return nil, err
		}
		person = ""
	}
	var out []account.Token
	err := s.c.Door.See(ctx, v.Actor, func(in *change.View) (err error) {
		out, err = in.Port().(account.OrgPort).Tokens(ctx, person)
		return err
	})
	return out, err
}

// RevokeToken ends a token: one's own, or anybody's for who may change people.
// NotFound for a token of another organisation or person.
func (s *Service) RevokeToken(ctx context.Context, v *Visit, token string) error {
	if v.Actor.Org == "" || v.Session == "" {
		return errNoToken()
	}
	mine, err := s.Tokens(ctx, v, false)
	if err != nil {
		return err
	}
	req := change.Request{Actor: v.Actor, Action: "settings.token-revoked", Now: s.c.Now()}
	if slices.ContainsFunc(mine, func(t account.Token) bool { return t.ID == token }) {
		req = s.own(v.Actor.Org, v.Account.ID, v.Account.Name, "settings.token-revoked")
	} else if !authz.Allows(v.Actor.Role, authz.Update, authz.Settings) || !v.Actor.Scope.Covers(authz.Update, authz.Settings) {
		return errNoToken()
	}
	now := s.now()
	_, err = s.c.Door.Do(ctx, req, func(tx *change.Tx) error {
		done, err := tx.Port().(account.OrgPort).RevokeToken(ctx, token, now)
		if err == nil && !done {
			err = errNoToken()
		}
		tx.Note(map[string]any{"token": token})
		return err
	})
	return err
}

func errNoToken() error {
	return errs.New(errs.NotFound, "There is no such token. It may have been revoked.")
}
