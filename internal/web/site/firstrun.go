package site

import (
	"net/http"
	"net/url"
	"strings"

	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
)

// firstTiles are the schemes that are asked for first; other is any other one.
var firstTiles = []ui.Choice{
	{Value: "iso27001", Label: "ISO/IEC 27001", Text: "Three years, audited each year"},
	{Value: "cyber-essentials", Label: "Cyber Essentials", Text: "One year, self-assessed"},
	{Value: "cyber-essentials-plus", Label: "Cyber Essentials Plus", Text: "One year, tested"},
	{Value: "dspt", Label: "DSPT", Text: "NHS data, published each June"},
	{Value: "iso9001", Label: "ISO 9001", Text: "Quality, three years"},
	{Value: "insurance-professional-indemnity", Label: "Professional indemnity", Text: "Insurance, one year"},
	{Value: otherScheme, Label: "Another one", Text: "ISO 14001, ISO 22301, SOC 2, other insurance"},
	{Value: noScheme, Label: "None yet", Text: "Begin with a bid, and see what it asks for"},
}

const (
	otherScheme = "other"
	noScheme    = "none"
)

func (s *Site) firstRun(w http.ResponseWriter, r *http.Request) error {
	return s.firstRunPage(w, r, http.StatusOK, "")
}

func (s *Site) firstRunPage(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	sh, err := s.Shell(r.Context(), "Which certificates do you hold?", "/start", "")
	if err != nil {
		return err
	}
	sh.Foot.What = "Start"
	v := win.FirstRunView{
		Shell: sh, Action: "/start", Tiles: firstTiles, Err: wrong, Drop: s.drop(""),
		Ways: []ui.Way{
			{Label: "A file of notices.", Text: "Releases from Find a Tender, Contracts Finder, Public Contracts Scotland or Sell2Wales: what they ask for is read.", Href: "/notices", Do: "Import notices"},
			{Label: "A tender pack.", Text: "Drop in what a buyer sent: what it asks for is found.", Href: "/tenders/new", Do: "Drop in a tender pack"},
			{Label: "A bid.", Text: "A title, a deadline and what the buyer asks for.", Href: "/bids/new", Do: "Type one in"},
		},
	}
	return web.Render(w, r, status, win.FirstRunPage(v))
}

// firstRunChoose leads to the form of the first scheme chosen; the others wait
// in the address.
func (s *Site) firstRunChoose(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	var chosen []string
	other, none := false, false
	for _, id := range r.PostForm["scheme"] {
		switch {
		case id == otherScheme:
			other = true
		case id == noScheme:
			none = true
		}
	}
	chosen = s.schemeList(strings.Join(r.PostForm["scheme"], ","))
	switch {
	case len(chosen) > 0:
		q := url.Values{"scheme": {chosen[0]}}
		if len(chosen) > 1 {
			q.Set("then", strings.Join(chosen[1:], ","))
		}
		return web.SeeOther(w, "/certificates/new?"+q.Encode())
	case other:
		return web.SeeOther(w, "/certificates/new")
	case none:
		return web.SeeOther(w, "/bids/new")
	}
	return s.firstRunPage(w, r, http.StatusUnprocessableEntity, "Choose what you hold, or “None yet”")
}
