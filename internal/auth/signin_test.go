package auth_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/errs"
)

// TestNothingTells: an unknown address, an account without a password and a
// wrong password give the same words after the same work.
func TestNothingTells(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.member(t, change.Member{Person: "nils", Name: "Nils Bare", Email: "nils@example.org", Role: "reader", Active: true})
		h.withPassword(t, "olga@example.org")
		for i, c := range []struct{ email, password string }{
			{"olga@example.org", other},
			{"nils@example.org", right},
			{"nobody@example.org", right},
			{"", ""},
			{"olga@example.org", strings.Repeat("x", 100_000)},
			{"olga@example.org", ""},
			{"olga@example.org", right + "\x00"},
		} {
			before := h.Runs()
			e, err := h.SignIn(t.Context(), c.email, c.password, from(byte(i)))
			wantCode(t, c.email, err, errs.Unauthenticated)
			if err != nil && errs.Safe(err) != "The e-mail address or the password is wrong." || e != (auth.Entry{}) {
				t.Errorf("%q is told apart: %v, %+v", c.email, err, e)
			}
			if n := h.Runs() - before; n != 1 {
				t.Errorf("%q: %d hashes", c.email, n)
			}
		}
		if _, v := h.enter(t, " OLGA@example.org "); v.Account.ID != "olga" || v.Actor.Org != h.org || v.Actor.Role != "owner" {
			t.Errorf("%+v", v)
		}
		if text := h.logged(); strings.Contains(text, right) || strings.Contains(text, other) || !strings.Contains(text, `"kind":"sign-in"`) || !strings.Contains(text, "192.0.2.") {
			t.Errorf("the security log: %.600s", text)
		}
	})
}

// TestLockOut: after ten failures an account waits, over a restart, longer each
// time; so does one that does not exist; its organisation is told of the first
// alone.
func TestLockOut(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.withPassword(t, "olga@example.org")
		fail := func(email string, n int) {
			t.Helper()
			for i := range n {
				_, err := h.SignIn(t.Context(), email, other, from(byte(i)))
				wantCode(t, "a wrong password", err, errs.Unauthenticated)
			}
		}
		for _, email := range []string{"olga@example.org", "nobody@example.org"} {
			fail(email, 10)
			before := h.Runs()
			_, err := h.SignIn(t.Context(), email, right, from(99))
			wantCode(t, email+" held back", err, errs.RateLimited)
			if h.Runs() != before {
				t.Error("a password was looked at while the account waits")
			}
		}
		h.open(t)
		_, err := h.SignIn(t.Context(), "olga@example.org", right, from(99))
		wantCode(t, "after a restart", err, errs.RateLimited)
		h.wait(61 * time.Second)
		fail("olga@example.org", 10)
		h.wait(61 * time.Second)
		_, err = h.SignIn(t.Context(), "olga@example.org", right, from(99))
		wantCode(t, "the second time it waits longer", err, errs.RateLimited)
		h.wait(61 * time.Second)
		h.enter(t, "olga@example.org")
		// Two lock-outs in a row: the trail is told once, however long somebody goes on.
		if got := strings.Count(h.events(t, h.org), "settings.lock-out"); got != 1 {
			t.Errorf("%d lock-outs in the trail:\n%s", got, h.events(t, h.org))
		}
		fail("olga@example.org", 10)
		if err := h.Unlock(t.Context(), "olga@example.org"); err != nil {
			t.Fatal(err)
		}
		h.enter(t, "olga@example.org")
	})
}

// TestSourceWaits: one address that tries many accounts waits; others do not.
func TestSourceWaits(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.withPassword(t, "olga@example.org")
		for range 60 { // those that succeed do not count
			if _, err := h.SignIn(t.Context(), "olga@example.org", right, from(7)); err != nil {
				t.Fatal(err)
			}
		}
		var code errs.Code
		for i := range 51 {
			_, err := h.SignIn(t.Context(), strings.Repeat("x", i+1)+"@example.org", other, from(7))
			code = errs.CodeOf(err)
		}
		if code != errs.RateLimited {
			t.Errorf("the 51st attempt of one address: %s", code)
		}
		if _, err := h.SignIn(t.Context(), "olga@example.org", right, from(8)); err != nil {
			t.Errorf("another address: %v", err)
		}
	})
}

// TestManyAtOnce: attempts made together do not pass together.
func TestManyAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() { _, _ = h.SignIn(t.Context(), "olga@example.org", other, from(byte(i))) })
		}
		wg.Wait()
		if n := h.Runs(); n > 10 {
			t.Errorf("%d passwords were tried", n)
		}
	})
}

// TestSecondStep: with an authenticator a password alone opens nothing, and
// neither a code nor a recovery code counts twice.
func TestSecondStep(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.withPassword(t, "olga@example.org")
		elsewhere, _ := h.enter(t, "olga@example.org")
		token, v := h.enter(t, "olga@example.org")
		seed, codes := h.withAuthenticator(t, v)
		if h.visit(t, token) == nil || h.visit(t, elsewhere) != nil {
			t.Error("a new authenticator ends the other sessions, and no more")
		}
		first := func() string {
			t.Helper()
			e, err := h.SignIn(t.Context(), "olga@example.org", right, from(1))
			if err != nil || e.Session != "" || e.Second == "" {
				t.Fatalf("%+v, %v", e, err)
			}
			if got, _ := h.Visit(t.Context(), e.Second); got != nil {
				t.Error("the token of the second step is a session")
			}
			return e.Second
		}
		second := first()
		used := h.code(t, seed) // by adding it
		for what, code := range map[string]string{"used": used, "wrong": "000000", "empty": "", "long": strings.Repeat("1", 5000), "letters": "abcdef", "no recovery code": "aaaa-aaaa-aaaa-aaaa"} {
			_, err := h.SecondStep(t.Context(), second, code, from(1))
			wantCode(t, what, err, errs.Unauthenticated)
		}
		h.wait(30 * time.Second)
		code := h.code(t, seed)
		e, err := h.SecondStep(t.Context(), second, code, from(1))
		if err != nil || h.visit(t, e.Session) == nil {
			t.Fatalf("%+v, %v", e, err)
		}
		_, err = h.SecondStep(t.Context(), second, h.code(t, seed), from(1))
		wantCode(t, "the first step again", err, errs.NotFound)
		_, err = h.SecondStep(t.Context(), first(), code, from(1))
		wantCode(t, "the code again", err, errs.Unauthenticated)
		if e, err := h.SecondStep(t.Context(), first(), strings.ToUpper(codes[3]), from(1)); err != nil || e.Session == "" {
			t.Errorf("a recovery code: %v", err)
		}
		_, err = h.SecondStep(t.Context(), first(), codes[3], from(1))
		wantCode(t, "the recovery code again", err, errs.Unauthenticated)
		late := first()
		h.wait(11 * time.Minute)
		_, err = h.SecondStep(t.Context(), late, h.code(t, seed), from(1))
		wantCode(t, "too late", err, errs.NotFound)
		_, err = h.SecondStep(t.Context(), token, h.code(t, seed), from(1))
		wantCode(t, "a session as the first step", err, errs.NotFound)
	})
}

// TestSecondStepLocks: the password does not buy endless codes.
func TestSecondStepLocks(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.withPassword(t, "olga@example.org")
		_, v := h.enter(t, "olga@example.org")
		seed, _ := h.withAuthenticator(t, v)
		var code errs.Code
		for i := range 12 {
			e, err := h.SignIn(t.Context(), "olga@example.org", right, from(byte(i)))
			if err == nil {
				_, err = h.SecondStep(t.Context(), e.Second, "000000", from(byte(i)))
			}
			code = errs.CodeOf(err)
		}
		if code != errs.RateLimited {
			t.Errorf("after many wrong codes: %s", code)
		}
		_ = seed
	})
}

// TestResetKeepsSecondFactor: a new password by a link counts once, ends the
// sessions, and leads to the second step.
func TestResetKeepsSecondFactor(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		h.withPassword(t, "olga@example.org")
		token, v := h.enter(t, "olga@example.org")
		seed, _ := h.withAuthenticator(t, v)
		h.wait(time.Minute)
		for _, email := range []string{"olga@example.org", "nobody@example.org"} {
			if err := h.Forgotten(t.Context(), email, from(1)); err != nil {
				t.Errorf("%s: %v", email, err)
			}
		}
		h.Flush(t.Context())
		if len(h.mails) != 1 || h.mails[0].To != "olga@example.org" {
			t.Fatalf("mails: %+v", h.mails)
		}
		_, link, _ := strings.Cut(h.mails[0].Text, "https://holdfast.example.org/reset/")
		link, _, _ = strings.Cut(link, "\n")
		_, err := h.Reset(t.Context(), link, "password1234", from(1))
		wantCode(t, "a common password", err, errs.Invalid)
		e, err := h.Reset(t.Context(), link, other, from(1))
		if err != nil || e.Session != "" || e.Second == "" {
			t.Fatalf("a reset skips the second factor: %+v, %v", e, err)
		}
		if h.visit(t, token) != nil {
			t.Error("a session outlives a reset")
		}
		if e, err := h.SecondStep(t.Context(), e.Second, h.code(t, seed), from(1)); err != nil || e.Session == "" {
			t.Errorf("after the reset: %v", err)
		}
		_, err = h.Reset(t.Context(), link, right, from(1))
		wantCode(t, "the link again", err, errs.NotFound)
		for what, bad := range map[string]string{"another token": token, "text": "x", "none": ""} {
			_, err = h.Reset(t.Context(), bad, right, from(1))
			wantCode(t, what, err, errs.NotFound)
		}
		late, _, err := h.ResetLink(t.Context(), "olga@example.org")
		if err != nil {
			t.Fatal(err)
		}
		h.wait(61 * time.Minute)
		_, err = h.Reset(t.Context(), tail(late), right, from(1))
		wantCode(t, "a link that is too old", err, errs.NotFound)
		if text := h.logged(); strings.Contains(text, link) {
			t.Error("the log holds a link's secret")
		}
	})
}
