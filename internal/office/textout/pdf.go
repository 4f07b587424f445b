package textout

import (
	"context"
	"errors"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

// wasmPages bounds the memory of the PDF reader itself, in pages of 64 KiB: the file
// and what it unpacks to.
const wasmPages = 40 << 20 >> 16

// readPDF reads with PDFium inside a WebAssembly interpreter that has no files,
// no network and no clock. Interpreted, not compiled: compiling takes three
// seconds and 390 MiB, interpreting a certificate half a second more in all.
func readPDF(ctx context.Context, b []byte) (doc office.Document, err error) {
	defer func() {
		if r := recover(); r != nil { // a trap inside the interpreter
			err = errs.New(errs.Invalid, "The PDF could not be read: it is damaged, or made to do harm.")
		}
	}()
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfigInterpreter().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(wasmPages),
	})
	if err != nil {
		return doc, errs.Wrap(err, errs.Internal, "The reader of PDFs could not start.")
	}
	reader, err := pool.GetInstance(time.Minute)
	if err != nil {
		return doc, errs.Wrap(err, errs.Internal, "The reader of PDFs could not start.")
	}
	debug.FreeOSMemory() // what the translation left behind makes room for the file
	opened, err := reader.OpenDocument(&requests.OpenDocument{File: &b})
	switch {
	case errors.Is(err, pdferrors.ErrPassword) || errors.Is(err, pdferrors.ErrSecurity):
		return doc, errs.New(errs.Invalid, "The PDF is locked with a password. Save a copy without one and give that.")
	case err != nil:
		return doc, errs.Wrap(err, errs.Invalid, "The file begins like a PDF but is damaged or cut off.")
	}
	count, err := reader.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return doc, err
	}
	doc.PageCount = count.PageCount
	size := 0
	for i := range min(count.PageCount, office.MaxPages) {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: opened.Document, Index: i}}
		p, err := readPage(reader, page, i < office.MaxLines)
		if err != nil {
			return doc, errs.Wrap(err, errs.Invalid, "Page %d of the PDF is damaged.", i+1)
		}
		if size += len(p.Text); size > office.MaxText {
			return doc, errs.New(errs.TooLarge, "The text of the PDF is longer than %d KiB.", office.MaxText>>10)
		}
		doc.Pages = append(doc.Pages, p)
	}
	return doc, nil
}

// readPage reads a page in written order, and if asked again in the order of the
// eye.
func readPage(reader pdfium.Pdfium, page requests.Page, twice bool) (office.Page, error) {
	written, err := reader.GetPageText(&requests.GetPageText{Page: page})
	if err != nil {
		return office.Page{}, err
	}
	text := clean(written.Text)
	if !twice || len(text) > maxLaidOut || strings.TrimSpace(text) == "" {
		return office.Page{Text: text}, nil
	}
	placed, err := reader.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeRects})
	if err != nil {
		return office.Page{Text: text}, nil // the second reading is a help, not a need
	}
	p := office.Page{Text: text, Lines: clean(layOut(placed.Rects))}
	return p, nil
}
