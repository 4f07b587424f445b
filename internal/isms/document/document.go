// Package document is the documented information of a management system:
// policies, procedures, plans and records, from the first draft over review and
// approval to acknowledgement, review and withdrawal. What is being written is a
// record of its own that outsiders never see; what was approved is another that
// nobody changes. The rules are pure: the day comes in as an argument.
package document

import (
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/register"
)

// Kinds of the four registers.
const (
	Kind        register.Kind = "document"
	DraftKind   register.Kind = "document-draft"
	VersionKind register.Kind = "document-version"
	AckKind     register.Kind = "acknowledgement"
)

// States of a document.
const (
	Draft     = "draft"     // never approved, being written
	Review    = "review"    // never approved, in review
	Approved  = "approved"  // a version stands
	Withdrawn = "withdrawn" // stands no more; its versions stay
)

// Document is one document with everything about it but its text: the text is in
// its versions and in its draft.
type Document struct {
	Title string `json:"title"`
	Type  string `json:"type"`            // one of Types
	Owner string `json:"owner,omitempty"` // person
	// Refs are what it answers: "5.2" of the clauses, "A.5.1" of the controls.
	Refs           []string `json:"refs,omitempty"`
	Classification string   `json:"classification"`
	// Starter is the built-in text that it began from, and by which the list of
	// mandatory documents knows it; empty: none.
	Starter string `json:"starter,omitempty"`

	// Who must acknowledge each new version: every member, members of roles, and
	// named people, together.
	AckAll    bool     `json:"ackAll,omitempty"`
	AckRoles  []string `json:"ackRoles,omitempty"`
	AckPeople []string `json:"ackPeople,omitempty"`

	// ReviewEvery is the interval of its reviews in months.
	ReviewEvery int64 `json:"reviewEvery"`

	// What follows is changed by named actions alone.

	State string `json:"state"`
	// Next says that a next version of an approved document is being written
	// (Draft) or reviewed (Review); empty: none is.
	Next string `json:"next,omitempty"`
	// Version is the latest approved one ("2.0"), with the hash of its content.
	Version    string     `json:"version,omitempty"`
	Hash       string     `json:"hash,omitempty"`
	Approved   civil.Date `json:"approved,omitzero"`
	ApprovedBy string     `json:"approvedBy,omitempty"`
	Effective  civil.Date `json:"effective,omitzero"`
	ReviewDue  civil.Date `json:"reviewDue,omitzero"`
	Reviewed   civil.Date `json:"reviewed,omitzero"` // last found good as it stands
	ReviewedBy string     `json:"reviewedBy,omitempty"`
	// AckFrom is the earliest version whose acknowledgement still counts, and AckDue
	// the day by which it is asked for.
	AckFrom string     `json:"ackFrom,omitempty"`
	AckDue  civil.Date `json:"ackDue,omitzero"`
	// Reviewers are asked to review the draft that was submitted.
	Reviewers   []string   `json:"reviewers,omitempty"`
	Submitted   civil.Date `json:"submitted,omitzero"`
	SubmittedBy string     `json:"submittedBy,omitempty"`

	Withdrawn    civil.Date `json:"withdrawn,omitzero"`
	WithdrawnBy  string     `json:"withdrawnBy,omitempty"`
	WithdrawnWhy string     `json:"withdrawnWhy,omitempty"`

	custom.Values
}

// Row is a document with its number and version of the record.
type Row = register.Row[Document]

// Working is the text that is being written for a document. There is at most one
// for each, and outsiders never see it.
type Working struct {
	Document       string `json:"document"`       // id
	DocumentNumber string `json:"documentNumber"` // "DOC-3"
	State          string `json:"state"`          // Draft or Review
	Body           string `json:"body,omitempty"` // Markdown
	// Base is the version that it was begun from, empty for the first.
	Base string `json:"base,omitempty"`
	// Note says what is new, for those who know the version before.
	Note string `json:"note,omitempty"`
	// Material: everybody concerned is to read it anew.
	Material bool     `json:"material,omitempty"`
	Authors  []string `json:"authors"` // everybody who has written on it
	// SubmittedHash is the hash of what was put up for review.
	SubmittedHash string `json:"submittedHash,omitempty"`
	// Returned is why a reviewer sent it back.
	Returned   string `json:"returned,omitempty"`
	ReturnedBy string `json:"returnedBy,omitempty"`
}

// WorkingRow is a draft with its number and version of the record.
type WorkingRow = register.Row[Working]

// Version is a document as it was approved. Nobody changes or deletes one.
type Version struct {
	Document       string   `json:"document"` // id
	DocumentNumber string   `json:"documentNumber"`
	Version        string   `json:"version"` // "1.0"
	Title          string   `json:"title"`
	Type           string   `json:"type"`
	Classification string   `json:"classification"`
	Refs           []string `json:"refs,omitempty"`
	Body           string   `json:"body"`
	Hash           string   `json:"hash"` // of the content: see Hash
	Note           string   `json:"note,omitempty"`
	Material       bool     `json:"material,omitempty"`
	Owner          string   `json:"owner,omitempty"`
	Authors        []string `json:"authors"`

	ApprovedBy string     `json:"approvedBy"`
	Approved   civil.Date `json:"approved"`
	Effective  civil.Date `json:"effective"`
	// Alone is the stated reason for which the author approved it.
	Alone string `json:"alone,omitempty"`
	// TakenOver: it was approved before the organisation kept its documents here.
	TakenOver bool `json:"takenOver,omitempty"`
}

// VersionRow is a version with the number of its record.
type VersionRow = register.Row[Version]

// Ack says that a person has read an exact version.
type Ack struct {
	Document       string     `json:"document"` // id
	DocumentNumber string     `json:"documentNumber"`
	Version        string     `json:"version"`
	Hash           string     `json:"hash"` // of the content that was read
	Person         string     `json:"person"`
	On             civil.Date `json:"on"`
}

// AckRow is an acknowledgement with its number.
type AckRow = register.Row[Ack]
