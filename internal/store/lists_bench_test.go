package store_test

import (
	"context"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
)

// BenchmarkLists reads pages of a register of 100,000 records, each with its
// total: by every sort, with filters, with words, and from the middle.
func BenchmarkLists(b *testing.B)         { benchLists(b, openSQLiteWith(b, 0)) }
func BenchmarkListsPostgres(b *testing.B) { s, _ := openPostgresWith(b, 0); benchLists(b, s) }

func benchLists(b *testing.B, s *store.Store) {
	h := storetest.NewHouse(b, s)
	for range 100 {
		h.Fill(b, 1000)
	}
	if err := s.Index(b.Context()); err != nil {
		b.Fatal(err)
	}
	is := func(field string, op register.Op, values ...string) register.Filter {
		return register.Filter{Field: field, Op: op, Values: values}
	}
	where := func(f ...register.Filter) register.Query { return register.Query{Filters: f} }
	for _, c := range []struct {
		name string
		q    register.Query
	}{
		{"number", register.Query{}},
		{"title", register.Query{Sort: "title"}},
		{"due-desc", register.Query{Sort: "-due"}},
		{"parts", register.Query{Sort: "parts"}},
		{"state-is", where(is("state", register.Is, "open"))},
		{"state-is by due", register.Query{Sort: "due", Filters: []register.Filter{is("state", register.Is, "open")}}},
		{"owner-is", where(is("owner", register.Is, "person-3"))},
		{"owner-not", where(is("owner", register.Not, "person-3"))},
		{"due-from", where(is("due", register.From, "2027-06-01"))},
		{"worth-to", where(is("worth", register.To, "£200"))},
		{"tags-has", where(is("tags", register.Has, "berth 3"))},
		{"state and owner", where(is("state", register.Is, "open"), is("owner", register.Is, "person-3"))},
		{"state, due, checked", where(is("state", register.Is, "open"), is("due", register.From, "2027-06-01"), is("checked", register.Empty))},
		{"search many", register.Query{Search: "mooring"}},
		{"search few", register.Query{Search: "mooring 42"}},
		{"search one", register.Query{Search: "number 7919"}},
		{"search and state by due", register.Query{Search: "mooring", Sort: "-due", Filters: []register.Filter{is("state", register.Is, "open")}}},
	} {
		for _, later := range []bool{false, true} {
			name := c.name + "/first"
			if later {
				name = c.name + "/later"
			}
			b.Run(name, func(b *testing.B) {
				q := c.q
				read := func() (page register.Page[storetest.Thing]) {
					err := h.Door.See(context.Background(), h.Owner, func(v *change.View) (err error) {
						page, err = change.List(v, storetest.Things, q)
						return err
					})
					if err != nil {
						b.Fatal(err)
					}
					return page
				}
				if later {
					for range 20 {
						if next := read().Next; next != "" {
							q.After = next
						}
					}
				}
				var total int64
				for b.Loop() {
					total = read().Total
				}
				b.ReportMetric(float64(total), "total")
			})
		}
	}
}
