package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/store"
)

// people: who may give whom which role, on the way that every page, command,
// invitation and file takes.
func people(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	until := Noon.AddDate(0, 1, 0).UnixMicro()
	member := func(who string, r authz.Role) change.Member {
		return change.Member{Person: who, Name: "N. " + who, Email: who + "@example.org", Role: string(r), Active: true}
	}
	set := func(a change.Actor, reason string, m change.Member) error {
		_, err := h.Door.Do(context.Background(), change.Request{Actor: a, Action: "settings.update", Now: Noon, Reason: reason}, func(tx *change.Tx) error {
			return tx.Member(m)
		})
		return err
	}
	for _, who := range []struct {
		id   string
		role authz.Role
	}{{"adm", authz.Administrator}, {"com", authz.ComplianceManager}, {"rea", authz.Reader}} {
		if err := set(h.Owner, "", member(who.id, who.role)); err != nil {
			t.Fatal(err)
		}
	}
	adm := change.Actor{Org: h.Owner.Org, Person: "adm", Role: authz.Administrator}
	com := change.Actor{Org: h.Owner.Org, Person: "com", Role: authz.ComplianceManager}
	narrow := h.Owner
	narrow.Person, narrow.Scope = "tok", authz.Scope{"settings:write", "win:read"}
	owner := change.Member{Person: h.Owner.Person, Name: h.Owner.Name, Email: "orla@example.org", Role: string(authz.Owner), Active: true}
	with := func(m change.Member, fn func(*change.Member)) change.Member { fn(&m); return m }
	for _, c := range []struct {
		name string
		by   change.Actor
		m    change.Member
		want errs.Code
	}{
		{"an administrator makes an owner", adm, member("new", authz.Owner), errs.Forbidden},
		{"an administrator makes a reader an owner", adm, member("rea", authz.Owner), errs.Forbidden},
		{"an administrator demotes the owner", adm, with(owner, func(m *change.Member) { m.Role = string(authz.Reader) }), errs.Forbidden},
		{"an administrator sends the owner away", adm, with(owner, func(m *change.Member) { m.Active = false }), errs.Forbidden},
		{"an administrator renames the owner", adm, with(owner, func(m *change.Member) { m.Email = "mine@example.org" }), errs.Forbidden},
		{"one's own role", adm, member("adm", authz.Reader), errs.Forbidden},
		{"one's own end", adm, with(member("adm", authz.Administrator), func(m *change.Member) { m.Until = until }), errs.Forbidden},
		{"sending oneself away", adm, with(member("adm", authz.Administrator), func(m *change.Member) { m.Active = false }), errs.Forbidden},
		{"one's own name", adm, with(member("adm", authz.Administrator), func(m *change.Member) { m.Name = "A. N. Other" }), ""},
		{"who may not change people", com, member("new", authz.Reader), errs.Forbidden},
		{"a narrowed owner gives all areas", narrow, member("new", authz.Reader), errs.Forbidden},
		{"a narrowed owner gives what they have", narrow, with(member("nar", authz.Reader), func(m *change.Member) { m.Scope = authz.Scope{"win:read"} }), ""},
		{"a narrowed owner widens it", narrow, with(member("nar", authz.Reader), func(m *change.Member) { m.Scope = authz.Scope{"win:read", "isms:read"} }), errs.Forbidden},
		{"no such role", h.Owner, member("new", "king"), errs.Invalid},
		{"work is no role", h.Owner, member("new", authz.System), errs.Invalid},
		{"no name", h.Owner, change.Member{Person: "new", Role: "reader"}, errs.Invalid},
		{"a name with U+0000", h.Owner, with(member("new", authz.Reader), func(m *change.Member) { m.Name = "a\x00b" }), errs.Invalid},
		{"the last owner's end", h.Owner, with(owner, func(m *change.Member) { m.Until = until }), errs.Forbidden},
		{"an auditor without an end", h.Owner, with(member("aud", authz.ExternalAuditor), func(m *change.Member) { m.Scope = authz.Scope{"assure:read"} }), errs.Invalid},
		{"an auditor of everything", h.Owner, with(member("aud", authz.ExternalAuditor), func(m *change.Member) { m.Until = until }), errs.Invalid},
		{"an auditor who writes", h.Owner, with(member("aud", authz.ExternalAuditor), func(m *change.Member) { m.Until, m.Scope = until, authz.Scope{"assure:write"} }), errs.Invalid},
		{"an auditor", adm, with(member("aud", authz.ExternalAuditor), func(m *change.Member) { m.Until, m.Scope = until, authz.Scope{"assure:read"} }), ""},
		{"another owner", h.Owner, member("own", authz.Owner), ""},
	} {
		if err := set(c.by, "", c.m); errs.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	own := change.Actor{Org: h.Owner.Org, Person: "own", Role: authz.Owner}
	if err := set(own, "", with(owner, func(m *change.Member) { m.Role = string(authz.Reader) })); err != nil {
		t.Errorf("of two owners one steps down: %v", err)
	}
	system := change.SystemActor(h.Owner.Org, "start")
	if err := set(system, "", with(member("own", authz.Owner), func(m *change.Member) { m.Active = false })); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("the last owner went: %v", err)
	}
	lookAtMembers(t, h, until)
}

func lookAtMembers(t *testing.T, h *House, until int64) {
	t.Helper()
	h.See(t, func(v *change.View) error {
		members, err := v.Members()
		i := slices.IndexFunc(members, func(m change.Member) bool { return m.Person == "aud" })
		if len(members) != 7 || i < 0 || members[i].Until != until || members[i].Scope.String() != "assure:read" {
			t.Errorf("the members: %+v", members)
		}
		leaves, terr := v.Trail(change.TrailQuery{Kind: change.MemberKind, ID: "adm"})
		if len(leaves) != 2 { // came, and changed their name
			t.Errorf("the trail has %d events of a member", len(leaves))
		}
		return errors.Join(err, terr)
	})
}

// duties: a separated action goes through for who is not bound, and for who is
// alone with a reason; the trail then says so.
func duties(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	do := func(reason string) error {
		_, err := h.Door.Do(context.Background(), change.Request{Actor: h.Owner, Action: "thing.approve", Now: Noon, Reason: reason}, func(tx *change.Tx) error {
			if err := tx.Separate("document.approve", authz.Relations{authz.Author: {h.Owner.Person}}); err != nil {
				return err
			}
			_, err := change.Insert(tx, Things, Thing{Title: "approved", State: "open"})
			return err
		})
		return err
	}
	if err := do(""); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("alone without a reason: %v", err)
	}
	if err := do("there is one of us"); err != nil {
		t.Error(err)
	}
	h.See(t, func(v *change.View) error {
		leaves, err := v.Trail(change.TrailQuery{Limit: 1})
		if err == nil && !strings.Contains(string(leaves[0].Payload), `"alone":["document.approve"]`) {
			t.Errorf("the trail does not say that it was done alone: %s", leaves[0].Payload)
		}
		return err
	})
	_, err := h.Do("settings.update", func(tx *change.Tx) error {
		return tx.Member(change.Member{Person: "com", Name: "Con Weir", Role: string(authz.ComplianceManager), Active: true})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := do("there are two of us"); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("not alone: %v", err)
	}
}
