package feed

import (
	"context"
	"time"

	"holdfast/internal/win/notice"
)

// Feed is one portal as it is kept, for the whole installation.
type Feed struct {
	Portal notice.Portal
	Wish
	State State
	// Fence is that of the hold under which it was read; who holds an older one
	// changes nothing.
	Fence int64
}

// Keeper keeps where the portals stand. Only one may ask a portal at a time:
// the one that holds it.
type Keeper interface {
	// Feeds gives every portal that anything is known of.
	Feeds(ctx context.Context) ([]Feed, error)
	// HoldFeed takes the portal for itself until an instant; false while somebody
	// else has it.
	HoldFeed(ctx context.Context, p notice.Portal, now, until time.Time) (Feed, bool, error)
	// KeepFeed stores the state and holds on until an instant, or lets go with the
	// zero time. It gives the wish of now; false when somebody else has taken it.
	KeepFeed(ctx context.Context, f Feed, until time.Time) (Wish, bool, error)
}

// Wisher is the transaction of a change in which a person says what they want.
type Wisher interface {
	// SwitchFeed switches a portal on or off.
	SwitchFeed(ctx context.Context, p notice.Portal, on bool) error
	// HurryFeed asks for a run at once.
	HurryFeed(ctx context.Context, p notice.Portal, at time.Time) error
}
