package records

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// BulkForm is the id of the form that a list's checkboxes belong to (their
// attribute form), as BulkBar draws it below the table.
const BulkForm = "bulk"

// BulkPick gives the checkbox that chooses a record, for the first cell of its
// row. It works without script.
func BulkPick(number string, version int64) templ.Component {
	return bulkPick(bulk.Pick{Record: number, Version: version}.String(), number)
}

// bulkBar is what stands below a list whose records can be chosen.
type bulkBar struct {
	Kind, Query, Shown string
	Fields             ui.Field
	Found              int // how many the list's query finds; 0: not said
}

// BulkBar gives the form below a list: what to set in the chosen records, or in
// everything that the list's query finds. nil: who looks can set nothing there.
// It is called in the list's snapshot; total is what the query finds, 0 unknown.
func (k *Kit) BulkBar(v *change.View, reg register.Any, q register.Query, total int) (templ.Component, error) {
	if v.Actor().AsAt != 0 {
		return nil, nil
	}
	fields, err := k.Bulk.Settable(v, reg)
	if err != nil || len(fields) == 0 {
		return nil, err
	}
	b := bulkBar{Kind: string(reg.Declaration().Kind), Query: writeQuery(q), Shown: number(k.Now().UnixMicro()), Fields: fieldChoice(fields, "")}
	if total > 1 && total <= bulk.Limit {
		b.Found = total
	}
	return bulkBarOf(b), nil
}

// fieldChoice offers the fields, those first that are set in many records.
func fieldChoice(fields []register.Field, chosen string) ui.Field {
	f := ui.Field{ID: "bulk-field", Name: "field", Label: "Set", Kind: "select", Value: chosen}
	rank := map[register.Type]int{register.Person: 0, register.Choice: 1, register.Date: 2, register.YesNo: 3, register.Tags: 4, register.Text: 6, register.LongText: 7}
	order := func(t register.Type) int {
		if n, ok := rank[t]; ok {
			return n
		}
		return 5
	}
	fields = slices.Clone(fields)
	slices.SortStableFunc(fields, func(a, b register.Field) int { return order(a.Type) - order(b.Type) })
	for _, d := range fields {
		f.Choices = append(f.Choices, ui.Choice{Value: d.Name, Label: d.Label})
	}
	return f
}

// listQuery is a list's query as a form carries it.
type listQuery struct {
	Filters []register.Filter `json:"f,omitempty"`
	Search  string            `json:"q,omitempty"`
}

func writeQuery(q register.Query) string {
	b, _ := json.Marshal(listQuery{q.Filters, q.Search}) // plain values: it cannot fail
	return string(b)
}

func readQuery(s string) (register.Query, error) {
	var q listQuery
	if s != "" && json.Unmarshal([]byte(s), &q) != nil {
		return register.Query{}, errs.New(errs.Invalid, "The form could not be read. Go back to the list and begin again.")
	}
	return register.Query{Filters: q.Filters, Search: q.Search}, nil
}

// order reads what a form of a bulk change says.
func (k *Kit) order(r *http.Request) (bulk.Order, error) {
	o := bulk.Order{Of: register.Kind(r.PathValue("kind")), Skip: true}
	if r.PostForm.Get("all") == "" {
		for _, s := range r.PostForm["pick"] {
			o.Picks = append(o.Picks, bulk.ParsePick(s))
		}
		if len(o.Picks) == 0 {
			return o, errs.At("/pick", "Choose records first: each row has a box at its left.")
		}
	} else {
		var err error
		if o.Query, err = readQuery(r.PostForm.Get("query")); err != nil {
			return o, err
		}
		o.Shown = parseNumber(r.PostForm.Get("shown"))
	}
	o.Set = []bulk.Set{{Field: r.PostForm.Get("field"), Value: r.PostForm.Get("value")}}
	return o, nil
}

type bulkView struct {
	Shell       ui.Shell
	Crumbs      []ui.Link
	Title, Lede string
	Errors      ui.ErrorSummary
	Kind        string
	Hidden      []ui.Hidden // what was chosen
	Field       ui.Hidden   // the field, once it is chosen
	FieldLabel  string
	Fields      ui.Field
	Value       ui.Field
	Reason      ui.Field
	Looked      bool
	Lines       []bulkLine
	More        string
	Changes     int
	Print       string
	Apply       string
	Cancel      ui.Link
}

// bulkLine is a record of a preview.
type bulkLine struct {
	Number, Title, Href string
	Values              []bulkValue
	Note                string
	Left                bool // it stays as it is
}

type bulkValue struct{ Label, Was, Now string }

// shownLines is how many lines a page shows.
const shownLines = 500

// bulkPage asks for what is to be set and shows what would change.
func (k *Kit) bulkPage(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	return k.showBulk(w, r, nil)
}

func (k *Kit) showBulk(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx := r.Context()
	reg, err := k.reg(r.PathValue("kind"))
	if err != nil {
		return err
	}
	d := reg.Declaration()
	o, err := k.order(r)
	if err != nil {
		return err
	}
	var fields []register.Field
	if err := k.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		fields, err = k.Bulk.Settable(v, reg)
		return err
	}); err != nil {
		return err
	}
	if len(fields) == 0 {
		return errs.New(errs.Forbidden, "Your role may not change %s.", d.Plural)
	}
	path, title := k.List(d.Kind)
	v := bulkView{Kind: string(d.Kind), Fields: fieldChoice(fields, o.Set[0].Field), Cancel: ui.Link{Label: "Cancel", Href: path}}
	v.Crumbs = []ui.Link{{Label: title, Href: path}, {Label: "Change many"}}
	v.Hidden = chosenAgain(r)
	chosen := ui.Count(len(o.Picks), d.Singular, d.Plural)
	if len(o.Picks) == 0 {
		chosen = "all " + d.Plural + " that the list shows"
	}
	for i := range fields {
		if fields[i].Name == o.Set[0].Field {
			v.Field, v.FieldLabel = ui.Hidden{Name: "field", Value: fields[i].Name}, fields[i].Label
			v.Value = k.bulkInput(ctx, &fields[i], o.Set[0].Value)
		}
	}
	v.Title = "Change " + chosen
	if v.Field.Value != "" {
		v.Title = "Set " + v.FieldLabel + " of " + chosen
	}
	v.Reason = ui.Field{ID: "reason", Label: "Why", Optional: true, Hint: "Kept in the trail with the change", Value: r.PostForm.Get("reason")}
	status := http.StatusOK
	if r.PostForm.Get("look") != "" && v.Field.Value != "" {
		if err := k.previewBulk(ctx, reg, o, &v); err != nil {
			if errs.CodeOf(err) != errs.Invalid {
				return err
			}
			v.Value.Err, status = errs.Safe(err), http.StatusUnprocessableEntity
		}
	}
	v.Errors = ui.Problems(v.Value)
	if wrong != nil {
		v.Errors.Problems, status = append(v.Errors.Problems, ui.Problem{Text: errs.Safe(wrong)}), http.StatusConflict
	}
	if v.Shell, err = k.Shell(ctx, v.Title, path, ""); err != nil {
		return err
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, bulkPageOf(v))
}

// chosenAgain hands what was chosen on.
func chosenAgain(r *http.Request) []ui.Hidden {
	var out []ui.Hidden
	for _, name := range []string{"all", "query", "shown"} {
		if s := r.PostForm.Get(name); s != "" {
			out = append(out, ui.Hidden{Name: name, Value: s})
		}
	}
	if r.PostForm.Get("all") == "" {
		for _, s := range r.PostForm["pick"] {
			out = append(out, ui.Hidden{Name: "pick", Value: s})
		}
	}
	return out
}

func (k *Kit) previewBulk(ctx context.Context, reg register.Any, o bulk.Order, v *bulkView) error {
	p, err := k.Bulk.Preview(ctx, k.By(ctx, ""), o)
	if err != nil {
		return err
	}
	v.Looked, v.Changes, v.Print = true, p.Changes, p.Print
	v.Lines, v.More = k.lines(ctx, reg, p.Lines)
	parts := []string{}
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, ui.Count(n, one, many))
		}
	}
	add(p.Changes, "would change", "would change")
	add(p.Unchanged, "says so already", "say so already")
	add(p.Refused, "cannot be changed so", "cannot be changed so")
	add(p.Conflicts, "was changed by somebody meanwhile", "were changed by somebody meanwhile")
	v.Lede = ui.Capital(ui.List(parts...)) + "."
	if p.Changes == 1 {
		v.Apply = "Apply 1 change"
	} else {
		v.Apply = "Apply " + ui.Number(p.Changes) + " changes"
	}
	return nil
}

// lines makes lines for the page: what is left out first, as it wants eyes.
func (k *Kit) lines(ctx context.Context, reg register.Any, all []bulk.Line) (out []bulkLine, more string) {
	d := reg.Declaration()
	for _, left := range []bool{true, false} {
		for i := range all {
			l := &all[i]
			if left != (l.Outcome == bulk.Refused || l.Outcome == bulk.Conflict) {
				continue
			}
			if len(out) == shownLines {
				return out, "The first " + ui.Number(shownLines) + " of " + ui.Count(len(all), d.Singular, d.Plural) + " are shown."
			}
			b := bulkLine{Number: l.Number, Note: l.Reason, Left: left}
			if l.Old != nil {
				b.Number, b.Title = k.called(reg, l.Number, l.Old)
				b.Href = k.Page(l.Ref, l.Old)
			}
			if l.Outcome == bulk.Same {
				b.Note = "Says so already"
			}
			for _, val := range l.Values {
				b.Values = append(b.Values, bulkValue{val.Label, k.said(ctx, reg, val.Field, val.Was), k.said(ctx, reg, val.Field, val.Now)})
			}
			out = append(out, b)
		}
	}
	return out, ""
}

// said says a typed value as people read it.
func (k *Kit) said(ctx context.Context, reg register.Any, field, text string) string {
	if text == "" {
		return "none"
	}
	f := reg.Declaration().Field(field)
	if f == nil {
		if strings.HasPrefix(field, custom.Prefix) { // a person is the one value that is no words
			return k.Name(ctx, text)
		}
		return text
	}
	switch f.Type {
	case register.Person:
		return k.Name(ctx, text)
	case register.Date:
		if day, fault := frame.Day(text); fault == "" {
			return day.Short()
		}
	case register.LongText:
		if r := []rune(text); len(r) > 120 {
			return string(r[:120]) + "…"
		}
	}
	return f.LabelOf(text)
}

// bulkInput is the control for a field's new value.
func (k *Kit) bulkInput(ctx context.Context, d *register.Field, value string) ui.Field {
	f := ui.Field{ID: "value", Label: d.Label, Value: value, Hint: d.Help, Size: 40}
	none := []ui.Choice{{Value: "", Label: "none"}}
	switch d.Type {
	case register.LongText:
		f.Kind, f.Rows = "textarea", 4
	case register.Date:
		f.Kind, f.Size = "date", 0
	case register.Number, register.Money:
		f.Size = 14
	case register.Choice:
		f.Kind, f.Choices = "select", none
		for _, c := range d.Choices {
			f.Choices = append(f.Choices, ui.Choice{Value: c.Value, Label: c.Label})
		}
	case register.YesNo:
		f.Kind, f.Choices = "select", append(none, ui.Choice{Value: "yes", Label: "yes"}, ui.Choice{Value: "no", Label: "no"})
	case register.Person:
		f.Kind, f.Choices = "select", none
		for _, m := range k.Members(ctx) {
			f.Choices = append(f.Choices, ui.Choice{Value: m.Person, Label: m.Name})
		}
	case register.Tags:
		f.Hint = strings.TrimSpace(f.Hint + " Commas between them; they take the place of those that are there.")
	}
	return f
}

// applyBulk makes the change that was shown; where it would do something else by
// now, it shows that instead.
func (k *Kit) applyBulk(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if _, err := k.reg(r.PathValue("kind")); err != nil {
		return err
	}
	o, err := k.order(r)
	if err != nil {
		return err
	}
	if o.Print = r.PostForm.Get("print"); o.Print == "" {
		return errs.New(errs.Invalid, "Look at the preview first.")
	}
	res, err := k.Bulk.Apply(r.Context(), k.By(r.Context(), r.PostForm.Get("reason")), o)
	if errs.CodeOf(err) == errs.Conflict {
		r.PostForm.Set("look", "1")
		return k.showBulk(w, r, err)
	}
	if err != nil {
		return err
	}
	return back(w, "/changes/"+res.Number, "applied", "")
}
