package evidence

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// RequestView is one request with what came for it.
type RequestView struct {
	Shell   ui.Shell
	Head    ui.Head
	Link    string // shown once
	Person  bool   // a member is asked: there is nothing to hand on
	Facts   []ui.KV
	Message string
	Reason  string
	For     []ui.Link
	Accept  *AcceptView
	Before  *ui.Table // what came and was dealt with
	Return  *ui.Field // the form to return what came
	Action  string    // where the forms post to
	Errors  ui.ErrorSummary
	Panels  templ.Component // comments, changes
}

// AcceptView is the form that makes evidence of what came.
type AcceptView struct {
	Files  []FileView
	Fields []ui.Field
}

// FileView is one file that came and waits.
type FileView struct {
	Number, Name, Href string
	Facts              string
	Note               string
	On                 bool
}

// requestSaid is what a page of a request says beside the request itself.
type requestSaid struct {
	link, done string
	faults     map[string]string
	reason     string
	typed      map[string]string
}

var requestDone = map[string]string{
	"asked":    "It is asked for. The link was shown once; make a new one if you need it.",
	"returned": "It is returned, with your reason.",
	"revoked":  "The request is closed: its link is dead.",
}

func (p *Pages) request(w http.ResponseWriter, r *http.Request) error {
	return p.showRequest(w, r, http.StatusOK, r.PathValue("number"), requestSaid{done: frame.Done(r, requestDone)})
}

func (p *Pages) showRequest(w http.ResponseWriter, r *http.Request, status int, number string, said requestSaid) error {
	a := frame.Actor(r.Context())
	var row evidence.RequestRow
	var sent []evidence.DeliveryRow
	var targets []evidence.Target
	var panels templ.Component
	err := p.Door.See(r.Context(), a, func(v *change.View) (err error) {
		if row, err = p.Service.FindRequest(v, number); err != nil {
			return err
		}
		if sent, err = p.Service.Sent(v, row.Number); err != nil {
			return err
		}
		if targets, err = p.targetsOf(v, row.ID, evidence.AskedFor); err != nil {
			return err
		}
		rec, err := change.AnyGet(v, p.Service.RequestRegister(), row.ID, 0)
		if err != nil {
			return err
		}
		panels, err = p.made.Panels(r, v, evidence.RequestKind, &rec, &row.Value, evidence.AskedFor)
		return err
	})
	if err != nil {
		return err
	}
	q := &row.Value
	sh, err := p.Shell(r.Context(), q.Title, "/evidence", said.done)
	if err != nil {
		return err
	}
	here := requestsPath + "/" + row.Number
	v := RequestView{
		Shell: sh, Panels: panels, Link: said.link, Person: q.Person != "", Action: here, Message: q.Message,
		Head:  ui.Head{Crumbs: []ui.Link{{Label: "Evidence", Href: "/evidence"}, {Label: "Requests", Href: requestsPath}, {Label: row.Number}}, Title: q.Title, Lede: p.requestLede(r, &row, sent)},
		Facts: p.requestFacts(r, &row),
	}
	if q.State == evidence.Returned || q.State == evidence.Closed {
		v.Reason = q.Reason
	}
	for _, t := range targets {
		v.For = append(v.For, ui.Link{Label: t.Ref + " " + t.Title, Href: t.Href})
	}
	if q.Person == a.Person && q.UnderWay() && a.AsAt == 0 {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Send files", Href: here + "/send", Primary: q.State != evidence.Received})
	}
	if q.UnderWay() && p.may(a, authz.Act) {
		if q.Person == "" {
			v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Make a new link", Href: here + "/link", Post: true})
		}
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Close the request", Href: here + "/revoke", Post: true})
		if q.State == evidence.Received {
			v.Return = &ui.Field{ID: "reason", Label: "What is missing", Hint: "It is shown to who sends it.", Kind: "textarea", Rows: 3, Value: said.reason, Err: said.faults["reason"]}
			v.Accept = p.acceptView(&row, sent, said)
		}
	}
	v.Before = p.deliveryTable(sent, v.Accept != nil)
	if v.Return != nil {
		v.Errors = ui.Problems(*v.Return)
	}
	if v.Accept != nil {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problems(v.Accept.Fields...).Problems...)
		if said.faults["files"] != "" {
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: "files", Text: said.faults["files"]})
		}
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, RequestPage(v))
}

func (p *Pages) requestLede(r *http.Request, row *evidence.RequestRow, sent []evidence.DeliveryRow) string {
	q, who, waiting := &row.Value, p.whom(r, &row.Value), 0
	for _, d := range sent {
		if d.Value.State == evidence.Waiting {
			waiting++
		}
	}
	switch q.State {
	case evidence.Received:
		return plural(waiting, "file has", "files have") + " come from " + who + ". None is evidence before you accept it."
	case evidence.Accepted:
		return "Accepted: what came is evidence."
	case evidence.Closed:
		return "Closed. Its link is dead."
	case evidence.Returned:
		return "Returned to " + who + ", who was asked again."
	}
	if !q.Due.IsZero() {
		return "Asked of " + who + ", wanted " + days(p.Today().DaysUntil(q.Due)) + "."
	}
	return "Asked of " + who + "."
}

func (p *Pages) requestFacts(r *http.Request, row *evidence.RequestRow) []ui.KV {
	q := &row.Value
	facts := []ui.KV{{Label: "State", Value: stateWord(q.State)}, {Label: "Asked of", Value: p.whom(r, q)}}
	add := func(label, value string) {
		if value != "" {
			facts = append(facts, ui.KV{Label: label, Value: value})
		}
	}
	add("Address", q.Email)
	add("Owner", p.Name(r.Context(), q.Owner))
	add("Asked", p.instant(row.CreatedAt))
	if !q.Due.IsZero() {
		add("Wanted by", q.Due.Long())
	}
	if q.UnderWay() && q.Person == "" {
		words := q.Expires.Long()
		if p.Today() > q.Expires {
			words = "it ran out on " + words
		}
		add("Link works until", words)
	}
	if q.Again != "" {
		facts = append(facts, ui.KV{Label: "Collects again", Value: q.Again, Href: "/evidence/" + q.Again})
	}
	return facts
}

func (p *Pages) acceptView(row *evidence.RequestRow, sent []evidence.DeliveryRow, said requestSaid) *AcceptView {
	v := &AcceptView{}
	for _, d := range sent {
		if d.Value.State != evidence.Waiting {
			continue
		}
		facts := []string{p.instant(d.Value.At)}
		for _, f := range []string{kindOf(d.Value.MediaType), size(d.Value.FileSize)} {
			if f != "" {
				facts = append(facts, f)
			}
		}
		note := d.Value.Note
		if n := len(v.Files); n > 0 && v.Files[n-1].Note == note {
			v.Files[n-1].Note = "" // one note came with both: it is said once, below
		}
		v.Files = append(v.Files, FileView{Number: d.Number, Name: d.Value.FileName, Href: requestsPath + "/" + row.Number + "/files/" + d.Number, Facts: strings.Join(facts, " · "), Note: note, On: true})
	}
	collected := ui.Field{ID: "collected", Label: "Shows the state of", Kind: "date", Optional: true, Hint: "The day on which it came, when you leave it open.", Value: said.typed["collected"], Err: said.faults["collected"]}
	until := ui.Field{ID: "validUntil", Label: "Valid until", Kind: "date", Optional: true, Hint: "When it says so itself.", Value: said.typed["validUntil"], Err: said.faults["validUntil"]}
	v.Fields = []ui.Field{collected, until}
	return v
}

func (p *Pages) deliveryTable(sent []evidence.DeliveryRow, waitingElsewhere bool) *ui.Table {
	t := &ui.Table{Caption: "Files that came", Columns: []ui.Column{{Label: "File"}, {Label: "Came", Num: true}, {Label: "State"}, {Label: "Evidence"}}}
	for _, d := range sent {
		if d.Value.State == evidence.Waiting && waitingElsewhere {
			continue
		}
		word, mark := "Waiting", "plan"
		switch d.Value.State {
		case evidence.Taken:
			word, mark = "Taken", "done"
		case evidence.Refused:
			word, mark = "Not taken", "na"
		}
		c := ui.Cell{}
		if d.Value.Evidence != "" {
			c = ui.Cell{Text: d.Value.Evidence, Href: "/evidence/" + d.Value.Evidence}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: d.Value.FileName, Href: requestsPath + "/" + d.Value.Request + "/files/" + d.Number, Sub: d.Value.Note},
			{Text: p.instant(d.Value.At), NoWrap: true},
			{Text: word, Status: mark},
			c,
		}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func (p *Pages) accept(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	typed, faults := map[string]string{"collected": r.PostFormValue("collected"), "validUntil": r.PostFormValue("validUntil")}, map[string]string{}
	a := evidence.Accepting{Files: r.PostForm["files"], Collected: day(typed, faults, "collected"), ValidUntil: day(typed, faults, "validUntil")}
	if len(a.Files) == 0 {
		faults["files"] = "Choose the files to accept, or return what came."
	}
	var rows []evidence.Row
	var err error
	if len(faults) == 0 {
		rows, err = p.Service.Accept(r.Context(), p.By(r.Context(), ""), r.PathValue("number"), a, p.Zone)
		if found, ok := frame.Faults(err); ok {
			faults, err = found, nil
		}
	}
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return p.showRequest(w, r, http.StatusUnprocessableEntity, r.PathValue("number"), requestSaid{faults: faults, typed: typed})
	}
	return frame.Back(w, "/evidence/"+rows[0].Number, "accepted")
}

func (p *Pages) giveBack(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	asked, err := p.Service.Return(r.Context(), p.By(r.Context(), ""), r.PathValue("number"), reason, p.Today())
	if faults, ok := frame.Faults(err); ok {
		return p.showRequest(w, r, http.StatusUnprocessableEntity, r.PathValue("number"), requestSaid{faults: faults, reason: reason})
	}
	if err != nil {
		return err
	}
	if asked.Value.Person != "" {
		return frame.Back(w, requestsPath+"/"+asked.Number, "returned")
	}
	return p.showLink(w, r, asked)
}

func (p *Pages) relink(w http.ResponseWriter, r *http.Request) error {
	asked, err := p.Service.Relink(r.Context(), p.By(r.Context(), ""), r.PathValue("number"), p.Today())
	if err != nil {
		return err
	}
	return p.showLink(w, r, asked)
}

func (p *Pages) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	row, err := p.Service.Revoke(r.Context(), p.By(r.Context(), ""), r.PathValue("number"), r.PostFormValue("reason"))
	if err != nil {
		return err
	}
	return frame.Back(w, requestsPath+"/"+row.Number, "revoked")
}

// deliveryFile gives a file that came, to be saved: who looks at it opens it
// with what they trust to do so.
func (p *Pages) deliveryFile(w http.ResponseWriter, r *http.Request) error {
	d, err := p.Service.Delivery(r.Context(), frame.Actor(r.Context()), r.PathValue("file"))
	if err == nil && d.Value.Request != strings.ToUpper(r.PathValue("number")) {
		err = errs.New(errs.NotFound, "There is no such file.")
	}
	if err != nil {
		return err
	}
	return p.serve(w, r, d.Value.File, d.Value.FileName)
}

// serve gives a stored file to be saved.
func (p *Pages) serve(w http.ResponseWriter, r *http.Request, hash, name string) error {
	if hash == "" {
		return errs.New(errs.NotFound, "There is no such file.")
	}
	file, size, err := p.Files.Get(hash)
	if err != nil {
		return err
	}
	defer file.Close()
	return web.SendFile(w, r, name, size, file)
}
