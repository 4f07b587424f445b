// Package record has the pages of the record itself: the trail of the
// organisation and of one object, and what changed between two dates.
package record

import (
	"net/http"

	"holdfast/internal/register"
	"holdfast/internal/share/report"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
)

// Pages is what the pages need; cmd fills it.
type Pages struct {
	*frame.Frame
	Book    *register.Book
	Reports report.Source
	// Href gives the address of an object's page, empty when it has none.
	Href func(register.Ref) string
}

// Routes gives every page.
func (p *Pages) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	return []web.Route{
		get("/trail", "trail", p.trail),
		get("/trail/{kind}/{id}", "trail-object", p.object),
		get("/reports/changes", "changes", p.changes),
	}
}
