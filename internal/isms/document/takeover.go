package document

import (
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// TakenOver is a document that was kept elsewhere, with the versions that were
// approved there.
type TakenOver struct {
	Document Document
	Versions []TakenVersion // the earliest first
	Reviewed civil.Date     // last found good as it stands, after the last version
	Acks     []TakenAck
}

// TakenVersion is a version that was approved before it came here.
type TakenVersion struct {
	Body, Note          string
	Material            bool
	Authors             []string
	ApprovedBy          string
	Approved, Effective civil.Date
}

// TakenAck is an acknowledgement of the last version that was given there.
type TakenAck struct {
	Person string
	On     civil.Date
}

// TakeOver registers a document with its past: each version is marked as approved
// before it came here. Action: document.take-over.
func (s *Service) TakeOver(tx *change.Tx, t TakenOver) (Row, error) {
	d := t.Document
	d.plain()
	d.State = Draft
	if err := s.fits(tx, &d); err != nil {
		return Row{}, err
	}
	row, err := change.Insert(tx, s.Docs, d)
	if err != nil {
		return row, err
	}
	today := s.today(tx)
	var last VersionRow
	for _, v := range t.Versions {
		if v.Approved > today || v.Effective < v.Approved || slices.Contains(v.Authors, v.ApprovedBy) {
			return row, errs.At("/versions", "A version was approved in the past, by somebody who did not write it, and is in force from then on.")
		}
		last, err = s.issue(tx, row, Version{
			Authors: v.Authors, Note: v.Note, Material: v.Material, ApprovedBy: v.ApprovedBy, Approved: v.Approved, Effective: v.Effective, TakenOver: true,
		}, tidy(v.Body))
		if err == nil {
			row, err = change.Get(tx, s.Docs, row.ID)
		}
		if err != nil {
			return row, err
		}
	}
	if t.Reviewed > row.Value.Approved {
		d := row.Value
		d.Reviewed, d.ReviewedBy, d.ReviewDue = t.Reviewed, d.Owner, t.Reviewed.AddMonths(int(d.ReviewEvery))
		if row, err = change.Put(tx, s.Docs, row.ID, row.Version, d); err != nil {
			return row, err
		}
	}
	for _, a := range t.Acks {
		if _, err := s.acknowledge(tx, last.Value, a.Person, a.On); err != nil {
			return row, err
		}
	}
	return row, s.join(tx, register.Ref{Kind: Kind, ID: row.ID, Number: row.Number}, nil, d.Refs)
}
