package feed

import (
	"context"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/win/notice"
)

// Switch switches a portal on or off for the whole installation, with an event
// in the trail of who does it. That the actor speaks for the installation is for
// who calls to have seen to; the role has to be one that changes settings.
func Switch(ctx context.Context, door *change.Door, by change.By, p notice.Portal, on bool) error {
	return wish(ctx, door, by.Request("settings.update", []any{p, on}), func(tx *change.Tx) error {
		if !tx.Actor().May(authz.Update, authz.Settings) {
			return errs.New(errs.Forbidden, "Your role may not switch portals.")
		}
		tx.Note(map[string]any{"portal": p, "on": on})
		return tx.Port().(Wisher).SwitchFeed(ctx, p, on)
	})
}

// Hurry asks for a portal's notices at once. The portal's own limits hold.
func Hurry(ctx context.Context, door *change.Door, by change.By, p notice.Portal) error {
	return wish(ctx, door, by.Request("notice-decision.import", p), func(tx *change.Tx) error {
		tx.Note(map[string]any{"portal": p, "asked": "now"})
		return tx.Port().(Wisher).HurryFeed(ctx, p, tx.Now())
	})
}

func wish(ctx context.Context, door *change.Door, r change.Request, fn func(*change.Tx) error) error {
	_, err := door.Do(ctx, r, fn)
	return err
}
