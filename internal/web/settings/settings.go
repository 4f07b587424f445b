// Package settings is the pages about the organisation itself: its people, its
// legal entities, its name and hand-over file; and those that lead across the
// organisations of one person: the portfolio, and the way from one to another.
package settings

import (
	"context"
	"io"
	"net/http"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/desk/portfolio"
	"holdfast/internal/desk/template"
	"holdfast/internal/errs"
	"holdfast/internal/party"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Settings is what the pages need; cmd fills it.
type Settings struct {
	*frame.Frame
	Entities  *party.Service
	Makers    *party.Organisations
	Portfolio *portfolio.Service
	Template  *template.Service
	// Places gives the organisations that a person may work in now, with what
	// narrows their role in each.
	Places func(ctx context.Context, person string) ([]portfolio.Place, error)
	// SignIns says of each member of an organisation, by id, when they were last
	// here and whether a second factor guards their account.
	SignIns func(ctx context.Context, org string) (map[string]SignIn, error)
	// Sign is what lets the session work for another organisation and invites
	// people; nil where nobody signs in.
	Sign *auth.Service
	// HandOver writes everything of the actor's organisation.
	HandOver func(ctx context.Context, a change.Actor, w io.Writer) error
	// TakeIn takes in the organisation of a hand-over file for its new owner, and
	// gives its name.
	TakeIn func(ctx context.Context, r io.ReaderAt, size int64, owner change.Member) (string, error)
	// Others are settings pages of other packages, for the index.
	Others []Entry
}

// SignIn is what is told of a member's account.
type SignIn struct {
	Seen   int64 // microseconds UTC; 0: never
	Second bool  // a second factor, or none
}

// Entry is one line of the index.
type Entry struct {
	Label, Text, Href string
}

// maxHandover bounds an uploaded hand-over file; larger ones are taken in at
// the command line.
const maxHandover = 512 << 20

// Routes gives every page and action.
func (s *Settings) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	fresh := func(r web.Route) web.Route { r.Fresh = true; return r }
	anywhere := func(r web.Route) web.Route { r.Access = web.Account; return r }
	// Who audits one organisation may work in another, and must find the way there.
	outside := func(r web.Route) web.Route { r.Outsiders = true; return anywhere(r) }
	routes := []web.Route{
		get("/settings", "settings", s.index),
		get("/settings/people", "people", s.people),
		get("/settings/people/{person}", "person", s.person),
		fresh(post("/settings/people/{person}", "person-change", s.changePerson)),
		get("/settings/organisation", "organisation", s.organisation),
		post("/settings/organisation", "organisation-rename", s.rename),
		fresh(post("/settings/organisation/handover", "handover", s.handOver)),
		get("/settings/entities", "entities", s.entities),
		get("/settings/entities/new", "entity-new", s.newEntity),
		post("/settings/entities/new", "entity-add", s.addEntity),
		get("/settings/entities/{id}", "entity", s.entity),
		post("/settings/entities/{id}", "entity-change", s.changeEntity),
		get("/settings/templates", "templates", s.templates),
		post("/settings/templates/compare", "templates-compare", s.compareTemplates),
		post("/settings/templates/push", "templates-push", s.pushTemplates),
		anywhere(get("/portfolio", "portfolio", s.portfolio)),
		outside(get("/organisations", "organisations", s.organisations)),
		anywhere(fresh(post("/organisations", "organisation-make", s.makeOrganisation))),
		{Method: http.MethodPost, Pattern: "/organisations/take-in", Page: "organisation-take-in", Handler: s.takeIn, MaxBody: maxHandover, Access: web.Account, Fresh: true},
	}
	if s.Sign == nil {
		return routes
	}
	return append(routes,
		outside(post("/organisations/switch", "organisation-switch", s.switchTo)),
		get("/settings/people/invite", "invite", s.invite),
		fresh(post("/settings/people/invite", "invite-send", s.sendInvitation)),
		post("/settings/people/invitations/{id}/take-back", "invitation-take-back", s.takeBack))
}

// may says whether the visit's actor may do something.
func may(a change.Actor, verb authz.Verb, area authz.Area, what string) error {
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: verb, Area: area, What: what})
}

func (s *Settings) index(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	if err := may(a, authz.Read, authz.Settings, "settings"); err != nil {
		return err
	}
	sh, err := s.Shell(ctx, "Settings", "/settings", "")
	if err != nil {
		return err
	}
	members := s.Members(ctx)
	rows, err := s.Entities.List(ctx, a)
	if err != nil && errs.CodeOf(err) != errs.Forbidden {
		return err
	}
	v := indexView{Shell: sh, Title: auth.Of(ctx).Org.Name, Lede: "Who works here and as what, which companies it is made of, and how it is handed over."}
	v.Entries = append(v.Entries,
		Entry{"People", ui.Count(len(members), "person works", "people work") + " here, each in one role.", "/settings/people"},
		Entry{"Legal entities", ui.Count(len(rows), "company is", "companies are") + " registered: certificates and bids name them.", "/settings/entities"},
		Entry{"Organisation", "Its name, and the hand-over file that holds everything of it.", "/settings/organisation"})
	if len(auth.Of(ctx).Places) > 1 {
		v.Entries = append(v.Entries, Entry{"Templates", "What all your organisations need, pushed from this one to the others.", "/settings/templates"})
	}
	v.Entries = append(v.Entries, s.Others...)
	return web.Render(w, r, http.StatusOK, indexPage(v))
}

type indexView struct {
	Shell       ui.Shell
	Title, Lede string
	Entries     []Entry
}

// formView is a page with one form.
type formView struct {
	Shell    ui.Shell
	Crumbs   []ui.Link
	Title    string
	Lede     string
	Action   string
	Cancel   string
	Button   string
	Hidden   []ui.Hidden
	Fields   []ui.Field
	Areas    *ui.Choices // check boxes after the fields
	Errors   ui.ErrorSummary
	ReadOnly string // why nothing can be changed; the form is left out then
}

func (v formView) shell() ui.Shell {
	sh := v.Shell
	sh.Doc, sh.Problem = true, len(v.Errors.Problems) > 0
	return sh
}
