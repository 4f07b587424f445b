package main

import (
	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/framework"
	"holdfast/internal/isms/control"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	controlpages "holdfast/internal/web/isms/control"
	"holdfast/internal/web/site"
)

// controlParts is controls, clauses, the versions of the Statement of
// Applicability, and the organisation's own catalogues. What the second tells, the
// issued versions of the demonstration, comes after everything that stands in
// them; it has nothing else.
func controlParts() (controls, statements *part) {
	parts := control.Parts{Book: framework.Default(), Zone: london, Controls: control.Register(), Clauses: control.Clauses(), Versions: control.Versions(), Owns: control.Owns()}
	p, last := &part{registers: []register.Any{parts.Controls, parts.Clauses, parts.Versions, parts.Owns}}, &part{wire: func(*app) {}}
	p.wire = func(h *app) {
		book := h.door.Book()
		parts.Door, parts.Risks, parts.Documents, parts.Assets = h.door, book.Of("risk"), book.Of("document"), book.Of("asset")
		parts.Evidence, _ = book.Of(evidence.Kind).(*register.Register[evidence.Evidence])
		parts.Sign = h.signNote
		w := &controlWing{Service: control.NewService(parts), parts: parts}
		p.rules, p.operations = w.rules(), w.operations()
		p.pages = func(_ *env, f *frame.Frame, _ site.Files) []web.Route {
			return controlpages.New(f, w.Service, p.rules).Routes()
		}
		p.due = w.due
		p.count = func(v *change.View) (map[string]int, error) {
			page, err := change.List(v, parts.Controls, register.Query{Limit: 1})
			if errs.CodeOf(err) == errs.Forbidden {
				return nil, nil
			}
			return map[string]int{"/controls": int(page.Total)}, err
		}
		p.tell, last.tell = w.tell, w.tellStatements
	}
	return p, last
}

// controlWing is what the part's ways in stand on.
type controlWing struct {
	*control.Service
	parts control.Parts
}

// signNote signs a text as a note of the organisation's trail.
func (h *app) signNote(org, text string) (string, error) {
	if h.keys == nil {
		return "", nil
	}
	signer, err := h.keys.Signer("holdfast/trail/" + org)
	if err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	return string(signed), err
}

// rules: what named actions change, plain writes do not.
func (w *controlWing) rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{
		control.Kind: {
			Create: func(tx *change.Tx, value any) (string, error) {
				c := value.(*control.Control)
				if err := w.Ready(tx, nil, c); err != nil {
					return "", err
				}
				row, err := change.Insert(tx, w.parts.Controls, *c)
				return row.ID, err
			},
			Ready: func(tx *change.Tx, old, value any) error {
				return w.Ready(tx, old.(*control.Control), value.(*control.Control))
			},
			Fixed:    map[string]string{"results": "POST …/controls/{id}/tests"},
			NoDelete: true,
		},
		control.ClauseKind: {NoDelete: true},
		control.SoAKind:    {ReadOnly: true},
		control.OwnKind:    {ReadOnly: true},
	}
}

func (w *controlWing) due(in change.Reader, today civil.Date) ([]due.Item, error) {
	controls, err := change.Collect(in, w.parts.Controls, register.Query{})
	if errs.CodeOf(err) == errs.Forbidden {
		return nil, nil // what falls due of it is not theirs to know
	}
	if err != nil {
		return nil, err
	}
	clauses, err := change.Collect(in, w.parts.Clauses, register.Query{})
	return control.Due(controls, clauses, today), err
}

// tell starts the controls and clauses and enters them as they stood in the
// first version, once.
func (w *controlWing) tell(e *env, h *app, story demo.Story) error {
	there := false
	if err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.parts.Controls, register.Query{Limit: 1})
		there = page.Total > 0
		return err
	}); err != nil || there {
		return err
	}
	_, err := h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("control.start", nil), func(tx *change.Tx) error {
		if _, err := w.Start(tx, ""); err != nil {
			return err
		}
		if _, err := w.AddOwn(tx, story.OwnCatalogue()); err != nil {
			return err
		}
		if err := w.enter(tx, story, 1); err != nil {
			return err
		}
		rows, err := change.Collect(tx, w.parts.Clauses, register.Query{})
		if err != nil {
			return err
		}
		byRef := map[string]control.ClauseRow{}
		for _, row := range rows {
			byRef[row.Value.Ref] = row
		}
		for _, c := range story.Clauses() {
			row := byRef[c.Ref]
			v := row.Value
			v.State, v.Owner, v.How, v.Target, v.Review = c.State, c.Owner, c.How, c.Target, story.Today.AddDays(190)
			if _, err := w.PutClause(tx, row, 0, v); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// enter puts every control as it stood in a version; 5 is the draft after the
// fourth.
func (w *controlWing) enter(tx *change.Tx, story demo.Story, version int64) error {
	rows, err := change.Collect(tx, w.parts.Controls, register.Query{})
	if err != nil {
		return err
	}
	byRef := map[string]control.Row{}
	for _, row := range rows {
		byRef[row.Value.Ref] = row
	}
	for _, entry := range story.Controls() {
		row, c := byRef[entry.Ref], entry.At(version)
		c.Catalogue, c.Title, c.Theme, c.Values = row.Value.Catalogue, row.Value.Title, row.Value.Theme, row.Value.Values
		if _, err := w.Put(tx, row, 0, c); err != nil {
			return err
		}
	}
	return nil
}

// tellStatements issues the versions of the story one after the other, each as
// the controls stood then, and leaves the draft after the last.
func (w *controlWing) tellStatements(e *env, h *app, story demo.Story) error {
	issued := true
	if err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		last, _, err := w.Latest(v)
		issued = last != nil
		return err
	}); err != nil || issued {
		return err
	}
	owner := story.People[len(story.People)-1]
	boss := h.by(e, "")
	boss.Actor = change.Actor{Org: h.org.ID, Person: owner.Email, Name: owner.Name, Role: authz.Owner}
	for _, v := range story.IssuedVersions() {
		if _, err := h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("soa.propose", v.Version), func(tx *change.Tx) error {
			if err := w.enter(tx, story, v.Version); err != nil {
				return err
			}
			_, err := w.Propose(tx, v.Note)
			return err
		}); err != nil {
			return err
		}
		if _, err := h.door.Do(e.ctx, boss.Request("soa.issue", v.Version), func(tx *change.Tx) error {
			_, err := w.Issue(tx, v.Version, control.Approval{On: v.On})
			return err
		}); err != nil {
			return err
		}
	}
	_, err := h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("control.update", nil), func(tx *change.Tx) error {
		return w.enter(tx, story, 5)
	})
	return err
}
