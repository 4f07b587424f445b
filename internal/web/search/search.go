// Package search has the page that finds records, notices and pages, and the
// palette that does the same over any page.
package search

import (
	"net/http"
	"net/url"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	board "holdfast/internal/desk/search"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

const (
	// inPalette is how many records of a kind the palette lists, and most how many
	// options it has in all.
	inPalette = 3
	most      = 12
	// offered is how many pages and actions the palette lists.
	offered = 6
)

// Pages is what the pages need; cmd fills it.
type Pages struct {
	*frame.Frame
	Board *board.Board
}

// Routes gives the page and what the palette asks for.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: ui.SearchPath, Page: "search", Handler: p.page},
		{Method: http.MethodGet, Pattern: ui.PalettePath, Page: "palette", Handler: p.palette},
	}
}

func (p *Pages) find(r *http.Request, q board.Query) (board.Result, []board.Place, error) {
	var out board.Result
	ctx := r.Context()
	a := frame.Actor(ctx)
	err := p.Door.See(ctx, a, func(v *change.View) (err error) {
		out, err = p.Board.Find(v, q)
		return err
	})
	return out, p.Board.Offers(a, q.Text), err
}

// page answers without a script, and leads straight to a record whose number is
// asked for.
func (p *Pages) page(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	ask := board.Query{Text: q.Get("q"), In: q.Get("in")}
	if ask.In != "" {
		ask.Most = board.MaxMost
	}
	found, places, err := p.find(r, ask)
	v := view{Query: found.Query, In: ask.In, AsAt: frame.Actor(r.Context()).AsAt != 0}
	status := http.StatusOK
	switch {
	case errs.CodeOf(err) == errs.Invalid:
		v.Wrong, status, places = errs.Safe(err), http.StatusUnprocessableEntity, nil
		v.Query = ""
	case err != nil:
		return err
	case found.Exact != nil && found.Exact.Href != "" && ask.In == "":
		return web.SeeOther(w, found.Exact.Href)
	}
	if found.Query != "" && ask.In == "" {
		v.Places = places
	}
	v.Result, v.Title = found, title(found, len(v.Places))
	if v.Shell, err = p.Shell(r.Context(), "Search", ui.SearchPath, ""); err != nil {
		return err
	}
	if v.Shell.Problem = v.Wrong != ""; found.Query != "" {
		v.Shell.Title = v.Title
	}
	return web.Render(w, r, status, searchPage(v))
}

// palette gives the options for what has been typed so far.
func (p *Pages) palette(w http.ResponseWriter, r *http.Request) error {
	found, places, err := p.find(r, board.Query{Text: r.URL.Query().Get("q"), Most: inPalette})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, paletteList(options(found, places)))
}

// view is what the page shows.
type view struct {
	Shell  ui.Shell
	Title  string
	Query  string
	In     string
	Wrong  string
	AsAt   bool
	Result board.Result
	Places []board.Place
}

func title(r board.Result, places int) string {
	n := int(r.Total) + places
	switch {
	case r.Query == "":
		return "What are you looking for?"
	case n == 0:
		return "Nothing found for “" + r.Query + "”"
	}
	return ui.Count(n, "result", "results") + " for “" + r.Query + "”"
}

// more gives the address of everything that was found of one kind.
func (v view) more(g board.Group) string {
	return ui.SearchPath + "?" + url.Values{"q": {v.Query}, "in": {string(g.Kind)}}.Encode()
}

// aside says how many of a group are shown.
func aside(g board.Group) string {
	if int(g.Total) > len(g.Hits) {
		return ui.Number(len(g.Hits)) + " of " + ui.Number(int(g.Total))
	}
	return ""
}

// list is what the palette shows.
type list struct {
	Query  string
	Said   string // for who cannot see the list
	Groups []optionGroup
}

type optionGroup struct {
	Label   string
	Options []option
}

type option struct {
	ID, Href           string
	Number, Text, Side string
	Words              []string
}

// options puts what was found into the order of the palette: the record whose
// number was typed, pages and actions whose name was, records, other pages.
func options(r board.Result, places []board.Place) list {
	out := list{Query: r.Query}
	n := 0
	add := func(label string, o option) {
		if o.Href == "" || n == most && o.Side != "" {
			return
		}
		n++
		o.ID = "palette-" + ui.Number(n)
		if g := len(out.Groups) - 1; g < 0 || out.Groups[g].Label != label {
			out.Groups = append(out.Groups, optionGroup{Label: label})
		}
		g := &out.Groups[len(out.Groups)-1]
		g.Options = append(g.Options, o)
	}
	record := func(label string, h board.Hit) {
		add(label, option{Href: h.Href, Number: h.Number, Text: h.Title, Side: h.What, Words: r.Words})
	}
	if r.Exact != nil {
		record("That number", *r.Exact)
	}
	for _, p := range places[:min(len(places), offered)] {
		side := p.Group
		if p.Action {
			side = "do"
		}
		add("Pages and actions", option{Href: p.Href, Text: p.Label, Side: side, Words: r.Words})
	}
	for _, g := range r.Groups {
		for _, h := range g.Hits {
			if r.Exact == nil || h.ID != r.Exact.ID {
				record(g.Label, h)
			}
		}
	}
	if r.Total > 0 {
		add("Everything", option{Href: ui.SearchPath + "?q=" + url.QueryEscape(r.Query), Text: "All " + ui.Count(int(r.Total), "result", "results") + " for “" + r.Query + "”"})
	}
	switch {
	case r.Query == "":
	case n == 0:
		out.Said = "Nothing found."
	default:
		out.Said = ui.Count(n, "choice", "choices") + "."
	}
	return out
}

// FromRail makes places of the rail, with the words that people also have for
// them by their address.
func FromRail(rail []frame.Group, also map[string][]string) []board.Place {
	var out []board.Place
	for _, g := range rail {
		for _, p := range g.Places {
			if p.Outsiders || p.Many {
				continue
			}
			out = append(out, board.Place{Label: p.Label, Href: p.Href, Group: g.Name, Also: also[p.Href], Area: p.Area, Verb: authz.Read})
		}
	}
	return out
}

// Existing keeps the places that have a page.
func Existing(places []board.Place, has func(path string) bool) []board.Place {
	var out []board.Place
	for _, p := range places {
		path, _, _ := strings.Cut(p.Href, "?")
		path, _, _ = strings.Cut(path, "#")
		if has(path) {
			out = append(out, p)
		}
	}
	return out
}

func lower(s string) string { return strings.ToLower(s) }
