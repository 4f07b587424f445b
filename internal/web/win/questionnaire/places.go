package questionnaire

import (
	"net/http"
	"net/url"
	"strconv"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/questionnaire"
)

// previewRows is how many questions of a table the preview shows.
const previewRows = 8

// PlacesView asks where the questions and the answers are.
type PlacesView struct {
	Shell   ui.Shell
	Number  string
	Bid     string
	Crumbs  []ui.Link
	Fact    string
	Then    string
	Notes   []string
	Errors  ui.ErrorSummary
	Version int64
	Tables  []TableView
	Cancel  string
}

// TableView is one table of the file with where its questions seem to be.
type TableView struct {
	ID      string
	Name    string
	Hidden  bool
	Use     bool
	UseName string
	Counted string
	Err     string
	Fields  []ui.Field
	Preview *ui.Table
	Flow    bool
}

func (p *Pages) placesForm(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Update); err != nil {
		return err
	}
	return p.showPlaces(w, r, http.StatusOK, r.URL.Query(), nil)
}

// mappingOf reads what the form says; a table that it does not name is as it was.
func mappingOf(f *questionnaire.Form, was []questionnaire.Mapping, q url.Values) []questionnaire.Mapping {
	out := make([]questionnaire.Mapping, len(f.Tables))
	for i := range f.Tables {
		m := questionnaire.Mapping{Table: f.Tables[i].Name}
		for _, w := range was {
			if w.Table == m.Table {
				m = w
			}
		}
		n := strconv.Itoa(i)
		if q.Has("question-" + n) {
			number := func(name string) int {
				v, _ := strconv.Atoi(q.Get(name + "-" + n))
				return min(max(v, 0), 1<<20)
			}
			m.Use = q.Get("use-"+n) != ""
			m.Header, m.Question, m.Answer = number("header"), number("question"), number("answer")
			m.Number, m.Limit, m.Section = number("number"), number("limit"), number("section")
		}
		out[i] = m
	}
	return out
}

func (p *Pages) showPlaces(w http.ResponseWriter, r *http.Request, status int, q url.Values, wrong error) error {
	row, err := p.get(r, r.PathValue("number"))
	if err != nil {
		return err
	}
	form, err := p.formOf(&row.Value)
	if err != nil {
		return err
	}
	v := PlacesView{Number: row.Number, Bid: row.Value.Bid, Notes: form.Notes, Version: row.Version, Cancel: path(row.Number)}
	v.Crumbs = crumbs(row.Value.Bid, ui.Link{Label: row.Number, Href: path(row.Number)}, ui.Link{Label: "Places"})
	total, used := 0, 0
	for i, m := range mappingOf(form, row.Value.Mapping, q) {
		t := tableView(&form.Tables[i], m, i)
		if t == nil {
			continue
		}
		if m.Use {
			_, c := questionnaire.Take(&form.Tables[i], m)
			total += c.Questions
			used++
		}
		v.Tables = append(v.Tables, *t)
	}
	where := "tables"
	if row.Value.Format == questionnaire.XLSX {
		where = "sheets"
	}
	switch {
	case total > 0:
		v.Fact, v.Then = ui.Count(total, "question was", "questions were")+" found in "+ui.Count(used, where[:len(where)-1], where)+".", "Look whether they are the right ones; point elsewhere where they are not."
	default:
		v.Fact, v.Then = "No question was found by itself.", "Point at the column with the questions, and at the one for the answers."
	}
	if wrong != nil {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: errs.Safe(wrong)})
		if faults, ok := frame.Faults(wrong); ok {
			v.Errors.Problems = nil
			for _, says := range faults {
				v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: says})
			}
		}
	}
	if v.Shell, err = p.Shell(r.Context(), "Where the questions are", "/bids", ""); err != nil {
		return err
	}
	v.Shell.Problem = wrong != nil
	return web.Render(w, r, status, PlacesPage(v))
}

// tableView gives a table to point into; nil for one with nothing in it.
func tableView(t *questionnaire.Table, m questionnaire.Mapping, i int) *TableView {
	if len(t.Rows) == 0 || t.Flow && !m.Use && m.Question == 0 {
		return nil
	}
	n := strconv.Itoa(i)
	v := &TableView{ID: "t" + n, Name: t.Name, Hidden: t.Hidden, Use: m.Use, UseName: "use-" + n, Flow: t.Flow}
	if t.Flow {
		v.Name = "Questions in the text"
	}
	found, c := questionnaire.Take(t, m)
	v.Counted = counted(c)
	column := func(name, label string, value int, none string) ui.Field {
		f := ui.Field{ID: name + "-" + n, Label: label, Kind: "select", Value: strconv.Itoa(value), Choices: []ui.Choice{{Value: "0", Label: none}}}
		for at := range t.Columns {
			f.Choices = append(f.Choices, ui.Choice{Value: strconv.Itoa(at + 1), Label: columnWords(t, at+1, m.Header)})
		}
		return f
	}
	v.Fields = []ui.Field{column("question", "Questions in", m.Question, "Choose"), column("answer", "Answers go into", m.Answer, "Choose")}
	if !t.Flow {
		v.Fields = append(v.Fields,
			ui.Field{ID: "header-" + n, Label: "Last row above the questions", Kind: "number", Value: strconv.Itoa(m.Header), Size: 6},
			column("number", "The buyer’s numbers in", m.Number, "Nowhere"), column("limit", "Limits in", m.Limit, "In the question, or nowhere"), column("section", "Sections in", m.Section, "In headings, or nowhere"),
		)
	}
	if len(found) == 0 {
		return v
	}
	p := ui.Table{Caption: "The first questions of " + v.Name, Dense: true, Columns: []ui.Column{{Label: "Row", Num: true, HideSm: true}, {Label: "Question", Wide: true}, {Label: "Limit", Num: true}, {Label: "Answer goes to", Short: true}}}
	for _, q := range found[:min(len(found), previewRows)] {
		ask := ui.Cell{Text: clip(q.Text, 220), Sub: q.Section}
		if q.Number != "" {
			ask.Text = q.Number + " " + ask.Text
		}
		to := ui.Cell{Text: q.Place, NoWrap: true}
		switch {
		case len(q.Choices) > 0:
			to.Sub = clip(ui.List(q.Choices...), 60)
		case q.Was != "":
			to.Sub = "has text already"
		}
		p.Rows = append(p.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(q.Row)}, ask, {Text: limitWords(q.Limit.N, q.Limit.Unit), NoWrap: true}, to}})
	}
	if more := len(found) - previewRows; more > 0 {
		p.Pager.Note = "and " + ui.Number(more) + " more"
	}
	v.Preview = &p
	return v
}

// counted says what a table holds under its mapping.
func counted(c questionnaire.Counted) string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, ui.Count(n, one, many))
		}
	}
	parts = append(parts, ui.Count(c.Questions, "question", "questions"))
	add(c.Sections, "heading", "headings")
	add(c.Limited, "has a limit", "have a limit")
	add(c.Choices, "is chosen from a list", "are chosen from a list")
	add(c.Answered, "has text in its place already", "have text in their place already")
	add(c.Locked, "row whose answer the buyer has locked", "rows whose answer the buyer has locked")
	add(c.Hidden, "hidden row", "hidden rows")
	return ui.List(parts...) + "."
}

// columnWords names a column with what stands at its head.
func columnWords(t *questionnaire.Table, col, header int) string {
	out := t.Column(col)
	for i := range t.Rows {
		if t.Rows[i].N == header {
			if head := clip(oneLine(t.Rows[i].Cell(col).Text), 40); head != "" {
				out += ": " + head
			}
		}
	}
	return out
}

func (p *Pages) place(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	row, err := p.get(r, r.PathValue("number"))
	if err != nil {
		return err
	}
	form, err := p.formOf(&row.Value)
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form is not whole. Go back and send it again.")
	}
	row, err = p.Service.Map(r.Context(), p.By(r.Context(), ""), row.ID, version, mappingOf(form, row.Value.Mapping, r.PostForm), form)
	switch errs.CodeOf(err) {
	case errs.Invalid, errs.Conflict:
		return p.showPlaces(w, r, web.Status(errs.CodeOf(err)), r.PostForm, err)
	}
	if err != nil {
		return err
	}
	return frame.Back(w, path(row.Number), "placed")
}
