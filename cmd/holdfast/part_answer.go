package main

import (
	"context"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/isms/document"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
	answerpages "holdfast/internal/web/win/answer"
	library "holdfast/internal/win/answer"
)

// answerPart is the library of answers to what buyers ask.
func answerPart() *part {
	answers := library.Register()
	p := &part{registers: []register.Any{answers}}
	p.wire = func(h *app) {
		w := answerWing{Service: h.answerService(answers), book: h.door.Book()}
		p.rules = w.rules()
		p.operations = w.operations()
		p.pages = func(_ *env, f *frame.Frame, _ site.Files) []web.Route {
			pages := answerpages.New(f, w.Service, p.rules[library.Kind])
			pages.Organisation = func(ctx context.Context) string {
				if v := auth.Of(ctx); v != nil {
					return v.Org.Name
				}
				return h.org.Name
			}
			return pages.Routes()
		}
		p.due = func(in change.Reader, today civil.Date) ([]due.Item, error) {
			rows, err := change.Collect(in, answers, register.Query{Filters: []register.Filter{register.Where("state", library.Approved)}})
			if errs.CodeOf(err) == errs.Forbidden {
				return nil, nil // what falls due of it is not theirs to know
			}
			return library.Due(rows, today), err
		}
		p.count = func(v *change.View) (map[string]int, error) {
			if !v.Actor().May(authz.Read, authz.Win) {
				return nil, nil
			}
			page, err := change.List(v, answers, register.Query{Limit: 1})
			return map[string]int{library.Path: int(page.Total)}, err
		}
		p.tell = func(e *env, h *app, story demo.Story) error { return w.tell(e, h, story) }
	}
	return p
}

// answerService is the one service of answers, for every part that uses them.
func (h *app) answerService(answers *register.Register[library.Answer]) *library.Service {
	parts := library.Parts{
		Door: h.door, Answers: answers, Bids: h.bidRegister, Certs: h.certRegister, Items: registerOf[evidence.Evidence](h, evidence.Kind),
		Rules: h.book, Zone: london, Last: lastOf,
	}
	for _, kind := range []register.Kind{document.Kind, control.Kind} {
		parts.Others = append(parts.Others, h.door.Book().Of(kind))
	}
	return library.NewService(parts)
}

// lastOf says until when an answer can lean on a document or a control.
func lastOf(_ register.Kind, value any) (title string, last civil.Date) {
	switch v := value.(type) {
	case *document.Document:
		return v.Title, v.ReviewDue
	case *control.Control:
		return v.Ref + " " + v.Title, 0
	}
	return "", 0
}

// answerWing is what the part's ways in stand on.
type answerWing struct {
	*library.Service
	book *register.Book
}

// rules: what named actions change, plain writes do not.
func (w *answerWing) rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{library.Kind: {
		Create: func(tx *change.Tx, value any) (string, error) {
			row, err := w.Create(tx, *value.(*library.Answer))
			return row.ID, err
		},
		Ready: func(tx *change.Tx, old, value any) error {
			return w.Ready(tx, old.(*library.Answer), value.(*library.Answer))
		},
		Fixed: library.Fixed(),
	}}
}

// tell puts the story's answers in, once: approved ones by another than who wrote
// them.
func (w *answerWing) tell(e *env, h *app, story demo.Story) error {
	there := false
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.Answers, register.Query{Limit: 1})
		there = page.Total > 0
		return err
	})
	if err != nil || there {
		return err
	}
	_, err = h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("answer.take-over", nil), func(tx *change.Tx) error {
		for _, a := range story.Answers() {
			row, err := w.TakeOver(tx, a.Answer)
			if err != nil {
				return err
			}
			if err := w.Rest(tx, row.ID, a.RestsOn); err != nil {
				return err
			}
			for _, number := range a.Bids {
				if err := w.Use(tx, row.ID, number); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return err
}
