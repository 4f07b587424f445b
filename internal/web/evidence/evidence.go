// Package evidence has the pages of evidence: how fresh it is by control, how an
// item is collected and collected again, the requests for it, and the public
// page on which somebody without an account sends files in.
package evidence

import (
	"net/http"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/share/access"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
)

// Pages is what the pages need; cmd fills it.
type Pages struct {
	*frame.Frame
	Service  *evidence.Service
	Controls *register.Register[control.Control]
	Clauses  *register.Register[control.Clause]
	Files    frame.Files
	// Base is how this server is called from outside.
	Base func() string
	// Log takes a line of the access log.
	Log func(access.Entry)
	// Rule is what writing an item takes beside its declaration.
	Rule rest.Rule
	// Look looks at a link, when somebody asks for it.
	Look evidence.Looker

	limits limits
	made   *records.Pages // those made from the declarations
}

// Routes gives every page and action. files is the store of files as those pages
// that are made from the declarations want it.
func (p *Pages) Routes(files records.Files) []web.Route {
	p.made = records.New(p.Frame, files, p.places()...)
	return slices.Concat(p.publicRoutes(), p.itemRoutes(), p.requestRoutes(), p.made.Routes())
}

func (p *Pages) publicRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: "/send/{token}", Page: "send", Access: web.Public, Handler: p.logged("Request for evidence", p.send)},
		{Method: http.MethodPost, Pattern: "/send/{token}", Page: "send-files", Access: web.Public, MaxBody: maxSend, Handler: p.logged("Sent evidence", p.sendFiles)},
	}
}

func (p *Pages) requestRoutes() []web.Route {
	const one = requestsPath + "/{number}"
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	sending := post(one+"/send", "evidence-answered", p.answerFiles)
	sending.MaxBody = maxSend
	return []web.Route{
		get(requestsPath, "evidence-requests", p.requests),
		get(requestsPath+"/new", "evidence-ask", p.newRequest),
		post(requestsPath+"/new", "evidence-asked", p.ask),
		get(one, "evidence-request", p.request),
		post(one+"/accept", "evidence-accept", p.accept),
		post(one+"/return", "evidence-return", p.giveBack),
		post(one+"/link", "evidence-link", p.relink),
		post(one+"/revoke", "evidence-revoke", p.revoke),
		get(one+"/files/{file}", "evidence-delivery", p.deliveryFile),
		get(one+"/send", "evidence-answer", p.answer),
		sending,
	}
}

// by says that the request's person acts, once for each form that was opened.
func (p *Pages) by(r *http.Request, form, key string) change.By {
	by := p.By(r.Context(), "")
	if key != "" && len(key) <= 64 {
		by.Key = form + ":" + by.Person + ":" + key
	}
	return by
}
