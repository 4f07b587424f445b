package records

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// inputPage is one field of a record as its input, on a page of its own or where
// the value stood.
type inputPage struct {
	Shell    ui.Shell
	Crumbs   []ui.Link
	Title    string
	Action   string
	Show     string // gives the value back in place of the input
	Version  string
	Field    formField
	Conflict *conflict
	Others   []string
	Cancel   ui.Link
}

// onPage says that the value stands on the record's page.
func onPage(r *http.Request) bool { return r.URL.Query().Has("page") }

// inPlace says that a piece of a page is asked for, not a page.
func inPlace(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// one finds the field that an address names, if the reader may change it.
func (p *Pages) one(r *http.Request, v *change.View, pl *place) (field, error) {
	fields, err := p.entry(r, v, pl)
	if err != nil {
		return field{}, err
	}
	i := slices.IndexFunc(fields, func(f field) bool { return f.Name == r.PathValue("field") && f.Type != register.File })
	if i < 0 {
		return field{}, errs.New(errs.NotFound, "There is no such field, or it is not changed here.")
	}
	return fields[i], nil
}

func (p *Pages) fieldForm(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := p.allow(r, pl, authz.Update); err != nil {
		return err
	}
	a, err := p.open(pl, r)
	if err != nil {
		return err
	}
	if r.URL.Query().Has("show") {
		return p.showValue(pl, w, r, a.rec, a.value)
	}
	return p.showField(pl, w, r, http.StatusOK, a)
}

// showField shows the input of one field.
func (p *Pages) showField(pl *place, w http.ResponseWriter, r *http.Request, status int, a *asked) error {
	out := inputPage{Conflict: a.conflict, Others: a.sent.others, Version: strconv.FormatInt(a.rec.Version, 10)}
	number := pl.d.Number(a.rec.Num)
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		f, err := p.one(r, v, pl)
		if err != nil {
			return err
		}
		out.Field, err = p.input(r, v, pl, &f, a)
		return err
	})
	if err != nil {
		return err
	}
	short, title := pl.called(number, a.value)
	out.Action = pl.base + "/" + number + "/field/" + out.Field.ID
	out.Show = out.Action + "?show=1"
	if onPage(r) {
		out.Action, out.Show = out.Action+"?"+ofPage, out.Show+"&"+ofPage
	}
	out.Cancel = ui.Link{Label: "Cancel", Href: pl.page(number, a.value)}
	out.Title = out.Field.Label + " of " + short
	if inPlace(r) {
		out.Field.ID = "edit-" + number + "-" + out.Field.ID
		out.Field.Name = r.PathValue("field")
		w.Header().Set("Vary", "HX-Request")
		return web.Render(w, r, http.StatusOK, cellForm(out)) // what is not 2xx is not shown in place
	}
	out.Crumbs = append(pl.crumbs(short), ui.Link{Label: out.Field.Label})
	if title != "" {
		out.Title += ", " + title
	}
	if out.Shell, err = p.shell(r, out.Title, pl.Path, "", ""); err != nil {
		return err
	}
	out.Shell.Doc, out.Shell.Problem = true, status != http.StatusOK
	return web.Render(w, r, status, inputPageOf(out))
}

// showValue gives the value back in place of its input.
func (p *Pages) showValue(pl *place, w http.ResponseWriter, r *http.Request, rec *register.Record, value any) error {
	number := pl.d.Number(rec.Num)
	if !inPlace(r) {
		return web.SeeOther(w, pl.page(number, value))
	}
	var shows templ.Component
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		f, err := p.one(r, v, pl)
		if err != nil {
			return err
		}
		n, err := p.namesOf(v, pl, []field{f}, []any{value})
		if err != nil {
			return err
		}
		now := p.show(r.Context(), pl, n, &f, value)
		if onPage(r) {
			shows = lineOf(shownLine{Label: f.Label, Name: f.Name, shown: now, Edit: pl.fieldPage(number, f.Name)})
		} else {
			shows = valueOf(cell{shown: now, Label: f.Label, Edit: pl.base + "/" + number + "/field/" + f.Name})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, shows)
}

// changeField stores one field. A record that somebody changed elsewhere
// meanwhile takes it all the same; the field itself must be as it was shown.
func (p *Pages) changeField(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := p.allow(r, pl, authz.Update); err != nil {
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
	var f field
	overtaken := false
	err = p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		if f, err = p.one(r, v, pl); err != nil {
			return err
		}
		if version := parseNumber(r.PostFormValue("version")); version != a.rec.Version {
			seen, err := p.versionOf(v, pl, a.rec.ID, version)
			if err != nil {
				return err
			}
			overtaken = seen == nil || pl.text(seen, &f) != pl.text(old, &f)
		}
		a.sent, err = p.read(r, v, pl, []field{f}, a.value)
		return err
	})
	if err != nil {
		return err
	}
	if overtaken && pl.text(a.value, &f) == pl.text(old, &f) {
		overtaken = false // both want the same
	}
	if overtaken {
		if a.conflict, err = p.fieldConflict(r, pl, a, old, &f); err != nil {
			return err
		}
		return p.showField(pl, w, r, http.StatusConflict, a)
	}
	if len(a.sent.wrong) > 0 {
		return p.showField(pl, w, r, http.StatusUnprocessableEntity, a)
	}
	var rec register.Record
	_, err = p.Door.Do(r.Context(), p.request(r, pl, authz.Update), func(tx *change.Tx) error {
		value, err := again(pl, a.value)
		if err == nil {
			rec, err = p.put(tx, pl, a.rec, old, value)
		}
		return err
	})
	if err == nil {
		value, err := pl.Register.Decode(rec.Body)
		if err != nil {
			return err
		}
		if !inPlace(r) {
			return frame.Back(w, pl.page(pl.d.Number(rec.Num), value), "saved")
		}
		return p.showValue(pl, w, r, &rec, value)
	}
	var ok bool
	if a.sent.wrong, a.sent.others, ok = pl.faultsOf(err, []field{f}); !ok {
		return err
	}
	return p.showField(pl, w, r, http.StatusUnprocessableEntity, a)
}

// fieldConflict says what the field says now, who made it so, and when.
func (p *Pages) fieldConflict(r *http.Request, pl *place, a *asked, now any, f *field) (*conflict, error) {
	ctx := r.Context()
	c := &conflict{Who: p.Name(ctx, a.rec.UpdatedBy), When: p.when(a.rec.UpdatedAt)}
	err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		recs, err := change.AnyHistory(v, pl.Register, a.rec.ID)
		if err != nil {
			return err
		}
		text := pl.text(now, f)
		for i := range recs { // the change that made it so, the latest first
			value, err := pl.Register.Decode(recs[i].Body)
			if err != nil || pl.text(value, f) != text {
				break
			}
			c.Who, c.When = p.Name(ctx, recs[i].UpdatedBy), p.when(recs[i].UpdatedAt)
		}
		n, err := p.namesOf(v, pl, []field{*f}, []any{now})
		if err != nil {
			return err
		}
		words := p.words(r, pl, n, f, now, text)
		if words == "" {
			words = "nothing"
		}
		c.Lines = []conflictLine{{Label: f.Label, Now: words}}
		return nil
	})
	return c, err
}
