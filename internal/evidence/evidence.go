// Package evidence is what shows that a control works: a file, a link or a
// record in Holdfast, collected on a day and fresh for a time; and the requests
// by which it is asked for, of members and of people without an account. The
// rules are pure: the day comes in as an argument.
package evidence

import (
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/register"
)

// Kind is the register's kind.
const Kind register.Kind = "evidence"

// The types of evidence: where it lies.
const (
	File   = "file"
	Link   = "link"
	Record = "record"
)

// Evidence is one thing that was collected once. What is collected again is a
// new item that supersedes it; both stay. What it evidences (controls, clauses,
// certificates) are links of the role links.Evidences.
type Evidence struct {
	Title string `json:"title"`
	Type  string `json:"type"` // File, Link or Record

	// A file: the SHA-256 of its content in hex, the name that its sender gave
	// it, its size in bytes, and its type by its content.
	File      string `json:"file,omitempty"`
	FileName  string `json:"fileName,omitempty"`
	FileSize  int64  `json:"fileSize,omitempty"`
	MediaType string `json:"mediaType,omitempty"`

	// A link, the day on which it was last looked at, and what was found then.
	URL         string     `json:"url,omitempty"`
	LastChecked civil.Date `json:"lastChecked,omitzero"`
	Check       string     `json:"check,omitempty"`     // one of Checks; empty: never looked at
	CheckSays   string     `json:"checkSays,omitempty"` // in a sentence
	// Watch has this server look at the link by itself, every CheckEvery days.
	Watch bool `json:"watch,omitempty"`

	// A record of this organisation, by its readable number.
	RecordKind   string `json:"recordKind,omitempty"`
	RecordNumber string `json:"recordNumber,omitempty"` // "CERT-2"

	// Collected is the day whose state it shows. It is good until ValidUntil, and
	// CollectEvery days after Collected at the most: see Ends.
	Collected    civil.Date `json:"collected,omitzero"`
	ValidUntil   civil.Date `json:"validUntil,omitzero"`
	CollectEvery int64      `json:"collectEvery,omitempty"`

	Owner          string `json:"owner,omitempty"`  // the person who collects it again
	Source         string `json:"source,omitempty"` // the system, or who gave it
	Note           string `json:"note,omitempty"`
	Classification string `json:"classification,omitempty"`

	// Supersedes and SupersededBy are numbers ("EV-12") of the collection before
	// and the one after; Request is that by which it came ("ASK-3").
	Supersedes   string `json:"supersedes,omitempty"`
	SupersededBy string `json:"supersededBy,omitempty"`
	Request      string `json:"request,omitempty"`

	custom.Values
}

// Row is an item with its number and version.
type Row = register.Row[Evidence]
