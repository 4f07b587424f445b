// Package portals has the page of the portals that notices are fetched from:
// which are on, when each was last asked, what came, and what is wrong.
package portals

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

// Path is the page's.
const Path = "/notices/portals"

// Pages are the handlers; cmd fills them.
type Pages struct {
	*frame.Frame
	Keeper feed.Keeper
	// Operates says whether somebody speaks for the whole installation, which
	// notices belong to.
	Operates func(ctx context.Context, a change.Actor) (bool, error)
}

// Routes gives the pages.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: Path, Page: "portals", Handler: p.show},
		{Method: http.MethodPost, Pattern: Path, Page: "portals", Handler: p.do},
	}
}

var done = map[string]string{
	"on":    "It is switched on, and is asked within a minute.",
	"off":   "It is switched off. What has come stays.",
	"asked": "It is asked within a minute, unless it said to wait.",
}

type view struct {
	Shell   ui.Shell
	Title   string
	Lede    string
	Portals []portal
}

type portal struct {
	ID, Name string
	On       bool
	State    string // "On", "Off"
	Says     string // how it stands, in a sentence
	Fault    string // what is wrong
	Then     string // when it is tried again
	Facts    []ui.KV
	Gaps     []string
	Rejected []string
	Switch   string // "on" or "off"; empty: not for who asks
	Hurry    bool
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	if err := authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: authz.Read, Area: authz.Win, What: "notices"}); err != nil {
		return err
	}
	operates, err := p.operates(ctx, a)
	if err != nil {
		return err
	}
	all, err := p.Keeper.Feeds(ctx)
	if err != nil {
		return err
	}
	sh, err := p.Shell(ctx, "Portals", Path, frame.Done(r, done))
	if err != nil {
		return err
	}
	v := view{Shell: sh}
	on, wrong := 0, 0
	for _, s := range feed.Sources() {
		f := feed.Feed{Portal: s.Portal}
		for _, known := range all {
			if known.Portal == s.Portal {
				f = known
			}
		}
		one := p.portal(&s, &f)
		if f.On {
			on++
			one.Hurry = a.May(authz.Import, authz.Win)
			if f.State.Fault != "" {
				wrong++
			}
		}
		if operates {
			one.Switch = map[bool]string{true: "off", false: "on"}[f.On]
		}
		v.Portals = append(v.Portals, one)
	}
	v.Title, v.Lede = heading(on, wrong), "Notices are public, and one copy serves every organisation here. Nothing is asked of a portal that is off."
	if !operates {
		v.Lede += " Who runs this installation switches portals on and off."
	}
	return web.Render(w, r, http.StatusOK, page(v))
}

// operates says whether the actor may switch portals.
func (p *Pages) operates(ctx context.Context, a change.Actor) (bool, error) {
	if !a.May(authz.Update, authz.Settings) {
		return false, nil
	}
	return p.Operates(ctx, a)
}

func heading(on, wrong int) string {
	switch {
	case on == 0:
		return "No portal is asked for notices"
	case wrong == on && on == 1:
		return "1 portal is asked for notices, and does not answer as it should"
	case wrong > 0:
		return ui.Count(on, "portal is", "portals are") + " asked for notices; " + ui.Count(wrong, "does", "do") + " not answer as they should"
	}
	return ui.Count(on, "portal is", "portals are") + " asked for notices"
}

// portal words how one portal stands.
func (p *Pages) portal(s *feed.Source, f *feed.Feed) portal {
	st := &f.State
	v := portal{ID: string(s.Portal), Name: s.Portal.Name(), On: f.On, State: "Off", Says: "It has never been asked."}
	if f.On {
		v.State, v.Says = "On", "It is asked within a minute."
	}
	switch {
	case st.Taken > 0:
		v.Says = fmt.Sprintf("It last answered %s.", p.at(st.Taken))
	case st.Asked > 0:
		v.Says = fmt.Sprintf("It was asked %s, and has never answered.", p.at(st.Asked))
	}
	if r := st.Run; r != nil && (f.On || r.Asked) {
		v.Says += " Being read: " + p.step(r.Step) + "."
	} else if f.On && st.Done > 0 && st.Fault == "" {
		v.Then = "Next " + p.at(s.When(*st).UnixMicro()) + "."
	}
	if st.Fault != "" {
		v.Fault = st.Fault
		switch {
		case !f.On:
			v.Then = "It is off, and not tried again."
		case st.NotBefore > 0:
			v.Then = "It is asked again " + p.at(st.NotBefore) + ", when the portal said or later."
		default:
			v.Then = "It is tried again " + p.at(st.RetryAt) + "."
		}
	}
	add := func(label, text string) { v.Facts = append(v.Facts, ui.KV{Label: label, Value: text}) }
	if st.Through > 0 {
		add("Read up to", p.at(st.Through))
	}
	if st.Done > 0 {
		add("Last time", came(st.Last))
	}
	if st.Total.Read > 0 || st.Total.Requests > 0 {
		add("Altogether", came(st.Total))
	}
	for _, g := range st.Gaps {
		v.Gaps = append(v.Gaps, p.step(g.Step)+": "+g.Why)
	}
	v.Rejected = st.Rejected
	return v
}

func came(c feed.Counts) string {
	return ui.Count(c.New, "new release", "new releases") + ", " + ui.Number(c.Updated) + " changed, of " + ui.Number(c.Read) +
		" in " + ui.Count(c.Requests, "request", "requests")
}

// step says what a question is about.
func (p *Pages) step(s feed.Step) string {
	if s.Month != "" {
		return fmt.Sprintf("notice type %d of %s", s.Type, s.Month)
	}
	return p.at(s.From) + " to " + p.at(s.To)
}

// at writes an instant as it is in London.
func (p *Pages) at(micro int64) string {
	return time.UnixMicro(micro).In(p.Zone).Format("Mon 2 Jan 2006 15:04")
}

// do switches a portal on or off, or asks it now.
func (p *Pages) do(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	by := p.By(ctx, "")
	if !by.May(authz.Import, authz.Win) && !by.May(authz.Update, authz.Settings) {
		return errs.New(errs.Forbidden, "Your role may not ask portals. Ask an owner of the organisation.")
	}
	s, known := feed.SourceOf(notice.Portal(r.PostFormValue("portal")))
	if !known {
		return errs.At("/portal", "There is no such portal.")
	}
	word := r.PostFormValue("do")
	switch word {
	case "on", "off":
		operates, err := p.operates(ctx, by.Actor)
		if err == nil && !operates {
			err = errs.New(errs.Forbidden, "Portals are switched by who runs this installation: an owner or administrator of its first organisation.")
		}
		if err == nil {
			err = feed.Switch(ctx, p.Door, by, s.Portal, word == "on")
		}
		if err != nil {
			return err
		}
	case "now":
		if err := feed.Hurry(ctx, p.Door, by, s.Portal); err != nil {
			return err
		}
		word = "asked"
	default:
		return errs.New(errs.Invalid, "Choose what is to be done with the portal.")
	}
	return frame.Back(w, Path, word)
}
