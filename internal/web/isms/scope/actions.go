package scope

import (
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/isms/actform"
	"holdfast/internal/web/ui"
)

// action is a named action on a record, with its form.
type action struct {
	name   string
	label  string // of the link on the record's page
	button string
	done   string // what is said afterwards
	title  string // the form's, with the record's title after it
	// fields and run are given the pages; run reads what was sent.
	fields func(p *Pages, v *change.View, ref string) ([]ui.Field, string, error)
	run    func(p *Pages, r *http.Request, kind register.Kind, ref string) error
}

var review = action{
	name: "review", label: "Reviewed", button: "It still stands", done: "Reviewed.", title: "Reviewed: ",
	fields: func(p *Pages, _ *change.View, _ string) ([]ui.Field, string, error) {
		return []ui.Field{{ID: "next", Label: "Look at it again by", Kind: "date", Value: p.Today().AddMonths(scope.ReviewEvery).String()}}, "You looked at it today and it is as it is written. If it is not, change it first.", nil
	},
	run: func(p *Pages, r *http.Request, kind register.Kind, ref string) error {
		next, err := frame.PostedDay(r, "next")
		if err != nil {
			return err
		}
		return p.Service.Review(r.Context(), p.By(r.Context(), ""), kind, ref, next)
	},
}

var reading = action{
	name: "read", label: "Add a reading", button: "Add the reading", done: "The reading is added.", title: "A reading of ",
	fields: func(p *Pages, v *change.View, ref string) ([]ui.Field, string, error) {
		row, err := change.GetNumber(v, p.Service.Objectives, ref)
		if err != nil {
			return nil, "", err
		}
		label := row.Value.Measure
		if row.Value.Unit != "" {
			label += " (" + row.Value.Unit + ")"
		}
		return []ui.Field{
			{ID: "value", Label: label, Required: true, Size: 12},
			{ID: "day", Label: "Measured on", Kind: "date", Value: p.Today().String()},
			{ID: "note", Label: "Note", Optional: true},
		}, "The target is " + Amount(row.Value.Target, row.Value.Unit) + " by " + row.Value.By.Long() + ".", nil
	},
	run: func(p *Pages, r *http.Request, _ register.Kind, ref string) error {
		on, err := frame.PostedDay(r, "day")
		if err != nil {
			return err
		}
		text := strings.TrimSuffix(strings.ReplaceAll(strings.TrimSpace(r.PostFormValue("value")), ",", ""), "%")
		value, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return errs.At("/value", "Give the value as a number, such as 84 or 6.5.")
		}
		_, err = p.Service.Read(r.Context(), p.By(r.Context(), ""), ref, scope.Reading{Day: on, Value: value, Note: r.PostFormValue("note")})
		return err
	},
}

var approve = action{
	name: "approve", label: "Approve", button: "Approve it as it stands", done: "Approved as it stands.", title: "Approve: ",
	fields: func(p *Pages, v *change.View, ref string) ([]ui.Field, string, error) {
		lede := "The approval is bound to what stands there now: it lapses when the text is changed. Who proposed or wrote it does not approve it."
		alone, err := p.Service.ApproveAlone(v, ref, p.Now())
		if err != nil || !alone {
			return nil, lede, err
		}
		return []ui.Field{actform.ReasonField()}, lede, nil
	},
	run: func(p *Pages, r *http.Request, _ register.Kind, ref string) error {
		return p.Service.Approve(r.Context(), p.By(r.Context(), strings.TrimSpace(r.PostFormValue("reason"))), ref)
	},
}

var finish = action{
	name: "done", label: "It is made", button: "It is made", done: "Made.", title: "Made: ",
	fields: func(*Pages, *change.View, string) ([]ui.Field, string, error) {
		return []ui.Field{{ID: "outcome", Label: "What came of it", Kind: "textarea", Rows: 3, Optional: true}}, "", nil
	},
	run: func(p *Pages, r *http.Request, _ register.Kind, ref string) error {
		return p.Service.Finish(r.Context(), p.By(r.Context(), ""), ref, r.PostFormValue("outcome"))
	},
}

var drop = action{
	name: "drop", label: "Drop it", button: "Drop it", done: "Dropped.", title: "Drop: ",
	fields: func(*Pages, *change.View, string) ([]ui.Field, string, error) {
		return []ui.Field{{ID: "outcome", Label: "Why it will not be made", Kind: "textarea", Rows: 3, Required: true}}, "", nil
	},
	run: func(p *Pages, r *http.Request, _ register.Kind, ref string) error {
		return p.Service.Drop(r.Context(), p.By(r.Context(), ""), ref, r.PostFormValue("outcome"))
	},
}

// form makes an action's form for a record.
func (p *Pages) form(r *http.Request, reg place, a action) (actform.Form, error) {
	ref := r.PathValue(reg.variable())
	base := reg.href() + "/" + ref
	f := actform.Form{Path: base + "/" + a.name, Back: base, Button: a.button}
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		any := p.Service.Of(reg.kind)
		rec, err := change.AnyGet(v, any, ref, 0)
		if err != nil {
			return err
		}
		if err := p.mayAct(v.Actor(), any); err != nil {
			return err
		}
		value, err := any.Decode(rec.Body)
		if err != nil {
			return err
		}
		name := any.Text(value, any.Declaration().Fields[0].Name)
		number := any.Declaration().Number(rec.Num)
		f.Title = a.title + name
		f.Crumbs = crumbs(ui.Link{Label: reg.title, Href: reg.href()}, ui.Link{Label: number, Href: reg.href() + "/" + number})
		f.Path, f.Back = reg.href()+"/"+number+"/"+a.name, reg.href()+"/"+number
		f.Fields, f.Lede, err = a.fields(p, v, number)
		return err
	})
	return f, err
}

// mayAct refuses who may not act before a form is filled in.
func (p *Pages) mayAct(a change.Actor, reg register.Any) error {
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Act, Area: authz.ISMS, What: reg.Declaration().Plural})
}

func (p *Pages) ask(reg place, a action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := p.form(r, reg, a)
		if err != nil {
			return err
		}
		return actform.Show(p.Frame, w, r, f)
	}
}

func (p *Pages) act(reg place, a action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := p.form(r, reg, a)
		if err != nil {
			return err
		}
		return actform.Do(p.Frame, w, r, f, a.name, func() error { return a.run(p, r, reg.kind, r.PathValue(reg.variable())) })
	}
}
