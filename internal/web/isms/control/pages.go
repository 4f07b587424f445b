// Package control is the pages of controls, clauses and the Statement of
// Applicability.
package control

import (
	"net/http"
	"net/url"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/framework"
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// Pages is what the pages need.
type Pages struct {
	*frame.Frame
	Controls *control.Service
	records  *records.Pages
	page     func(ref register.Ref, value any) string
	past     *ui.Past // the pages show the record as it stood
}

// New makes the pages; rules are what writing to the registers takes beside their
// declarations.
func New(f *frame.Frame, s *control.Service, rules map[register.Kind]rest.Rule) *Pages {
	return &Pages{Frame: f, Controls: s, records: records.New(f, nil, places(f.Door.Book(), rules)...), page: records.PageOf(f)}
}

// smallForm bounds the forms of these pages; a catalogue has a bound of its own.
const smallForm = 64 << 10

// done are the words that a redirect may say at the top.
var done = map[string]string{
	"started":   "Your controls and clauses are there. None of them is decided yet.",
	"decided":   "The decision was saved.",
	"status":    "The status was saved.",
	"owner":     "The owner was saved.",
	"saved":     "Saved.",
	"tested":    "The result was recorded.",
	"plan":      "The plan of the test was saved.",
	"proposed":  "It is written down as it stands now, and waits for approval.",
	"issued":    "It is issued. Nothing of it changes from now on.",
	"withdrawn": "The proposal was withdrawn.",
	"catalogue": "The catalogue was taken in.",
	"added":     "The control is there.",
}

// Routes gives every page and action.
func (p *Pages) Routes() []web.Route {
	get := func(pattern, page string, h func(*Pages, http.ResponseWriter, *http.Request) error) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: p.then(h)}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h, MaxBody: smallForm}
	}
	own := post("/controls/catalogues", "own catalogue", p.addOwn)
	own.MaxBody = framework.OwnMaxBytes + smallForm
	return append(p.records.Routes(), []web.Route{
		get("/controls", "statement of applicability", (*Pages).sheet),
		post("/controls/start", "start of controls", p.start),
		get("/controls/print", "statement for paper", (*Pages).print),
		get("/controls/check", "check of the statement", (*Pages).check),
		get("/controls/issue", "new version of the statement", (*Pages).proposal),
		post("/controls/issue", "new version of the statement", p.propose),
		get("/controls/versions", "versions of the statement", (*Pages).versions),
		get("/controls/versions/{version}", "version of the statement", (*Pages).version),
		post("/controls/versions/{version}/approve", "approval of the statement", p.approve),
		post("/controls/versions/{version}/withdraw", "withdrawal of a version", p.withdraw),
		get("/controls/compare", "comparison of the statement", (*Pages).compare),
		get("/controls/catalogues", "own catalogues", (*Pages).catalogues),
		own,
		get("/controls/{control}", "control", (*Pages).item),
		post("/controls/{control}/decision", "decision on a control", p.decide),
		post("/controls/{control}/status", "status of a control", p.setStatus),
		post("/controls/{control}/owner", "owner of a control", p.setOwner),
		post("/controls/{control}/how", "how a control is met", p.setHow),
		post("/controls/{control}/plan", "plan of a test", p.setPlan),
		post("/controls/{control}/test", "result of a test", p.test),
		get("/clauses", "clauses", (*Pages).clauses),
		get("/clauses/{clause}", "clause", (*Pages).clause),
		post("/clauses/{clause}", "clause", p.setClause),
	}...)
}

// may says whether the request's person may change controls now.
func (p *Pages) may(r *http.Request) bool {
	a := frame.Actor(r.Context())
	return a.May(authz.Update, authz.ISMS)
}

// see reads as the one who asks.
func (p *Pages) see(r *http.Request, fn func(*change.View) error) error {
	return p.Door.See(r.Context(), frame.Actor(r.Context()), fn)
}

// do changes as the one who asks.
func (p *Pages) do(r *http.Request, action, reason string, fn func(*change.Tx) error) error {
	_, err := p.Door.Do(r.Context(), p.By(r.Context(), reason).Request(action, nil), fn)
	return err
}

// back leads to where an edit began: the list with its filters, or the page of
// the control.
func back(w http.ResponseWriter, r *http.Request, ref, word string) error {
	q, err := url.ParseQuery(r.PostForm.Get("back"))
	if r.PostForm.Get("from") != "list" || err != nil {
		return frame.Back(w, "/controls/"+url.PathEscape(ref), word)
	}
	q.Del("edit")
	q.Set("at", ref)
	return web.SeeOther(w, "/controls?"+q.Encode()+"#"+rowID(ref))
}

// rowID is the id of a control's row.
func rowID(ref string) string {
	b := []byte("r-" + ref)
	for i, c := range b {
		if c == '.' {
			b[i] = '-'
		}
	}
	return string(b)
}

// crumbs gives the way to a page below the controls.
func crumbs(more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: "ISMS"}, {Label: "Controls", Href: "/controls"}}, more...)
}

// people offers the members, and nobody.
func (p *Pages) people(r *http.Request, on string) []ui.Choice {
	out := []ui.Choice{{Value: "", Label: "Nobody yet", On: on == ""}}
	found := on == ""
	for _, m := range p.Members(r.Context()) {
		out = append(out, ui.Choice{Value: m.Person, Label: m.Name, On: m.Person == on})
		found = found || m.Person == on
	}
	if !found { // who has left stays until somebody else is named
		out = append(out, ui.Choice{Value: on, Label: p.Name(r.Context(), on), On: true})
	}
	return out
}
