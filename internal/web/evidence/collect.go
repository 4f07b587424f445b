package evidence

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// CollectView is the form of a new item, or of one that is collected again.
type CollectView struct {
	Shell  ui.Shell
	Head   ui.Head
	Errors ui.ErrorSummary
	Again  string
	Key    string
	First  []ui.Field
	Where  []ui.Field // one of them: a file, a link, a record
	For    ForView
	Rest   []ui.Field
}

// everies are how often evidence is collected, in days.
var everies = []struct {
	days int
	word string
}{{30, "every 30 days"}, {90, "every quarter (90 days)"}, {182, "every half year (182 days)"}, {365, "every year (365 days)"}}

func (p *Pages) everyField(value, fault string) ui.Field {
	f := ui.Field{ID: "collectEvery", Label: "Collected", Kind: "select", Value: value, Err: fault, Hint: "How long it is good for."}
	f.Choices = []ui.Choice{{Value: "", Label: "as it says itself, or within a year"}}
	known := value == ""
	for _, e := range everies {
		v := itoa(e.days)
		known = known || v == value
		f.Choices = append(f.Choices, ui.Choice{Value: v, Label: e.word})
	}
	if !known {
		f.Choices = append(f.Choices, ui.Choice{Value: value, Label: "every " + value + " days"})
	}
	return f
}

func classField(value, fault string) ui.Field {
	return ui.Field{ID: "classification", Label: "Classification", Kind: "select", Value: value, Err: fault, Choices: frame.Choices(evidence.Classifications(), value)}
}

func parseNumber(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	return n, err == nil
}

func (p *Pages) newItem(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	typed := map[string]string{"again": q.Get("again"), "collected": p.Today().String(), "owner": frame.Actor(r.Context()).Person, "classification": "internal"}
	refs := q["control"]
	if typed["again"] != "" {
		row, targets, err := p.item(r, typed["again"])
		if err != nil {
			return err
		}
		e := &row.Value
		if e.SupersededBy != "" {
			return errs.New(errs.Conflict, "%s has been collected again already, as %s.", row.Number, e.SupersededBy)
		}
		typed["again"], typed["title"], typed["url"], typed["recordNumber"] = row.Number, e.Title, e.URL, e.RecordNumber
		typed["owner"], typed["source"], typed["classification"] = e.Owner, e.Source, e.Classification
		if e.CollectEvery > 0 {
			typed["collectEvery"] = strconv.FormatInt(e.CollectEvery, 10)
		}
		for _, t := range targets {
			refs = append(refs, t.Ref)
		}
	}
	return p.showCollect(w, r, http.StatusOK, typed, refs, nil)
}

func (p *Pages) showCollect(w http.ResponseWriter, r *http.Request, status int, typed map[string]string, refs []string, faults map[string]string) error {
	if !p.may(frame.Actor(r.Context()), authz.Create) {
		return errs.New(errs.Forbidden, "Your role does not collect evidence.")
	}
	title := "Collect evidence"
	lede := "A file, a link or a record: what an auditor would be shown."
	if typed["again"] != "" {
		title, lede = "Collect "+typed["again"]+" again", "The older collection is kept. The new one takes its place, for the same controls at least."
	}
	sh, err := p.Shell(r.Context(), title, "/evidence", "")
	if err != nil {
		return err
	}
	sh.Problem = len(faults) > 0
	field := func(id, label, hint, kind string, optional bool) ui.Field {
		return ui.Field{ID: id, Label: label, Hint: hint, Kind: kind, Value: typed[id], Err: faults[id], Optional: optional}
	}
	v := CollectView{Shell: sh, Again: typed["again"], Key: rand.Text(), Head: ui.Head{Crumbs: []ui.Link{{Label: "Evidence", Href: "/evidence"}, {Label: title}}, Title: title, Lede: lede}}
	v.First = []ui.Field{
		field("title", "What does it show?", "“Access rights of all staff reviewed”.", "", false),
		field("collected", "Collected on", "The day whose state it shows.", "date", false),
	}
	v.Where = []ui.Field{
		field("file", "A file", "Up to 50 MB. It is kept under its hash, and proved whenever it is served.", "file", false),
		field("url", "or a link", "It is looked at when you ask for it, and never by itself unless you switch that on.", "url", false),
		field("recordNumber", "or a record in Holdfast", "Its number, such as CERT-2 or DOC-4.", "", false),
	}
	owner := field("owner", "Owner", "Who collects it again.", "select", false)
	owner.Choices = []ui.Choice{{Value: "", Label: "Nobody yet"}}
	for _, m := range p.Members(r.Context()) {
		owner.Choices = append(owner.Choices, ui.Choice{Value: m.Person, Label: m.Name})
	}
	note := field("note", "Note", "", "textarea", true)
	v.Rest = []ui.Field{
		p.everyField(typed["collectEvery"], faults["collectEvery"]), field("validUntil", "Valid until", "When it says so itself.", "date", true),
		owner, field("source", "Source", "The system it was taken from, or who gave it.", "", true), classField(typed["classification"], faults["classification"]), note,
	}
	if v.For, err = p.askFor(r, refs, typed["also"], faults["for"]); err != nil {
		return err
	}
	v.Errors = ui.Problems(slices.Concat(v.First, v.Where, []ui.Field{{ID: "for", Err: faults["for"]}}, v.Rest)...)
	return web.Render(w, r, status, CollectPage(v))
}

func (p *Pages) collect(w http.ResponseWriter, r *http.Request) error {
	u, err := p.read(w, r, 1)
	defer u.drop()
	typed, faults := map[string]string{}, map[string]string{}
	if found, ok := frame.Faults(err); ok {
		faults, err = found, nil
	}
	if err != nil {
		return err
	}
	for _, id := range []string{"title", "collected", "url", "recordNumber", "collectEvery", "validUntil", "owner", "source", "classification", "note", "also", "again"} {
		typed[id] = u.value(id)
	}
	e := evidence.Evidence{
		Title: typed["title"], URL: typed["url"], RecordNumber: typed["recordNumber"], Owner: typed["owner"], Source: typed["source"],
		Classification: typed["classification"], Note: typed["note"],
		Collected: day(typed, faults, "collected"), ValidUntil: day(typed, faults, "validUntil"), CollectEvery: number(typed, faults, "collectEvery"),
	}
	if !e.Collected.IsZero() && e.Collected > p.Today() {
		faults["collected"] = "This day is still to come."
	}
	oneOf(&e, u, faults)
	refs := u.fields["for"]
	if len(faults) == 0 {
		var row evidence.Row
		row, err = p.keepItem(r, u, evidence.Collecting{Evidence: e, For: slices.Concat(refs, split(typed["also"])), Again: typed["again"]})
		if err == nil {
			return frame.Back(w, "/evidence/"+row.Number, "collected")
		}
		found, ok := frame.Faults(err)
		if !ok {
			return err
		}
		faults = found
	}
	if len(u.files) > 0 && faults["file"] == "" {
		faults["file"] = "Choose the file again: a form that comes back cannot hold it."
	}
	return p.showCollect(w, r, http.StatusUnprocessableEntity, typed, refs, faults)
}

// oneOf says which of the three it is; none and two are something to put right.
func oneOf(e *evidence.Evidence, u *upload, faults map[string]string) {
	given := 0
	if len(u.files) == 1 {
		given++
		f := u.arrived()[0]
		e.Type, e.File, e.FileName, e.FileSize, e.MediaType = evidence.File, f.Hash, f.Name, f.Size, f.MediaType
	}
	if e.URL != "" {
		given++
		e.Type = evidence.Link
	}
	if e.RecordNumber != "" {
		given++
		e.Type = evidence.Record
	}
	switch {
	case faults["file"] != "":
	case given == 0:
		faults["file"] = "Choose a file, or give a link or a record."
	case given > 1:
		faults["file"] = "Give one of them: a file, a link or a record."
	}
}

// keepItem stores the file, then the item; where there is no item in the end,
// the file goes too.
func (p *Pages) keepItem(r *http.Request, u *upload, c evidence.Collecting) (evidence.Row, error) {
	by := p.by(r, "collect", u.value("key"))
	if !p.may(by.Actor, authz.Create) {
		return evidence.Row{}, errs.New(errs.Forbidden, "Your role does not collect evidence.")
	}
	if err := u.keep(); err != nil {
		return evidence.Row{}, err
	}
	row, err := p.Service.Collect(r.Context(), by, c)
	if err != nil {
		u.undo(err)
	}
	return row, err
}
