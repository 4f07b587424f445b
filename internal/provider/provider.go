// Package provider says through which sign-in providers (OpenID Connect) the
// people of an organisation may come in, and whom a provider's word may stand
// for. The rules are pure; speaking to a provider is auth/oidc's matter.
package provider

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kind is the register's kind.
const Kind register.Kind = "provider"

// Presets.
const (
	Entra  = "entra"  // Microsoft Entra ID, one tenant
	Google = "google" // Google accounts
	Other  = "other"  // any issuer
)

// GoogleIssuer is the one issuer of Google.
const GoogleIssuer = "https://accounts.google.com"

// entraIssuer is the issuer of one tenant. Those named common, organizations
// and consumers speak for every tenant there is, so that anybody could come in.
var entraIssuer = regexp.MustCompile(`^https://login\.microsoftonline\.com/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/v2\.0$`)

var domainForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)

// Provider is one provider of an organisation. Its client secret is not here:
// it is sealed beside the record.
type Provider struct {
	Name   string `json:"name"`
	Preset string `json:"preset"`
	Issuer string `json:"issuer"` // exactly as its tokens name it
	Client string `json:"client"` // the client id that it knows this installation by
	// Domains are those whose addresses the provider speaks for, as the
	// organisation says. With any, addresses elsewhere are not believed.
	Domains []string `json:"domains,omitempty"`
	// Trusted: the provider asks everybody for a second factor, says the
	// organisation. Else only a token that says so counts as two factors.
	Trusted bool `json:"trusted,omitempty"`
	// Join: who has a verified address in Domains becomes a reader by signing in.
	Join bool `json:"join,omitempty"`
	Off  bool `json:"off,omitempty"`
	// Owners is the Print that an owner has let owners in by; empty: none.
	Owners string `json:"owners,omitempty"`
}

// Setters are the roles that set providers up.
func Setters() []authz.Role { return []authz.Role{authz.Owner, authz.Administrator} }

// Print gives the fingerprint of whose word the provider is and how far it is
// believed.
func (p *Provider) Print() string {
	h := sha256.New()
	for _, v := range append([]string{p.Preset, p.Issuer, p.Client, strconv.FormatBool(p.Trusted)}, p.Domains...) {
		fmt.Fprintf(h, "%d:%s", len(v), v)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// AdmitsOwners says whether the provider's word may stand for an owner. A
// provider says who somebody is, whatever their role: an administrator who set
// one up, or pointed one elsewhere, could come in by it as an owner. So an owner
// lets owners in by it, as it stands then; any change of that ends it.
func (p *Provider) AdmitsOwners() bool { return p.Owners != "" && p.Owners == p.Print() }

// Row is a stored provider.
type Row = register.Row[Provider]

// Register declares the register.
func Register() *register.Register[Provider] {
	setters := Setters()
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "IDP", Singular: "sign-in provider", Plural: "sign-in providers", Area: authz.Settings,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, List: true, Sort: true, Search: true, Only: setters, Help: "As it stands on the button: “Sign in with ...”."},
			{Name: "preset", Label: "Kind", Type: register.Choice, Required: true, List: true, Only: setters, Choices: []register.Option{{Value: Entra, Label: "Microsoft Entra ID"}, {Value: Google, Label: "Google"}, {Value: Other, Label: "Another OpenID Connect provider"}}},
			{Name: "issuer", Label: "Issuer", Type: register.Text, Required: true, List: true, Only: setters, Help: "Its address, exactly as it names itself."},
			{Name: "client", Label: "Client ID", Type: register.Text, Required: true, Only: setters},
			{Name: "domains", Label: "Its e-mail domains", Type: register.Tags, List: true, Only: setters, Help: "Addresses elsewhere are not believed."},
			{Name: "trusted", Label: "It asks for a second factor", Type: register.YesNo, Only: setters},
			{Name: "join", Label: "People join as readers", Type: register.YesNo, Only: setters},
			{Name: "off", Label: "Switched off", Type: register.YesNo, List: true, Filter: true, Only: setters},
			{Name: "owners", Label: "Owners may come in by it", Type: register.Text, Only: []authz.Role{authz.Owner}, Help: "The fingerprint of the settings that an owner agreed to; another one lets no owner in."},
		},
	}, check)
}

// Tidy brings what a person typed into the form that is kept.
func (p *Provider) Tidy() {
	p.Name, p.Client, p.Issuer = strings.Join(strings.Fields(p.Name), " "), strings.TrimSpace(p.Client), strings.TrimSpace(p.Issuer)
	if p.Preset == Google && p.Issuer == "" {
		p.Issuer = GoogleIssuer
	}
	// A tenant's id alone names its issuer.
	if tenant := "https://login.microsoftonline.com/" + strings.ToLower(p.Issuer) + "/v2.0"; p.Preset == Entra && entraIssuer.MatchString(tenant) {
		p.Issuer = tenant
	}
	var domains []string
	for _, d := range p.Domains {
		d = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(d), "@"))
		if d != "" && !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	p.Domains = domains
}

func check(_, p *Provider) []errs.Field {
	var out []errs.Field
	fault := func(field, message string) { out = append(out, errs.Field{Pointer: "/" + field, Message: message}) }
	switch {
	case p.Preset == Google && p.Issuer != GoogleIssuer:
		fault("issuer", "Google's issuer is "+GoogleIssuer+".")
	case p.Preset == Entra && !entraIssuer.MatchString(p.Issuer):
		fault("issuer", "Give your tenant's id, or https://login.microsoftonline.com/TENANT/v2.0 with it. “common” and “organizations” would let in every tenant there is.")
	case p.Preset != Entra && strings.Contains(p.Issuer, "login.microsoftonline.com"):
		fault("issuer", "Choose Microsoft Entra ID for this issuer: its addresses are not verified ones, and it is asked for its tenant.")
	case !strings.HasPrefix(p.Issuer, "https://") && !strings.HasPrefix(p.Issuer, "http://") || strings.ContainsAny(p.Issuer, "?# "):
		fault("issuer", "Give the whole address, such as https://login.example.com/realm.")
	}
	for _, d := range p.Domains {
		if !domainForm.MatchString(d) {
			fault("domains", d+" is no domain such as example.com.")
		}
	}
	if p.Join && len(p.Domains) == 0 {
		fault("join", "Say whose addresses may join: name at least one domain.")
	}
	if len(p.Name) > 100 || len(p.Client) > 300 || len(p.Issuer) > 500 || len(p.Domains) > 100 || len(p.Owners) > 100 {
		fault("", "This is too long.")
	}
	return out
}

// Valid says what is wrong with a provider that was typed in; the error is
// errs.Invalid with the fields.
func (p *Provider) Valid() error {
	if faults := Register().Check(nil, p); len(faults) > 0 {
		return errs.InvalidFields(faults...)
	}
	return nil
}
