package auth_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/provider"
)

// TestTimeBoxEndsToTheMicrosecond: a membership for a time opens nothing from
// its end on, neither by a session nor by a token, and nothing is cached.
func TestTimeBoxEndsToTheMicrosecond(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		end := h.now().Add(time.Hour)
		h.member(t, change.Member{Person: "tess", Name: "Tess Temp", Email: "tess@example.org", Role: "reader", Until: end.UnixMicro(), Active: true})
		token, v := h.enterAs(t, "tess@example.org")
		api, _, err := h.MakeToken(t.Context(), v, auth.NewToken{Name: "x"})
		if err != nil {
			t.Fatal(err)
		}
		h.wait(time.Hour - time.Microsecond)
		if v := h.visit(t, token); v.Actor.Org != h.org {
			t.Errorf("a microsecond before the end: %+v", v)
		}
		if _, err := h.Bearer(t.Context(), api); err != nil {
			t.Errorf("a microsecond before the end: %v", err)
		}
		h.wait(time.Microsecond)
		if v := h.visit(t, token); v.Actor.Org != "" || len(v.Places) != 0 || v.Actor.Role != "" {
			t.Errorf("at the end it works for %+v", v.Actor)
		}
		_, err = h.Bearer(t.Context(), api)
		wantCode(t, "a token at the end", err, errs.Unauthenticated)
		wantCode(t, "going back in", h.Switch(t.Context(), h.visit(t, token), h.org), errs.NotFound)
	})
}

// TestAnExternalAuditorHasNoToken: the room is what they see; the API would give
// them the registers.
func TestAnExternalAuditorHasNoToken(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		m := change.Member{Person: "ada", Name: "Ada Body", Email: "ada@example.org", Role: "reader", Active: true}
		h.member(t, m)
		_, v := h.enterAs(t, m.Email)
		api, _, err := h.MakeToken(t.Context(), v, auth.NewToken{Name: "x"})
		if err != nil {
			t.Fatal(err)
		}
		m.Role, m.Scope, m.Until = "external-auditor", authz.Scope{"win:read"}, h.now().Add(48*time.Hour).UnixMicro()
		h.member(t, m)
		_, err = h.Bearer(t.Context(), api)
		wantCode(t, "a token of before", err, errs.Unauthenticated)
		_, v = h.enter(t, m.Email)
		_, _, err = h.MakeToken(t.Context(), v, auth.NewToken{Name: "x"})
		wantCode(t, "a new token", err, errs.Forbidden)
	})
}

// TestAPasswordEndsTheLongFreshness: the machine's own session needs no proof
// while there is none; from the day of a password on it does.
func TestAPasswordEndsTheLongFreshness(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		e, err := h.Local(t.Context(), "olga", h.org, from(1))
		if err != nil {
			t.Fatal(err)
		}
		h.wait(24 * time.Hour)
		if err := h.SetPassword(t.Context(), h.visit(t, e.Session), right); err != nil {
			t.Fatal(err)
		}
		h.wait(16 * time.Minute)
		v := h.visit(t, e.Session)
		_, _, err = h.MakeToken(t.Context(), v, auth.NewToken{Name: "x"})
		wantCode(t, "a token without a proof", err, errs.Forbidden)
		if err := h.Confirm(t.Context(), v, right, "", from(1)); err != nil {
			t.Error(err)
		}
	})
}

// TestResetTurnsOutWhoWasThereBefore: whoever made an account with an address
// that is not theirs (an inviter sees the link of an invitation) is out of it
// once the owner of the address has asked for a password.
func TestResetTurnsOutWhoWasThereBefore(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		_, olga := h.enterAs(t, "olga@example.org")
		link, _, err := h.Invite(t.Context(), h.by(olga), auth.Ask{Email: "victim@example.net", Role: authz.Reader})
		if err != nil {
			t.Fatal(err)
		}
		e, err := h.Accept(t.Context(), tail(link), "Not The Victim", other, from(2))
		if err != nil {
			t.Fatal(err)
		}
		v := h.visit(t, e.Session)
		key := provider.Passkey{ID: id.New(), Account: v.Account.ID, Handle: "aGFuZGxl", Credential: "Y3JlZA", Body: "{}", Name: "Theirs", CreatedAt: 1}
		if err := h.store.SignInWays(t.Context(), func(p provider.Port) error { _, err := p.AddPasskey(t.Context(), key); return err }); err != nil {
			t.Fatal(err)
		}
		h.withPassword(t, "victim@example.net")
		if h.visit(t, e.Session) != nil {
			t.Error("the session of before is still one")
		}
		_, err = h.SignIn(t.Context(), "victim@example.net", other, from(2))
		wantCode(t, "the password of before", err, errs.Unauthenticated)
		if err := h.store.SeeSignInWays(t.Context(), func(p provider.Port) error {
			keys, err := p.Passkeys(t.Context(), v.Account.ID)
			if len(keys) != 0 {
				t.Error("the passkey of before still signs in")
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// TestNoWayAroundTheSecondFactor: whatever leads into an account that has an
// authenticator leads to its code.
func TestNoWayAroundTheSecondFactor(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.withPassword(t, "olga@example.org")
		token, olga := h.enter(t, "olga@example.org")
		h.withAuthenticator(t, olga)
		h.wait(time.Minute)
		second := func(what string, e auth.Entry, err error) {
			t.Helper()
			if err != nil || e.Session != "" || e.Second == "" {
				t.Errorf("%s: %+v, %v", what, e, err)
			}
		}
		e, err := h.Admit(t.Context(), "olga", auth.Proof{}, from(1))
		second("a provider that asked for one factor", e, err)
		link, _, err := h.ResetLink(t.Context(), "olga@example.org")
		if err != nil {
			t.Fatal(err)
		}
		e, err = h.Reset(t.Context(), tail(link), right, from(1))
		second("a reset", e, err)
		if h.visit(t, token) != nil {
			t.Error("a session outlives the reset")
		}
		// An invitation elsewhere for the same address opens no account that exists.
		org := id.New()
		h.found(t, org, change.Member{Person: "fred", Name: "Fred", Email: "fred@example.org"})
		link, _, err = h.Invite(t.Context(), change.By{Actor: change.Actor{Org: org, Person: "fred", Name: "Fred", Role: authz.Owner}, Now: h.now()}, auth.Ask{Email: "olga@example.org", Role: authz.Reader})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Accept(t.Context(), tail(link), "Olga", other, from(1))
		wantCode(t, "an invitation to who has an account", err, errs.Conflict)
		_, err = h.SignIn(t.Context(), "olga@example.org", other, from(1))
		wantCode(t, "the invitation's password", err, errs.Unauthenticated)
		if setUp, err := h.SetUpLink(t.Context()); err != nil || setUp != "" && strings.Contains(setUp, "olga") {
			t.Errorf("%q, %v", setUp, err)
		}
		// What dangerous acts ask for is the code too.
		e, err = h.Local(t.Context(), "olga", h.org, from(1))
		if err != nil {
			t.Fatal(err)
		}
		h.wait(16 * time.Minute)
		wantCode(t, "confirming without a code", h.Confirm(t.Context(), h.visit(t, e.Session), right, "", from(1)), errs.Invalid)
		wantCode(t, "taking the authenticator away", h.RemoveAuthenticator(t.Context(), h.visit(t, e.Session)), errs.Forbidden)
	})
}

// TestAnOrganisationLendsNoAddress: whoever has the address of an account can ask
// for its password, so that no organisation gives one to an account which
// another one has too.
func TestAnOrganisationLendsNoAddress(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		mine := id.New()
		h.found(t, mine, change.Member{Person: "eve", Name: "Eve", Email: "eve@example.org"})
		h.member(t, change.Member{Person: "bare", Name: "Bo Bare", Role: "owner", Active: true}) // signs in by no address
		eve := change.Actor{Org: mine, Person: "eve", Name: "Eve", Role: authz.Owner}
		m := change.Member{Person: "bare", Name: "Bo Bare", Role: "reader", Active: true}
		for _, email := range []string{"", "eve+2@example.org"} {
			m.Email = email
			h.do(t, eve, func(tx *change.Tx) error { return tx.Member(m) })
		}
		if _, _, err := h.ResetLink(t.Context(), "eve+2@example.org"); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("another organisation's owner can be had by an address of mine: %v", err)
		}
		// Its own organisation may say it, while it is the only one.
		h.member(t, change.Member{Person: "solo", Name: "So Lo", Role: "reader", Active: true})
		h.member(t, change.Member{Person: "solo", Name: "So Lo", Email: "solo@example.org", Role: "reader", Active: true})
		if err := h.store.SeeSignIn(t.Context(), func(p account.Port) error {
			a, found, err := p.AccountOf(t.Context(), "solo@example.org")
			if !found || a.ID != "solo" {
				t.Errorf("%+v, %v", a, found)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
