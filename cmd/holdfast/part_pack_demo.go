package main

import (
	"bytes"
	"path/filepath"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/demo"
	"holdfast/internal/register"
)

// tell enters the dated facts, and chooses what goes into the story's packs, once.
func (w *packWing) tell(e *env, h *app, story demo.Story) error {
	there := false
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.Packs, register.Query{Limit: 1})
		there = page.Total > 0
		return err
	})
	if err != nil || there {
		return err
	}
	by := h.by(e, "for the demonstration")
	if _, err := h.door.Do(e.ctx, by.Request("attestation.create", nil), func(tx *change.Tx) error {
		for _, a := range story.PackFacts() {
			if _, err := change.Insert(tx, w.Facts, a); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	_, err = h.door.Do(e.ctx, by.Request("pack.create", nil), func(tx *change.Tx) error {
		for _, p := range story.Packs() {
			house, err := w.house(&tx.View, p.Bid, story.Today)
			if err != nil {
				return err
			}
			row, err := w.Begin(tx, p.Bid)
			if err != nil {
				return err
			}
			if row, err = w.Choose(tx, row.ID, 0, p.Items, house); err != nil {
				return err
			}
			for key, to := range p.Waits {
				if _, err = w.Set(tx, row.ID, 0, key, to); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return err
}

// tellFiles gives the story's certificates the files that they were read from.
func (h *app) tellFiles(e *env, story demo.Story) error {
	files, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return err
	}
	for i := range story.Certificates {
		c := &story.Certificates[i]
		name := c.Scheme
		if s, ok := h.book.Scheme(c.Scheme); ok {
			name = s.Short
		}
		pdf, err := demo.CertificatePDF(c, name, c.Issued)
		if err != nil {
			return err
		}
		if c.File, _, err = files.Put(e.ctx, bytes.NewReader(pdf), int64(len(pdf))); err != nil {
			return err
		}
		c.FileName = name + ".pdf"
	}
	return nil
}
