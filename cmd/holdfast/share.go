package main

import (
	"context"
	"io"
	"log/slog"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/proof"
	"holdfast/internal/register"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/share/trustpage"
	"holdfast/internal/store"
	"holdfast/internal/web/frame"
	sharing "holdfast/internal/web/share"
)

// showing is what outsiders are shown: registers and services.
type showing struct {
	pages    *register.Register[trustpage.Settings]
	rooms    *register.Register[auditorroom.Room]
	samples  *register.Register[auditorroom.Sample]
	requests *register.Register[auditorroom.Request]

	trust    *trustpage.Service
	auditors *auditorroom.Service
}

func newShowing() showing {
	return showing{pages: trustpage.Register(), rooms: auditorroom.Rooms(), samples: auditorroom.Samples(), requests: auditorroom.Requests()}
}

// registers gives them in the order of the navigation.
func (s *showing) registers() []register.Any {
	return []register.Any{s.pages, s.rooms, s.samples, s.requests}
}

// serve makes the services over the door.
func (s *showing) serve(h *app) {
	s.trust = trustpage.NewService(h.door, h.store, h.book, h.certRegister, s.pages)
	s.auditors = auditorroom.NewService(h.door, s.rooms, s.samples, s.requests)
	s.trust.Checkpoint = h.checkpoint
}

// checkpoint gives the latest signed checkpoint of an organisation's trail.
func (h *app) checkpoint(ctx context.Context, org string) (string, error) {
	text := ""
	err := h.store.LookAtTrail(ctx, org, func(s proof.Shelf) error {
		c, found, err := s.LastCheckpoint(ctx)
		if found {
			text = string(c.Note)
		}
		return err
	})
	return text, err
}

// sharePages makes the pages that outsiders see, and those that decide what they
// see. Where they are reached and whether mails are sent is said by publish.
func (h *app) sharePages(f *frame.Frame, files sharing.Files) *sharing.Share {
	h.shared = &sharing.Share{
		Frame: f, Trust: h.showing.trust, Rooms: h.showing.auditors, Log: h.store, Files: files, Alerts: h.alerts(""),
		Bundle: func(ctx context.Context, w io.Writer, org string, r auditorroom.Room) error {
			return h.roomBundle(ctx, f.Now(), w, org, r)
		},
	}
	return h.shared
}

// publish tells these pages where they are reached, and begins the access log.
// The caller calls what it gives when the server has ended.
func (h *app) publish(base string, mails bool, log *slog.Logger) (end func()) {
	h.shared.Base, h.shared.Alerts.Base, h.shared.Mail = base, base, mails
	h.shared.Rec = sharing.NewRecorder(h.store, log)
	if s := h.signing.service; s != nil {
		h.shared.Invite = func(ctx context.Context, by change.By, r auditorroom.Room) (string, error) {
			link, _, err := s.Invite(ctx, by, auth.Ask{Email: r.Email, Role: authz.ExternalAuditor, Scope: r.Scope(h.door.Book()), Until: r.Until})
			return link, err
		}
	}
	return h.shared.Rec.Close
}

func (h *app) alerts(base string) *trustpage.Alerts {
	return &trustpage.Alerts{Pages: h.showing.trust, Store: h.store, Base: base, Domain: "holdfast.localhost"}
}

// roomBundle writes the trail with the payloads and records of a room's
// registers, and for a room that is fixed to an instant with what they said by
// then. It is signed first; a trail that is refused is handed out all the same,
// and whoever verifies it is told.
func (h *app) roomBundle(ctx context.Context, now time.Time, w io.Writer, org string, r auditorroom.Room) error {
	if _, _, err := h.sealer().Checkpoint(ctx, org, now); err != nil && errs.CodeOf(err) != errs.Conflict {
		return err
	}
	name, err := h.store.OrganisationName(ctx, org)
	if err != nil {
		return err
	}
	return h.store.ExportTrail(ctx, org, func(src proof.Source) error {
		_, err := proof.Write(ctx, w, src, h.keys, proof.Export{
			Org: org, Name: name, Made: now, Program: "holdfast " + buildInfo().Version, Only: proof.Only{Kinds: r.Registers, Until: r.AsAt},
		})
		return err
	})
}

// carrier sends the mails of trust pages.
type carrier struct{ sender *mail.Sender }

func (c carrier) SendMail(ctx context.Context, m trustpage.Mail) error {
	return c.sender.Send(ctx, mail.Message{ID: m.ID, To: m.To, Subject: m.Subject, Text: m.Text, Date: m.At})
}

// tellBuyersEvery is how often a server looks whether a certificate of a trust
// page has lapsed: each thing is told once, however often it looks.
const tellBuyersEvery = 15 * time.Minute

// tellBuyers adds the mails of trust pages to what a server does by itself: who
// asked is told when a certificate lapses.
func (h *app) tellBuyers(e *env, r *job.Runner, sender *mail.Sender, base string) {
	alerts := h.alerts(base)
	deliver := func(ctx context.Context, j change.Claimed) error {
		return alerts.Deliver(ctx, j, e.now(), e.today(), carrier{sender})
	}
	r.Workers[trustpage.WorkConfirm], r.Workers[trustpage.WorkTell] = deliver, deliver
	r.Ticks = append(r.Ticks, job.Tick{Name: "certificates of trust pages that have lapsed", Every: tellBuyersEvery, Do: func(ctx context.Context, now time.Time) error {
		return h.eachOrganisation(ctx, func(o store.Organisation) error {
			_, err := alerts.Look(ctx, o.ID, now, e.today())
			return err
		})
	}})
}
