package auth

import (
	"context"
	"strings"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/errs"
	"holdfast/internal/id"
)

// errWrong is the same for an unknown address, an account without a password,
// one that is disabled, and a wrong password.
func errWrong() error {
	return errs.New(errs.Unauthenticated, "The e-mail address or the password is wrong.")
}

// errEnded is for links and half-way states that are unknown, used or too old.
func errEnded() error {
	return errs.New(errs.NotFound, "This link has been used, is too old, or was mistyped.")
}

// SignIn proves an account by its password. Every attempt that is not held back
// takes the work of one hash, whatever is wrong with it.
//
// Errors: Unauthenticated; RateLimited, the same for accounts that do not exist.
func (s *Service) SignIn(ctx context.Context, email, password string, from From) (Entry, error) {
	t := &attempt{s: s, from: from, subject: subjectOfEmail(email), kind: "sign-in"}
	who, err := s.prove(ctx, t, password, func(p account.Port) (account.Account, bool, error) { return p.AccountOf(ctx, email) })
	if err != nil {
		return Entry{}, err
	}
	return s.enter(ctx, t, who, Proof{Now: true})
}

// proven is an account whose password was right.
type proven struct {
	account.Account
	secrets account.Secrets
}

// prove compares the password of the account that find finds.
func (s *Service) prove(ctx context.Context, t *attempt, password string, find func(account.Port) (account.Account, bool, error)) (proven, error) {
	var who proven
	var found bool
	var wait time.Duration
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) (err error) {
		if wait, err = t.begin(ctx, p, now); wait > 0 || err != nil {
			return err
		}
		if who.Account, found, err = find(p); err != nil || !found {
			return err
		}
		who.secrets, err = p.Secrets(ctx, who.ID)
		return err
	})
	if err != nil {
		return proven{}, err
	}
	if wait > 0 {
		t.refused(ctx, "held back", 0)
		return proven{}, tooMany(wait)
	}
	ok, old, err := s.hasher.check(ctx, who.secrets.Password, password)
	if err != nil {
		return proven{}, err
	}
	if found {
		t.person = who.ID
	}
	if !ok || !found || who.Disabled {
		return proven{}, s.fail(ctx, t, "wrong password", errWrong())
	}
	if old {
		s.rehash(ctx, who, password)
	}
	return who, nil
}

// fail counts the failure and gives the error to answer with.
func (s *Service) fail(ctx context.Context, t *attempt, why string, answer error) error {
	var held int64
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) (err error) {
		held, err = t.failed(ctx, p, now)
		return err
	})
	if err != nil {
		return err
	}
	t.refused(ctx, why, held)
	return answer
}

// rehash writes the password with the cost of today, where it was not changed
// meanwhile. It is for the next time: a failure is no matter.
func (s *Service) rehash(ctx context.Context, who proven, password string) {
	phc, err := s.hasher.hash(ctx, password)
	if err != nil {
		return
	}
	_ = s.c.Store.SignIn(ctx, func(p account.Port) error {
		if v, err := p.Secrets(ctx, who.ID); err != nil || v.Password != who.secrets.Password {
			return err
		}
		return p.SetPassword(ctx, who.ID, phc, who.secrets.PasswordAt)
	})
}

// Proof says what a way in has proved beside who it is.
type Proof struct {
	// Strong: it was two factors by itself.
	Strong bool
	// Now: the person showed just now that it is them. Without it, as when a
	// provider let in a browser that was signed in there since yesterday, dangerous
	// acts ask for a proof of their own.
	Now bool
}

// enter opens a session, or the second step where the account has one.
func (s *Service) enter(ctx context.Context, t *attempt, who proven, proof Proof) (Entry, error) {
	e := Entry{Person: who.ID}
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		e.Session, e.Second = "", ""
		a, found, err := p.Account(ctx, who.ID)
		if err != nil {
			return err
		}
		secrets, err := p.Secrets(ctx, who.ID)
		if err != nil {
			return err
		}
		if !found || a.Disabled || a.Generation != who.Generation {
			return errs.New(errs.Unauthenticated, "Something about this account has just changed. Sign in again.")
		}
		if secrets.Second() && !proof.Strong {
			e.Second = newToken()
			if err := giveBack(ctx, p, subjectOfSource(t.from)); err != nil {
				return err
			}
			return p.AddTicket(ctx, hashOf(e.Second), account.Ticket{
				Purpose: account.SecondStep, Account: a.ID, Generation: a.Generation, CreatedAt: now, ExpiresAt: now + secondStepLife.Microseconds(),
			})
		}
		if err := t.passed(ctx, p); err != nil {
			return err
		}
		e.Session, err = s.open(ctx, p, a, t.from, "", way{fresh: proof.Now}, now)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// Admit opens a session for an account that another way in has proved: a
// passkey, a provider. Without a strong proof an account with an authenticator
// goes on to the second step, whose code is a proof of ours.
// Errors: Unauthenticated when there is no such account, or it is disabled.
func (s *Service) Admit(ctx context.Context, person string, proof Proof, from From) (Entry, error) {
	var who proven
	err := s.c.Store.SeeSignIn(ctx, func(p account.Port) error {
		a, found, err := p.Account(ctx, person)
		if err == nil && !found {
			err = errWrong()
		}
		who.Account = a
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return s.enter(ctx, &attempt{s: s, from: from, subject: subjectOf(who.Account), kind: "sign-in", person: person}, who, proof)
}

// SecondStep finishes a sign-in with a code of the authenticator, or with a
// recovery code, which then is used up.
//
// Errors: NotFound when the first step is too old; Unauthenticated;
// RateLimited.
func (s *Service) SecondStep(ctx context.Context, second, code string, from From) (Entry, error) {
	var e Entry
	var wait time.Duration
	var held int64
	var outcome error
	var t *attempt
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		e, wait, held, outcome, t = Entry{}, 0, 0, nil, &attempt{s: s, from: from, kind: "second-factor"}
		a, found, err := s.ticket(ctx, p, account.SecondStep, second, now)
		if err != nil {
			return err
		}
		if !found {
			outcome = errs.New(errs.NotFound, "This took too long. Sign in from the beginning.")
			return nil
		}
		t.subject, t.person = subjectOf(a), a.ID
		if wait, err = t.begin(ctx, p, now); wait > 0 || err != nil {
			return err
		}
		ok, err := s.useCode(ctx, p, a.ID, code, now)
		if err != nil {
			return err
		}
		if !ok {
			outcome = errCode()
			held, err = t.failed(ctx, p, now)
			return err
		}
		if _, err := p.UseTicket(ctx, hashOf(second), now); err != nil {
			return err
		}
		if err := t.passed(ctx, p); err != nil {
			return err
		}
		e.Person = a.ID
		e.Session, err = s.open(ctx, p, a, from, "", way{fresh: true}, now)
		return err
	})
	switch {
	case err != nil:
		return Entry{}, err
	case wait > 0:
		t.refused(ctx, "held back", 0)
		return Entry{}, tooMany(wait)
	case outcome != nil:
		t.refused(ctx, "wrong code", held)
		return Entry{}, outcome
	}
	return e, nil
}

// ticket gives the account of a ticket that counts.
func (s *Service) ticket(ctx context.Context, p account.Port, purpose account.Purpose, token string, now int64) (account.Account, bool, error) {
	if len(token) != tokenLength {
		return account.Account{}, false, nil
	}
	v, found, err := p.Ticket(ctx, hashOf(token))
	if err != nil || !found || v.Purpose != purpose || v.UsedAt != 0 || v.ExpiresAt <= now {
		return account.Account{}, false, err
	}
	a, found, err := p.Account(ctx, v.Account)
	return a, found && !a.Disabled && a.Generation == v.Generation, err
}

// way is how a session was opened.
type way struct {
	local bool // by the address that the server printed
	fresh bool // by a proof made just now
}

// open adds a session and gives its token.
func (s *Service) open(ctx context.Context, p account.Port, a account.Account, from From, org string, w way, now int64) (string, error) {
	life, freshUntil := sessionLife, int64(0)
	if w.fresh {
		freshUntil = now + freshness.Microseconds()
	}
	if w.local {
		life = localLife
		proofs, err := proofsOf(ctx, p, a.ID)
		if err != nil {
			return "", err
		}
		if !proofs.Any() {
			freshUntil = now + life.Microseconds() // there is nothing that it could be proved with
		}
	}
	if org == "" {
		last, err := p.LastPlace(ctx, a.ID)
		if err != nil {
			return "", err
		}
		org = last
	}
	token := newToken()
	v := account.Session{
		ID: id.New(), Account: a.ID, Generation: a.Generation, WorksFor: org, Local: w.local,
		Agent: short(from.Agent, maxAgent), Address: from.text(),
		CreatedAt: now, SeenAt: now, ExpiresAt: now + life.Microseconds(), FreshUntil: freshUntil,
	}
	return token, p.AddSession(ctx, hashOf(token), v)
}

const maxAgent = 300

func (f From) text() string {
	if !f.Address.IsValid() {
		return ""
	}
	return strings.TrimPrefix(f.Address.Unmap().String(), "::ffff:")
}
