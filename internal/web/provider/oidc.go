package provider

import (
	"html"
	"net/http"

	"holdfast/internal/auth"
	"holdfast/internal/auth/oidc"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/gate"
	"holdfast/internal/web/ui"
)

// begin sends the browser to a provider.
func (p *Pages) begin(w http.ResponseWriter, r *http.Request) error {
	return p.leave(w, r, oidc.Start{Provider: r.PathValue("provider"), Base: p.base(r), Target: web.LocalPath(r.URL.Query().Get("to"))})
}

// link sends who is signed in to a provider, to link it to their account.
func (p *Pages) link(w http.ResponseWriter, r *http.Request) error {
	return p.leave(w, r, oidc.Start{Provider: r.PathValue("provider"), Base: p.base(r), Target: ownPath, Account: auth.Of(r.Context()).Account.ID})
}

func (p *Pages) leave(w http.ResponseWriter, r *http.Request, in oidc.Start) error {
	b, err := p.OIDC.Begin(r.Context(), in)
	if err != nil {
		return p.refused(w, r, err)
	}
	p.keep(w, r, oidcSuffix, b.Secret)
	w.Header().Set("Location", b.Address)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// callback takes the browser back from a provider. It came from the provider's
// site, so it kept the session's cookie back: it is told to ask once more from
// here, and then sends it.
func (p *Pages) callback(w http.ResponseWriter, r *http.Request) error {
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		again := html.EscapeString(oidc.CallbackPath + "?" + r.URL.Query().Encode())
		w.Header().Set("Refresh", "0; url="+oidc.CallbackPath+"?"+r.URL.Query().Encode())
		return web.Render(w, r, http.StatusOK, momentPage(frame.Bare("One moment"), html.UnescapeString(again)))
	}
	in := oidc.Back{Query: r.URL.Query(), Secret: p.kept(r, oidcSuffix), Base: p.base(r), From: gate.From(r)}
	if v := auth.Of(r.Context()); v != nil {
		in.Account = v.Account.ID
	}
	p.keep(w, r, oidcSuffix, "")
	done, err := p.OIDC.Finish(r.Context(), in)
	switch {
	case err != nil:
		return p.refused(w, r, err)
	case done.Linked:
		return frame.Back(w, ownPath, "linked")
	}
	return p.Gate.Enter(w, r, done.Entry, done.Target)
}

// refused says on a page of the way in why nobody came in by it. Only what is
// safe to show is shown: never a word of the provider's.
func (p *Pages) refused(w http.ResponseWriter, r *http.Request, err error) error {
	code := errs.CodeOf(err)
	if code == errs.Internal || code == errs.StorageFull {
		return err
	}
	back := ui.Link{Label: "Back to signing in", Href: web.SignInPath}
	if auth.Of(r.Context()) != nil {
		back = ui.Link{Label: "Back to your account", Href: "/account"}
	}
	return web.Render(w, r, web.Status(code), refusedPage(frame.Bare("Nobody was signed in"), errs.Safe(err), back))
}

func (p *Pages) unlink(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := p.OIDC.Unlink(r.Context(), r.PostFormValue("org"), r.PostFormValue("provider"), auth.Of(r.Context()).Account.ID); err != nil {
		return err
	}
	return frame.Back(w, ownPath, "unlinked")
}
