package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/ocds"
	"holdfast/internal/outbound"
	"holdfast/internal/portal"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win/portals"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

// portalLook is how often a server looks whether a portal is to be asked.
const portalLook = 15 * time.Second

// portalPart fetches notices from the portals that are switched on.
func portalPart() *part {
	p := &part{}
	var bids *register.Register[bid.Bid]
	p.wire = func(h *app) {
		bids = h.bidRegister
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
			r.Ticks = append(r.Ticks, job.Tick{Name: "let bids follow their notices", Do: h.followNotices()})
		}
	}
	p.due = func(in change.Reader, today civil.Date) ([]due.Item, error) {
		rows, err := change.Collect(in, bids, register.Query{Filters: []register.Filter{{Field: "notice", Op: register.Given}}})
		if errs.CodeOf(err) == errs.Forbidden {
			return nil, nil // bids are not theirs to know
		}
		return bid.DueFollowed(rows, today, ui.StateWord), err
	}
	return p
}

// followNotices lets the bids of every organisation follow their notices, once
// at the start and whenever notices have changed since.
func (h *app) followNotices() func(context.Context, time.Time) error {
	seen := int64(-1)
	return func(ctx context.Context, now time.Time) error {
		n, err := h.store.NoticeBatches(ctx)
		if err != nil || n == seen {
			return err
		}
		err = h.eachOrganisation(ctx, func(org store.Organisation) error {
			by := change.By{Actor: change.SystemActor(org.ID, "notices"), Now: now, Reason: "its notice has changed"}
			_, err := h.bids.Refresh(ctx, by, civil.FromTime(now.In(london)))
			return err
		})
		if err == nil {
			seen = n
		}
		return err
	}
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
