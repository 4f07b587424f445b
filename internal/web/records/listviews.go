package records

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/a-h/templ"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/view"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// savedView is the view that a list is seen through.
type savedView struct {
	view.Row
	Changed bool // the list shows something else by now
}

// viewMenu is the list of views that stands before the filters.
type viewMenu struct {
	Now   string // the view in force; empty: none
	Items []viewItem
	Save  string // opens the panel that saves this list as a view
	Own   string // opens the panel that changes the view in force
}

type viewItem struct {
	Label, Note, Href string
	On                bool
}

// openView reads the view that an address names. What the address says beside it
// takes the place of what the view says.
func (p *Pages) openView(v *change.View, pl *place, l *listing, number string) error {
	keeper, ok := view.KeeperOf(p.Door.Book())
	if !ok {
		return errs.New(errs.NotFound, "There is no such view.")
	}
	row, err := keeper.Get(v, v.Actor(), number)
	if err == nil && row.Value.Of != string(pl.d.Kind) {
		return errs.New(errs.NotFound, "There is no such view.")
	}
	if err != nil {
		return err
	}
	saved, err := row.Value.Listing(pl.d)
	if err != nil {
		return errs.New(errs.Invalid, "The view “%s” filters by something that %s have no more.", row.Value.Name, pl.d.Plural)
	}
	l.View = &savedView{Row: row}
	if len(l.Values()) == 0 {
		l.Listing = saved
		return nil
	}
	l.View.Changed = !reflect.DeepEqual(saved.Values(), l.Values())
	return nil
}

func (p *Pages) viewMenu(v *change.View, pl *place, l *listing) (*viewMenu, error) {
	keeper, ok := view.KeeperOf(p.Door.Book())
	if !ok || p.asAt != "" {
		return nil, nil
	}
	rows, err := keeper.Of(v, v.Actor(), pl.d.Kind)
	if errs.CodeOf(err) == errs.Forbidden {
		return nil, nil // whose scope leaves no views
	}
	if err != nil {
		return nil, err
	}
	m := &viewMenu{}
	may := allowsSaving(v.Actor())
	if l.View != nil {
		m.Now = l.View.Value.Name
		if l.View.Changed {
			m.Now += ", changed"
		}
		if may && l.View.Value.Mine(v.Actor()) {
			m.Own = p.address(pl, l, panelParam, "view") + "#panel"
		}
	}
	if may && (l.Narrows() || l.Sort != "" || len(l.Columns) > 0) && (l.View == nil || l.View.Changed) {
		m.Save = p.address(pl, l, panelParam, "save") + "#panel"
	}
	for i := range rows {
		it := viewItem{Label: rows[i].Value.Name, Href: pl.Path + "?" + view.ViewParam + "=" + rows[i].Number}
		it.On = l.View != nil && l.View.ID == rows[i].ID
		if rows[i].Value.Owner != v.Actor().Person {
			it.Note = p.Name(v.Context(), rows[i].Value.Owner)
		}
		m.Items = append(m.Items, it)
	}
	if l.View != nil {
		m.Items = append(m.Items, viewItem{Label: "All " + pl.d.Plural, Href: pl.Path})
	}
	return m, nil
}

// savePanel is the form that saves a list as a view, or changes the view in
// force.
func (p *Pages) savePanel(v *change.View, pl *place, l *listing, out listPanel) (templ.Component, error) {
	keeper, ok := view.KeeperOf(p.Door.Book())
	if !ok || !allowsSaving(v.Actor()) || keeper.Register == nil {
		return nil, nil
	}
	now := view.View{Of: string(pl.d.Kind), Shared: view.Private}
	now.Set(l.Listing)
	out.Post, out.Action, out.Title, out.Button = true, "/views/"+now.Of, "Save this list as a view", "Save view"
	if l.Panel == "view" {
		if l.View == nil || !l.View.Value.Mine(v.Actor()) {
			return nil, nil
		}
		now.Name, now.Shared = l.View.Value.Name, l.View.Value.Shared
		out.Action += "/" + l.View.Number
		out.Title, out.Button = "The view “"+now.Name+"”", "Save view"
		out.Hidden = append(out.Hidden, ui.Hidden{Name: "version", Value: strconv.FormatInt(l.View.Version, 10)})
		out.Danger = ui.Action{Label: "Delete this view", Href: out.Action + "/delete", Post: true, Quiet: true, Hidden: out.Hidden}
		out.Note = "It keeps the filters, the order and the columns that are shown now."
	} else {
		out.Note = "It keeps these filters, this order and these columns under a name, with an address of its own."
	}
	out.Hidden = append(out.Hidden, ui.Hidden{Name: "query", Value: l.Values().Encode()})
	out.Fields = []ui.Field{{ID: "name", Label: "Name", Value: now.Name, Required: true, Hint: "Such as “Before the audit”"}}
	radios := ui.Choices{ID: "shared", Name: "shared", Legend: "Who sees it"}
	for _, o := range view.Levels() {
		radios.Options = append(radios.Options, ui.Choice{Value: o.Value, Label: o.Label, On: o.Value == now.Shared})
	}
	out.Radios = &radios
	return panelOf(out), nil
}

// viewRoutes are the actions of a register's views.
func (p *Pages) viewRoutes(pl *place) []web.Route {
	base, kind := "/views/"+string(pl.d.Kind), string(pl.d.Kind)
	post := func(pattern, page string, h handler) web.Route {
		serve := func(w http.ResponseWriter, r *http.Request) error { return h(p, pl, w, r) }
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: kind + "-" + page, Handler: serve}
	}
	return []web.Route{
		post(base, "view-save", (*Pages).saveView),
		post(base+"/{view}", "view-change", (*Pages).changeView),
		post(base+"/{view}/delete", "view-delete", (*Pages).deleteView),
	}
}

// sentView reads the form of a view.
func (p *Pages) sentView(pl *place, r *http.Request) (view.View, int64, error) {
	out := view.View{Of: string(pl.d.Kind), Name: r.PostFormValue("name"), Shared: r.PostFormValue("shared")}
	q, err := parseQuery(r.PostFormValue("query"))
	if err != nil {
		return out, 0, errs.New(errs.Invalid, "The form could not be read. Go back to the list and begin again.")
	}
	l, err := view.Read(pl.d, q)
	if err != nil {
		return out, 0, err
	}
	out.Set(l)
	return out, parseNumber(r.PostFormValue("version")), nil
}

func (p *Pages) saveView(pl *place, w http.ResponseWriter, r *http.Request) error {
	return p.keepView(pl, w, r, "create", func(k view.Keeper, tx *change.Tx, v view.View, _ int64) (view.Row, error) { return k.Save(tx, v) })
}

func (p *Pages) changeView(pl *place, w http.ResponseWriter, r *http.Request) error {
	ref := r.PathValue("view")
	return p.keepView(pl, w, r, "update", func(k view.Keeper, tx *change.Tx, v view.View, version int64) (view.Row, error) {
		return k.Change(tx, ref, version, v)
	})
}

func (p *Pages) keepView(pl *place, w http.ResponseWriter, r *http.Request, verb string, keep func(view.Keeper, *change.Tx, view.View, int64) (view.Row, error)) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	keeper, ok := view.KeeperOf(p.Door.Book())
	if !ok {
		return errs.New(errs.NotFound, "There are no views.")
	}
	sent, version, err := p.sentView(pl, r)
	if err != nil {
		return err
	}
	var row view.Row
	_, err = p.Door.Do(r.Context(), p.By(r.Context(), "").Request("view."+verb, nil), func(tx *change.Tx) (err error) {
		row, err = keep(keeper, tx, sent, version)
		return err
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, pl.Path+"?"+view.ViewParam+"="+row.Number+"&done=view-saved")
}

func (p *Pages) deleteView(pl *place, w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	keeper, ok := view.KeeperOf(p.Door.Book())
	if !ok {
		return errs.New(errs.NotFound, "There are no views.")
	}
	_, err := p.Door.Do(r.Context(), p.By(r.Context(), "").Request("view.update", nil), func(tx *change.Tx) error {
		return keeper.Remove(tx, r.PathValue("view"), parseNumber(r.PostFormValue("version")))
	})
	if err != nil {
		return err
	}
	return frame.Back(w, pl.Path, "view-gone")
}

func allowsSaving(a change.Actor) bool { return updates(a, view.Area) }
