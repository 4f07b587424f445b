package control

import (
	"fmt"
	"net/http"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// CataloguesView lists the organisation's own catalogues and takes one in.
type CataloguesView struct {
	Shell  ui.Shell
	Head   ui.Head
	Table  *ui.Table
	May    bool
	Fields []ui.Field
	Errs   ui.ErrorSummary
}

func (p *Pages) catalogues(w http.ResponseWriter, r *http.Request) error {
	return p.showCatalogues(w, r, http.StatusOK, control.Upload{}, nil)
}

func (p *Pages) showCatalogues(w http.ResponseWriter, r *http.Request, status int, u control.Upload, fault error) error {
	sh, err := p.Shell(r.Context(), "Your own catalogues", "/controls/catalogues", frame.Done(r, done))
	if err != nil {
		return err
	}
	v := CataloguesView{Shell: sh, May: p.may(r), Head: ui.Head{Crumbs: crumbs(), Title: "Your own catalogues"}}
	n := 0
	err = p.see(r, func(in *change.View) error {
		found, err := change.AnyList(in, p.Door.Book().Of(control.OwnKind), register.Query{Limit: register.MaxLimit})
		if err != nil {
			return err
		}
		reg := p.Door.Book().Of(control.OwnKind)
		t := &ui.Table{Caption: "Own catalogues", Columns: []ui.Column{{Label: "Catalogue"}, {Label: "Edition"}, {Label: "Items", Num: true}, {Label: "Controls", Hidden: true}}}
		for i := range found.Records {
			value, err := reg.Decode(found.Records[i].Body)
			if err != nil {
				return err
			}
			o := value.(*control.Own)
			cells := []ui.Cell{{Text: o.Name, ID: reg.Declaration().Number(found.Records[i].Num)}, {Text: o.Edition}, {Text: ui.Number(int(o.Items))}, {}}
			if v.May {
				cells[3].Action = []ui.Action{{Label: "Add its controls", Href: "/controls/start", Post: true, Hidden: []ui.Hidden{{Name: "catalogue", Value: o.ID + ":" + o.Edition}}}}
			}
			t.Rows = append(t.Rows, ui.Row{Cells: cells})
			n++
		}
		if n > 0 {
			v.Table = t
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Head.Lede = "None yet. A customer’s or a regulator’s list becomes controls beside those of Annex A."
	if n > 0 {
		v.Head.Lede = fmt.Sprintf("%s beside the built-in ones.", ui.Count(n, "catalogue", "catalogues"))
	}
	v.Fields = []ui.Field{
		{ID: "text", Label: "The catalogue", Kind: "textarea", Rows: 12, Value: u.Text, Hint: "YAML or JSON with id, edition, name and items; or CSV whose first row names the columns id, title, group, kind and text."},
		{ID: "id", Label: "Id", Value: u.ID, Hint: "For CSV alone: small letters, such as acme.", Optional: true},
		{ID: "edition", Label: "Edition", Value: u.Edition, Hint: "For CSV alone.", Optional: true},
		{ID: "name", Label: "Name", Value: u.Name, Hint: "For CSV alone.", Optional: true},
	}
	for _, f := range errs.FieldsOf(fault) {
		text := f.Message
		if f.Pointer != "" {
			text = f.Pointer + ": " + text
		}
		v.Errs.Problems = append(v.Errs.Problems, ui.Problem{Field: "text", Text: text})
	}
	if fault != nil && len(v.Errs.Problems) == 0 {
		v.Errs.Problems = []ui.Problem{{Field: "text", Text: errs.Safe(fault)}}
	}
	v.Shell.Problem = fault != nil
	return web.Render(w, r, status, CataloguesPage(v))
}

func (p *Pages) addOwn(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	f := r.PostForm
	u := control.Upload{ID: f.Get("id"), Edition: f.Get("edition"), Name: f.Get("name"), Text: f.Get("text")}
	err := p.do(r, "own-catalogue.create", "", func(tx *change.Tx) error {
		_, err := p.Controls.AddOwn(tx, u)
		return err
	})
	switch errs.CodeOf(err) {
	case errs.Invalid, errs.Conflict:
		return p.showCatalogues(w, r, http.StatusUnprocessableEntity, u, err)
	}
	if err != nil {
		return err
	}
	return frame.Back(w, "/controls/catalogues", "catalogue")
}
