package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/retention"
	"holdfast/internal/store"
)

// background is everything that a server does by itself, in one table: the work
// that changes have asked for, and what is looked at in regular times. A server
// without a mail server leaves out what is sent, and does all the rest.
func (h *app) background(e *env, m mailing, base string, log *slog.Logger) (*job.Runner, error) {
	r := &job.Runner{
		Store: h.store, Now: e.now, Log: log,
		Workers: map[string]job.Worker{
			retention.Work: h.eraseJob(e),
		},
		Ticks: []job.Tick{
			{Name: "sign trails that have grown", Every: sealEvery, Do: func(ctx context.Context, now time.Time) error {
				h.signAll(ctx, now, signEvery, log)
				return nil
			}},
			{Name: "the month's retention proposals, and erasures that nobody confirmed", Every: keepEvery, Do: h.keepTick},
			{Name: "forget work that was done", Every: sweepEvery, Do: h.sweep("job", h.store.SweepJobs)},
			{Name: "forget answers to repeated requests", Every: sweepEvery, Do: h.sweep("idempotency", h.store.SweepAnswers)},
			{Name: "forget what outsiders looked at", Every: sweepEvery, Do: h.sweep("access", func(ctx context.Context, before time.Time) (int64, error) {
				return h.store.SweepAccess(ctx, before.UnixMicro())
			})},
			{Name: "forget addresses that were never confirmed", Every: sweepEvery, Do: h.alerts(base).Sweep},
		},
	}
	if s := h.signing.service; s != nil {
		r.Ticks = append(r.Ticks, job.Tick{Name: "forget sessions, links and attempts that have ended", Every: sweepEvery, Do: func(ctx context.Context, _ time.Time) error {
			return s.Sweep(ctx)
		}})
	}
	var sender *mail.Sender
	if m.SMTP != "" {
		var err error
		if sender, err = mail.New(m.SMTP, m.From); err != nil {
			return nil, err
		}
	}
	for _, p := range h.parts {
		if p.work != nil {
			p.work(e, r, sender, base)
		}
	}
	if sender == nil {
		return r, nil
	}
	if err := h.remind(e, r, m, sender, base); err != nil {
		return nil, err
	}
	h.tellBuyers(e, r, sender, base)
	if s := h.signing.service; s != nil {
		r.Workers[auth.MailWork] = s.Deliver
	}
	return r, nil
}

// sweepEvery is how often what has run out is forgotten.
const sweepEvery = time.Hour

// sweep forgets what a store has kept for longer than the schedule says.
func (h *app) sweep(what string, forget func(context.Context, time.Time) (int64, error)) func(context.Context, time.Time) error {
	return func(ctx context.Context, now time.Time) error {
		_, err := forget(ctx, now.AddDate(0, 0, -retention.Days(what)))
		return err
	}
}

// begin runs the table until the function that it gives is called, which waits
// for its end and signs the trails once more. Call that before the store closes.
func (h *app) begin(e *env, r *job.Runner) (end func()) {
	ctx, cancel := context.WithCancel(e.ctx)
	var running sync.WaitGroup
	running.Go(func() { r.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
		last, done := context.WithTimeout(context.WithoutCancel(e.ctx), signWait)
		defer done()
		h.signAll(last, e.now(), 0, r.Log)
	}
}

// eachOrganisation does something for every organisation of the installation.
func (h *app) eachOrganisation(ctx context.Context, do func(org store.Organisation) error) error {
	orgs, err := h.organisations(ctx)
	for _, o := range orgs {
		if err == nil {
			err = do(o)
		}
	}
	return err
}
