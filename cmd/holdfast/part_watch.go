package main

import (
	"context"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/demo"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/store"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
	watchpages "holdfast/internal/web/win/watch"
	"holdfast/internal/win/watch"
)

// watchPart is saved searches over notices.
func watchPart() *part {
	watches := watch.Register()
	p := &part{registers: []register.Any{watches}}
	p.wire = func(h *app) {
		s := &watch.Service{Door: h.door, Watches: watches, Keeper: h.store, Zone: london}
		h.watches = s
		p.rules = map[register.Kind]rest.Rule{watch.Kind: {
			Create: func(tx *change.Tx, value any) (string, error) {
				row, err := change.Insert(tx, watches, *value.(*watch.Watch))
				if err == nil {
					err = s.Later(tx)
				}
				return row.ID, err
			},
			Ready: func(tx *change.Tx, _, _ any) error { return s.Later(tx) },
		}}
		p.pages = func(_ *env, f *frame.Frame, files site.Files) []web.Route {
			return watchpages.New(f, files, s, p.rules[watch.Kind])
		}
		look := func(ctx context.Context, org string, now time.Time) error {
			return s.Look(ctx, change.By{Actor: change.SystemActor(org, "notices"), Now: now})
		}
		p.work = func(e *env, r *job.Runner, _ *mail.Sender, _ string) {
			r.Ticks = append(r.Ticks, job.Tick{Name: "look for what saved searches match", Do: func(ctx context.Context, now time.Time) error {
				return h.eachOrganisation(ctx, func(o store.Organisation) error { return look(ctx, o.ID, now) })
			}})
			r.Workers[watch.Work] = func(ctx context.Context, j change.Claimed) error { return look(ctx, j.Org, e.now()) }
		}
		p.tell = func(e *env, h *app, story demo.Story) error { return tellWatches(e, h, s, story) }
	}
	return p
}

// tellWatches saves the story's searches, once, and lets them look.
func tellWatches(e *env, h *app, s *watch.Service, story demo.Story) error {
	there := false
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, s.Watches, register.Query{Limit: 1})
		there = page.Total > 0
		return err
	})
	if err == nil && !there {
		_, err = h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("watch.create", nil), func(tx *change.Tx) error {
			for _, w := range story.Watches() {
				if _, err := change.Insert(tx, s.Watches, w); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return err
	}
	return s.Look(e.ctx, h.by(e, ""))
}
