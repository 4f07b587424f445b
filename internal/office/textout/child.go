// Package textout is the inside of the child process that reads documents: the
// first line of standard input says what to do, standard output gets lines of
// JSON. The process limits its own memory before it looks at the first byte of a
// document.
package textout

import (
	"bufio"
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
	// hardSeconds of processor time for one document end the process. An honest
	// certificate takes one and a half interpreted; the clock of a busy machine is
	// left to the parent.
	hardSeconds = 5
	// compileMemory and compileSeconds are for compiling the reader of PDFs, which
	// no file from outside has a part in.
	compileMemory  = 1 << 30
	compileSeconds = 60
	// maxJob bounds the first line, in bytes.
	maxJob = 64 << 10
	// maxSeconds is the most processor time that a child has for a whole pack.
	maxSeconds = 300
)

// Child does the job that the first line of in names and writes its answers to
// out. It changes the limits of the whole process: call it in a process of its
// own. The error is about the streams and the job alone; a file that cannot be
// read is an answer.
func Child(ctx context.Context, in io.Reader, out io.Writer) error {
	b := bufio.NewReaderSize(in, maxJob)
	line, err := b.ReadSlice('\n')
	if err != nil {
		return err
	}
	var job office.Job
	if err := strictjson.Unmarshal(line, &job); err != nil {
		return err
	}
	if job.Task == office.TaskCompile {
		limitProcess(compileMemory, compileSeconds)
		return compile(ctx, job.Cache)
	}
	debug.SetMemoryLimit(softMemory)
	debug.SetGCPercent(50)
	r := &reader{limits: job.Limits, cache: job.Cache, mayAsk: job.MayCompile && job.Cache == ""}
	if job.Task == office.TaskPack {
		limitProcess(hardMemory, maxSeconds)
		limitEach()
		return r.pack(ctx, job, out)
	}
	limitProcess(hardMemory, hardSeconds)
	file, err := io.ReadAll(io.LimitReader(b, job.Limits.File+1))
	if err != nil {
		return err
	}
	var a office.Answer
	kind, err := office.KindOf(file)
	if err == nil {
		var doc office.Document
		if doc, err = r.read(ctx, kind, file); err == nil {
			a.Document = &doc
		}
	}
	if err != nil {
		a.Error = asFault(err)
	}
	return say(out, a)
}

func say(out io.Writer, a office.Answer) error {
	line, err := strictjson.Marshal(a)
	if err != nil {
		return err
	}
	_, err = out.Write(append(line, '\n'))
	return err
}

func asFault(err error) *errs.Error {
	var e *errs.Error
	if errors.As(err, &e) {
		return e
	}
	return errs.New(errs.Invalid, "The file could not be read: it is damaged.")
}

// Read gives the text of a certificate in this process, without limits of time
// or memory. The error is an errs.Error.
func Read(ctx context.Context, b []byte) (office.Document, error) {
	kind, err := office.KindOf(b)
	if err != nil {
		return office.Document{}, err
	}
	r := reader{limits: office.CertificateLimits()}
	return r.read(ctx, kind, b)
}

// ReadAny is Read for one file of a tender, of any kind but those that hold
// others.
func ReadAny(ctx context.Context, b []byte) (office.Document, error) {
	kind, err := office.Sniff(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return office.Document{}, err
	}
	r := reader{limits: office.TenderLimits()}
	return r.read(ctx, kind, b)
}

// reader reads documents within limits.
type reader struct {
	limits office.Limits
	cache  string
	pdfs   *pdfReader // started when first needed
	// mayAsk says that there can be a compiled reader of PDFs; interpreted counts
	// the pages read without.
	mayAsk      bool
	interpreted int
}

// errCompile says that so many pages ask for the compiled reader of PDFs.
var errCompile = errors.New("the compiled reader of PDFs is wanted")

// Why a file that was read has no text.
var (
	errScanned = errors.New("its pages are pictures")
	errEmpty   = errors.New("nothing in it")
)

func (r *reader) read(ctx context.Context, kind office.Kind, b []byte) (doc office.Document, err error) {
	if int64(len(b)) > r.limits.File {
		return doc, errs.New(errs.TooLarge, "The file is larger than %d MiB.", r.limits.File>>20)
	}
	switch kind {
	case office.PDF:
		doc, err = r.readPDF(ctx, b)
	case office.DOCX:
		doc, err = r.readDOCX(b)
	case office.XLSX:
		doc, err = r.readXLSX(b)
	case office.ODT:
		doc, err = r.readODT(b)
	case office.HTML:
		doc, err = r.readHTML(b)
	default:
		doc = office.Document{Pages: []office.Page{{Text: clean(decode(b))}}, PageCount: 1}
	}
	if err != nil {
		return office.Document{}, err
	}
	doc.Kind = kind
	size := 0
	for _, p := range doc.Pages {
		size += len(p.Text)
	}
	if size > r.limits.Text {
		return office.Document{}, r.tooLong()
	}
	if strings.TrimSpace(strings.ReplaceAll(doc.Text(), "\f", "")) == "" {
		if kind == office.PDF {
			return office.Document{}, errs.Wrap(errScanned, errs.Invalid, "There is no text in this PDF: its pages are pictures, so it was scanned. Ask the certification body for its own PDF, or type the fields.")
		}
		return office.Document{}, errs.Wrap(errEmpty, errs.Invalid, "There is no text in this file.")
	}
	return doc, nil
}

func (r *reader) tooLong() error {
	return errs.New(errs.TooLarge, "The text of the file is longer than %d KiB.", r.limits.Text>>10)
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
