package provider

import (
	"slices"
	"strings"
	"time"

	"holdfast/internal/errs"
)

// Claims are what a token that was verified says of a person.
type Claims struct {
	Subject       string
	Email         string
	EmailVerified bool
	Name          string
	Tenant        string   // tid, of Entra
	Hosted        string   // hd, of Google: the organisation that owns the account
	Methods       []string // amr (RFC 8176)
	Class         string   // acr
	// AuthenticatedAt is when the provider last asked who it is (auth_time); zero:
	// it does not say.
	AuthenticatedAt time.Time
}

// strongClasses are the values of acr that say more than one factor: those of
// OpenID Connect's EAP profile and of PAPE.
var strongClasses = []string{"phr", "phrh", "http://schemas.openid.net/pape/policies/2007/06/multi-factor"}

// Strong says that the sign-in at the provider counts as two factors.
func (p *Provider) Strong(c Claims) bool {
	return p.Trusted || slices.Contains(c.Methods, "mfa") || slices.Contains(strongClasses, c.Class)
}

// Check refuses a token of another tenant or another organisation's accounts.
func (p *Provider) Check(c Claims) error {
	switch {
	case c.Subject == "" || len(c.Subject) > 255:
		return refuse("The provider did not say who you are.")
	case p.Preset == Entra && p.Issuer != "https://login.microsoftonline.com/"+c.Tenant+"/v2.0":
		return refuse("You signed in to another tenant than this organisation's.")
	case p.Preset == Google && len(p.Domains) > 0 && !slices.Contains(p.Domains, strings.ToLower(c.Hosted)):
		return refuse("You signed in with an account that does not belong to this organisation.")
	}
	return nil
}

// Address gives the address that the provider may be believed in. Entra states
// no verified address: what it says counts for the domains that the
// organisation has named as its own, and nowhere else. Every other provider must
// say that it verified the address.
func (p *Provider) Address(c Claims) (string, error) {
	_, domain, ok := strings.Cut(c.Email, "@")
	domain = strings.ToLower(domain)
	inside := slices.Contains(p.Domains, domain)
	switch {
	case !ok || domain == "" || strings.Contains(domain, "@"):
		return "", refuse("The provider did not state your e-mail address. Sign in another way and link this one in your account.")
	case p.Preset == Entra && !inside:
		return "", refuse("This organisation has not named %s as its own domain, and the provider does not say that your address is verified. Sign in another way and link this one in your account.", domain)
	case p.Preset != Entra && !c.EmailVerified:
		return "", refuse("The provider says that your e-mail address is not verified. Verify it there, or sign in another way and link this one in your account.")
	case len(p.Domains) > 0 && !inside:
		return "", refuse("Addresses at %s may not sign in here.", domain)
	}
	return c.Email, nil
}

// MayJoin says whether the address may become a reader by signing in.
func (p *Provider) MayJoin(address string) bool {
	_, domain, _ := strings.Cut(address, "@")
	return p.Join && slices.Contains(p.Domains, strings.ToLower(domain))
}

func refuse(format string, args ...any) error {
	return errs.New(errs.Unauthenticated, format, args...)
}
