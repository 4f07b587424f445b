package textout

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"holdfast/internal/errs"
	"holdfast/internal/office"
)

// wasmPages bounds the memory of the PDF reader itself, in pages of 64 KiB: what
// the file unpacks to.
const wasmPages = 40 << 20 >> 16

const (
	// fewPages are read sooner interpreted than by compiling first: half a second
	// a page.
	fewPages = 8
	// interpretTime of the processor is given to the pages of one file where there
	// is no compiled reader; the later ones are left out.
	interpretTime = 3 * time.Second
)

// pdfReader is PDFium inside a WebAssembly engine that has no files, no network
// and no clock.
type pdfReader struct {
	pool pdfium.Pool
	pdfium.Pdfium
}

// startPDF starts the reader of PDFs. Compiled before, it is loaded; else it is
// interpreted: compiling takes five seconds and 350 MiB, interpreting a
// certificate half a second more in all.
func startPDF(ctx context.Context, cache string) (*pdfReader, error) {
	engine := wazero.NewRuntimeConfigInterpreter()
	if cache != "" {
		kept, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, err
		}
		engine = wazero.NewRuntimeConfigCompiler().WithCompilationCache(kept)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
		RuntimeConfig: engine.
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(wasmPages),
	})
	if err != nil {
		return nil, err
	}
	reader, err := pool.GetInstance(time.Minute)
	if err != nil {
		return nil, err
	}
	debug.FreeOSMemory() // what the translation left behind makes room for the file
	return &pdfReader{pool, reader}, nil
}

// compile leaves the compiled reader of PDFs in a folder.
func compile(ctx context.Context, folder string) error {
	p, err := startPDF(ctx, folder)
	if err != nil {
		return err
	}
	return p.pool.Close()
}

func (r *reader) readPDF(ctx context.Context, b []byte) (doc office.Document, err error) {
	defer func() {
		if trap := recover(); trap != nil { // inside the engine
			r.pdfs = nil
			err = errs.Wrap(fmt.Errorf("%v", trap), errs.Invalid, "The PDF could not be read: it is damaged, or made to do harm.")
		}
	}()
	if r.pdfs == nil {
		if r.pdfs, err = startPDF(ctx, r.cache); err != nil {
			return doc, errs.Wrap(err, errs.Internal, "The reader of PDFs could not start.")
		}
	}
	opened, err := r.pdfs.OpenDocument(&requests.OpenDocument{FileReader: bytes.NewReader(b), FileReaderSize: int64(len(b))})
	switch {
	case errors.Is(err, pdferrors.ErrPassword) || errors.Is(err, pdferrors.ErrSecurity):
		return doc, errs.New(errs.Invalid, "The PDF is locked with a password. Save a copy without one and give that.")
	case err != nil:
		return doc, errs.Wrap(err, errs.Invalid, "The file begins like a PDF but is damaged or cut off.")
	}
	defer func() { _, _ = r.pdfs.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: opened.Document}) }()
	count, err := r.pdfs.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return doc, err
	}
	doc.PageCount = count.PageCount
	pages := min(count.PageCount, r.limits.Pages)
	if r.cache == "" {
		if r.interpreted += pages; r.mayAsk && r.interpreted > fewPages {
			return doc, errCompile
		}
	}
	began := cpuTime()
	size := 0
	for i := range pages {
		if r.cache == "" && i > 0 && cpuTime()-began > interpretTime {
			break // PageCount says that there are more
		}
		p, err := r.loadPage(opened.Document, i)
		if err != nil {
			// A page of many is no reason to lose the others; one of a certificate is.
			if r.limits.Lines > 0 || pages == 1 {
				return doc, errs.Wrap(err, errs.Invalid, "Page %d of the PDF is damaged.", i+1)
			}
			p = office.Page{Damaged: true}
		}
		if size += len(p.Text); size > r.limits.Text {
			return doc, errs.New(errs.TooLarge, "The text of the PDF is longer than %d KiB.", r.limits.Text>>10)
		}
		p.Label = fmt.Sprintf("page %d", i+1)
		doc.Pages = append(doc.Pages, p)
	}
	unbreak(doc.Pages)
	return doc, nil
}

func (r *reader) loadPage(doc references.FPDF_DOCUMENT, i int) (office.Page, error) {
	loaded, err := r.pdfs.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: i})
	if err != nil {
		return office.Page{}, err
	}
	defer func() { _, _ = r.pdfs.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	return r.readPage(requests.Page{ByReference: &loaded.Page}, i < r.limits.Lines)
}

// readPage reads a page in written order, and if asked again in the order of the
// eye.
func (r *reader) readPage(page requests.Page, twice bool) (office.Page, error) {
	written, err := r.pdfs.GetPageText(&requests.GetPageText{Page: page})
	if err != nil {
		return office.Page{}, err
	}
	text := clean(marked(written.Text))
	if strings.TrimSpace(text) == "" {
		objects, err := r.pdfs.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
		return office.Page{Scanned: err == nil && objects.Count > 0}, nil
	}
	if !twice || len(text) > maxLaidOut {
		return office.Page{Text: text}, nil
	}
	placed, err := r.pdfs.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeRects})
	if err != nil {
		return office.Page{Text: text}, nil // the second reading is a help, not a need
	}
	return office.Page{Text: text, Lines: clean(layOut(placed.Rects))}, nil
}
