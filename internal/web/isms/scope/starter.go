package scope

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

type starterView struct {
	Shell  ui.Shell
	Head   ui.Head
	Action string
	Button string
	Table  ui.Table
	Cancel string
}

// starter shows what a register can begin with.
func (p *Pages) starter(reg place) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, a := r.Context(), frame.Actor(r.Context())
		set, _ := scope.StarterOf(reg.kind)
		any := p.Service.Of(reg.kind)
		d := any.Declaration()
		have := map[string]bool{}
		if err := p.Door.See(ctx, a, func(v *change.View) error {
			page, err := change.AnyList(v, any, register.Query{Limit: register.MaxLimit, NoTotal: true})
			for _, rec := range page.Records {
				value, err := any.Decode(rec.Body)
				if err != nil {
					return err
				}
				have[register.Fold(any.Text(value, d.Fields[0].Name))] = true
			}
			return err
		}); err != nil {
			return err
		}
		words := map[register.Kind]string{scope.IssueKind: "effect", scope.PartyKind: "needs", scope.ObligationKind: "asks", scope.RoleKind: "duties", scope.CommunicationKind: "when"}[reg.kind]
		v := starterView{
			Action: reg.href() + "/start", Cancel: reg.href(),
			Head:  ui.Head{Crumbs: crumbs(ui.Link{Label: reg.title, Href: reg.href()}, ui.Link{Label: "Starter set"}), Lede: set.Text + " Each is a question to be judged, not an answer."},
			Table: ui.Table{Caption: "Starter set", Columns: []ui.Column{{Label: d.Fields[0].Label}, {Label: d.Field(words).Label, Wide: true}}},
		}
		fresh := 0
		for _, item := range set.Items {
			title := ui.Cell{Text: any.Text(item, d.Fields[0].Name)}
			if have[register.Fold(title.Text)] {
				title.Mute, title.Sub = true, "there already"
			} else {
				fresh++
			}
			v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{title, {Text: any.Text(item, words)}}})
		}
		v.Head.Title = "The whole starter set is there already."
		if fresh > 0 {
			v.Head.Title = ui.Count(fresh, d.Singular, d.Plural) + " to begin with."
			if may(a, authz.Import) {
				v.Button = "Add them"
			}
		}
		var err error
		if v.Shell, err = p.Shell(ctx, v.Head.Title, reg.href(), ""); err != nil {
			return err
		}
		return web.Render(w, r, http.StatusOK, starterPage(v))
	}
}

// start adds them.
func (p *Pages) start(reg place) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := frame.Form(r); err != nil {
			return err
		}
		ctx := r.Context()
		if _, err := p.Service.Start(ctx, p.By(ctx, ""), reg.kind); err != nil {
			return err
		}
		return frame.Back(w, reg.href(), "started")
	}
}
