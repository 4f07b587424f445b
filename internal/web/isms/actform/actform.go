// Package actform is the page of a named action that wants words or dates: a
// reading, an approval, a renewal. The record's page leads to it, it is sent to
// its own address, and with what is wrong it is shown again.
package actform

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Form is what is asked before the action is done.
type Form struct {
	Path   string // where it is shown and sent: "/scope/objectives/OBJ-1/read"
	Back   string // the record's page
	Crumbs []ui.Link
	Title  string
	Lede   string
	Fields []ui.Field // with the values that they have at first
	Button string
}

type view struct {
	Form
	Shell  ui.Shell
	Errors ui.ErrorSummary
}

// Show shows it as it is at first.
func Show(f *frame.Frame, w http.ResponseWriter, r *http.Request, form Form) error {
	return show(f, w, r, http.StatusOK, form, nil)
}

// Do does the action with what was sent, and goes back to the record, saying
// done. What is wrong is said in the form; what may not be, or not any more, at
// its top.
func Do(f *frame.Frame, w http.ResponseWriter, r *http.Request, form Form, done string, fn func() error) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	err := fn()
	if err == nil {
		return frame.Back(w, form.Back, done)
	}
	wrong, ok := frame.Faults(err)
	if code := errs.CodeOf(err); !ok && (code == errs.Conflict || code == errs.Forbidden || code == errs.Invalid) {
		wrong, ok = map[string]string{"": errs.Safe(err)}, true
	}
	if !ok {
		return err
	}
	form.Fields = slices.Clone(form.Fields)
	for i := range form.Fields {
		field := &form.Fields[i]
		field.Value = strings.ReplaceAll(r.PostFormValue(field.ID), "\r\n", "\n")
		field.Err = wrong[field.ID]
		delete(wrong, field.ID)
	}
	return show(f, w, r, web.Status(errs.CodeOf(err)), form, wrong)
}

// show shows it; others are messages that belong to no field of the form.
func show(f *frame.Frame, w http.ResponseWriter, r *http.Request, status int, form Form, others map[string]string) error {
	sh, err := f.Shell(r.Context(), form.Title, form.Back, "")
	if err != nil {
		return err
	}
	v := view{Form: form, Shell: sh, Errors: ui.Problems(form.Fields...)}
	v.Shell.Doc = true
	for _, text := range others {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: text})
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, page(v))
}

// ReasonField asks why somebody does alone what two should do; it is kept in
// the trail.
func ReasonField() ui.Field {
	return ui.Field{ID: "reason", Label: "Why you do it alone", Kind: "textarea", Rows: 2, Required: true, Hint: "Nobody else in the organisation can do it. The reason is kept in the trail."}
}
