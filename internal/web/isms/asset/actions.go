package asset

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/asset"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/isms/actform"
	"holdfast/internal/web/ui"
)

// action is a named action on an asset, with its form.
type action struct {
	name, label, button, done, title string
	lede                             string
	fields                           func(p *Pages, r *http.Request, row asset.Row) ([]ui.Field, error)
	run                              func(p *Pages, r *http.Request, ref string) error
}

var actions = []action{
	{
		name: "renew", label: "Renewed", button: "It is renewed", done: "Renewed.", title: "Renewed: ", lede: "The new dates. The key or certificate itself is never kept here.",
		fields: func(p *Pages, _ *http.Request, row asset.Row) ([]ui.Field, error) {
			a, today := &row.Value, p.Today()
			expires := ui.Field{ID: "expires", Label: "Expires on", Kind: "date", Required: true}
			renew := ui.Field{ID: "renewBy", Label: "Renew by", Kind: "date", Optional: true}
			// As long as the last one, and as long before its end.
			if !a.Issued.IsZero() && a.Expires > a.Issued {
				next := today.AddDays(a.Issued.DaysUntil(a.Expires))
				expires.Value = next.String()
				if !a.RenewBy.IsZero() {
					renew.Value = next.AddDays(-a.RenewBy.DaysUntil(a.Expires)).String()
				}
			}
			return []ui.Field{{ID: "issued", Label: "Issued on", Kind: "date", Value: today.String()}, expires, renew}, nil
		},
		run: func(p *Pages, r *http.Request, ref string) error {
			issued, err := frame.PostedDay(r, "issued")
			if err != nil {
				return err
			}
			expires, err := frame.PostedDay(r, "expires")
			if err != nil {
				return err
			}
			renew, err := frame.PostedDay(r, "renewBy")
			if err != nil {
				return err
			}
			return p.Service.Renew(r.Context(), p.By(r.Context(), ""), ref, issued, expires, renew)
		},
	},
	{
		name: "review", label: "Reviewed", button: "It is as it is written", done: "Reviewed.", title: "Reviewed: ", lede: "You looked at owner, classification and needs today. If something is not right, change it first.",
		fields: func(p *Pages, _ *http.Request, _ asset.Row) ([]ui.Field, error) {
			return []ui.Field{{ID: "next", Label: "Look at it again by", Kind: "date", Value: p.Today().AddMonths(12).String()}}, nil
		},
		run: func(p *Pages, r *http.Request, ref string) error {
			next, err := frame.PostedDay(r, "next")
			if err != nil {
				return err
			}
			return p.Service.Review(r.Context(), p.By(r.Context(), ""), ref, next)
		},
	},
	{
		name: "depend", label: "Rests on another", button: "It rests on this", done: "The dependency is there.", title: "What does it rest on? ", lede: "What it needs flows to what it rests on.",
		fields: func(p *Pages, r *http.Request, row asset.Row) ([]ui.Field, error) {
			f := ui.Field{ID: "on", Label: "It rests on", Kind: "select", Required: true, Choices: []ui.Choice{{Value: "", Label: "Choose an asset"}}}
			err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
				page, err := change.List(v, p.Assets, register.Query{Sort: "name", Limit: register.MaxLimit, NoTotal: true})
				for _, x := range page.Rows {
					if x.ID != row.ID && !x.Value.Gone() {
						f.Choices = append(f.Choices, ui.Choice{Value: x.Number, Label: x.Value.Name + " (" + x.Number + ")"})
					}
				}
				// A list of that length is no help: the number is typed.
				if page.Next != "" {
					f.Kind, f.Choices, f.Hint = "text", nil, "Its number, such as ASSET-7"
				}
				return err
			})
			return []ui.Field{f}, err
		},
		run: func(p *Pages, r *http.Request, ref string) error {
			on := r.PostFormValue("on")
			if on == "" {
				return errs.At("/on", "Choose what it rests on.")
			}
			return p.Service.Rest(r.Context(), p.By(r.Context(), ""), ref, on)
		},
	},
	{
		name: "retire", label: "Retire", button: "Retire it", done: "Retired.", title: "Retire: ", lede: "It stays in the register, asks for nothing more, and nothing falls due of it.",
		fields: func(p *Pages, _ *http.Request, _ asset.Row) ([]ui.Field, error) {
			return []ui.Field{
				{ID: "retired", Label: "Retired on", Kind: "date", Value: p.Today().String()},
				{ID: "disposal", Label: "What became of it, and of what it held", Kind: "textarea", Rows: 3, Required: true, Hint: "Wiped, destroyed, given back: how, and who saw to it"},
			}, nil
		},
		run: func(p *Pages, r *http.Request, ref string) error {
			on, err := frame.PostedDay(r, "retired")
			if err != nil {
				return err
			}
			return p.Service.Retire(r.Context(), p.By(r.Context(), ""), ref, on, r.PostFormValue("disposal"))
		},
	},
}

func (p *Pages) form(r *http.Request, a action) (actform.Form, error) {
	actor := frame.Actor(r.Context())
	if err := authz.Decide(authz.Question{Role: actor.Role, Scope: actor.Scope, Verb: authz.Act, Area: authz.ISMS, What: "assets"}); err != nil {
		return actform.Form{}, err
	}
	row, err := p.row(r, r.PathValue("asset"))
	if err != nil {
		return actform.Form{}, err
	}
	base := Root + "/" + row.Number
	f := actform.Form{
		Path: base + "/" + a.name, Back: base, Title: a.title + row.Value.Name, Lede: a.lede, Button: a.button,
		Crumbs: []ui.Link{{Label: "Assets", Href: Root}, {Label: row.Number, Href: base}},
	}
	f.Fields, err = a.fields(p, r, row)
	return f, err
}

func (p *Pages) ask(a action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := p.form(r, a)
		if err != nil {
			return err
		}
		return actform.Show(p.Frame, w, r, f)
	}
}

func (p *Pages) act(a action) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := p.form(r, a)
		if err != nil {
			return err
		}
		return actform.Do(p.Frame, w, r, f, a.name, func() error { return a.run(p, r, r.PathValue("asset")) })
	}
}
