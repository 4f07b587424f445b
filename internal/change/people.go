package change

import (
	"maps"
	"slices"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/trail"
)

// MemberKind is the kind under which the trail keeps what is done to a member.
const MemberKind = "member"

// Found adds the actor's organisation with its first member as owner. False:
// it is there already, and nothing was changed.
func (t *Tx) Found(name string, owner Member) (bool, error) {
	if err := clean("name", name); err != nil {
		return false, err
	}
	done, err := t.port.Found(t.ctx, name, t.at)
	if err != nil || !done {
		return done, err
	}
	t.Note(map[string]any{"organisation": name})
	owner.Role, owner.Active = string(authz.Owner), true
	return true, t.Member(owner)
}

// Member adds a member or changes one's name, address, role, scope, end or
// activity. It is the one way in which anybody gets a role, whichever page,
// command, invitation or file asks for it:
//
//   - who acts may change people (Settings), and gives no more than they have;
//   - an owner is changed by owners alone, and one stays;
//   - nobody changes what they may do themselves, only their name and address;
//   - an external auditor reads, what is stated, until a stated day.
//
// A member equal to the stored one changes nothing and leaves no event.
func (t *Tx) Member(m Member) error {
	if err := authz.Decide(authz.Question{Role: t.actor.Role, Scope: t.actor.Scope, Verb: authz.Update, Area: authz.Settings, What: "people"}); err != nil {
		return err
	}
	if err := t.checkMember(m); err != nil {
		return err
	}
	members, err := t.port.Members(t.ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(members, func(o Member) bool { return o.Person == m.Person })
	payload, gives := map[string]any{"member": m}, true
	if i >= 0 {
		was := members[i]
		if sameMember(was, m) {
			return nil
		}
		if err := t.mayChange(was, m); err != nil {
			return err
		}
		// Also who is deactivated is given no more than the giver has.
		gives = !sameRights(was, m) || m.Active && !was.Active
		members[i], payload["before"] = m, was
	} else {
		members = append(members, m)
	}
	if gives {
		if err := authz.MayGrant(t.actor.grant(), m.grant()); err != nil {
			return err
		}
	}
	if !slices.ContainsFunc(members, func(o Member) bool {
		return authz.Role(o.Role) == authz.Owner && o.works(t.at) && o.Until == 0 && o.Scope == nil
	}) {
		return errs.New(errs.Conflict, "An organisation keeps at least one owner, without an end. Make somebody else an owner first.")
	}
	if err := t.port.Member(t.ctx, m, t.at); err != nil {
		return err
	}
	t.events = append(t.events, trail.Event{Kind: MemberKind, ID: m.Person, Payload: payload})
	return nil
}

// checkMember finds what is wrong with a member whoever asks for it.
func (t *Tx) checkMember(m Member) error {
	role := authz.Role(m.Role)
	if !slices.Contains(authz.Roles(), role) {
		return errs.At("/role", "%q is not a role.", m.Role)
	}
	for field, text := range map[string]string{"/name": m.Name, "/email": m.Email, "/person": m.Person} {
		if err := clean(field, text); err != nil {
			return err
		}
		if len(text) > maxMemberText {
			return errs.At(field, "This is longer than %d characters.", maxMemberText)
		}
	}
	if m.Person == "" || m.Name == "" {
		return errs.At("/name", "A name is missing.")
	}
	if role != authz.ExternalAuditor || !m.Active {
		return nil
	}
	switch {
	case m.Until == 0:
		return errs.At("/until", "An external auditor comes for a stated time: say until which day.")
	case m.Scope == nil || !m.Scope.ReadOnly():
		return errs.At("/scope", "An external auditor reads what they audit, and nothing else: say which areas.")
	}
	return nil
}

const maxMemberText = 320 // an address of e-mail has at most 254

// mayChange says whether the actor may make one member of another.
func (t *Tx) mayChange(was, m Member) error {
	if err := authz.MayTouch(t.actor.Role, authz.Role(was.Role)); err != nil {
		return err
	}
	if sameRights(was, m) && was.Active == m.Active {
		return nil
	}
	return t.Separate("member.role", authz.Relations{authz.Subject: {m.Person}})
}

func sameRights(a, b Member) bool {
	return a.Role == b.Role && a.Until == b.Until && slices.Equal(a.Scope, b.Scope) && (a.Scope == nil) == (b.Scope == nil)
}

func sameMember(a, b Member) bool {
	return a.Name == b.Name && a.Email == b.Email && a.Active == b.Active && sameRights(a, b)
}

// works says that the membership is in force at an instant.
func (m Member) works(at int64) bool { return m.Active && (m.Until == 0 || m.Until > at) }

func (m Member) grant() authz.Grant { return authz.Grant{Role: authz.Role(m.Role), Scope: m.Scope} }

func (a Actor) grant() authz.Grant { return authz.Grant{Role: a.Role, Scope: a.Scope} }

// Separate asks the table of separated duties whether the actor may do an
// action to a thing that people stand in these relations to (see
// authz.Separate). Where nobody else of the organisation could do it and the
// request states a reason, it goes through, and every event of the change is
// marked.
func (t *Tx) Separate(action string, r authz.Relations) error {
	who := authz.Doer{Person: t.actor.Person, Reason: t.req.Reason}
	if authz.Separate(action, r, who) == nil {
		return nil
	}
	var err error
	if who.Alone, err = t.Alone(action, r, t.Now()); err != nil {
		return err
	}
	if err := authz.Separate(action, r, who); err != nil {
		return err
	}
	if authz.Waived(action, r, who) && !slices.Contains(t.alone, action) {
		t.alone = append(t.alone, action)
	}
	return nil
}

// Alone says that no other member could do a separated action to the thing:
// none whose membership is in force, whose role and scope reach it, and who
// does not stand in the way themselves.
func (v *View) Alone(action string, r authz.Relations, now time.Time) (bool, error) {
	members, err := v.port.Members(v.ctx)
	if err != nil {
		return false, err
	}
	area, at := authz.DutyArea(action), now.UnixMicro()
	return !slices.ContainsFunc(members, func(m Member) bool {
		return m.Person != v.actor.Person && m.works(at) &&
			authz.Allows(authz.Role(m.Role), authz.Act, area) && m.Scope.Covers(authz.Act, area) &&
			authz.Separate(action, r, authz.Doer{Person: m.Person}) == nil
	}), nil
}

// marked says in an event's payload which duties one person did alone.
func (t *Tx) marked(payload any) any {
	if len(t.alone) == 0 {
		return payload
	}
	out := map[string]any{"alone": t.alone}
	members, ok := payload.(map[string]any)
	if ok {
		maps.Copy(out, members)
	} else if payload != nil {
		out["note"] = payload
	}
	return out
}
