package auth

import (
	"context"
	"slices"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
)

// Ask is what an invitation offers.
type Ask struct {
	Email string
	Role  authz.Role
	Scope authz.Scope // narrows the role; nil: not
	Until int64       // when the membership ends, microseconds UTC; 0: it does not
}

// Invite invites a person into the organisation of the actor. It gives the link,
// this one time: it is shown to the inviter, and mailed where mail is sent. A
// newer invitation of an address takes the place of an older one.
//
// Errors: Forbidden when the actor may not change people or would give more
// than they have; Invalid; Conflict for who is a member; RateLimited.
func (s *Service) Invite(ctx context.Context, by change.By, ask Ask) (string, account.Invitation, error) {
	var none account.Invitation
	email, err := CleanEmail(ask.Email)
	if err != nil {
		return "", none, err
	}
	if ask.Role == authz.ExternalAuditor && (ask.Until == 0 || !ask.Scope.ReadOnly()) {
		return "", none, errs.At("/until", "An external auditor reads what they audit, until a stated day: say which areas and until when.")
	}
	now := s.now()
	if ask.Until != 0 && ask.Until <= now {
		return "", none, errs.At("/until", "This day is past.")
	}
	if err := s.mayInvite(ctx, by.Org, now); err != nil {
		return "", none, err
	}
	token := newToken()
	made := account.Invitation{
		Org: by.Org, ID: id.New(), Email: email, Role: ask.Role, Scope: ask.Scope, Until: ask.Until,
		InvitedBy: by.Person, CreatedAt: now, ExpiresAt: now + InvitationLife.Microseconds(),
	}
	link := s.link(InvitationPath, token)
	_, err = s.c.Door.Do(ctx, by.Request("settings.invite", ask), func(tx *change.Tx) error {
		if err := authz.MayGrant(authz.Grant{Role: by.Role, Scope: by.Scope}, authz.Grant{Role: ask.Role, Scope: ask.Scope}); err != nil {
			return err
		}
		members, err := tx.Members()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(members, func(m change.Member) bool { return m.Active && account.Key(m.Email) == account.Key(email) }) {
			return errs.At("/email", "This person is a member already.")
		}
		port := tx.Port().(account.OrgPort)
		open, err := port.Invitations(ctx)
		if err != nil {
			return err
		}
		for _, o := range open {
			if account.Key(o.Email) == account.Key(email) {
				if _, err := port.EndInvitation(ctx, o.ID, "", now); err != nil {
					return err
				}
			}
		}
		tx.Note(map[string]any{"invitation": made.ID, "email": email, "role": ask.Role, "scope": ask.Scope, "until": ask.Until})
		if err := port.AddInvitation(ctx, hashOf(token), made); err != nil || !s.Mails() {
			return err
		}
		letter, err := s.letter(Letter{
			ID: made.ID + "@holdfast", To: email, Subject: "You are invited to Holdfast",
			Text: by.Name + " invites you to work with them in Holdfast, as " + made.Role.Word() + ".\n\nOpen this page within seven days:\n" + linkHere +
				"\n\nIf you do not know what this is about, nothing has to be done.\n",
		}, link, made.ExpiresAt)
		if err != nil {
			return err
		}
		_, err = tx.Enqueue(change.Job{Work: MailWork, Payload: letter})
		return err
	})
	if err != nil {
		return "", none, err
	}
	return link, made, nil
}

func (s *Service) mayInvite(ctx context.Context, org string, now int64) error {
	var wait time.Duration
	err := s.c.Store.SignIn(ctx, func(p account.Port) (err error) {
		wait, err = inviteLimit.take(ctx, p, "invite:"+org, now)
		return err
	})
	if err == nil && wait > 0 {
		err = tooMany(wait)
	}
	return err
}

// Invitations gives the organisation's invitations that are open.
func (s *Service) Invitations(ctx context.Context, a change.Actor) ([]account.Invitation, error) {
	if err := authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Update, Area: authz.Settings, What: "people"}); err != nil {
		return nil, err
	}
	var out []account.Invitation
	now := s.now()
	err := s.c.Door.See(ctx, a, func(v *change.View) (err error) {
		out, err = v.Port().(account.OrgPort).Invitations(ctx)
		return err
	})
	return slices.DeleteFunc(out, func(i account.Invitation) bool { return i.ExpiresAt <= now }), err
}

// Uninvite takes an invitation back.
func (s *Service) Uninvite(ctx context.Context, by change.By, invitation string) error {
	now := s.now()
	_, err := s.c.Door.Do(ctx, by.Request("settings.uninvite", invitation), func(tx *change.Tx) error {
		done, err := tx.Port().(account.OrgPort).EndInvitation(ctx, invitation, "", now)
		if err == nil && !done {
			err = errs.New(errs.NotFound, "There is no such invitation. It may have been accepted.")
		}
		tx.Note(map[string]any{"invitation": invitation})
		return err
	})
	return err
}

// Invited is an invitation as the one who opens its link sees it.
type Invited struct {
	account.Invitation
	Inviter string // name
	// Known: an account has the address; its person signs in to accept.
	Known bool
}

// Invited gives the invitation of a link. NotFound when it does not count.
func (s *Service) Invited(ctx context.Context, token string) (Invited, error) {
	in, _, err := s.invited(ctx, token)
	return in, err
}

// invited gives also the place from which the inviter invites now.
func (s *Service) invited(ctx context.Context, token string) (Invited, change.Actor, error) {
	var in Invited
	var inviter change.Actor
	if len(token) != tokenLength {
		return in, inviter, errEnded()
	}
	now := s.now()
	err := s.c.Store.SeeSignIn(ctx, func(p account.Port) error {
		var found bool
		var err error
		if in.Invitation, found, err = p.Invited(ctx, hashOf(token)); err != nil {
			return err
		}
		if !found || in.EndedAt != 0 || in.ExpiresAt <= now {
			return errEnded()
		}
		if _, in.Known, err = p.AccountOf(ctx, in.Email); err != nil {
			return err
		}
		who, _, err := p.Account(ctx, in.InvitedBy)
		if err != nil {
			return err
		}
		in.Inviter = who.Name
		places, err := p.Places(ctx, in.InvitedBy)
		for _, place := range places {
			if place.Org == in.Org && (place.Until == 0 || place.Until > now) && !who.Disabled {
				inviter = actorOf(who, place)
			}
		}
		return err
	})
	if err == nil && inviter.Org == "" {
		err = errEnded() // who invited is no longer there
	}
	return in, inviter, err
}

// Join accepts an invitation for the visit's person, whose address it must be.
func (s *Service) Join(ctx context.Context, token string, v *Visit, from From) error {
	in, inviter, err := s.invited(ctx, token)
	if err != nil {
		s.guard.refused("invitation", "link does not count", from, v.Account.ID)
		return err
	}
	if account.Key(v.Account.Email) != account.Key(in.Email) {
		s.guard.refused("invitation", "another person's", from, v.Account.ID)
		return errs.New(errs.Forbidden, "This invitation is for %s. Sign in with that address to accept it.", in.Email)
	}
	if err := s.join(ctx, in, inviter, v.Account.ID, v.Account.Name, ""); err != nil {
		return err
	}
	return s.c.Store.SignIn(ctx, func(p account.Port) error { return p.SetWorksFor(ctx, v.Session, in.Org) })
}

// Accept accepts an invitation for somebody new.
//
// Errors: NotFound when the link does not count; Conflict when an account has
// the address, whose person signs in and joins; Invalid.
func (s *Service) Accept(ctx context.Context, token, name, password string, from From) (Entry, error) {
	in, inviter, err := s.invited(ctx, token)
	if err != nil {
		s.guard.refused("invitation", "link does not count", from, "")
		return Entry{}, err
	}
	if in.Known {
		return Entry{}, errs.New(errs.Conflict, "An account has this address. Sign in with it to accept the invitation.")
	}
	name, _, phc, err := s.newcomer(ctx, name, in.Email, password)
	if err != nil {
		return Entry{}, err
	}
	person := id.New()
	if err := s.join(ctx, in, inviter, person, name, phc); err != nil {
		return Entry{}, err
	}
	return s.Admit(ctx, person, Proof{Now: true}, from)
}

// join makes the person a member, as the one who invited them would now: who
// has lost a right since cannot give it. phc is the first password of somebody
// new.
func (s *Service) join(ctx context.Context, in Invited, inviter change.Actor, person, name, phc string) error {
	now := s.now()
	_, err := s.c.Door.Do(ctx, change.Request{Actor: inviter, Action: "settings.join", Now: s.c.Now()}, func(tx *change.Tx) error {
		members, err := tx.Members()
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.Person == inviter.Person && (!m.Active || m.Role != string(inviter.Role)) {
				return errEnded() // it changed between the two reads
			}
			if m.Person == person && m.Active {
				return errs.New(errs.Conflict, "You are a member already.")
			}
		}
		port := tx.Port().(account.OrgPort)
		done, err := port.EndInvitation(ctx, in.ID, person, now)
		if err == nil && !done {
			err = errEnded()
		}
		if err != nil {
			return err
		}
		tx.Note(map[string]any{"invitation": in.ID, "acceptedBy": person})
		m := change.Member{Person: person, Name: name, Email: in.Email, Role: string(in.Role), Scope: in.Scope, Until: in.Until, Active: true}
		if err := tx.Member(m); err != nil || phc == "" {
			return err
		}
		done, err = port.FirstPassword(ctx, person, in.Email, phc, now)
		if err == nil && !done {
			err = errs.New(errs.Conflict, "An account has this address. Sign in with it to accept the invitation.")
		}
		return err
	})
	return err
}
