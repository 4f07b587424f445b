package settings

import (
	"net/http"
	"net/url"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// invited lists the invitations that nobody has accepted yet.
func (s *Settings) invited(r *http.Request, a change.Actor) (ui.Table, error) {
	open, err := s.Sign.Invitations(r.Context(), a)
	if err != nil || len(open) == 0 {
		return ui.Table{}, err
	}
	t := ui.Table{Caption: "Open invitations", Columns: []ui.Column{{Label: "Address"}, {Label: "Role"}, {Label: "Counts until", Num: true, Short: true}, {Label: "Take back", Hidden: true}}}
	for _, i := range open {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: i.Email},
			{Text: frame.RoleWord(i.Role)},
			s.when(i.ExpiresAt),
			{Action: []ui.Action{{Label: "Take back", Href: "/settings/people/invitations/" + url.PathEscape(i.ID) + "/take-back", Post: true}}},
		}})
	}
	return t, nil
}

func (s *Settings) invite(w http.ResponseWriter, r *http.Request) error {
	if err := may(frame.Actor(r.Context()), authz.Update, authz.Settings, "people"); err != nil {
		return err
	}
	return s.showInvite(w, r, http.StatusOK, url.Values{"role": {string(authz.Contributor)}}, nil)
}

func (s *Settings) showInvite(w http.ResponseWriter, r *http.Request, status int, typed url.Values, wrong map[string]string) error {
	sh, err := s.Shell(r.Context(), "Invite somebody", "/settings/people", "")
	if err != nil {
		return err
	}
	v := formView{
		Shell: sh, Crumbs: []ui.Link{{Label: "Settings", Href: "/settings"}, {Label: "People", Href: "/settings/people"}, {Label: "Invite"}},
		Title: "Invite somebody", Lede: "They get a link that counts once. It gives the role you choose here, and no more than you have yourself.",
		Action: "/settings/people/invite", Cancel: "/settings/people", Button: "Invite",
	}
	v.Fields = append([]ui.Field{{ID: "email", Label: "Address of e-mail", Kind: "email", Value: typed.Get("email"), Err: wrong["email"], Auto: "off"}},
		rightsFields(frame.Actor(r.Context()).Role, typed, wrong)...)
	v.Areas = areaChoices(typed["area"], wrong["scope"])
	v.Errors = ui.Problems(v.Fields...)
	if wrong["scope"] != "" {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: v.Areas.ID, Text: wrong["scope"]})
	}
	return web.Render(w, r, status, formPage(v))
}

type linkView struct {
	Shell ui.Shell
	Email string
	Link  string
	Mail  bool
}

func (s *Settings) sendInvitation(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := may(frame.Actor(r.Context()), authz.Update, authz.Settings, "people"); err != nil {
		return err
	}
	role, scope, until, wrong := s.readRights(r.PostForm)
	i := auth.Ask{Email: r.PostFormValue("email"), Role: role, Scope: scope, Until: until}
	if i.Email == "" {
		wrong["email"] = "Enter an address"
	}
	if role == authz.ExternalAuditor && until == 0 && wrong["until"] == "" {
		wrong["until"] = "An external auditor comes for a stated time: say until which day"
	}
	if role == authz.ExternalAuditor && scope == nil {
		wrong["scope"] = "Say which areas the auditor reads"
	}
	if len(wrong) > 0 {
		return s.showInvite(w, r, http.StatusUnprocessableEntity, r.PostForm, wrong)
	}
	link, _, err := s.Sign.Invite(r.Context(), s.By(r.Context(), ""), i)
	if err != nil {
		wrong, ok := frame.Faults(err)
		if !ok {
			return err
		}
		return s.showInvite(w, r, http.StatusUnprocessableEntity, r.PostForm, wrong)
	}
	sh, err := s.Shell(r.Context(), "Invited", "/settings/people", "")
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, linkPage(linkView{Shell: sh, Email: i.Email, Link: link, Mail: s.Sign.Mails()}))
}

func (s *Settings) takeBack(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := s.Sign.Uninvite(r.Context(), s.By(r.Context(), ""), r.PathValue("id")); err != nil {
		return err
	}
	return frame.Back(w, "/settings/people", "taken-back")
}
