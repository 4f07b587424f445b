package store

import (
	"context"
	"time"

	"github.com/go-json-experiment/json"

	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

var (
	_ feed.Keeper = (*Store)(nil)
	_ feed.Wisher = (*Tx)(nil)
)

// Feeds implements feed.Keeper.
func (s *Store) Feeds(ctx context.Context) ([]feed.Feed, error) {
	var out []feed.Feed
	err := s.View(ctx, System(WorkNotices), func(tx *Tx) (err error) {
		out, err = tx.NoticeFeeds(ctx)
		return err
	})
	return out, err
}

// NoticeFeeds gives the portals that anything is known of.
func (t *Tx) NoticeFeeds(ctx context.Context) ([]feed.Feed, error) {
	var out []feed.Feed
	err := t.Query(ctx, "SELECT portal, wanted, asked_at, state, fence FROM notice_feed ORDER BY portal", nil, func(scan func(...any) error) error {
		f, err := scanFeed(scan)
		out = append(out, f)
		return err
	})
	return out, err
}

func scanFeed(scan func(...any) error) (feed.Feed, error) {
	var f feed.Feed
	var wanted int64
	var state string
	if err := scan(&f.Portal, &wanted, &f.Asked, &state, &f.Fence); err != nil {
		return f, err
	}
	f.On = wanted == 1
	return f, json.Unmarshal([]byte(state), &f.State)
}

// HoldFeed implements feed.Keeper.
func (s *Store) HoldFeed(ctx context.Context, p notice.Portal, now, until time.Time) (feed.Feed, bool, error) {
	var out feed.Feed
	held := false
	err := s.In(ctx, System(WorkNotices), func(tx *Tx) error {
		out, held = feed.Feed{}, false
		if err := tx.knowFeed(ctx, p); err != nil {
			return err
		}
		return tx.Query(ctx, `UPDATE notice_feed SET fence = fence + 1, held_until = $3 WHERE portal = $1 AND held_until <= $2
RETURNING portal, wanted, asked_at, state, fence`, []any{string(p), now.UnixMicro(), until.UnixMicro()}, func(scan func(...any) error) (err error) {
			held = true
			out, err = scanFeed(scan)
			return err
		})
	})
	return out, held && err == nil, err
}

// KeepFeed implements feed.Keeper.
func (s *Store) KeepFeed(ctx context.Context, f feed.Feed, until time.Time) (feed.Wish, bool, error) {
	state, err := json.Marshal(f.State)
	if err != nil {
		return feed.Wish{}, false, err
	}
	var held int64
	if !until.IsZero() {
		held = until.UnixMicro()
	}
	var out feed.Feed
	mine := false
	err = s.In(ctx, System(WorkNotices), func(tx *Tx) error {
		out, mine = feed.Feed{}, false
		return tx.Query(ctx, `UPDATE notice_feed SET state = $3, held_until = $4 WHERE portal = $1 AND fence = $2
RETURNING portal, wanted, asked_at, state, fence`, []any{string(f.Portal), f.Fence, string(state), held}, func(scan func(...any) error) (err error) {
			mine = true
			out, err = scanFeed(scan)
			return err
		})
	})
	return out.Wish, mine && err == nil, err
}

// NoticeBatches counts what was done to the installation's public matter: who
// remembers the count sees whether notices have changed since.
func (s *Store) NoticeBatches(ctx context.Context) (int64, error) {
	var n int64
	err := s.View(ctx, System(WorkNotices), func(tx *Tx) error {
		_, err := tx.QueryRow(ctx, "SELECT size FROM installation_head WHERE one = 1", nil, &n)
		return err
	})
	return n, err
}

// SwitchFeed implements feed.Wisher.
func (t *Tx) SwitchFeed(ctx context.Context, p notice.Portal, on bool) error {
	if err := t.knowFeed(ctx, p); err != nil {
		return err
	}
	wanted := 0
	if on {
		wanted = 1
	}
	_, err := t.Exec(ctx, "UPDATE notice_feed SET wanted = $2 WHERE portal = $1", string(p), wanted)
	return err
}

// HurryFeed implements feed.Wisher.
func (t *Tx) HurryFeed(ctx context.Context, p notice.Portal, at time.Time) error {
	if err := t.knowFeed(ctx, p); err != nil {
		return err
	}
	_, err := t.Exec(ctx, "UPDATE notice_feed SET asked_at = $2 WHERE portal = $1", string(p), at.UnixMicro())
	return err
}

func (t *Tx) knowFeed(ctx context.Context, p notice.Portal) error {
	_, err := t.Exec(ctx, `INSERT INTO notice_feed (portal, wanted, asked_at, state, fence, held_until) VALUES ($1, 0, 0, '{}', 0, 0)
ON CONFLICT (portal) DO NOTHING`, string(p))
	return err
}
