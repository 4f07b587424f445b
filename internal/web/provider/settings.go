package provider

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/provider"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var settingsDone = map[string]string{"added": "The provider is set up.", "changed": "The provider is changed.", "removed": "The provider is removed, and with it every link to it."}

type providersView struct {
	Shell   ui.Shell
	Title   string
	Lede    string
	Actions []ui.Action
	Table   ui.Table
}

func (p *Pages) may(a change.Actor) bool {
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Create, Area: authz.Settings, Only: provider.Setters(), What: "sign-in providers"}) == nil
}

// settings lists the providers of the organisation.
func (p *Pages) settings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	rows, err := p.OIDC.List(ctx, a)
	if err != nil {
		return err
	}
	sh, err := p.Shell(ctx, "Signing in", settingsPath, frame.Done(r, settingsDone))
	if err != nil {
		return err
	}
	v := providersView{
		Shell: sh, Title: "People sign in with a password or a passkey.",
		Lede: "Set up a provider, such as Microsoft Entra ID or Google, and they sign in with the account that they have there. Who may come in at all is still decided here, by invitation.",
	}
	if len(rows) > 0 {
		v.Title = "People can also sign in through " + ui.Count(len(rows), "provider.", "providers.")
		v.Lede = "Where this installation serves several organisations, hand your people the address of your own provider: it stands beside it."
	}
	if p.may(a) {
		v.Actions = []ui.Action{{Label: "Set up a provider", Href: settingsPath + "/new", Primary: true}}
	}
	v.Table = ui.Table{Caption: "Sign-in providers", Columns: []ui.Column{{Label: "Name"}, {Label: "Issuer", HideSm: true}, {Label: "Second factor", HideSm: true}, {Label: "How it stands"}, {Label: "Address to sign in"}}}
	for _, row := range rows {
		second, state := "when the provider says so", "in use"
		if row.Value.Trusted {
			second = "asked there"
		}
		if row.Value.AdmitsOwners() {
			state = "in use, by owners too"
		}
		if row.Value.Off {
			state = "switched off"
		}
		name := ui.Cell{Text: row.Value.Name, ID: row.Number}
		if p.may(a) {
			name.Href = settingsPath + "/" + row.Number
		}
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{
			name, {Text: row.Value.Issuer}, {Text: second}, {Text: state, Mute: row.Value.Off}, {Text: p.base(r) + providerPath + row.ID},
		}})
	}
	return web.Render(w, r, http.StatusOK, providersPage(v))
}

type providerView struct {
	Shell    ui.Shell
	Title    string
	Errors   ui.ErrorSummary
	Action   string
	Version  string
	Preset   ui.Choices
	Fields   []ui.Field
	Says     ui.Choices
	Callback string
	Remove   string
}

func (p *Pages) newProvider(w http.ResponseWriter, r *http.Request) error {
	if err := p.admin(r); err != nil {
		return err
	}
	return p.showProvider(w, r, nil, provider.Provider{Preset: provider.Entra}, nil)
}

func (p *Pages) editProvider(w http.ResponseWriter, r *http.Request) error {
	if err := p.admin(r); err != nil {
		return err
	}
	row, err := p.OIDC.Get(r.Context(), frame.Actor(r.Context()), r.PathValue("number"))
	if err != nil {
		return err
	}
	return p.showProvider(w, r, &row, row.Value, nil)
}

func (p *Pages) admin(r *http.Request) error {
	a := frame.Actor(r.Context())
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Create, Area: authz.Settings, Only: provider.Setters(), What: "sign-in providers"})
}

func (p *Pages) showProvider(w http.ResponseWriter, r *http.Request, row *provider.Row, v provider.Provider, wrong error) error {
	title, path := "Set up a sign-in provider", settingsPath+"/new"
	if row != nil {
		title, path = row.Value.Name, settingsPath+"/"+row.Number
	}
	sh, err := p.Shell(r.Context(), title, settingsPath, "")
	if err != nil {
		return err
	}
	faults, _ := frame.Faults(wrong)
	secret := ui.Field{ID: "secret", Label: "Client secret", Kind: "password", Auto: "off", Hint: "It is sealed, and never shown again."}
	if row != nil {
		secret.Hint, secret.Optional = "Leave it empty to keep the one before.", true
	}
	view := providerView{
		Shell: sh, Title: title, Action: path, Callback: p.base(r) + "/sign-in/oidc/callback",
		Preset: ui.Choices{ID: "preset", Name: "preset", Legend: "Which kind?", Err: faults["preset"], Options: []ui.Choice{
			{Value: provider.Entra, Label: "Microsoft Entra ID", Text: "One tenant. Its issuer is your tenant's id.", On: v.Preset == provider.Entra},
			{Value: provider.Google, Label: "Google", Text: "Name the domains of your Workspace, or every Google account with a member's address may come in.", On: v.Preset == provider.Google},
			{Value: provider.Other, Label: "Another provider", Text: "Any that speaks OpenID Connect.", On: v.Preset == provider.Other},
		}},
		Fields: []ui.Field{
			{ID: "name", Label: "Name", Hint: "As it stands on the button: “Sign in with ...”.", Value: v.Name, Required: true},
			{ID: "issuer", Label: "Issuer", Hint: "The tenant's id, or the address exactly as the provider names itself. For Google, leave it empty.", Value: v.Issuer},
			{ID: "client", Label: "Client ID", Value: v.Client, Required: true},
			secret,
			{ID: "domains", Label: "Its e-mail domains", Hint: "With commas between them. Addresses elsewhere are not believed. Entra's addresses are believed at these domains alone.", Value: strings.Join(v.Domains, ", "), Optional: true},
		},
		Says: ui.Choices{ID: "says", Name: "says", Legend: "What you say of it", Many: true, Err: faults["join"], Options: []ui.Choice{
			{Value: "trusted", Label: "It asks everybody for a second factor", Text: "Then signing in there counts as two factors here. Without this, only when the provider says so each time.", On: v.Trusted},
			{Value: "join", Label: "Whoever has an address at these domains joins as a reader", Text: "Without this, only who was invited.", On: v.Join},
			{Value: "off", Label: "It is switched off", On: v.Off},
		}},
	}
	if frame.Actor(r.Context()).Role == authz.Owner {
		view.Says.Options = append(view.Says.Options, ui.Choice{
			Value: "owners", Label: "Owners may come in by it", Text: "As it is set up here: once somebody changes its kind, issuer, client, domains or second factor, an owner says so again.", On: v.AdmitsOwners(),
		})
	}
	status := http.StatusOK
	if row != nil {
		view.Version, view.Remove = strconv.FormatInt(row.Version, 10), path+"/remove"
	}
	if wrong != nil {
		if len(faults) == 0 {
			return wrong
		}
		status, view.Shell.Problem = http.StatusUnprocessableEntity, true
		for i := range view.Fields {
			view.Fields[i].Err = faults[view.Fields[i].ID]
		}
		view.Errors = ui.Problems(view.Fields...)
		for _, other := range []string{"preset", "join", ""} {
			if faults[other] != "" {
				view.Errors.Problems = append(view.Errors.Problems, ui.Problem{Text: faults[other]})
			}
		}
	}
	return web.Render(w, r, status, providerPage(view))
}

// postProvider keeps a provider, once it has answered: what is mistyped shows
// now, and not to the people who cannot come in.
func (p *Pages) postProvider(w http.ResponseWriter, r *http.Request) error {
	if err := p.admin(r); err != nil {
		return err
	}
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	v := provider.Provider{
		Name: r.PostFormValue("name"), Preset: r.PostFormValue("preset"), Issuer: r.PostFormValue("issuer"), Client: r.PostFormValue("client"),
		Domains: strings.FieldsFunc(r.PostFormValue("domains"), func(c rune) bool { return c == ',' || c == ' ' || c == ';' }),
	}
	owners := false
	for _, say := range r.PostForm["says"] {
		switch say {
		case "trusted":
			v.Trusted = true
		case "join":
			v.Join = true
		case "off":
			v.Off = true
		case "owners":
			owners = true
		}
	}
	v.Tidy()
	var row *provider.Row
	if number := r.PathValue("number"); number != "" {
		found, err := p.OIDC.Get(ctx, frame.Actor(ctx), number)
		if err != nil {
			return err
		}
		row, v.Owners = &found, found.Value.Owners
	}
	if frame.Actor(ctx).Role == authz.Owner {
		if v.Owners = ""; owners {
			v.Owners = v.Print()
		}
	}
	secret := strings.TrimSpace(r.PostFormValue("secret"))
	by := p.By(ctx, "")
	err := v.Valid()
	if err == nil && !v.Off {
		err = p.OIDC.Try(ctx, v)
	}
	switch {
	case err != nil:
	case row == nil:
		_, err = p.OIDC.Add(ctx, by, v, secret)
	default:
		version, perr := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
		if perr != nil {
			return errs.New(errs.Invalid, "The form is damaged. Open it again.")
		}
		_, err = p.OIDC.Change(ctx, by, row.ID, version, v, secret)
	}
	switch {
	case err != nil:
		return p.showProvider(w, r, row, v, err)
	case row == nil:
		return frame.Back(w, settingsPath, "added")
	}
	return frame.Back(w, settingsPath, "changed")
}

func (p *Pages) removeProvider(w http.ResponseWriter, r *http.Request) error {
	if err := p.admin(r); err != nil {
		return err
	}
	ctx := r.Context()
	row, err := p.OIDC.Get(ctx, frame.Actor(ctx), r.PathValue("number"))
	if err != nil {
		return err
	}
	if err := p.OIDC.Remove(ctx, p.By(ctx, ""), row.ID, row.Version); err != nil {
		return err
	}
	return frame.Back(w, settingsPath, "removed")
}

// day says an instant as a day, "never" for none.
func (p *Pages) day(at int64) string {
	if at == 0 {
		return "never"
	}
	return time.UnixMicro(at).In(p.Zone).Format("2 January 2006")
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}
