package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/account"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/store"
)

// asSignIn runs fn as the sign-in's own work.
func asSignIn(t *testing.T, s *store.Store, fn func(context.Context, account.Port) error) {
	t.Helper()
	if err := s.SignIn(context.Background(), func(p account.Port) error { return fn(context.Background(), p) }); err != nil {
		t.Fatal(err)
	}
}

// must gives the value of a call that is to find something.
func must[T any](t *testing.T) func(v T, found bool, err error) T {
	return func(v T, found bool, err error) T {
		t.Helper()
		if err != nil || !found {
			t.Fatalf("%+v: %v, %v", v, found, err)
		}
		return v
	}
}

func (h *House) setMember(t *testing.T, m change.Member) {
	t.Helper()
	if _, err := h.Do("settings.update", func(tx *change.Tx) error { return tx.Member(m) }); err != nil {
		t.Fatal(err)
	}
}

// accounts: a member has an account, whose address nobody else gets and no
// organisation changes.
func accounts(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	other := NewHouse(t, s)
	owner := account.Account{}
	asSignIn(t, s, func(ctx context.Context, p account.Port) error {
		owner = must[account.Account](t)(p.AccountOf(ctx, " ORLA@example.org"))
		if owner.ID != h.Owner.Person || owner.Name != h.Owner.Name {
			t.Errorf("the first with the address is %+v", owner)
		}
		if a := must[account.Account](t)(p.Account(ctx, other.Owner.Person)); a.Email != "" {
			t.Errorf("a second account has the address: %+v", a)
		}
		if ok, err := p.Put(ctx, account.Account{ID: "x", Name: "X", Email: "Orla@Example.org"}); ok || err != nil {
			t.Errorf("an address was given twice: %v, %v", ok, err)
		}
		if ok, err := p.Put(ctx, account.Account{ID: "x", Name: "X"}); !ok || err != nil {
			t.Errorf("an account without an address: %v, %v", ok, err)
		}
		return nil
	})
	h.setMember(t, change.Member{Person: h.Owner.Person, Name: "Orla Other", Email: "elsewhere@example.org", Role: "owner", Active: true})
	other.setMember(t, change.Member{Person: other.Owner.Person, Name: "Second", Email: "second@example.org", Role: "owner", Active: true})
	asSignIn(t, s, func(ctx context.Context, p account.Port) error {
		if a := must[account.Account](t)(p.Account(ctx, owner.ID)); a != owner {
			t.Errorf("an organisation changed an account: %+v", a)
		}
		if a := must[account.Account](t)(p.AccountOf(ctx, "second@example.org")); a.ID != other.Owner.Person {
			t.Errorf("an account without an address got none: %+v", a)
		}
		return nil
	})
}

// memberships: role, scope and time come back, and a change of them ends the
// person's sessions, of a name none.
func memberships(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	m := change.Member{Person: "p-" + h.Owner.Org, Name: "Pat Weir", Email: "pat@example.org", Role: "reader", Active: true}
	h.setMember(t, m)
	generation := func() (n int64) {
		asSignIn(t, s, func(ctx context.Context, p account.Port) error {
			n = must[account.Account](t)(p.Account(ctx, m.Person)).Generation
			return nil
		})
		return n
	}
	for _, c := range []struct {
		what string
		do   func()
		cut  int64
	}{
		{"nothing", func() {}, 0},
		{"the name", func() { m.Name = "Pat Weir-Hull" }, 0},
		{"the role", func() { m.Role = "internal-auditor" }, 1},
		{"the scope", func() { m.Scope = authz.Scope{"win:read", "isms:read"} }, 1},
		{"an empty scope", func() { m.Scope = authz.Scope{} }, 1},
		{"the time", func() { m.Until = Noon.UnixMicro() }, 1},
		{"the scope's end", func() { m.Scope = nil }, 1},
		{"the activity", func() { m.Active = false }, 1},
	} {
		before := generation()
		c.do()
		h.setMember(t, m)
		if got := generation() - before; got != c.cut {
			t.Errorf("a change of %s ends the sessions %d times, want %d", c.what, got, c.cut)
		}
		h.See(t, func(v *change.View) error {
			all, err := v.Members()
			for _, got := range all {
				if got.Person == m.Person && !cmp.Equal(got, m) {
					t.Errorf("after a change of %s: %s", c.what, cmp.Diff(m, got))
				}
			}
			return err
		})
	}
}

// sessions: one read tells the session, its account and its places.
func sessions(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	one := account.Session{ID: "s1-" + h.Owner.Org, Account: h.Owner.Person, WorksFor: h.Owner.Org, Local: true, Agent: "A browser", Address: "192.0.2.1", CreatedAt: 1, SeenAt: 2, ExpiresAt: 100, FreshUntil: 4}
	two := account.Session{ID: "s2-" + h.Owner.Org, Account: h.Owner.Person, CreatedAt: 5, SeenAt: 5, ExpiresAt: 200}
	lone := account.Account{ID: "lone-" + h.Owner.Org, Name: "Lone", CreatedAt: 7}
	hash := func(v account.Session) string { return "hash of " + v.ID }
	asSignIn(t, s, func(ctx context.Context, p account.Port) error {
		for _, v := range []account.Session{one, two} {
			if err := p.AddSession(ctx, hash(v), v); err != nil {
				return err
			}
		}
		if _, err := p.Put(ctx, lone); err != nil {
			return err
		}
		return p.AddSession(ctx, "hash of lone"+lone.ID, account.Session{ID: "l" + lone.ID, Account: lone.ID, ExpiresAt: 100})
	})
	ids := func(want ...string) {
		t.Helper()
		asSignIn(t, s, func(ctx context.Context, p account.Port) error {
			all, err := p.Sessions(ctx, h.Owner.Person)
			var got []string
			for _, v := range all {
				got = append(got, v.ID)
			}
			if !cmp.Equal(got, want) {
				t.Errorf("sessions %v, want %v", got, want)
			}
			return err
		})
	}
	ids(two.ID, one.ID)
	asSignIn(t, s, func(ctx context.Context, p account.Port) error {
		got := must[account.Present](t)(p.Session(ctx, hash(one)))
		want := account.Present{Account: got.Account, Session: one, Places: []account.Place{{Org: h.Owner.Org, Name: got.Places[0].Name, Role: authz.Owner}}}
		if !cmp.Equal(got, want) || got.Account.ID != h.Owner.Person {
			t.Error(cmp.Diff(want, got))
		}
		if got := must[account.Present](t)(p.Session(ctx, "hash of lone"+lone.ID)); len(got.Places) != 0 || got.Account != lone {
			t.Errorf("somebody of no organisation: %+v", got)
		}
		if _, found, err := p.Session(ctx, "another"); found || err != nil {
			t.Errorf("an unknown hash: %v, %v", found, err)
		}
		if err := p.Seen(ctx, map[string]int64{one.ID: 50, two.ID: 3}, nil); err != nil {
			return err
		}
		if err := p.SetFresh(ctx, one.ID, 60); err != nil {
			return err
		}
		if err := p.SetWorksFor(ctx, one.ID, ""); err != nil {
			return err
		}
		got = must[account.Present](t)(p.Session(ctx, hash(one)))
		if got.Session.SeenAt != 50 || got.Session.FreshUntil != 60 || got.Session.WorksFor != "" {
			t.Errorf("%+v", got.Session)
		}
		if org, err := p.LastPlace(ctx, h.Owner.Person); org != "" || err != nil {
			t.Errorf("the latest session works for %q, %v", org, err)
		}
		return p.Cut(ctx, h.Owner.Person, one.ID)
	})
	ids(one.ID)
	asSignIn(t, s, func(ctx context.Context, p account.Port) error {
		if done, err := p.EndSession(ctx, lone.ID, one.ID); done || err != nil {
			t.Errorf("somebody else's session was ended: %v, %v", done, err)
		}
		if done, err := p.EndSession(ctx, h.Owner.Person, one.ID); !done || err != nil {
			t.Errorf("a session stays: %v, %v", done, err)
		}
		return p.Sweep(ctx, 150)
	})
	ids()
	asSignIn(t, s, func(ctx context.Context, p account.Port) error {
		if _, found, err := p.Session(ctx, "hash of lone"+lone.ID); found || err != nil {
			t.Errorf("an ended session stays: %v, %v", found, err)
		}
		if _, found, err := p.Session(ctx, hash(two)); !found || err != nil {
			t.Errorf("a session was swept too early: %v, %v", found, err)
		}
		return nil
	})
}

// proofs: passwords, authenticators, codes and tickets; what counts once counts
// once.
func proofs(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	id := h.Owner.Person
	asSignIn(t, s, func(ctx context.Context, p account.Port) error {
		if v, err := p.Secrets(ctx, id); v != (account.Secrets{}) || err != nil {
			t.Errorf("a new account has %+v, %v", v, err)
		}
		if err := p.SetPassword(ctx, id, "first", 1); err != nil {
			return err
		}
		if err := p.SetPassword(ctx, id, "phc", 2); err != nil {
			return err
		}
		if err := p.SetAuthenticator(ctx, id, "seed", 3); err != nil {
			return err
		}
		want := account.Secrets{Password: "phc", PasswordAt: 2, Seed: "seed", Step: 3}
		if v, err := p.Secrets(ctx, id); v != want || err != nil {
			t.Errorf("%+v, %v", v, err)
		}
		if err := p.SetAuthenticator(ctx, id, "", 0); err != nil {
			return err
		}
		if v, err := p.Secrets(ctx, id); v.Seed != "" || v.Password != "phc" || err != nil {
			t.Errorf("%+v, %v", v, err)
		}
		if err := p.SetRecovery(ctx, id, []string{"old"}); err != nil {
			return err
		}
		if err := p.SetRecovery(ctx, id, []string{"a", "b"}); err != nil {
			return err
		}
		for code, want := range map[string]bool{"old": false, "a": true} {
			if done, err := p.UseRecovery(ctx, id, code, 9); done != want || err != nil {
				t.Errorf("code %s counts: %v, %v", code, done, err)
			}
		}
		if done, err := p.UseRecovery(ctx, id, "a", 10); done || err != nil {
			t.Errorf("a code counts twice: %v, %v", done, err)
		}
		if n, err := p.RecoveryLeft(ctx, id); n != 1 || err != nil {
			t.Errorf("%d codes left, %v", n, err)
		}
		ticket := account.Ticket{Purpose: account.Reset, Account: id, Generation: 3, CreatedAt: 4, ExpiresAt: 5}
		if err := p.AddTicket(ctx, "t"+id, ticket); err != nil {
			return err
		}
		if got := must[account.Ticket](t)(p.Ticket(ctx, "t"+id)); got != ticket {
			t.Errorf("%+v", got)
		}
		for _, want := range []bool{true, false} {
			if done, err := p.UseTicket(ctx, "t"+id, 6); done != want || err != nil {
				t.Errorf("a ticket counts: %v, %v", done, err)
			}
		}
		a, err := p.Attempt(ctx, "subject")
		if err != nil || a != (account.Attempt{Subject: "subject"}) {
			t.Errorf("%+v, %v", a, err)
		}
		a = account.Attempt{Subject: "subject", Since: 1, Count: 2, HeldUntil: 3, Holds: 4, LastAt: 5}
		if err := p.SetAttempt(ctx, a); err != nil {
			return err
		}
		if got, err := p.Attempt(ctx, "subject"); got != a || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
		owners, err := p.Owners(ctx)
		if err != nil || len(owners) != 1 || owners[0].Account.ID != id || owners[0].Org != h.Owner.Org || !owners[0].Ready {
			t.Errorf("owners %+v, %v", owners, err)
		}
		return p.DropAttempt(ctx, "subject")
	})
	m := change.Member{Person: "new", Name: "New", Email: "new@example.org", Role: "reader", Active: true}
	if err := h.Store.In(context.Background(), store.Org(h.Owner.Org), func(tx *store.Tx) error {
		if err := tx.Member(context.Background(), m, 1); err != nil {
			return err
		}
		for _, c := range []struct {
			id, email string
			want      bool
		}{{m.Person, "another@example.org", false}, {id, "orla@example.org", false}, {m.Person, m.Email, true}, {m.Person, m.Email, false}} {
			if done, err := tx.FirstPassword(context.Background(), c.id, c.email, "x", 1); done != c.want || err != nil {
				t.Errorf("a first password for %s, %s: %v, %v", c.id, c.email, done, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// tokens and invitations of one organisation are nothing to another.
func tokens(t *testing.T, s *store.Store) {
	h, other := NewHouse(t, s), NewHouse(t, s)
	in := func(h *House, fn func(context.Context, account.OrgPort) error) {
		t.Helper()
		if err := h.Store.In(context.Background(), store.Org(h.Owner.Org), func(tx *store.Tx) error { return fn(context.Background(), tx) }); err != nil {
			t.Fatal(err)
		}
	}
	token := account.Token{Org: h.Owner.Org, ID: "k1", Person: h.Owner.Person, Tail: "abcd", Name: "Build server", Scope: authz.Scope{"win:read"}, CreatedAt: 1, ExpiresAt: 100}
	asked := account.Invitation{Org: h.Owner.Org, ID: "i1", Email: "New@example.org", Role: authz.Reader, Until: 70, InvitedBy: h.Owner.Person, CreatedAt: 2, ExpiresAt: 60}
	in(h, func(ctx context.Context, p account.OrgPort) error {
		if err := p.AddToken(ctx, "hash"+h.Owner.Org, token); err != nil {
			return err
		}
		return p.AddInvitation(ctx, "hash"+h.Owner.Org, asked)
	})
	in(other, func(ctx context.Context, p account.OrgPort) error {
		if all, err := p.Tokens(ctx, ""); len(all) != 0 || err != nil {
			t.Errorf("another organisation sees %v, %v", all, err)
		}
		if all, err := p.Invitations(ctx); len(all) != 0 || err != nil {
			t.Errorf("another organisation sees %v, %v", all, err)
		}
		if done, err := p.RevokeToken(ctx, token.ID, 5); done || err != nil {
			t.Errorf("another organisation revokes: %v, %v", done, err)
		}
		if done, err := p.EndInvitation(ctx, asked.ID, "", 5); done || err != nil {
			t.Errorf("another organisation takes back: %v, %v", done, err)
		}
		return nil
	})
	asSignIn(t, s, func(ctx context.Context, p account.Port) error {
		if err := p.Seen(ctx, nil, map[string]int64{"hash" + h.Owner.Org: 9}); err != nil {
			return err
		}
		got := must[account.Bearing](t)(p.Bearing(ctx, "hash"+h.Owner.Org))
		token.UsedAt = 9
		if !cmp.Equal(got.Token, token) || got.Account.ID != h.Owner.Person || got.Place.Role != authz.Owner || got.Place.Org != h.Owner.Org || !got.Active {
			t.Errorf("%+v", got)
		}
		if _, found, err := p.Bearing(ctx, "another"); found || err != nil {
			t.Errorf("an unknown hash: %v, %v", found, err)
		}
		invited := must[account.Invitation](t)(p.Invited(ctx, "hash"+h.Owner.Org))
		asked.OrgName = invited.OrgName
		if !cmp.Equal(invited, asked) || invited.OrgName == "" {
			t.Errorf("%+v", invited)
		}
		return nil
	})
	in(h, func(ctx context.Context, p account.OrgPort) error {
		if all, err := p.Tokens(ctx, h.Owner.Person); len(all) != 1 || err != nil {
			t.Errorf("%v, %v", all, err)
		}
		if all, err := p.Tokens(ctx, "somebody else"); len(all) != 0 || err != nil {
			t.Errorf("%v, %v", all, err)
		}
		for _, want := range []bool{true, false} {
			if done, err := p.RevokeToken(ctx, token.ID, 5); done != want || err != nil {
				t.Errorf("revoked: %v, %v", done, err)
			}
			if done, err := p.EndInvitation(ctx, asked.ID, "x", 5); done != want || err != nil {
				t.Errorf("ended: %v, %v", done, err)
			}
		}
		if all, err := p.Invitations(ctx); len(all) != 0 || err != nil {
			t.Errorf("an ended invitation is open: %v, %v", all, err)
		}
		return nil
	})
}
