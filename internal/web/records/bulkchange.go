package records

import (
	"net/http"
	"time"

	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var bulkDone = map[string]string{"applied": "Done.", "undone": "Undone."}

type changeView struct {
	Shell       ui.Shell
	Crumbs      []ui.Link
	Number      string
	Title, Lede string
	Reason      string
	Lines       []bulkLine
	More        string
	Undo        bool   // can be undone now
	Until       string // until when
	UndoneBy    ui.Link
	Undoes      ui.Link
	Errors      ui.ErrorSummary
	// Choose: some of it was changed since; Print holds the undo to what is shown.
	Choose, Print string
}

// bulkChange shows what a bulk change did, and offers to undo it.
func (k *Kit) bulkChange(w http.ResponseWriter, r *http.Request) error {
	return k.showChange(w, r, nil)
}

func (k *Kit) showChange(w http.ResponseWriter, r *http.Request, undo *bulk.Preview) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	var row register.Row[bulk.Change]
	var lines []bulk.Line
	var by register.Row[bulk.Change]
	undone := false
	err := k.Door.See(ctx, a, func(v *change.View) (err error) {
		if row, lines, err = k.Bulk.Recall(v, r.PathValue("number"), shownLines); err != nil {
			return err
		}
		by, undone, err = k.Bulk.UndoneBy(v, row.Number)
		return err
	})
	if err != nil {
		return err
	}
	c := row.Value
	reg := k.Door.Book().Of(c.Of)
	d := reg.Declaration()
	path, title := k.List(c.Of)
	v := changeView{Number: row.Number, Crumbs: []ui.Link{{Label: title, Href: path}, {Label: row.Number}}, Reason: c.Reason}
	v.Title = c.Title + " in " + ui.Count(c.Count, d.Singular, d.Plural)
	v.Lede = k.Name(ctx, row.CreatedBy) + ", " + k.when(row.CreatedAt) + "."
	if c.Left > 0 {
		v.Lede += " " + ui.Number(c.Left) + " chosen and left as they were."
	}
	v.Lines, v.More = k.lines(ctx, reg, lines)
	if len(lines) < c.Count {
		v.More = "The first " + ui.Number(len(lines)) + " are shown."
	}
	if c.Undoes != "" {
		v.Undoes = ui.Link{Label: c.Undoes, Href: "/changes/" + c.Undoes}
	}
	if undone {
		v.UndoneBy = ui.Link{Label: by.Number, Href: "/changes/" + by.Number}
	}
	until := bulk.UndoUntil(row.CreatedAt)
	v.Undo = a.AsAt == 0 && updates(a, d.Area) && !k.Now().After(until) && !undone
	v.Until = civil.FromTime(until.In(k.Zone)).Long()
	status := http.StatusOK
	if undo != nil {
		status = http.StatusConflict
		v.Lines, v.More = k.lines(ctx, reg, undo.Lines)
		v.Title = "Some of it was changed since " + row.Number
		v.Lede = ui.Count(undo.Changes, d.Singular+" can", d.Plural+" can") + " go back; what is named below as changed since would stay as it is now."
		v.Errors.Problems = []ui.Problem{{Text: "Nothing was undone yet: choose."}}
		if undo.Changes > 0 {
			v.Choose, v.Print = "Undo the other "+ui.Number(undo.Changes), undo.Print
		}
	}
	if v.Shell, err = k.Shell(ctx, row.Number, path, frame.Done(r, bulkDone)); err != nil {
		return err
	}
	v.Shell.Problem = undo != nil
	return web.Render(w, r, status, changePage(v))
}

// undoBulk takes a change back; where records were changed since it shows them,
// and the person chooses.
func (k *Kit) undoBulk(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	o := bulk.UndoOrder{Number: r.PathValue("number"), Print: r.PostForm.Get("print")}
	o.Skip = o.Print != ""
	by := k.By(ctx, "")
	res, err := k.Bulk.Undo(ctx, by, o)
	if code := errs.CodeOf(err); code == errs.Conflict || code == errs.Invalid {
		p, perr := k.Bulk.PreviewUndo(ctx, by, bulk.UndoOrder{Number: o.Number})
		if perr != nil {
			return perr
		}
		return k.showChange(w, r, &p)
	}
	if err != nil {
		return err
	}
	return back(w, "/changes/"+res.Number, "undone", "")
}

// UndoDays says for how long a bulk change can be undone.
const UndoDays = int(bulk.UndoFor / (24 * time.Hour))
