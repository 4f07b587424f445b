// Package passkey signs people in with passkeys (WebAuthn): keys that a phone, a
// computer or a security key holds for this server's name alone. The
// authenticator always checks who holds it, so that a passkey is two factors by
// itself.
package passkey

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"holdfast/internal/auth"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/provider"
)

const (
	// CeremonyLife is how long a person may take to touch the authenticator.
	CeremonyLife = 5 * time.Minute
	// maxPasskeys bounds those of one account.
	maxPasskeys = 20
	// maxName bounds the name that a person gives one, and maxAnswer what a browser
	// sends.
	maxName   = 100
	maxAnswer = 64 << 10

	toSignIn = "passkey"
	toAdd    = "passkey-add"
)

// Sessions is what of auth.Service this package needs.
type Sessions interface {
	Admit(ctx context.Context, person string, proof auth.Proof, from auth.From) (auth.Entry, error)
	Begins(ctx context.Context, kind string, from auth.From) error
	Tell(ctx context.Context, v *auth.Visit, action string, payload any)
	Freshen(ctx context.Context, v *auth.Visit) error
	Refused(kind, why string, from auth.From)
}

// Config is what the service is made of.
type Config struct {
	Store    provider.Store
	Sessions Sessions
	Now      func() time.Time
}

// Service keeps passkeys and signs in with them.
type Service struct{ c Config }

// NewService makes the service.
func NewService(c Config) *Service { return &Service{c: c} }

// Begun is a ceremony under way: the page's script hands Options to the browser,
// whose cookie keeps Secret.
type Begun struct {
	Options any // JSON
	Secret  string
}

// Answer is what the browser brings back.
type Answer struct {
	Credential []byte // JSON of the credential
	Secret     string // of the cookie
	Base       string // this server's address as the browser has it, without a path
	From       auth.From
}

// Works says whether passkeys can work under an address: browsers tie them to a
// name, so that a bare IP address has none, and want https but for localhost.
func Works(base string) bool {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return false
	}
	_, err = netip.ParseAddr(u.Hostname())
	return err != nil && (u.Scheme == "https" || u.Hostname() == "localhost" || strings.HasSuffix(u.Hostname(), ".localhost"))
}

// library gives the library for the server's name and address.
func library(base string) (*webauthn.WebAuthn, error) {
	if !Works(base) {
		return nil, errs.New(errs.Invalid, "Passkeys belong to a server's name. Open this server by a name (https, or http://localhost) instead of an address.")
	}
	u, _ := url.Parse(base)
	return webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "Holdfast", RPOrigins: []string{base}})
}

// BeginSignIn begins a sign-in, or a proof that it is still the same person. It
// names nobody: the authenticator offers the passkeys that it has. RateLimited
// when the source begins too many.
func (s *Service) BeginSignIn(ctx context.Context, base string, from auth.From) (Begun, error) {
	lib, err := library(base)
	if err != nil {
		return Begun{}, err
	}
	if err := s.c.Sessions.Begins(ctx, toSignIn, from); err != nil {
		return Begun{}, err
	}
	options, session, err := lib.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Begun{}, err
	}
	return s.begun(ctx, toSignIn, "", options, session)
}

// SignIn signs in with what the authenticator answered.
func (s *Service) SignIn(ctx context.Context, in Answer) (auth.Entry, error) {
	person, err := s.prove(ctx, in)
	if err != nil {
		return auth.Entry{}, err
	}
	return s.c.Sessions.Admit(ctx, person, auth.Proof{Strong: true, Now: true}, in.From)
}

// Confirm proves that a signed-in person is still there.
func (s *Service) Confirm(ctx context.Context, v *auth.Visit, in Answer) error {
	person, err := s.prove(ctx, in)
	if err != nil {
		return err
	}
	if person != v.Account.ID {
		s.c.Sessions.Refused(toSignIn, "confirmed by another person's passkey", in.From)
		return errs.New(errs.Unauthenticated, "That passkey is another person's.")
	}
	return s.c.Sessions.Freshen(ctx, v)
}

// prove gives the account whose passkey answered. What it refuses leaves a line
// in the security log.
func (s *Service) prove(ctx context.Context, in Answer) (string, error) {
	person, why, err := s.check(ctx, in)
	if err != nil && errs.CodeOf(err) == errs.Internal {
		return "", err
	}
	if err != nil {
		s.c.Sessions.Refused(toSignIn, why, in.From)
	}
	return person, err
}

func (s *Service) check(ctx context.Context, in Answer) (person, why string, err error) {
	lib, err := library(in.Base)
	if err != nil {
		return "", "no name", err
	}
	wrong := errs.New(errs.Unauthenticated, "This passkey was not accepted. Try again, or sign in another way.")
	if len(in.Credential) > maxAnswer {
		return "", "too long", wrong
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(in.Credential)
	if err != nil {
		return "", "damaged answer", wrong
	}
	_, session, err := s.take(ctx, toSignIn, parsed.Response.CollectedClientData.Challenge, in.Secret, "")
	if err != nil {
		return "", "unknown challenge", err
	}
	var key provider.Passkey
	var found bool
	credential := base64.RawURLEncoding.EncodeToString(parsed.RawID)
	if err := s.c.Store.SeeSignInWays(ctx, func(p provider.Port) (err error) {
		key, found, err = p.Passkey(ctx, credential)
		return err
	}); err != nil {
		return "", "", err
	}
	if !found {
		return "", "unknown passkey", wrong
	}
	_, got, err := lib.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return userOf(key.Account, "", key.Handle, key) }, session, parsed)
	if err != nil {
		return "", "wrong signature, origin or holder", errs.Wrap(err, errs.Unauthenticated, "%s", wrong.Message)
	}
	warned := key.Warned || got.Authenticator.CloneWarning
	body, err := json.Marshal(got)
	if err != nil {
		return "", "", err
	}
	key.Body, key.Warned = string(body), warned
	if !warned {
		key.UsedAt = s.c.Now().UTC().UnixMicro()
	}
	if err := s.c.Store.SignInWays(ctx, func(p provider.Port) error { return p.PutPasskey(ctx, key) }); err != nil {
		return "", "", err
	}
	if warned {
		return "", "counter went back", errs.New(errs.Unauthenticated, "This passkey counts backwards, as a copy of it would. It signs in no more: sign in another way, remove it and add a new one.")
	}
	return key.Account, "", nil
}

// BeginAdd begins to add a passkey to the account of who is signed in.
func (s *Service) BeginAdd(ctx context.Context, v *auth.Visit, base string) (Begun, error) {
	lib, err := library(base)
	if err != nil {
		return Begun{}, err
	}
	keys, err := s.List(ctx, v)
	if err != nil {
		return Begun{}, err
	}
	if len(keys) >= maxPasskeys {
		return Begun{}, errs.New(errs.Conflict, "You have %d passkeys: remove one first.", maxPasskeys)
	}
	handle := random()
	if len(keys) > 0 {
		handle = keys[0].Handle
	}
	user, err := userOf(v.Account.Email, v.Account.Name, handle, keys...)
	if err != nil {
		return Begun{}, err
	}
	yes := true
	options, session, err := lib.BeginRegistration(user,
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &yes, UserVerification: protocol.VerificationRequired,
		}),
		webauthn.WithConveyancePreference(protocol.PreferNoAttestation),
		webauthn.WithExclusions(webauthn.Credentials(user.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return Begun{}, err
	}
	return s.begun(ctx, toAdd, v.Account.ID, options, session)
}

// Add keeps the passkey that the authenticator made, under a name.
func (s *Service) Add(ctx context.Context, v *auth.Visit, name string, in Answer) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	lib, err := library(in.Base)
	if err != nil {
		return err
	}
	refuse := func(why string, err error) error {
		s.c.Sessions.Refused(toAdd, why, in.From)
		return errs.Wrap(err, errs.Invalid, "The passkey was not accepted. Try again.")
	}
	if len(in.Credential) > maxAnswer {
		return refuse("too long", nil)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(in.Credential)
	if err != nil {
		return refuse("damaged answer", err)
	}
	_, session, err := s.take(ctx, toAdd, parsed.Response.CollectedClientData.Challenge, in.Secret, v.Account.ID)
	if err != nil {
		s.c.Sessions.Refused(toAdd, "unknown challenge", in.From)
		return err
	}
	handle := base64.RawURLEncoding.EncodeToString(session.UserID)
	user, err := userOf(v.Account.Email, v.Account.Name, handle)
	if err != nil {
		return err
	}
	got, err := lib.CreateCredential(user, session, parsed)
	if err != nil {
		return refuse("wrong signature, origin or holder", err)
	}
	body, err := json.Marshal(got)
	if err != nil {
		return err
	}
	added, made := false, id.New()
	if err := s.c.Store.SignInWays(ctx, func(p provider.Port) (err error) {
		added, err = p.AddPasskey(ctx, provider.Passkey{
			ID: made, Account: v.Account.ID, Handle: handle, Credential: base64.RawURLEncoding.EncodeToString(got.ID),
			Body: string(body), Name: name, CreatedAt: s.c.Now().UTC().UnixMicro(),
		})
		return err
	}); err != nil {
		return err
	}
	if !added {
		return refuse("a passkey that is there already", nil)
	}
	s.tell(ctx, v, "settings.passkey-add", made, name)
	// From now on there is something to prove it with, also where the machine's own
	// session needed no proof.
	return s.c.Sessions.Freshen(ctx, v)
}

// tell says in the trails of the person's organisations what became of a
// passkey.
func (s *Service) tell(ctx context.Context, v *auth.Visit, action, passkey, name string) {
	s.c.Sessions.Tell(ctx, v, action, map[string]any{"passkey": passkey, "name": name, "person": v.Account.ID})
}

// List gives the passkeys of who is signed in, the oldest first.
func (s *Service) List(ctx context.Context, v *auth.Visit) ([]provider.Passkey, error) {
	var keys []provider.Passkey
	err := s.c.Store.SeeSignInWays(ctx, func(p provider.Port) (err error) {
		keys, err = p.Passkeys(ctx, v.Account.ID)
		return err
	})
	return keys, err
}

// Rename names a passkey of who is signed in anew; NotFound when they have none
// of that id.
func (s *Service) Rename(ctx context.Context, v *auth.Visit, passkey, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	err = s.c.Store.SignInWays(ctx, func(p provider.Port) error {
		keys, err := p.Passkeys(ctx, v.Account.ID)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.ID == passkey {
				k.Name = name
				return p.PutPasskey(ctx, k)
			}
		}
		return errs.New(errs.NotFound, "You have no such passkey.")
	})
	if err == nil {
		s.tell(ctx, v, "settings.passkey-rename", passkey, name)
	}
	return err
}

// Remove takes a passkey of who is signed in away.
func (s *Service) Remove(ctx context.Context, v *auth.Visit, passkey string) error {
	err := s.c.Store.SignInWays(ctx, func(p provider.Port) error {
		done, err := p.RemovePasskey(ctx, v.Account.ID, passkey)
		if err == nil && !done {
			err = errs.New(errs.NotFound, "You have no such passkey.")
		}
		return err
	})
	if err == nil {
		s.tell(ctx, v, "settings.passkey-remove", passkey, "")
	}
	return err
}

// begun keeps a ceremony until its answer comes.
func (s *Service) begun(ctx context.Context, purpose, person string, options any, session *webauthn.SessionData) (Begun, error) {
	data, err := json.Marshal(session)
	if err != nil {
		return Begun{}, err
	}
	browser, now := random(), s.c.Now().UTC()
	c := provider.Ceremony{
		Purpose: purpose, Browser: hashOf(browser), Account: person, Data: string(data),
		CreatedAt: now.UnixMicro(), ExpiresAt: now.Add(CeremonyLife).UnixMicro(),
	}
	err = s.c.Store.SignInWays(ctx, func(p provider.Port) error { return p.AddCeremony(ctx, hashOf(session.Challenge), c) })
	return Begun{Options: options, Secret: browser}, err
}

// take gives the ceremony of a challenge, once, to the browser and the person
// that began it.
func (s *Service) take(ctx context.Context, purpose, challenge, browser, person string) (provider.Ceremony, webauthn.SessionData, error) {
	var c provider.Ceremony
	var found bool
	var session webauthn.SessionData
	if err := s.c.Store.SignInWays(ctx, func(p provider.Port) (err error) {
		c, found, err = p.TakeCeremony(ctx, hashOf(challenge), purpose, hashOf(browser), s.c.Now().UTC().UnixMicro())
		return err
	}); err != nil {
		return c, session, err
	}
	if !found || browser == "" || c.Account != person {
		return c, session, errs.New(errs.Unauthenticated, "This took too long, was not begun in this browser, or was finished already. Try again.")
	}
	return c, session, json.Unmarshal([]byte(c.Data), &session)
}

// user is an account as the library sees it.
type user struct {
	name, display string
	handle        []byte
	keys          []webauthn.Credential
}

func userOf(name, display, handle string, keys ...provider.Passkey) (*user, error) {
	h, err := base64.RawURLEncoding.DecodeString(handle)
	if err != nil || len(h) == 0 {
		return nil, errors.New("a passkey without a handle")
	}
	u := &user{name: name, display: display, handle: h}
	for _, k := range keys {
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(k.Body), &c); err != nil {
			return nil, err
		}
		u.keys = append(u.keys, c)
	}
	if u.name == "" {
		u.name = u.display
	}
	return u, nil
}

func (u *user) WebAuthnID() []byte                         { return u.handle }
func (u *user) WebAuthnName() string                       { return u.name }
func (u *user) WebAuthnDisplayName() string                { return u.display }
func (u *user) WebAuthnCredentials() []webauthn.Credential { return u.keys }

func cleanName(name string) (string, error) {
	name = strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ")
	switch {
	case name == "":
		return "Passkey", nil
	case len(name) > maxName || strings.ContainsRune(name, 0):
		return "", errs.At("/name", "Give a name of at most %d characters.", maxName)
	}
	return name, nil
}

// random gives 256 random bits as text.
func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func hashOf(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}
