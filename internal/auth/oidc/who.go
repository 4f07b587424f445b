package oidc

import (
	"context"
	"slices"

	"holdfast/internal/account"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/provider"
)

// People is what of the accounts this package reads (store.Store).
type People interface {
	SeeSignIn(ctx context.Context, fn func(account.Port) error) error
}

// who finds the account that a provider's person is. A link that was made
// counts; else a verified address of a member makes one. What the provider says
// stands for its own organisation alone: who works in others too signs in
// otherwise, unless those others let in the same issuer.
func (s *Service) who(ctx context.Context, stored provider.Stored, p *provider.Provider, c provider.Claims) (string, error) {
	var login provider.Login
	var linked bool
	if err := s.c.Store.SeeSignInWays(ctx, func(port provider.Port) (err error) {
		login, linked, err = port.Login(ctx, stored.Org, stored.ID, p.Issuer, c.Subject)
		return err
	}); err != nil {
		return "", err
	}
	if linked {
		if err := s.member(ctx, stored, p, login.Account); err != nil {
			return "", err
		}
		err := s.c.Store.SignInWays(ctx, func(port provider.Port) error {
			return port.LoginUsed(ctx, login, s.c.Now().UTC().UnixMicro())
		})
		return login.Account, err
	}
	address, err := p.Address(c)
	if err != nil {
		return "", &refusal{"an address that does not count", err}
	}
	var a account.Account
	var found bool
	if err := s.c.People.SeeSignIn(ctx, func(port account.Port) (err error) {
		a, found, err = port.AccountOf(ctx, address)
		return err
	}); err != nil {
		return "", err
	}
	if found {
		err = s.member(ctx, stored, p, a.ID)
	}
	if !found || errs.CodeOf(err) == errs.NotFound {
		if !p.MayJoin(address) || found {
			return "", &refusal{"no member", errs.New(errs.Unauthenticated, "%s is not a member of %s. Ask for an invitation, and accept it first.", address, stored.OrgName)}
		}
		a.ID = id.New()
		return a.ID, s.join(ctx, stored, p, c, change.Member{Person: a.ID, Name: nameOf(c), Email: address, Role: string(authz.Reader), Active: true})
	}
	if err != nil {
		return "", err
	}
	// Who made this account may not be whose address it is: an invitation's link
	// may have gone by another way than mail. What they sign in with must not be
	// shared with the person of the provider, so that its owner links it themselves.
	var proofs bool
	if err := s.c.People.SeeSignIn(ctx, func(port account.Port) error {
		secrets, err := port.Secrets(ctx, a.ID)
		if err != nil {
			return err
		}
		ways, err := port.Ways(ctx, a.ID)
		proofs = secrets.Password != "" || secrets.Second() || ways.Passkeys > 0 || ways.Logins > 0
		return err
	}); err != nil {
		return "", err
	}
	if proofs {
		return "", &refusal{"not linked yet", errs.New(errs.Unauthenticated, "%s has an account here that is not linked to %s yet. Sign in as before, with your password or a passkey, and link it in your account. Without either, set a password by “Forgotten password”.", address, p.Name)}
	}
	return a.ID, s.link(ctx, stored, p, c, a.ID)
}

// confirm says whether the provider's person is the one who is signed in.
func (s *Service) confirm(ctx context.Context, stored provider.Stored, p *provider.Provider, c provider.Claims, person string) error {
	var login provider.Login
	var linked bool
	if err := s.c.Store.SeeSignInWays(ctx, func(port provider.Port) (err error) {
		login, linked, err = port.Login(ctx, stored.Org, stored.ID, p.Issuer, c.Subject)
		return err
	}); err != nil {
		return err
	}
	if !linked || login.Account != person {
		return &refusal{"confirmed by another person", errs.New(errs.Unauthenticated, "Another person signed in to %s than the one who is signed in here. Nothing was confirmed.", p.Name)}
	}
	return s.member(ctx, stored, p, person)
}

// member says whether the provider's word may stand for an account: NotFound
// when it is no active member of the provider's organisation.
func (s *Service) member(ctx context.Context, stored provider.Stored, p *provider.Provider, person string) error {
	var places []account.Place
	if err := s.c.People.SeeSignIn(ctx, func(port account.Port) (err error) {
		places, err = port.Places(ctx, person)
		return err
	}); err != nil {
		return err
	}
	now := s.c.Now().UTC().UnixMicro()
	places = slices.DeleteFunc(places, func(v account.Place) bool { return v.Until != 0 && v.Until <= now })
	if !slices.ContainsFunc(places, func(v account.Place) bool { return v.Org == stored.Org }) {
		return errs.New(errs.NotFound, "You are no longer a member of %s.", stored.OrgName)
	}
	trusting := map[string]bool{stored.Org: true}
	owners := map[string]bool{stored.Org: p.AdmitsOwners()}
	if err := s.c.Store.SeeSignInWays(ctx, func(port provider.Port) error {
		all, err := port.Providers(ctx)
		for _, other := range all {
			v, derr := s.c.Register.Decode(other.Body)
			if derr != nil {
				return derr
			}
			if o := v.(*provider.Provider); !o.Off && o.Issuer == p.Issuer {
				trusting[other.Org] = true
				owners[other.Org] = owners[other.Org] || other.Org != stored.Org && o.AdmitsOwners()
			}
		}
		return err
	}); err != nil {
		return err
	}
	for _, v := range places {
		if !trusting[v.Org] {
			return errs.New(errs.Forbidden, "You also work in %s, which does not let in %s. Sign in with your password or a passkey.", v.Name, p.Name)
		}
		if v.Role == authz.Owner && !owners[v.Org] {
			return errs.New(errs.Forbidden, "You own %s, and no owner of it has let owners in by %s as it is set up now. Sign in with your password or a passkey.", v.Name, p.Name)
		}
	}
	return nil
}

// link says in the organisation's record that the provider's person is this
// one. Conflict when either is linked otherwise: an address that was given to
// somebody new must not open the account of whoever had it before.
func (s *Service) link(ctx context.Context, stored provider.Stored, p *provider.Provider, c provider.Claims, person string) error {
	if err := s.member(ctx, stored, p, person); err != nil {
		return err
	}
	return s.do(ctx, stored, "provider.link", func(tx *change.Tx) error { return s.addLogin(tx, stored, p, c, person) })
}

// join makes a reader of somebody new, and links them.
func (s *Service) join(ctx context.Context, stored provider.Stored, p *provider.Provider, c provider.Claims, m change.Member) error {
	return s.do(ctx, stored, "provider.join", func(tx *change.Tx) error {
		if err := tx.Member(m); err != nil {
			return err
		}
		return s.addLogin(tx, stored, p, c, m.Person)
	})
}

func (s *Service) do(ctx context.Context, stored provider.Stored, action string, fn func(*change.Tx) error) error {
	_, err := s.c.Door.Do(ctx, change.Request{Actor: change.SystemActor(stored.Org, "sign-in"), Action: action, Now: s.c.Now()}, fn)
	return err
}

func (s *Service) addLogin(tx *change.Tx, stored provider.Stored, p *provider.Provider, c provider.Claims, person string) error {
	at := tx.Now().UnixMicro()
	added, err := tx.Port().(provider.OrgPort).AddLogin(tx.Context(), provider.Login{
		Provider: stored.ID, Issuer: p.Issuer, Subject: c.Subject, Account: person, Email: c.Email, LinkedAt: at, UsedAt: at,
	})
	if err != nil {
		return err
	}
	if !added {
		return errs.New(errs.Conflict, "Another person of %s is linked to this account, or this one to another account. Ask an administrator to take the older link away.", p.Name)
	}
	tx.Note(map[string]any{"signIn": map[string]any{"provider": stored.ID, "name": p.Name, "person": person}})
	return nil
}

func nameOf(c provider.Claims) string {
	if c.Name != "" && len(c.Name) <= 200 {
		return c.Name
	}
	return c.Email
}
