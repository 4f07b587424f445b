package kit

import (
	"encoding/json"
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/view"
)

// Views is what other programs can do with saved views: the same as people, and
// with the same privacy.
type Views struct {
	Door *change.Door
	Keep view.Keeper
}

type viewIn struct {
	Of      string   `json:"of" doc:"Kind of the register: risk. It never changes."`
	Name    string   `json:"name" need:"true"`
	Query   string   `json:"query" doc:"Filters and words as the list takes them: state=open&q=mail."`
	Sort    string   `json:"sort" doc:"A field, with - before it to turn the order round."`
	Columns []string `json:"columns"`
	Shared  string   `json:"shared" doc:"Who sees it; only its owner when not given." enum:"private,team,organisation"`
	Version int64    `json:"version" doc:"Of the view that was read, to change it; the latest when not given."`
}

// viewOut is a view as it is answered.
type viewOut struct {
	Number  string   `json:"number"`
	Version int64    `json:"version"`
	Of      string   `json:"of"`
	Name    string   `json:"name"`
	Query   string   `json:"query"`
	Sort    string   `json:"sort"`
	Columns []string `json:"columns"`
	Shared  string   `json:"shared"`
	Owner   string   `json:"owner"`
}

type viewList struct {
	Views []viewOut `json:"views"`
}

func viewOf(row *view.Row) viewOut {
	v := row.Value
	return viewOut{
		Number: row.Number, Version: row.Version, Of: v.Of, Name: v.Name, Query: v.Query, Sort: v.Sort,
		Columns: append([]string{}, v.Columns...), Shared: v.Shared, Owner: v.Owner,
	}
}

// Operations gives the table.
func (s Views) Operations() []rest.Operation {
	op := func(method, path, id, summary, about string, verb authz.Verb) rest.Operation {
		return rest.Operation{Method: method, Path: path, ID: id, Tag: "views", Summary: summary, Description: about, Area: view.Area, Verb: verb}
	}
	const whose = "Of the register of a kind, or of all. A private view is its owner’s alone, a team is the people of the same role."
	list := op(http.MethodGet, "/views", "listViews", "The saved views that one sees", whose, authz.Read)
	list.Query = []rest.Param{{Name: "of", Description: "Kind of the register: risk."}}
	list.Answer, list.Do = viewList{}, s.list
	get := op(http.MethodGet, "/views/{id}", "getView", "Read a saved view", "One that is not to be seen is not found.", authz.Read)
	get.Answer, get.Do = viewOut{}, s.get
	add := op(http.MethodPost, "/views", "addView", "Save a view", "Its filters, order and columns are checked against the register.", authz.Create)
	add.Body, add.Answer, add.Status = viewIn{}, viewOut{}, http.StatusCreated
	add.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*viewIn)
		return s.write(c, "view.create", in, func(tx *change.Tx) (view.Row, error) { return s.Keep.Save(tx, in.view()) })
	}
	edit := op(http.MethodPut, "/views/{id}", "replaceView", "Replace a saved view", "Its owner may; an owner or administrator may when everybody sees it.", authz.Update)
	edit.Body, edit.Answer = viewIn{}, viewOut{}
	edit.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*viewIn)
		return s.write(c, "view.update", in, func(tx *change.Tx) (view.Row, error) { return s.Keep.Change(tx, c.Path("id"), in.Version, in.view()) })
	}
	remove := op(http.MethodDelete, "/views/{id}", "deleteView", "Take a saved view away", "", authz.Update)
	remove.Do = func(c *rest.Call) (any, error) {
		return nil, c.Do("view.update", c.Path("id"), "", func(tx *change.Tx) error { return s.Keep.Remove(tx, c.Path("id"), 0) })
	}
	return []rest.Operation{list, get, add, edit, remove}
}

func (in *viewIn) view() view.View {
	return view.View{Of: in.Of, Name: in.Name, Query: in.Query, Sort: in.Sort, Columns: in.Columns, Shared: in.Shared}
}

func (s Views) write(c *rest.Call, action string, in *viewIn, fn func(*change.Tx) (view.Row, error)) (any, error) {
	receipt, err := s.Door.Do(c.Context(), c.By("").Request(action, []any{c.Path("id"), in}), func(tx *change.Tx) error {
		row, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Answer(viewOf(&row))
	})
	if err != nil {
		return nil, err
	}
	var out viewOut
	err = json.Unmarshal(receipt.Answer, &out)
	return out, err
}

func (s Views) list(c *rest.Call) (any, error) {
	out := viewList{Views: []viewOut{}}
	err := c.See(func(v *change.View) error {
		rows, err := s.Keep.Of(v, c.Actor(), register.Kind(c.Query("of")))
		for i := range rows {
			out.Views = append(out.Views, viewOf(&rows[i]))
		}
		return err
	})
	return out, err
}

func (s Views) get(c *rest.Call) (any, error) {
	var out viewOut
	err := c.See(func(v *change.View) error {
		row, err := s.Keep.Get(v, c.Actor(), c.Path("id"))
		out = viewOf(&row)
		return err
	})
	return out, err
}
