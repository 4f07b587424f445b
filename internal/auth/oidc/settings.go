package oidc

import (
	"context"
	"encoding/json"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/provider"
	"holdfast/internal/register"
)

// sealedSecret is what is sealed: the client secret with the issuer that it was
// entered for, so that a provider whose issuer is changed is not handed the
// secret of another.
type sealedSecret struct {
	Issuer string `json:"issuer"`
	Secret string `json:"secret"`
}

// clientSecret opens the secret of a provider; empty when it has none.
func (s *Service) clientSecret(stored provider.Stored, p *provider.Provider) (string, error) {
	if stored.Sealed == "" {
		return "", nil
	}
	b, err := s.c.Sealer.Open(secretPlace(stored.Org, stored.ID), stored.Sealed)
	if err != nil {
		return "", err
	}
	var v sealedSecret
	if err := json.Unmarshal(b, &v); err != nil {
		return "", err
	}
	if v.Issuer != p.Issuer {
		return "", &refusal{"secret of another issuer", errs.New(errs.Unavailable, "The client secret of %s was entered for another issuer. An administrator must enter it anew.", p.Name)}
	}
	return v.Secret, nil
}

// List gives the organisation's providers, the oldest first.
func (s *Service) List(ctx context.Context, a change.Actor) ([]provider.Row, error) {
	var rows []provider.Row
	err := s.c.Door.See(ctx, a, func(v *change.View) (err error) {
		rows, err = change.Collect(v, s.c.Register, register.Query{})
		return err
	})
	return rows, err
}

// Get gives a provider by its number ("IDP-1").
func (s *Service) Get(ctx context.Context, a change.Actor, number string) (provider.Row, error) {
	var row provider.Row
	err := s.c.Door.See(ctx, a, func(v *change.View) (err error) {
		row, err = change.GetNumber(v, s.c.Register, number)
		return err
	})
	return row, err
}

// Add keeps a new provider with its client secret, sealed.
func (s *Service) Add(ctx context.Context, by change.By, p provider.Provider, clientSecret string) (provider.Row, error) {
	p.Tidy()
	var row provider.Row
	_, err := s.c.Door.Do(ctx, by.Request("provider.create", p), func(tx *change.Tx) (err error) {
		if row, err = change.Insert(tx, s.c.Register, p); err != nil {
			return err
		}
		return s.keep(tx, row, clientSecret)
	})
	return row, err
}

// Change keeps a provider anew. Without a client secret the one before stays,
// for as long as the issuer does. version is the one that the caller read.
func (s *Service) Change(ctx context.Context, by change.By, id string, version int64, p provider.Provider, clientSecret string) (provider.Row, error) {
	p.Tidy()
	var row provider.Row
	_, err := s.c.Door.Do(ctx, by.Request("provider.update", p), func(tx *change.Tx) error {
		was, err := change.Get(tx, s.c.Register, id)
		if err != nil {
			return err
		}
		if was.Value.Issuer != p.Issuer && clientSecret == "" {
			if _, had, err := tx.Port().(provider.OrgPort).ProviderSecret(tx.Context(), id); err != nil || had {
				return errs.At("/secret", "The issuer has changed: enter the client secret that the new one gave.")
			}
		}
		if row, err = change.Put(tx, s.c.Register, id, version, p); err != nil {
			return err
		}
		return s.keep(tx, row, clientSecret)
	})
	return row, err
}

// Remove ends a provider, its secret and its links.
func (s *Service) Remove(ctx context.Context, by change.By, id string, version int64) error {
	_, err := s.c.Door.Do(ctx, by.Request("provider.delete", id), func(tx *change.Tx) error {
		return change.Delete(tx, s.c.Register, id, version)
	})
	return err
}

// keep seals a client secret that was entered; that it was, the trail says.
func (s *Service) keep(tx *change.Tx, row provider.Row, clientSecret string) error {
	if clientSecret == "" {
		return nil
	}
	a := tx.Actor()
	if err := authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Update, Area: authz.Settings, Only: provider.Setters(), What: "sign-in providers"}); err != nil {
		return err
	}
	if len(clientSecret) > 1000 {
		return errs.At("/secret", "This is longer than any client secret.")
	}
	b, err := json.Marshal(sealedSecret{row.Value.Issuer, clientSecret})
	if err != nil {
		return err
	}
	sealed, err := s.c.Sealer.Seal(secretPlace(tx.Actor().Org, row.ID), b)
	if err != nil {
		return err
	}
	tx.Note(map[string]any{"clientSecret": map[string]string{"provider": row.Number, "set": "anew"}})
	return tx.Port().(provider.OrgPort).PutProviderSecret(tx.Context(), row.ID, sealed, tx.Now().UnixMicro())
}

// Logins gives the providers that an account is linked to.
func (s *Service) Logins(ctx context.Context, account string) ([]provider.Login, error) {
	var out []provider.Login
	err := s.c.Store.SeeSignInWays(ctx, func(port provider.Port) (err error) {
		out, err = port.Logins(ctx, account)
		return err
	})
	return out, err
}

// Unlink takes the link of a person's own account to a provider away.
func (s *Service) Unlink(ctx context.Context, org, providerID, person string) error {
	// The organisation is what a form says: one where the person has no such link
	// is not asked at all.
	all, err := s.Logins(ctx, person)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(l provider.Login) bool { return l.Org == org && l.Provider == providerID }) {
		return errs.New(errs.NotFound, "There is no such link.")
	}
	return s.do(ctx, provider.Stored{Org: org}, "provider.unlink", func(tx *change.Tx) error {
		done, err := tx.Port().(provider.OrgPort).RemoveLogin(tx.Context(), providerID, person)
		if err == nil && !done {
			return errs.New(errs.NotFound, "There is no such link.")
		}
		tx.Note(map[string]any{"signIn": map[string]any{"provider": providerID, "person": person, "unlinked": true}})
		return err
	})
}

// Confirmers gives the providers that can ask once more who an account's person
// is: those that it is linked to.
func (s *Service) Confirmers(ctx context.Context, account string) ([]Button, error) {
	logins, err := s.Logins(ctx, account)
	var out []Button
	for _, l := range logins {
		p, _, perr := s.provider(ctx, l.Provider)
		switch {
		case errs.CodeOf(perr) == errs.NotFound: // switched off
		case perr != nil:
			return nil, perr
		default:
			out = append(out, Button{l.Provider, p.Name})
		}
	}
	return out, err
}

// Button is a provider on the sign-in page.
type Button struct{ Provider, Name string }

// Buttons gives the providers to offer to a stranger: those of the one
// organisation of the installation. Where there are several, their names are
// nobody's business, and each hands its people the address of its own.
func (s *Service) Buttons(ctx context.Context) ([]Button, error) {
	var all []provider.Stored
	if err := s.c.Store.SeeSignInWays(ctx, func(port provider.Port) (err error) {
		all, err = port.Providers(ctx)
		return err
	}); err != nil {
		return nil, err
	}
	var out []Button
	for _, stored := range all {
		if stored.Org != all[0].Org {
			return nil, nil
		}
		v, err := s.c.Register.Decode(stored.Body)
		if err != nil {
			return nil, err
		}
		if p := v.(*provider.Provider); !p.Off {
			out = append(out, Button{stored.ID, p.Name})
		}
	}
	return out, nil
}
