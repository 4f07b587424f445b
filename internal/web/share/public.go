package share

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/ics"
	"holdfast/internal/share/access"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// page finds the public page behind the handle. Whoever asks for another gets
// the same answer, be it off or nobody's.
func (s *Share) page(w http.ResponseWriter, r *http.Request, e *access.Entry) (trustpage.Page, error) {
	p, org, err := s.Trust.Public(r.Context(), r.PathValue("handle"), s.Now(), s.Today())
	if err == nil {
		e.Org = org
		w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	}
	return p, err
}

// TrustView is the public page. Form is what the form that asks for an address
// was sent with; without mail there is none.
type TrustView struct {
	Page  trustpage.Page
	AsAt  string
	Email *ui.Field
	Said  string // instead of the form: what has happened
	// Inside: it stands within another page, whose heading comes first.
	Inside bool
}

const checkAtSource = "Check each at its source."

func (v TrustView) above() string { return "Certificates, as at " + v.AsAt }

func (s *Share) view(p trustpage.Page) TrustView {
	v := TrustView{Page: p, AsAt: p.AsAt.In(s.Zone).Format("2 January 2006, 15:04")}
	if s.Mail {
		v.Email = &ui.Field{ID: "email", Label: "Your e-mail address", Kind: "email", Size: 32, Auto: "email", Hint: "You get a mail with a link to confirm. The address is used for nothing else, and forgotten when you end it."}
	}
	return v
}

func (v TrustView) shell() ui.Shell {
	sh := frame.Bare("Certificates of " + v.Page.Organisation)
	sh.Org.Name, sh.Foot.What, sh.Foot.AsAt = v.Page.Organisation, "Trust page", v.AsAt
	sh.Problem = v.Email != nil && v.Email.Err != ""
	return sh
}

func (v TrustView) path(rest string) string { return "/trust/" + v.Page.Handle + rest }

func (s *Share) trust(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	p, err := s.page(w, r, e)
	if err != nil {
		return err
	}
	v := s.view(p)
	switch r.URL.Query().Get("done") {
	case "asked":
		v.Said = "If that address can be mailed to, a link to confirm is on its way. Nothing is sent before you have pressed the button there."
	case "confirmed":
		v.Said = "You will be told when a certificate on this page lapses."
	}
	return web.Render(w, r, http.StatusOK, TrustPage(v))
}

func (s *Share) trustJSON(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	p, err := s.page(w, r, e)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(append(b, '\n'))
	return err
}

// trustDates gives the last days as a calendar to subscribe to.
func (s *Share) trustDates(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	p, err := s.page(w, r, e)
	if err != nil {
		return err
	}
	c := ics.Calendar{Name: "Certificates of " + p.Organisation, Refresh: 24 * time.Hour}
	for _, k := range p.Cards {
		if !k.Status.Counts() || k.Status.Last.IsZero() {
			continue
		}
		c.Events = append(c.Events, ics.Event{
			UID: strings.ToLower(k.Ref) + "@" + p.Handle + ".trust", Day: k.Status.Last,
			Summary:     k.Scheme + " of " + k.Holder + " ends",
			Description: "The last valid day, as the organisation records it. Look it up at its source. " + s.Base + "/trust/" + p.Handle,
			URL:         s.Base + "/trust/" + p.Handle, Stamp: p.AsAt.Truncate(24 * time.Hour), Alarms: []int{30},
		})
	}
	w.Header().Set("Content-Type", ics.ContentType)
	return ics.Write(w, c)
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Title   string      `xml:"title"`
	ID      string      `xml:"id"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title   string   `xml:"title"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// trustFeed gives one entry for each certificate and way of standing: a reader
// shows a new one when a certificate lapses or comes back.
func (s *Share) trustFeed(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	p, err := s.page(w, r, e)
	if err != nil {
		return err
	}
	here := s.Base + "/trust/" + p.Handle
	f := atomFeed{
		Title: "Certificates of " + clean(p.Organisation), ID: "urn:holdfast:trust:" + p.Handle, Author: clean(p.Organisation), Updated: s.Today().Time().Format(time.RFC3339),
		Links: []atomLink{{"alternate", here}, {"self", here + "/feed.atom"}},
	}
	for _, k := range p.Cards {
		f.Entries = append(f.Entries, atomEntry{
			Title: clean(k.Scheme + " of " + k.Holder + ": " + k.Status.Word), ID: "urn:holdfast:trust:" + p.Handle + ":" + strings.ToLower(k.Ref) + ":" + k.Status.Key + ":" + k.Status.Last.String(),
			Updated: since(&k, s.Today()).Time().Format(time.RFC3339), Link: atomLink{"alternate", here}, Summary: clean(stated(&k)),
		})
	}
	b, err := xml.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	_, err = w.Write(append([]byte(xml.Header), append(b, '\n')...))
	return err
}

// stated says how a certificate stands without counting days, so that a feed's
// entry does not change every day.
func stated(k *trustpage.Card) string {
	if k.Status.Counts() && !k.Status.Last.IsZero() {
		return k.Status.Word + " until " + k.Status.Last.Long() + ". Look it up at its source."
	}
	return k.Status.Word + ". " + k.Status.Note + " Look it up at its source."
}

// since gives a day that stays for the entry as long as it stands so.
func since(k *trustpage.Card, today civil.Date) civil.Date {
	if k.Status.Key == trustpage.Expired && !k.Status.Last.IsZero() {
		return k.Status.Last + 1
	}
	if k.Status.Key == trustpage.EndsSoon {
		return k.Status.Last - 60
	}
	return today - today%7 // the week: when it began is not in the page
}

// clean takes out what XML has no form for.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}

func (s *Share) trustTell(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	p, err := s.page(w, r, e)
	if err != nil {
		return err
	}
	if !s.Mail {
		return errs.New(errs.NotFound, "This server sends no mails. Subscribe to the calendar or the feed instead.")
	}
	if err := frame.Form(r); err != nil {
		return err
	}
	email := r.PostFormValue("email")
	err = s.Alerts.Subscribe(r.Context(), p.Handle, email, e.Address, s.Now(), s.Today())
	if faults, ok := frame.Faults(err); ok {
		v := s.view(p)
		v.Email.Value, v.Email.Err = email, faults["email"]
		e.Status = http.StatusUnprocessableEntity
		return web.Render(w, r, e.Status, TrustPage(v))
	}
	if err != nil {
		return err
	}
	return frame.Back(w, "/trust/"+p.Handle, "asked")
}

// AskView is a page with one button: what a link in a mail leads to. Looking at
// it does nothing, because programs look at links too.
type AskView struct {
	Title, Text string
	Action      string // where the button posts to; empty: there is no button
	Button      string
	Back        ui.Link
}

func (s *Share) trustConfirm(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	p, err := s.Alerts.Pending(r.Context(), r.PathValue("handle"), r.PathValue("secret"), s.Now(), s.Today())
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, AskPage(AskView{
		Title: "Tell me when a certificate of " + p.Organisation + " lapses", Text: "Press the button to begin. Each mail has a link that ends it.",
		Action: r.URL.Path, Button: "Tell me", Back: ui.Link{Label: "The trust page", Href: "/trust/" + p.Handle},
	}))
}

func (s *Share) trustConfirmed(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	if _, err := s.page(w, r, e); err != nil {
		return err
	}
	p, err := s.Alerts.Confirm(r.Context(), r.PathValue("handle"), r.PathValue("secret"), s.Now(), s.Today())
	if err != nil {
		return err
	}
	return frame.Back(w, "/trust/"+p.Handle, "confirmed")
}

func (s *Share) trustStop(w http.ResponseWriter, r *http.Request, _ *access.Entry) error {
	there, err := s.Alerts.Stoppable(r.Context(), r.PathValue("secret"))
	if err != nil {
		return err
	}
	v := AskView{Title: "End these mails", Text: "Press the button: nothing more is sent, and your address is forgotten.", Action: r.URL.Path, Button: "End these mails"}
	if !there {
		v = AskView{Title: "These mails have ended", Text: "Nothing more is sent by this link, and no address is kept with it."}
	}
	return web.Render(w, r, http.StatusOK, AskPage(v))
}

func (s *Share) trustStopped(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	if err := s.Alerts.Stop(r.Context(), r.PathValue("secret")); err != nil {
		return err
	}
	e.Status = http.StatusOK
	return web.Render(w, r, http.StatusOK, AskPage(AskView{Title: "These mails have ended", Text: "Nothing more is sent, and your address is forgotten."}))
}
