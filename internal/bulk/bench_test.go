package bulk_test

import (
	"context"
	"fmt"
	"testing"

	"holdfast/internal/bulk"
)

// BenchmarkThousand sets two fields of a thousand records and takes that back,
// durably on SQLite.
func BenchmarkThousand(b *testing.B) { thousand(b, "sqlite") }

// BenchmarkThousandPostgres is the same on PostgreSQL; the private server of the
// tests does not sync, so this is the work without the disk.
func BenchmarkThousandPostgres(b *testing.B) { thousand(b, "postgres") }

func thousand(b *testing.B, engine string) {
	h := build(b, engine, bulk.Rule{Ready: ready})
	var all []boat
	for i := range 1000 {
		all = append(all, boat{Name: fmt.Sprintf("Boat %d of the harbour, which lies at mooring %d", i, i%97), State: "afloat", Length: 20 + i%20, Tags: []string{"berth"}})
	}
	h.add(all...)
	ctx := context.Background()
	owner := 0
	b.Run("preview", func(b *testing.B) {
		for b.Loop() {
			if _, err := h.bulk.Preview(ctx, h.by(h.owner), bulk.Order{Of: "boat", Set: []bulk.Set{{Field: "owner", Value: "p"}}}); err != nil {
				b.Fatal(err)
			}
		}
	})
	var done []string
	b.Run("apply", func(b *testing.B) {
		for b.Loop() {
			owner++
			r, err := h.bulk.Apply(ctx, h.by(h.owner), bulk.Order{Of: "boat", Set: []bulk.Set{{Field: "owner", Value: fmt.Sprint("p", owner)}, {Field: "due", Value: "2027-02-01"}}})
			if err != nil || r.Changed != 1000 {
				b.Fatal(r, err)
			}
			done = append(done, r.Number)
		}
	})
	b.Run("undo", func(b *testing.B) {
		for b.Loop() {
			r, err := h.bulk.Undo(ctx, h.by(h.owner), bulk.UndoOrder{Number: done[len(done)-1]})
			if err != nil || r.Changed != 1000 {
				b.Fatal(r, err)
			}
			done = append(done, r.Number) // and undone again
		}
	})
}
