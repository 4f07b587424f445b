package store_test

import (
	"context"
	"fmt"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
)

const (
	pastRows      = 100_000
	pastRevisions = 10
)

// BenchmarkAsAt lists 100,000 records of 10 versions each as they stand and as
// they stood: in the middle of the history, when all had just been made, and
// shortly before the last change. Building it takes some minutes:
// go test -run '^$' -bench BenchmarkAsAt -benchtime 1s -timeout 60m
func BenchmarkAsAt(b *testing.B)         { benchAsAt(b, openSQLiteWith(b, 0)) }
func BenchmarkAsAtPostgres(b *testing.B) { s, _ := openPostgresWith(b, 0); benchAsAt(b, s) }

func benchAsAt(b *testing.B, s *store.Store) {
	h := storetest.NewHouse(b, s)
	fillPast(b, h)
	if err := s.FillEras(b.Context()); err != nil {
		b.Fatal(err)
	}
	minute := int64(60_000_000)
	first := storetest.Noon.UnixMicro()
	instants := []struct {
		name string
		at   int64
	}{{"now", 0}, {"middle", first + 4*minute + minute/2}, {"all-new", first + minute - 1}, {"last", first + 9*minute + minute*9/10}}
	is := func(field string, op register.Op, values ...string) register.Query {
		return register.Query{Filters: []register.Filter{{Field: field, Op: op, Values: values}}}
	}
	queries := []struct {
		name string
		q    register.Query
	}{
		{"number", register.Query{}},
		{"title", register.Query{Sort: "title"}},
		{"due-desc", register.Query{Sort: "-due"}},
		{"worth", register.Query{Sort: "worth"}},
		{"count", register.Query{Sort: "count"}},
		{"parts", register.Query{Sort: "parts"}},
		{"state-is", is("state", register.Is, "open")},
		{"owner-is", is("owner", register.Is, "person-3")},
		{"owner-not", is("owner", register.Not, "person-3")},
		{"title-is", is("title", register.Is, "Thing number 7919 of the harbour")},
		{"due-from", is("due", register.From, "2027-06-01")},
		{"worth-to", is("worth", register.To, "£200")},
		{"count-is", is("count", register.Is, "7")},
		{"checked-empty", is("checked", register.Empty)},
		{"tags-has", is("tags", register.Has, "berth 3")},
		{"parts-is", is("parts", register.Is, "2")},
		{"search", register.Query{Search: "mooring 42"}},
	}
	for _, c := range queries {
		for _, when := range instants {
			b.Run(c.name+"/"+when.name, func(b *testing.B) {
				q := c.q
				q.AsAt = when.at
				for b.Loop() {
					err := h.Door.See(context.Background(), h.Owner, func(v *change.View) error {
						page, err := change.List(v, storetest.Things, q)
						if err == nil && len(page.Rows) == 0 && c.name != "title-is" {
							b.Error("an empty list")
						}
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// fillPast makes the history beneath the door, a minute for each version, with
// the changes spread over the minute.
func fillPast(b *testing.B, h *storetest.House) {
	const batch = 2000
	minute := int64(60_000_000)
	recs := make([]register.Record, pastRows)
	for version := range pastRevisions {
		for from := 0; from < pastRows; from += batch {
			err := h.Store.In(b.Context(), store.Org(h.Owner.Org), func(tx *store.Tx) error {
				for i := from; i < from+batch; i++ {
					v := storetest.Sample(i + version*31)
					body, err := storetest.Things.Encode(&v)
					if err != nil {
						return err
					}
					r := &recs[i]
					r.Body, r.Slots, r.Words = body, storetest.Things.Slots(&v), storetest.Things.Words(&v)
					r.UpdatedAt = storetest.Noon.UnixMicro() + int64(version)*minute + int64(i)*(minute/pastRows)
					r.UpdatedBy, r.Salt, r.Hash = h.Owner.Person, fmt.Sprintf("%032d", i), fmt.Sprintf("%064d", i)
					if version == 0 {
						r.Kind, r.ID, r.Version, r.CreatedAt, r.CreatedBy = "thing", id.New(), 1, r.UpdatedAt, r.UpdatedBy
						if err := tx.Create(b.Context(), r); err != nil {
							return err
						}
						continue
					}
					r.Version++
					if _, err := tx.Replace(b.Context(), r, r.Version-1); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
