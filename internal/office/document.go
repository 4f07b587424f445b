// Package office reads the documents that people keep in an office: text out
// of PDF, Word, Excel, OpenDocument and HTML files, of plain text, e-mail and
// the archives that hold them. A document from outside is hostile until read,
// so it is read in a child process that has little memory, little time and
// nothing else; this package starts the child, package textout is its inside.
package office

import (
	"strings"

	"holdfast/internal/errs"
)

// Kind is what a file is by its content; its name says nothing.
type Kind string

const (
	PDF  Kind = "pdf"
	DOCX Kind = "docx"
	XLSX Kind = "xlsx"
	ODT  Kind = "odt"
	HTML Kind = "html"
	Text Kind = "text"
	// Mail and Zip hold other files: a Pack walks into them.
	Mail Kind = "mail"
	Zip  Kind = "zip"
)

// Limits of one certificate, policy or letter: it has one to four pages and a
// few thousand characters.
const (
	// MaxFile bounds the file in bytes.
	MaxFile = 10 << 20
	// MaxPages bounds the pages read; later ones are left out and said to be.
	MaxPages = 12
	// MaxLines bounds the pages that are read in the order of the eye too.
	MaxLines = 6
	// MaxText bounds the text of a document in bytes.
	MaxText = 1 << 20
)

// Limits bound what is read. Read keeps those of a certificate; Pack keeps
// TenderLimits unless the Reader has others.
type Limits struct {
	// File bounds one file in bytes, as it is once out of its archive.
	File int64 `json:"file"`
	// Pages bounds the pages of one document, or its sheets; later ones are left
	// out, and PageCount says so.
	Pages int `json:"pages"`
	// Lines bounds the pages that are read in the order of the eye too.
	Lines int `json:"lines"`
	// Text bounds the text of one document in bytes.
	Text int `json:"text"`
	// Pack bounds a whole pack in bytes, as it is given.
	Pack int64 `json:"pack"`
	// Parts bounds the files of a pack; later ones are left out, and
	// Pack.LeftOut counts them.
	Parts int `json:"parts"`
	// Total bounds the text of a whole pack in bytes.
	Total int `json:"total"`
	// Depth bounds archives and messages within each other.
	Depth int `json:"depth"`
}

// CertificateLimits are what Read keeps.
func CertificateLimits() Limits {
	return Limits{File: MaxFile, Pages: MaxPages, Lines: MaxLines, Text: MaxText}
}

// TenderLimits are for tender documents: a specification of 500 pages, a pack of
// 100 files.
func TenderLimits() Limits {
	return Limits{File: 64 << 20, Pages: 500, Text: 8 << 20, Pack: 200 << 20, Parts: 100, Total: 32 << 20, Depth: 4}
}

// Document is the text of a file.
type Document struct {
	Kind  Kind   `json:"kind"`
	Pages []Page `json:"pages"`
	// PageCount is the number of pages of the file; more than len(Pages) when
	// the last ones were left out.
	PageCount int `json:"pageCount"`
}

// Page is the text of one page, of one sheet, or of the whole where a format
// has neither.
type Page struct {
	// Text is the page in the order in which it was written.
	Text string `json:"text"`
	// Lines is the page in the order in which an eye meets it, line by line,
	// with a tab at each wide gap; empty when it was not asked for or is the same.
	Lines string `json:"lines,omitempty"`
	// Label says to people which page it is: "page 4", "sheet Pricing", "headers
	// and footers"; empty where the document is one piece.
	Label string `json:"label,omitempty"`
	// Scanned says that the page is a picture and has no text.
	Scanned bool `json:"scanned,omitempty"`
	// Damaged says that the page could not be read.
	Damaged bool `json:"damaged,omitempty"`
}

// Text joins the pages in written order, a form feed between them.
func (d Document) Text() string { return d.join(func(p Page) string { return p.Text }) }

// Lines joins the pages in the order of the eye, a form feed between them.
func (d Document) Lines() string {
	return d.join(func(p Page) string {
		if p.Lines == "" {
			return p.Text
		}
		return p.Lines
	})
}

// size is how much text there is, in bytes.
func (d Document) size() (n int) {
	for _, p := range d.Pages {
		n += len(p.Text) + len(p.Lines)
	}
	return n
}

func (d Document) join(text func(Page) string) string {
	parts := make([]string, len(d.Pages))
	for i, p := range d.Pages {
		parts[i] = text(p)
	}
	return strings.Join(parts, "\f")
}

// Pack is what one dropped file holds: itself, or the files of an archive or a
// message, in its order.
type Pack struct {
	Kind  Kind   `json:"kind,omitempty"`
	Parts []Part `json:"parts"`
	// LeftOut is how many files more there are than were read.
	LeftOut int `json:"leftOut,omitempty"`
}

// Part is one file of a pack. It has a Document or a Fault, never both.
type Part struct {
	// Name is the path inside the pack, with slashes and without "..": for people
	// to read, no place to write to. A file that is no archive has the name that
	// the pack was given. Two parts never have the same name.
	Name string `json:"name"`
	// Kind is what the part is by its content; empty when that is none we read.
	Kind Kind `json:"kind,omitempty"`
	// Hash is the SHA-256 of the part's bytes in hexadecimal; empty when they
	// could not be had.
	Hash string `json:"hash,omitempty"`
	// Size is the number of the part's bytes; of one that is too large, as far as
	// the archive says.
	Size     int64     `json:"size"`
	Document *Document `json:"document,omitempty"`
	// Fault says for people why there is no text: scanned, locked, damaged, too
	// large. The other parts are read all the same.
	Fault *errs.Error `json:"fault,omitempty"`
	// Scanned says that the fault is that the pages are pictures.
	Scanned bool `json:"scanned,omitempty"`
}
