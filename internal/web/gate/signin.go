package gate

import (
	"net/http"
	"net/url"

	"holdfast/internal/account"
	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

func emailField(value string) ui.Field {
	return ui.Field{ID: "email", Label: "E-mail address", Kind: "email", Auto: "username", Value: value, Required: true}
}

func passwordField(label, auto string) ui.Field {
	return ui.Field{ID: "password", Label: label, Kind: "password", Auto: auto, Required: true}
}

func newPasswordField() ui.Field {
	f := passwordField("New password", "new-password")
	f.Hint = "At least 12 characters. Several words that only you would put together are easy to keep."
	return f
}

func codeField() ui.Field {
	return ui.Field{ID: "code", Label: "Code", Auto: "one-time-code", Required: true, Size: 20, Hint: "The six figures that your authenticator shows, or one of your recovery codes."}
}

// signIn asks who it is.
func (g *Gate) signIn(w http.ResponseWriter, r *http.Request) error {
	if auth.Of(r.Context()) != nil {
		return web.SeeOther(w, toOf(r))
	}
	f, err := g.signInForm(r, "")
	if err != nil {
		return err
	}
	return g.show(w, r, f, nil)
}

func (g *Gate) signInForm(r *http.Request, email string) (form, error) {
	to := toOf(r)
	f := form{
		shell: frame.Bare("Sign in"), title: "Sign in to Holdfast",
		action: web.SignInPath, hidden: []ui.Hidden{{Name: "to", Value: to}},
		fields: []ui.Field{emailField(email), passwordField("Password", "current-password")},
		button: "Sign in", after: []ui.Link{{Label: "Forgotten your password?", Href: resetPath}},
	}
	if g.Key != "" {
		f.notes = []string{"On the machine itself no password is needed: open the address that Holdfast printed when it started, in the line that begins with “Open http”, with its key."}
	}
	var err error
	if g.Providers != nil {
		if f.ways, err = g.Providers(r.Context(), to); err != nil {
			return f, err
		}
	}
	return f, g.fill(&f, r, "sign-in", to)
}

func (g *Gate) fill(f *form, r *http.Request, page, to string) (err error) {
	if g.Slot != nil {
		f.slot, err = g.Slot(r, page, to)
	}
	return err
}

func (g *Gate) postSignIn(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	e, err := g.Auth.SignIn(r.Context(), text(r, "email"), r.PostFormValue("password"), From(r))
	if err != nil {
		f, ferr := g.signInForm(r, text(r, "email"))
		if ferr != nil {
			return ferr
		}
		return g.show(w, r, f, err)
	}
	return g.Enter(w, r, e, toOf(r))
}

func (g *Gate) secondForm(r *http.Request) form {
	return form{
		shell: frame.Bare("Second step"), title: "Enter the code of your authenticator",
		lede:   "Your password was right. One step is left.",
		action: secondPath, hidden: []ui.Hidden{{Name: "to", Value: toOf(r)}},
		fields: []ui.Field{codeField()}, button: "Sign in",
		after: []ui.Link{{Label: "Begin again", Href: withTo(web.SignInPath, toOf(r))}},
		notes: []string{"A recovery code counts once. Without the authenticator and without a recovery code, who runs this installation has to help you."},
	}
}

// second asks for the second factor.
func (g *Gate) second(w http.ResponseWriter, r *http.Request) error {
	if g.token(r, stepSuffix) == "" {
		return web.SeeOther(w, withTo(web.SignInPath, toOf(r)))
	}
	return g.show(w, r, g.secondForm(r), nil)
}

func (g *Gate) postSecond(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	e, err := g.Auth.SecondStep(r.Context(), g.token(r, stepSuffix), text(r, "code"), From(r))
	if err != nil {
		if errs.CodeOf(err) == errs.NotFound {
			g.setCookie(w, r, stepSuffix, "")
		}
		return g.show(w, r, g.secondForm(r), err)
	}
	return g.Enter(w, r, e, toOf(r))
}

func (g *Gate) postSignOut(w http.ResponseWriter, r *http.Request) error {
	if err := g.Auth.SignOut(r.Context(), auth.Of(r.Context())); err != nil {
		return err
	}
	g.setCookie(w, r, "", "")
	return web.SeeOther(w, web.SignInPath)
}

func (g *Gate) confirmForm(r *http.Request) (form, error) {
	v, to := auth.Of(r.Context()), toOf(r)
	p, err := g.Auth.Proofs(r.Context(), v)
	if err != nil {
		return form{}, err
	}
	f := form{
		shell: frame.Bare("Confirm that it is you"), title: "Confirm that it is you",
		lede:   "What you are about to do is asked for again, even of who is signed in. It serves for 15 minutes.",
		action: web.ConfirmPath, hidden: []ui.Hidden{{Name: "to", Value: to}},
		button: "Confirm", cancel: &ui.Link{Label: "Cancel", Href: "/"},
	}
	if p.Password {
		f.fields = append(f.fields, passwordField("Password", "current-password"))
		if p.Authenticator {
			f.fields = append(f.fields, codeField())
		}
	} else if p.Any() || !v.Local {
		f.button, f.notes = "", []string{"You have no password here. Confirm in the way in which you signed in."}
	}
	return f, g.fill(&f, r, "confirm", to)
}

// confirm asks once more who it is.
func (g *Gate) confirm(w http.ResponseWriter, r *http.Request) error {
	f, err := g.confirmForm(r)
	if err != nil {
		return err
	}
	return g.show(w, r, f, nil)
}

func (g *Gate) postConfirm(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	err := g.Auth.Confirm(r.Context(), auth.Of(r.Context()), r.PostFormValue("password"), text(r, "code"), From(r))
	if err == nil {
		return web.SeeOther(w, toOf(r))
	}
	f, ferr := g.confirmForm(r)
	if ferr != nil {
		return ferr
	}
	return g.show(w, r, f, err)
}

func (g *Gate) forgottenForm() form {
	f := form{
		shell: frame.Bare("Forgotten password"), title: "Set a new password",
		lede:   "Give your address: a link to set a new password is sent to it.",
		action: resetPath, fields: []ui.Field{emailField("")}, button: "Send the link",
		cancel: &ui.Link{Label: "Back to signing in", Href: web.SignInPath},
	}
	if !g.Auth.Mails() {
		f.lede = "This installation sends no mail. Ask who runs it for a link: the command is “holdfast account reset” with your address."
		f.fields, f.button = nil, ""
	}
	return f
}

func (g *Gate) forgotten(w http.ResponseWriter, r *http.Request) error {
	return g.show(w, r, g.forgottenForm(), nil)
}

func (g *Gate) postForgotten(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := g.Auth.Forgotten(r.Context(), text(r, "email"), From(r)); err != nil {
		return g.show(w, r, g.forgottenForm(), err)
	}
	return g.show(w, r, form{
		shell: frame.Bare("Look into your mail"), title: "Look into your mail",
		lede:   "If an account has this address, a link is on its way to it. It serves for an hour, once.",
		cancel: &ui.Link{Label: "Back to signing in", Href: web.SignInPath},
	}, nil)
}

func (g *Gate) resetForm(r *http.Request, who auth.Account) form {
	return form{
		shell: frame.Bare("Set a new password"), title: "Set a new password for " + who.Email,
		lede:   "Every session and passkey of the account ends. If it has an authenticator, its code is asked for next.",
		action: auth.ResetPath + url.PathEscape(r.PathValue("token")),
		hidden: []ui.Hidden{{Name: "email", Value: who.Email}},
		fields: []ui.Field{newPasswordField()}, button: "Set the password",
	}
}

func (g *Gate) reset(w http.ResponseWriter, r *http.Request) error {
	who, err := g.Auth.Resetting(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return g.show(w, r, g.resetForm(r, who), nil)
}

func (g *Gate) postReset(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	e, err := g.Auth.Reset(r.Context(), r.PathValue("token"), r.PostFormValue("password"), From(r))
	if err == nil {
		return g.Enter(w, r, e, "/")
	}
	who, werr := g.Auth.Resetting(r.Context(), r.PathValue("token"))
	if werr != nil {
		return err
	}
	return g.show(w, r, g.resetForm(r, who), err)
}

func (g *Gate) setUpForm(r *http.Request, name, email string) form {
	return form{
		shell: frame.Bare("Set up the first owner"), title: "Set up the first owner",
		lede:   "You are the first to sign in: what you enter here is your own account, as owner of the organisation.",
		action: auth.SetUpPath + url.PathEscape(r.PathValue("token")),
		fields: []ui.Field{{ID: "name", Label: "Your name", Auto: "name", Value: name, Required: true}, emailField(email), newPasswordField()},
		button: "Begin",
	}
}

func (g *Gate) setUp(w http.ResponseWriter, r *http.Request) error {
	if _, err := g.Auth.SettingUp(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return g.show(w, r, g.setUpForm(r, "", ""), nil)
}

func (g *Gate) postSetUp(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	e, err := g.Auth.SetUp(r.Context(), r.PathValue("token"), text(r, "name"), text(r, "email"), r.PostFormValue("password"), From(r))
	if err == nil {
		return g.Enter(w, r, e, "/")
	}
	if errs.CodeOf(err) == errs.NotFound {
		return err
	}
	return g.show(w, r, g.setUpForm(r, text(r, "name"), text(r, "email")), err)
}

func (g *Gate) invitationForm(r *http.Request, in auth.Invited, name string) form {
	here := auth.InvitationPath + url.PathEscape(r.PathValue("token"))
	f := form{
		shell: frame.Bare("Invitation"), title: in.Inviter + " invites you to " + in.OrgName,
		lede:   "You would work there as " + roleWords(in.Invitation) + ". The invitation is for " + in.Email + ".",
		action: here, button: "Accept",
	}
	v := auth.Of(r.Context())
	switch {
	case v == nil && in.Known:
		f.button, f.notes = "", []string{"You have an account with this address. Sign in, and you come back here."}
		f.after = []ui.Link{{Label: "Sign in", Href: withTo(web.SignInPath, here)}}
	case v == nil:
		f.hidden = []ui.Hidden{{Name: "email", Value: in.Email}}
		f.fields = []ui.Field{{ID: "name", Label: "Your name", Auto: "name", Value: name, Required: true}, newPasswordField()}
	case account.Key(v.Account.Email) != account.Key(in.Email):
		f.button, f.notes = "", []string{"You are signed in as " + v.Account.Name + ", who has another address. Sign out first, then open the link again."}
	}
	return f
}

func roleWords(in account.Invitation) string {
	w := in.Role.Word()
	if in.Role == authz.ExternalAuditor {
		w += ", to read what you audit"
	}
	return w
}

func (g *Gate) invitation(w http.ResponseWriter, r *http.Request) error {
	in, err := g.Auth.Invited(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return g.show(w, r, g.invitationForm(r, in, ""), nil)
}

func (g *Gate) postInvitation(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	token := r.PathValue("token")
	var e auth.Entry
	var err error
	if v := auth.Of(r.Context()); v != nil {
		if err = g.Auth.Join(r.Context(), token, v, From(r)); err == nil {
			return web.SeeOther(w, "/")
		}
	} else if e, err = g.Auth.Accept(r.Context(), token, text(r, "name"), r.PostFormValue("password"), From(r)); err == nil {
		return g.Enter(w, r, e, "/")
	}
	in, ierr := g.Auth.Invited(r.Context(), token)
	if ierr != nil {
		return err
	}
	return g.show(w, r, g.invitationForm(r, in, text(r, "name")), err)
}
