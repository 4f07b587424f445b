// Package oidc signs people in through providers that speak OpenID Connect: the
// authorization code flow with PKCE, a state and a nonce that are bound to the
// browser, and every check of the standard on what comes back. What a
// provider's word stands for is decided in package provider.
package oidc

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"golang.org/x/oauth2"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/provider"
	"holdfast/internal/register"
	"holdfast/internal/secret"
)

const (
	// CallbackPath is where providers send people back to.
	CallbackPath = "/sign-in/oidc/callback"
	// CeremonyLife is how long a person may take at the provider.
	CeremonyLife = 10 * time.Minute
	purpose      = "oidc"
	// again marks a ceremony in which the provider is to ask anew.
	again = "confirm"
)

// Sessions is what of auth.Service this package needs.
type Sessions interface {
	Admit(ctx context.Context, person string, proof auth.Proof, from auth.From) (auth.Entry, error)
	Begins(ctx context.Context, kind string, from auth.From) error
	Refused(kind, why string, from auth.From)
}

// Config is what the service is made of.
type Config struct {
	Store    provider.Store
	People   People
	Door     *change.Door
	Register *register.Register[provider.Provider]
	Sealer   auth.Sealer
	Sessions Sessions
	// Client asks providers, and Check says whether it would go to an address
	// (outbound).
	Client *http.Client
	Check  func(address string) error
	Now    func() time.Time
}

// Service signs people in through providers.
type Service struct {
	c     Config
	known descriptions
}

// NewService makes the service.
func NewService(c Config) *Service { return &Service{c: c} }

// Start says how a sign-in begins.
type Start struct {
	Provider string // id of its record
	Base     string // this server's address as the browser has it, without a path
	Target   string // path to go to after it
	Account  string // who links it to their account; empty: nobody is known yet
	// Confirm: the Account is linked, and the provider is to ask once more who it
	// is.
	Confirm bool
	From    auth.From
}

// Begun is a sign-in under way: the browser keeps Secret in a cookie and goes to
// the Address.
type Begun struct {
	Address, Secret string
}

// Back is what the browser brings back from a provider.
type Back struct {
	Query  url.Values
	Secret string // of the cookie; empty: none
	Base   string
	From   auth.From
	// Account is who is signed in already, empty for nobody: only they finish what
	// they began to link.
	Account string
}

// Done is a sign-in that went through.
type Done struct {
	auth.Entry        // empty when an account was linked
	Target     string // path to go to
	Linked     bool
	// Confirmed: the provider asked the signed-in person anew; with Strong for two
	// factors.
	Confirmed, Strong bool
}

// Begin begins a sign-in. NotFound when there is no such provider, or it is
// switched off; RateLimited when the source begins too many.
func (s *Service) Begin(ctx context.Context, in Start) (Begun, error) {
	if err := s.c.Sessions.Begins(ctx, purpose, in.From); err != nil {
		return Begun{}, err
	}
	p, stored, err := s.provider(ctx, in.Provider)
	if err != nil {
		return Begun{}, err
	}
	m, err := s.describe(ctx, p.Issuer)
	if err != nil {
		return Begun{}, err
	}
	browser, state := token(), token()
	now := s.c.Now().UTC()
	c := provider.Ceremony{
		Purpose: purpose, Browser: hashOf(browser), Org: stored.Org, Provider: in.Provider, Account: in.Account, Target: in.Target,
		CreatedAt: now.UnixMicro(), ExpiresAt: now.Add(CeremonyLife).UnixMicro(),
	}
	ask := []oauth2.AuthCodeOption{oauth2.SetAuthURLParam("nonce", derive(browser, state, "nonce")), oauth2.S256ChallengeOption(derive(browser, state, "verifier"))}
	if in.Confirm {
		c.Data = again
		ask = append(ask, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	if err := s.c.Store.SignInWays(ctx, func(port provider.Port) error { return port.AddCeremony(ctx, hashOf(state), c) }); err != nil {
		return Begun{}, err
	}
	o := s.oauth(p, "", m, in.Base)
	return Begun{Address: o.AuthCodeURL(state, ask...), Secret: browser}, nil
}

// Finish takes what the browser brings back. Everything that is refused is an
// errs.Error for the person and a line in the security log.
func (s *Service) Finish(ctx context.Context, in Back) (Done, error) {
	done, err := s.finish(ctx, in)
	if err != nil {
		var r *refusal
		switch code := errs.CodeOf(err); {
		case errors.As(err, &r):
			s.c.Sessions.Refused(purpose, r.why, in.From)
			return Done{}, r.err
		case code == errs.Unauthenticated || code == errs.Forbidden || code == errs.NotFound || code == errs.Conflict:
			s.c.Sessions.Refused(purpose, errs.Safe(err), in.From)
		}
	}
	return done, err
}

func (s *Service) finish(ctx context.Context, in Back) (Done, error) {
	for _, values := range in.Query {
		if len(values) > 1 || len(values[0]) > 8<<10 {
			return Done{}, refuse("something twice", errors.New("a parameter occurs twice or is too long"))
		}
	}
	state := in.Query.Get("state")
	var c provider.Ceremony
	var found bool
	now := s.c.Now().UTC()
	if err := s.c.Store.SignInWays(ctx, func(port provider.Port) (err error) {
		c, found, err = port.TakeCeremony(ctx, hashOf(state), purpose, hashOf(in.Secret), now.UnixMicro())
		return err
	}); err != nil {
		return Done{}, err
	}
	if !found || state == "" || in.Secret == "" {
		return Done{}, &refusal{"unknown state", errs.New(errs.Unauthenticated, "This sign-in was not begun in this browser, took longer than %d minutes, or was finished already. Begin it again.", int(CeremonyLife.Minutes()))}
	}
	if c.Account != "" && c.Account != in.Account {
		return Done{}, &refusal{"finished by another person", errs.New(errs.Unauthenticated, "Another person is signed in now than the one who began this. Nothing was done.")}
	}
	p, stored, err := s.provider(ctx, c.Provider)
	if err != nil {
		return Done{}, err
	}
	m, err := s.describe(ctx, p.Issuer)
	if err != nil {
		return Done{}, err
	}
	// RFC 9207: an answer that names another provider than the one asked was mixed up.
	if iss := in.Query.Get("iss"); iss != "" && iss != p.Issuer || iss == "" && m.NamesItself {
		return Done{}, refuse("from another provider", errors.New("iss parameter"))
	}
	if e := in.Query.Get("error"); e != "" {
		return Done{}, &refusal{"the provider refused", errs.New(errs.Unauthenticated, "The provider did not sign you in: it was cancelled there, or it does not let you into this program.")}
	}
	code := in.Query.Get("code")
	if code == "" {
		return Done{}, refuse("no code", errors.New("neither code nor error"))
	}
	clientSecret, err := s.clientSecret(stored, p)
	if err != nil {
		return Done{}, err
	}
	claims, err := s.exchange(ctx, p, m, s.oauth(p, clientSecret, m, in.Base), code,
		derive(in.Secret, state, "verifier"), derive(in.Secret, state, "nonce"), time.UnixMicro(c.CreatedAt))
	if err != nil {
		return Done{}, err
	}
	asked := !claims.AuthenticatedAt.IsZero() && !claims.AuthenticatedAt.Before(time.UnixMicro(c.CreatedAt).Add(-skew))
	if c.Data == again {
		if !asked {
			return Done{}, &refusal{"the provider did not ask anew", errs.New(errs.Unauthenticated, "%s did not say that it asked you anew who you are. Set a password by “Forgotten password” on the page to sign in, or add a passkey after that: either confirms it from then on.", p.Name)}
		}
		err := s.confirm(ctx, stored, p, claims, c.Account)
		return Done{Target: c.Target, Confirmed: err == nil, Strong: p.Strong(claims)}, err
	}
	if c.Account != "" {
		err := s.link(ctx, stored, p, claims, c.Account)
		return Done{Target: c.Target, Linked: true}, err
	}
	account, err := s.who(ctx, stored, p, claims)
	if err != nil {
		return Done{}, err
	}
	entry, err := s.c.Sessions.Admit(ctx, account, auth.Proof{Strong: p.Strong(claims), Now: asked}, in.From)
	return Done{Entry: entry, Target: c.Target}, err
}

// Try asks a provider for its description, for the person who sets it up.
func (s *Service) Try(ctx context.Context, p provider.Provider) error {
	if err := s.c.Check(p.Issuer); err != nil {
		return errs.At("/issuer", "%s", errs.Safe(err))
	}
	if _, err := s.ask(ctx, p.Issuer); err != nil {
		return errs.At("/issuer", "%s", errs.Safe(err))
	}
	return nil
}

// provider finds one that is switched on.
func (s *Service) provider(ctx context.Context, id string) (*provider.Provider, provider.Stored, error) {
	var stored provider.Stored
	var found bool
	if err := s.c.Store.SeeSignInWays(ctx, func(port provider.Port) (err error) {
		stored, found, err = port.Provider(ctx, id)
		return err
	}); err != nil {
		return nil, stored, err
	}
	gone := errs.New(errs.NotFound, "There is no such sign-in provider, or it is switched off.")
	if !found {
		return nil, stored, gone
	}
	v, err := s.c.Register.Decode(stored.Body)
	if err != nil {
		return nil, stored, err
	}
	p := v.(*provider.Provider)
	if p.Off {
		return nil, stored, gone
	}
	return p, stored, nil
}

func (s *Service) oauth(p *provider.Provider, clientSecret string, m metadata, base string) oauth2.Config {
	style := oauth2.AuthStyleInHeader // what the standard has where nothing is said
	if clientSecret == "" || len(m.TokenMethods) > 0 && !slices.Contains(m.TokenMethods, "client_secret_basic") {
		style = oauth2.AuthStyleInParams
	}
	return oauth2.Config{
		ClientID: p.Client, ClientSecret: clientSecret, RedirectURL: base + CallbackPath, Scopes: []string{"openid", "email", "profile"},
		Endpoint: oauth2.Endpoint{AuthURL: m.AuthURL, TokenURL: m.TokenURL, AuthStyle: style},
	}
}

func secretPlace(org, id string) string { return secret.Place("provider_secret", "sealed", org, id) }

// token gives 256 random bits as text.
func token() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func hashOf(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// derive makes the nonce and the code verifier of what only the browser has, so
// that neither lies in the database.
func derive(browser, state, what string) string {
	mac := hmac.New(sha256.New, []byte(browser))
	mac.Write([]byte(what + " " + state))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
