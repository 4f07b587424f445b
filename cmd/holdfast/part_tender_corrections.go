package main

import (
	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/win/requirement/measure"
	"holdfast/internal/win/tender"
)

// requirementCmds is what can be done with the words that ask for something.
type requirementCmds struct {
	Find        requirementsCmd `cmd:"" default:"withargs" help:"Documents, or texts as JSON lines {\"id\",\"text\"}, in; requirements out. Keeps no data."`
	Corrections correctionsCmd  `cmd:"" help:"What persons corrected in tender documents, as labelled passages: JSON lines out."`
}

// correctionsCmd writes corrections as one more file to measure the reading with.
type correctionsCmd struct {
	place
	Bid string `name:"bid" placeholder:"BID-4" help:"Of this bid alone."`
}

func (c correctionsCmd) Run(e *env) error {
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	documents, _ := h.door.Book().Of(tender.Kind).(*register.Register[tender.Document])
	w := newTenderWing(h, documents)
	var out []measure.Passage
	err = h.door.See(e.ctx, h.actor, func(v *change.View) error {
		if c.Bid == "" {
			out, err = w.AllCorrections(v)
			return err
		}
		b, err := w.Bid(v, c.Bid)
		if err != nil {
			return err
		}
		out, err = w.Corrections(v, b)
		return err
	})
	if err != nil {
		return err
	}
	return measure.Write(e.stdout, out)
}
