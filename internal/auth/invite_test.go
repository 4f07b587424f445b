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

func (h *house) by(v *auth.Visit) change.By { return change.By{Actor: v.Actor, Now: h.now()} }

// TestInvitation: somebody new comes in by a link, once, in the role that was
// offered.
func TestInvitation(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		_, olga := h.enterAs(t, "olga@example.org")
		link, made, err := h.Invite(t.Context(), h.by(olga), auth.Ask{Email: "New@example.org", Role: authz.BidManager})
		if err != nil || !strings.HasPrefix(link, "https://holdfast.example.org/invitation/") {
			t.Fatalf("%q, %v", link, err)
		}
		h.Flush(t.Context())
		if len(h.mails) != 1 || !strings.Contains(h.mails[0].Text, link) {
			t.Errorf("mails: %+v", h.mails)
		}
		_, err = h.Accept(t.Context(), tail(link), "New Comer", "newcomer2027", from(2))
		wantCode(t, "a password of the name", err, errs.Invalid)
		e, err := h.Accept(t.Context(), tail(link), " New  Comer ", other, from(2))
		if err != nil {
			t.Fatal(err)
		}
		v := h.visit(t, e.Session)
		if v == nil || v.Actor.Role != authz.BidManager || v.Actor.Org != h.org || v.Account.Name != "New Comer" || v.Account.Email != "New@example.org" {
			t.Fatalf("%+v", v)
		}
		if _, err := h.SignIn(t.Context(), "new@example.org", other, from(2)); err != nil {
			t.Errorf("signing in afterwards: %v", err)
		}
		_, err = h.Accept(t.Context(), tail(link), "Another", other, from(2))
		wantCode(t, "the link again", err, errs.NotFound)
		_, _, err = h.Invite(t.Context(), h.by(olga), auth.Ask{Email: "new@example.org", Role: authz.Reader})
		wantCode(t, "who is a member", err, errs.Invalid)

		_, _, err = h.Invite(t.Context(), h.by(v), auth.Ask{Email: "x@example.org", Role: authz.Reader})
		wantCode(t, "who may not invite", err, errs.Forbidden)
		for what, email := range map[string]string{"none": "", "two": "a@example.org, b@example.org", "a name": "A <a@example.org>", "a line": "a@example.org\nBcc: b@example.org"} {
			_, _, err = h.Invite(t.Context(), h.by(olga), auth.Ask{Email: email, Role: authz.Reader})
			wantCode(t, what, err, errs.Invalid)
		}
		for what, act := range map[string]func(link string, id string){
			"taken back": func(_, id string) { _ = h.Uninvite(t.Context(), h.by(olga), id) },
			"too old":    func(string, string) { h.wait(8 * 24 * time.Hour) },
			"a newer one": func(string, string) {
				_, _, _ = h.Invite(t.Context(), h.by(olga), auth.Ask{Email: "late@example.org", Role: authz.Reader})
			},
		} {
			link, made, err = h.Invite(t.Context(), h.by(olga), auth.Ask{Email: "late@example.org", Role: authz.Reader})
			if err != nil {
				t.Fatal(err)
			}
			act(link, made.ID)
			_, err = h.Accept(t.Context(), tail(link), "Late", other, from(2))
			wantCode(t, "a link "+what, err, errs.NotFound)
		}
		trail := h.events(t, h.org)
		if !strings.Contains(trail, "settings.invite") || !strings.Contains(trail, "settings.join") || strings.Contains(trail, tail(link)) {
			t.Errorf("the trail:\n%s", trail)
		}
	})
}

// TestInvitationGivesNoMore: nobody invites to more than they have, then or now.
func TestInvitationGivesNoMore(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		m := change.Member{Person: "adam", Name: "Adam Inn", Email: "adam@example.org", Role: "administrator", Active: true}
		h.member(t, m)
		_, adam := h.enterAs(t, m.Email)
		_, _, err := h.Invite(t.Context(), h.by(adam), auth.Ask{Email: "x@example.org", Role: authz.Owner})
		wantCode(t, "an owner, by an administrator", err, errs.Forbidden)
		link, _, err := h.Invite(t.Context(), h.by(adam), auth.Ask{Email: "x@example.org", Role: authz.Administrator})
		if err != nil {
			t.Fatal(err)
		}
		m.Role = "compliance-manager"
		h.member(t, m)
		if _, err = h.Accept(t.Context(), tail(link), "X", other, from(3)); err == nil {
			t.Error("who has lost a right since gives it all the same")
		}
		m.Active = false
		h.member(t, m)
		_, err = h.Accept(t.Context(), tail(link), "X", other, from(3))
		wantCode(t, "of who has left", err, errs.NotFound)
	})
}

// TestJoin: who has an account joins by signing in with it, and nobody takes
// somebody else's invitation or account.
func TestJoin(t *testing.T) {
	engines(t, func(t *testing.T, h *house) {
		second := id.New()
		h.found(t, second, change.Member{Person: "sean", Name: "Sean", Email: "sean@example.org"})
		_, olga := h.enterAs(t, "olga@example.org")
		link, _, err := h.Invite(t.Context(), h.by(olga), auth.Ask{Email: "SEAN@example.org", Role: authz.Reader})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Accept(t.Context(), tail(link), "Not Sean", other, from(3))
		wantCode(t, "an account that exists is not taken over", err, errs.Conflict)
		wantCode(t, "somebody else's", h.Join(t.Context(), tail(link), olga, from(3)), errs.Forbidden)
		token, sean := h.enterAs(t, "sean@example.org")
		if err := h.Join(t.Context(), tail(link), sean, from(3)); err != nil {
			t.Fatal(err)
		}
		if v := h.visit(t, token); v == nil || v.Actor.Org != h.org || v.Actor.Role != authz.Reader || len(v.Places) != 2 {
			t.Errorf("%+v", v)
		}
		wantCode(t, "again", h.Join(t.Context(), tail(link), sean, from(3)), errs.NotFound)
	})
}

// TestSetUp: the first owner is set up once, while no owner can sign in.
func TestSetUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.Options{Dir: t.TempDir()})
	link, err := h.SetUpLink(t.Context())
	if err != nil || link == "" {
		t.Fatalf("%q, %v", link, err)
	}
	e, err := h.SetUp(t.Context(), tail(link), "Olga Pier", "olga.pier@example.org", right, from(1))
	if err != nil {
		t.Fatal(err)
	}
	if v := h.visit(t, e.Session); v == nil || v.Actor.Role != authz.Owner || v.Account.Email != "olga.pier@example.org" {
		t.Errorf("%+v", v)
	}
	_, err = h.SetUp(t.Context(), tail(link), "Eve", "eve@example.org", right, from(1))
	wantCode(t, "again", err, errs.NotFound)
	if link, err = h.SetUpLink(t.Context()); link != "" || err != nil {
		t.Errorf("a second link: %q, %v", link, err)
	}
}

// TestPasswords: what is among the first that are tried is refused, and what is
// not is taken.
func TestPasswords(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "short", "password1234", "Password2027!", "P@ssw0rd2027", "passwordpassword", "qwertyuiop[]", "1qaz2wsx3edc",
		"abcdefghijkl", "aaaaaaaaaaaa", "abcabcabcabcabc", "123456789012", "Summer2027!!!", "iloveyou123456", "01/02/1990-01",
		"correcthorsebatterystaple", "Correct Horse Battery Staple", "OlgaPier2027!", "olga.pier.example", "welcomewelcome1", "zxcvbnm,./zx",
		"holdfast12345", strings.Repeat("tarpaulin ", 30), "ｐａｓｓｗｏｒｄ１２３４", "bad \xff bytes in it",
	} {
		if err := auth.CheckPassword(bad, "Olga Pier", "olga.pier@example.org"); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%q is taken", bad)
		}
	}
	for _, good := range []string{right, other, "Ω≈ç√∫˜µ≤≥÷åß", "grün klappert die Mühle", "x9!Tq2#mLp0$", "七つの海と三匹の猫がいる夜"} {
		if err := auth.CheckPassword(good, "Olga Pier", "olga.pier@example.org"); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}
