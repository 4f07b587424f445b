package document

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

func fault(pointer, words string) error { return errs.At(pointer, "%s", words) }

// detailsView is the form of what is known of a document beside its text.
type detailsView struct {
	Shell   ui.Shell
	Crumbs  []ui.Link
	Title   string
	Lede    string
	Action  string
	Version int64
	Fields  []ui.Field
	Asks    []ui.Choices
	Errors  ui.ErrorSummary
	Do      string
	Back    string
}

func (p *Pages) details(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Update, authz.ISMS, "documents"); err != nil {
		return err
	}
	all, err := p.load(r, false)
	if err != nil {
		return err
	}
	return p.showDetails(w, r, http.StatusOK, all.doc.Number, all.doc.Version, &all.doc.Value, nil)
}

func (p *Pages) blankForm(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Create, authz.ISMS, "documents"); err != nil {
		return err
	}
	d := document.Document{Type: "policy", Classification: "internal", Owner: frame.Actor(r.Context()).Person, ReviewEvery: document.Every}
	return p.showDetails(w, r, http.StatusOK, "", 0, &d, nil)
}

// entered puts what was typed into a document.
func entered(r *http.Request, d *document.Document) (version int64) {
	d.Title, d.Type, d.Owner, d.Classification = strings.TrimSpace(r.PostFormValue("title")), r.PostFormValue("type"), r.PostFormValue("owner"), r.PostFormValue("classification")
	d.Refs = nil
	for ref := range strings.FieldsFuncSeq(r.PostFormValue("refs"), func(c rune) bool { return c == ',' || c == ' ' || c == ';' || c == '\n' }) {
		d.Refs = append(d.Refs, ref)
	}
	d.ReviewEvery, _ = strconv.ParseInt(strings.TrimSpace(r.PostFormValue("reviewEvery")), 10, 64) // 0 is refused
	d.AckAll = r.PostFormValue("who") == "all"
	d.AckRoles, d.AckPeople = nil, nil
	if r.PostFormValue("who") == "some" {
		d.AckRoles, d.AckPeople = r.PostForm["ackRoles"], r.PostForm["ackPeople"]
	}
	version, _ = strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	return version
}

func (p *Pages) change(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number := r.PathValue("number")
	var d document.Document
	version := entered(r, &d)
	var row document.Row
	err := p.do(r, "document.update", "", nil, func(tx *change.Tx) (err error) {
		row, err = p.s.Change(tx, number, version, func(d *document.Document) { entered(r, d) })
		return err
	})
	switch {
	case err == nil && row.Version == version:
		return frame.Back(w, path(number), "same")
	case err == nil:
		return frame.Back(w, path(number), "saved")
	}
	if faults, ok := frame.Faults(err); ok {
		return p.showDetails(w, r, http.StatusUnprocessableEntity, number, version, &d, faults)
	}
	if words, ok := conflict(err); ok {
		all, lerr := p.load(r, false)
		if lerr != nil {
			return lerr
		}
		return p.showDetails(w, r, http.StatusConflict, number, all.doc.Version, &d, map[string]string{"title": words + " What you typed stands below; saving it replaces theirs."})
	}
	return err
}

func (p *Pages) createBlank(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	d := document.Document{}
	entered(r, &d)
	var row document.Row
	err := p.do(r, "document.create", "", nil, func(tx *change.Tx) (err error) {
		row, err = p.s.Create(tx, d, "")
		return err
	})
	if err == nil {
		return frame.Back(w, path(row.Number, "edit"), "")
	}
	if faults, ok := frame.Faults(err); ok {
		return p.showDetails(w, r, http.StatusUnprocessableEntity, "", 0, &d, faults)
	}
	return err
}

func (p *Pages) showDetails(w http.ResponseWriter, r *http.Request, status int, number string, version int64, d *document.Document, wrong map[string]string) error {
	ctx, decl := r.Context(), p.s.Docs.Declaration()
	v := detailsView{Title: "A document of your own", Action: document.Path + "/blank", Do: "Begin it", Back: document.Path, Crumbs: crumbs(ui.Link{Label: "New"}), Version: version}
	v.Lede = "Its text follows on the next page."
	if number != "" {
		v.Title, v.Action, v.Do, v.Back = d.Title, path(number, "details"), "Save", path(number)
		v.Lede, v.Crumbs = "What is known of it beside its text.", crumbs(ui.Link{Label: number, Href: path(number)}, ui.Link{Label: "Details"})
	}
	members := ui.Field{ID: "owner", Label: "Owner", Kind: "select", Value: d.Owner, Err: wrong["owner"], Hint: decl.Field("owner").Help, Choices: []ui.Choice{{Value: "", Label: "nobody yet"}}}
	people := ui.Choices{ID: "ackPeople", Name: "ackPeople", Legend: "These people", Many: true, Err: wrong["ackPeople"]}
	for _, m := range p.Members(ctx) {
		if !document.Inside([]change.Member{m}, m.Person) {
			continue
		}
		members.Choices = append(members.Choices, ui.Choice{Value: m.Person, Label: m.Name, On: m.Person == d.Owner})
		people.Options = append(people.Options, ui.Choice{Value: m.Person, Label: m.Name, On: slices.Contains(d.AckPeople, m.Person)})
	}
	roles := ui.Choices{ID: "ackRoles", Name: "ackRoles", Legend: "Everybody in these roles", Many: true, Err: wrong["ackRoles"]}
	for _, x := range authz.Roles() {
		if authz.Allows(x, authz.Create, authz.Signed) {
			roles.Options = append(roles.Options, ui.Choice{Value: string(x), Label: frame.RoleWord(x), On: slices.Contains(d.AckRoles, string(x))})
		}
	}
	some := len(d.AckRoles) > 0 || len(d.AckPeople) > 0
	v.Fields = []ui.Field{
		{ID: "title", Label: "Title", Value: d.Title, Required: true, Err: wrong["title"], Wide: true},
		{ID: "type", Label: "Type", Kind: "select", Value: d.Type, Err: wrong["type"], Choices: frame.Choices(decl.Field("type").Choices, d.Type)},
		members,
		{ID: "classification", Label: "Classification", Kind: "select", Value: d.Classification, Err: wrong["classification"], Choices: frame.Choices(decl.Field("classification").Choices, d.Classification)},
		{ID: "reviewEvery", Label: "Reviewed every (months)", Kind: "number", Value: strconv.FormatInt(d.ReviewEvery, 10), Err: wrong["reviewEvery"], Required: true},
		{ID: "refs", Label: "Clauses and controls that it answers", Value: strings.Join(d.Refs, ", "), Err: wrong["refs"], Hint: "Such as 5.2, A.5.1", Optional: true, Wide: true},
	}
	v.Asks = []ui.Choices{
		{ID: "who", Name: "who", Legend: "Who reads and acknowledges it?", Options: []ui.Choice{
			{Value: "none", Label: "Nobody has to", On: !d.AckAll && !some},
			{Value: "all", Label: "Every member", On: d.AckAll},
			{Value: "some", Label: "Those ticked below", On: !d.AckAll && some},
		}},
		roles, people,
	}
	v.Errors = ui.Problems(v.Fields...)
	for _, c := range v.Asks {
		if c.Err != "" {
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: c.ID, Text: c.Err})
		}
	}
	var err error
	if v.Shell, err = p.Shell(ctx, v.Title, document.Path, ""); err != nil {
		return err
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return render(w, r, status, detailsPage(v))
}
