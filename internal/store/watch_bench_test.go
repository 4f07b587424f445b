package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/store/storetest"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/watch"
)

// BenchmarkWatches is 10,000 notices of 4 KB in SQLite: a look of 100 searches at
// all of them, the trial of one, and the inbox narrowed to what matches.
func BenchmarkWatches(b *testing.B) {
	const notices, searches = 10_000, 100
	s := openSQLite(b)
	words := strings.Fields("hosting cloud data service support records cleaning bricks roads school hospital council network security analysis maintenance software licence training delivery transport the of and a supplier shall be contract authority tender for to in")
	var rs releases
	for i := range notices {
		var t strings.Builder
		for j := 0; t.Len() < 4096; j++ {
			t.WriteString(words[(i*31+j*17+j*j)%len(words)] + fmt.Sprint((i*j)%997) + " " + words[(i+j*j*3)%len(words)] + " ")
		}
		rs = append(rs, oneRelease(b, fmt.Sprintf(`{"ocid":"ocds-h6vhtk-%05d","id":"1","date":"2026-05-20T09:00:00Z","tag":["tender"],"buyer":{"name":"Buyer"},"tender":{"title":"Title %d","description":"%s","status":"active","items":[{"id":"1","classification":{"scheme":"CPV","id":"%d000000"}}]}}`,
			i, i, t.String(), 10+i%80)))
	}
	importInto(b, s, rs)
	watches := watch.Register()
	door := change.New(s, register.NewBook(watches))
	svc := &watch.Service{Door: door, Watches: watches, Keeper: s, Zone: time.UTC}
	owner := storetest.NewHouse(b, s).Owner
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	if _, err := door.Do(b.Context(), change.Request{Actor: owner, Action: "watch.create", Now: now}, func(tx *change.Tx) error {
		for i := range searches {
			w := watch.Watch{Name: fmt.Sprint("Watch ", i), On: true, CPV: []string{fmt.Sprint(10 + i%80)}, Any: words[i%20] + ` "` + words[(i+7)%20] + " " + words[(i+3)%20] + `"`}
			if _, err := change.Insert(tx, watches, w); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	by := change.By{Actor: change.SystemActor(owner.Org, "notices"), Now: now}
	b.Run("look", func(b *testing.B) {
		for b.Loop() {
			marks, err := s.WatchMarks(b.Context(), owner.Org)
			if err != nil {
				b.Fatal(err)
			}
			var ids []string
			for _, m := range marks {
				ids = append(ids, m.Watch)
			}
			if err := s.ForgetMatches(b.Context(), owner.Org, ids); err != nil {
				b.Fatal(err)
			}
			if err := svc.Look(b.Context(), by); err != nil {
				b.Fatal(err)
			}
		}
	})
	see := func(fn func(v *change.View) error) {
		if err := door.See(b.Context(), owner, fn); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("try", func(b *testing.B) {
		for b.Loop() {
			see(func(v *change.View) error {
				_, err := svc.Try(v, &watch.Watch{Any: "hospital"}, 20604)
				return err
			})
		}
	})
	b.Run("inbox", func(b *testing.B) {
		for b.Loop() {
			see(func(v *change.View) error {
				shelf := v.Port().(notice.Shelf)
				_, err := shelf.NoticesMatching(b.Context(), notice.Query{Matched: true}, 10_000)
				if err == nil {
					_, err = shelf.Notices(b.Context(), notice.Query{Matched: true, Limit: 20})
				}
				return err
			})
		}
	})
}
