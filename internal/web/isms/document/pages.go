// Package document is the pages of documents: what the standard demands and how
// it stands, the texts as people read them, writing, review, approval,
// acknowledgement, comparison and print.
package document

import (
	"context"
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// maxForm bounds a posted text with what goes beside it: letters of other scripts
// are up to nine characters in a form.
const maxForm = 9*document.MaxBody + 1<<16

// Pages is what the pages need.
type Pages struct {
	*frame.Frame
	s    *document.Service
	recs *records.Pages
}

// New makes the pages over the service; rule is that of the API.
func New(f *frame.Frame, s *document.Service, rule rest.Rule) *Pages {
	p := &Pages{Frame: f, s: s}
	p.recs = records.New(f, nil, p.place(rule))
	return p
}

// Routes gives every page and action.
func (p *Pages) Routes() []web.Route {
	const one = document.Path + "/{number}"
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	text := func(r web.Route) web.Route { r.MaxBody = maxForm; return r }
	return append(p.recs.Routes(),
		get(document.Path+"/new", "document-new", p.begin),
		post(document.Path+"/new", "document-start", p.start),
		get(document.Path+"/blank", "document-blank", p.blankForm),
		post(document.Path+"/blank", "document-create", p.createBlank),
		get(document.Path+"/answers", "document-answers", p.answers),
		post(document.Path+"/answers", "document-answer", p.answer),
		get(document.AckPath, "document-owed", p.owed),
		get(one, "document", p.inForce),
		get(one+"/draft", "document-draft", p.draft),
		get(one+"/details", "document-details", p.details),
		post(one+"/details", "document-change", p.change),
		get(one+"/edit", "document-edit", p.edit),
		text(post(one+"/edit", "document-write", p.write)),
		text(post(one+"/preview", "document-preview", p.preview)),
		get(one+"/compare", "document-compare", p.compare),
		get(one+"/versions/{version}", "document-version", p.version),
		get(one+"/versions/{version}/print", "document-print", p.print),
		get(one+"/versions/{version}/pdf", "document-pdf", p.pdf),
		post(one+"/submit", "document-submit", p.submit),
		post(one+"/take-back", "document-take-back", p.takeBack),
		post(one+"/return", "document-return", p.giveBack),
		post(one+"/discard", "document-discard", p.discard),
		post(one+"/approve", "document-approve", p.approve),
		post(one+"/review", "document-review", p.reaffirm),
		post(one+"/withdraw", "document-withdraw", p.withdraw),
		post(one+"/acknowledge", "document-acknowledge", p.acknowledge),
	)
}

// do runs one change of the request's person.
func (p *Pages) do(r *http.Request, action, reason string, body any, fn func(*change.Tx) error) error {
	_, err := p.Door.Do(r.Context(), p.By(r.Context(), reason).Request(action, body), fn)
	return err
}

// may says whether who asks may do something in an area.
func may(ctx context.Context, verb authz.Verb, area authz.Area) bool {
	a := frame.Actor(ctx)
	return a.May(verb, area)
}

// must refuses who may not.
func must(ctx context.Context, verb authz.Verb, area authz.Area, what string) error {
	a := frame.Actor(ctx)
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: verb, Area: area, What: what})
}

// NamesOf gives the names of members by id; an id of nobody is its own name.
func NamesOf(members []change.Member) func(string) string {
	names := map[string]string{}
	for _, m := range members {
		names[m.Person] = m.Name
	}
	return func(id string) string {
		if n := names[id]; n != "" {
			return n
		}
		return id
	}
}

// path gives the address of a document's page.
func path(number string, more ...string) string {
	out := document.Path + "/" + number
	for _, m := range more {
		out += "/" + m
	}
	return out
}

func crumbs(more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: "ISMS"}, {Label: "Documents", Href: document.Path}}, more...)
}

// say gives what a redirect says has been done.
var said = map[string]string{
	"begun": "The drafts are begun.", "created": "The document is begun.", "written": "The draft is kept.", "saved": "Saved.", "same": "Nothing was changed.",
	"submitted": "It is put up for review. The reviewers find it among their work.", "taken": "It is taken back.", "returned": "It is sent back to its authors.",
	"discarded": "The draft is discarded. The version in force stays.", "approved": "Approved. It is kept as it is, and those concerned are asked to read it.",
	"reviewed": "Reviewed: good as it stands.", "withdrawn": "It is withdrawn. Its versions and acknowledgements stay.", "read": "Thank you. Your acknowledgement is recorded.",
	"answered": "The answers are kept, and filled into the drafts.",
}

// conflict gives the words of a conflict, which a page shows in place of a failure.
func conflict(err error) (string, bool) {
	if errs.CodeOf(err) == errs.Conflict {
		return errs.Safe(err), true
	}
	return "", false
}
