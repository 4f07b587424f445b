package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"holdfast/internal/auth"
	"holdfast/internal/mail"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/gate"
)

// signing is what proves who sends a request, and where it is reached.
type signing struct {
	service *auth.Service
	mu      sync.Mutex
	base    string // the server's address, once it listens
	send    func(context.Context, auth.Letter) error
}

// address gives the server's address for links.
func (s *signing) address() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.base
}

// reach says at which address the server is reached.
func (s *signing) reach(base string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base = base
}

// mailBy lets sign-in send its mails by the server of the digest.
func (s *signing) mailBy(e *env, m mailing) error {
	if m.SMTP == "" {
		return nil
	}
	sender, err := mail.New(m.SMTP, m.From)
	if err != nil {
		return err
	}
	s.send = func(ctx context.Context, l auth.Letter) error {
		return sender.Send(ctx, mail.Message{ID: l.ID, To: l.To, ToName: l.ToName, Subject: l.Subject, Text: l.Text, Date: e.now()})
	}
	return nil
}

// prove makes the service that proves who somebody is.
func (h *app) prove(e *env, log *slog.Logger) *auth.Service {
	if h.signing.service == nil {
		h.signing.service = auth.NewService(auth.Config{
			Store: h.store, Door: h.door, Sealer: h.keys, Now: e.now, Log: log,
			Send: h.signing.send, Base: h.signing.address, Client: web.Client,
		})
	}
	return h.signing.service
}

// gate makes what lets people in. A server with a public name takes no key.
func (h *app) gate(f *frame.Frame, o serving, key string) *gate.Gate {
	g := &gate.Gate{
		Auth: h.signing.service, Frame: f, Secure: o.URL != "", Key: key,
		Local: func() (person, org string) { return h.actor.Person, h.org.ID },
	}
	if o.URL != "" {
		g.Key = ""
	}
	return g
}

// sayFirst prints the link by which the first owner is set up, while no owner
// can sign in.
func (h *app) sayFirst(e *env) error {
	link, err := h.signing.service.SetUpLink(e.ctx)
	if err == nil && link != "" {
		fmt.Fprintf(e.stdout, "Nobody can sign in yet. Set up the first owner, once and within a day: %s\n", link)
	}
	return err
}

// tend writes what sign-in gathers until the server ends; call what it gives
// once it has.
func (h *app) tend(e *env) func() {
	ctx, stop := context.WithCancel(e.ctx)
	var done sync.WaitGroup
	done.Go(func() { h.signing.service.Tend(ctx) })
	return func() {
		stop()
		done.Wait()
	}
}
