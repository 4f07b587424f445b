// Package office reads the documents that people keep in an office: text out
// of PDF and Word files. A document from outside is hostile until read, so it
// is read in a child process that has little memory, little time and nothing
// else; this package starts the child, package textout is its inside.
package office

import "strings"

// Kind is what a file is by its content; its name says nothing.
type Kind string

const (
	PDF  Kind = "pdf"
	DOCX Kind = "docx"
	Text Kind = "text"
)

// Limits of one document: a certificate, a policy or a letter has one to four
// pages and a few thousand characters.
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

// Document is the text of a file.
type Document struct {
	Kind  Kind   `json:"kind"`
	Pages []Page `json:"pages"`
	// PageCount is the number of pages of the file; more than len(Pages) when
	// the last ones were left out.
	PageCount int `json:"pageCount"`
}

// Page is the text of one page, or of the whole where a format has no pages.
type Page struct {
	// Text is the page in the order in which it was written.
	Text string `json:"text"`
	// Lines is the page in the order in which an eye meets it, line by line,
	// with a tab at each wide gap; empty when it was not asked for or is the same.
	Lines string `json:"lines,omitempty"`
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

func (d Document) join(text func(Page) string) string {
	parts := make([]string, len(d.Pages))
	for i, p := range d.Pages {
		parts[i] = text(p)
	}
	return strings.Join(parts, "\f")
}
