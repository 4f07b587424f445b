// Package site joins the pages to the use cases: each file has the handlers of
// one page, which read over one snapshot, fill the page's view, and send what
// was posted through the services. It holds no rules of the domain and no HTML.
package site

import (
	"context"
	"net/http"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/task"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

// Site is what the pages need; cmd fills it.
type Site struct {
	*frame.Frame
	Book         *scheme.Book
	Certificates *certificate.Service
	Entities     *party.Service // offered by name where a legal entity is asked for
	CertRegister *register.Register[certificate.Certificate]
	Bids         *bid.Service
	BidRegister  *register.Register[bid.Bid]
	Tasks        *register.Register[task.Task]
	NoticeStore  notice.Store                      // where a file of notices goes
	FindAsked    func(*notice.Notice) notice.Found // reads what a notice asks for
	Watches      *watch.Service                    // saved searches over notices; nil: there are none
	Files        Files                             // files by their hash
	ReadText     TextReader                        // text out of a document, in a process of its own
	TryFile      func() ([]byte, error)            // a certificate to try; only the demonstration has one
	Key          string                            // the access key, from which the calendar's address and the proof of a dropped file are derived
	// Due gives what falls due of every register: the one list behind Today, the
	// calendar, the reminders and the command line.
	Due func(change.Reader, civil.Date) ([]due.Item, error)
	// DueBy is Due by the rule data of another time, and Rules gives that.
	DueBy func(*scheme.Book, change.Reader, civil.Date) ([]due.Item, error)
	Rules func(context.Context, time.Time) (*scheme.Book, error)

	past *ui.Past // as at when the pages are shown; nil: as things are
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
		get("/{$}", "today", s.then((*Site).today)),
		post("/tasks/{id}/done", "task-done", s.taskDone),

		get("/calendar", "calendar", s.then((*Site).calendar)),
		{Method: http.MethodGet, Pattern: "/calendar/{file}", Page: "calendar-feed", Handler: s.feed, Access: web.Public},
		get("/notices", "notices", s.notices),
		{Method: http.MethodPost, Pattern: "/notices/import", Page: "notices-import", Handler: s.noticesImport, MaxBody: maxUpload},
		get("/notices/{key}", "notice", s.notice),
		post("/notices/{key}/accept", "notice-accept", s.noticeAccept),
		post("/notices/{key}/dismiss", "notice-dismiss", s.noticeDismiss),
		get("/need", "need", s.need),

		get("/bids", "bids", s.then((*Site).bids)),
		get("/bids/new", "bid-new", s.newBid),
		post("/bids/new", "bid-add", s.addBid),
		get("/bids/{id}", "bid", s.then((*Site).bid)),
		post("/bids/{id}/stage", "bid-stage", s.bidStage),
		post("/bids/{id}/decision", "bid-decide", s.bidDecide),
		post("/bids/{id}/lots", "bid-lots", s.bidLots),
		post("/bids/{id}/partners", "bid-partners", s.bidPartners),
		post("/bids/{id}/facts", "bid-facts", s.bidFactsSaid),
		post("/bids/{id}/expected", "bid-expected", s.bidExpected),
		post("/bids/{id}/plan", "bid-plan", s.bidPlan),
		get("/bids/{id}/questions", "bid-questions", s.then((*Site).questions)),
		post("/bids/{id}/questions", "bid-ask", s.questionAsk),
		post("/bids/{id}/questions/{cq}", "bid-question", s.questionMove),
		post("/bids/{id}/dates", "bid-date", s.bidDate),
		post("/bids/{id}/scope", "bid-scope", s.bidScope),
		post("/bids/{id}/requirements", "requirement-add", s.requirementAdd),
		post("/bids/{id}/requirements/{req}", "requirement-correct", s.requirementCorrect),
		post("/bids/{id}/requirements/{req}/remove", "requirement-remove", s.requirementRemove),
		post("/bids/{id}/requirements/{req}/condition", "requirement-condition", s.requirementCondition),
	}...)
}

// CountPlaces counts what the rail says beside its places.
func (s *Site) CountPlaces(v *change.View) (map[string]int, error) {
	certs, err := change.List(v, s.CertRegister, register.Query{Limit: 1})
	if err != nil {
		return nil, err
	}
	live, err := change.List(v, s.BidRegister, register.Query{Limit: 1, Filters: []register.Filter{
		register.Where("stage", bid.Considering, bid.Preparing, bid.Submitted, bid.Won),
	}})
	if err != nil {
		return nil, err
	}
	inbox, err := bid.Shelf(v).NoticesMatching(v.Context(), notice.Query{Decided: "none"}, manyNotices)
	return map[string]int{"/certificates": int(certs.Total), "/bids": int(live.Total), "/notices": inbox}, err
}
