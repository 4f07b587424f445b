package oidc_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"holdfast/internal/account"
	"holdfast/internal/auth"
	"holdfast/internal/auth/oidc"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/outbound"
	"holdfast/internal/provider"
	"holdfast/internal/register"
	"holdfast/internal/secret"
	"holdfast/internal/store"
)

func now() time.Time { return time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC) }

const base = "https://holdfast.example"

// sessions stands for auth.Service: it notes who was let in and what was refused.
type sessions struct {
	admitted []string
	strong   bool
	now      bool
	held     error // begins are held back
	refused  []string
}

func (s *sessions) Begins(context.Context, string, auth.From) error { return s.held }

func (s *sessions) Admit(_ context.Context, person string, proof auth.Proof, _ auth.From) (auth.Entry, error) {
	s.admitted, s.strong, s.now = append(s.admitted, person), proof.Strong, proof.Now
	return auth.Entry{Session: "token", Person: person}, nil
}

func (s *sessions) Refused(kind, why string, _ auth.From) {
	s.refused = append(s.refused, kind+": "+why)
}

// house is an organisation with a member and a provider.
type house struct {
	*oidc.Service
	idp      *idp
	sessions *sessions
	store    *store.Store
	door     *change.Door
	owner    change.Actor
	row      provider.Row
	clock    time.Time
}

func setup(t *testing.T, with func(*provider.Provider)) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	ring, err := secret.New(rand.Reader, now())
	if err != nil {
		t.Fatal(err)
	}
	reg := provider.Register()
	h := &house{idp: newIDP(t), sessions: &sessions{}, store: st, door: change.New(st, register.NewBook(reg)), clock: now()}
	h.owner = h.found(t, "Fenmoor Digital Ltd", "owner", "owner@fenmoor.example")
	h.join(t, h.owner, change.Member{Person: "mina", Name: "Mina Okafor", Email: "mina@fenmoor.example", Role: "reader", Active: true})
	out := outbound.Options{Intranet: []string{"127.0.0.1"}, Time: 2 * time.Second, Body: 64 << 10}
	h.Service = oidc.NewService(oidc.Config{
		Store: st, People: st, Door: h.door, Register: reg, Sealer: ring, Sessions: h.sessions,
		Client: outbound.NewClient(out), Check: out.Check, Now: func() time.Time { return h.clock },
	})
	p := provider.Provider{Name: "Fenmoor accounts", Preset: provider.Other, Issuer: h.idp.URL, Client: clientID}
	if with != nil {
		with(&p)
	}
	h.row = h.add(t, h.owner, p)
	return h
}

func (h *house) add(t *testing.T, a change.Actor, p provider.Provider) provider.Row {
	t.Helper()
	row, err := h.Add(t.Context(), change.By{Actor: a, Now: now()}, p, clientSecret)
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func (h *house) found(t *testing.T, name, person, email string) change.Actor {
	t.Helper()
	org := id.New()
	if _, err := h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: now()}, func(tx *change.Tx) error {
		_, err := tx.Found(name, change.Member{Person: person, Name: person, Email: email})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return change.Actor{Org: org, Person: person, Name: person, Role: "owner"}
}

func (h *house) join(t *testing.T, a change.Actor, m change.Member) {
	t.Helper()
	if _, err := h.door.Do(t.Context(), change.Request{Actor: a, Action: "settings.update", Now: now()}, func(tx *change.Tx) error { return tx.Member(m) }); err != nil {
		t.Fatal(err)
	}
}

func (h *house) begin(t *testing.T, account string) (oidc.Begun, url.Values) {
	t.Helper()
	b, err := h.Begin(t.Context(), oidc.Start{Provider: h.row.ID, Base: base, Target: "/bids", Account: account})
	if err != nil {
		t.Fatal(err)
	}
	return b, h.idp.authorize(t, b.Address)
}

func (h *house) signIn(t *testing.T) (oidc.Done, error) {
	t.Helper()
	b, q := h.begin(t, "")
	return h.Finish(t.Context(), oidc.Back{Query: q, Secret: b.Secret, Base: base})
}

// refuses fails unless the sign-in was refused with words for the person and a
// line in the security log.
func (h *house) refuses(t *testing.T, err error, words string) {
	t.Helper()
	if errs.CodeOf(err) == "" || errs.CodeOf(err) == errs.Internal || !strings.Contains(errs.Safe(err), words) {
		t.Errorf("wanted a refusal with %q: %v", words, err)
	}
	if len(h.sessions.refused) == 0 {
		t.Errorf("nothing in the security log for %v", err)
	}
	if len(h.sessions.admitted) > 0 {
		t.Errorf("somebody was let in: %v", h.sessions.admitted)
	}
}

func TestSignInByVerifiedAddressThenByLink(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	done, err := h.signIn(t)
	if err != nil || done.Person != "mina" || done.Target != "/bids" || h.sessions.strong {
		t.Fatalf("%+v, %v", done, err)
	}
	// From now on the provider's person counts, whatever their address is.
	h.idp.claims = map[string]any{"email": "elsewhere@other.example", "email_verified": false, "amr": []string{"pwd", "mfa"}}
	done, err = h.signIn(t)
	if err != nil || done.Person != "mina" || !h.sessions.strong {
		t.Fatalf("%+v, %v", done, err)
	}
	events := 0
	if err := h.door.See(t.Context(), h.owner, func(v *change.View) error {
		all, err := v.Trail(change.TrailQuery{Limit: 50})
		for _, e := range all {
			if e.Action == "provider.link" {
				events++
			}
			if bytes.Contains(e.Payload, []byte(clientSecret)) {
				t.Error("the trail holds the client secret")
			}
		}
		return err
	}); err != nil || events != 1 {
		t.Errorf("%d links in the trail, %v", events, err)
	}
	if len(h.sessions.refused) > 0 {
		t.Error(h.sessions.refused)
	}
}

// TestHostileProvider: what a provider, or somebody in between, may try.
func TestHostileProvider(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, h *house)
		words string
	}{
		"wrong nonce":        {claim("nonce", "another"), "of another sign-in"},
		"no nonce":           {claim("nonce", nil), "of another sign-in"},
		"wrong issuer":       {claim("iss", "https://evil.example"), "another issuer"},
		"issuer with slash":  {func(_ *testing.T, h *house) { h.idp.claims = map[string]any{"iss": h.idp.URL + "/"} }, "another issuer"},
		"wrong audience":     {claim("aud", "other-client"), "for another program"},
		"no audience":        {claim("aud", nil), "for another program"},
		"two audiences":      {claim("aud", []string{clientID, "other"}), "given to another program"},
		"wrong party":        {claim("azp", "other"), "given to another program"},
		"expired":            {claim("exp", now().Add(-2*time.Minute).Unix()), "expired"},
		"no expiry":          {claim("exp", nil), "expired"},
		"future":             {claim("iat", now().Add(time.Hour).Unix()), "from the future"},
		"not yet":            {claim("nbf", now().Add(time.Hour).Unix()), "from the future"},
		"old":                {claim("iat", now().Add(-time.Hour).Unix()), "older than the sign-in"},
		"no subject":         {claim("sub", nil), "who you are"},
		"long subject":       {claim("sub", strings.Repeat("x", 256)), "who you are"},
		"unverified address": {claim("email_verified", false), "not verified"},
		"address unsaid":     {claim("email_verified", nil), "not verified"},
		"verified otherwise": {claim("email_verified", 1), "not verified"},
		"no address":         {claim("email", nil), "did not state"},
		"two at signs":       {claim("email", "mina@evil.example@fenmoor.example"), "did not state"},
		"a stranger":         {claim("email", "eve@fenmoor.example"), "not a member"},
		"alg none":           {func(_ *testing.T, h *house) { h.idp.sign = unsigned }, "does not count"},
		"HS256 by public key": {func(_ *testing.T, h *house) {
			h.idp.sign = func(b []byte) string { return signed(jose.HS256, h.idp.publicPEM(), "k1", b) }
		}, "does not count"},
		"HS256 by secret": {func(_ *testing.T, h *house) {
			h.idp.sign = func(b []byte) string { return signed(jose.HS256, []byte(strings.Repeat(clientSecret, 3)), "k1", b) }
		}, "does not count"},
		"unknown key": {func(t *testing.T, h *house) {
			key, err := rsa.GenerateKey(rand.Reader, 2048)
			if err != nil {
				t.Fatal(err)
			}
			h.idp.sign = func(b []byte) string { return signed(jose.RS256, key, "k1", b) }
		}, "wrong signature"},
		"a key of another kind": {func(_ *testing.T, h *house) {
			h.idp.sign = func(b []byte) string { return signed(jose.ES256, h.idp.other, "k1", b) }
		}, "wrong signature"},
		"no keys": {func(_ *testing.T, h *house) {
			h.idp.keys = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys":[]}`)) }
		}, "wrong signature"},
		"claims twice": {func(_ *testing.T, h *house) {
			h.idp.sign = func(b []byte) string {
				return signed(jose.RS256, h.idp.key, "k1", append(b[:len(b)-1], []byte(`,"email":"owner@fenmoor.example"}`)...))
			}
		}, "damaged"},
		"claims in other case": {func(_ *testing.T, h *house) {
			h.idp.claims = map[string]any{"email": nil, "Email": "mina@fenmoor.example"}
		}, "did not state"},
		"no token": {func(_ *testing.T, h *house) {
			h.idp.token = func(w http.ResponseWriter, _ *http.Request) { reply(w, `{"access_token":"x","token_type":"Bearer"}`) }
		}, "no identity"},
		"a huge answer": {func(_ *testing.T, h *house) {
			h.idp.token = func(w http.ResponseWriter, _ *http.Request) {
				reply(w, `{"access_token":"`+strings.Repeat("x", 1<<20)+`"}`)
			}
		}, "cannot be reached at the moment"},
		"a slow answer": {func(_ *testing.T, h *house) {
			h.idp.token = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		}, "did not answer in time"},
		"a redirect": {func(_ *testing.T, h *house) {
			h.idp.token = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "/keys", http.StatusTemporaryRedirect)
			}
		}, "code was not taken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t, nil)
			c.spoil(t, h)
			_, err := h.signIn(t)
			h.refuses(t, err, c.words)
		})
	}
}

func claim(name string, value any) func(*testing.T, *house) {
	return func(_ *testing.T, h *house) { h.idp.claims = map[string]any{name: value} }
}

func reply(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(body))
}

// TestHostileBrowser: what comes back is another's, twice, late or mixed up.
func TestHostileBrowser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(h *house, b *oidc.Begun, back *oidc.Back)
		words string
	}{
		"no cookie":          {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Secret = "" }, "not begun in this browser"},
		"another's cookie":   {func(h *house, _ *oidc.Begun, back *oidc.Back) { back.Secret = strings.Repeat("A", 43) }, "not begun in this browser"},
		"no state":           {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Query.Del("state") }, "not begun in this browser"},
		"unknown state":      {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Query.Set("state", "x") }, "not begun in this browser"},
		"late":               {func(h *house, _ *oidc.Begun, _ *oidc.Back) { h.clock = h.clock.Add(oidc.CeremonyLife) }, "took longer"},
		"mixed up":           {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Query.Set("iss", "https://evil.example") }, "from another provider"},
		"does not say whose": {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Query.Del("iss") }, "from another provider"},
		"code twice":         {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Query.Add("code", "x") }, "something twice"},
		"state twice":        {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Query.Add("state", "x") }, "something twice"},
		"no code":            {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Query.Del("code") }, "no code"},
		"cancelled": {func(_ *house, _ *oidc.Begun, back *oidc.Back) {
			back.Query.Del("code")
			back.Query.Set("error", "<script>")
		}, "cancelled there"},
		"another's code":  {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Query.Set("code", "stolen") }, "code was not taken"},
		"another address": {func(_ *house, _ *oidc.Begun, back *oidc.Back) { back.Base = "https://evil.example" }, "code was not taken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t, nil)
			b, q := h.begin(t, "")
			back := oidc.Back{Query: q, Secret: b.Secret, Base: base}
			c.spoil(h, &b, &back)
			_, err := h.Finish(t.Context(), back)
			h.refuses(t, err, c.words)
			if strings.Contains(errs.Safe(err), "<script>") {
				t.Error("the provider's own words are shown")
			}
		})
	}
}

func TestCodesAndStatesOfTwoSignInsAreNotSwapped(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	b1, q1 := h.begin(t, "")
	b2, q2 := h.begin(t, "")
	// The victim's browser is led to the attacker's answer: login CSRF.
	_, err := h.Finish(t.Context(), oidc.Back{Query: q2, Secret: b1.Secret, Base: base})
	h.refuses(t, err, "not begun in this browser")
	// The attacker's code in the victim's sign-in: PKCE and nonce differ.
	swapped := url.Values{"code": q2["code"], "state": q1["state"], "iss": q1["iss"]}
	_, err = h.Finish(t.Context(), oidc.Back{Query: swapped, Secret: b1.Secret, Base: base})
	h.refuses(t, err, "code was not taken")
	// The second is still good, once.
	if _, err := h.Finish(t.Context(), oidc.Back{Query: q2, Secret: b2.Secret, Base: base}); err != nil {
		t.Fatal(err)
	}
	h.sessions.admitted = nil
	_, err = h.Finish(t.Context(), oidc.Back{Query: q2, Secret: b2.Secret, Base: base})
	h.refuses(t, err, "finished already")
}

func TestHostileDiscovery(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		discovery map[string]any
		words     string
	}{
		"names another issuer":   {map[string]any{"issuer": "https://accounts.google.com"}, "names itself otherwise"},
		"keys inside":            {map[string]any{"jwks_uri": "http://169.254.169.254/keys"}, "does not go to"},
		"token without TLS":      {map[string]any{"token_endpoint": "http://evil.example/token"}, "does not go to"},
		"a script as sign-in":    {map[string]any{"authorization_endpoint": "javascript:alert(1)"}, "does not go to"},
		"longer than it may be":  {map[string]any{"more": strings.Repeat("x", 1<<20)}, "more than this server takes"},
		"numbers where text is":  {map[string]any{"jwks_uri": 7}, "does not describe itself"},
		"nothing of what we ask": {map[string]any{"authorization_endpoint": nil}, "does not go to"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := setup(t, nil)
			h.idp.discovery = c.discovery
			_, err := h.Begin(t.Context(), oidc.Start{Provider: h.row.ID, Base: base})
			if errs.CodeOf(err) != errs.Unavailable && errs.CodeOf(err) != errs.TooLarge || !strings.Contains(errs.Safe(err), c.words) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestSubjectChanged(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	if _, err := h.signIn(t); err != nil {
		t.Fatal(err)
	}
	h.sessions.admitted = nil
	h.idp.claims = map[string]any{"sub": "subject-2"} // the address was given to somebody new
	_, err := h.signIn(t)
	h.refuses(t, err, "not linked to Fenmoor accounts yet")
}

func TestLinking(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	h.idp.claims = map[string]any{"email_verified": false, "email": "m@elsewhere.example"}
	b, q := h.begin(t, "mina")
	if _, err := h.Finish(t.Context(), oidc.Back{Query: q, Secret: b.Secret, Base: base, Account: "owner"}); err == nil || !strings.Contains(errs.Safe(err), "Another person is signed in") {
		t.Errorf("another one finishes it: %v", err)
	}
	b, q = h.begin(t, "mina")
	done, err := h.Finish(t.Context(), oidc.Back{Query: q, Secret: b.Secret, Base: base, Account: "mina"})
	if err != nil || !done.Linked || done.Session != "" {
		t.Fatalf("%+v, %v", done, err)
	}
	if done, err := h.signIn(t); err != nil || done.Person != "mina" {
		t.Errorf("%+v, %v", done, err)
	}
	h.join(t, h.owner, change.Member{Person: "rita", Name: "Rita", Email: "rita@fenmoor.example", Role: "reader", Active: true})
	b, q = h.begin(t, "rita")
	if _, err := h.Finish(t.Context(), oidc.Back{Query: q, Secret: b.Secret, Base: base, Account: "rita"}); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("a person of the provider is two here: %v", err)
	}
	if err := h.Unlink(t.Context(), h.owner.Org, h.row.ID, "mina"); err != nil {
		t.Fatal(err)
	}
	h.sessions.admitted = nil
	_, err = h.signIn(t)
	h.refuses(t, err, "not verified")
}

// TestAnOrganisationsProviderSpeaksForItAlone: the administrator of one
// organisation could make a provider say anything.
func TestAnOrganisationsProviderSpeaksForItAlone(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	other := h.found(t, "Harbour Group", "chief", "chief@harbour.example")
	h.idp.claims = map[string]any{"email": "chief@harbour.example"}
	_, err := h.signIn(t)
	h.refuses(t, err, "not a member")
	h.join(t, h.owner, change.Member{Person: "chief", Name: "Chief", Email: "chief@harbour.example", Role: "reader", Active: true})
	_, err = h.signIn(t)
	h.refuses(t, err, "You also work in Harbour Group")
	// Where the other lets in the same issuer by itself, it counts.
	same := provider.Provider{Name: "Same", Preset: provider.Other, Issuer: h.idp.URL, Client: clientID}
	row := h.add(t, other, same)
	h.sessions.refused = nil
	_, err = h.signIn(t)
	h.refuses(t, err, "no owner of it has let owners in")
	same.Owners = same.Print()
	if _, err := h.Change(t.Context(), change.By{Actor: other, Now: now()}, row.ID, row.Version, same, ""); err != nil {
		t.Fatal(err)
	}
	if done, err := h.signIn(t); err != nil || done.Person != "chief" {
		t.Errorf("%+v, %v", done, err)
	}
	if b, err := h.Buttons(t.Context()); err != nil || len(b) != 0 {
		t.Errorf("strangers see the providers of several organisations: %v, %v", b, err)
	}
}

func TestWhoHasLeftStaysOut(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	if _, err := h.signIn(t); err != nil {
		t.Fatal(err)
	}
	h.join(t, h.owner, change.Member{Person: "mina", Name: "Mina Okafor", Email: "mina@fenmoor.example", Role: "reader"})
	h.sessions.admitted = nil
	_, err := h.signIn(t)
	h.refuses(t, err, "no longer a member")
}

func TestJoining(t *testing.T) {
	t.Parallel()
	h := setup(t, func(p *provider.Provider) { p.Domains, p.Join = []string{"@Fenmoor.example"}, true })
	h.idp.claims = map[string]any{"email": "new@fenmoor.example", "name": "New Person"}
	done, err := h.signIn(t)
	if err != nil {
		t.Fatal(err)
	}
	var role string
	if err := h.store.SeeSignIn(t.Context(), func(p account.Port) error {
		places, err := p.Places(t.Context(), done.Person)
		if len(places) == 1 {
			role = string(places[0].Role)
		}
		return err
	}); err != nil || role != "reader" {
		t.Errorf("joined as %q, %v", role, err)
	}
	h.sessions.admitted = nil
	h.idp.claims = map[string]any{"sub": "s3", "email": "eve@elsewhere.example"}
	_, err = h.signIn(t)
	h.refuses(t, err, "may not sign in here")
}

func TestSwitchedOffAndUnknown(t *testing.T) {
	t.Parallel()
	h := setup(t, func(p *provider.Provider) { p.Off = true })
	for _, id := range []string{h.row.ID, "unknown", ""} {
		if _, err := h.Begin(t.Context(), oidc.Start{Provider: id, Base: base}); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestSecretStaysWithItsIssuer: whoever changes the issuer does not get the
// secret that was entered for the one before, by whatever way it is changed.
func TestSecretStaysWithItsIssuer(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	p := h.row.Value
	p.Issuer = newIDP(t).URL
	by := change.By{Actor: h.owner, Now: now()}
	if _, err := h.Change(t.Context(), by, h.row.ID, 1, p, ""); errs.FieldsOf(err) == nil || errs.FieldsOf(err)[0].Pointer != "/secret" {
		t.Errorf("without a new secret: %v", err)
	}
	evil := newIDP(t)
	evil.token = func(http.ResponseWriter, *http.Request) { t.Error("the secret went to another issuer") }
	p.Issuer = evil.URL
	if _, err := h.door.Do(t.Context(), by.Request("provider.update", nil), func(tx *change.Tx) error {
		_, err := change.Put(tx, provider.Register(), h.row.ID, 1, p)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	h.idp = evil
	b, q := h.begin(t, "")
	if _, err := h.Finish(t.Context(), oidc.Back{Query: q, Secret: b.Secret, Base: base}); err == nil || !strings.Contains(errs.Safe(err), "entered for another issuer") {
		t.Errorf("%v", err)
	}
}

// TestWhoSetsProvidersUp: owners and administrators do, and nobody else.
func TestWhoSetsProvidersUp(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	for role, want := range map[string]bool{"owner": true, "administrator": true, "compliance-manager": false, "bid-manager": false, "reader": false} {
		a := h.owner
		a.Role = authz.Role(role)
		_, err := h.Add(t.Context(), change.By{Actor: a, Now: now()}, provider.Provider{Name: role, Preset: provider.Google, Client: "x"}, "s")
		if (err == nil) != want {
			t.Errorf("%s: %v", role, err)
		}
		if want {
			continue
		}
		for what, p := range map[string]provider.Provider{"another issuer": {Name: "Fenmoor accounts", Preset: provider.Other, Issuer: "https://mine.example", Client: clientID}, "another secret": h.row.Value} {
			if _, err := h.Change(t.Context(), change.By{Actor: a, Now: now()}, h.row.ID, h.row.Version, p, "mine"); errs.CodeOf(err) != errs.Forbidden {
				t.Errorf("%s, %s: %v", role, what, err)
			}
		}
	}
}

// TestAnAdministratorsProviderAdmitsNoOwner: who sets a provider up could come in
// by it as anybody it may stand for.
func TestAnAdministratorsProviderAdmitsNoOwner(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	h.idp.claims = map[string]any{"email": "owner@fenmoor.example"}
	_, err := h.signIn(t)
	h.refuses(t, err, "no owner of it has let owners in")
	b, q := h.begin(t, "owner")
	if _, err := h.Finish(t.Context(), oidc.Back{Query: q, Secret: b.Secret, Base: base, Account: "owner"}); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("an owner links it: %v", err)
	}

	admin := h.owner
	admin.Person, admin.Role = "adam", authz.Administrator
	by := change.By{Actor: admin, Now: now()}
	p := h.row.Value
	p.Owners = p.Print()
	if _, err := h.Change(t.Context(), by, h.row.ID, h.row.Version, p, ""); errs.CodeOf(err) != errs.Forbidden {
		t.Fatalf("an administrator lets owners in: %v", err)
	}
	if h.row, err = h.Change(t.Context(), change.By{Actor: h.owner, Now: now()}, h.row.ID, h.row.Version, p, ""); err != nil {
		t.Fatal(err)
	}
	if done, err := h.signIn(t); err != nil || done.Person != "owner" {
		t.Fatalf("%+v, %v", done, err)
	}
	h.sessions.admitted, h.sessions.refused = nil, nil

	// A new name changes nothing; another client, domain or second factor does, also
	// for who is linked already.
	p.Name = "Accounts"
	if h.row, err = h.Change(t.Context(), by, h.row.ID, h.row.Version, p, ""); err != nil {
		t.Fatal(err)
	}
	if done, err := h.signIn(t); err != nil || done.Person != "owner" {
		t.Fatalf("%+v, %v", done, err)
	}
	h.sessions.admitted, h.sessions.refused = nil, nil
	p.Trusted = true
	if h.row, err = h.Change(t.Context(), by, h.row.ID, h.row.Version, p, ""); err != nil {
		t.Fatal(err)
	}
	_, err = h.signIn(t)
	h.refuses(t, err, "no owner of it has let owners in")
}

// TestAnAddressThatHasProofsIsNotTakenOver: an account made by an invitation
// whose link went another way than mail may be somebody else's.
func TestAnAddressThatHasProofsIsNotTakenOver(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	if err := h.store.SignIn(t.Context(), func(p account.Port) error {
		return p.SetPassword(t.Context(), "mina", "a hash", 1)
	}); err != nil {
		t.Fatal(err)
	}
	_, err := h.signIn(t)
	h.refuses(t, err, "not linked to Fenmoor accounts yet")
	b, q := h.begin(t, "mina")
	if done, err := h.Finish(t.Context(), oidc.Back{Query: q, Secret: b.Secret, Base: base, Account: "mina"}); err != nil || !done.Linked {
		t.Fatalf("%+v, %v", done, err)
	}
	if done, err := h.signIn(t); err != nil || done.Person != "mina" {
		t.Errorf("%+v, %v", done, err)
	}
}

// TestConfirming: a provider that asks anew proves a person once more; one that
// only knows the browser from before does not.
func TestConfirming(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	h.idp.claims = map[string]any{"auth_time": now().Add(-8 * time.Hour).Unix()}
	if _, err := h.signIn(t); err != nil || h.sessions.now {
		t.Fatalf("%v, fresh %v", err, h.sessions.now)
	}
	confirm := func(claims map[string]any, who string) (oidc.Done, error) {
		h.idp.claims, h.sessions.admitted, h.sessions.refused = claims, nil, nil
		b, err := h.Begin(t.Context(), oidc.Start{Provider: h.row.ID, Base: base, Target: "/account/password", Account: "mina", Confirm: true})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(b.Address)
		if err != nil || u.Query().Get("prompt") != "login" || u.Query().Get("max_age") != "0" {
			t.Fatalf("it asks %s, %v", b.Address, err)
		}
		return h.Finish(t.Context(), oidc.Back{Query: h.idp.authorize(t, b.Address), Secret: b.Secret, Base: base, Account: who})
	}
	for what, c := range map[string]struct {
		claims map[string]any
		who    string
		words  string
	}{
		"not said":       {nil, "mina", "did not say that it asked"},
		"not asked":      {map[string]any{"auth_time": now().Add(-8 * time.Hour).Unix()}, "mina", "did not say that it asked"},
		"from tomorrow":  {map[string]any{"auth_time": now().Add(24 * time.Hour).Unix()}, "mina", "from the future"},
		"another person": {map[string]any{"auth_time": now().Unix(), "sub": "subject-2"}, "mina", "Another person signed in"},
		"another here":   {map[string]any{"auth_time": now().Unix()}, "owner", "Another person is signed in now"},
	} {
		_, err := confirm(c.claims, c.who)
		if err == nil {
			t.Errorf("%s: confirmed", what)
		}
		h.refuses(t, err, c.words)
	}
	done, err := confirm(map[string]any{"auth_time": now().Unix(), "amr": []string{"mfa"}}, "mina")
	if err != nil || !done.Confirmed || !done.Strong || done.Target != "/account/password" || done.Session != "" || len(h.sessions.admitted) > 0 {
		t.Errorf("%+v, %v", done, err)
	}
}

// TestBeginsAreHeldBack: each leaves a row.
func TestBeginsAreHeldBack(t *testing.T) {
	t.Parallel()
	h := setup(t, nil)
	h.sessions.held = errs.New(errs.RateLimited, "Wait.")
	if _, err := h.Begin(t.Context(), oidc.Start{Provider: h.row.ID, Base: base}); errs.CodeOf(err) != errs.RateLimited {
		t.Error(err)
	}
}
