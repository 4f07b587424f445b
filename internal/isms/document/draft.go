package document

import (
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
)

// Text is what an author writes.
type Text struct {
	Body     string `json:"body"`
	Note     string `json:"note,omitempty"`
	Material bool   `json:"material,omitempty"`
}

// Write keeps the text of a document's draft, and begins one from the latest
// version where there is none. version is that of the draft's record that the
// author read, 0 when there was none: Conflict when somebody wrote meanwhile.
// Nothing is written while it is in review. Action: document-draft.update.
func (s *Service) Write(tx *change.Tx, ref string, version int64, t Text) (WorkingRow, error) {
	doc, w, found, err := s.both(tx, ref)
	if err != nil {
		return w, err
	}
	if doc.Value.State == Withdrawn {
		return w, errs.New(errs.Conflict, "%s is withdrawn. Begin a new document instead.", doc.Number)
	}
	t.Body, t.Note = tidy(t.Body), strings.TrimSpace(t.Note)
	if !found {
		if version != 0 {
			return w, errs.New(errs.Conflict, "The draft of %s was approved or discarded meanwhile.", doc.Number)
		}
		return s.begin(tx, doc, t)
	}
	if w.Value.State == Review {
		return w, errs.New(errs.Conflict, "%s is in review: take it back before you write on it.", doc.Number)
	}
	if version != w.Version {
		return w, errs.New(errs.Conflict, "Somebody else wrote on %s meanwhile.", doc.Number)
	}
	d := w.Value
	d.Body, d.Note = t.Body, t.Note
	d.Material = t.Material || d.Base == ""
	if me := tx.Actor().Person; d.Body != w.Value.Body && !slices.Contains(d.Authors, me) {
		d.Authors = append(slices.Clone(d.Authors), me)
	}
	return change.Put(tx, s.Workings, w.ID, w.Version, d)
}

// begin opens the draft of the next version.
func (s *Service) begin(tx *change.Tx, doc Row, t Text) (WorkingRow, error) {
	w, err := change.Insert(tx, s.Workings, Working{
		Document: doc.ID, DocumentNumber: doc.Number, State: Draft, Body: t.Body, Base: doc.Value.Version, Note: t.Note,
		Material: t.Material || doc.Value.Version == "", Authors: []string{tx.Actor().Person},
	})
	if err != nil {
		return w, err
	}
	return w, s.mark(tx, doc, Draft, nil)
}

// mark says in the document's record how its next version stands: empty when none
// is being written.
func (s *Service) mark(tx *change.Tx, doc Row, state string, more func(*Document)) error {
	d := doc.Value
	if d.Version == "" {
		d.State = state
	} else {
		d.Next = state
	}
	if state != Review {
		d.Reviewers, d.Submitted, d.SubmittedBy = nil, 0, ""
	}
	if more != nil {
		more(&d)
	}
	_, err := change.Put(tx, s.Docs, doc.ID, doc.Version, d)
	return err
}

// Discard throws the draft of a next version away. A first draft cannot be
// discarded: its document is withdrawn. Action: document-draft.discard.
func (s *Service) Discard(tx *change.Tx, ref string) error {
	doc, w, err := s.written(tx, ref)
	if err != nil {
		return err
	}
	if w.Value.State == Review {
		return errs.New(errs.Conflict, "%s is in review: take it back first.", doc.Number)
	}
	if doc.Value.Version == "" {
		return errs.New(errs.Conflict, "%s has no approved version yet: withdraw it instead.", doc.Number)
	}
	if err := change.Delete(tx, s.Workings, w.ID, w.Version); err != nil {
		return err
	}
	return s.mark(tx, doc, "", nil)
}

// Submit puts the draft up for review by named people. What is not filled in yet
// keeps it back. Action: document-draft.submit.
func (s *Service) Submit(tx *change.Tx, ref string, reviewers []string) error {
	doc, w, err := s.written(tx, ref)
	if err != nil {
		return err
	}
	if w.Value.State == Review {
		return errs.New(errs.Conflict, "%s is in review already.", doc.Number)
	}
	if strings.TrimSpace(w.Value.Body) == "" {
		return errs.At("/body", "There is no text yet.")
	}
	if open := Blanks(w.Value.Body); len(open) > 0 {
		return errs.At("/body", "Fill in first: %s.", strings.Join(BlankLabels(open), "; "))
	}
	if w.Value.Base != "" && w.Value.Note == "" {
		return errs.At("/note", "Say what is new, for those who know version %s.", w.Value.Base)
	}
	members, err := tx.Members()
	if err != nil {
		return err
	}
	var asked []string
	for _, p := range reviewers {
		if !Inside(members, p) {
			return errs.At("/reviewers", "Choose members of the organisation as reviewers.")
		}
		if !slices.Contains(asked, p) {
			asked = append(asked, p)
		}
	}
	if len(asked) == 0 {
		return errs.At("/reviewers", "Name at least one person who is to review it.")
	}
	d := w.Value
	d.State, d.SubmittedHash, d.Returned, d.ReturnedBy = Review, Hash(doc.Value.content(d.Body)), "", ""
	if _, err := change.Put(tx, s.Workings, w.ID, w.Version, d); err != nil {
		return err
	}
	return s.mark(tx, doc, Review, func(d *Document) {
		d.Reviewers, d.Submitted, d.SubmittedBy = asked, s.today(tx), tx.Actor().Person
	})
}

// TakeBack ends the review, for those who go on writing. Action:
// document-draft.take-back.
func (s *Service) TakeBack(tx *change.Tx, ref string) error { return s.back(tx, ref, "") }

// Return sends the draft back to its authors, for a stated reason. Action:
// document-draft.return.
func (s *Service) Return(tx *change.Tx, ref, why string) error {
	if why = strings.TrimSpace(why); why == "" {
		return errs.At("/reason", "Say what is to be put right.")
	}
	return s.back(tx, ref, why)
}

func (s *Service) back(tx *change.Tx, ref, why string) error {
	doc, w, err := s.written(tx, ref)
	if err != nil {
		return err
	}
	if w.Value.State != Review {
		return errs.New(errs.Conflict, "%s is not in review.", doc.Number)
	}
	d := w.Value
	d.State, d.SubmittedHash, d.Returned, d.ReturnedBy = Draft, "", why, ""
	if why != "" {
		d.ReturnedBy = tx.Actor().Person
	}
	if _, err := change.Put(tx, s.Workings, w.ID, w.Version, d); err != nil {
		return err
	}
	return s.mark(tx, doc, Draft, nil)
}

// both gives a document and its draft, if there is one.
func (s *Service) both(tx *change.Tx, ref string) (Row, WorkingRow, bool, error) {
	doc, err := s.Find(tx, ref)
	if err != nil {
		return doc, WorkingRow{}, false, err
	}
	w, found, err := s.Working(tx, doc.ID)
	return doc, w, found, err
}

// written is both, for what needs a draft.
func (s *Service) written(tx *change.Tx, ref string) (Row, WorkingRow, error) {
	doc, w, found, err := s.both(tx, ref)
	if err == nil && !found {
		err = errs.New(errs.Conflict, "Nothing is being written on %s.", doc.Number)
	}
	return doc, w, err
}
