package main

import (
	"bytes"
	"context"
	"path/filepath"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/demo"
	"holdfast/internal/evidence"
	"holdfast/internal/register"
	"holdfast/internal/web"
)

// tell enters the evidence and the requests of the story, once, in one change.
func (w *evidenceWing) tell(e *env, h *app, story demo.Story) error {
	there := false
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.Register(), register.Query{Limit: 1})
		there = page.Total > 0
		return err
	})
	if err != nil || there {
		return err
	}
	files, err := blob.Open(filepath.Join(h.dir, filesFolder))
	if err != nil {
		return err
	}
	items, asked := story.EvidenceItems(), story.EvidenceRequests()
	for i := range items {
		if err := keepAll(e.ctx, files, &items[i]); err != nil {
			return err
		}
	}
	_, err = h.door.Do(e.ctx, h.by(e, "for the demonstration").Request("evidence.create", nil), func(tx *change.Tx) error {
		for i := range items {
			if err := w.tellItem(tx, &items[i]); err != nil {
				return err
			}
		}
		for i := range asked {
			if err := w.tellRequest(e, tx, files, &asked[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// keepAll stores the files of an item and of its earlier collections.
func keepAll(ctx context.Context, files *blob.Folder, it *demo.EvidenceEntry) error {
	for i := range it.Before {
		if err := keepAll(ctx, files, &it.Before[i]); err != nil {
			return err
		}
	}
	if it.Content == nil {
		return nil
	}
	var err error
	it.File, it.FileSize, err = files.Put(ctx, bytes.NewReader(it.Content), evidence.MaxFile)
	it.MediaType = web.TypeOf(it.Content)
	return err
}

func (w *evidenceWing) tellItem(tx *change.Tx, it *demo.EvidenceEntry) error {
	targets, err := w.known(tx, it.For)
	if err != nil {
		return err
	}
	again := ""
	for _, c := range append(it.Before, *it) {
		row, err := w.Enter(tx, evidence.Collecting{Evidence: c.Evidence, For: targets, Again: again})
		if err != nil {
			return err
		}
		again = row.Number
	}
	return nil
}

// known gives what of the story is there to have evidence for.
func (w *evidenceWing) known(tx *change.Tx, refs []string) ([]string, error) {
	var out []string
	for _, ref := range refs {
		found, err := w.Find(tx, ref)
		if err != nil {
			return nil, err
		}
		if found.ID != "" {
			out = append(out, found.Number)
		}
	}
	return out, nil
}

func (w *evidenceWing) tellRequest(e *env, tx *change.Tx, files *blob.Folder, a *demo.EvidenceAsked) error {
	row, err := change.Insert(tx, w.RequestRegister(), a.Request)
	if err != nil {
		return err
	}
	refs, err := w.known(tx, a.For)
	if err != nil {
		return err
	}
	targets, err := w.Targets(tx, refs)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if err := tx.Link(row.Ref, t, evidence.AskedFor); err != nil {
			return err
		}
	}
	for _, c := range a.Came {
		hash, size, err := files.Put(e.ctx, bytes.NewReader(c.Content), evidence.MaxFile)
		if err != nil {
			return err
		}
		if _, err := change.Insert(tx, w.DeliveryRegister(), evidence.Delivery{
			Request: row.Number, File: hash, FileName: c.Name, FileSize: size, MediaType: web.TypeOf(c.Content), Note: c.Note,
			At: e.now().Add(-time.Duration(c.Days) * 24 * time.Hour).UnixMicro(), From: a.Name, State: evidence.Waiting,
		}); err != nil {
			return err
		}
	}
	return nil
}
