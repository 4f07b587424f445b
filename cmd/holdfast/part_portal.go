package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/ocds"
	"holdfast/internal/outbound"
	"holdfast/internal/portal"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
	"holdfast/internal/web/win/portals"
	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

// portalLook is how often a server looks whether a portal is to be asked.
const portalLook = 15 * time.Second

// portalPart fetches notices from the portals that are switched on.
func portalPart() *part {
	p := &part{}
	p.wire = func(h *app) {
		p.pages = func(_ *env, f *frame.Frame, _ site.Files) []web.Route {
			pages := &portals.Pages{Frame: f, Keeper: h.store, Operates: h.operates}
			return pages.Routes()
		}
		p.work = func(e *env, r *job.Runner, _ *mail.Sender, _ string) {
			w := h.walker(e, portalClient(), nil)
			for _, s := range feed.Sources() {
				r.Ticks = append(r.Ticks, job.Tick{Name: "ask " + s.Portal.Name(), Every: portalLook, Do: func(ctx context.Context, _ time.Time) error {
					_, err := w.Walk(ctx, &s, portal.Order{})
					return err
				}})
			}
		}
	}
	return p
}

// portalClient is the way out to the portals; hosts are those that the operator
// names beside the public internet.
func portalClient(hosts ...string) *http.Client {
	return outbound.NewClient(outbound.Options{Intranet: hosts, Time: portal.RequestTime, Body: portal.PageBytes})
}

// walker walks over the portals' feeds into the store.
func (h *app) walker(e *env, client *http.Client, base map[notice.Portal]string) *portal.Walker {
	return &portal.Walker{
		Client: &portal.Client{HTTP: client, Base: base, Zone: london, Now: e.now},
		Keeper: h.store,
		Take: func(ctx context.Context, f *ocds.File) (notice.Result, error) {
			im := notice.Importer{Store: feed.Quiet(h.store), Find: findAsked, Now: e.now()}
			return im.Import(ctx, f)
		},
		Now: e.now, Sleep: sleep, Jitter: rand.Float64,
	}
}

// sleep waits, or gives the context's error.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// operates says whether somebody speaks for the whole installation: a member of
// its first organisation, the one that it was set up with.
func (h *app) operates(ctx context.Context, a change.Actor) (bool, error) {
	orgs, err := h.organisations(ctx)
	return err == nil && len(orgs) > 0 && orgs[0].ID == a.Org, err
}
