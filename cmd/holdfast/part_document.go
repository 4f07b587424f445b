package main

import (
	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/isms/document"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	documentpages "holdfast/internal/web/isms/document"
	"holdfast/internal/web/site"
)

// documentPart is documents with their drafts, approved versions and
// acknowledgements, and the answers that fill their blanks.
func documentPart() *part {
	parts := document.Parts{
		Docs: document.Register(), Workings: document.Workings(), Versions: document.Versions(), Acks: document.Acks(), Answered: document.Answers(), Zone: london,
	}
	p := &part{registers: []register.Any{parts.Docs, parts.Workings, parts.Versions, parts.Acks, parts.Answered}}
	p.wire = func(h *app) {
		parts.Door = h.door
		w := documentWing{Service: document.NewService(parts)}
		p.rules = w.rules()
		p.operations = w.operations()
		p.pages = func(_ *env, f *frame.Frame, _ site.Files) []web.Route {
			return documentpages.New(f, w.Service, p.rules[document.Kind]).Routes()
		}
		p.due = w.due
		p.count = w.count
		p.tell = w.tell
	}
	return p
}

// documentWing is what the part's ways in stand on.
type documentWing struct{ *document.Service }

// rules: what named actions change, plain writes do not.
func (w *documentWing) rules() map[register.Kind]rest.Rule {
	const submit, approve, review, withdraw = "POST …/documents/{id}/submit", "POST …/documents/{id}/approve", "POST …/documents/{id}/review", "POST …/documents/{id}/withdraw"
	return map[register.Kind]rest.Rule{
		document.Kind: {
			Create: func(tx *change.Tx, value any) (string, error) {
				row, err := w.Create(tx, *value.(*document.Document), "")
				return row.ID, err
			},
			Ready: func(tx *change.Tx, old, value any) error {
				return w.Ready(tx, old.(*document.Document), value.(*document.Document))
			},
			Fixed: map[string]string{
				"state": "a named action such as " + submit, "next": "a named action such as " + submit, "starter": "POST …/documents/start", "refs": "POST …/documents/{id}/refs",
				"version": approve, "hash": approve, "approved": approve, "approvedBy": approve, "effective": approve, "ackFrom": approve, "ackDue": approve,
				"reviewers": submit, "submitted": submit, "submittedBy": submit, "reviewDue": review, "reviewed": review, "reviewedBy": review,
				"withdrawn": withdraw, "withdrawnBy": withdraw, "withdrawnWhy": withdraw,
			},
			NoDelete: true,
		},
		document.DraftKind: {ReadOnly: true}, document.VersionKind: {ReadOnly: true}, document.AckKind: {ReadOnly: true}, document.AnswerKind: {ReadOnly: true},
	}
}

// records reads what figures and due items are reckoned from, in three queries;
// false for who may not read it.
func (w *documentWing) records(in change.Reader) (docs []document.Row, members []change.Member, acks []document.AckRow, ok bool, err error) {
	v := viewOf(in)
	a := v.Actor()
	for _, area := range []authz.Area{authz.ISMS, authz.Signed} {
		if !a.May(authz.Read, area) {
			return nil, nil, nil, false, nil
		}
	}
	if docs, err = change.Collect(in, w.Docs, register.Query{}); err != nil {
		return nil, nil, nil, false, err
	}
	if members, err = v.Members(); err != nil {
		return nil, nil, nil, false, err
	}
	acks, err = change.Collect(in, w.Acks, register.Query{})
	return docs, members, acks, err == nil, err
}

func (w *documentWing) due(in change.Reader, today civil.Date) ([]due.Item, error) {
	docs, members, acks, ok, err := w.records(in)
	if err != nil || !ok {
		return nil, err
	}
	return document.Due(docs, members, acks, today), nil
}

func (w *documentWing) count(v *change.View) (map[string]int, error) {
	page, err := change.List(v, w.Docs, register.Query{Filters: []register.Filter{{Field: "state", Op: register.Not, Values: []string{document.Withdrawn}}}, Limit: 1})
	return map[string]int{document.Path: int(page.Total)}, err
}

// tell takes the story's documents over with their past, once, and puts one more
// up for review.
func (w *documentWing) tell(e *env, h *app, story demo.Story) error {
	there := false
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.Docs, register.Query{Limit: 1})
		there = page.Total > 0
		return err
	})
	if err != nil || there {
		return err
	}
	said := story.Documents()
	_, err = h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("document.take-over", nil), func(tx *change.Tx) error {
		if err := w.Answer(tx, said.Answers); err != nil {
			return err
		}
		for _, t := range said.TakenOver {
			if _, err := w.TakeOver(tx, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("document.create", nil), func(tx *change.Tx) error {
		for _, d := range said.Drafts {
			row, err := w.Create(tx, d.Document, d.Body)
			if err == nil && len(d.Reviewers) > 0 {
				err = w.Submit(tx, row.ID, d.Reviewers)
			}
			if err != nil {
				return err
			}
		}
		for _, n := range said.Next {
			if _, err := w.Write(tx, n.Number, 0, n.Text); err != nil {
				return err
			}
			if err := w.Submit(tx, n.Number, n.Reviewers); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}
