package main

import (
	"path/filepath"

	"holdfast/internal/blob"
	"holdfast/internal/office"
	"holdfast/internal/web/site"
)

// lendFiles gives the pages the folder of files and the reader of documents.
func (h *app) lendFiles(s *site.Site) error {
	folder, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return err
	}
	reader, err := office.Self(textOutWords)
	if err != nil {
		return err
	}
	s.Files, s.ReadText, s.TryFile = folder, reader, h.tryFile
	return nil
}
