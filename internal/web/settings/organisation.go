package settings

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var organisationDone = map[string]string{
	"renamed": "The organisation has its new name.", "made": "The organisation is there, and you are its owner.", "taken-in": "The organisation was taken in, and you are its owner. Invite the others.",
}

type organisationView struct {
	Shell    ui.Shell
	Name     ui.Field
	Errors   ui.ErrorSummary
	Renames  bool
	HandOver bool
}

func (s *Settings) organisation(w http.ResponseWriter, r *http.Request) error {
	if err := may(frame.Actor(r.Context()), authz.Read, authz.Settings, "the organisation"); err != nil {
		return err
	}
	return s.showOrganisation(w, r, http.StatusOK, auth.Of(r.Context()).Org.Name, "")
}

func (s *Settings) showOrganisation(w http.ResponseWriter, r *http.Request, status int, name, wrong string) error {
	sh, err := s.Shell(r.Context(), "Organisation", "/settings/organisation", frame.Done(r, organisationDone))
	if err != nil {
		return err
	}
	a := frame.Actor(r.Context())
	v := organisationView{
		Shell: sh, Renames: may(a, authz.Update, authz.Settings, "the organisation") == nil, HandOver: wholly(a),
		Name: ui.Field{ID: "name", Label: "Name", Value: name, Err: wrong},
	}
	v.Errors = ui.Problems(v.Name)
	v.Shell.Problem = wrong != ""
	return web.Render(w, r, status, organisationPage(v))
}

// wholly says that the actor may take everything of the organisation away.
func wholly(a change.Actor) bool { return a.Role == authz.Owner && a.Scope == nil }

func (s *Settings) rename(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := may(frame.Actor(r.Context()), authz.Update, authz.Settings, "the organisation"); err != nil {
		return err
	}
	name := r.PostFormValue("name")
	err := s.Makers.Rename(r.Context(), s.By(r.Context(), ""), name)
	if err == nil {
		return frame.Back(w, "/settings/organisation", "renamed")
	}
	wrong, ok := frame.Faults(err)
	if !ok {
		return err
	}
	return s.showOrganisation(w, r, http.StatusUnprocessableEntity, name, wrong["name"])
}

// handOver sends the hand-over file. It is made whole before the first byte
// goes out, so that a fault on the way is a page and no half file.
func (s *Settings) handOver(w http.ResponseWriter, r *http.Request) error {
	a := frame.Actor(r.Context())
	if !wholly(a) {
		return errs.New(errs.Forbidden, "The hand-over file holds everything: an owner of the organisation makes it.")
	}
	tmp, err := scratch()
	if err != nil {
		return err
	}
	defer tmp.close()
	if err := s.HandOver(r.Context(), a, tmp); err != nil {
		return err
	}
	size, err := tmp.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+fileName(auth.Of(r.Context()).Org.Name)+"-"+s.Today().String()+`.zip"`)
	h.Set("Content-Length", fmt.Sprint(size))
	w.WriteHeader(http.StatusOK)
	_, err = io.Copy(w, tmp)
	return err
}

// fileName makes a file's name of an organisation's: letters and hyphens.
func fileName(name string) string {
	f := strings.FieldsFunc(register.Fold(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(f) == 0 {
		return "organisation"
	}
	return strings.Join(f, "-")
}

// file is a scratch file that goes when it is closed.
type file struct{ *os.File }

func scratch() (file, error) {
	f, err := os.CreateTemp("", "holdfast-handover-*")
	if err != nil {
		return file{}, errs.Wrap(err, errs.Unavailable, "There is no room for a hand-over file at the moment.")
	}
	return file{f}, nil
}

func (f file) close() {
	_ = f.File.Close()
	_ = os.Remove(f.Name())
}

type organisationsView struct {
	Shell   ui.Shell
	Title   string
	Table   ui.Table
	Makes   bool
	TakesIn bool
	Name    ui.Field
	File    ui.Field
	Errors  ui.ErrorSummary
}

func (s *Settings) organisations(w http.ResponseWriter, r *http.Request) error {
	return s.showOrganisations(w, r, http.StatusOK, "", nil)
}

func (s *Settings) showOrganisations(w http.ResponseWriter, r *http.Request, status int, name string, wrong map[string]string) error {
	sh, err := s.Shell(r.Context(), "Your organisations", "/organisations", frame.Done(r, organisationDone))
	if err != nil {
		return err
	}
	v := auth.Of(r.Context())
	out := organisationsView{Shell: sh, Makes: owns(v), TakesIn: owns(v) && s.TakeIn != nil, Table: ui.Table{Caption: "Your organisations", Columns: []ui.Column{{Label: "Organisation"}, {Label: "Your role"}, {Label: "Work for it", Hidden: true}}}}
	out.Title = "You belong to " + ui.Count(len(v.Places), "organisation.", "organisations.")
	for _, p := range v.Places {
		last := ui.Cell{Status: "done", Text: "you work for it now"}
		if p.Org != v.Org.Org {
			last = ui.Cell{}
			if s.Sign != nil {
				last.Action = []ui.Action{{Label: "Work for it", Href: "/organisations/switch", Post: true, Hidden: []ui.Hidden{{Name: "organisation", Value: p.Org}}}}
			}
		}
		out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Name}, {Text: frame.RoleWord(authz.Role(p.Role))}, last}})
	}
	out.Name = ui.Field{ID: "name", Label: "Name of the organisation", Value: name, Err: wrong["name"]}
	out.File = ui.Field{ID: "file", Label: "Hand-over file", Kind: "file", Accept: ".zip,application/zip", Err: wrong["file"]}
	out.Errors = ui.Problems(out.Name, out.File)
	out.Shell.Problem = len(out.Errors.Problems) > 0
	return web.Render(w, r, status, organisationsPage(out))
}

// owns says that the person is an owner of any organisation here: who is may
// make another.
func owns(v *auth.Visit) bool {
	return v.Token == "" && slices.ContainsFunc(v.Places, func(p auth.Place) bool { return authz.Role(p.Role) == authz.Owner })
}

func notOwner() error {
	return errs.New(errs.Forbidden, "Who is an owner of an organisation here may make another one.")
}

func (s *Settings) makeOrganisation(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	v := auth.Of(r.Context())
	if !owns(v) {
		return notOwner()
	}
	by := s.By(r.Context(), "")
	by.Person, by.Actor.Name = v.Account.ID, v.Account.Name
	_, err := s.Makers.Create(r.Context(), by, r.PostFormValue("name"), v.Account.Email)
	if err == nil {
		return frame.Back(w, "/organisations", "made")
	}
	wrong, ok := frame.Faults(err)
	if !ok {
		return err
	}
	return s.showOrganisations(w, r, http.StatusUnprocessableEntity, r.PostFormValue("name"), wrong)
}

func (s *Settings) takeIn(w http.ResponseWriter, r *http.Request) error {
	v := auth.Of(r.Context())
	if !owns(v) {
		return notOwner()
	}
	bad := func(words string) error {
		return s.showOrganisations(w, r, http.StatusUnprocessableEntity, "", map[string]string{"file": words})
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return bad("Choose the hand-over file")
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return bad("Choose the hand-over file")
		}
		if err != nil {
			return errs.Wrap(err, errs.Invalid, "The upload could not be read. Send it again.")
		}
		if part.FormName() != "file" {
			continue
		}
		tmp, err := scratch()
		if err != nil {
			return err
		}
		defer tmp.close()
		size, err := io.Copy(tmp, part)
		if err != nil {
			return err
		}
		if size == 0 {
			return bad("Choose the hand-over file")
		}
		_, err = s.TakeIn(r.Context(), tmp, size, change.Member{Person: v.Account.ID, Name: v.Account.Name, Email: v.Account.Email})
		switch errs.CodeOf(err) {
		case "":
			return frame.Back(w, "/organisations", "taken-in")
		case errs.Invalid, errs.Conflict, errs.TooLarge:
			return bad(errs.Safe(err))
		}
		return err
	}
}

func (s *Settings) switchTo(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	v := auth.Of(r.Context())
	org := r.PostFormValue("organisation")
	if !slices.ContainsFunc(v.Places, func(p auth.Place) bool { return p.Org == org }) {
		return errs.New(errs.NotFound, "There is no such organisation.")
	}
	if err := s.Sign.Switch(r.Context(), v, org); err != nil {
		return err
	}
	return web.SeeOther(w, "/")
}
