package document

import (
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/office/markdown"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// editView is the page on which a text is written.
type editView struct {
	Shell   ui.Shell
	Number  string
	Title   string
	Crumbs  []ui.Link
	Version int64 // of the draft's record; 0: there is none yet
	Body    ui.Field
	Note    ui.Field
	Big     ui.Choices
	Errors  ui.ErrorSummary
	Preview string // HTML
	Open    []string
	// Theirs is what somebody else wrote meanwhile, set against what was typed.
	Theirs *theirsView
}

type theirsView struct {
	Who   string
	Lines []document.Line
}

// edit shows the draft, or the version in force as the beginning of the next.
func (p *Pages) edit(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Update, authz.Drafts, "drafts of documents"); err != nil {
		return err
	}
	all, err := p.load(r, false)
	if err != nil {
		return err
	}
	d := &all.doc.Value
	t, version := document.Text{}, int64(0)
	switch {
	case all.working != nil && all.working.Value.State == document.Review:
		return errs.New(errs.Conflict, "%s is in review: take it back before you write on it.", all.doc.Number)
	case all.working != nil:
		x := &all.working.Value
		t, version = document.Text{Body: x.Body, Note: x.Note, Material: x.Material}, all.working.Version
	case d.State == document.Withdrawn:
		return errs.New(errs.Conflict, "%s is withdrawn. Begin a new document instead.", all.doc.Number)
	case len(all.versions) > 0:
		t.Body = all.versions[0].Value.Body
	}
	return p.showEdit(w, r, http.StatusOK, all, version, t, nil, nil)
}

// text reads what was typed.
func text(r *http.Request) (t document.Text, version int64, err error) {
	if err := frame.Form(r); err != nil {
		return t, 0, err
	}
	version, _ = strconv.ParseInt(r.PostFormValue("version"), 10, 64) // 0 begins a draft
	return document.Text{Body: r.PostFormValue("body"), Note: r.PostFormValue("note"), Material: r.PostFormValue("material") == "yes"}, version, nil
}

// write keeps what was typed. When somebody else wrote meanwhile nothing is lost:
// both are shown.
func (p *Pages) write(w http.ResponseWriter, r *http.Request) error {
	t, version, err := text(r)
	if err != nil {
		return err
	}
	number := r.PathValue("number")
	if strings.TrimSpace(t.Body) == "" {
		err = errs.At("/body", "Nothing is written here: what stood before is kept.")
	} else {
		err = p.do(r, "document-draft.update", "", nil, func(tx *change.Tx) error {
			_, err := p.s.Write(tx, number, version, t)
			return err
		})
	}
	if err == nil {
		return frame.Back(w, path(number), "written")
	}
	faults, isFault := frame.Faults(err)
	words, isConflict := conflict(err)
	if !isFault && !isConflict {
		return err
	}
	all, lerr := p.load(r, false)
	if lerr != nil {
		return lerr
	}
	if isFault {
		return p.showEdit(w, r, http.StatusUnprocessableEntity, all, version, t, faults, nil)
	}
	var theirs *theirsView
	now := int64(0)
	if all.working != nil {
		now = all.working.Version
		theirs = &theirsView{Who: all.name(all.working.UpdatedBy), Lines: document.Diff(all.working.Value.Body, strings.ReplaceAll(t.Body, "\r\n", "\n"))}
	}
	return p.showEdit(w, r, http.StatusConflict, all, now, t, map[string]string{"body": words + " Nothing of yours is lost: it stands below. Keep it to replace theirs."}, theirs)
}

// preview shows what was typed as people will read it: the part alone for htmx, the
// whole page without script.
func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Update, authz.Drafts, "drafts of documents"); err != nil {
		return err
	}
	t, version, err := text(r)
	if err != nil {
		return err
	}
	html := markdown.HTML(t.Body, labelOf)
	if r.Header.Get("HX-Request") != "" {
		return render(w, r, http.StatusOK, previewPart(html, document.BlankLabels(document.Blanks(t.Body))))
	}
	all, err := p.load(r, false)
	if err != nil {
		return err
	}
	return p.showEdit(w, r, http.StatusOK, all, version, t, nil, nil)
}

func (p *Pages) showEdit(w http.ResponseWriter, r *http.Request, status int, all *whole, version int64, t document.Text, wrong map[string]string, theirs *theirsView) error {
	d := &all.doc.Value
	v := editView{Number: all.doc.Number, Title: d.Title, Version: version, Theirs: theirs}
	v.Crumbs = crumbs(ui.Link{Label: all.doc.Number, Href: path(all.doc.Number)}, ui.Link{Label: "Write"})
	v.Body = ui.Field{ID: "body", Label: "Text", Kind: "textarea", Rows: 28, Value: t.Body, Err: wrong["body"], Wide: true, Hint: "Markdown: ## heading, - list, 1. steps, **strong**, | tables |, {{what is still open}}"}
	v.Note = ui.Field{ID: "note", Label: "What is new", Kind: "textarea", Rows: 2, Value: t.Note, Err: wrong["note"], Optional: d.Version == "", Hint: "For those who know the version before"}
	if d.Version != "" {
		v.Big = ui.Choices{ID: "material", Name: "material", Legend: "Does it change what people do?", Options: []ui.Choice{
			{Value: "no", Label: "No", Text: "It becomes version " + document.Next(d.Version, false) + ". Nobody is asked to read it anew.", On: !t.Material},
			{Value: "yes", Label: "Yes", Text: "It becomes version " + document.Next(d.Version, true) + ". Everybody concerned reads and acknowledges it anew.", On: t.Material},
		}}
	}
	v.Preview, v.Open = markdown.HTML(t.Body, labelOf), document.BlankLabels(document.Blanks(t.Body))
	v.Errors = ui.Problems(v.Body, v.Note)
	var err error
	if v.Shell, err = p.Shell(r.Context(), "Write: "+d.Title, document.Path, ""); err != nil {
		return err
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return render(w, r, status, editPage(v))
}
