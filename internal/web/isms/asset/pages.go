// Package asset is what is special to the pages of assets: the sentence of the
// list, what an asset inherits through what rests on it, and the forms of its
// actions.
package asset

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/isms/asset"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// Root is the address of the list.
const Root = "/assets"

// Pages is what the pages need; cmd fills it.
type Pages struct {
	*frame.Frame
	Service *asset.Service
	Assets  *register.Register[asset.Asset]
	Levels  *register.Register[asset.Level]
}

// Routes gives every page and action that is not generated.
func (p *Pages) Routes() []web.Route {
	var out []web.Route
	for _, a := range actions {
		pattern := Root + "/{asset}/" + a.name
		out = append(out,
			web.Route{Method: http.MethodGet, Pattern: pattern, Page: "asset action", Handler: p.ask(a)},
			web.Route{Method: http.MethodPost, Pattern: pattern, Page: "asset action", Handler: p.act(a)})
	}
	return append(out,
		web.Route{Method: http.MethodPost, Pattern: Root + "/{asset}/release", Page: "asset action", Handler: p.release},
		web.Route{Method: http.MethodPost, Pattern: levelPath + "/start", Page: "classification starter set", Handler: p.startLevels})
}

// levelPath is beside the assets': below them it would stand in the way of their
// actions.
const levelPath = "/classification"

// Where the generated pages take in new records.
const (
	newAsset = "/records/" + string(asset.Kind) + "/new"
	newLevel = "/records/" + string(asset.LevelKind) + "/new"
)

// Rules says what writing takes beside the declarations.
func Rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{asset.Kind: {Fixed: map[string]string{"retired": "POST …/retire", "disposal": "POST …/retire"}}}
}

// Places gives the generated pages.
func (p *Pages) Places() []records.Place {
	done := map[string]string{"released": "It depends on it no more.", "started": "The levels are there."}
	for _, a := range actions {
		done[a.name] = a.done
	}
	return []records.Place{
		{
			Register: p.Assets, Path: Root, Group: "ISMS", Title: "Assets", Rule: Rules()[asset.Kind], Done: done,
			Columns: []string{"name", "type", "level", "owner", "state", "next"},
			Empty: ui.Empty{
				Title: "No assets yet", Text: "Here would stand what is worth protecting: who owns it, how it is classed, what it needs and what it rests on.",
				Ways: []ui.Way{{Label: "Typed in.", Text: "A name and a type are enough.", Href: newAsset, Do: "Write one"}, {Label: "Levels first.", Text: "Four levels of classification to begin with.", Href: levelPath, Do: "Look at them"}},
			},
			Chips: []records.Chip{{Label: "Information", Query: "type=information"}, {Label: "Services", Query: "type=service"}, {Label: "Keys and certificates", Query: "type=key&type=certificate&sort=next"}, {Label: "Personal data", Query: "personal=yes"}, {Label: "No owner", Query: "owner%5Bempty%5D=true"}, {Label: "Retired", Query: "state=retired"}},
			Sections: []records.Section{
				{Title: "What it is", Fields: []string{"name", "type", "holds", "owner", "custodian", "supplier", "site", "location"}},
				{Title: "How it is classed", Fields: []string{"level", "marking", "caveat", "personal"}},
				{Title: "What it needs of its own accord", Hint: "1 little, 2 some, 3 high, 4 vital. What rests on it is added by itself.", Fields: []string{"confidentiality", "integrity", "availability"}},
				{Title: "Key or certificate", Hint: "How and where it is kept, never the key itself.", Fields: []string{"algorithm", "keptIn", "issued", "expires", "renewBy"}},
				{Title: "Its life", Fields: []string{"life", "state", "review", "next", "retired", "disposal"}},
			},
			Head: p.head, Below: p.below, Actions: p.recordActions, Cell: cell, Without: []string{links.DependsOn},
		},
		{
			Register: p.Levels, Path: levelPath, Group: "ISMS", Title: "Classification", Sort: "rank", Done: done,
			Empty: ui.Empty{
				Title: "No levels yet", Text: "Here would stand the levels by which you class information, and how each is handled. The UK’s markings stand beside them.",
				Ways: []ui.Way{{Label: "Typed in.", Text: "As many as you use.", Href: newLevel, Do: "Write one"}},
			},
			Head: p.levelHead,
		},
	}
}

// cell writes needs with their words.
func cell(field string, value any) (ui.Cell, bool) {
	switch field {
	case "confidentiality", "integrity", "availability":
		if n, ok := value.(int64); ok && n >= 0 && n <= asset.MostNeed {
			return ui.Cell{Text: need(int(n)), NoWrap: true, Mute: n == 0}, true
		}
	}
	return ui.Cell{}, false
}

func need(n int) string {
	if n == 0 {
		return asset.NeedWords()[0]
	}
	return fmt.Sprintf("%d %s", n, asset.NeedWords()[n])
}

// head counts what the first line says.
func (p *Pages) head(r *http.Request, v *change.View) (records.Head, error) {
	rows, err := p.Service.All(v)
	if err != nil {
		return records.Head{}, err
	}
	h := records.Head{Sentence: sentence(asset.CountOf(rows, p.on(r)))}
	if len(rows) > 0 && may(v.Actor(), authz.Create) {
		h.Actions = append(h.Actions, ui.Action{Label: "Add an asset", Href: newAsset, Primary: true})
	}
	h.Actions = append(h.Actions, ui.Action{Label: "Classification", Href: levelPath, Quiet: true})
	return h, nil
}

// sentence says "25 assets; 2 keys or certificates expire within 60 days; 3 have
// no owner."
func sentence(c asset.Count) ui.Sentence {
	s := ui.Sentence{Fact: ui.Count(c.Assets, "asset", "assets") + "."}
	if c.Assets == 0 {
		return ui.Sentence{Fact: "No assets yet."}
	}
	var then []string
	if c.Expired > 0 {
		then = append(then, ui.Count(c.Expired, "key or certificate has expired", "keys or certificates have expired"))
	}
	if n := c.Expire - c.Expired; n > 0 {
		then = append(then, ui.Count(n, "key or certificate expires", "keys or certificates expire")+fmt.Sprintf(" within %d days", asset.SoonDays))
	}
	if c.NoOwner > 0 {
		then = append(then, ui.Count(c.NoOwner, "has no owner", "have no owner"))
	}
	if len(then) == 0 {
		s.Then = "Each has an owner, and no key or certificate ends soon."
		return s
	}
	s.Then = strings.Join(then, "; ") + "."
	return s
}

func (p *Pages) levelHead(_ *http.Request, v *change.View) (records.Head, error) {
	rows, err := p.Service.AllLevels(v)
	if err != nil {
		return records.Head{}, err
	}
	if len(rows) == 0 {
		h := records.Head{Sentence: ui.Sentence{Fact: "No levels of classification yet.", Then: "The UK’s markings are there without them."}}
		if may(v.Actor(), authz.Import) {
			h.Actions = []ui.Action{{Label: "Begin with four levels", Href: levelPath + "/start", Post: true, Primary: true}}
		}
		return h, nil
	}
	top := rows[len(rows)-1].Value
	return records.Head{Sentence: ui.Sentence{Fact: ui.Count(len(rows), "level", "levels") + " of classification.", Then: top.Name + " asks for the most care."}}, nil
}

// may says whether an actor may do something in the wing.
func may(a change.Actor, verb authz.Verb) bool {
	return a.May(verb, authz.ISMS)
}

// dependView is the panel of what an asset rests on, and what rests on it.
type dependView struct {
	Finding string
	Needs   ui.Table
	On      ui.Table
	By      ui.Table
	Add     string // where another is added; empty: not by who looks
}

// below is the dependency panel.
func (p *Pages) below(r *http.Request, v *change.View, rec *records.Shown) (templ.Component, error) {
	g, err := p.Service.Graph(v)
	if err != nil {
		return nil, err
	}
	at := map[string]asset.Row{}
	for _, row := range g.Rows {
		at[row.ID] = row
	}
	self, ok := at[rec.ID]
	if !ok {
		return nil, nil
	}
	act := may(frame.Actor(r.Context()), authz.Act) && !self.Value.Gone()
	var view dependView
	view.Needs, view.Finding = needs(g.Needs[rec.ID], at, self)
	view.On = ui.Table{Caption: "It rests on", Columns: []ui.Column{{Label: "Asset"}, {Label: "Type", HideSm: true}, {Label: "Needs through it", Wide: true}, {Label: "Take off", Hidden: true}}}
	view.By = ui.Table{Caption: "What rests on it", Columns: []ui.Column{{Label: "Asset"}, {Label: "Type", HideSm: true}, {Label: "Needs", Wide: true}}}
	for _, e := range g.Edges {
		if on, ok := at[e.To]; ok && e.From == rec.ID {
			row := ui.Row{Cells: []ui.Cell{link(on), {Text: typeWord(on.Value.Type)}, {Text: triple(g.Needs[on.ID])}, {}}}
			if act {
				row.Cells[3].Action = []ui.Action{{Label: "Take off", Href: Root + "/" + rec.Number + "/release", Post: true, Quiet: true, Hidden: []ui.Hidden{{Name: "on", Value: on.Number}}}}
			}
			view.On.Rows = append(view.On.Rows, row)
		}
		if by, ok := at[e.From]; ok && e.To == rec.ID {
			view.By.Rows = append(view.By.Rows, ui.Row{Cells: []ui.Cell{link(by), {Text: typeWord(by.Value.Type)}, {Text: triple(g.Needs[by.ID])}}})
		}
	}
	if act {
		view.Add = Root + "/" + rec.Number + "/depend"
	}
	return dependPanel(view), nil
}

// needs is the table of own and inherited needs with where each comes from, and
// the sentence above it.
func needs(n asset.Needs, at map[string]asset.Row, self asset.Row) (ui.Table, string) {
	t := ui.Table{Caption: "What it needs", Columns: []ui.Column{{Label: "Aspect"}, {Label: "Its own", Short: true}, {Label: "With what rests on it", Short: true}, {Label: "Because of", Wide: true}}}
	var more []string
	var from []string
	for i, name := range []string{"Confidentiality", "Integrity", "Availability"} {
		x := n[i]
		why := ui.Cell{Text: "its own need", Mute: true}
		switch {
		case x.Whole == 0:
			why.Text = "nobody has said"
		case x.Whole > x.Own:
			src := at[x.From]
			why = ui.Cell{Text: src.Value.Name, Href: Root + "/" + src.Number, ID: src.Number}
			if x.Via != x.From {
				why.Sub = "by way of " + at[x.Via].Value.Name
			}
			more = append(more, strings.ToLower(name))
			if !slices.Contains(from, src.Value.Name) {
				from = append(from, src.Value.Name)
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: name}, {Text: need(x.Own), Mute: x.Own == 0}, {Text: need(x.Whole), Mute: x.Whole == 0}, why}})
	}
	switch {
	case self.Value.Gone():
		return t, "It is retired: it asks for nothing, and passes nothing on."
	case len(more) == 0:
		return t, "What rests on it asks for no more than it needs of its own accord."
	}
	return t, "It needs more " + ui.List(more...) + " than its own, because of " + ui.List(from...) + "."
}

func link(r asset.Row) ui.Cell {
	c := ui.Cell{Text: r.Value.Name, Href: Root + "/" + r.Number, ID: r.Number}
	if r.Value.Gone() {
		c.Sub = "retired"
	}
	return c
}

func typeWord(value string) string {
	for _, o := range asset.Types() {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// triple says three needs in a cell: "C 4, I 4, A 3".
func triple(n asset.Needs) string {
	var parts []string
	for i, letter := range []string{"C", "I", "A"} {
		if n[i].Whole > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", letter, n[i].Whole))
		}
	}
	if len(parts) == 0 {
		return "not said"
	}
	return strings.Join(parts, ", ")
}

// recordActions lead to the forms of what can be done with an asset.
func (p *Pages) recordActions(r *http.Request, _ *change.View, rec *records.Shown) ([]ui.Action, error) {
	a, ok := rec.Value.(*asset.Asset)
	if !ok || a.Gone() || !may(frame.Actor(r.Context()), authz.Act) {
		return nil, nil
	}
	var out []ui.Action
	for _, x := range actions {
		if x.name == "depend" || x.name == "renew" && !a.Crypto() {
			continue
		}
		out = append(out, ui.Action{Label: x.label, Href: Root + "/" + rec.Number + "/" + x.name, Quiet: x.name == "retire"})
	}
	return out, nil
}

// release takes a dependency off.
func (p *Pages) release(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx, ref := r.Context(), r.PathValue("asset")
	row, err := p.row(r, ref)
	if err == nil {
		err = p.Service.Unrest(ctx, p.By(ctx, ""), ref, r.PostFormValue("on"))
	}
	if err != nil {
		return err
	}
	return frame.Back(w, Root+"/"+row.Number, "released")
}

func (p *Pages) startLevels(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if _, err := p.Service.StartLevels(r.Context(), p.By(r.Context(), "")); err != nil {
		return err
	}
	return frame.Back(w, levelPath, "started")
}

// on gives the day that a page is about: today, or that of the record as it
// stood.
func (p *Pages) on(r *http.Request) civil.Date {
	if at := frame.Actor(r.Context()).AsAt; at != 0 {
		return civil.FromTime(time.UnixMicro(at).In(p.Zone))
	}
	return p.Today()
}

// row reads the asset of an address.
func (p *Pages) row(r *http.Request, ref string) (asset.Row, error) {
	var row asset.Row
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) {
		row, err = change.GetNumber(v, p.Assets, ref)
		return err
	})
	return row, err
}
