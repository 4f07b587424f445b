package records

import (
	"net/http"
	"slices"
	"strconv"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// formPage is a page with the form of a record.
type formPage struct {
	Shell    ui.Shell
	Crumbs   []ui.Link
	Title    string
	Lede     string
	Errors   ui.ErrorSummary
	Conflict *conflict
	Action   string
	Files    bool // it sends files
	Hidden   []ui.Hidden
	Sections []formSection
	Button   string
	Cancel   ui.Link
	Delete   *ui.Link
}

type formSection struct {
	Title, Hint string
	Fields      []formField
}

// formField is a field of the form; a file has what is there beside it.
type formField struct {
	ui.Field
	Kept   string // where the stored file is
	Remove string // the name of the box that takes it away
}

// conflict says what somebody else changed since a form was opened.
type conflict struct {
	Who, When string
	Lines     []conflictLine
}

type conflictLine struct{ Label, Was, Now string }

// asked is what a form asks for, and how it has been answered.
type asked struct {
	rec      *register.Record // nil: a new one
	value    any
	version  int64 // that the form was opened with
	sent     sent
	conflict *conflict
}

// entry gives the fields of the form for who asks.
func (p *Pages) entry(r *http.Request, v *change.View, pl *place) ([]field, error) {
	all, err := p.fieldsOf(v, pl)
	role := frame.Actor(r.Context()).Role
	return slices.DeleteFunc(all, func(f field) bool { return !pl.entered(&f, role) }), err
}

func (p *Pages) newForm(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := p.allow(r, pl, authz.Create); err != nil {
		return err
	}
	value := pl.Register.New()
	q := r.URL.Query()
	for i := range pl.d.Fields { // an address can fill in what is known already
		if f := &pl.d.Fields[i]; !f.Computed && q.Has(f.Name) && f.Type != register.File {
			_ = pl.Register.Set(value, f.Name, q.Get(f.Name)) // what makes no sense is left out
		}
	}
	return p.showForm(pl, w, r, http.StatusOK, &asked{value: value})
}

// allow refuses what the reader's role, or the page's instant, does not allow.
func (p *Pages) allow(r *http.Request, pl *place, verb authz.Verb) error {
	a := frame.Actor(r.Context())
	if p.asAt != "" {
		return errs.New(errs.Forbidden, "Nothing can be changed in the record as it stood.")
	}
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: verb, Area: pl.d.Area, What: pl.d.Plural})
}

func (p *Pages) add(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := p.allow(r, pl, authz.Create); err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	a := asked{value: pl.Register.New()}
	fields, err := p.answer(r, pl, &a)
	if err != nil {
		return err
	}
	if len(a.sent.wrong) > 0 {
		p.alsoWrong(pl, &a, nil, fields)
		return p.showForm(pl, w, r, http.StatusUnprocessableEntity, &a)
	}
	var rec register.Record
	receipt, err := p.Door.Do(r.Context(), p.request(r, pl, authz.Create), func(tx *change.Tx) (err error) {
		rec, err = p.create(tx, pl, a.value)
		return err
	})
	if err == nil {
		number := pl.d.Number(rec.Num)
		if receipt.Repeated {
			for _, t := range receipt.Changed {
				if t.Kind == pl.d.Kind {
					number = t.Number
				}
			}
		}
		return frame.Back(w, pl.Path+"/"+number, "added")
	}
	var ok bool
	if a.sent.wrong, a.sent.others, ok = pl.faultsOf(err, fields); !ok {
		return err
	}
	return p.showForm(pl, w, r, http.StatusUnprocessableEntity, &a)
}

// answer reads what was sent into the value of a form.
func (p *Pages) answer(r *http.Request, pl *place, a *asked) (fields []field, err error) {
	err = p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		if fields, err = p.entry(r, v, pl); err != nil {
			return err
		}
		a.sent, err = p.read(r, v, pl, fields, a.value)
		return err
	})
	return fields, err
}

// alsoWrong adds what the declaration finds wrong to what could not be read, so
// that a form says everything at once.
func (p *Pages) alsoWrong(pl *place, a *asked, old any, fields []field) {
	found := pl.Register.Check(old, a.value)
	if len(found) == 0 {
		return
	}
	more, _, _ := pl.faultsOf(errs.InvalidFields(found...), fields)
	for name, message := range more {
		if _, said := a.sent.wrong[name]; !said {
			a.sent.wrong[name] = message
		}
	}
}

func (p *Pages) editForm(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := p.allow(r, pl, authz.Update); err != nil {
		return err
	}
	a, err := p.open(pl, r)
	if err != nil {
		return err
	}
	return p.showForm(pl, w, r, http.StatusOK, a)
}

// open reads the record of a form.
func (p *Pages) open(pl *place, r *http.Request) (*asked, error) {
	a := &asked{}
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		rec, value, err := p.find(v, pl, r.PathValue("id"))
		a.rec, a.value, a.version = &rec, value, rec.Version
		return err
	})
	return a, err
}

func (p *Pages) change(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := p.allow(r, pl, authz.Update); err != nil {
		return err
	}
	if err := parse(r); err != nil {
		return err
	}
	a, err := p.open(pl, r)
	if err != nil {
		return err
	}
	old, err := pl.Register.Decode(a.rec.Body)
	if err != nil {
		return err
	}
	version := parseNumber(r.PostFormValue("version"))
	if version == 0 {
		return errs.New(errs.Invalid, "The form is not whole. Open it again.")
	}
	fields, err := p.answer(r, pl, a)
	if err != nil {
		return err
	}
	if version != a.rec.Version {
		if a.conflict, err = p.overtaken(r, pl, a.rec, version); err != nil {
			return err
		}
	}
	if len(a.sent.wrong) > 0 || a.conflict != nil {
		status := http.StatusUnprocessableEntity
		if a.conflict != nil {
			status = http.StatusConflict
		}
		if len(a.sent.wrong) > 0 {
			p.alsoWrong(pl, a, old, fields)
		}
		return p.showForm(pl, w, r, status, a)
	}
	var rec register.Record
	_, err = p.Door.Do(r.Context(), p.request(r, pl, authz.Update), func(tx *change.Tx) error {
		value, err := again(pl, a.value)
		if err == nil {
			rec, err = p.put(tx, pl, a.rec, old, value)
		}
		return err
	})
	switch {
	case err == nil:
		word := "saved"
		if rec.Version == a.rec.Version {
			word = "same"
		}
		return frame.Back(w, pl.page(pl.d.Number(a.rec.Num), a.value), word)
	case errs.CodeOf(err) == errs.Conflict: // in this very moment
		next, oerr := p.open(pl, r)
		if oerr != nil {
			return oerr
		}
		if next.rec.Version == a.rec.Version {
			return err
		}
		if a.conflict, oerr = p.overtaken(r, pl, next.rec, version); oerr != nil {
			return oerr
		}
		a.rec = next.rec
		a.version = next.rec.Version
		return p.showForm(pl, w, r, http.StatusConflict, a)
	}
	var ok bool
	if a.sent.wrong, a.sent.others, ok = pl.faultsOf(err, fields); !ok {
		return err
	}
	return p.showForm(pl, w, r, http.StatusUnprocessableEntity, a)
}

// again gives a copy of a value: a transaction may be run more than once, and
// what makes a value ready changes it.
func again(pl *place, value any) (any, error) {
	body, err := pl.Register.Encode(value)
	if err != nil {
		return nil, errs.At("", "This holds text that is not valid (UTF-8).")
	}
	return pl.Register.Decode(body)
}

// showForm shows the form of a record.
func (p *Pages) showForm(pl *place, w http.ResponseWriter, r *http.Request, status int, a *asked) error {
	out := formPage{Files: len(pl.files) > 0, Action: pl.base + "/new", Title: "Add " + article(pl.d.Singular), Button: "Add the " + pl.d.Singular, Cancel: ui.Link{Label: "Cancel", Href: pl.Path}, Conflict: a.conflict}
	last := "New"
	if a.rec != nil {
		number := pl.d.Number(a.rec.Num)
		short, title := pl.called(number, a.value)
		href := pl.page(number, a.value)
		last, out.Title, out.Button = short, title, "Save"
		if title == "" {
			out.Title = short
		}
		out.Action, out.Cancel.Href = pl.base+"/"+number+"/edit", href
		out.Hidden = []ui.Hidden{{Name: "version", Value: strconv.FormatInt(a.version, 10)}}
		if a.conflict != nil {
			out.Hidden[0].Value, out.Button = strconv.FormatInt(a.rec.Version, 10), "Save mine over it"
		}
		if !pl.Rule.NoDelete && p.may(r.Context(), pl, authz.Delete) {
			out.Delete = &ui.Link{Label: "Delete this " + pl.d.Singular, Href: pl.base + "/" + number + "/delete"}
		}
	} else {
		key := r.PostFormValue("key")
		if key == "" {
			key = id.New()
		}
		out.Hidden = []ui.Hidden{{Name: "key", Value: key}}
	}
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		fields, err := p.entry(r, v, pl)
		if err == nil {
			out.Sections, err = p.formSections(r, v, pl, fields, a)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range out.Sections {
		for i := range s.Fields {
			if f := &s.Fields[i]; f.Err != "" {
				out.Errors.Problems = append(out.Errors.Problems, ui.Problem{Field: f.ID, Text: f.Err})
			}
		}
	}
	for _, text := range a.sent.others {
		out.Errors.Problems = append(out.Errors.Problems, ui.Problem{Text: text})
	}
	out.Crumbs = pl.crumbs(last)
	if out.Shell, err = p.shell(r, out.Title, pl.Path, "", ""); err != nil {
		return err
	}
	out.Shell.Doc, out.Shell.Problem = true, len(out.Errors.Problems) > 0 || a.conflict != nil
	return web.Render(w, r, status, formPageOf(out))
}

// deletePage asks whether a record is to end.
type deletePage struct {
	Shell       ui.Shell
	Crumbs      []ui.Link
	Title, Text string
	Action      string
	Version     string
	Label       string
	Cancel      ui.Link
	Reason      ui.Field
}

func (p *Pages) confirmDelete(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := p.allow(r, pl, authz.Delete); err != nil {
		return err
	}
	a, err := p.open(pl, r)
	if err != nil {
		return err
	}
	number := pl.d.Number(a.rec.Num)
	short, title := pl.called(number, a.value)
	out := deletePage{
		Crumbs: pl.crumbs(short), Title: "Delete " + short + "?", Action: pl.base + "/" + number + "/delete", Version: strconv.FormatInt(a.rec.Version, 10),
		Label: "Delete " + short, Cancel: ui.Link{Label: "Keep it", Href: pl.page(number, a.value)},
		Reason: ui.Field{ID: "reason", Label: "Why", Hint: "Kept in the trail", Optional: true},
	}
	out.Text = "The " + pl.d.Singular + " “" + title + "” leaves the list, and its links end. What it said stays in its history."
	if title == "" {
		out.Text = "The " + pl.d.Singular + " leaves the list, and its links end. What it said stays in its history."
	}
	if out.Shell, err = p.shell(r, out.Title, pl.Path, "", ""); err != nil {
		return err
	}
	out.Shell.Doc = true
	return web.Render(w, r, http.StatusOK, deletePageOf(out))
}

func (p *Pages) remove(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := p.allow(r, pl, authz.Delete); err != nil {
		return err
	}
	a, err := p.open(pl, r)
	if err != nil {
		return err
	}
	version := parseNumber(r.PostFormValue("version"))
	_, err = p.Door.Do(r.Context(), p.request(r, pl, authz.Delete), func(tx *change.Tx) error {
		return change.AnyDelete(tx, pl.Register, a.rec.ID, version)
	})
	if err != nil {
		return err
	}
	return frame.Back(w, pl.Path, "deleted")
}
