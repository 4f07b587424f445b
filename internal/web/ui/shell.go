package ui

import "strings"

// Shell is what surrounds every page. The server fills it for the session;
// Title, Doc and Problem come from the page.
type Shell struct {
	Title   string // of the page, without the product's name
	Problem bool   // the page reports an error: its title begins "Error:"
	Org     Org
	Nav     []NavGroup // only what exists is listed
	Search  *Link      // nil until there is a search
	Who     Person
	Theme   string // "light" or "dark"; empty follows the system
	Doc     bool   // a narrow page: a form, first run
	Bare    bool   // first run: nothing to navigate to yet
	Done    string // what has just been done, said once at the top
	Foot    Foot
	Past    *Past // the page shows the record as it stood
	// PastPath is the page's own address when it can be shown as it stood.
	PastPath string
	// History is the address of the history of the page's object.
	History string
}

// Past says as at when a page shows the record.
type Past struct {
	When  string // "1 October 2026"
	Rules string // the hash of the rule data that was loaded then
	Back  string // the page as it is today
}

// Org is the organisation that the session works for.
type Org struct {
	Name string
	Note string // "2 legal entities"
	Href string // empty: not a link
}

// NavGroup is a group of the rail: Desk, Win and so on.
type NavGroup struct {
	Name  string
	Items []NavItem
}

// NavItem is one place in the rail. Count is shown when it is above zero.
type NavItem struct {
	Label   string
	Href    string
	Count   int
	Current bool
}

// Person is who is signed in.
type Person struct {
	Name, Role string
	Href       string // their own account; empty: not a link
	SignOut    bool   // offers to sign out
}

// SearchPath is the page of the search, and PalettePath gives what the palette
// over any page lists.
const (
	SearchPath  = "/search"
	PalettePath = "/search/palette"
)

// Link is a label and where it leads.
type Link struct{ Label, Href string }

// Foot says what the page shows and as at when. Record is the number of the
// last change in the trail, zero when there is none.
type Foot struct {
	What   string // "Today", "BID-4 Regional data platform"
	AsAt   string // "23 November 2026, 08:40"
	Record int
	// TrailHref leads from the record's number to the trail; empty: no link.
	TrailHref string
}

// At gives the shell of one page: its title and foot, and the rail's place
// marked by address. A page below a place ("/bids/BID-4") marks that place.
func (s Shell) At(title, path string) Shell {
	s.Title = title
	if s.Foot.What == "" {
		s.Foot.What = title
	}
	groups := make([]NavGroup, len(s.Nav))
	for i, g := range s.Nav {
		groups[i] = NavGroup{Name: g.Name, Items: make([]NavItem, len(g.Items))}
		for j, it := range g.Items {
			it.Current = it.Href == path || it.Href != "/" && strings.HasPrefix(path, it.Href+"/")
			groups[i].Items[j] = it
		}
	}
	s.Nav = groups
	return s
}

func (s Shell) title() string {
	t := s.Title + " · Holdfast"
	if s.Problem {
		return "Error: " + t
	}
	return t
}

func (s Shell) appClass() string {
	if s.Bare {
		return "app bare"
	}
	return "app"
}

func (s Shell) pageClass() string {
	if s.Doc {
		return "page doc"
	}
	return "page"
}

func (f Foot) asAt() string {
	switch {
	case f.AsAt == "":
		return ""
	case f.Record == 0:
		return "As at " + f.AsAt
	}
	return "As at " + f.AsAt + " · "
}

// htmxConfig keeps htmx inside the content security policy: no evaluated
// text, no injected styles or scripts, and no address but our own.
const htmxConfig = `{"allowEval":false,"includeIndicatorStyles":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0}`

// disclaimer stands at the foot of every page.
const disclaimer = "Holdfast is independent: it is not affiliated with ISO, UKAS, the NCSC, IASME, the NHS or the Crown. Its verdicts inform a decision and are not legal advice."
