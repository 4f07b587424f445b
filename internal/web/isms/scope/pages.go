// Package scope is the pages about scope and context: the first one by hand,
// the scope statement with its versions, and what is special to the generated
// pages of its registers.
package scope

import (
	"net/http"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/isms/scope"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Root is the address of the first page.
const Root = "/scope"

// Pages is what the pages need; cmd fills it.
type Pages struct {
	*frame.Frame
	Service  *scope.Service
	Entities *register.Register[party.Entity]
}

// Routes gives every page and action that is not generated.
func (p *Pages) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	out := []web.Route{
		get(Root, "scope", p.overview),
		get(Root+"/statement", "scope statements", p.statements),
		get(Root+"/statement/edit", "scope draft form", p.editDraft),
		post(Root+"/statement/edit", "scope draft form", p.saveDraft),
		get(Root+"/statement/draft", "scope draft", p.draft),
		post(Root+"/statement/issue", "scope draft", p.issue),
		get(Root+"/statement/compare", "scope comparison", p.compare),
		get(Root+"/statement/{version}", "scope statement", p.version),
	}
	for _, reg := range registers {
		base := Root + "/" + reg.path
		if _, ok := scope.StarterOf(reg.kind); ok {
			out = append(out, get(base+"/start", "scope starter set", p.starter(reg)), post(base+"/start", "scope starter set", p.start(reg)))
		}
		for _, a := range reg.actions {
			out = append(out, get(base+"/"+reg.wildcard()+"/"+a.name, "scope action", p.ask(reg, a)), post(base+"/"+reg.wildcard()+"/"+a.name, "scope action", p.act(reg, a)))
		}
	}
	return out
}

// place is a register with its address below Root and its actions.
type place struct {
	kind    register.Kind
	path    string
	title   string
	clause  string
	actions []action
}

// registers are the generated pages, in the order in which the first page
// speaks of them.
var registers = []place{
	{scope.SiteKind, "sites", "Sites", "4.3", nil},
	{scope.IssueKind, "issues", "Issues", "4.1", []action{review}},
	{scope.PartyKind, "parties", "Interested parties", "4.2", []action{review}},
	{scope.ObligationKind, "obligations", "Legal and contractual register", "A.5.31", []action{review}},
	{scope.RoleKind, "roles", "Roles and authorities", "5.3", []action{review}},
	{scope.ObjectiveKind, "objectives", "Objectives", "6.2", []action{reading}},
	{scope.CommunicationKind, "communication", "Communication plan", "7.4", []action{review}},
	{scope.ChangeKind, "changes", "Planned changes", "6.3", []action{approve, finish, drop}},
}

func (r place) href() string { return Root + "/" + r.path }

// variable names the record in the patterns of its actions: one for each
// register, since a number is of one register alone.
func (r place) variable() string { return strings.ReplaceAll(string(r.kind), "-", "") }

func (r place) wildcard() string { return "{" + r.variable() + "}" }

// create is where the generated pages take in a new record.
func (r place) create() string { return "/records/" + string(r.kind) + "/new" }

// on gives the day that a page is about: today, or that of the record as it
// stood.
func (p *Pages) on(r *http.Request) civil.Date {
	if at := frame.Actor(r.Context()).AsAt; at != 0 {
		return civil.FromTime(time.UnixMicro(at).In(p.Zone))
	}
	return p.Today()
}

func placeOf(kind register.Kind) place {
	for _, r := range registers {
		if r.kind == kind {
			return r
		}
	}
	return place{}
}

// may says whether an actor may do something in the wing.
func may(a change.Actor, verb authz.Verb) bool {
	return a.May(verb, authz.ISMS)
}

func crumbs(more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: "Scope and context", Href: Root}}, more...)
}
