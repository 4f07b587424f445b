// Package provider has the pages of signing in by others and by passkeys: the
// way to a provider and back, passkeys, and the providers of an organisation.
package provider

import (
	"context"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"holdfast/internal/auth"
	"holdfast/internal/auth/oidc"
	"holdfast/internal/auth/passkey"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/gate"
	"holdfast/internal/web/ui"
)

// Pages are the handlers; cmd fills them.
type Pages struct {
	*frame.Frame
	OIDC     *oidc.Service
	Passkeys *passkey.Service
	Gate     *gate.Gate
	// Public is the address by which others reach the server; nil: this machine
	// alone does, by the name that the browser used.
	Public *url.URL
}

// Paths of the pages.
const (
	providerPath = "/sign-in/oidc/"
	passkeyPath  = "/sign-in/passkey"
	confirmPath  = "/confirm/passkey"
	ownPath      = "/account/passkeys"
	settingsPath = "/settings/sign-in"
)

// What a form of these pages may have: an answer of an authenticator is a few
// kilobytes.
const smallForm = 96 << 10

// Routes gives the pages.
func (p *Pages) Routes() []web.Route {
	route := func(method, pattern, page string, access web.Access, fresh bool, h web.Handler) web.Route {
		return web.Route{Method: method, Pattern: pattern, Page: page, Handler: h, Access: access, Fresh: fresh, MaxBody: smallForm, Outsiders: access == web.Account}
	}
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		route(get, providerPath+"{provider}", "sign-in-provider", web.Public, false, p.begin),
		route(get, oidc.CallbackPath, "sign-in-callback", web.Public, false, p.callback),
		route(get, providerPath+"{provider}/link", "provider-link", web.Account, true, p.link),
		route(get, providerPath+"{provider}/confirm", "confirm-provider", web.Account, false, p.confirmBy),
		route(post, "/account/providers/unlink", "provider-link", web.Account, true, p.unlink),

		route(post, passkeyPath+"/options", "sign-in-passkey", web.Public, false, p.signInOptions),
		route(post, passkeyPath, "sign-in-passkey", web.Public, false, p.signIn),
		route(post, confirmPath, "confirm-passkey", web.Account, false, p.confirm),
		route(get, ownPath, "passkeys", web.Account, true, p.own),
		route(post, ownPath, "passkeys", web.Account, true, p.add),
		route(post, ownPath+"/options", "passkeys", web.Account, true, p.addOptions),
		route(post, ownPath+"/name", "passkeys", web.Account, true, p.rename),
		route(post, ownPath+"/remove", "passkeys", web.Account, true, p.remove),

		route(get, settingsPath, "providers", web.Member, false, p.settings),
		route(get, settingsPath+"/new", "provider", web.Member, true, p.newProvider),
		route(post, settingsPath+"/new", "provider", web.Member, true, p.postProvider),
		route(get, settingsPath+"/{number}", "provider", web.Member, true, p.editProvider),
		route(post, settingsPath+"/{number}", "provider", web.Member, true, p.postProvider),
		route(post, settingsPath+"/{number}/remove", "provider", web.Member, true, p.removeProvider),
	}
}

// base gives this server's address as the browser has it. The name in the
// request is one that the server answers to: the guard has seen to it.
func (p *Pages) base(r *http.Request) string {
	if p.Public != nil {
		return p.Public.String()
	}
	return "http://" + r.Host
}

// Names of the cookies of a sign-in under way, after the session's.
const (
	oidcSuffix    = "-oidc"
	passkeySuffix = "-passkey"
)

// keep sets the cookie of a sign-in under way. The one for a provider is sent
// when the provider sends the browser back, from its own site; both end with the
// browser, and what they are good for within minutes.
func (p *Pages) keep(w http.ResponseWriter, r *http.Request, suffix, secret string) {
	c := &http.Cookie{
		Name: web.CookieName(r, p.Gate.Secure) + suffix, Value: secret, Path: "/",
		HttpOnly: true, Secure: p.Gate.Secure, SameSite: http.SameSiteStrictMode,
	}
	if suffix == oidcSuffix {
		c.SameSite = http.SameSiteLaxMode
	}
	if secret == "" {
		if p.kept(r, suffix) == "" {
			return // there is none to take away
		}
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func (p *Pages) kept(r *http.Request, suffix string) string {
	c, err := r.Cookie(web.CookieName(r, p.Gate.Secure) + suffix)
	if err != nil {
		return ""
	}
	return c.Value
}

// Providers gives the buttons of the sign-in page (gate.Gate).
func (p *Pages) Providers(ctx context.Context, to string) ([]gate.Provider, error) {
	buttons, err := p.OIDC.Buttons(ctx)
	var out []gate.Provider
	for _, b := range buttons {
		out = append(out, gate.Provider{Label: "Sign in with " + b.Name, Href: withTo(providerPath+b.Provider, to)})
	}
	return out, err
}

// some counts in a sentence, with a word for none.
func some(n int, one, many string) string {
	if n == 0 {
		return "no " + one
	}
	return ui.Count(n, one, many)
}

// Slot gives what passkeys put on the pages of the gate (gate.Gate).
func (p *Pages) Slot(r *http.Request, page, to string) (templ.Component, error) {
	v := auth.Of(r.Context())
	switch page {
	case "sign-in":
		return passkeyAsk(askView{
			Title: "Passkey", Button: "Sign in with a passkey", Action: passkeyPath, Options: passkeyPath + "/options", To: to, Works: passkey.Works(p.base(r)),
			Without: "Passkeys need script, which is switched off in this browser. Sign in in one of the other ways.",
		}), nil
	case "confirm":
		proofs, err := p.Gate.Auth.Proofs(r.Context(), v)
		if err != nil {
			return nil, err
		}
		if proofs.ByProvider() {
			buttons, err := p.OIDC.Confirmers(r.Context(), v.Account.ID)
			var links []ui.Link
			for _, b := range buttons {
				links = append(links, ui.Link{Label: "Confirm with " + b.Name, Href: withTo(providerPath+b.Provider+"/confirm", to)})
			}
			return providerAsk(links), err
		}
		if proofs.Passkeys == 0 {
			return nil, nil
		}
		return passkeyAsk(askView{
			Title: "Passkey", Button: "Confirm with a passkey", Action: confirmPath, Options: passkeyPath + "/options", To: to, Works: passkey.Works(p.base(r)),
			Without: "Passkeys need script, which is switched off in this browser. Confirm with your password.",
		}), nil
	case "account":
		keys, err := p.Passkeys.List(r.Context(), v)
		if err != nil {
			return nil, err
		}
		logins, err := p.OIDC.Logins(r.Context(), v.Account.ID)
		if err != nil {
			return nil, err
		}
		return accountSlot(some(len(keys), "passkey", "passkeys"), some(len(logins), "sign-in provider", "sign-in providers")), nil
	}
	return nil, nil
}

func withTo(path, to string) string {
	if to == "" || to == "/" {
		return path
	}
	return path + "?to=" + url.QueryEscape(to)
}
