package evidence

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

const (
	itemsPath   = "/evidence"
	collectPath = "/evidence/collect"
	filesPath   = "/evidence/files"
	sentPath    = "/evidence/sent"
)

// readOnly: requests and what is sent in are written by actions alone.
var readOnly = rest.Rule{ReadOnly: true}

var itemDone = map[string]string{
	"collected": "It is kept. Its freshness begins with the day on which it was collected.",
	"accepted":  "What came is evidence now.",
	"checked":   "The link was looked at.",
	"for":       "What it is for is changed.",
}

// places gives the registers whose pages are made from their declarations.
func (p *Pages) places() []records.Place {
	hidden := records.Section{Title: "How it came", Fields: []string{"supersedes", "supersededBy", "request"}}
	return []records.Place{
		{
			Register: p.Service.Register(), Path: itemsPath, Group: "Assure", Title: "Evidence", Rule: p.Rule, New: collectPath, Done: itemDone,
			Columns: []string{"title", "type", "collected", "ends", "owner"}, Sort: "ends",
			Chips: []records.Chip{{Label: "Current", Query: "supersededBy[empty]=true"}, {Label: "Files", Query: "type=file"}, {Label: "Links", Query: "type=link"}, {Label: "Records", Query: "type=record"}, {Label: "Superseded", Query: "supersededBy[given]=true"}},
			Sections: []records.Section{
				{Title: "What it shows", Fields: []string{"title", "type", "collected", "ends", "ages", "collectEvery", "validUntil", "owner", "classification", "source", "note"}},
				{Title: "Where it is", Fields: []string{"file", "fileName", "mediaType", "fileSize", "url", "watch", "lastChecked", "check", "checkSays", "recordNumber", "recordKind"}},
				hidden,
			},
			Empty: ui.Empty{
				Title: "What shows that a control works", Text: "Here would stand what shows that your controls work: files, links and records, how fresh each is, and what goes stale next.",
				Ways: []ui.Way{
					{Label: "Keep a file or a link.", Text: "A report, a screenshot, a page of your wiki.", Href: collectPath, Do: "Collect evidence"},
					{Label: "Ask somebody.", Text: "They get a link and need no account.", Href: requestsPath + "/new", Do: "Ask for evidence"},
				},
			},
			Head: p.head, Above: p.above, Below: p.below, Actions: p.itemActions, Cell: p.cell,
		},
		{Register: p.Service.RequestRegister(), Path: requestsPath, Group: "Assure", Title: "Requests for evidence", Rule: readOnly, NoList: true, NoRecord: true},
		{Register: p.Service.DeliveryRegister(), Path: sentPath, Group: "Assure", Title: "Files sent in", Rule: readOnly, NoList: true, NoRecord: true},
	}
}

func (p *Pages) head(r *http.Request, v *change.View) (records.Head, error) {
	sentence, actions, view, err := p.overview(r, v)
	return records.Head{Sentence: sentence, Actions: actions, Above: Overview(view)}, err
}

// cell says in red what is stale.
func (p *Pages) cell(field string, value any) (ui.Cell, bool) {
	d, ok := value.(civil.Date)
	if field != "ends" || !ok || d.IsZero() || d >= p.Today() {
		return ui.Cell{}, false
	}
	return ui.Cell{Text: d.Short(), Late: true, NoWrap: true, Sub: "stale"}, true
}

func (p *Pages) itemActions(r *http.Request, v *change.View, rec *records.Shown) ([]ui.Action, error) {
	e := rec.Value.(*evidence.Evidence)
	var out []ui.Action
	a := v.Actor()
	if e.SupersededBy == "" && p.may(a, authz.Create) {
		out = append(out,
			ui.Action{Label: "Collect again", Href: collectPath + "?again=" + rec.Number, Primary: true},
			ui.Action{Label: "Ask somebody for it", Href: requestsPath + "/new?again=" + rec.Number})
	}
	if e.Type == evidence.Link && e.URL != "" && p.may(a, authz.Update) {
		out = append(out, ui.Action{Label: "Look at the link now", Href: itemsPath + "/" + rec.Number + "/check", Post: true})
	}
	return out, nil
}

// AboveView is what stands before the fields of an item.
type AboveView struct {
	Level  int
	Word   string
	Says   string
	Newer  string // the item that took its place
	Where  ui.Link
	Facts  string
	Out    bool // the link leads to another site
	Number string
}

func (p *Pages) above(_ *http.Request, _ *change.View, rec *records.Shown) (templ.Component, error) {
	e := rec.Value.(*evidence.Evidence)
	today := p.Today()
	f := evidence.FreshOn(*e, today)
	v := AboveView{Level: f.Level(), Word: f.Label(), Says: freshSays(e, f, today), Newer: e.SupersededBy, Number: rec.Number}
	switch {
	case e.File != "":
		v.Where = ui.Link{Label: "Save " + nameOf(e), Href: filesPath + "/" + rec.Number}
		v.Facts = join(kindOf(e.MediaType), size(e.FileSize), "SHA-256 "+e.File[:min(12, len(e.File))]+"…")
	case e.Type == evidence.Link && evidence.WebAddress(e.URL):
		v.Where, v.Out = ui.Link{Label: e.URL, Href: e.URL}, true
		v.Facts = "Nobody has looked whether it still leads anywhere."
		if !e.LastChecked.IsZero() {
			v.Facts = "Looked at on " + e.LastChecked.Long() + ". " + e.CheckSays
		}
	case e.RecordNumber != "":
		v.Where = ui.Link{Label: e.RecordNumber, Href: p.pageOf(e)}
	case e.Type == evidence.File:
		v.Facts = "No file is stored with it yet."
	}
	return Above(v), nil
}

func nameOf(e *evidence.Evidence) string {
	if e.FileName != "" {
		return e.FileName
	}
	return "the file"
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// freshSays says in a sentence how long it is good.
func freshSays(e *evidence.Evidence, f evidence.Freshness, today civil.Date) string {
	end := evidence.Ends(*e)
	switch {
	case f == evidence.Missing && e.Type == evidence.File && e.File == "":
		return "It counts once a file is stored with it."
	case f == evidence.Missing:
		return "It says no day on which it was collected, or one still to come."
	case f == evidence.Stale:
		return "It was good until " + end.Long() + ", " + days(today.DaysUntil(end)) + "."
	}
	return "It is good until " + end.Long() + ", " + days(today.DaysUntil(end)) + "."
}

// BelowView is what stands after the fields of an item: what it is for, and the
// collections before and after.
type BelowView struct {
	For    []ui.Link
	Form   *ForView // to change what it is for
	Action string
	Series *ui.Table
}

func (p *Pages) below(r *http.Request, v *change.View, rec *records.Shown) (templ.Component, error) {
	targets, err := p.targetsOf(v, rec.ID, links.Evidences)
	if err != nil {
		return nil, err
	}
	view := BelowView{Action: itemsPath + "/" + rec.Number + "/for"}
	var refs []string
	for _, t := range targets {
		view.For = append(view.For, ui.Link{Label: t.Ref + " " + t.Title, Href: t.Href})
		refs = append(refs, t.Ref)
	}
	if p.may(v.Actor(), authz.Update) {
		form, err := p.forView(v, refs, "", "")
		if err != nil {
			return nil, err
		}
		form.Open = false
		view.Form = &form
	}
	view.Series, err = p.series(r, v, rec)
	return Below(view), err
}

// most is how many collections of one thing a page lists.
const most = 20

// series lists the collections before and after, the latest first.
func (p *Pages) series(r *http.Request, v *change.View, rec *records.Shown) (*ui.Table, error) {
	e := rec.Value.(*evidence.Evidence)
	rows := []evidence.Row{{Value: *e}}
	rows[0].Number = rec.Number
	for next := e.Supersedes; next != "" && len(rows) < most; {
		row, err := change.GetNumber(v, p.Service.Register(), next)
		if err != nil {
			break // deleted: the line ends here
		}
		rows, next = append(rows, row), row.Value.Supersedes
	}
	for next := e.SupersededBy; next != "" && len(rows) < 2*most; {
		row, err := change.GetNumber(v, p.Service.Register(), next)
		if err != nil {
			break
		}
		rows, next = append([]evidence.Row{row}, rows...), row.Value.SupersededBy
	}
	if len(rows) < 2 {
		return nil, nil
	}
	t := &ui.Table{Caption: "Collections of the same", Columns: []ui.Column{{Label: "Collected"}, {Label: "Item"}, {Label: "Owner", HideSm: true}, {Label: "Good until", Num: true}}}
	for _, row := range rows {
		c := ui.Cell{Text: row.Number, Href: itemsPath + "/" + row.Number}
		if row.Number == rec.Number {
			c = ui.Cell{Text: row.Number + ", this one"}
		}
		t.Rows = append(t.Rows, ui.Row{Selected: row.Number == rec.Number, Cells: []ui.Cell{
			{Text: row.Value.Collected.Short(), NoWrap: true}, c, {Text: p.Name(r.Context(), row.Value.Owner)}, {Text: short(evidence.Ends(row.Value)), NoWrap: true},
		}})
	}
	return t, nil
}

// itemFile gives the file of an item, to be saved.
func (p *Pages) itemFile(w http.ResponseWriter, r *http.Request) error {
	row, err := p.Service.Get(r.Context(), frame.Actor(r.Context()), r.PathValue("number"))
	if err != nil {
		return err
	}
	name := row.Value.FileName
	if name == "" {
		name = row.Number
	}
	return p.serve(w, r, row.Value.File, name)
}

// sentPage leads from a file that was sent in to the request that it came for.
func (p *Pages) sentPage(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Service.Delivery(r.Context(), frame.Actor(r.Context()), r.PathValue("number"))
	if err != nil {
		return err
	}
	return web.SeeOther(w, requestsPath+"/"+d.Value.Request)
}

// check looks at the link of an item, because somebody asks for it.
func (p *Pages) check(w http.ResponseWriter, r *http.Request) error {
	row, err := p.Service.Look(r.Context(), p.By(r.Context(), ""), r.PathValue("number"), p.Today(), p.Look)
	if err != nil {
		return err
	}
	return frame.Back(w, itemsPath+"/"+row.Number, "checked")
}

// setFor changes what an item is for.
func (p *Pages) setFor(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	row, err := p.Service.Set(r.Context(), p.By(r.Context(), ""), r.PathValue("number"), slices.Concat(r.PostForm["for"], split(r.PostFormValue("also"))))
	if err != nil {
		return err
	}
	return frame.Back(w, itemsPath+"/"+row.Number, "for")
}

// pageOf gives the address of the record that an item names.
func (p *Pages) pageOf(e *evidence.Evidence) string {
	switch e.RecordKind {
	case "certificate":
		return "/certificates/" + e.RecordNumber
	case "bid":
		return "/bids/" + e.RecordNumber
	}
	return records.PageOf(p.Frame)(register.Ref{Kind: register.Kind(e.RecordKind), Number: e.RecordNumber}, nil)
}

// itemRoutes gives the pages and actions of items.
func (p *Pages) itemRoutes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		{Method: get, Pattern: collectPath, Page: "evidence-collect", Handler: p.newItem},
		{Method: post, Pattern: collectPath, Page: "evidence-keep", Handler: p.collect, MaxBody: evidence.MaxFile + 1<<20},
		{Method: get, Pattern: filesPath + "/{number}", Page: "evidence-file", Handler: p.itemFile},
		{Method: get, Pattern: sentPath + "/{number}", Page: "evidence-sent", Handler: p.sentPage},
		{Method: post, Pattern: itemsPath + "/{number}/check", Page: "evidence-check", Handler: p.check},
		{Method: post, Pattern: itemsPath + "/{number}/for", Page: "evidence-for", Handler: p.setFor},
	}
}
