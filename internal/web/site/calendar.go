package site

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/desk/calendar"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/ics"
	"holdfast/internal/web"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// agendaMonths is how far ahead the agenda looks.
const agendaMonths = 18

// feedToken is the secret part of the address of a person's feed: it names the
// organisation and the person, is derived from the access key, and gives nothing
// but the calendar.
func (s *Site) feedToken(a change.Actor) string {
	whose := base64.RawURLEncoding.EncodeToString([]byte(a.Org + " " + a.Person))
	mac := hmac.New(sha256.New, []byte(s.Key))
	mac.Write([]byte("holdfast calendar " + whose))
	return whose + "." + hex.EncodeToString(mac.Sum(nil)[:16])
}

// feedOwner gives who the feed of a token is for; false for a token that is not
// ours, and for a person who has left.
func (s *Site) feedOwner(ctx context.Context, token string) (change.Actor, bool) {
	whose, _, _ := strings.Cut(token, ".")
	b, err := base64.RawURLEncoding.DecodeString(whose)
	org, person, ok := strings.Cut(string(b), " ")
	a := change.Actor{Org: org, Person: person}
	if err != nil || !ok || !hmac.Equal([]byte(token), []byte(s.feedToken(a))) {
		return change.Actor{}, false
	}
	err = s.Door.See(ctx, change.SystemActor(org, "calendar"), func(v *change.View) error {
		members, err := v.Members()
		for _, m := range members {
			if m.Person == person && m.Active && (m.Until == 0 || m.Until > s.Now().UnixMicro()) && authz.Role(m.Role) != authz.ExternalAuditor {
				a.Name, a.Role, a.Scope = m.Name, authz.Role(m.Role), m.Scope
			}
		}
		return err
	})
	return a, err == nil && a.Role != ""
}

func (s *Site) dueNow(ctx context.Context, a change.Actor, today civil.Date) ([]due.Item, error) {
	var items []due.Item
	err := s.Door.See(ctx, a, func(v *change.View) (err error) {
		items, err = s.Due(v, today)
		return err
	})
	return items, err
}

func (s *Site) calendar(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), s.Today()
	items, err := s.dueNow(ctx, frame.Actor(ctx), today)
	if err != nil {
		return err
	}
	sh, err := s.Shell(r.Context(), "Calendar", "/calendar", "")
	if err != nil {
		return err
	}
	a := calendar.Of(items, today, agendaMonths)
	v := desk.CalendarView{Shell: sh, Today: today, Title: "Nothing falls due", FeedHref: "/calendar/" + s.feedToken(frame.Actor(ctx)) + ".ics", Empty: firstEmpty()}
	dated := 0
	for _, m := range a.Months {
		month := desk.AgendaMonth{Name: m.Name}
		for _, d := range m.Days {
			for _, it := range d.Items {
				month.Items = append(month.Items, s.agendaItem(ctx, it))
			}
		}
		dated += len(month.Items)
		v.Months = append(v.Months, month)
	}
	for _, it := range a.Late {
		v.Late = append(v.Late, s.agendaItem(ctx, it))
	}
	switch {
	case len(v.Late) > 0:
		v.Title = ui.Count(len(v.Late), "date is", "dates are") + " late; " + ui.Number(dated) + " to come"
	case dated > 0:
		v.Title = ui.Count(dated, "date", "dates") + " to come; nothing is late"
	}
	return web.Render(w, r, http.StatusOK, desk.CalendarPage(v))
}

func (s *Site) agendaItem(ctx context.Context, it due.Item) desk.AgendaItem {
	out := desk.AgendaItem{On: it.Date, Text: it.Title, Why: it.Why, ID: it.Ref, Owner: s.Name(ctx, it.Owner), Hard: it.Hard}
	if it.Kind != due.TaskDue { // a task has no page of its own
		out.Href = it.Link
	}
	if strings.HasPrefix(it.Ref, "CERT-") {
		out.Href = "/certificates/" + it.Ref
	}
	if it.Hard {
		out.Text += " (hard date)"
	}
	return out
}

// feed gives the calendar to who has its address; any other address is no page.
func (s *Site) feed(w http.ResponseWriter, r *http.Request) error {
	token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	var who change.Actor
	if ok {
		who, ok = s.feedOwner(r.Context(), token)
	}
	if !ok {
		return errs.New(errs.NotFound, "There is no page at this address. It may have been mistyped, or what it showed is gone.")
	}
	today := s.Today()
	items, err := s.dueNow(r.Context(), who, today)
	if err != nil {
		return err
	}
	c := ics.Calendar{Name: "Certificates: what falls due", Refresh: 6 * time.Hour}
	for _, e := range calendar.Feed(items, who.Org, today) {
		c.Events = append(c.Events, ics.Event{UID: e.UID, Day: e.Day, Summary: e.Summary, Description: e.Description, Stamp: calendar.Stamp(today), Alarms: e.Alarms})
	}
	w.Header().Set("Content-Type", ics.ContentType)
	return ics.Write(w, c)
}
