package share

import (
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// SettingsView is the settings of the trust page with the page itself below.
type SettingsView struct {
	Shell   ui.Shell
	Head    ui.Sentence
	Actions []ui.Action
	Errors  ui.ErrorSummary
	May     bool // change it
	Version int64
	Shown   ui.Choices
	Fields  []ui.Field
	Preview TrustView
	Full    ui.Link // the preview as a page of its own
}

var trustDone = map[string]string{
	"saved": "Saved. The page below is what buyers see.",
	"on":    "The page is public now. Give its address to who asks.",
	"off":   "The page is off: its address answers like one that never was.",
}

func (s *Share) settings(w http.ResponseWriter, r *http.Request) error {
	row, _, err := s.Trust.Settings(r.Context(), frame.Actor(r.Context()))
	if err != nil {
		return err
	}
	return s.showSettings(w, r, http.StatusOK, row.Value, row.Version, nil)
}

// showSettings shows the form with set in it, and the page that set makes.
func (s *Share) showSettings(w http.ResponseWriter, r *http.Request, status int, set trustpage.Settings, version int64, faults map[string]string) error {
	ctx, a := r.Context(), frame.Actor(r.Context())
	sh, err := s.Shell(ctx, "Trust page", "/share/trust", frame.Done(r, trustDone))
	if err != nil {
		return err
	}
	certs, err := s.Trust.Certificates(ctx, a)
	if err != nil {
		return err
	}
	all := trustpage.Settings{Handle: set.Handle}
	for _, c := range certs {
		all.Certificates = append(all.Certificates, c.Number)
	}
	every, err := s.Trust.Preview(ctx, a, &all, s.Now(), s.Today())
	if err != nil {
		return err
	}
	page, err := s.Trust.Preview(ctx, a, &set, s.Now(), s.Today())
	if err != nil {
		return err
	}
	v := SettingsView{
		Shell: sh, Version: version, Preview: s.view(page), Full: ui.Link{Label: "See it as a page of its own", Href: "/share/trust/preview"},
		May: a.May(authz.Update, authz.Share),
		Shown: ui.Choices{
			ID: "certificates", Name: "certificates", Legend: "Which certificates are shown", Many: true, Err: faults["certificates"],
			Hint: "One by one: what you do not choose is not on the page. An ended one is shown as ended, never as valid.",
		},
		Fields: []ui.Field{
			{ID: "handle", Label: "Address", Value: set.Handle, Err: faults["handle"], Optional: true, Size: 40, Hint: "The end of " + s.Base + "/trust/… Leave it empty for one that nobody can guess."},
			{ID: "contact", Label: "Whom to ask", Value: set.Contact, Err: faults["contact"], Optional: true, Hint: "Shown to everybody, for example trust@example.org."},
			{ID: "statement", Label: "In your own words", Kind: "textarea", Rows: 3, Value: set.Statement, Err: faults["statement"], Optional: true, Hint: "Shown as a quotation, above the certificates."},
		},
	}
	for _, k := range every.Cards {
		v.Shown.Options = append(v.Shown.Options, ui.Choice{Value: k.Ref, Label: k.Ref + " " + cardTitle(k), Text: k.Status.Word + ": " + k.Status.Says, On: set.Shows(k.Ref)})
	}
	v.Preview.Inside = true
	v.Errors = ui.Problems(append([]ui.Field{{ID: "certificates", Err: v.Shown.Err}}, v.Fields...)...)
	v.Shell.Problem = len(v.Errors.Problems) > 0
	v.head(set, version, s.Base)
	return web.Render(w, r, status, SettingsPage(v))
}

func (v *SettingsView) head(set trustpage.Settings, version int64, base string) {
	switch {
	case set.On:
		v.Head = ui.Sentence{Fact: "The trust page is public.", Then: base + "/trust/" + set.Handle}
		v.Actions = []ui.Action{{Label: "Open it", Href: "/trust/" + set.Handle}}
		if v.May {
			v.Actions = append(v.Actions, ui.Action{Label: "Switch it off", Href: "/share/trust/off", Post: true})
		}
	case version == 0:
		v.Head = ui.Sentence{Fact: "The trust page is off.", Then: "Choose what buyers would see; nothing is public before you switch it on."}
	default:
		v.Head = ui.Sentence{Fact: "The trust page is off.", Then: "Nobody outside sees what is below."}
		if v.May && len(set.Certificates) > 0 {
			v.Actions = []ui.Action{{Label: "Make it public", Href: "/share/trust/on", Post: true}}
		}
	}
}

func (s *Share) saveSettings(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form could not be read. Go back and send it again.")
	}
	set := trustpage.Settings{
		Handle: strings.TrimSpace(r.PostFormValue("handle")), Contact: strings.Join(strings.Fields(r.PostFormValue("contact")), " "),
		Statement: strings.TrimSpace(r.PostFormValue("statement")), Certificates: r.PostForm["certificates"],
	}
	_, err = s.Trust.Save(r.Context(), s.By(r.Context(), ""), version, set)
	if faults, ok := frame.Faults(err); ok {
		row, _, rerr := s.Trust.Settings(r.Context(), frame.Actor(r.Context()))
		if rerr != nil {
			return rerr
		}
		set.On = row.Value.On
		return s.showSettings(w, r, http.StatusUnprocessableEntity, set, version, faults)
	}
	if err != nil {
		return err
	}
	return frame.Back(w, "/share/trust", "saved")
}

func (s *Share) switchTo(on bool) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if _, err := s.Trust.Switch(r.Context(), s.By(r.Context(), ""), on); err != nil {
			return err
		}
		return frame.Back(w, "/share/trust", map[bool]string{true: "on", false: "off"}[on])
	}
}

// preview is the public page itself, as it would be.
func (s *Share) preview(w http.ResponseWriter, r *http.Request) error {
	a := frame.Actor(r.Context())
	row, _, err := s.Trust.Settings(r.Context(), a)
	if err != nil {
		return err
	}
	p, err := s.Trust.Preview(r.Context(), a, &row.Value, s.Now(), s.Today())
	if err != nil {
		return err
	}
	w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	return web.Render(w, r, http.StatusOK, TrustPage(s.view(p)))
}
