package main

import (
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/web/frame"
)

// asAt is the flag of commands that can look at the record as it stood.
type asAt struct {
	AsAt string `name:"as-at" placeholder:"DATE" help:"What the record said at the end of this day (YYYY-MM-DD) or at an instant (RFC 3339), by the rule data loaded then."`
}

// goBack makes everything that is read from here on the record as it stood, and
// gives the day to judge on: that of the flag --on where it was given, else
// the day of the instant.
func (h *app) goBack(e *env, text, on string, today civil.Date) (civil.Date, error) {
	if text == "" {
		return today, nil
	}
	at, err := frame.ReadAsAt(text, e.now(), london)
	if err == nil {
		err = h.door.See(e.ctx, h.actor, func(v *change.View) error {
			began, err := frame.Began(v)
			if err == nil && at.Before(began) {
				return errs.At("/asAt", "The record begins on %s: there is nothing to show before.", civil.FromTime(began.In(london)).Long())
			}
			return err
		})
	}
	if err != nil {
		if f := errs.FieldsOf(err); len(f) > 0 {
			return 0, errs.At("--as-at", "%s", f[0].Message)
		}
		return 0, err
	}
	book, err := h.archive.At(e.ctx, at)
	if err != nil {
		return 0, err
	}
	h.actor.AsAt, h.book = at.UnixMicro(), book
	h.bids = h.bids.With(book)
	if on == "" {
		today = civil.FromTime(at.In(london))
	}
	return today, nil
}
