package main

import (
	"context"
	"io"
	"net/http"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/outbound"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/share/access"
	"holdfast/internal/store"
	"holdfast/internal/web"
	evidencepages "holdfast/internal/web/evidence"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
)

// evidencePart is evidence, the requests for it, and what is sent in for them.
func evidencePart() *part {
	items, requests, deliveries := evidence.Register(), evidence.Requests(), evidence.Deliveries()
	p := &part{registers: []register.Any{items, requests, deliveries}}
	p.wire = func(h *app) {
		s := evidence.NewService(h.door, items, requests, deliveries, h.store)
		w := &evidenceWing{Service: s, app: h, look: lookAtLinks()}
		p.rules = w.rules()
		p.operations = w.operations()
		p.pages = w.pages
		p.work = w.work
		p.due = func(in change.Reader, today civil.Date) ([]due.Item, error) {
			found, err := s.Due(in, today)
			if errs.CodeOf(err) == errs.Forbidden {
				return nil, nil // what falls due of it is not theirs to know
			}
			return found, err
		}
		p.count = func(v *change.View) (map[string]int, error) {
			page, err := change.List(v, items, register.Query{Filters: []register.Filter{{Field: "supersededBy", Op: register.Empty}}, Limit: 1})
			if errs.CodeOf(err) == errs.Forbidden {
				return nil, nil
			}
			return map[string]int{"/evidence": int(page.Total)}, err
		}
		p.tell = w.tell
	}
	return p
}

// evidenceWing is what the part's ways in stand on.
type evidenceWing struct {
	*evidence.Service
	app  *app
	look evidence.Looker
}

func (w *evidenceWing) pages(_ *env, f *frame.Frame, files site.Files) []web.Route {
	return w.newPages(f, files).Routes(files)
}

func (w *evidenceWing) newPages(f *frame.Frame, files site.Files) *evidencepages.Pages {
	return &evidencepages.Pages{
		Frame: f, Service: w.Service, Look: w.look, Rule: w.rules()[evidence.Kind],
		Controls: registerOf[control.Control](w.app, control.Kind), Clauses: registerOf[control.Clause](w.app, control.ClauseKind),
		Files: frame.Files{Stage: stageIn(files), Get: files.Get},
		Base: func() string {
			if w.app.shared == nil {
				return ""
			}
			return w.app.shared.Base
		},
		Log: func(e access.Entry) {
			if s := w.app.shared; s != nil && s.Rec != nil {
				s.Rec.Add(e)
			}
		},
	}
}

// registerOf gives a register of the book by its kind, typed.
func registerOf[T any](h *app, kind register.Kind) *register.Register[T] {
	reg, _ := h.door.Book().Of(kind).(*register.Register[T])
	return reg
}

// stageIn takes files in whole before they are stored, where the store of files
// can do so; else they are stored at once.
func stageIn(files site.Files) func(context.Context, io.Reader, int64) (*frame.Staged, error) {
	return func(ctx context.Context, r io.Reader, limit int64) (*frame.Staged, error) {
		folder, ok := files.(*blob.Folder)
		if !ok {
			return nil, errs.New(errs.Unavailable, "There is no place for files.")
		}
		s, err := folder.Stage(ctx, r, limit)
		if err != nil {
			return nil, err
		}
		return &frame.Staged{Hash: s.Hash, Size: s.Size, Head: s.Head, Keep: s.Keep, Drop: s.Drop, Undo: func() { _ = s.Undo() }}, nil
	}
}

// lookAtLinks looks at links on the public internet, through the one way out.
func lookAtLinks() evidence.Looker {
	client := outbound.NewClient(outbound.Options{Body: 1})
	return func(ctx context.Context, address string) evidence.Looked {
		status, where, err := outbound.Look(ctx, client, address)
		switch {
		case errs.CodeOf(err) == errs.Invalid:
			return evidence.Looked{Found: evidence.LinkRefused, Says: errs.Safe(err)}
		case err != nil:
			return evidence.Looked{Found: evidence.LinkSilent, Says: errs.Safe(err)}
		case status == http.StatusUnauthorized || status == http.StatusForbidden:
			return evidence.Looked{Found: evidence.LinkClosed, Says: "The address is there, and asks who you are."}
		case status == http.StatusNotFound || status == http.StatusGone:
			return evidence.Looked{Found: evidence.LinkGone, Says: "Its server says that nothing is there."}
		case status >= 300 && status < 400:
			return evidence.Looked{Found: evidence.LinkMoved, Says: cut("It leads on to "+where, 300)}
		case status >= 400:
			return evidence.Looked{Found: evidence.LinkFailing, Says: "Its server answers with an error."}
		}
		return evidence.Looked{Found: evidence.LinkAnswers, Says: "The address answers."}
	}
}

// cut shortens a text to so many letters.
func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

const (
	// lookEvery is how often a server sees whether a watched link is to be looked
	// at, and looksAtOnce how many it looks at then, for one organisation.
	lookEvery   = time.Hour
	looksAtOnce = 20
)

// work adds what a server does by itself: the mails of requests, and looking at
// links that somebody has switched that on for.
func (w *evidenceWing) work(e *env, r *job.Runner, sender *mail.Sender, base string) {
	r.Ticks = append(r.Ticks, job.Tick{Name: "links of evidence that are watched", Every: lookEvery, Do: func(ctx context.Context, now time.Time) error {
		return w.app.eachOrganisation(ctx, func(o store.Organisation) error {
			by := change.By{Actor: change.SystemActor(o.ID, "evidence-links"), Now: now}
			_, err := w.LookAtWatched(ctx, by, e.today(), looksAtOnce, w.look)
			return err
		})
	}})
	if sender == nil {
		return
	}
	w.Mails, w.Seal = func() bool { return true }, w.app.keys
	r.Workers[evidence.MailWork] = func(ctx context.Context, j change.Claimed) error {
		name, err := w.app.store.OrganisationName(ctx, j.Org)
		if err != nil {
			return err
		}
		return w.Deliver(ctx, j, base, "holdfast.localhost", name, e.today(), letterCarrier{sender, e})
	}
}

// letterCarrier sends the mails of requests.
type letterCarrier struct {
	sender *mail.Sender
	env    *env
}

func (c letterCarrier) SendLetter(ctx context.Context, l evidence.Letter) error {
	return c.sender.Send(ctx, mail.Message{ID: l.ID, To: l.To, ToName: l.Name, Subject: l.Subject, Text: l.Text, Date: c.env.now()})
}

// rules: evidence is written by its declaration; what named actions fill, plain
// writes do not. Requests and what is sent in are written by actions alone.
func (w *evidenceWing) rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{
		evidence.Kind: {
			Create: w.Create,
			Ready: func(tx *change.Tx, _, value any) error {
				return w.Ready(tx, value.(*evidence.Evidence))
			},
			Fixed: evidence.Fixed(),
		},
		evidence.RequestKind:  {ReadOnly: true},
		evidence.DeliveryKind: {ReadOnly: true},
	}
}
