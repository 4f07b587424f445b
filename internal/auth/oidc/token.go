package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	lib "github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-json-experiment/json"
	"golang.org/x/oauth2"

	"holdfast/internal/errs"
	"holdfast/internal/outbound"
	"holdfast/internal/provider"
)

// algorithms are the signatures that count. Never "none", and never one that is
// made with a shared secret: the public key could pass for it.
var algorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

// skew is how far the provider's clock may be from ours.
const skew = time.Minute

// claims is an ID token's body; the standard's names.
type claims struct {
	Issuer        string   `json:"iss"`
	Subject       string   `json:"sub"`
	Audience      audience `json:"aud"`
	Party         string   `json:"azp"`
	Nonce         string   `json:"nonce"`
	Expires       seconds  `json:"exp"`
	Issued        seconds  `json:"iat"`
	NotBefore     seconds  `json:"nbf"`
	Email         string   `json:"email"`
	EmailVerified truth    `json:"email_verified"`
	Name          string   `json:"name"`
	Tenant        string   `json:"tid"`
	Hosted        string   `json:"hd"`
	Methods       []string `json:"amr"`
	Class         string   `json:"acr"`
	// AuthTime is when the provider last asked the person who they are.
	AuthTime seconds `json:"auth_time"`
}

// audience is one text or a list of them.
type audience []string

func (a *audience) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*a = audience{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(a))
}

// seconds is a time as JWT has it: seconds since 1970, perhaps with a fraction.
type seconds float64

func (s seconds) time() time.Time { return time.Unix(int64(s), 0) }

// truth is true, or the text "true" that some providers write for it.
type truth bool

func (v *truth) UnmarshalJSON(b []byte) error {
	*v = string(b) == "true" || string(b) == `"true"`
	return nil
}

// refusal is why a sign-in was refused: why is for the security log, in words
// of ours, and the error for the person.
type refusal struct {
	why string
	err error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// refuse makes one for what a person can only try again.
func refuse(why string, cause error) error {
	return &refusal{why, errs.Wrap(cause, errs.Unauthenticated, "The provider's answer was not accepted (%s). Nobody was signed in. Begin the sign-in again; if it happens again, tell whoever set the provider up.", why)}
}

// exchange hands the code in and gives the claims of the token that comes back,
// once everything about it has been checked.
func (s *Service) exchange(ctx context.Context, p *provider.Provider, m metadata, in oauth2.Config, code, verifier, nonce string, begun time.Time) (provider.Claims, error) {
	var none provider.Claims
	ctx = lib.ClientContext(ctx, s.c.Client)
	tok, err := in.Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) {
			return none, refuse("the code was not taken", err)
		}
		return none, &refusal{"no answer to the code", outbound.Fault(hostOf(m.TokenURL), err)}
	}
	raw, ok := tok.Extra("id_token").(string)
	if !ok || raw == "" {
		return none, refuse("no identity in it", errors.New("no id_token"))
	}
	// The library proves the signature; what the token says is checked below, in
	// one place, by rules at least as strict.
	v := lib.NewVerifier(p.Issuer, lib.NewRemoteKeySet(ctx, m.KeysURL), &lib.Config{
		ClientID: p.Client, SupportedSigningAlgs: s.allowed(m), SkipExpiryCheck: true, Now: s.c.Now,
	})
	id, err := v.Verify(ctx, raw)
	if err != nil {
		return none, refuse(reason(err), err)
	}
	var body rawClaims
	if err := id.Claims(&body); err != nil {
		return none, refuse("damaged identity", err)
	}
	var c claims
	if err := json.Unmarshal(body, &c); err != nil {
		return none, refuse("damaged identity", err)
	}
	now := s.c.Now()
	switch {
	case c.Issuer != p.Issuer:
		return none, refuse("another issuer", fmt.Errorf("iss %q", c.Issuer))
	case !slices.Contains(c.Audience, p.Client):
		return none, refuse("for another program", fmt.Errorf("aud %q", c.Audience))
	case len(c.Audience) > 1 && c.Party == "", c.Party != "" && c.Party != p.Client:
		return none, refuse("given to another program", fmt.Errorf("azp %q", c.Party))
	case c.Nonce == "" || c.Nonce != nonce:
		return none, refuse("of another sign-in", errors.New("nonce"))
	case c.Expires == 0 || !now.Before(c.Expires.time().Add(skew)):
		return none, refuse("expired", fmt.Errorf("exp %v", c.Expires.time()))
	case c.Issued == 0 || c.Issued.time().After(now.Add(skew)) || c.NotBefore.time().After(now.Add(skew)):
		return none, refuse("from the future", fmt.Errorf("iat %v", c.Issued.time()))
	case c.AuthTime.time().After(now.Add(skew)):
		return none, refuse("from the future", fmt.Errorf("auth_time %v", c.AuthTime.time()))
	case c.Issued.time().Before(begun.Add(-skew)):
		return none, refuse("older than the sign-in", fmt.Errorf("iat %v", c.Issued.time()))
	}
	if id.AccessTokenHash != "" {
		if err := id.VerifyAccessToken(tok.AccessToken); err != nil {
			return none, refuse("parts that do not belong together", err)
		}
	}
	out := provider.Claims{
		Subject: c.Subject, Email: c.Email, EmailVerified: bool(c.EmailVerified), Name: c.Name,
		Tenant: c.Tenant, Hosted: c.Hosted, Methods: c.Methods, Class: c.Class,
	}
	if c.AuthTime > 0 {
		out.AuthenticatedAt = c.AuthTime.time()
	}
	if err := p.Check(out); err != nil {
		return none, &refusal{"another tenant or organisation", err}
	}
	return out, nil
}

// rawClaims keeps the body as it is, to be read strictly: the library's own
// reading takes duplicate and differently-cased names.
type rawClaims []byte

func (r *rawClaims) UnmarshalJSON(b []byte) error {
	*r = append((*r)[:0], b...)
	return nil
}

// allowed gives the algorithms that both sides name; a provider that names none
// has RS256, as the standard says.
func (s *Service) allowed(m metadata) []string {
	if len(m.Algorithms) == 0 {
		return []string{"RS256"}
	}
	out := slices.DeleteFunc(slices.Clone(algorithms), func(a string) bool { return !slices.Contains(m.Algorithms, a) })
	if len(out) == 0 {
		return []string{"RS256"}
	}
	return out
}

// reason says in our words why the library refused a token.
func reason(err error) string {
	for words, why := range map[string]string{
		"different provider": "another issuer", "expected audience": "for another program", "malformed jwt": "a signature of a kind that does not count",
		"verify signature": "a wrong signature",
	} {
		if strings.Contains(err.Error(), words) {
			return why
		}
	}
	return "damaged identity"
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}
