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
	return p.leave(w, r, oidc.Start{Provider: r.PathValue("provider"), Base: p.base(r), Target: web.LocalPath(r.URL.Query().Get("to")), From: gate.From(r)})
}

// confirmBy sends who is signed in to their provider, which is to ask them anew.
// It is for who has nothing to prove it with here.
func (p *Pages) confirmBy(w http.ResponseWriter, r *http.Request) error {
	v := auth.Of(r.Context())
	proofs, err := p.Gate.Auth.Proofs(r.Context(), v)
	if err != nil {
		return err
	}
	to := web.LocalPath(r.URL.Query().Get("to"))
	if !proofs.ByProvider() {
		return web.SeeOther(w, withTo(web.ConfirmPath, to))
	}
	return p.leave(w, r, oidc.Start{Provider: r.PathValue("provider"), Base: p.base(r), Target: to, Account: v.Account.ID, Confirm: true, From: gate.From(r)})
}

// link sends who is signed in to a provider, to link it to their account.
func (p *Pages) link(w http.ResponseWriter, r *http.Request) error {
	return p.leave(w, r, oidc.Start{Provider: r.PathValue("provider"), Base: p.base(r), Target: ownPath, Account: auth.Of(r.Context()).Account.ID, From: gate.From(r)})
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
	v := auth.Of(r.Context())
	if v != nil {
		in.Account = v.Account.ID
	}
	p.keep(w, r, oidcSuffix, "")
	done, err := p.OIDC.Finish(r.Context(), in)
	switch {
	case err != nil:
		return p.refused(w, r, err)
	case done.Linked && v.Local:
		// The machine's own session needed no proof while there was none.
		if err := p.Gate.Auth.Freshen(r.Context(), v); err != nil {
			return err
		}
		return frame.Back(w, ownPath, "linked")
	case done.Linked:
		return frame.Back(w, ownPath, "linked")
	case done.Confirmed:
		return p.confirmed(w, r, v, done)
	}
	return p.Gate.Enter(w, r, done.Entry, done.Target)
}

// confirmed goes on with who has just proved themselves at the provider. Where
// that was one factor and there is an authenticator, its code is asked for too,
// which opens a session in the place of this one.
func (p *Pages) confirmed(w http.ResponseWriter, r *http.Request, v *auth.Visit, done oidc.Done) error {
	ctx := r.Context()
	proofs, err := p.Gate.Auth.Proofs(ctx, v)
	if err != nil {
		return err
	}
	if !proofs.Authenticator || done.Strong {
		if err := p.Gate.Auth.Freshen(ctx, v); err != nil {
			return err
		}
		return web.SeeOther(w, web.LocalPath(done.Target))
	}
	e, err := p.Gate.Auth.Admit(ctx, v.Account.ID, auth.Proof{}, gate.From(r))
	if err != nil {
		return err
	}
	if err := p.Gate.Auth.SignOut(ctx, v); err != nil {
		return err
	}
	return p.Gate.Enter(w, r, e, done.Target)
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
