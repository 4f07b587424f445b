// Package keeping is the pages about how long records are kept and how a person
// is taken out of them.
package keeping

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/retention"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Paths of the two pages.
const (
	retentionPath = "/settings/retention"
	erasurePath   = "/settings/erasure"
)

// Keeping is what the pages need; cmd fills it.
type Keeping struct {
	*frame.Frame
	Service  *retention.Service
	Holds    *register.Register[retention.Hold]
	Erasures *register.Register[retention.Erasure]
}

// Routes gives every page and action.
func (k *Keeping) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	// Who may not act here is told so before the form is read.
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: k.acting(h)}
	}
	fresh := func(r web.Route) web.Route { r.Fresh = true; return r }
	return []web.Route{
		get(retentionPath, "retention", k.retention),
		fresh(post(retentionPath+"/confirm", "retention-confirm", k.confirm)),
		post(retentionPath+"/postpone", "retention-postpone", k.postpone),
		get(retentionPath+"/rules/{kind}", "retention-rule", k.acting(k.rule)),
		post(retentionPath+"/rules/{kind}", "retention-rule-change", k.setRule),
		post(retentionPath+"/holds", "hold-place", k.placeHold),
		fresh(post(retentionPath+"/holds/{number}/release", "hold-release", k.releaseHold)),
		get(erasurePath, "erasure", k.erasure),
		post(erasurePath+"/preview", "erasure-preview", k.preview),
		fresh(post(erasurePath, "erasure-ask", k.ask)),
		fresh(post(erasurePath+"/{number}/confirm", "erasure-confirm", k.confirmErasure)),
		post(erasurePath+"/{number}/drop", "erasure-drop", k.dropErasure),
	}
}

// acting refuses who may not act here.
func (k *Keeping) acting(h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := may(frame.Actor(r.Context())); err != nil {
			return err
		}
		return h(w, r)
	}
}

// acts says that the actor may erase and hold.
func acts(a change.Actor) bool { return may(a) == nil }

// may refuses who may neither erase nor hold.
func may(a change.Actor) error {
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Act, Area: authz.Settings, What: "how long records are kept"})
}

// do runs one change of the request's person.
func (k *Keeping) do(r *http.Request, action, reason string, fn func(*change.Tx) error) error {
	_, err := k.Door.Do(r.Context(), k.By(r.Context(), reason).Request(action, nil), fn)
	return err
}

func crumbs(last string) []ui.Link {
	return []ui.Link{{Label: "Settings", Href: "/settings"}, {Label: last}}
}
