package document

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
)

// AckWithin is how many days people have to acknowledge a version.
const AckWithin = 14

// Approval is what an approver decides.
type Approval struct {
	// Hash is that of the content that they have seen: Conflict when the draft is
	// another by now.
	Hash string `json:"hash"`
	// Effective is the day from which it is to be followed; none: today.
	Effective civil.Date `json:"effective,omitzero"`
	// Reason is why an author approves their own, where nobody else could: the
	// reason of the change.
	Reason string `json:"reason,omitempty"`
}

// Approve makes the draft that is in review the next version. Nobody approves what
// they have written, where another could. Action: document.approve.
func (s *Service) Approve(tx *change.Tx, ref string, a Approval) (VersionRow, error) {
	none := VersionRow{}
	doc, w, err := s.written(tx, ref)
	if err != nil {
		return none, err
	}
	if w.Value.State != Review {
		return none, errs.New(errs.Conflict, "%s is not in review.", doc.Number)
	}
	if err := tx.Separate("document.approve", authz.Relations{authz.Author: w.Value.Authors}); err != nil {
		return none, err
	}
	hash := doc.Value.HashWith(w.Value.Body)
	if hash != w.Value.SubmittedHash {
		return none, errs.New(errs.Conflict, "The title, type, marking or references of %s were changed after it was put up for review. Take it back and put it up again.", doc.Number)
	}
	if a.Hash != hash {
		return none, errs.New(errs.Conflict, "%s was changed since you read it. Read it again, then approve it.", doc.Number)
	}
	today := s.today(tx)
	if a.Effective.IsZero() {
		a.Effective = today
	}
	if a.Effective < today {
		return none, errs.At("/effective", "It cannot be in force from a day before its approval.")
	}
	v := Version{Authors: w.Value.Authors, Note: w.Value.Note, Material: w.Value.Material, Approved: today, Effective: a.Effective, ApprovedBy: tx.Actor().Person}
	if slices.Contains(w.Value.Authors, v.ApprovedBy) {
		v.Alone = a.Reason
	}
	row, err := s.issue(tx, doc, v, w.Value.Body)
	if err != nil {
		return none, err
	}
	return row, change.Delete(tx, s.Workings, w.ID, w.Version)
}

// issue stores a version of the document as it is, and says so in its record.
func (s *Service) issue(tx *change.Tx, doc Row, v Version, body string) (VersionRow, error) {
	d := doc.Value
	if v.Version == "" {
		v.Version = Next(d.Version, v.Material)
	}
	v.Document, v.DocumentNumber, v.Body, v.Owner = doc.ID, doc.Number, body, d.Owner
	v.Title, v.Type, v.Classification, v.Refs = d.Title, d.Type, d.Classification, d.Refs
	v.Hash = Hash(v.content())
	row, err := change.Insert(tx, s.Versions, v)
	if err != nil {
		return row, err
	}
	d.State, d.Next, d.Version, d.Hash = Approved, "", v.Version, v.Hash
	d.Approved, d.ApprovedBy, d.Effective = v.Approved, v.ApprovedBy, v.Effective
	d.ReviewDue = v.Approved.AddMonths(int(d.ReviewEvery))
	d.Reviewed, d.ReviewedBy = 0, ""
	d.Reviewers, d.Submitted, d.SubmittedBy = nil, 0, ""
	d.Withdrawn, d.WithdrawnBy, d.WithdrawnWhy = 0, "", ""
	if v.Material || d.AckFrom == "" {
		d.AckFrom, d.AckDue = v.Version, max(v.Approved.AddDays(AckWithin), v.Effective)
	}
	_, err = change.Put(tx, s.Docs, doc.ID, doc.Version, d)
	return row, err
}

// Next gives the number of the version after one: a material one is "2.0" after
// "1.3", any other "1.4". The first is "1.0".
func Next(version string, material bool) string {
	major, minor, ok := parts(version)
	switch {
	case !ok:
		return "1.0"
	case material:
		return fmt.Sprintf("%d.0", major+1)
	}
	return fmt.Sprintf("%d.%d", major, minor+1)
}

// Later says that version a is b or came after it.
func Later(a, b string) bool {
	m, n, _ := parts(a)
	x, y, ok := parts(b)
	return ok && (m > x || m == x && n >= y)
}

func parts(version string) (major, minor int, ok bool) {
	a, b, found := strings.Cut(version, ".")
	major, err := strconv.Atoi(a)
	minor, err2 := strconv.Atoi(b)
	return major, minor, found && err == nil && err2 == nil
}

// Reaffirm says that a document was looked at and is good as it stands, until its
// next review. Its owner does that, or who may act on documents. Action:
// document.update.
func (s *Service) Reaffirm(tx *change.Tx, ref string) error {
	doc, err := s.Find(tx, ref)
	if err != nil {
		return err
	}
	if a := tx.Actor(); a.Person != doc.Value.Owner && !authz.Allows(a.Role, authz.Act, authz.ISMS) {
		return errs.New(errs.Forbidden, "The owner of %s reviews it, or a compliance manager.", doc.Number)
	}
	if doc.Value.State != Approved {
		return errs.New(errs.Conflict, "%s has no version in force that could be reviewed.", doc.Number)
	}
	d := doc.Value
	d.Reviewed, d.ReviewedBy = s.today(tx), tx.Actor().Person
	d.ReviewDue = d.Reviewed.AddMonths(int(d.ReviewEvery))
	_, err = change.Put(tx, s.Docs, doc.ID, doc.Version, d)
	return err
}

// Withdraw ends a document, for a stated reason. Its versions and
// acknowledgements stay; what was being written goes. Action: document.withdraw.
func (s *Service) Withdraw(tx *change.Tx, ref, why string) error {
	doc, w, found, err := s.both(tx, ref)
	if err != nil {
		return err
	}
	if doc.Value.State == Withdrawn {
		return errs.New(errs.Conflict, "%s is withdrawn already.", doc.Number)
	}
	if why = strings.TrimSpace(why); why == "" {
		return errs.At("/reason", "Say why it is withdrawn: the reason is kept.")
	}
	if found {
		if err := change.Delete(tx, s.Workings, w.ID, w.Version); err != nil {
			return err
		}
	}
	d := doc.Value
	d.State, d.Next, d.ReviewDue, d.AckDue = Withdrawn, "", 0, 0
	d.Reviewers, d.Submitted, d.SubmittedBy = nil, 0, ""
	d.Withdrawn, d.WithdrawnBy, d.WithdrawnWhy = s.today(tx), tx.Actor().Person, why
	_, err = change.Put(tx, s.Docs, doc.ID, doc.Version, d)
	return err
}
