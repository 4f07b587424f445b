package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/office"
	"holdfast/internal/web/site"
)

// pdfFolder keeps, within the data folder, the reader of PDFs compiled for this
// machine. It may be deleted at any time.
const pdfFolder = "cache"

// documents gives the reader of documents: text out of files, in a process of
// its own.
func (h *app) documents() (office.Reader, error) {
	r, err := office.Self(textOutWords)
	r.Cache = filepath.Join(h.dir, pdfFolder)
	return r, err
}

// lendFiles gives the pages the folder of files and the reader of documents.
func (h *app) lendFiles(s *site.Site) error {
	folder, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return err
	}
	reader, err := h.documents()
	if err != nil {
		return err
	}
	s.Files, s.ReadText, s.TryFile = folder, reader, h.tryFile
	return nil
}

// prepareAfter is how long a server has run before it compiles the reader of
// PDFs, once for an installation: at its start it has better things to do.
const prepareAfter = time.Minute

// prepare compiles the reader of PDFs while the server runs, until the function
// that it gives is called. A long PDF that comes before that waits for it.
func (h *app) prepare(e *env, log *slog.Logger) (end func()) {
	ctx, cancel := context.WithCancel(e.ctx)
	var running sync.WaitGroup
	running.Go(func() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(prepareAfter):
		}
		reader, err := h.documents()
		if err == nil {
			err = reader.Prepare(ctx)
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("long PDFs are read slowly", "why", err)
		}
	})
	return func() {
		cancel()
		running.Wait()
	}
}
