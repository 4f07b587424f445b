package main

import (
	"net/url"

	"holdfast/internal/auth/oidc"
	"holdfast/internal/auth/passkey"
	"holdfast/internal/outbound"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/gate"
	"holdfast/internal/web/provider"
	"holdfast/internal/web/settings"
)

// waysIn wires the pages of signing in by others and by passkeys, and puts them
// on the gate's pages.
func (h *app) waysIn(e *env, f *frame.Frame, g *gate.Gate, o serving, public *url.URL) *provider.Pages {
	out := outbound.Options{Intranet: o.Intranet}
	p := &provider.Pages{
		Frame: f, Gate: g, Public: public,
		OIDC: oidc.NewService(oidc.Config{
			Store: h.store, People: h.store, Door: h.door, Register: h.provRegister, Sealer: h.keys, Sessions: h.signing.service,
			Client: outbound.NewClient(out), Check: out.Check, Now: e.now,
		}),
		Passkeys: passkey.NewService(passkey.Config{Store: h.store, Sessions: h.signing.service, Now: e.now}),
	}
	g.Providers, g.Slot = p.Providers, p.Slot
	return p
}

// providerEntries lead to them from the index of settings.
func providerEntries() []settings.Entry {
	return []settings.Entry{{Label: "Signing in", Text: "Providers such as Microsoft Entra ID and Google, through which your people may come in.", Href: "/settings/sign-in"}}
}
