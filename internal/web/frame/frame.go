// Package frame is what every page of the product stands in: the shell around
// it for the one who asks, who acts and when, names of people, and the few
// things that all forms do alike.
package frame

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/ui"
)

// Frame makes the shell of pages; cmd fills it.
type Frame struct {
	Door  *change.Door
	Clock func() time.Time
	Zone  *time.Location // Europe/London
	// Rail gives the places of the product, in the order of the navigation.
	Rail []Group
	// Count counts what the rail says beside its places ("/bids": 9).
	Count func(*change.View) (map[string]int, error)

	has  map[string]bool
	held map[string]any
}

// Named makes routes read the names of people before anything else. A page says
// names while it holds a snapshot; were they read only then, each page under way
// would hold one connection and wait for a second, and enough of them at once
// would wait for each other for ever.
func (f *Frame) Named(routes []web.Route) []web.Route {
	out := slices.Clone(routes)
	for i := range out {
		if out[i].Access != web.Member {
			continue
		}
		serve := out[i].Handler
		out[i].Handler = func(w http.ResponseWriter, r *http.Request) error {
			f.people(r.Context())
			return serve(w, r)
		}
	}
	return out
}

// Hold gives what a package of pages keeps for all of its parts under one name,
// made the first time. It is for the wiring, before there are requests.
func (f *Frame) Hold(name string, make func() any) any {
	if f.held == nil {
		f.held = map[string]any{}
	}
	if _, ok := f.held[name]; !ok {
		f.held[name] = make()
	}
	return f.held[name]
}

// Group is a group of the rail.
type Group struct {
	Name   string
	Places []Place
}

// Place is one place of the rail. It is listed when its route exists and the
// visit may read its area.
type Place struct {
	Label, Href string
	Area        authz.Area // empty: everybody's
	Many        bool       // only for who works in more than one organisation
	Outsiders   bool       // for external auditors, who are led to no other place
}

// Know tells the frame which routes there are: the rail lists no others.
func (f *Frame) Know(routes []web.Route) {
	f.has = map[string]bool{}
	for _, r := range routes {
		if r.Method == "GET" {
			f.has[strings.TrimSuffix(r.Pattern, "{$}")] = true
		}
	}
}

// Now gives the instant.
func (f *Frame) Now() time.Time { return f.Clock() }

// Today gives the day in London.
func (f *Frame) Today() civil.Date { return civil.FromTime(f.Clock().In(f.Zone)) }

// Actor gives who acts in a request. Where nobody does, what it is used for is
// refused.
func Actor(ctx context.Context) change.Actor {
	if v := auth.Of(ctx); v != nil {
		return v.Actor
	}
	return change.Actor{}
}

// By says that the request's person acts now.
func (f *Frame) By(ctx context.Context, reason string) change.By {
	return change.By{Actor: Actor(ctx), Now: f.Clock(), Reason: strings.TrimSpace(reason)}
}

// people are the names of one organisation's members, read once a request.
type people struct {
	names  map[string]string
	active []change.Member
}

func (f *Frame) people(ctx context.Context) people {
	v := auth.Of(ctx)
	if v == nil || v.Actor.Org == "" {
		return people{}
	}
	return v.Memo("frame.people", func() any {
		out := people{names: map[string]string{}}
		_ = f.Door.See(ctx, v.Actor, func(in *change.View) error { // without names, ids are shown
			members, err := in.Members()
			for _, m := range members {
				out.names[m.Person] = m.Name
				if m.Active {
					out.active = append(out.active, m)
				}
			}
			return err
		})
		return out
	}).(people)
}

// Name gives a person's name by id; an id of nobody is shown as it is, and a
// piece of Holdfast's own work by the product's name.
func (f *Frame) Name(ctx context.Context, person string) string {
	if strings.HasPrefix(person, "system:") {
		return "Holdfast"
	}
	if name := f.people(ctx).names[person]; name != "" {
		return name
	}
	return person
}

// Members gives the active members of the request's organisation, by name.
func (f *Frame) Members(ctx context.Context) []change.Member { return f.people(ctx).active }

// Bare gives the shell of a page that stands alone: sign-in, a page for
// outsiders, a failure before anybody is known.
func Bare(title string) ui.Shell { return ui.Shell{Bare: true}.At(title, "") }

// Shell gives the shell of one page. done is said once at its top.
func (f *Frame) Shell(ctx context.Context, title, path, done string) (ui.Shell, error) {
	v := auth.Of(ctx)
	if v == nil {
		return ui.Shell{}, errs.New(errs.Unauthenticated, "Sign in first.")
	}
	sh := ui.Shell{
		Org: ui.Org{Name: v.Org.Name}, Done: done,
		Who:  ui.Person{Name: v.Account.Name, Role: RoleWord(v.Actor.Role), Href: f.known("/account"), SignOut: f.known(web.SignInPath) != "" && !v.Local},
		Foot: ui.Foot{AsAt: f.Clock().In(f.Zone).Format("2 January 2006, 15:04"), TrailHref: f.known("/trail")},
	}
	if len(v.Places) > 1 {
		sh.Org.Href = f.known("/portfolio")
		if v.Actor.Role == authz.ExternalAuditor { // the portfolio is not for them
			sh.Org.Href = f.known("/organisations")
		}
	}
	if v.Actor.Org == "" {
		return sh.At(title, path), nil
	}
	outsider := v.Actor.Role == authz.ExternalAuditor
	if !outsider && f.known(ui.SearchPath) != "" {
		sh.Search = &ui.Link{Label: "Search or jump to", Href: ui.SearchPath}
	}
	var counts map[string]int
	err := f.Door.See(ctx, v.Actor, func(in *change.View) error {
		if outsider {
			return nil // what the rail counts is not theirs to see
		}
		var err error
		if counts, err = f.Count(in); err != nil {
			return err
		}
		last, err := in.Trail(change.TrailQuery{Limit: 1})
		if err == nil && len(last) > 0 {
			sh.Foot.Record = int(last[0].Seq) + 1
		}
		return err
	})
	if err != nil {
		return ui.Shell{}, err
	}
	for _, g := range f.Rail {
		group := ui.NavGroup{Name: g.Name}
		for _, p := range g.Places {
			if p.Outsiders != outsider || f.known(p.Href) == "" || p.Many && len(v.Places) < 2 || p.Area != "" && !f.may(v.Actor, p.Area) {
				continue
			}
			group.Items = append(group.Items, ui.NavItem{Label: p.Label, Href: p.Href, Count: counts[p.Href]})
		}
		if len(group.Items) > 0 {
			sh.Nav = append(sh.Nav, group)
		}
	}
	return sh.At(title, path), nil
}

// Has says whether there is a page at a path, once the routes are known.
func (f *Frame) Has(path string) bool { return f.known(path) != "" }

// known gives a path when there is a page at it, else nothing.
func (f *Frame) known(path string) string {
	if f.has != nil && !f.has[path] {
		return ""
	}
	return path
}

func (f *Frame) may(a change.Actor, area authz.Area) bool {
	return a.May(authz.Read, area)
}

// RoleWord says a role as people do: "Compliance manager".
func RoleWord(r authz.Role) string {
	s := strings.ReplaceAll(string(r), "-", " ")
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// RoleChoices offers roles in a form, most powerful first.
func RoleChoices(roles ...authz.Role) []ui.Choice {
	var out []ui.Choice
	for _, r := range authz.Roles() {
		if len(roles) == 0 || slices.Contains(roles, r) {
			out = append(out, ui.Choice{Value: string(r), Label: RoleWord(r)})
		}
	}
	return out
}
