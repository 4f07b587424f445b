package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

func TestWatchesOnSQLite(t *testing.T) {
	t.Parallel()
	testWatches(t, openSQLite(t))
}

func TestWatchesOnPostgres(t *testing.T) {
	t.Parallel()
	s, _ := openPostgres(t)
	testWatches(t, s)
}

// testWatches: what searches match follows the notices and the searches, and each
// organisation sees its own.
func testWatches(t *testing.T, s *store.Store) {
	ctx := t.Context()
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	text := func(i, version int, words, cpv string) notice.Release {
		return oneRelease(t, fmt.Sprintf(`{"ocid":"ocds-h6vhtk-%03d","id":"%d","date":"2026-05-%02dT09:00:00Z","tag":["tender"],"buyer":{"id":"GB-PPON-P1","name":"Buyer"},"tender":{"title":"Title %d","description":"%s","status":"active","items":[{"id":"1","classification":{"scheme":"CPV","id":"%s"}}]}}`,
			i, version, 20+version, i, words, cpv))
	}
	var rs releases
	for i := range 40 {
		cpv, words := "72415000", "Cleaning"
		if i%2 == 0 {
			cpv = "45000000"
		}
		if i%5 == 0 {
			words = "Web hosting in the cloud"
		}
		rs = append(rs, text(i, 1, words, cpv))
	}
	importInto(t, s, rs[:20])

	watches := watch.Register()
	door := change.New(s, register.NewBook(watches))
	svc := &watch.Service{Door: door, Watches: watches, Keeper: s, Zone: time.UTC}
	one, two := storetest.NewHouse(t, s).Owner, storetest.NewHouse(t, s).Owner
	do := func(a change.Actor, verb string, fn func(tx *change.Tx) error) {
		t.Helper()
		if _, err := door.Do(ctx, change.Request{Actor: a, Action: "watch." + verb, Now: now}, fn); err != nil {
			t.Fatal(err)
		}
	}
	add := func(a change.Actor, w watch.Watch) (row watch.Row) {
		t.Helper()
		do(a, "create", func(tx *change.Tx) (err error) {
			row, err = change.Insert(tx, watches, w)
			return err
		})
		return row
	}
	look := func() {
		t.Helper()
		for _, a := range []change.Actor{one, two} {
			for range 2 { // twice does no harm
				if err := svc.Look(ctx, change.By{Actor: change.SystemActor(a.Org, "notices"), Now: now}); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	hosting := add(one, watch.Watch{Name: "Hosting", On: true, Any: `"web hosting"`})
	it := add(one, watch.Watch{Name: "IT", On: true, CPV: []string{"72"}, None: "hosting"})
	off := add(one, watch.Watch{Name: "Off", All: "cleaning"})
	other := add(two, watch.Watch{Name: "Buildings", On: true, CPV: []string{"45000000"}})

	// matches gives how many notices a search matches, as the list, the count of the
	// list and the count by search say.
	matches := func(a change.Actor, id string) int {
		t.Helper()
		n := 0
		if err := door.See(ctx, a, func(v *change.View) error {
			shelf := v.Port().(notice.Shelf)
			page, err := shelf.Notices(ctx, notice.Query{Watch: id, Limit: 500})
			if err != nil {
				return err
			}
			n = len(page.Lines)
			if m, err := shelf.NoticesMatching(ctx, notice.Query{Watch: id}, 1000); err != nil || m != n {
				t.Errorf("%d listed, %d counted, %v", n, m, err)
			}
			counts, err := svc.Counts(v, 0)
			if counts[id] != n && id != "" {
				t.Errorf("%d listed, %d counted by search", n, counts[id])
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n
	}
	check := func(when string, want ...int) {
		t.Helper()
		got := []int{matches(one, hosting.ID), matches(one, it.ID), matches(one, off.ID), matches(two, other.ID), matches(two, hosting.ID)}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
	check("before a look", 0, 0, 0, 0, 0)
	look()
	check("the first look", 4, 8, 0, 10, 0)
	importInto(t, s, rs[20:])
	look()
	check("more notices", 8, 16, 0, 20, 0)
	importInto(t, s, releases{text(5, 2, "Cleaning after all", "72415000"), text(2, 2, "Web hosting", "45000000")})
	look()
	check("notices that changed", 8, 17, 0, 20, 0)

	if err := door.See(ctx, one, func(v *change.View) error {
		rows, err := svc.InUse(v)
		if err != nil || len(rows) != 2 {
			t.Errorf("in use are %d, %v", len(rows), err)
		}
		why, err := svc.Reasons(v, []string{"ocds-h6vhtk-002", "ocds-h6vhtk-005", "ocds-h6vhtk-004"}, rows)
		if got := fmt.Sprint(why["ocds-h6vhtk-002"], why["ocds-h6vhtk-005"], why["ocds-h6vhtk-004"]); err != nil || got != "[{WATCH-1 Hosting the words “web hosting”}] [{WATCH-2 IT CPV 72}] []" {
			t.Errorf("why: %s, %v", got, err)
		}
		trial, err := svc.Try(v, &watch.Watch{Any: `"web hosting"`}, 20604) // 2026-05-31
		if err != nil || trial.Count != 8 || len(trial.First) != 5 || trial.First[0].Key != "ocds-h6vhtk-002" {
			t.Errorf("a trial: %+v, %v", trial, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}

	change1 := func(row watch.Row, fn func(*watch.Watch)) {
		t.Helper()
		do(one, "update", func(tx *change.Tx) error {
			now, err := change.Get(tx, watches, row.ID)
			if err != nil {
				return err
			}
			fn(&now.Value)
			_, err = change.Put(tx, watches, row.ID, now.Version, now.Value)
			return err
		})
	}
	change1(hosting, func(w *watch.Watch) { w.Any = "cleaning" })
	change1(it, func(w *watch.Watch) { w.On = false })
	look()
	check("searches that changed", 32, 0, 0, 20, 0)
	do(one, "delete", func(tx *change.Tx) error {
		now, err := change.Get(tx, watches, hosting.ID)
		if err != nil {
			return err
		}
		return change.Delete(tx, watches, hosting.ID, now.Version)
	})
	look()
	check("one that is gone", 0, 0, 0, 20, 0)

	// A store from before searches has no subjects yet.
	if err := s.In(ctx, store.System(store.WorkNotices), func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM notice_text")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	add(one, watch.Watch{Name: "All", On: true})
	look()
	if n := matches(one, ""); n != 40 {
		t.Errorf("all notices are %d", n)
	}
	if err := door.See(ctx, one, func(v *change.View) error {
		n, err := v.Port().(notice.Shelf).NoticesMatching(ctx, notice.Query{Matched: true}, 1000)
		if n != 40 {
			t.Errorf("%d match", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
