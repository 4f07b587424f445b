package auth

import (
	"context"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/id"
)

// Where links with a secret lead.
const (
	ResetPath      = "/reset/"
	SetUpPath      = "/set-up/"
	InvitationPath = "/invitation/"
)

// Forgotten sends a link to set a new password to the address, when an account
// has it. The answer is the same when none has, and takes as long.
// RateLimited after too many; NotFound where no mail is sent at all.
func (s *Service) Forgotten(ctx context.Context, email string, from From) error {
	if !s.Mails() {
		return errs.New(errs.NotFound, "This installation sends no mail. Who runs it can make a link for you.")
	}
	now := s.now()
	var wait time.Duration
	err := s.c.Store.SignIn(ctx, func(p account.Port) (err error) {
		if wait, err = sourceLimit.take(ctx, p, subjectOfSource(from), now); wait > 0 || err != nil {
			return err
		}
		wait, err = resetLimit.take(ctx, p, "reset:"+subjectOfEmail(email), now)
		return err
	})
	if err != nil {
		return err
	}
	if wait > 0 {
		s.guard.refused("reset", "held back", from, "")
		return tooMany(wait)
	}
	s.later(from, func(ctx context.Context) {
		link, a, err := s.ResetLink(ctx, email)
		if err != nil {
			if errs.CodeOf(err) != errs.NotFound {
				s.c.Log.Error("reset by mail", "error", err)
			}
			return
		}
		err = s.queue(ctx, a.ID, Letter{
			ID: id.New() + "@holdfast", To: a.Email, ToName: a.Name, Subject: "Set a new password for Holdfast",
			Text: "Somebody, most likely you, asked to set a new password for your account.\n\nOpen this page within an hour:\n" + linkHere +
				"\n\nIf it was not you, nothing has to be done: the password stays as it is.\n",
		}, link, now+resetLife.Microseconds())
		if err != nil {
			s.c.Log.Error("reset by mail", "error", err)
		}
	})
	return nil
}

// ResetLink makes a link to set a new password, for the mail and for who runs
// the machine. NotFound when no account has the address.
func (s *Service) ResetLink(ctx context.Context, email string) (string, account.Account, error) {
	token := newToken()
	var a account.Account
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		var found bool
		var err error
		if a, found, err = p.AccountOf(ctx, email); err != nil {
			return err
		}
		if !found || a.Disabled {
			return errs.New(errs.NotFound, "No account has this address.")
		}
		return p.AddTicket(ctx, hashOf(token), account.Ticket{Purpose: account.Reset, Account: a.ID, Generation: a.Generation, CreatedAt: now, ExpiresAt: now + resetLife.Microseconds()})
	})
	return s.link(ResetPath, token), a, err
}

// Resetting gives whose password a link sets. NotFound when it does not count.
func (s *Service) Resetting(ctx context.Context, token string) (Account, error) {
	return s.ticketOf(ctx, account.Reset, token)
}

func (s *Service) ticketOf(ctx context.Context, purpose account.Purpose, token string) (Account, error) {
	var out Account
	err := s.c.Store.SeeSignIn(ctx, func(p account.Port) error {
		a, found, err := s.ticket(ctx, p, purpose, token, s.now())
		if err == nil && !found {
			err = errEnded()
		}
		out = Account{ID: a.ID, Name: a.Name, Email: a.Email}
		return err
	})
	return out, err
}

// Reset sets a new password by a link, once, and ends every session and passkey:
// whoever had the account before, by an address that was not theirs, has it no
// more. Where the account has an authenticator the second step still has to be
// taken.
func (s *Service) Reset(ctx context.Context, token, password string, from From) (Entry, error) {
	who, err := s.Resetting(ctx, token)
	if err != nil {
		s.guard.refused("reset", "link does not count", from, "")
		return Entry{}, err
	}
	if err := CheckPassword(password, who.Name, who.Email); err != nil {
		return Entry{}, err
	}
	phc, err := s.hasher.hash(ctx, password)
	if err != nil {
		return Entry{}, err
	}
	now := s.now()
	err = s.c.Store.SignIn(ctx, func(p account.Port) error {
		a, found, err := s.ticket(ctx, p, account.Reset, token, now)
		if err == nil && !found {
			err = errEnded()
		}
		if err != nil {
			return err
		}
		if _, err := p.UseTicket(ctx, hashOf(token), now); err != nil {
			return err
		}
		if err := p.SetPassword(ctx, a.ID, phc, now); err != nil {
			return err
		}
		if err := p.DropPasskeys(ctx, a.ID); err != nil {
			return err
		}
		return p.Cut(ctx, a.ID, "")
	})
	if err != nil {
		return Entry{}, err
	}
	return s.Admit(ctx, who.ID, Proof{Now: true}, from)
}

// SetUpLink makes a link for the first owner to give a name, an address and a
// password; empty when an owner of the installation can sign in.
func (s *Service) SetUpLink(ctx context.Context) (string, error) {
	token := newToken()
	made := false
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		made = false
		owners, err := p.Owners(ctx)
		if err != nil || len(owners) == 0 {
			return err
		}
		for _, o := range owners {
			if o.Ready {
				return nil
			}
		}
		made = true
		a := owners[0].Account
		return p.AddTicket(ctx, hashOf(token), account.Ticket{Purpose: account.SetUp, Account: a.ID, Generation: a.Generation, CreatedAt: now, ExpiresAt: now + setUpLife.Microseconds()})
	})
	if err != nil || !made {
		return "", err
	}
	return s.link(SetUpPath, token), nil
}

// SettingUp gives whom a set-up link is for.
func (s *Service) SettingUp(ctx context.Context, token string) (Account, error) {
	return s.ticketOf(ctx, account.SetUp, token)
}

// SetUp makes the first owner one who can sign in.
func (s *Service) SetUp(ctx context.Context, token, name, email, password string, from From) (Entry, error) {
	who, err := s.SettingUp(ctx, token)
	if err != nil {
		s.guard.refused("set-up", "link does not count", from, "")
		return Entry{}, err
	}
	name, email, phc, err := s.newcomer(ctx, name, email, password)
	if err != nil {
		return Entry{}, err
	}
	now := s.now()
	err = s.c.Store.SignIn(ctx, func(p account.Port) error {
		a, found, err := s.ticket(ctx, p, account.SetUp, token, now)
		if err == nil && !found {
			err = errEnded()
		}
		if err != nil {
			return err
		}
		if _, err := p.UseTicket(ctx, hashOf(token), now); err != nil {
			return err
		}
		a.Name, a.Email = name, email
		done, err := p.Put(ctx, a)
		if err == nil && !done {
			err = errs.At("/email", "Another account has this address.")
		}
		if err != nil {
			return err
		}
		if err := p.SetPassword(ctx, a.ID, phc, now); err != nil {
			return err
		}
		return p.Cut(ctx, a.ID, "")
	})
	if err != nil {
		return Entry{}, err
	}
	if err := s.present(ctx, who.ID, name, email); err != nil {
		return Entry{}, err
	}
	return s.Admit(ctx, who.ID, Proof{Now: true}, from)
}

// newcomer checks what somebody new says of themselves, all of it before the
// first fault is told, and hashes the password.
func (s *Service) newcomer(ctx context.Context, name, email, password string) (string, string, string, error) {
	var faults []errs.Field
	name, err := cleanName(name)
	faults = append(faults, errs.FieldsOf(err)...)
	email, err = CleanEmail(email)
	faults = append(faults, errs.FieldsOf(err)...)
	faults = append(faults, errs.FieldsOf(CheckPassword(password, name, email))...)
	if len(faults) > 0 {
		return "", "", "", errs.InvalidFields(faults...)
	}
	phc, err := s.hasher.hash(ctx, password)
	return name, email, phc, err
}

// Unlock lets an account try again at once. NotFound when no account has the
// address. It is a matter of the trail of each organisation of the person.
func (s *Service) Unlock(ctx context.Context, email string) error {
	var person string
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		a, found, err := p.AccountOf(ctx, email)
		if err == nil && !found {
			err = errs.New(errs.NotFound, "No account has this address.")
		}
		if err != nil {
			return err
		}
		person = a.ID
		return p.DropAttempt(ctx, subjectOf(a))
	})
	if err == nil {
		s.tell(ctx, person, "settings.unlock", map[string]any{"unlocked": person})
	}
	return err
}

// DropAuthenticator takes the authenticator of an account away, for who has lost
// it and the recovery codes: by who runs the machine alone. It ends every
// session, and is an event in the trail of each organisation of the person.
func (s *Service) DropAuthenticator(ctx context.Context, email string) error {
	var person string
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		a, found, err := p.AccountOf(ctx, email)
		if err == nil && !found {
			err = errs.New(errs.NotFound, "No account has this address.")
		}
		if err != nil {
			return err
		}
		person = a.ID
		return s.removeAuthenticator(ctx, p, a.ID, "")
	})
	if err == nil {
		s.tell(ctx, person, "settings.authenticator-dropped", map[string]any{"authenticator": "dropped", "person": person})
	}
	return err
}

// Known is an account as who runs the machine sees it.
type Known struct {
	Account
	Disabled      bool
	Password      bool
	Authenticator bool
	HeldUntil     int64 // it waits after failures; 0: it does not
	Roles         []KnownRole
}

// KnownRole is a membership of an account.
type KnownRole struct {
	Org  string // name
	Role authz.Role
}

// Accounts gives every account by address.
func (s *Service) Accounts(ctx context.Context) ([]Known, error) {
	var out []Known
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		out = nil
		all, err := p.Accounts(ctx)
		if err != nil {
			return err
		}
		for _, a := range all {
			secrets, err := p.Secrets(ctx, a.ID)
			if err != nil {
				return err
			}
			held, err := p.Attempt(ctx, subjectOf(a))
			if err != nil {
				return err
			}
			places, err := p.Places(ctx, a.ID)
			if err != nil {
				return err
			}
			k := Known{Account: Account{ID: a.ID, Name: a.Name, Email: a.Email}, Disabled: a.Disabled, Password: secrets.Password != "", Authenticator: secrets.Second()}
			if held.HeldUntil > now {
				k.HeldUntil = held.HeldUntil
			}
			for _, place := range places {
				k.Roles = append(k.Roles, KnownRole{Org: place.Name, Role: place.Role})
			}
			out = append(out, k)
		}
		return nil
	})
	return out, err
}
