package kit

import (
	"net/http"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/rest"
)

// bulkIn asks for a bulk change.
type bulkIn struct {
	Of      string      `json:"of" need:"true" doc:"The register's kind: risk."`
	Records []bulk.Pick `json:"records" doc:"The chosen records; none: everything that the filters and words find."`
	Filters []filterIn  `json:"filters"`
	Words   string      `json:"words" doc:"Words that must all occur, where no records are chosen."`
	All     bool        `json:"all" doc:"Must be true where neither records nor filters nor words are given: every record of the register."`
	Shown   string      `json:"shown" doc:"When the selection was read, an instant; records changed after it are in conflict."`
	Set     []bulk.Set  `json:"set" need:"true"`
}

type filterIn struct {
	Field  string   `json:"field" need:"true"`
	Op     string   `json:"op" enum:"is,not,from,to,empty,given,has" doc:"is when not given."`
	Values []string `json:"values"`
}

type applyIn struct {
	bulkIn
	Skip   bool   `json:"skip" doc:"Leave out what is refused or in conflict; without it one such record keeps everything from happening."`
	Print  string `json:"print" doc:"Of the preview: another outcome by now is refused (409)."`
	Reason string `json:"reason"`
}

type undoIn struct {
	Skip   bool   `json:"skip" doc:"Leave what somebody changed since as it is; without it one such record keeps everything from happening."`
	Print  string `json:"print" doc:"Of the preview: another outcome by now is refused (409)."`
	Reason string `json:"reason"`
}

type lookIn struct{}

func (in *bulkIn) order() (bulk.Order, error) {
	o := bulk.Order{Of: register.Kind(in.Of), Picks: in.Records, Set: in.Set}
	for _, f := range in.Filters {
		op := register.Op(f.Op)
		if op == "" {
			op = register.Is
		}
		o.Query.Filters = append(o.Query.Filters, register.Filter{Field: f.Field, Op: op, Values: f.Values})
	}
	o.Query.Search = in.Words
	if len(in.Records) == 0 && len(in.Filters) == 0 && in.Words == "" && !in.All {
		return o, errs.At("/records", "Choose records, or say what finds them; for every record of the register say all.")
	}
	if in.Shown != "" {
		at, err := time.Parse(time.RFC3339Nano, in.Shown)
		if err != nil {
			return o, errs.At("/shown", "%q is not an instant: write it as 2027-02-14T09:30:00Z.", in.Shown)
		}
		o.Shown = at.UnixMicro()
	}
	return o, nil
}

// changed is a bulk change as it is answered.
type changed struct {
	Number    string   `json:"number"`
	Of        string   `json:"of"`
	Title     string   `json:"title"`
	Fields    []string `json:"fields"`
	Count     int      `json:"count"`
	Left      int      `json:"left" doc:"Chosen, and left as they were."`
	Reason    string   `json:"reason"`
	Undoes    string   `json:"undoes" doc:"The bulk change that this one took back."`
	UndoneBy  string   `json:"undoneBy"`
	UndoUntil string   `json:"undoUntil"`
	By        string   `json:"by"`
	At        string   `json:"at"`
	Records   []string `json:"records" doc:"Numbers of the records that changed."`
}

func (k *Kit) bulkOperations() []rest.Operation {
	op := func(method, path, id, summary, about string, verb authz.Verb) rest.Operation {
		return rest.Operation{Method: method, Path: path, ID: id, Tag: "bulk changes", Summary: summary, Description: about, Area: authz.Commons, Verb: verb}
	}
	const needs = " The register's own right to change is wanted too."
	preview := op(http.MethodPost, "/bulk-changes/preview", "previewBulkChange", "What setting fields of many records would do",
		"Nothing is changed. Up to 10,000 records."+needs, authz.Act)
	preview.Body, preview.Answer = bulkIn{}, bulk.Preview{}
	preview.Do = func(c *rest.Call) (any, error) {
		o, err := c.Body.(*bulkIn).order()
		if err != nil {
			return nil, err
		}
		return k.Bulk.Preview(c.Context(), c.By(""), o)
	}
	apply := op(http.MethodPost, "/bulk-changes", "applyBulkChange", "Set fields of many records, in one change",
		"All or nothing, unless what is refused or in conflict is left out. It can be undone for thirty days."+needs, authz.Act)
	apply.Body, apply.Answer, apply.Status = applyIn{}, bulk.Result{}, http.StatusCreated
	apply.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*applyIn)
		o, err := in.order()
		if err != nil {
			return nil, err
		}
		o.Skip, o.Print = in.Skip, in.Print
		return k.Bulk.Apply(c.Context(), c.By(in.Reason), o)
	}
	get := op(http.MethodGet, "/bulk-changes/{id}", "getBulkChange", "What a bulk change did", "To who may read the register that it changed.", authz.Read)
	get.Answer, get.Do = changed{}, k.getBulk
	look := op(http.MethodPost, "/bulk-changes/{id}/undo/preview", "previewUndo", "What undoing a bulk change would do", "Nothing is changed."+needs, authz.Act)
	look.Body, look.Answer = lookIn{}, bulk.Preview{}
	look.Do = func(c *rest.Call) (any, error) {
		return k.Bulk.PreviewUndo(c.Context(), c.By(""), bulk.UndoOrder{Number: c.Path("id")})
	}
	undo := op(http.MethodPost, "/bulk-changes/{id}/undo", "undoBulkChange", "Take a bulk change back",
		"Each record goes back field by field where nobody changed the field since. It is a bulk change itself, and can be undone."+needs, authz.Act)
	undo.Body, undo.Answer = undoIn{}, bulk.Result{}
	undo.Do = func(c *rest.Call) (any, error) {
		in := c.Body.(*undoIn)
		return k.Bulk.Undo(c.Context(), c.By(in.Reason), bulk.UndoOrder{Number: c.Path("id"), Skip: in.Skip, Print: in.Print})
	}
	return []rest.Operation{preview, apply, get, look, undo}
}

func (k *Kit) getBulk(c *rest.Call) (any, error) {
	var out changed
	err := c.See(func(v *change.View) error {
		row, err := k.Bulk.Get(v, c.Path("id"))
		if err != nil {
			return err
		}
		b := row.Value
		d := k.Registers.Of(b.Of).Declaration()
		out = changed{
			Number: row.Number, Of: string(b.Of), Title: b.Title, Fields: append([]string{}, b.Fields()...), Count: b.Count, Left: b.Left, Reason: b.Reason, Undoes: b.Undoes,
			UndoUntil: bulk.UndoUntil(row.CreatedAt).Format("2006-01-02T15:04:05.000000Z"), By: row.CreatedBy, At: instant(row.CreatedAt), Records: []string{},
		}
		for _, it := range b.Items {
			out.Records = append(out.Records, d.Number(it.Num))
		}
		by, undone, err := k.Bulk.UndoneBy(v, row.Number)
		if undone {
			out.UndoneBy = by.Number
		}
		return err
	})
	return out, err
}
