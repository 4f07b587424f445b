package auth_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/store"
)

// TestSessionsAreCut: whatever makes a session wrong ends it with the next
// request.
func TestSessionsAreCut(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		m := change.Member{Person: "pat", Name: "Pat Weir", Email: "pat@example.org", Role: "contributor", Active: true}
		h.member(t, m)
		h.withPassword(t, m.Email)
		for what, cut := range map[string]func(token string, v *auth.Visit) error{
			"a lower role": func(string, *auth.Visit) error { m.Role = "reader"; h.member(t, m); return nil },
			"another session": func(_ string, v *auth.Visit) error {
				_, mine := h.enter(t, m.Email)
				return h.EndOthers(t.Context(), mine)
			},
			"by hand":      func(_ string, v *auth.Visit) error { return h.EndSession(t.Context(), v, v.Session) },
			"signing out":  func(_ string, v *auth.Visit) error { return h.SignOut(t.Context(), v) },
			"its idleness": func(string, *auth.Visit) error { h.wait(13 * time.Hour); return nil },
			"a new password elsewhere": func(string, *auth.Visit) error {
				_, mine := h.enter(t, m.Email)
				return h.SetPassword(t.Context(), mine, right)
			},
			"leaving": func(string, *auth.Visit) error {
				m.Active = false
				h.member(t, m)
				m.Active = true
				h.member(t, m)
				return nil
			},
		} {
			token, v := h.enter(t, m.Email)
			if v == nil {
				t.Fatalf("%s: no session", what)
			}
			if err := cut(token, v); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if h.visit(t, token) != nil {
				t.Errorf("the session outlives %s", what)
			}
		}
		for what, token := range map[string]string{"none": "", "unknown": strings.Repeat("A", 43), "short": "A", "long": strings.Repeat("A", 10_000)} {
			if h.visit(t, token) != nil {
				t.Errorf("a token that is %s opens something", what)
			}
		}
		_, olga := h.enterAs(t, "olga@example.org")
		_, pat := h.enter(t, m.Email)
		wantCode(t, "ending somebody else's session", h.EndSession(t.Context(), olga, pat.Session), errs.NotFound)
		// Used again and again it lasts, and yet not for ever.
		token, _ := h.enter(t, m.Email)
		for range 24 {
			h.wait(7 * time.Hour)
			if h.visit(t, token) != nil {
				h.Flush(t.Context())
			}
		}
		if h.visit(t, token) != nil {
			t.Error("a session lasts for ever")
		}
	})
}

// enterAs gives a person a password first.
func (h *house) enterAs(t testing.TB, email string) (string, *auth.Visit) {
	t.Helper()
	h.withPassword(t, email)
	return h.enter(t, email)
}

// TestSeen: a request writes nothing; the last use is written later, at most
// once a minute.
func TestSeen(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		token, v := h.enterAs(t, "olga@example.org")
		seen := func() int64 {
			all, err := h.Sessions(t.Context(), v)
			if err != nil || len(all) == 0 || !all[0].This {
				t.Fatalf("%+v, %v", all, err)
			}
			return all[0].Seen
		}
		began := seen()
		h.wait(59 * time.Second)
		h.visit(t, token)
		h.Flush(t.Context())
		if seen() != began {
			t.Error("written within the minute")
		}
		h.wait(2 * time.Second)
		h.visit(t, token)
		h.Flush(t.Context())
		if got := seen() - began; got != (61 * time.Second).Microseconds() {
			t.Errorf("seen %d microseconds later", got)
		}
	})
}

// TestFresh: a dangerous act wants a proof of the last 15 minutes.
func TestFresh(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		token, v := h.enterAs(t, "olga@example.org")
		h.wait(16 * time.Minute)
		_, _, err := h.MakeToken(t.Context(), v, auth.NewToken{Name: "x"})
		wantCode(t, "a token", err, errs.Forbidden)
		wantCode(t, "a password", h.SetPassword(t.Context(), v, other), errs.Forbidden)
		wantCode(t, "an authenticator's end", h.RemoveAuthenticator(t.Context(), v), errs.Forbidden)
		wantCode(t, "a wrong password", h.Confirm(t.Context(), v, other, "", from(1)), errs.Invalid)
		if h.visit(t, token).FreshUntil > h.now().UnixMicro() {
			t.Error("a wrong password confirms")
		}
		if err := h.Confirm(t.Context(), v, right, "", from(1)); err != nil {
			t.Fatal(err)
		}
		v = h.visit(t, token)
		seed, _ := h.withAuthenticator(t, v)
		h.wait(time.Minute)
		wantCode(t, "no code", h.Confirm(t.Context(), v, right, "", from(1)), errs.Invalid)
		if err := h.Confirm(t.Context(), v, right, h.code(t, seed), from(1)); err != nil {
			t.Error(err)
		}
	})
}

// TestOrganisations: a session works for one organisation, and only ever for
// one of its person's.
func TestOrganisations(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		second, foreign := id.New(), id.New()
		h.found(t, second, change.Member{Person: "olga", Name: "Olga Pier", Email: "olga@example.org"})
		h.found(t, foreign, change.Member{Person: "fred", Name: "Fred", Email: "fred@example.org"})
		token, v := h.enterAs(t, "olga@example.org")
		if len(v.Places) != 2 {
			t.Fatalf("%+v", v.Places)
		}
		for _, org := range []string{second, h.org} {
			if err := h.Switch(t.Context(), v, org); err != nil {
				t.Fatal(err)
			}
			if got := h.visit(t, token); got.Actor.Org != org || got.Org.Org != org {
				t.Errorf("works for %s", got.Actor.Org)
			}
		}
		one, two := h.Switch(t.Context(), v, foreign), h.Switch(t.Context(), v, "unknown")
		wantCode(t, "a foreign organisation", one, errs.NotFound)
		if one == nil || two == nil || one.Error() != two.Error() {
			t.Errorf("a foreign organisation is told from an unknown one: %v, %v", one, two)
		}
	})
}

// TestTokens: a token does what its person may do at the time, narrowed, and
// nothing once it has ended.
func TestTokens(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		m := change.Member{Person: "pat", Name: "Pat Weir", Email: "pat@example.org", Role: "administrator", Active: true}
		h.member(t, m)
		h.enterAs(t, "olga@example.org")
		_, v := h.enterAs(t, m.Email)
		text, made, err := h.MakeToken(t.Context(), v, auth.NewToken{Name: "Build server", Scope: authz.Scope{"win:write", "settings:read"}, Days: 10})
		if err != nil || !strings.HasPrefix(text, "hf_") || len(text) != 41 || made.Tail != text[37:] {
			t.Fatalf("%q, %+v, %v", text, made, err)
		}
		got, err := h.Bearer(t.Context(), text)
		if err != nil || got.Account.ID != "pat" || got.Actor.Org != h.org || got.Token != made.ID || got.Session != "" || got.FreshUntil != 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		may := func(v *auth.Visit, verb authz.Verb, area authz.Area) bool {
			return authz.Decide(authz.Question{Role: v.Actor.Role, Scope: v.Actor.Scope, Verb: verb, Area: area}) == nil
		}
		if may(got, authz.Update, authz.Settings) || !may(got, authz.Read, authz.Settings) || may(got, authz.Update, authz.Win) {
			t.Error("a token does more than its scope and the role both grant")
		}
		_, _, err = h.MakeToken(t.Context(), got, auth.NewToken{Name: "more"})
		wantCode(t, "a token that makes tokens", err, errs.Forbidden)
		m.Role = "reader"
		h.member(t, m)
		if got, err = h.Bearer(t.Context(), text); err != nil || got.Actor.Role != authz.Reader {
			t.Errorf("after a change of role: %+v, %v", got, err)
		}
		flipped := []byte(text)
		flipped[10] ^= 1
		for what, bad := range map[string]string{"empty": "", "the prefix": "hf_", "a wrong sum": string(flipped), "without prefix": text[3:], "a session's": strings.Repeat("A", 43), "longer": text + "A", "upper case": strings.ToUpper(text)} {
			_, err := h.Bearer(t.Context(), bad)
			wantCode(t, what, err, errs.Unauthenticated)
		}
		m.Active = false
		h.member(t, m)
		_, err = h.Bearer(t.Context(), text)
		wantCode(t, "of who has left", err, errs.Unauthenticated)
		m.Active = true
		h.member(t, m)
		h.wait(11 * 24 * time.Hour)
		_, err = h.Bearer(t.Context(), text)
		wantCode(t, "ended", err, errs.Unauthenticated)

		_, olga := h.enter(t, "olga@example.org")
		text, made, err = h.MakeToken(t.Context(), olga, auth.NewToken{Name: "Owner's"})
		if err != nil {
			t.Fatal(err)
		}
		_, v = h.enter(t, m.Email)
		wantCode(t, "somebody else's", h.RevokeToken(t.Context(), v, made.ID), errs.NotFound)
		wantCode(t, "unknown", h.RevokeToken(t.Context(), v, "x"), errs.NotFound)
		if err := h.RevokeToken(t.Context(), olga, made.ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.Bearer(t.Context(), text)
		wantCode(t, "revoked", err, errs.Unauthenticated)
		trail := h.events(t, h.org)
		for _, want := range []string{"settings.token-made", "settings.token-revoked"} {
			if !strings.Contains(trail, want) {
				t.Errorf("%s is not in the trail:\n%s", want, trail)
			}
		}
		if strings.Contains(trail+h.logged(), text) {
			t.Error("a token stands in the trail or the log")
		}
		for _, days := range []int{-1, 366} {
			_, _, err := h.MakeToken(t.Context(), olga, auth.NewToken{Name: "x", Days: days})
			wantCode(t, "a token for too long", err, errs.Invalid)
		}
	})
}

// TestNothingSecretAtRest: what lies in the database opens nothing.
func TestNothingSecretAtRest(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.Options{Dir: t.TempDir()})
	token, v := h.enterAs(t, "olga@example.org")
	seed, codes := h.withAuthenticator(t, v)
	api, _, err := h.MakeToken(t.Context(), v, auth.NewToken{Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{token, seed, strings.ToUpper(strings.ReplaceAll(codes[0], "-", "")), api, right} {
		err := h.store.View(t.Context(), store.System(store.WorkDoctor), func(tx *store.Tx) error {
			for _, table := range []string{"account_session", "account_password", "account_authenticator", "account_recovery", "account_ticket", "api_token", "trail_event"} {
				query := map[string]string{
					"account_session": "hash || id || agent", "account_password": "phc", "account_authenticator": "sealed_seed", "account_recovery": "hash",
					"account_ticket": "hash", "api_token": "hash || name || tail", "trail_event": "leaf || COALESCE(payload, '')",
				}[table]
				if err := tx.Query(t.Context(), "SELECT "+query+" FROM "+table, nil, func(scan func(...any) error) error {
					var text string
					err := scan(&text)
					if strings.Contains(text, secret) {
						t.Errorf("%s holds a secret: %s", table, text)
					}
					return err
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
