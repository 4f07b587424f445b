package passkey_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/account"
	"holdfast/internal/auth"
	"holdfast/internal/auth/passkey"
	"holdfast/internal/errs"
	"holdfast/internal/store"
)

const base = "https://holdfast.example"

type sessions struct {
	admitted, refused []string
	freshened         int
	told              []string // who did what
	held              error    // begins are held back
}

func (s *sessions) Admit(_ context.Context, person string, proof auth.Proof, _ auth.From) (auth.Entry, error) {
	if proof.Strong && proof.Now {
		person += " strong"
	}
	s.admitted = append(s.admitted, person)
	return auth.Entry{Session: "token", Person: person}, nil
}

func (s *sessions) Begins(context.Context, string, auth.From) error { return s.held }

func (s *sessions) Tell(_ context.Context, v *auth.Visit, action string, _ any) {
	s.told = append(s.told, v.Account.ID+" "+action)
}

func (s *sessions) Freshen(context.Context, *auth.Visit) error { s.freshened++; return nil }

func (s *sessions) Refused(kind, why string, _ auth.From) {
	s.refused = append(s.refused, kind+": "+why)
}

type house struct {
	*passkey.Service
	sessions *sessions
	clock    time.Time
	mina     *auth.Visit
	tom      *auth.Visit
}

func setup(t *testing.T) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &house{sessions: &sessions{}, clock: time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)}
	for person, v := range map[string]**auth.Visit{"mina": &h.mina, "tom": &h.tom} {
		a := account.Account{ID: person, Name: person, Email: person + "@fenmoor.example", CreatedAt: 1}
		if err := st.SignIn(t.Context(), func(p account.Port) error { _, err := p.Put(t.Context(), a); return err }); err != nil {
			t.Fatal(err)
		}
		*v = &auth.Visit{Account: auth.Account{ID: person, Name: person, Email: a.Email}, Session: "session of " + person}
	}
	h.Service = passkey.NewService(passkey.Config{Store: st, Sessions: h.sessions, Now: func() time.Time { return h.clock }})
	return h
}

func (h *house) register(t *testing.T, v *auth.Visit, a *authenticator) error {
	t.Helper()
	b, err := h.BeginAdd(t.Context(), v, base)
	if err != nil {
		return err
	}
	return h.Add(t.Context(), v, "My phone", passkey.Answer{Credential: a.make(t, b.Options), Secret: b.Secret, Base: base})
}

func (h *house) enter(t *testing.T, a *authenticator) (auth.Entry, error) {
	t.Helper()
	b, err := h.BeginSignIn(t.Context(), base, auth.From{})
	if err != nil {
		t.Fatal(err)
	}
	return h.SignIn(t.Context(), passkey.Answer{Credential: a.sign(t, b.Options), Secret: b.Secret, Base: base})
}

func TestAddSignInRenameRemove(t *testing.T) {
	t.Parallel()
	h, a := setup(t), &authenticator{}
	if err := h.register(t, h.mina, a); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if e, err := h.enter(t, a); err != nil || e.Person != "mina strong" {
			t.Fatalf("%+v, %v", e, err)
		}
	}
	keys, err := h.List(t.Context(), h.mina)
	if err != nil || len(keys) != 1 || keys[0].Name != "My phone" || keys[0].UsedAt == 0 || strings.Contains(string(a.handle), "mina") {
		t.Fatalf("%+v, %v", keys, err)
	}
	if err := h.Rename(t.Context(), h.tom, keys[0].ID, "mine"); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("another person renames it: %v", err)
	}
	if err := h.Remove(t.Context(), h.tom, keys[0].ID); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("another person removes it: %v", err)
	}
	if err := h.Rename(t.Context(), h.mina, keys[0].ID, "  Key   on the desk "); err != nil {
		t.Error(err)
	}
	if keys, _ := h.List(t.Context(), h.mina); keys[0].Name != "Key on the desk" {
		t.Errorf("renamed to %q", keys[0].Name)
	}
	if err := h.Remove(t.Context(), h.mina, keys[0].ID); err != nil {
		t.Error(err)
	}
	if _, err := h.enter(t, a); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("a passkey that was removed: %v", err)
	}
}

// TestHostileSignIn: what a page in between, a copied authenticator or a thief
// without the person may try. Each is refused, in words and in the log.
func TestHostileSignIn(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(h *house, a *authenticator, in *passkey.Answer){
		"wrong origin": func(_ *house, a *authenticator, _ *passkey.Answer) {
			a.origin = "https://holdfast.example.evil.example"
		},
		"without TLS":           func(_ *house, a *authenticator, _ *passkey.Answer) { a.origin = "http://holdfast.example" },
		"another port":          func(_ *house, a *authenticator, _ *passkey.Answer) { a.origin = base + ":8443" },
		"in another's frame":    func(_ *house, a *authenticator, _ *passkey.Answer) { a.crossed = true },
		"another server's":      func(_ *house, a *authenticator, _ *passkey.Answer) { a.rp = "evil.example" },
		"a made-up challenge":   func(_ *house, a *authenticator, _ *passkey.Answer) { a.challenge = strings.Repeat("A", 43) },
		"holder not verified":   func(_ *house, a *authenticator, _ *passkey.Answer) { a.flags = present },
		"nobody present":        func(_ *house, a *authenticator, _ *passkey.Answer) { a.flags = verified },
		"another handle":        func(_ *house, a *authenticator, _ *passkey.Answer) { a.handle = []byte("tom") },
		"no handle":             func(_ *house, a *authenticator, _ *passkey.Answer) { a.handle = nil },
		"unknown passkey":       func(_ *house, a *authenticator, _ *passkey.Answer) { a.id = []byte("unknown") },
		"another key":           func(_ *house, a *authenticator, _ *passkey.Answer) { a.key = nil },
		"no cookie":             func(_ *house, _ *authenticator, in *passkey.Answer) { in.Secret = "" },
		"another cookie":        func(_ *house, _ *authenticator, in *passkey.Answer) { in.Secret = strings.Repeat("A", 43) },
		"late":                  func(h *house, _ *authenticator, _ *passkey.Answer) { h.clock = h.clock.Add(passkey.CeremonyLife) },
		"under another address": func(_ *house, _ *authenticator, in *passkey.Answer) { in.Base = "https://other.example" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, a := setup(t), &authenticator{}
			if err := h.register(t, h.mina, a); err != nil {
				t.Fatal(err)
			}
			b, err := h.BeginSignIn(t.Context(), base, auth.From{})
			if err != nil {
				t.Fatal(err)
			}
			in := passkey.Answer{Secret: b.Secret, Base: base}
			spoil(h, a, &in)
			if a.key == nil {
				other := &authenticator{id: a.id}
				other.make(t, b.Options)
				a.key = other.key
			}
			in.Credential = a.sign(t, b.Options)
			_, err = h.SignIn(t.Context(), in)
			if errs.CodeOf(err) != errs.Unauthenticated || len(h.sessions.refused) != 1 || len(h.sessions.admitted) > 0 {
				t.Errorf("%v, refused %v, admitted %v", err, h.sessions.refused, h.sessions.admitted)
			}
		})
	}
}

func TestAnswersCountOnce(t *testing.T) {
	t.Parallel()
	h, a := setup(t), &authenticator{}
	if err := h.register(t, h.mina, a); err != nil {
		t.Fatal(err)
	}
	b, err := h.BeginSignIn(t.Context(), base, auth.From{})
	if err != nil {
		t.Fatal(err)
	}
	in := passkey.Answer{Credential: a.sign(t, b.Options), Secret: b.Secret, Base: base}
	if _, err := h.SignIn(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SignIn(t.Context(), in); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("replayed: %v", err)
	}
	for _, bad := range []string{"", "{}", "null", `{"id":"x"}`, strings.Repeat("x", 1<<20)} {
		in.Credential = []byte(bad)
		if _, err := h.SignIn(t.Context(), in); errs.CodeOf(err) != errs.Unauthenticated {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

func TestCopiedPasskey(t *testing.T) {
	t.Parallel()
	h, a := setup(t), &authenticator{count: 10}
	if err := h.register(t, h.mina, a); err != nil {
		t.Fatal(err)
	}
	if _, err := h.enter(t, a); err != nil {
		t.Fatal(err)
	}
	a.count = 3
	for range 2 { // also once it counts on again: it is not known which of the two this is
		if _, err := h.enter(t, a); err == nil || !strings.Contains(errs.Safe(err), "counts backwards") {
			t.Errorf("%v", err)
		}
		a.count = 100
	}
	if keys, _ := h.List(t.Context(), h.mina); !keys[0].Warned {
		t.Error("its owner is not told")
	}
}

func TestHostileRegistration(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]*authenticator{
		"wrong origin": {origin: "https://evil.example"}, "another server's": {rp: "evil.example"}, "holder not verified": {flags: present},
		"a made-up challenge": {challenge: strings.Repeat("A", 43)}, "in another's frame": {crossed: true},
	} {
		h := setup(t)
		if err := h.register(t, h.mina, a); errs.CodeOf(err) != errs.Invalid && errs.CodeOf(err) != errs.Unauthenticated || len(h.sessions.refused) != 1 {
			t.Errorf("%s: %v, %v", name, err, h.sessions.refused)
		}
	}
	h, a := setup(t), &authenticator{}
	if err := h.register(t, h.mina, a); err != nil {
		t.Fatal(err)
	}
	// A credential of one account is not added to another.
	if err := h.register(t, h.tom, &authenticator{id: a.id}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("the same credential for two: %v", err)
	}
	// What one person began another does not finish.
	b, err := h.BeginAdd(t.Context(), h.mina, base)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Add(t.Context(), h.tom, "", passkey.Answer{Credential: (&authenticator{}).make(t, b.Options), Secret: b.Secret, Base: base}); errs.CodeOf(err) != errs.Unauthenticated {
		t.Errorf("finished by another person: %v", err)
	}
	// An answer to a sign-in adds nothing, and the other way round.
	c, err := h.BeginSignIn(t.Context(), base, auth.From{})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Add(t.Context(), h.mina, "", passkey.Answer{Credential: (&authenticator{}).make(t, c.Options), Secret: c.Secret, Base: base}); err == nil {
		t.Error("the challenge of a sign-in added a passkey")
	}
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	h, mina, tom := setup(t), &authenticator{}, &authenticator{}
	if err := h.register(t, h.mina, mina); err != nil {
		t.Fatal(err)
	}
	if err := h.register(t, h.tom, tom); err != nil {
		t.Fatal(err)
	}
	h.sessions.freshened = 0
	for _, c := range []struct {
		a    *authenticator
		want int
	}{{tom, 0}, {mina, 1}} {
		b, err := h.BeginSignIn(t.Context(), base, auth.From{})
		if err != nil {
			t.Fatal(err)
		}
		err = h.Confirm(t.Context(), h.mina, passkey.Answer{Credential: c.a.sign(t, b.Options), Secret: b.Secret, Base: base})
		if (err == nil) != (c.want == 1) || h.sessions.freshened != c.want {
			t.Errorf("%v, freshened %d times", err, h.sessions.freshened)
		}
	}
}

// TestTold: what a person does to their passkeys stands in the trails of their
// organisations, and a new one is a proof that is asked for from then on.
func TestTold(t *testing.T) {
	t.Parallel()
	h := setup(t)
	if err := h.register(t, h.mina, &authenticator{}); err != nil || h.sessions.freshened != 1 {
		t.Fatalf("%v, freshened %d times", err, h.sessions.freshened)
	}
	keys, err := h.List(t.Context(), h.mina)
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	if err := h.Rename(t.Context(), h.tom, keys[0].ID, "Mine"); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("another's passkey: %v", err)
	}
	if err := h.Rename(t.Context(), h.mina, keys[0].ID, "Key on the ring"); err != nil {
		t.Fatal(err)
	}
	if err := h.Remove(t.Context(), h.mina, keys[0].ID); err != nil {
		t.Fatal(err)
	}
	who := h.mina.Account.ID
	if want := []string{who + " settings.passkey-add", who + " settings.passkey-rename", who + " settings.passkey-remove"}; !slices.Equal(h.sessions.told, want) {
		t.Errorf("told %v", h.sessions.told)
	}
}

func TestBeginsAreHeldBack(t *testing.T) {
	t.Parallel()
	h := setup(t)
	h.sessions.held = errs.New(errs.RateLimited, "Wait.")
	if _, err := h.BeginSignIn(t.Context(), base, auth.From{}); errs.CodeOf(err) != errs.RateLimited {
		t.Error(err)
	}
}

func TestWorks(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]bool{
		"https://holdfast.example": true, "http://localhost:8417": true, "https://holdfast.example:8443": true,
		"http://127.0.0.1:8417": false, "http://[::1]:8417": false, "http://holdfast.example": false, "": false,
	} {
		if got := passkey.Works(base); got != want {
			t.Errorf("%q: %v", base, got)
		}
	}
}
