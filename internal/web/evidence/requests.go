package evidence

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

const requestsPath = "/evidence/requests"

// RequestsView is every request.
type RequestsView struct {
	Shell    ui.Shell
	Sentence ui.Sentence
	Actions  []ui.Action
	Waiting  *ui.Table // come in, to be looked at
	UnderWay *ui.Table
	Ended    *ui.Table
	Empty    *ui.Empty
}

// endedShown is how many requests that have ended are listed.
const endedShown = 50

func (p *Pages) requests(w http.ResponseWriter, r *http.Request) error {
	a := frame.Actor(r.Context())
	var under, ended []evidence.RequestRow
	err := p.Door.See(r.Context(), a, func(v *change.View) (err error) {
		if under, err = p.Service.UnderWay(v); err != nil {
			return err
		}
		page, err := change.List(v, p.Service.RequestRegister(), register.Query{Filters: []register.Filter{register.Where("state", evidence.Accepted, evidence.Closed)}, Sort: "-number", Limit: endedShown, NoTotal: true})
		ended = page.Rows
		return err
	})
	if err != nil {
		return err
	}
	today := p.Today()
	var waiting, open []evidence.RequestRow
	late := 0
	for _, q := range under {
		if q.Value.State == evidence.Received {
			waiting = append(waiting, q)
			continue
		}
		open = append(open, q)
		if !q.Value.Due.IsZero() && q.Value.Due < today {
			late++
		}
	}
	slices.SortStableFunc(open, func(a, b evidence.RequestRow) int { return int(dueOf(a) - dueOf(b)) })
	sh, err := p.Shell(r.Context(), "Requests for evidence", "/evidence", "")
	if err != nil {
		return err
	}
	v := RequestsView{Shell: sh, Sentence: requestsSentence(len(waiting), len(open), late)}
	if p.may(a, authz.Create) {
		v.Actions = []ui.Action{{Label: "Ask for evidence", Href: requestsPath + "/new", Primary: true}}
	}
	v.Waiting, v.UnderWay, v.Ended = p.requestTable(r, "What came in and waits", waiting, today), p.requestTable(r, "Asked for", open, today), p.requestTable(r, "Ended", ended, today)
	if len(waiting)+len(open)+len(ended) == 0 {
		v.Empty = &ui.Empty{
			Title: "No requests yet", Text: "Whoever has the proof need not have an account: they get a link, drop the file there, and you accept it or ask again.",
		}
		if p.may(a, authz.Create) {
			v.Empty.Ways = []ui.Way{{Label: "Ask a person", Text: "A supplier, a landlord, an accountant: by a link.", Href: requestsPath + "/new", Do: "Ask for evidence"}}
		}
	}
	return web.Render(w, r, http.StatusOK, RequestsPage(v))
}

func dueOf(q evidence.RequestRow) civil.Date {
	if q.Value.Due.IsZero() {
		return q.Value.Expires
	}
	return q.Value.Due
}

func requestsSentence(waiting, open, late int) ui.Sentence {
	s := ui.Sentence{Above: "Requests for evidence"}
	switch {
	case waiting == 1:
		s.Fact = "1 request has come in and waits to be looked at."
	case waiting > 1:
		s.Fact = itoa(waiting) + " requests have come in and wait to be looked at."
	case open == 0:
		s.Fact = "Nothing is asked for at the moment."
		return s
	case open == 1:
		s.Fact = "1 request is under way."
	default:
		s.Fact = itoa(open) + " requests are under way."
	}
	switch {
	case late == 1:
		s.Then = "1 is overdue."
	case late > 1:
		s.Then = itoa(late) + " are overdue."
	case waiting > 0 && open > 0:
		s.Then = itoa(open) + " more under way, none overdue."
	default:
		s.Then = "None is overdue."
	}
	return s
}

func (p *Pages) requestTable(r *http.Request, caption string, rows []evidence.RequestRow, today civil.Date) *ui.Table {
	if len(rows) == 0 {
		return nil
	}
	t := &ui.Table{Caption: caption, Columns: []ui.Column{{Label: "Asked for"}, {Label: "Of whom", Wide: true}, {Label: "State"}, {Label: "Owner", HideSm: true}, {Label: "Wanted by", Num: true}}}
	for _, q := range rows {
		due := ui.Cell{Text: q.Value.Due.Short(), NoWrap: true}
		if q.Value.UnderWay() && !q.Value.Due.IsZero() {
			due.Sub = days(today.DaysUntil(q.Value.Due))
			due.Late = q.Value.Due < today
		}
		if q.Value.Due.IsZero() {
			due.Text = ""
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: q.Value.Title, Href: requestsPath + "/" + q.Number, ID: q.Number},
			{Text: p.whom(r, &q.Value)},
			{Text: stateWord(q.Value.State), Status: requestMark(q.Value.State)},
			{Text: p.Name(r.Context(), q.Value.Owner)},
			due,
		}})
	}
	return t
}

// whom names who is asked.
func (p *Pages) whom(r *http.Request, q *evidence.Request) string {
	if q.Person != "" {
		return p.Name(r.Context(), q.Person)
	}
	return q.Whom()
}

func stateWord(state string) string {
	for _, o := range evidence.States() {
		if o.Value == state {
			return o.Label
		}
	}
	return state
}

func requestMark(state string) string {
	switch state {
	case evidence.Accepted:
		return "done"
	case evidence.Received:
		return "part"
	case evidence.Closed:
		return "na"
	}
	return "plan"
}

// may says whether somebody may do a thing to evidence now.
func (p *Pages) may(a change.Actor, verb authz.Verb) bool {
	return a.May(verb, authz.Assure)
}

// AskView is the form of a new request.
type AskView struct {
	Shell  ui.Shell
	Errors ui.ErrorSummary
	Again  string
	Key    string
	First  []ui.Field // what, of whom
	For    ForView
	Rest   []ui.Field
	Mails  bool
}

func (p *Pages) newRequest(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	typed := map[string]string{"again": q.Get("again"), "title": q.Get("title"), "due": p.Today().AddDays(14).String(), "classification": "internal"}
	refs := q["control"]
	if typed["again"] != "" {
		row, targets, err := p.item(r, typed["again"])
		if err != nil {
			return err
		}
		typed["title"], typed["again"], typed["classification"] = row.Value.Title, row.Number, row.Value.Classification
		if row.Value.CollectEvery > 0 {
			typed["collectEvery"] = itoa(int(row.Value.CollectEvery))
		}
		for _, t := range targets {
			refs = append(refs, t.Ref)
		}
	}
	return p.showAsk(w, r, http.StatusOK, typed, refs, nil)
}

func (p *Pages) showAsk(w http.ResponseWriter, r *http.Request, status int, typed map[string]string, refs []string, faults map[string]string) error {
	if !p.may(frame.Actor(r.Context()), authz.Create) {
		return errs.New(errs.Forbidden, "Your role does not ask for evidence.")
	}
	sh, err := p.Shell(r.Context(), "Ask for evidence", "/evidence", "")
	if err != nil {
		return err
	}
	sh.Problem = len(faults) > 0
	field := func(id, label, hint string) ui.Field {
		return ui.Field{ID: id, Label: label, Hint: hint, Value: typed[id], Err: faults[id]}
	}
	people := []ui.Choice{{Value: "", Label: "Nobody: somebody without an account"}}
	for _, m := range p.Members(r.Context()) {
		people = append(people, ui.Choice{Value: m.Person, Label: m.Name})
	}
	v := AskView{Shell: sh, Again: typed["again"], Key: rand.Text()}
	title := field("title", "What do you need?", "In their words: “Your ISO 27001 certificate and its scope”.")
	name, email := field("name", "Name", "Of somebody without an account here."), field("email", "E-mail address", "")
	name.Auto, email.Auto, email.Kind, email.Optional = "off", "off", "email", true
	person := field("person", "Or a member", "")
	person.Kind, person.Choices = "select", people
	due, message := field("due", "Wanted by", ""), field("message", "Message", "What exactly, for which time, in which form.")
	due.Kind, due.Optional, message.Kind, message.Rows, message.Optional = "date", true, "textarea", 4, true
	every := p.everyField(typed["collectEvery"], faults["collectEvery"])
	class := classField(typed["classification"], faults["classification"])
	files := field("maxFiles", "Files at most", "")
	files.Kind, files.Optional = "number", true
	expires := field("expires", "The link works until", "Otherwise for 30 days, and at least until it is wanted.")
	expires.Kind, expires.Optional = "date", true
	v.First, v.Rest = []ui.Field{title, name, email, person, due, message}, []ui.Field{every, class, files, expires}
	if v.For, err = p.askFor(r, refs, typed["also"], faults["for"]); err != nil {
		return err
	}
	v.Errors = ui.Problems(slices.Concat(v.First, []ui.Field{{ID: "for", Err: faults["for"]}}, v.Rest)...)
	return web.Render(w, r, status, AskPage(v))
}

func (p *Pages) ask(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	typed, faults := map[string]string{}, map[string]string{}
	for _, id := range []string{"title", "name", "email", "person", "due", "message", "collectEvery", "classification", "maxFiles", "expires", "again", "also"} {
		typed[id] = strings.TrimSpace(r.PostFormValue(id))
	}
	q := evidence.Request{
		Title: typed["title"], Name: typed["name"], Email: typed["email"], Person: typed["person"], Message: typed["message"],
		Classification: typed["classification"], Again: typed["again"],
		Due: day(typed, faults, "due"), Expires: day(typed, faults, "expires"), CollectEvery: number(typed, faults, "collectEvery"), MaxFiles: number(typed, faults, "maxFiles"),
	}
	refs := slices.Concat(r.PostForm["for"], split(typed["also"]))
	var asked evidence.Asked
	var err error
	if len(faults) == 0 {
		asked, err = p.Service.Ask(r.Context(), p.by(r, "ask", r.PostFormValue("key")), evidence.Asking{Request: q, For: refs}, p.Today())
		if found, ok := frame.Faults(err); ok {
			faults, err = found, nil
		}
	}
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return p.showAsk(w, r, http.StatusUnprocessableEntity, typed, r.PostForm["for"], faults)
	}
	return p.showLink(w, r, asked)
}

// showLink shows a request with its link, this once; a form sent twice leads to
// the request without it.
func (p *Pages) showLink(w http.ResponseWriter, r *http.Request, asked evidence.Asked) error {
	if asked.Secret == "" {
		return frame.Back(w, requestsPath+"/"+asked.Number, "asked")
	}
	said := ""
	if asked.Mailed {
		said = "The link is on its way by mail, too."
	}
	return p.showRequest(w, r, http.StatusOK, asked.Number, requestSaid{link: p.Base() + "/send/" + asked.Secret, done: said})
}

func day(typed, faults map[string]string, id string) civil.Date {
	d, bad := frame.Day(typed[id])
	if bad != "" {
		faults[id] = bad
	}
	return d
}

func number(typed, faults map[string]string, id string) int64 {
	if typed[id] == "" {
		return 0
	}
	n, ok := parseNumber(typed[id])
	if !ok {
		faults[id] = "Give a whole number."
	}
	return n
}

// split reads what was typed into one line: "A.5.1, CERT-2".
func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
}

func (p *Pages) instant(micros int64) string {
	return time.UnixMicro(micros).In(p.Zone).Format("2 Jan 2006, 15:04")
}
