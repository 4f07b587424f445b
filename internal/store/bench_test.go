package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
)

// BenchmarkCreate stores one record with its revision, trail event and
// idempotency key, durably; -cpu 16 gives sixteen that wait together.
func BenchmarkCreate(b *testing.B) { create(b, storetest.NewHouse(b, openSQLiteWith(b, 0))) }

func create(b *testing.B, h *storetest.House) {
	var n atomic.Int64
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			_, err := h.Door.Do(context.Background(), change.Request{
				Actor: h.Owner, Action: "thing.create", Now: storetest.Noon, Key: fmt.Sprint("k", i),
			}, func(tx *change.Tx) error {
				_, err := change.Insert(tx, storetest.Things, storetest.Sample(int(i)))
				return err
			})
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkList reads 50 of 1,000 with the total, by the due date, from
// somewhere in the middle.
func BenchmarkList(b *testing.B) {
	for _, others := range []int{0, 100} {
		b.Run(fmt.Sprintf("others=%d000", others), func(b *testing.B) {
			s := openSQLiteWith(b, 0)
			h := storetest.NewHouse(b, s)
			h.Fill(b, 1000)
			for range others / 20 {
				storetest.NewHouse(b, s).Fill(b, 20_000)
			}
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					err := h.Door.See(context.Background(), h.Owner, func(v *change.View) error {
						page, err := change.List(v, storetest.Things, register.Query{Sort: "due"})
						if err == nil && (len(page.Rows) != 50 || page.Total != 1000) {
							b.Errorf("%d rows of %d", len(page.Rows), page.Total)
						}
						return err
					})
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkImport stores a thousand records in one change.
func BenchmarkImport(b *testing.B) {
	h := storetest.NewHouse(b, openSQLiteWith(b, 0))
	for b.Loop() {
		h.Fill(b, 1000)
	}
}

// BenchmarkOpen opens an existing database, and makes a new one.
func BenchmarkOpen(b *testing.B) {
	open := func(dir string) {
		s, err := store.Open(context.Background(), store.Options{Dir: dir})
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("existing", func(b *testing.B) {
		dir := b.TempDir()
		open(dir)
		for b.Loop() {
			open(dir)
		}
	})
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			open(b.TempDir())
		}
	})
}

// BenchmarkCreatePostgres is BenchmarkCreate on PostgreSQL; the private server
// of the tests does not sync, so this is the work without the disk.
func BenchmarkCreatePostgres(b *testing.B) {
	s, _ := openPostgresWith(b, 0)
	create(b, storetest.NewHouse(b, s))
}
