package gate

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"holdfast/internal/account"
	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

type accountView struct {
	shell        ui.Shell
	lede         string
	errors       ui.ErrorSummary
	name         ui.Field
	proofs       ui.Table
	slot         templ.Component
	sessions     ui.Table
	sessionsNote string
	others       bool
	org          string
	tokens       ui.Table
}

// doneWords are what a redirect to the account page says has been done.
var doneWords = map[string]string{
	"name":          "Your name is saved.",
	"email":         "Your address is saved. Set a password, and you can sign in with it from elsewhere.",
	"password":      "Your password is changed. Every other session has ended.",
	"ended":         "That session has ended.",
	"others":        "Every other session has ended.",
	"removed":       "The authenticator is removed. Every other session has ended.",
	"authenticator": "The authenticator is in use. Every other session has ended.",
	"revoked":       "The token is revoked. It does nothing any more.",
}

// account shows a person's own account: what proves them, where they are signed
// in, their tokens.
func (g *Gate) account(w http.ResponseWriter, r *http.Request) error {
	return g.showAccount(w, r, nil)
}

func (g *Gate) showAccount(w http.ResponseWriter, r *http.Request, wrong error) error {
	v := auth.Of(r.Context())
	sh, err := g.Frame.Shell(r.Context(), "Your account", accountPath, frame.Done(r, doneWords))
	if err != nil {
		return err
	}
	p, err := g.Auth.Proofs(r.Context(), v)
	if err != nil {
		return err
	}
	sessions, err := g.Auth.Sessions(r.Context(), v)
	if err != nil {
		return err
	}
	view := accountView{
		shell: sh, lede: ledeOf(v, p), proofs: g.proofTable(v, p), org: v.Org.Name,
		name:     ui.Field{ID: "name", Label: "Your name", Value: v.Account.Name, Auto: "name", Required: true, Size: 36},
		sessions: g.sessionTable(sessions), sessionsNote: count(len(sessions), "session"), others: len(sessions) > 1,
	}
	status := http.StatusOK
	if wrong != nil {
		faults, ok := frame.Faults(wrong)
		if !ok {
			return wrong
		}
		status = http.StatusUnprocessableEntity
		view.name.Value, view.name.Err = r.PostFormValue("name"), faults["name"]
		view.errors, view.shell.Problem = ui.Problems(view.name), true
	}
	if g.Slot != nil {
		if view.slot, err = g.Slot(r, "account", accountPath); err != nil {
			return err
		}
	}
	tokens, err := g.Auth.Tokens(r.Context(), v, false)
	if err != nil {
		return err
	}
	view.tokens = g.tokenTable(tokens)
	return web.Render(w, r, status, accountPage(view))
}

// ledeOf answers the page's question: is this account well kept?
func ledeOf(v *auth.Visit, p auth.Proofs) string {
	who := "You sign in as " + v.Account.Email
	if v.Account.Email == "" {
		who = "You have no address to sign in with"
	}
	switch {
	case v.Local && !p.Password:
		return "You are signed in from this machine, without a password, by the address that Holdfast printed."
	case !p.Authenticator:
		return who + ". Add an authenticator: a password alone can be guessed or stolen."
	case p.RecoveryLeft == 0:
		return who + ", with an authenticator, but no recovery code is left: make new ones."
	}
	return who + ", with an authenticator."
}

func (g *Gate) proofTable(v *auth.Visit, p auth.Proofs) ui.Table {
	t := ui.Table{Caption: "What proves that it is you", Columns: []ui.Column{{Label: "What"}, {Label: "How it stands"}, {Label: "Change", Hidden: true}}}
	row := func(what, how, label, href string) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: what}, {Text: how}, {Action: []ui.Action{{Label: label, Href: href}}}}})
	}
	switch {
	case v.Account.Email == "":
		row("Password", "None: there is no e-mail address to sign in with.", "Give an address", accountPath+"/email")
	case p.Password:
		row("Password", "Set on "+g.day(p.PasswordAt), "Change it", accountPath+"/password")
	default:
		row("Password", "None", "Set one", accountPath+"/password")
	}
	if p.Authenticator {
		row("Authenticator", "In use, "+count(int(p.RecoveryLeft), "recovery code")+" left", "Look after it", accountPath+"/authenticator")
	} else {
		row("Authenticator", "None", "Add one", accountPath+"/authenticator")
	}
	return t
}

func (g *Gate) sessionTable(all []auth.Session) ui.Table {
	t := ui.Table{Caption: "Sessions", Columns: []ui.Column{{Label: "Browser"}, {Label: "From"}, {Label: "Signed in", Num: true, Short: true}, {Label: "Last used", Num: true, Short: true}, {Label: "End", Hidden: true}}}
	for _, s := range all {
		c := ui.Cell{Text: agentWords(s.Agent)}
		if s.Local {
			c.Sub = "by the printed address"
		}
		end := ui.Cell{Action: []ui.Action{{Label: "End", Href: accountPath + "/sessions/end", Post: true, Hidden: []ui.Hidden{{Name: "session", Value: s.ID}}}}}
		if s.This {
			end = ui.Cell{Text: "this one"}
		}
		from := s.Address
		if from == "" {
			from = "unknown"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{c, {Text: from}, {Text: g.instant(s.Began), NoWrap: true}, {Text: g.instant(s.Seen), NoWrap: true}, end}})
	}
	return t
}

func (g *Gate) tokenTable(all []account.Token) ui.Table {
	t := ui.Table{Caption: "API tokens", Columns: []ui.Column{{Label: "For"}, {Label: "May"}, {Label: "Ends", Num: true, Short: true}, {Label: "Last used", Num: true, Short: true}, {Label: "Revoke", Hidden: true}}}
	now := g.Frame.Now().UnixMicro()
	for _, k := range all {
		used, act := "never", ui.Cell{Action: []ui.Action{{Label: "Revoke", Href: accountPath + "/tokens/revoke", Post: true, Hidden: []ui.Hidden{{Name: "token", Value: k.ID}}}}}
		if k.UsedAt != 0 {
			used = g.instant(k.UsedAt)
		}
		switch {
		case k.RevokedAt != 0:
			act = ui.Cell{Text: "revoked", Mute: true}
		case k.ExpiresAt <= now:
			act = ui.Cell{Text: "ended", Mute: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: k.Name, Sub: "hf_…" + k.Tail}, {Text: k.Scope.String()}, {Text: g.day(k.ExpiresAt), NoWrap: true}, {Text: used, NoWrap: true}, act}})
	}
	return t
}

func (g *Gate) day(at int64) string {
	return time.UnixMicro(at).In(g.Frame.Zone).Format("2 Jan 2006")
}

func (g *Gate) instant(at int64) string {
	return time.UnixMicro(at).In(g.Frame.Zone).Format("2 Jan 2006, 15:04")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return ui.Number(n) + " " + what + "s"
}

// agentWords says which browser it was, as far as it says so itself.
func agentWords(agent string) string {
	pick := func(from [][2]string) string {
		for _, p := range from {
			if strings.Contains(agent, p[0]) {
				return p[1]
			}
		}
		return ""
	}
	browser := pick([][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}})
	system := pick([][2]string{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}})
	switch {
	case browser == "":
		return "A browser"
	case system == "":
		return browser
	}
	return browser + " on " + system
}

func (g *Gate) postName(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := g.Auth.Rename(r.Context(), auth.Of(r.Context()), r.PostFormValue("name")); err != nil {
		return g.showAccount(w, r, err)
	}
	return frame.Back(w, accountPath, "name")
}

func (g *Gate) postEnd(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := g.Auth.EndSession(r.Context(), auth.Of(r.Context()), r.PostFormValue("session")); err != nil {
		return err
	}
	return frame.Back(w, accountPath, "ended")
}

func (g *Gate) postEndOthers(w http.ResponseWriter, r *http.Request) error {
	if err := g.Auth.EndOthers(r.Context(), auth.Of(r.Context())); err != nil {
		return err
	}
	return frame.Back(w, accountPath, "others")
}

func (g *Gate) postRevoke(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := g.Auth.RevokeToken(r.Context(), auth.Of(r.Context()), r.PostFormValue("token")); err != nil {
		return err
	}
	return frame.Back(w, accountPath, "revoked")
}

// crumbs lead back to the account page.
func crumbs(here string) []ui.Link {
	return []ui.Link{{Label: "Your account", Href: accountPath}, {Label: here}}
}

func (g *Gate) emailForm(r *http.Request, typed string) (form, error) {
	sh, err := g.Frame.Shell(r.Context(), "Give your address", accountPath, "")
	return form{
		shell: sh, title: "Give your address", lede: "You sign in with it, and what falls due can be mailed to it.",
		action: accountPath + "/email", fields: []ui.Field{emailField(typed)}, button: "Save the address", cancel: &ui.Link{Label: "Cancel", Href: accountPath},
	}, err
}

// email asks for the address of who has none.
func (g *Gate) email(w http.ResponseWriter, r *http.Request) error {
	f, err := g.emailForm(r, "")
	if err != nil {
		return err
	}
	return g.show(w, r, f, nil)
}

func (g *Gate) postEmail(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	err := g.Auth.SetEmail(r.Context(), auth.Of(r.Context()), r.PostFormValue("email"))
	if err == nil {
		return frame.Back(w, accountPath, "email")
	}
	f, ferr := g.emailForm(r, r.PostFormValue("email"))
	if ferr != nil {
		return ferr
	}
	return g.show(w, r, f, err)
}

func (g *Gate) passwordForm(r *http.Request) (form, error) {
	sh, err := g.Frame.Shell(r.Context(), "Set your password", accountPath, "")
	return form{
		shell: sh, title: "Set your password", lede: "Every other session of yours ends with it.",
		action: accountPath + "/password", hidden: []ui.Hidden{{Name: "email", Value: auth.Of(r.Context()).Account.Email}},
		fields: []ui.Field{newPasswordField()}, button: "Set the password", cancel: &ui.Link{Label: "Cancel", Href: accountPath},
	}, err
}

func (g *Gate) password(w http.ResponseWriter, r *http.Request) error {
	f, err := g.passwordForm(r)
	if err != nil {
		return err
	}
	return g.show(w, r, f, nil)
}

func (g *Gate) postPassword(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	err := g.Auth.SetPassword(r.Context(), auth.Of(r.Context()), r.PostFormValue("password"))
	if err == nil {
		return frame.Back(w, accountPath, "password")
	}
	f, ferr := g.passwordForm(r)
	if ferr != nil {
		return ferr
	}
	return g.show(w, r, f, err)
}

type tokenView struct {
	shell  ui.Shell
	crumbs []ui.Link
	lede   string
	errors ui.ErrorSummary
	name   ui.Field
	may    ui.Choices
	scope  ui.Field
	days   ui.Field
}

// newToken asks what a token is to be.
func (g *Gate) newToken(w http.ResponseWriter, r *http.Request) error {
	return g.showToken(w, r, nil)
}

func (g *Gate) showToken(w http.ResponseWriter, r *http.Request, wrong error) error {
	v := auth.Of(r.Context())
	sh, err := g.Frame.Shell(r.Context(), "Make an API token", accountPath, "")
	if err != nil {
		return err
	}
	faults, ok := frame.Faults(wrong)
	status := http.StatusOK
	if wrong != nil {
		if status = http.StatusUnprocessableEntity; !ok {
			return wrong
		}
	}
	days := r.PostFormValue("days")
	if days == "" {
		days = strconv.Itoa(auth.TokenDays)
	}
	view := tokenView{
		shell: sh, crumbs: crumbs("Make an API token"),
		lede: "It acts for you in " + v.Org.Name + ", with the role that you have at the time, narrowed by what you choose here.",
		name: ui.Field{ID: "name", Label: "What it is for", Hint: "The program or machine that will use it", Value: r.PostFormValue("name"), Err: faults["name"], Required: true},
		may: ui.Choices{ID: "may", Name: "may", Legend: "What it may do", Err: faults["may"], Options: []ui.Choice{
			{Value: "read", Label: "Read everything that you may read", On: r.PostFormValue("may") == "" || r.PostFormValue("may") == "read"},
			{Value: "all", Label: "All that you may do", On: r.PostFormValue("may") == "all"},
			{Value: "some", Label: "What stands in the next field", On: r.PostFormValue("may") == "some"},
		}},
		scope: ui.Field{ID: "scope", Label: "Areas", Optional: true, Hint: "Such as “win:read, commons:write”. The areas are win, isms, assure, share, commons and settings; write includes read.", Value: r.PostFormValue("scope"), Err: faults["scope"]},
		days:  ui.Field{ID: "days", Label: "Days that it lasts", Kind: "number", Hint: "At most " + strconv.Itoa(auth.MaxTokenDays), Value: days, Err: faults["days"], Required: true},
	}
	view.shell.Doc, view.shell.Problem = true, wrong != nil
	view.errors = ui.Problems(view.name, ui.Field{ID: "may", Err: faults["may"]}, view.scope, view.days)
	return web.Render(w, r, status, tokenPage(view))
}

// scopeOf reads what a token may do.
func scopeOf(r *http.Request) (authz.Scope, error) {
	switch r.PostFormValue("may") {
	case "all":
		return nil, nil
	case "read":
		return authz.Scope{"*:read"}, nil
	case "some":
		s, err := authz.ParseScope(r.PostFormValue("scope"))
		if err == nil && s == nil {
			err = errs.New(errs.Invalid, "Say which areas, or choose one of the other answers.")
		}
		if err != nil {
			return nil, errs.At("/scope", "%s", errs.Safe(err))
		}
		return s, nil
	}
	return nil, errs.At("/may", "Choose what the token may do.")
}

func (g *Gate) postToken(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	scope, err := scopeOf(r)
	if err != nil {
		return g.showToken(w, r, err)
	}
	days, err := strconv.Atoi(text(r, "days"))
	if err != nil || days == 0 {
		return g.showToken(w, r, errs.At("/days", "Give a number of days, from 1 to %d.", auth.MaxTokenDays))
	}
	token, _, err := g.Auth.MakeToken(r.Context(), auth.Of(r.Context()), auth.NewToken{Name: r.PostFormValue("name"), Scope: scope, Days: days})
	if err != nil {
		return g.showToken(w, r, err)
	}
	return g.showSecret(w, r, secretView{title: "Your token", lede: "Copy it now: it is shown this one time. Who has it can do what it may do.", secrets: []string{token}})
}

// secretView is what is shown only once.
type secretView struct {
	shell   ui.Shell
	crumbs  []ui.Link
	title   string
	lede    string
	secrets []string
}

func (g *Gate) showSecret(w http.ResponseWriter, r *http.Request, v secretView) error {
	sh, err := g.Frame.Shell(r.Context(), v.title, accountPath, "")
	if err != nil {
		return err
	}
	v.shell, v.crumbs = sh, crumbs(v.title)
	v.shell.Doc = true
	return web.Render(w, r, http.StatusOK, secretPage(v))
}
