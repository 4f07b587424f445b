// Package gate lets people in: the cookie of a session, the pages on which they
// prove who they are, and those on which they look after their own account.
package gate

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/auth"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Provider is another way to sign in: a button below the form.
type Provider struct{ Label, Href string }

// Gate is web.Gate, and its pages.
type Gate struct {
	Auth  *auth.Service
	Frame *frame.Frame
	// Secure: the server is reached by https, and its cookies are kept to that.
	Secure bool
	// Key signs in the browser that opens the printed address with it, as the
	// member that Local names; empty: nothing does.
	Key   string
	Local func() (person, org string)
	// Providers gives the other ways to sign in, for a page that leads to a path.
	Providers func(ctx context.Context, to string) ([]Provider, error)
	// Slot gives what another way in puts on a page ("sign-in", "confirm",
	// "account"), such as passkeys; nil: nothing.
	Slot func(r *http.Request, page, to string) (templ.Component, error)
}

var _ web.Gate = (*Gate)(nil)

// stepSuffix makes the name of the cookie between the two steps of a sign-in.
const stepSuffix = "-step"

func (g *Gate) cookieName(r *http.Request) string { return web.CookieName(r, g.Secure) }

// token gives the session's token that the request carries.
func (g *Gate) token(r *http.Request, suffix string) string {
	c, err := r.Cookie(g.cookieName(r) + suffix)
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie keeps a token until the browser is closed; what it opens ends on the
// server. An empty one takes the cookie away.
func (g *Gate) setCookie(w http.ResponseWriter, r *http.Request, suffix, token string) {
	c := &http.Cookie{
		Name: g.cookieName(r) + suffix, Value: token, Path: "/",
		HttpOnly: true, Secure: g.Secure, SameSite: http.SameSiteStrictMode,
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// Visit implements web.Gate.
func (g *Gate) Visit(r *http.Request) (*auth.Visit, error) {
	token := g.token(r, "")
	if token == "" {
		return nil, nil
	}
	return g.Auth.Visit(r.Context(), token)
}

// Open implements web.Gate.
func (g *Gate) Open(w http.ResponseWriter, r *http.Request) bool {
	if g.Key == "" || r.Method != http.MethodGet || r.URL.Path != "/" || !r.URL.Query().Has(web.KeyParam) {
		return false
	}
	if !web.OpensWith(r, g.Key) {
		g.Auth.Refused("key", "wrong key", From(r))
		return false
	}
	person, org := g.Local()
	e, err := g.Auth.Local(r.Context(), person, org, From(r))
	if err != nil {
		return false
	}
	g.setCookie(w, r, "", e.Session)
	_ = web.SeeOther(w, "/")
	return true
}

// From says where a request comes from.
func From(r *http.Request) auth.From {
	return auth.From{Address: web.Client(r.Context()), Agent: r.UserAgent()}
}

// Enter sets the cookie of what a proof opened, and leads on: to the path, or to
// the second step. Other ways in use it once they have an entry.
func (g *Gate) Enter(w http.ResponseWriter, r *http.Request, e auth.Entry, to string) error {
	to = web.LocalPath(to)
	if e.Session == "" {
		g.setCookie(w, r, stepSuffix, e.Second)
		return web.SeeOther(w, secondPath+"?to="+url.QueryEscape(to))
	}
	g.setCookie(w, r, stepSuffix, "")
	g.setCookie(w, r, "", e.Session)
	return web.SeeOther(w, to)
}

// Paths of the pages.
const (
	secondPath  = "/second-factor"
	resetPath   = "/reset"
	accountPath = "/account"
)

// Routes gives the pages of signing in and of the account.
func (g *Gate) Routes() []web.Route {
	public := func(method, pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: method, Pattern: pattern, Page: page, Handler: h, Access: web.Public, MaxBody: smallForm}
	}
	own := func(method, pattern, page string, fresh bool, h web.Handler) web.Route {
		return web.Route{Method: method, Pattern: pattern, Page: page, Handler: h, Access: web.Account, Outsiders: true, Fresh: fresh, MaxBody: smallForm}
	}
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		public(get, web.SignInPath, "sign-in", g.signIn),
		public(post, web.SignInPath, "sign-in", g.postSignIn),
		public(get, secondPath, "second-factor", g.second),
		public(post, secondPath, "second-factor", g.postSecond),
		public(get, resetPath, "forgotten", g.forgotten),
		public(post, resetPath, "forgotten", g.postForgotten),
		public(get, auth.ResetPath+"{token}", "reset", g.reset),
		public(post, auth.ResetPath+"{token}", "reset", g.postReset),
		public(get, auth.SetUpPath+"{token}", "set-up", g.setUp),
		public(post, auth.SetUpPath+"{token}", "set-up", g.postSetUp),
		public(get, auth.InvitationPath+"{token}", "invitation", g.invitation),
		public(post, auth.InvitationPath+"{token}", "invitation", g.postInvitation),
		own(post, "/sign-out", "sign-out", false, g.postSignOut),
		own(get, web.ConfirmPath, "confirm", false, g.confirm),
		own(post, web.ConfirmPath, "confirm", false, g.postConfirm),
		own(get, accountPath, "account", false, g.account),
		own(post, accountPath+"/name", "account", false, g.postName),
		own(post, accountPath+"/sessions/end", "account", false, g.postEnd),
		own(post, accountPath+"/sessions/end-others", "account", false, g.postEndOthers),
		own(post, accountPath+"/tokens/revoke", "account", false, g.postRevoke),
		own(get, accountPath+"/email", "account-email", true, g.email),
		own(post, accountPath+"/email", "account-email", true, g.postEmail),
		own(get, accountPath+"/password", "account-password", true, g.password),
		own(post, accountPath+"/password", "account-password", true, g.postPassword),
		own(get, accountPath+"/authenticator", "authenticator", true, g.authenticator),
		own(post, accountPath+"/authenticator", "authenticator", true, g.postAuthenticator),
		own(post, accountPath+"/authenticator/remove", "authenticator", true, g.postRemoveAuthenticator),
		own(post, accountPath+"/authenticator/codes", "authenticator", true, g.postCodes),
		own(get, accountPath+"/tokens/new", "token", true, g.newToken),
		own(post, accountPath+"/tokens/new", "token", true, g.postToken),
	}
}

// smallForm bounds what these pages take.
const smallForm = 16 << 10

// form is a page with one form.
type form struct {
	shell  ui.Shell
	title  string
	lede   string
	errors ui.ErrorSummary
	action string
	hidden []ui.Hidden
	fields []ui.Field
	button string
	cancel *ui.Link
	after  []ui.Link // other ways on
	notes  []string
	ways   []Provider
	slot   templ.Component
}

// show renders a form. err is what was wrong with it before: at a field, or as a
// whole; an error that is not for people is given back.
func (g *Gate) show(w http.ResponseWriter, r *http.Request, f form, err error) error {
	status := http.StatusOK
	if err != nil {
		status = web.Status(errs.CodeOf(err))
		if status >= http.StatusInternalServerError && errs.CodeOf(err) != errs.Unavailable {
			return err
		}
		faults, _ := frame.Faults(err)
		known := map[string]bool{}
		for i := range f.fields {
			f.fields[i].Err = faults[f.fields[i].ID]
			known[f.fields[i].ID] = true
		}
		f.errors = ui.Problems(f.fields...)
		for name, text := range faults {
			if !known[name] {
				f.errors.Problems = append(f.errors.Problems, ui.Problem{Text: text})
			}
		}
		if len(f.errors.Problems) == 0 {
			f.errors.Problems = []ui.Problem{{Text: errs.Safe(err)}}
		}
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", "60")
		}
	}
	f.shell.Doc, f.shell.Problem = true, err != nil
	return web.Render(w, r, status, formPage(f))
}

// toOf gives where a page of signing in leads in the end.
func toOf(r *http.Request) string { return web.LocalPath(r.FormValue("to")) }

func withTo(path, to string) string {
	if to == "/" {
		return path
	}
	return path + "?to=" + url.QueryEscape(to)
}

func text(r *http.Request, name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
