package provider

import (
	"encoding/json"
	"net/http"

	"holdfast/internal/auth"
	"holdfast/internal/auth/passkey"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/gate"
	"holdfast/internal/web/ui"
)

var ownDone = map[string]string{
	"added": "The passkey is added. You can sign in with it from now on.", "renamed": "The name is saved.", "removed": "The passkey is removed, and every other session has ended. Also delete it in the device that keeps it.",
	"linked": "The provider is linked. You can sign in through it from now on.", "unlinked": "The link is taken away.",
}

// signInOptions gives a browser what it asks its authenticators with.
func (p *Pages) signInOptions(w http.ResponseWriter, r *http.Request) error {
	b, err := p.Passkeys.BeginSignIn(r.Context(), p.base(r), gate.From(r))
	return p.options(w, r, b, err)
}

// addOptions gives a browser what it makes a passkey with.
func (p *Pages) addOptions(w http.ResponseWriter, r *http.Request) error {
	b, err := p.Passkeys.BeginAdd(r.Context(), auth.Of(r.Context()), p.base(r))
	return p.options(w, r, b, err)
}

func (p *Pages) options(w http.ResponseWriter, r *http.Request, b passkey.Begun, err error) error {
	if err != nil {
		return err
	}
	body, err := json.Marshal(b.Options)
	if err != nil {
		return err
	}
	p.keep(w, r, passkeySuffix, b.Secret)
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(body)
	return err
}

func (p *Pages) answer(w http.ResponseWriter, r *http.Request) (passkey.Answer, error) {
	if err := frame.Form(r); err != nil {
		return passkey.Answer{}, err
	}
	in := passkey.Answer{Credential: []byte(r.PostFormValue("credential")), Secret: p.kept(r, passkeySuffix), Base: p.base(r), From: gate.From(r)}
	p.keep(w, r, passkeySuffix, "")
	return in, nil
}

// signIn signs in with a passkey.
func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	in, err := p.answer(w, r)
	if err != nil {
		return err
	}
	e, err := p.Passkeys.SignIn(r.Context(), in)
	if err != nil {
		return p.refused(w, r, err)
	}
	return p.Gate.Enter(w, r, e, r.PostFormValue("to"))
}

// confirm proves that a person is still there.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	in, err := p.answer(w, r)
	if err != nil {
		return err
	}
	if err := p.Passkeys.Confirm(r.Context(), auth.Of(r.Context()), in); err != nil {
		return p.refused(w, r, err)
	}
	return web.SeeOther(w, web.LocalPath(r.PostFormValue("to")))
}

type ownView struct {
	Shell  ui.Shell
	Title  string
	Errors ui.ErrorSummary
	Name   ui.Field
	Keys   []keyView
	Logins []loginView
	Works  bool
}

type keyView struct {
	ID, Name, Made, Used string
	Warned               bool
}

type loginView struct {
	Name, Org, Provider, Used string
	Linked                    bool
}

// own shows a person's passkeys and the providers that they are linked to.
func (p *Pages) own(w http.ResponseWriter, r *http.Request) error {
	return p.showOwn(w, r, nil)
}

func (p *Pages) showOwn(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx := r.Context()
	v := auth.Of(ctx)
	sh, err := p.Shell(ctx, "Passkeys and providers", ownPath, frame.Done(r, ownDone))
	if err != nil {
		return err
	}
	keys, err := p.Passkeys.List(ctx, v)
	if err != nil {
		return err
	}
	view := ownView{Shell: sh, Works: passkey.Works(p.base(r)), Title: "You have no passkey yet.", Name: ui.Field{ID: "name", Label: "Its name", Hint: "So that you tell them apart: where it is kept.", Value: "My " + "device"}}
	if len(keys) > 0 {
		view.Title = ui.Count(len(keys), "passkey signs you in.", "passkeys sign you in.")
	}
	for _, k := range keys {
		view.Keys = append(view.Keys, keyView{ID: k.ID, Name: k.Name, Made: p.day(k.CreatedAt), Used: p.day(k.UsedAt), Warned: k.Warned})
	}
	if view.Logins, err = p.logins(r, v); err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		if errs.CodeOf(wrong) == errs.Internal {
			return wrong
		}
		status = web.Status(errs.CodeOf(wrong))
		view.Errors.Problems, view.Shell.Problem = []ui.Problem{{Text: errs.Safe(wrong)}}, true
	}
	return web.Render(w, r, status, ownPage(view))
}

// logins gives the providers of the organisation that the session works for,
// and those that the person is linked to elsewhere.
func (p *Pages) logins(r *http.Request, v *auth.Visit) ([]loginView, error) {
	linked, err := p.OIDC.Logins(r.Context(), v.Account.ID)
	if err != nil {
		return nil, err
	}
	var out []loginView
	have := map[string]bool{}
	names := map[string]string{}
	for _, place := range v.Places {
		names[place.Org] = place.Name
	}
	for _, l := range linked {
		have[l.Provider] = true
		out = append(out, loginView{Name: hostOf(l.Issuer), Org: l.Org, Provider: l.Provider, Used: p.day(l.UsedAt), Linked: true})
	}
	if v.Actor.Org == "" {
		return out, nil
	}
	rows, err := p.OIDC.List(r.Context(), v.Actor)
	if errs.CodeOf(err) == errs.Forbidden {
		return out, nil // an outside auditor: the organisation's settings are not theirs to see
	}
	for _, row := range rows {
		for i := range out {
			if out[i].Provider == row.ID {
				out[i].Name = row.Value.Name
			}
		}
		if !have[row.ID] && !row.Value.Off {
			out = append(out, loginView{Name: row.Value.Name, Org: v.Actor.Org, Provider: row.ID})
		}
	}
	return out, err
}

func (p *Pages) add(w http.ResponseWriter, r *http.Request) error {
	in, err := p.answer(w, r)
	if err != nil {
		return err
	}
	if err := p.Passkeys.Add(r.Context(), auth.Of(r.Context()), r.PostFormValue("name"), in); err != nil {
		return p.showOwn(w, r, err)
	}
	return frame.Back(w, ownPath, "added")
}

func (p *Pages) rename(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := p.Passkeys.Rename(r.Context(), auth.Of(r.Context()), r.PostFormValue("passkey"), r.PostFormValue("name")); err != nil {
		return p.showOwn(w, r, err)
	}
	return frame.Back(w, ownPath, "renamed")
}

func (p *Pages) remove(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	v := auth.Of(r.Context())
	if err := p.Passkeys.Remove(r.Context(), v, r.PostFormValue("passkey")); err != nil {
		return err
	}
	// What was signed in by it ends with it; by which it was is not kept.
	if err := p.Gate.Auth.EndOthers(r.Context(), v); err != nil {
		return err
	}
	return frame.Back(w, ownPath, "removed")
}
