package main

import (
	"holdfast/internal/change"
	"holdfast/internal/demo"
	"holdfast/internal/register"
	"holdfast/internal/win/tender"
)

// tell puts the pack of the story's bid in, once. Its text is told with it: the
// demonstration starts no reader of documents.
func (w *tenderWing) tell(e *env, h *app, story demo.Story) error {
	pack := story.TenderPack()
	there := false
	var number string
	err := h.door.See(e.ctx, h.actor, func(v *change.View) error {
		page, err := change.List(v, w.Documents, register.Query{Limit: 1})
		if there = page.Total > 0; err != nil || there {
			return err
		}
		rows, err := change.Collect(v, h.bidRegister, register.Query{})
		for i := range rows {
			if rows[i].Value.Ref == pack.Bid {
				number = rows[i].Number
			}
		}
		return err
	})
	if err != nil || there || number == "" {
		return err
	}
	by := h.by(e, "for the demonstration")
	for _, d := range pack.Documents {
		hash, n, err := w.keep(e.ctx, d.Content)
		if err != nil {
			return err
		}
		part := tender.Part{Name: d.Name, Type: d.Type, Count: len(d.Pages)}
		for _, p := range d.Pages {
			part.Pages = append(part.Pages, tender.Page(p))
		}
		if err := w.Enter(e.ctx, by, number, tender.Dropped{Name: d.Name, Hash: hash, Size: n}, part); err != nil {
			return err
		}
	}
	return nil
}
