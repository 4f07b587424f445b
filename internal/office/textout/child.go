// Package textout is the inside of the child process that reads one document:
// standard input holds the file, standard output gets one JSON answer. The
// process limits its own memory before it looks at the first byte.
package textout

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime/debug"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office"
	"holdfast/internal/strictjson"
)

const (
	// softMemory is where Go's collector begins to work hard, in bytes.
	softMemory = 160 << 20
	// hardMemory is where the kernel refuses more data, in bytes: a backstop.
	// It counts addresses that are set aside too, of which an honest file needs
	// 300 MiB; what is in use stays under 256 by the bounds of the PDF reader.
	hardMemory = 400 << 20
	// hardSeconds of processor time end the process. An honest certificate takes
	// one and a half; the clock of a busy machine is left to the parent.
	hardSeconds = 5
)

// Child reads one document from in and writes one answer to out. It changes
// the limits of the whole process: call it in a process of its own. The error
// is about the streams alone; a file that cannot be read is an answer.
func Child(ctx context.Context, in io.Reader, out io.Writer) error {
	debug.SetMemoryLimit(softMemory)
	debug.SetGCPercent(50)
	limitProcess(hardMemory, hardSeconds)
	b, err := io.ReadAll(io.LimitReader(in, office.MaxFile+1))
	if err != nil {
		return err
	}
	var a office.Answer
	doc, err := Read(ctx, b)
	if err != nil {
		var e *errs.Error
		if !errors.As(err, &e) {
			e = errs.New(errs.Invalid, "The file could not be read: it is damaged.")
		}
		a.Error = e
	} else {
		a.Document = &doc
	}
	answer, err := strictjson.Marshal(a)
	if err != nil {
		return err
	}
	_, err = out.Write(append(answer, '\n'))
	return err
}

// Read gives the text of a file in this process, without limits of time or
// memory. The error is an errs.Error.
func Read(ctx context.Context, b []byte) (office.Document, error) {
	if len(b) > office.MaxFile {
		return office.Document{}, errs.New(errs.TooLarge, "The file is larger than %d MiB.", office.MaxFile>>20)
	}
	kind, err := office.KindOf(b)
	if err != nil {
		return office.Document{}, err
	}
	var doc office.Document
	switch kind {
	case office.PDF:
		doc, err = readPDF(ctx, b)
	case office.DOCX:
		doc, err = readDOCX(b)
	case office.Text:
		doc = office.Document{Pages: []office.Page{{Text: clean(string(bytes.TrimPrefix(b, []byte("\ufeff"))))}}, PageCount: 1}
	}
	if err != nil {
		return office.Document{}, err
	}
	doc.Kind = kind
	size := 0
	for _, p := range doc.Pages {
		size += len(p.Text)
	}
	if size > office.MaxText {
		return office.Document{}, errs.New(errs.TooLarge, "The text of the file is longer than %d KiB.", office.MaxText>>10)
	}
	if strings.TrimSpace(strings.ReplaceAll(doc.Text(), "\f", "")) == "" {
		if kind == office.PDF {
			return office.Document{}, errs.New(errs.Invalid, "There is no text in this PDF: its pages are pictures, so it was scanned. Ask the certification body for its own PDF, or type the fields.")
		}
		return office.Document{}, errs.New(errs.Invalid, "There is no text in this file.")
	}
	return doc, nil
}

// clean makes text uniform: valid UTF-8 without control characters, lines that
// end in a line feed, and plain spaces; letters stay as they are.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u00a0' || r == '\u2007' || r == '\u202f' || (r >= '\u2000' && r <= '\u200a') || r == '\f' || r == '\v':
			return ' '
		case r < 0x20 || r == 0x7f || r == '\u00ad' || r == '\u200b' || r == '\ufeff' || r == '\ufffe' || r == '\uffff':
			return -1
		}
		return r
	}, s)
}
