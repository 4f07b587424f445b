package scope

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/scope"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// spare is how many empty lines for exclusions the form has.
const spare = 2

type draftView struct {
	Shell      ui.Shell
	Head       ui.Head
	Errors     ui.ErrorSummary
	Version    string
	Wording    ui.Field
	Activities ui.Field
	Entities   ui.Choices
	NoEntity   bool
	Sites      string // what the register of sites says
	Boundary   ui.Field
	Interfaces ui.Field
	Depends    ui.Field
	Exclusions []exclusionFields
	Err        string // about the exclusions
}

type exclusionFields struct{ What, Why ui.Field }

func (p *Pages) editDraft(w http.ResponseWriter, r *http.Request) error {
	var row register.Row[scope.Draft]
	ctx := r.Context()
	if err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		row, _, err = p.Service.DraftOf(v)
		return err
	}); err != nil {
		return err
	}
	return p.showDraftForm(w, r, http.StatusOK, row.Value, row.Version, nil)
}

func (p *Pages) showDraftForm(w http.ResponseWriter, r *http.Request, status int, d scope.Draft, version int64, wrong map[string]string) error {
	ctx := r.Context()
	var entities []register.Row[party.Entity]
	var sites []register.Row[scope.Site]
	if err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		if entities, err = change.Collect(v, p.Entities, register.Query{Sort: "name"}); err != nil {
			return err
		}
		sites, err = change.Collect(v, p.Service.Sites, register.Query{})
		return err
	}); err != nil {
		return err
	}
	area := func(id, label, hint, value string, rows int) ui.Field {
		return ui.Field{ID: id, Label: label, Hint: hint, Value: value, Kind: "textarea", Rows: rows, Err: wrong[id]}
	}
	v := draftView{
		Version: strconv.FormatInt(version, 10),
		Head: ui.Head{
			Crumbs: crumbs(ui.Link{Label: "Scope statement", Href: statementPath}, ui.Link{Label: "Write"}), Title: "What does the ISMS cover?",
			Lede: "Seven questions. What is left empty can wait; somebody else issues the statement once all are answered.",
		},
		Wording:    area("wording", "1. The scope in a sentence, as the certificate will print it", "What you do, for whom. A certificate’s reader sees only this", d.Wording, 2),
		Activities: area("activities", "2. What do you do, and for whom?", "", d.Activities, 3),
		Entities:   ui.Choices{ID: "entities", Name: "entities", Legend: "3. Which companies are covered?", Many: true, Err: wrong["entities"]},
		NoEntity:   len(entities) == 0,
		Boundary:   area("boundary", "4. Where does it end?", "People, places, networks, services: inside up to where", d.Boundary, 3),
		Interfaces: area("interfaces", "5. What crosses that line?", "Connections to customers, support access, data that comes and goes", d.Interfaces, 3),
		Depends:    area("dependencies", "6. What do others do for you?", "Hosting, payroll, monitoring: what you rest on and do not run", d.Dependencies, 3),
		Err:        wrong["exclusions"],
	}
	for _, e := range entities {
		if e.Value.Closed && !slices.Contains(d.Entities, e.ID) {
			continue
		}
		v.Entities.Options = append(v.Entities.Options, ui.Choice{Value: e.ID, Label: e.Value.Name, On: slices.Contains(d.Entities, e.ID)})
	}
	b := state{sites: sites}.brief(scope.SiteKind, 0)
	v.Sites = "The sites come from their register: " + b.text + "."
	if len(sites) == 0 {
		v.Sites = "The sites come from their register, where none stands yet."
	}
	for i := range len(d.Exclusions) + spare {
		var x scope.Exclusion
		if i < len(d.Exclusions) {
			x = d.Exclusions[i]
		}
		n := strconv.Itoa(i + 1)
		v.Exclusions = append(v.Exclusions, exclusionFields{
			ui.Field{ID: "what-" + n, Name: "what", Label: "What is left out (" + n + ")", Value: x.What},
			ui.Field{ID: "why-" + n, Name: "why", Label: "Why (" + n + ")", Value: x.Why},
		})
	}
	v.Errors = ui.Problems(v.Wording, v.Activities, v.Boundary, v.Interfaces, v.Depends)
	for _, id := range []string{"entities", ""} {
		if m := wrong[id]; m != "" {
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: id, Text: m})
		}
	}
	if v.Err != "" {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: "what-1", Text: v.Err})
	}
	var err error
	if v.Shell, err = p.Shell(ctx, v.Head.Title, statementPath, ""); err != nil {
		return err
	}
	v.Shell.Doc, v.Shell.Problem = true, len(v.Errors.Problems) > 0
	return web.Render(w, r, status, draftFormPage(v))
}

func (p *Pages) saveDraft(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form is not whole. Open it again.")
	}
	typed := func(id string) string { return strings.TrimSpace(r.PostFormValue(id)) }
	d := scope.Draft{
		Wording: typed("wording"), Activities: typed("activities"), Boundary: typed("boundary"), Interfaces: typed("interfaces"), Dependencies: typed("dependencies"),
		Entities: r.PostForm["entities"],
	}
	what, why := r.PostForm["what"], r.PostForm["why"]
	for i := range min(len(what), len(why)) {
		if x := (scope.Exclusion{What: strings.TrimSpace(what[i]), Why: strings.TrimSpace(why[i])}); x != (scope.Exclusion{}) {
			d.Exclusions = append(d.Exclusions, x)
		}
	}
	ctx := r.Context()
	_, err = p.Service.SaveDraft(ctx, p.By(ctx, ""), version, d)
	if err == nil {
		return frame.Back(w, statementPath+"/draft", "saved")
	}
	wrong, ok := frame.Faults(err)
	if errs.CodeOf(err) == errs.Conflict {
		// What is typed stays; saving again puts it in the place of theirs.
		var row register.Row[scope.Draft]
		if err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
			row, _, err = p.Service.DraftOf(v)
			return err
		}); err != nil {
			return err
		}
		who := p.Name(ctx, row.UpdatedBy)
		return p.showDraftForm(w, r, http.StatusConflict, d, row.Version, map[string]string{"": fmt.Sprintf("%s changed the draft meanwhile. What you see is what you typed: saving again puts it in the place of theirs.", who)})
	}
	if !ok {
		return err
	}
	return p.showDraftForm(w, r, http.StatusUnprocessableEntity, d, version, wrong)
}
