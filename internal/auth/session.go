package auth

import (
	"context"
	"slices"

	"holdfast/internal/account"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
)

// Visit gives who the token of a session stands for, in one read: nil when it
// is unknown or has ended. It writes nothing; Tend writes when a session was
// last used.
func (s *Service) Visit(ctx context.Context, token string) (*Visit, error) {
	if len(token) != tokenLength {
		return nil, nil
	}
	var in account.Present
	var found bool
	err := s.c.Store.SeeSignIn(ctx, func(p account.Port) (err error) {
		in, found, err = p.Session(ctx, hashOf(token))
		return err
	})
	now := s.now()
	if err != nil || !found || !counts(&in.Account, &in.Session, now) {
		return nil, err
	}
	if now-in.Session.SeenAt >= seenEvery.Microseconds() {
		s.seen.session(in.Session.ID, now)
	}
	v := visitOf(in.Account)
	v.Session, v.FreshUntil, v.Local = in.Session.ID, in.Session.FreshUntil, in.Session.Local
	for _, p := range in.Places {
		if p.Until != 0 && p.Until <= now {
			continue
		}
		place := Place{Org: p.Org, Name: p.Name, Role: string(p.Role)}
		v.Places = append(v.Places, place)
		if v.Actor.Org == "" || p.Org == in.Session.WorksFor {
			v.Org, v.Actor = place, actorOf(in.Account, p)
		}
	}
	return v, nil
}

// counts says that a session is still one.
func counts(a *account.Account, v *account.Session, now int64) bool {
	idle := sessionIdle
	if v.Local {
		idle = localLife
	}
	return !a.Disabled && v.Generation == a.Generation && v.ExpiresAt > now && now-v.SeenAt < idle.Microseconds()
}

func visitOf(a account.Account) *Visit {
	return &Visit{Account: Account{ID: a.ID, Name: a.Name, Email: a.Email}, Actor: change.Actor{Person: a.ID, Name: a.Name}}
}

func actorOf(a account.Account, p account.Place) change.Actor {
	return change.Actor{Org: p.Org, Person: a.ID, Name: a.Name, Role: p.Role, Scope: p.Scope}
}

// Local opens the machine's own session for a member, without a password: for
// who has opened the address that the server printed.
func (s *Service) Local(ctx context.Context, person, org string, from From) (Entry, error) {
	e := Entry{Person: person}
	now := s.now()
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		a, found, err := p.Account(ctx, person)
		if err != nil {
			return err
		}
		if !found || a.Disabled {
			return errWrong()
		}
		e.Session, err = s.open(ctx, p, a, from, org, way{local: true}, now)
		return err
	})
	return e, err
}

// Session is a session as its person sees it.
type Session struct {
	ID      string
	This    bool // the one that asks
	Local   bool
	Agent   string
	Address string
	Began   int64
	Seen    int64
	Ends    int64
}

// Sessions gives the sessions of a visit's person that count, the latest first.
func (s *Service) Sessions(ctx context.Context, v *Visit) ([]Session, error) {
	var all []account.Session
	var a account.Account
	err := s.c.Store.SeeSignIn(ctx, func(p account.Port) (err error) {
		if a, _, err = p.Account(ctx, v.Account.ID); err != nil {
			return err
		}
		all, err = p.Sessions(ctx, v.Account.ID)
		return err
	})
	now := s.now()
	var out []Session
	for _, in := range all {
		if counts(&a, &in, now) {
			out = append(out, Session{ID: in.ID, This: in.ID == v.Session, Local: in.Local, Agent: in.Agent, Address: in.Address, Began: in.CreatedAt, Seen: max(in.SeenAt, s.seen.last(in.ID)), Ends: in.ExpiresAt})
		}
	}
	return out, err
}

// EndSession ends one session of the visit's person. NotFound when it is not
// theirs.
func (s *Service) EndSession(ctx context.Context, v *Visit, session string) error {
	return s.c.Store.SignIn(ctx, func(p account.Port) error {
		done, err := p.EndSession(ctx, v.Account.ID, session)
		if err == nil && !done {
			err = errs.New(errs.NotFound, "There is no such session. It may have ended.")
		}
		return err
	})
}

// EndOthers ends every session of the visit's person but this one.
func (s *Service) EndOthers(ctx context.Context, v *Visit) error {
	return s.c.Store.SignIn(ctx, func(p account.Port) error { return p.Cut(ctx, v.Account.ID, v.Session) })
}

// SignOut ends the session of the visit.
func (s *Service) SignOut(ctx context.Context, v *Visit) error {
	return s.c.Store.SignIn(ctx, func(p account.Port) error {
		_, err := p.EndSession(ctx, v.Account.ID, v.Session)
		return err
	})
}

// Switch makes the session work for another organisation of its person.
// NotFound for one that is not theirs, be it there or not.
func (s *Service) Switch(ctx context.Context, v *Visit, org string) error {
	if !slices.ContainsFunc(v.Places, func(p Place) bool { return p.Org == org }) || v.Session == "" {
		return errs.New(errs.NotFound, "There is no such organisation.")
	}
	return s.c.Store.SignIn(ctx, func(p account.Port) error { return p.SetWorksFor(ctx, v.Session, org) })
}

// Proofs says what a person proves themselves with.
type Proofs struct {
	Password      bool
	PasswordAt    int64
	Authenticator bool
	RecoveryLeft  int64
	Passkeys      int64
	Logins        int64 // links to sign-in providers
}

// Any says that there is something to prove oneself with.
func (p Proofs) Any() bool {
	return p.Password || p.Authenticator || p.Passkeys > 0 || p.Logins > 0
}

// ByProvider says that a provider's word is asked for where a person confirms
// who they are: only of who has no proof that is made here.
func (p Proofs) ByProvider() bool { return !p.Password && p.Passkeys == 0 && p.Logins > 0 }

// Proofs gives what the visit's person has.
func (s *Service) Proofs(ctx context.Context, v *Visit) (Proofs, error) {
	var out Proofs
	err := s.c.Store.SeeSignIn(ctx, func(p account.Port) (err error) {
		out, err = proofsOf(ctx, p, v.Account.ID)
		return err
	})
	return out, err
}

func proofsOf(ctx context.Context, p account.Port, person string) (Proofs, error) {
	secrets, err := p.Secrets(ctx, person)
	if err != nil {
		return Proofs{}, err
	}
	ways, err := p.Ways(ctx, person)
	if err != nil {
		return Proofs{}, err
	}
	left, err := p.RecoveryLeft(ctx, person)
	return Proofs{
		Password: secrets.Password != "", PasswordAt: secrets.PasswordAt, Authenticator: secrets.Second(), RecoveryLeft: left,
		Passkeys: ways.Passkeys, Logins: ways.Logins,
	}, err
}

// Confirm proves once more who it is, for dangerous acts: the password, and the
// code where there is an authenticator. The machine's own session of a person
// without either needs none.
func (s *Service) Confirm(ctx context.Context, v *Visit, password, code string, from From) error {
	proofs, err := s.Proofs(ctx, v)
	if err != nil {
		return err
	}
	if v.Local && !proofs.Any() {
		return s.Freshen(ctx, v)
	}
	t := &attempt{s: s, from: from, subject: subjectOf(account.Account{ID: v.Account.ID, Email: v.Account.Email}), kind: "confirm", person: v.Account.ID}
	who, err := s.prove(ctx, t, password, func(p account.Port) (account.Account, bool, error) { return p.Account(ctx, v.Account.ID) })
	if errs.CodeOf(err) == errs.Unauthenticated {
		return errs.At("/password", "The password is wrong.")
	}
	if err != nil {
		return err
	}
	right := true
	now := s.now()
	err = s.c.Store.SignIn(ctx, func(p account.Port) (err error) {
		right = true
		if who.secrets.Second() {
			if right, err = s.useCode(ctx, p, who.ID, code, now); err != nil || !right {
				return err
			}
		}
		if err := t.passed(ctx, p); err != nil {
			return err
		}
		return p.SetFresh(ctx, v.Session, now+freshness.Microseconds())
	})
	if err == nil && !right {
		err = s.fail(ctx, t, "wrong code", errs.At("/code", "%s", errs.Safe(errCode())))
	}
	return err
}

// Freshen notes that another way in (a passkey, a provider that asked anew) has
// just proved the visit's person once more, or has become a proof that is asked
// for from now on.
func (s *Service) Freshen(ctx context.Context, v *Visit) error {
	return s.c.Store.SignIn(ctx, func(p account.Port) error {
		return p.SetFresh(ctx, v.Session, s.now()+freshness.Microseconds())
	})
}

// fresh refuses a dangerous act of who has not proved lately who they are; the
// server leads to the page for it before it comes to this.
func (s *Service) fresh(v *Visit) error {
	if v.Session == "" || v.FreshUntil <= s.now() {
		return errs.New(errs.Forbidden, "Confirm first that it is you.")
	}
	return nil
}

// SetPassword changes the password of the visit's person, or gives them one,
// and ends the other sessions.
func (s *Service) SetPassword(ctx context.Context, v *Visit, password string) error {
	if err := s.fresh(v); err != nil {
		return err
	}
	if v.Account.Email == "" {
		return errs.New(errs.Conflict, "There is no e-mail address to sign in with: say yours first.")
	}
	if err := CheckPassword(password, v.Account.Name, v.Account.Email); err != nil {
		return err
	}
	phc, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	now := s.now()
	return s.c.Store.SignIn(ctx, func(p account.Port) error {
		if err := p.SetPassword(ctx, v.Account.ID, phc, now); err != nil {
			return err
		}
		// From now on there is something to prove it with, also where the machine's
		// own session needed none.
		if err := p.SetFresh(ctx, v.Session, now+freshness.Microseconds()); err != nil {
			return err
		}
		return p.Cut(ctx, v.Account.ID, v.Session)
	})
}

// Rename changes the name of the visit's person, in every organisation of
// theirs.
func (s *Service) Rename(ctx context.Context, v *Visit, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	return s.present(ctx, v.Account.ID, name, "")
}

// SetEmail gives an address to a person who has none.
func (s *Service) SetEmail(ctx context.Context, v *Visit, email string) error {
	if err := s.fresh(v); err != nil {
		return err
	}
	email, err := CleanEmail(email)
	if err != nil {
		return err
	}
	if v.Account.Email != "" {
		return errs.New(errs.Conflict, "This account has an address.")
	}
	return s.present(ctx, v.Account.ID, v.Account.Name, email)
}

// present sets how a person appears: on the account, and as a member of each
// organisation. An empty address changes none.
func (s *Service) present(ctx context.Context, person, name, email string) error {
	var places []account.Place
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		a, found, err := p.Account(ctx, person)
		if err != nil || !found {
			return err
		}
		if a.Name = name; email != "" {
			a.Email = email
		}
		done, err := p.Put(ctx, a)
		if err == nil && !done {
			err = errs.At("/email", "Another account has this address.")
		}
		if err != nil {
			return err
		}
		places, err = p.Places(ctx, person)
		return err
	})
	if err != nil {
		return err
	}
	for _, place := range places {
		if err := s.presentIn(ctx, place.Org, person, name, email); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) presentIn(ctx context.Context, org, person, name, email string) error {
	_, err := s.c.Door.Do(ctx, s.own(org, person, name, "settings.update"), func(tx *change.Tx) error {
		members, err := tx.Members()
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.Person == person {
				if m.Name = name; email != "" {
					m.Email = email
				}
				return tx.Member(m)
			}
		}
		return nil
	})
	return err
}

// own is a change that a person may make to what is their own, whatever their
// role: the trail says who, and that the sign-in let them.
func (s *Service) own(org, person, name, action string) change.Request {
	a := change.SystemActor(org, "sign-in")
	a.Person, a.Name, a.Role = person, name, authz.System
	return change.Request{Actor: a, Action: action, Now: s.c.Now()}
}
