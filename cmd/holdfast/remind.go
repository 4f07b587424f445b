package main

import (
	"context"
	netmail "net/mail"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/job"
	"holdfast/internal/mail"
)

// mailing is what a server needs to send the daily digest; nothing is sent
// unless the mail server is given.
type mailing struct {
	SMTP string `name:"smtp" env:"HOLDFAST_SMTP" placeholder:"URL" help:"Send one mail a day of what falls due through this server: smtp://user:password@host:587 or smtps://..."`
	To   string `name:"mail-to" env:"HOLDFAST_MAIL_TO" placeholder:"ADDRESS" help:"Who gets the mail: the one person of this installation."`
	From string `name:"mail-from" env:"HOLDFAST_MAIL_FROM" default:"Holdfast <holdfast@localhost>" placeholder:"ADDRESS" help:"Who the mail is from."`
}

const (
	// remindEvery is how often a server looks whether somebody is to be told:
	// each thing is told once, however often it looks.
	remindEvery = 15 * time.Minute
	// remindFrom is the hour in Europe/London from which the day's mail goes out.
	remindFrom = 7
)

// postman hands digests to the mail server.
type postman struct {
	sender *mail.Sender
	foot   string // below each mail; may be empty
}

// Send sends one digest; the same message keeps its Message-ID.
func (p postman) Send(ctx context.Context, m reminder.Message, at time.Time) error {
	return p.sender.Send(ctx, mail.Message{ID: m.ID, To: m.To.Address, ToName: m.To.Name, Subject: m.Subject, Text: m.Text + p.foot, Date: at})
}

// remind adds the daily digest to what a server does by itself.
func (h *app) remind(e *env, r *job.Runner, m mailing, sender *mail.Sender, base string) error {
	if err := h.address(e, m.To); err != nil {
		return err
	}
	svc := reminder.NewService(h.door, h.remRegister, "holdfast.localhost", base)
	items := func(v *change.View) ([]due.Item, error) { return h.due(v, e.today()) }
	r.Workers[reminder.Work] = func(ctx context.Context, j change.Claimed) error {
		return svc.Deliver(ctx, j.Org, j.Payload, e.now(), postman{sender, h.checkpointFoot(ctx, j.Org)}, items)
	}
	r.Ticks = append(r.Ticks, job.Tick{Name: "the day's reminders", Every: remindEvery, Do: func(ctx context.Context, now time.Time) error {
		if now.In(london).Hour() < remindFrom {
			return nil
		}
		_, err := svc.Run(ctx, h.org.ID, now, e.today(), items)
		return err
	}})
	return nil
}

// address records where the one at this machine gets mail. Without an address
// there is nobody to tell, which is refused rather than found out too late.
func (h *app) address(e *env, to string) error {
	var me change.Member
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		members, err := v.Members()
		for _, m := range members {
			if m.Person == h.actor.Person {
				me = m
			}
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case to == "" && me.Email == "":
		return errs.New(errs.Invalid, "A mail server is given, but nobody to write to: say --mail-to ADDRESS.")
	case to == "" || to == me.Email:
		return nil
	}
	if _, err := netmail.ParseAddress(to); err != nil {
		return errs.New(errs.Invalid, "%q is not an address to write to.", to)
	}
	me.Email = to
	req := change.Request{Actor: change.SystemActor(h.org.ID, "start"), Action: "settings.update", Now: e.now()}
	_, err = h.door.Do(e.ctx, req, func(tx *change.Tx) error { return tx.Member(me) })
	return err
}
