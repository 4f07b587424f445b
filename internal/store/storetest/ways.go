package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/account"
	"holdfast/internal/change"
	"holdfast/internal/provider"
	"holdfast/internal/store"
)

// ways: what signing in by providers and passkeys keeps, and that none of it is
// another organisation's.
func ways(t *testing.T, s *store.Store) {
	ctx := t.Context()
	h, other := NewHouse(t, s), NewHouse(t, s)
	row := h.Add(t, Sample(1))[0] // stands for a provider's record
	do := func(fn func(provider.Port) error) {
		t.Helper()
		if err := s.SignInWays(ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	do(func(p provider.Port) error {
		c := provider.Ceremony{Purpose: "oidc", Browser: "b", Org: h.Owner.Org, Provider: row.ID, Account: "a", Target: "/x", Data: "d", CreatedAt: 1, ExpiresAt: 100}
		if err := p.AddCeremony(ctx, "state", c); err != nil {
			return err
		}
		for _, wrong := range [][3]string{{"other", "oidc", "b"}, {"state", "passkey", "b"}, {"state", "oidc", "c"}} {
			if _, found, err := p.TakeCeremony(ctx, wrong[0], wrong[1], wrong[2], 50); found || err != nil {
				t.Errorf("%v took it: %v", wrong, err)
			}
		}
		if _, found, err := p.TakeCeremony(ctx, "state", "oidc", "b", 100); found || err != nil {
			t.Errorf("taken when it had ended: %v", err)
		}
		got, found, err := p.TakeCeremony(ctx, "state", "oidc", "b", 99)
		if d := cmp.Diff(c, got); !found || err != nil || d != "" {
			t.Errorf("%v, %v\n%s", found, err, d)
		}
		if _, found, err = p.TakeCeremony(ctx, "state", "oidc", "b", 99); found {
			t.Error("taken twice")
		}
		if err := p.AddCeremony(ctx, "old", c); err != nil {
			return err
		}
		c.CreatedAt, c.ExpiresAt = 200, 300
		if err := p.AddCeremony(ctx, "new", c); err != nil {
			return err
		}
		if _, found, _ := p.TakeCeremony(ctx, "old", "oidc", "b", 0); found {
			t.Error("what ended long ago is kept")
		}
		return err
	})
	login := provider.Login{Org: h.Owner.Org, Provider: row.ID, Issuer: "https://i.example", Subject: "s", Account: "a", Email: "e", LinkedAt: 5, UsedAt: 5}
	add := func(l provider.Login) (added bool) {
		t.Helper()
		if err := s.In(ctx, store.Org(h.Owner.Org), func(tx *store.Tx) (err error) {
			added, err = tx.AddLogin(ctx, l)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return added
	}
	twin, second := login, login
	twin.Account, second.Subject = "b", "s2"
	if !add(login) || add(login) || add(twin) || add(second) {
		t.Error("a person of the provider is one here, and the other way round")
	}
	do(func(p provider.Port) error {
		if err := p.LoginUsed(ctx, login, 9); err != nil {
			return err
		}
		login.UsedAt = 9
		got, found, err := p.Login(ctx, h.Owner.Org, row.ID, login.Issuer, "s")
		if d := cmp.Diff(login, got); !found || err != nil || d != "" {
			t.Errorf("%v, %v\n%s", found, err, d)
		}
		if _, found, _ := p.Login(ctx, other.Owner.Org, row.ID, login.Issuer, "s"); found {
			t.Error("found in another organisation")
		}
		all, err := p.Logins(ctx, "a")
		if len(all) != 1 {
			t.Errorf("%d links", len(all))
		}
		return err
	})
	if err := s.In(ctx, store.Org(other.Owner.Org), func(tx *store.Tx) error {
		if done, err := tx.RemoveLogin(ctx, row.ID, "a"); done || err != nil {
			t.Errorf("another organisation took the link away: %v", err)
		}
		return tx.PutProviderSecret(ctx, row.ID, "sealed", 1)
	}); err == nil {
		t.Error("another organisation put a secret to the record")
	}
	if err := s.In(ctx, store.Org(h.Owner.Org), func(tx *store.Tx) error { return tx.PutProviderSecret(ctx, row.ID, "sealed", 1) }); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Do("thing.delete", func(tx *change.Tx) error { return change.Delete(tx, Things, row.ID, 1) }); err != nil {
		t.Fatalf("ending a provider with a secret and links: %v", err)
	}
	do(func(p provider.Port) error {
		if all, err := p.Logins(ctx, "a"); err != nil || len(all) != 0 {
			t.Errorf("links of a provider that has gone: %v, %v", all, err)
		}
		return nil
	})
	passkeys(t, s)
}

func passkeys(t *testing.T, s *store.Store) {
	ctx := t.Context()
	if err := s.SignIn(ctx, func(p account.Port) error {
		_, err := p.Put(ctx, account.Account{ID: "holder", Name: "Holder", CreatedAt: 1})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.SignInWays(ctx, func(p provider.Port) error {
		k := provider.Passkey{ID: "k1", Account: "holder", Handle: "h", Credential: "c1", Body: "{}", Name: "Phone", CreatedAt: 3}
		if added, err := p.AddPasskey(ctx, k); err != nil || !added {
			t.Errorf("added %v: %v", added, err)
		}
		again := k
		again.ID = "k2"
		if added, err := p.AddPasskey(ctx, again); err != nil || added {
			t.Errorf("the same credential twice: %v", err)
		}
		k.Name, k.Warned, k.UsedAt, k.Body = "Desk", true, 7, `{"x":1}`
		if err := p.PutPasskey(ctx, k); err != nil {
			return err
		}
		got, found, err := p.Passkey(ctx, "c1")
		if d := cmp.Diff(k, got); !found || err != nil || d != "" {
			t.Errorf("%v, %v\n%s", found, err, d)
		}
		if done, err := p.RemovePasskey(ctx, "another", "k1"); done || err != nil {
			t.Errorf("another person removed it: %v", err)
		}
		if done, err := p.RemovePasskey(ctx, "holder", "k1"); !done || err != nil {
			t.Errorf("removed %v: %v", done, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
