package main

import (
	"context"
	"log/slog"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/desk/reminder"
	"holdfast/internal/due"
	"holdfast/internal/job"
	"holdfast/internal/mail"
)

// mailing is what a server needs to send the daily digest; nothing is sent
// unless the mail server is given.
type mailing struct {
	SMTP string `name:"smtp" env:"HOLDFAST_SMTP" placeholder:"URL" help:"Send one mail a day of what falls due through this server: smtp://user:password@host:587 or smtps://..."`
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
type postman struct{ sender *mail.Sender }

// Send sends one digest; the same message keeps its Message-ID.
func (p postman) Send(ctx context.Context, m reminder.Message, at time.Time) error {
	return p.sender.Send(ctx, mail.Message{ID: m.ID, To: m.To.Address, ToName: m.To.Name, Subject: m.Subject, Text: m.Text, Date: at})
}

// remind starts the reminders of a server until ctx ends; without a mail server
// it does nothing.
func (h *app) remind(e *env, m mailing, base string, log *slog.Logger) error {
	if m.SMTP == "" {
		return nil
	}
	sender, err := mail.New(m.SMTP, m.From)
	if err != nil {
		return err
	}
	svc := reminder.NewService(h.door, h.remRegister, "holdfast.localhost", base)
	items := func(v *change.View) ([]due.Item, error) { return h.due(v, e.today()) }
	runner := &job.Runner{
		Store: h.store, Now: e.now, Log: log, Tick: remindEvery,
		Workers: map[string]job.Worker{reminder.Work: func(ctx context.Context, j change.Claimed) error {
			return svc.Deliver(ctx, j.Org, j.Payload, e.now(), postman{sender}, items)
		}},
		Ticks: []func(context.Context, time.Time) error{func(ctx context.Context, now time.Time) error {
			if now.In(london).Hour() < remindFrom {
				return nil
			}
			_, err := svc.Run(ctx, h.org.ID, now, e.today(), items)
			return err
		}},
	}
	go runner.Run(e.ctx)
	return nil
}
