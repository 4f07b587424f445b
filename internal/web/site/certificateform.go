package site

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/certificate"
)

// certFields are the form's fields by name, in its order; the first ones are
// enough for a certificate.
var certFields = []ui.Field{
	{ID: "scheme", Label: "Scheme", Kind: "select"},
	{ID: "holder", Label: "Legal entity that holds it", Hint: "As printed: a certificate counts only for the entity that it names", Auto: "organization"},
	{ID: "number", Label: "Certificate number", Hint: "As printed, with its hyphens"},
	{ID: "issued", Label: "Issued on", Kind: "date"},
	{ID: "expires", Label: "Last day printed on it", Kind: "date", Hint: "Leave it empty when none is printed"},
	{ID: "endLabel", Label: "The words printed before that day", Hint: "“Valid until”, “expires on” or “recertification due”: they say what the day is worth", Optional: true},

	{ID: "level", Label: "Level or status"},
	{ID: "edition", Label: "Edition or question set", Hint: "Such as 2022, Danzell or 2025-26"},
	{ID: "decision", Label: "Decided on", Kind: "date", Hint: "The day of the certification decision, where it differs from the issue"},
	{ID: "cycle", Label: "Cycle", Kind: "select", Choices: []ui.Choice{{Value: "", Label: "Not known"}, {Value: "initial", Label: "First"}, {Value: "recertified", Label: "Recertified"}}},
	{ID: "body", Label: "Certification body", Hint: "Who issued it: body, insurer or tester"},
	{ID: "accreditationBody", Label: "Accreditation body", Hint: "Such as UKAS"},
	{ID: "accreditationNumber", Label: "Accreditation number"},
	{ID: "accredited", Label: "Is the accreditation recognised?", Kind: "select", Hint: "UKAS, or a body that it recognises", Choices: []ui.Choice{{Value: "", Label: "Not known"}, {Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}},
	{ID: "scope", Label: "Scope, word for word", Kind: "textarea", Rows: 3, Hint: "Bids are tested against these words"},
	{ID: "sites", Label: "Sites", Kind: "textarea", Rows: 2, Hint: "One a line"},
	{ID: "covers", Label: "Does the scope cover the work that you bid for?", Kind: "select", Hint: "Your judgement; each bid may judge otherwise", Choices: []ui.Choice{{Value: "", Label: "Not judged yet"}, {Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}},
	{ID: "owner", Label: "Who keeps it alive", Kind: "select"},
	{ID: "verifyLink", Label: "Verify link", Kind: "url", Hint: "The page where anybody can look it up"},
	{ID: "verifiedOn", Label: "Last verified on", Kind: "date"},
	{ID: "replaces", Label: "Replaces", Hint: "The number here of the certificate that it follows, such as CERT-2"},
	{ID: "note", Label: "Note", Kind: "textarea", Rows: 2},
}

// firstFields are shown at once: five questions, the fifth in two parts.
const firstFields = 6

// typedOf gives a certificate as the form shows it.
func typedOf(c *certificate.Certificate) map[string]string {
	day := func(d civil.Date) string {
		if d.IsZero() {
			return ""
		}
		return d.String()
	}
	t := map[string]string{
		"scheme": c.Scheme, "holder": c.Holder, "number": c.Number, "issued": day(c.Issued), "expires": day(c.Expires),
		"endLabel": c.EndLabel, "level": string(c.Level), "edition": c.Edition, "decision": day(c.Decision), "cycle": c.Cycle, "body": c.Body,
		"accreditationBody": c.AccreditationBody, "accreditationNumber": c.AccreditationNumber, "scope": c.Scope, "sites": strings.Join(c.Sites.List(), "\n"),
		"covers": strings.TrimPrefix(c.Covers, "unknown"), "owner": c.Owner, "verifyLink": c.VerifyLink, "verifiedOn": day(c.VerifiedOn), "replaces": c.Replaces, "note": c.Note,
	}
	if c.Accredited != nil {
		t["accredited"] = map[bool]string{true: "yes", false: "no"}[*c.Accredited]
	}
	return t
}

// readCertificate puts what was typed into a certificate, and gives what cannot
// be read by field.
func readCertificate(r *http.Request, c *certificate.Certificate) (typed, wrong map[string]string) {
	typed, wrong = map[string]string{}, map[string]string{}
	for _, f := range certFields {
		typed[f.ID] = strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(f.ID), "\r\n", "\n"))
	}
	for name, day := range map[string]*civil.Date{"issued": &c.Issued, "expires": &c.Expires, "decision": &c.Decision, "verifiedOn": &c.VerifiedOn} {
		d, bad := frame.Day(typed[name])
		if bad != "" {
			wrong[name] = bad
		}
		*day = d
	}
	for name, text := range map[string]*string{
		"scheme": &c.Scheme, "holder": &c.Holder, "number": &c.Number, "endLabel": &c.EndLabel, "edition": &c.Edition, "cycle": &c.Cycle, "body": &c.Body,
		"accreditationBody": &c.AccreditationBody, "accreditationNumber": &c.AccreditationNumber, "scope": &c.Scope, "covers": &c.Covers, "owner": &c.Owner,
		"verifyLink": &c.VerifyLink, "replaces": &c.Replaces, "note": &c.Note,
	} {
		*text = typed[name]
	}
	c.Sites = certificate.Lines(typed["sites"])
	c.Level = ""
	if typed["level"] != "" {
		if err := c.Level.UnmarshalJSON([]byte(strconv.Quote(typed["level"]))); err != nil {
			wrong["level"] = "Enter a short word, such as the status printed"
		}
	}
	switch yes := typed["accredited"] == "yes"; typed["accredited"] {
	case "yes", "no":
		c.Accredited = &yes
	default:
		c.Accredited = nil
	}
	return typed, wrong
}

// certificateForm is what a certificate's form is made from.
type certificateForm struct {
	title, path  string
	id           string // number of a stored one
	version      int64
	typed, wrong map[string]string
	hints        map[string]string // the words a field was read from
	file, name   string            // a file that is kept with it
	then         []string          // schemes to enter after this one
	draft        *win.Draft
	conflict     *win.Conflict
}

func (s *Site) showForm(w http.ResponseWriter, r *http.Request, status int, f certificateForm) error {
	sh, err := s.Shell(r.Context(), f.title, f.path, frame.Done(r, certDone))
	if err != nil {
		return err
	}
	v := win.CertificateFormView{Shell: sh, ID: f.id, Action: f.path, Cancel: "/certificates", Draft: f.draft, Conflict: f.conflict, Left: len(f.then)}
	if f.id != "" {
		v.Cancel = "/certificates/" + f.id
		v.Hidden = append(v.Hidden, ui.Hidden{Name: "version", Value: strconv.FormatInt(f.version, 10)})
	}
	if f.file != "" {
		v.Hidden = append(v.Hidden, ui.Hidden{Name: "file", Value: f.file}, ui.Hidden{Name: "fileProof", Value: s.fileProof(r.Context(), f.file)}, ui.Hidden{Name: "fileName", Value: f.name})
	}
	if len(f.then) > 0 {
		v.Hidden = append(v.Hidden, ui.Hidden{Name: "then", Value: strings.Join(f.then, ",")})
	}
	for i, field := range certFields {
		field.Value, field.Err = f.typed[field.ID], f.wrong[field.ID]
		switch field.ID {
		case "scheme":
			field.Choices = append([]ui.Choice{{Value: "", Label: "Choose one"}}, s.schemeOnly()...)
		case "holder":
			field.Suggest = s.entityNames(r)
		case "owner":
			field.Choices = s.ownerChoices(r.Context(), field.Value)
		case "level":
			if sc, ok := s.Book.Scheme(f.typed["scheme"]); ok && len(sc.Levels) > 0 {
				field.Kind, field.Choices = "select", []ui.Choice{{Value: "", Label: "Not stated"}}
				for _, l := range sc.Levels {
					field.Choices = append(field.Choices, ui.Choice{Value: l.ID, Label: l.Name})
				}
			}
		}
		if h := f.hints[field.ID]; h != "" {
			field.Hint = h
		}
		if i < firstFields {
			v.First = append(v.First, field)
		} else {
			v.More = append(v.More, field)
			v.MoreOpen = v.MoreOpen || (f.draft != nil && field.Value != "")
		}
	}
	v.Errors = ui.Problems(append(slices.Clone(v.First), v.More...)...)
	for _, p := range slices.Sorted(keysNotIn(f.wrong)) {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: f.wrong[p]})
	}
	return web.Render(w, r, status, win.CertificateFormPage(v))
}

// keysNotIn gives the faults that belong to no field of the form.
func keysNotIn(wrong map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range wrong {
			if !slices.ContainsFunc(certFields, func(f ui.Field) bool { return f.ID == k }) && !yield(k) {
				return
			}
		}
	}
}

// schemeOnly are the schemes that a certificate can be of.
func (s *Site) schemeOnly() []ui.Choice {
	var out []ui.Choice
	for _, sc := range s.Book.Schemes() {
		out = append(out, ui.Choice{Value: sc.ID, Label: sc.Short})
	}
	return out
}

// ownerChoices are the people, and whoever is named though no member.
func (s *Site) ownerChoices(ctx context.Context, now string) []ui.Choice {
	out := []ui.Choice{{Value: "", Label: "Nobody yet"}}
	member := now == ""
	for _, m := range s.Members(ctx) {
		out = append(out, ui.Choice{Value: m.Person, Label: m.Name})
		member = member || m.Person == now
	}
	if !member {
		out = append(out, ui.Choice{Value: now, Label: s.Name(ctx, now)})
	}
	return out
}

func (s *Site) newCertificate(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f := certificateForm{title: "Add a certificate", path: "/certificates/new", then: s.schemeList(q.Get("then"))}
	f.typed = map[string]string{"scheme": q.Get("scheme"), "holder": s.defaultEntity(r)}
	if _, known := s.Book.Scheme(q.Get("scheme")); !known {
		f.typed["scheme"] = ""
	}
	if len(s.Members(r.Context())) == 1 {
		f.typed["owner"] = frame.Actor(r.Context()).Person
	}
	return s.showForm(w, r, http.StatusOK, f)
}

// schemeList reads a list of scheme ids and drops what is none.
func (s *Site) schemeList(text string) []string {
	var out []string
	for id := range strings.SplitSeq(text, ",") {
		if _, ok := s.Book.Scheme(id); ok && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// addCertificate records a certificate that was typed in, or a draft that a
// person has confirmed.
func (s *Site) addCertificate(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	var c certificate.Certificate
	f := certificateForm{title: "Add a certificate", path: "/certificates/new", then: s.schemeList(r.PostFormValue("then"))}
	f.typed, f.wrong = readCertificate(r, &c)
	f.file, f.name = r.PostFormValue("file"), shortName(r.PostFormValue("fileName"))
	if f.file != "" && !s.kept(r.Context(), f.file, r.PostFormValue("fileProof")) {
		f.file, f.wrong["file"] = "", "The file is not kept any more. Drop it again, or record the certificate without it."
	}
	if len(f.wrong) == 0 {
		var row certificate.Row
		var err error
		word := "added"
		if f.file != "" {
			word = "confirmed"
			row, err = s.Certificates.ConfirmDraft(r.Context(), s.By(r.Context(), ""), c, f.file, f.name)
		} else {
			row, err = s.Certificates.Add(r.Context(), s.By(r.Context(), ""), c)
		}
		if err == nil {
			if len(f.then) > 0 {
				q := url.Values{"scheme": {f.then[0]}, "then": {strings.Join(f.then[1:], ",")}, "done": {word}}
				return web.SeeOther(w, "/certificates/new?"+q.Encode())
			}
			return frame.Back(w, "/certificates/"+row.Number, word)
		}
		wrong, ok := frame.Faults(err)
		if !ok {
			return err
		}
		f.wrong = wrong
	}
	return s.showForm(w, r, http.StatusUnprocessableEntity, f)
}

func (s *Site) editCertificate(w http.ResponseWriter, r *http.Request) error {
	row, err := s.Certificates.Get(r.Context(), frame.Actor(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showForm(w, r, http.StatusOK, s.editForm(&row))
}

func (s *Site) editForm(row *certificate.Row) certificateForm {
	return certificateForm{
		title: "Change " + row.Number, path: "/certificates/" + row.Number + "/edit", id: row.Number, version: row.Version, typed: typedOf(&row.Value),
	}
}

func (s *Site) changeCertificate(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	row, err := s.Certificates.Get(r.Context(), frame.Actor(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form is not whole. Open it again.")
	}
	f, c := s.editForm(&row), row.Value // what the form does not ask stays as it is
	f.version = version
	f.typed, f.wrong = readCertificate(r, &c)
	if len(f.wrong) > 0 {
		return s.showForm(w, r, http.StatusUnprocessableEntity, f)
	}
	_, err = s.Certificates.Change(r.Context(), s.By(r.Context(), ""), row.ID, version, c)
	if err == nil {
		return frame.Back(w, "/certificates/"+row.Number, "changed")
	}
	if errs.CodeOf(err) == errs.Conflict {
		f.version = row.Version // saving again is meant
		f.conflict = s.conflict(r.Context(), &row, f.typed)
		return s.showForm(w, r, http.StatusConflict, f)
	}
	wrong, ok := frame.Faults(err)
	if !ok {
		return err
	}
	f.wrong = wrong
	return s.showForm(w, r, http.StatusUnprocessableEntity, f)
}

// conflict says how what is stored now differs from what was typed.
func (s *Site) conflict(ctx context.Context, row *certificate.Row, typed map[string]string) *win.Conflict {
	out := &win.Conflict{Href: "/certificates/" + row.Number}
	theirs := typedOf(&row.Value)
	say := func(field, value string) string {
		switch field {
		case "scheme":
			return s.schemeName(value)
		case "owner":
			return s.Name(ctx, value)
		case "issued", "expires", "decision", "verifiedOn":
			if d, bad := frame.Day(value); bad == "" && !d.IsZero() {
				return d.Long()
			}
		}
		return value
	}
	for _, f := range certFields {
		if theirs[f.ID] != typed[f.ID] {
			out.Changes = append(out.Changes, win.ConflictLine{Label: f.Label, Theirs: say(f.ID, theirs[f.ID]), Yours: say(f.ID, typed[f.ID])})
		}
	}
	return out
}
