// Package share has the pages on which an organisation shows itself to
// outsiders: the trust page for buyers, the room for an external auditor, and
// the log of what both have looked at.
package share

import (
	"context"
	"io"
	"net/http"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/share/access"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
)

// Files keeps files by the SHA-256 of their content, and proves them as they
// are read.
type Files interface {
	Put(ctx context.Context, r io.Reader, limit int64) (hash string, size int64, err error)
	Get(hash string) (io.ReadSeekCloser, int64, error)
}

// Share is what the pages need; cmd fills it.
type Share struct {
	*frame.Frame
	Trust  *trustpage.Service
	Alerts *trustpage.Alerts
	// Mail says that mails are sent; without, nobody is asked for an address.
	Mail  bool
	Rooms *auditorroom.Service
	Log   access.Store
	Rec   *Recorder
	Files Files
	// Base is how this server is called from outside.
	Base string
	// Invite invites an external auditor for the time of a room and gives the link
	// to hand on; nil: people are invited on the page of people.
	Invite func(ctx context.Context, by change.By, r auditorroom.Room) (link string, err error)
	// Bundle writes the trail of a room's scope as a file that is verified
	// offline; nil: there is no download.
	Bundle func(ctx context.Context, w io.Writer, org string, r auditorroom.Room) error
}

// Routes gives every page and action.
func (s *Share) Routes() []web.Route {
	public := func(method, pattern, page, what string, h visit) web.Route {
		return web.Route{Method: method, Pattern: pattern, Page: page, Access: web.Public, Handler: s.logged(what, h)}
	}
	member := func(method, pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: method, Pattern: pattern, Page: page, Handler: h}
	}
	auditor := func(method, pattern, page, what string, h visit) web.Route {
		return web.Route{Method: method, Pattern: pattern, Page: page, Outsiders: true, Handler: s.logged(what, h)}
	}
	const get, post = http.MethodGet, http.MethodPost
	routes := []web.Route{
		public(get, "/trust/{handle}", "trust", "Trust page", s.trust),
		public(get, "/trust/{handle}/trust.json", "trust-json", "Trust page as JSON", s.trustJSON),
		public(get, "/trust/{handle}/dates.ics", "trust-dates", "Calendar of dates", s.trustDates),
		public(get, "/trust/{handle}/feed.atom", "trust-feed", "Feed", s.trustFeed),
		public(post, "/trust/{handle}/tell", "trust-tell", "Asked to be told", s.trustTell),
		public(get, "/trust/{handle}/confirm/{secret}", "trust-confirm", "Link in a mail", s.trustConfirm),
		public(post, "/trust/{handle}/confirm/{secret}", "trust-confirmed", "Confirmed an address", s.trustConfirmed),
		public(get, "/trust/{handle}/stop/{secret}", "trust-stop", "Link in a mail", s.trustStop),
		public(post, "/trust/{handle}/stop/{secret}", "trust-stopped", "Ended the mails", s.trustStopped),

		member(get, "/share/trust", "trust-settings", s.settings),
		member(post, "/share/trust", "trust-save", s.saveSettings),
		member(post, "/share/trust/on", "trust-on", s.switchTo(true)),
		member(post, "/share/trust/off", "trust-off", s.switchTo(false)),
		member(get, "/share/trust/preview", "trust-preview", s.preview),

		member(get, "/share/room", "rooms", s.rooms),
		member(get, "/share/room/new", "room-new", s.newRoom),
		member(post, "/share/room/new", "room-open", s.openRoom),
		member(get, "/share/room/{room}", "room-admin", s.roomAdmin),
		member(post, "/share/room/{room}/close", "room-close", s.closeRoom),
		{Method: post, Pattern: "/share/room/{room}/requests/{request}", Page: "request-answer", Handler: s.answer, MaxBody: maxAnswerBody},
		member(get, "/share/room/{room}/requests/{request}/file", "request-file", s.memberFile),

		member(get, "/share/access", "access", s.access),
		member(get, "/share/access.csv", "access-csv", s.accessCSV),

		auditor(get, "/room", "my-rooms", "Rooms", s.myRooms),
		auditor(get, "/room/{room}", "room", "Room", s.inRoom(s.room)),
		auditor(get, "/room/{room}/list/{kind}", "room-list", "List", s.inRoom(s.roomList)),
		auditor(get, "/room/{room}/list/{kind}/{number}", "room-record", "Record", s.inRoom(s.roomRecord)),
		auditor(get, "/room/{room}/list/{kind}/{number}/file/{field}", "room-file", "File", s.inRoom(s.roomFile)),
		auditor(post, "/room/{room}/samples", "room-draw", "Drew a sample", s.inRoom(s.draw)),
		auditor(get, "/room/{room}/samples/{sample}", "room-sample", "Sample", s.inRoom(s.sample)),
		auditor(post, "/room/{room}/requests", "room-ask", "Asked for something", s.inRoom(s.ask)),
		auditor(get, "/room/{room}/requests/{request}", "room-request", "Request", s.inRoom(s.request)),
		auditor(get, "/room/{room}/requests/{request}/file", "room-answer-file", "File of an answer", s.inRoom(s.requestFile)),
		auditor(post, "/room/{room}/requests/{request}/withdraw", "room-withdraw", "Withdrew a request", s.inRoom(s.withdraw)),
	}
	if s.Bundle != nil {
		routes = append(routes, auditor(get, "/room/{room}/bundle", "room-bundle", "Bundle", s.inRoom(s.bundle)))
	}
	return routes
}

// visit is a handler of an outsider's request. It says in e what was looked at;
// without an organisation nothing is logged, since there is nobody whom it
// concerns.
type visit func(w http.ResponseWriter, r *http.Request, e *access.Entry) error

// logged writes a line of the access log once the request was answered.
func (s *Share) logged(what string, h visit) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e := access.Entry{What: what, Who: access.Public, Status: http.StatusOK, Count: 1}
		if r.Method == http.MethodPost {
			e.Status = http.StatusSeeOther
		}
		if a := web.Client(r.Context()); a.IsValid() {
			e.Address = access.Truncate(a.String())
		}
		err := h(w, r, &e)
		if err != nil {
			e.Status = web.Status(errs.CodeOf(err))
		}
		if e.Org != "" && s.Rec != nil {
			e.At = s.Now().UnixMicro()
			s.Rec.Add(e)
		}
		return err
	}
}

// inRoom lets the auditor into the room of the path, while it is open.
func (s *Share) inRoom(h func(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error) visit {
	return func(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
		a := frame.Actor(r.Context())
		e.Org, e.Who, e.Room = a.Org, a.Person, r.PathValue("room")
		v, err := s.Rooms.Visit(r.Context(), s.By(r.Context(), ""), r.PathValue("room"))
		if err != nil {
			e.Room = ""
			return err
		}
		e.Room = v.Room.Number
		return h(w, r, v, e)
	}
}

// place says where the request's person works, for the words of a page.
func place(r *http.Request) string {
	if v := auth.Of(r.Context()); v != nil {
		return v.Org.Name
	}
	return ""
}

// instant says a time as pages do: in London.
func (s *Share) instant(micros int64) string {
	if micros == 0 {
		return ""
	}
	return time.UnixMicro(micros).In(s.Zone).Format("2 Jan 2006, 15:04")
}
