package main

import (
	"context"
	"path/filepath"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/job"
	"holdfast/internal/register"
	"holdfast/internal/retention"
	"holdfast/internal/store"
	"holdfast/internal/task"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/keeping"
	"holdfast/internal/web/settings"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/questionnaire"
	"holdfast/internal/win/tender"
)

// keepingRegisters are the registers of retention, before the door is made.
type keepingRegisters struct {
	rules     *register.Register[retention.Rule]
	holds     *register.Register[retention.Hold]
	proposals *register.Register[retention.Proposal]
	erasures  *register.Register[retention.Erasure]
}

func newKeepingRegisters() keepingRegisters {
	return keepingRegisters{retention.Rules(), retention.Holds(), retention.Proposals(), retention.Erasures()}
}

// ends says when the life of a record is over; what is not here lives until it
// is deleted.
var ends = retention.Ends{
	certificate.Kind: func(v any) civil.Date { return v.(*certificate.Certificate).Expires },
	bid.Kind: func(v any) civil.Date {
		d := v.(*bid.Bid).Dates
		if d.End == nil {
			return 0 // a contract may still run
		}
		last := max(d.End.Date, d.End.To)
		if d.ExtendedEnd != nil {
			last = max(last, d.ExtendedEnd.Date, d.ExtendedEnd.To)
		}
		return last
	},
	tender.Kind: func(v any) civil.Date { return v.(*tender.Document).Ends },

	questionnaire.Kind:         func(v any) civil.Date { return v.(*questionnaire.Questionnaire).Ends },
	questionnaire.QuestionKind: func(v any) civil.Date { return v.(*questionnaire.Question).Ends },

	task.Kind:     func(v any) civil.Date { return v.(*task.Task).Done },
	reminder.Kind: func(v any) civil.Date { return v.(*reminder.Told).Day },
}

// fileGrace is how old a file must be to go: a younger one may belong to a
// record that is on its way.
const fileGrace = time.Hour

// wireKeeping makes the service of retention over the door.
func (h *app) wireKeeping(r keepingRegisters) {
	h.keepRegisters = r
	h.journal = &erasureJournal{}
	h.keeping = retention.NewService(retention.Parts{
		Door: h.door, Rules: r.rules, Holds: r.holds, Proposals: r.proposals, Erasures: r.erasures,
		Ends: ends, Zone: london, Away: h.store, Journal: h.journal, Files: h.removeFiles,
	})
}

func (h *app) removeFiles(_ context.Context, hashes []string, now time.Time) (removed int, wait []string, err error) {
	folder, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return 0, nil, err
	}
	for _, hash := range hashes {
		gone, err := folder.Remove(hash, now.Add(-fileGrace))
		if err != nil {
			return removed, nil, err
		}
		if !gone {
			wait = append(wait, hash)
			continue
		}
		removed++
	}
	return removed, wait, nil
}

// replay does again what an older backup has brought back, in every
// organisation. Nothing is served before.
func (h *app) replay(e *env) (int, error) {
	orgs, err := h.organisations(e.ctx)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, org := range orgs {
		n, err := h.keeping.Replay(e.ctx, org.ID, e.now)
		if total += n; err != nil {
			return total, err
		}
	}
	return total, nil
}

// eraseJob does a confirmed erasure.
func (h *app) eraseJob(e *env) job.Worker {
	return func(ctx context.Context, j change.Claimed) error {
		return h.keeping.Do(ctx, j.Org, j.Payload, e.now)
	}
}

// keepEvery is how often a server looks whether a month has begun.
const keepEvery = 10 * time.Minute

// keepTick makes the month's proposals, and drops erasures that nobody confirmed.
func (h *app) keepTick(ctx context.Context, now time.Time) error {
	return h.eachOrganisation(ctx, func(org store.Organisation) error {
		if _, err := h.keeping.Lapse(ctx, org.ID, now); err != nil {
			return err
		}
		_, err := h.keeping.Tick(ctx, org.ID, now)
		return err
	})
}

// keepingPages are the pages of retention and erasure.
func (h *app) keepingPages(f *frame.Frame) *keeping.Keeping {
	return &keeping.Keeping{Frame: f, Service: h.keeping, Holds: h.keepRegisters.holds, Erasures: h.keepRegisters.erasures}
}

// keepingEntries lead to them from the index of settings.
func keepingEntries() []settings.Entry {
	return []settings.Entry{
		{Label: "Retention", Text: "How long everything is kept, what has passed its time, and what is held.", Href: "/settings/retention"},
		{Label: "Erasure", Text: "Take a person out of every record, and see what was erased.", Href: "/settings/erasure"},
	}
}
