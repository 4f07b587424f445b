package site

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/desk/calendar"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/ics"
	"holdfast/internal/web"
	"holdfast/internal/web/desk"
	"holdfast/internal/web/ui"
)

// agendaMonths is how far ahead the agenda looks.
const agendaMonths = 18

// feedToken is the secret of the feed's address: it is derived from the access
// key and gives nothing but the calendar.
func (s *Site) feedToken() string {
	mac := hmac.New(sha256.New, []byte(s.Key))
	mac.Write([]byte("holdfast calendar " + s.Actor.Org))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

func (s *Site) dueNow(r *http.Request, today civil.Date) ([]due.Item, error) {
	var items []due.Item
	err := s.Door.See(r.Context(), s.Actor, func(v *change.View) (err error) {
		items, err = s.Due(v, today)
		return err
	})
	return items, err
}

func (s *Site) calendar(w http.ResponseWriter, r *http.Request) error {
	today := s.day()
	items, err := s.dueNow(r, today)
	if err != nil {
		return err
	}
	sh, err := s.shell(r.Context(), "Calendar", "/calendar", "")
	if err != nil {
		return err
	}
	a := calendar.Of(items, today, agendaMonths)
	v := desk.CalendarView{Shell: sh, Today: today, Title: "Nothing falls due", FeedHref: "/calendar/" + s.feedToken() + ".ics", Empty: firstEmpty()}
	dated := 0
	for _, m := range a.Months {
		month := desk.AgendaMonth{Name: m.Name}
		for _, d := range m.Days {
			for _, it := range d.Items {
				month.Items = append(month.Items, s.agendaItem(it))
			}
		}
		dated += len(month.Items)
		v.Months = append(v.Months, month)
	}
	for _, it := range a.Late {
		v.Late = append(v.Late, s.agendaItem(it))
	}
	switch {
	case len(v.Late) > 0:
		v.Title = ui.Count(len(v.Late), "date is", "dates are") + " late; " + ui.Number(dated) + " to come"
	case dated > 0:
		v.Title = ui.Count(dated, "date", "dates") + " to come; nothing is late"
	}
	return web.Render(w, r, http.StatusOK, desk.CalendarPage(v))
}

func (s *Site) agendaItem(it due.Item) desk.AgendaItem {
	out := desk.AgendaItem{On: it.Date, Text: it.Title, Why: it.Why, ID: it.Ref, Owner: s.person(it.Owner), Hard: it.Hard}
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
	if !ok || !hmac.Equal([]byte(token), []byte(s.feedToken())) {
		return errs.New(errs.NotFound, "There is no page at this address. It may have been mistyped, or what it showed is gone.")
	}
	today := s.day()
	items, err := s.dueNow(r, today)
	if err != nil {
		return err
	}
	c := ics.Calendar{Name: s.Org + ": certificates", Refresh: 6 * time.Hour}
	for _, e := range calendar.Feed(items, s.Actor.Org, today) {
		c.Events = append(c.Events, ics.Event{UID: e.UID, Day: e.Day, Summary: e.Summary, Description: e.Description, Stamp: calendar.Stamp(today), Alarms: e.Alarms})
	}
	w.Header().Set("Content-Type", ics.ContentType)
	return ics.Write(w, c)
}
