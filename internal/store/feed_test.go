package store_test

import (
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/store"
	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

func TestFeedsOnSQLite(t *testing.T) {
	t.Parallel()
	testFeeds(t, openSQLite(t))
}

func TestFeedsOnPostgres(t *testing.T) {
	t.Parallel()
	s, _ := openPostgres(t)
	testFeeds(t, s)
}

// testFeeds: one holder at a time, none that slept past its lease, and what
// people wish beside what the holder writes.
func testFeeds(t *testing.T, s *store.Store) {
	ctx, p := t.Context(), notice.FindATender
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	f, held, err := s.HoldFeed(ctx, p, now, now.Add(time.Minute))
	if err != nil || !held || f.On || f.Portal != p {
		t.Fatalf("%+v, %v, %v", f, held, err)
	}
	if _, held, err := s.HoldFeed(ctx, p, now.Add(time.Second), now.Add(time.Hour)); held || err != nil {
		t.Fatalf("held twice: %v", err)
	}
	if _, held, err := s.HoldFeed(ctx, notice.Sell2Wales, now, now.Add(time.Hour)); !held || err != nil {
		t.Fatalf("another portal is not held: %v", err)
	}
	wish := func(fn func(feed.Wisher) error) {
		t.Helper()
		if err := s.Change(ctx, "some", func(p change.Port) error { return fn(p.(feed.Wisher)) }); err != nil {
			t.Fatal(err)
		}
	}
	wish(func(w feed.Wisher) error { return w.SwitchFeed(ctx, p, true) })
	wish(func(w feed.Wisher) error { return w.HurryFeed(ctx, p, now) })
	f.State = feed.State{Through: 7, Run: &feed.Run{Step: feed.Step{Next: "https://x.example/?cursor=a"}}, Fault: "It “fails”."}
	got, mine, err := s.KeepFeed(ctx, f, now.Add(2*time.Minute))
	if err != nil || !mine || !got.On || got.Asked != now.UnixMicro() {
		t.Fatalf("%+v, %v, %v", got, mine, err)
	}
	g, held, err := s.HoldFeed(ctx, p, now.Add(3*time.Minute), now.Add(time.Hour))
	if err != nil || !held || g.State.Run == nil || g.State.Run.Step.Next != f.State.Run.Step.Next || g.State.Fault != f.State.Fault || !g.On {
		t.Fatalf("after the lease: %+v, %v, %v", g, held, err)
	}
	f.State.Through = 1
	if _, mine, err := s.KeepFeed(ctx, f, now.Add(2*time.Hour)); mine || err != nil {
		t.Fatalf("who slept past the lease wrote: %v", err)
	}
	if _, mine, err := s.KeepFeed(ctx, g, time.Time{}); !mine || err != nil {
		t.Fatal(err)
	}
	if _, held, err := s.HoldFeed(ctx, p, now.Add(3*time.Minute), now.Add(time.Hour)); !held || err != nil {
		t.Fatalf("let go and not free: %v", err)
	}
	all, err := s.Feeds(ctx)
	if err != nil || len(all) != 2 || all[0].State.Through != 7 || !all[0].On {
		t.Errorf("%+v, %v", all, err)
	}
}
