// Package site joins the pages to the use cases: each file has the handlers of
// one page, which read over one snapshot, fill the page's view, and send what
// was posted through the services. It holds no rules of the domain and no HTML.
package site

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/task"
	"holdfast/internal/web"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

// Site is what the pages need; cmd fills it.
type Site struct {
	Book         *scheme.Book
	Door         *change.Door
	Certificates *certificate.Service
	CertRegister *register.Register[certificate.Certificate]
	Bids         *bid.Service
	BidRegister  *register.Register[bid.Bid]
	Tasks        *register.Register[task.Task]
	NoticeStore  notice.Store                      // where a file of notices goes
	FindAsked    func(*notice.Notice) notice.Found // reads what a notice asks for
	Files        Files                             // files by their hash
	ReadText     TextReader                        // text out of a document, in a process of its own
	TryFile      func() ([]byte, error)            // a certificate to try; only the demonstration has one
	Org          string                            // the organisation's name
	People       map[string]string                 // names by id; an owner that is no id is shown as it is
	Actor        change.Actor                      // until sign-in comes there is one at this machine
	RoleWord     string                            // "Compliance manager"
	Key          string                            // the access key, from which the calendar's address is derived
	// Due gives what falls due of every register: the one list behind Today, the
	// calendar, the reminders and the command line.
	Due  func(change.Reader, civil.Date) ([]due.Item, error)
	Now  func() time.Time
	Zone *time.Location // Europe/London
}

// Routes gives every page and action.
func (s *Site) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	return append(s.certificateRoutes(), []web.Route{
		get("/{$}", "today", s.today),
		post("/tasks/{id}/done", "task-done", s.taskDone),

		get("/calendar", "calendar", s.calendar),
		{Method: http.MethodGet, Pattern: "/calendar/{file}", Page: "calendar-feed", Handler: s.feed, Open: true},
		get("/notices", "notices", s.notices),
		{Method: http.MethodPost, Pattern: "/notices/import", Page: "notices-import", Handler: s.noticesImport, MaxBody: maxUpload},
		get("/notices/{key}", "notice", s.notice),
		post("/notices/{key}/accept", "notice-accept", s.noticeAccept),
		post("/notices/{key}/dismiss", "notice-dismiss", s.noticeDismiss),
		get("/need", "need", s.need),

		get("/bids", "bids", s.bids),
		get("/bids/new", "bid-new", s.newBid),
		post("/bids/new", "bid-add", s.addBid),
		get("/bids/{id}", "bid", s.bid),
		post("/bids/{id}/stage", "bid-stage", s.bidStage),
		post("/bids/{id}/dates", "bid-date", s.bidDate),
		post("/bids/{id}/scope", "bid-scope", s.bidScope),
		post("/bids/{id}/requirements", "requirement-add", s.requirementAdd),
		post("/bids/{id}/requirements/{req}", "requirement-correct", s.requirementCorrect),
		post("/bids/{id}/requirements/{req}/remove", "requirement-remove", s.requirementRemove),
		post("/bids/{id}/requirements/{req}/condition", "requirement-condition", s.requirementCondition),
	}...)
}

// day gives today in London.
func (s *Site) day() civil.Date { return civil.FromTime(s.Now().In(s.Zone)) }

// person gives the name of a person.
func (s *Site) person(id string) string { return or(s.People[id], id) }

// by says that the session's person acts now.
func (s *Site) by(reason string) change.By {
	return change.By{Actor: s.Actor, Now: s.Now(), Reason: strings.TrimSpace(reason)}
}

// frame is what the shell of every page needs to know of the records.
type frame struct {
	certificates, liveBids, inbox int
	lastRecord                    int64
}

// shell gives the shell of one page. doneWords are said once at its top.
func (s *Site) shell(ctx context.Context, title, path, done string) (ui.Shell, error) {
	var f frame
	err := s.Door.See(ctx, s.Actor, func(v *change.View) error {
		certs, err := change.List(v, s.CertRegister, register.Query{Limit: 1})
		if err != nil {
			return err
		}
		live, err := change.List(v, s.BidRegister, register.Query{Limit: 1, Filters: []register.Filter{
			register.Where("stage", bid.Considering, bid.Preparing, bid.Submitted, bid.Won),
		}})
		if err != nil {
			return err
		}
		if f.inbox, err = bid.Shelf(v).NoticesMatching(ctx, notice.Query{Decided: "none"}, manyNotices); err != nil {
			return err
		}
		f.certificates, f.liveBids = int(certs.Total), int(live.Total)
		last, err := v.Trail(change.TrailQuery{Limit: 1})
		if err == nil && len(last) > 0 {
			f.lastRecord = last[0].Seq + 1
		}
		return err
	})
	if err != nil {
		return ui.Shell{}, err
	}
	sh := ui.Shell{
		Org: ui.Org{Name: s.Org}, Who: ui.Person{Name: s.Actor.Name, Role: s.RoleWord}, Done: done,
		Nav: []ui.NavGroup{
			{Name: "Desk", Items: []ui.NavItem{{Label: "Today", Href: "/"}, {Label: "Calendar", Href: "/calendar"}}},
			{Name: "Win", Items: []ui.NavItem{
				{Label: "Certificates", Href: "/certificates", Count: f.certificates},
				{Label: "Bids", Href: "/bids", Count: f.liveBids},
				{Label: "Notices", Href: "/notices", Count: f.inbox},
				{Label: "Would we need it?", Href: "/need"},
			}},
		},
		Foot: ui.Foot{AsAt: s.Now().In(s.Zone).Format("2 January 2006, 15:04"), Record: int(f.lastRecord)},
	}
	return sh.At(title, path), nil
}

// done reads what a redirect after a POST says has been done: a word of our own
// list, never text from the address.
func done(r *http.Request, words map[string]string) string { return words[r.URL.Query().Get("done")] }

// back sends the browser to a page of ours, saying what has been done.
func back(w http.ResponseWriter, path, word string) error {
	if word != "" {
		path += "?done=" + word
	}
	return web.SeeOther(w, path)
}

// form reads a posted form; a body that is none is an error that says so.
func form(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.Wrap(err, errs.Invalid, "The form could not be read. Go back and send it again.")
	}
	return nil
}

// faults gives the messages of a refused input by field, the pointer's last
// part; false when err is another kind of error.
func faults(err error) (map[string]string, bool) {
	var e *errs.Error
	if !errors.As(err, &e) || e.Code != errs.Invalid || len(e.Fields) == 0 {
		return nil, false
	}
	out := map[string]string{}
	for _, f := range e.Fields {
		name := strings.TrimPrefix(f.Pointer, "/")
		if _, ok := out[name]; !ok {
			out[name] = f.Message
		}
	}
	return out, true
}

// readDay reads a date field; the message is for the field.
func readDay(text string) (civil.Date, string) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, ""
	}
	d, err := civil.Parse(text)
	if err != nil {
		return 0, err.Error()
	}
	return d, ""
}
