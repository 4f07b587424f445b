package storetest

import (
	"context"
	"slices"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// layouts: a program that filters and sorts by other fields finds the records
// of the one before it.
func layouts(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	ctx := context.Background()
	settle := func(b *register.Book) int {
		t.Helper()
		n, err := s.Settle(ctx, b)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	old := h.Door.Book()
	if n := settle(old); n != 0 {
		t.Errorf("a new store: %d rows written", n)
	}
	h.Fill(t, 620)
	if n := settle(old); n != 0 {
		t.Errorf("nothing differs: %d rows written", n)
	}
	d := *Things.Declaration()
	d.Fields = slices.DeleteFunc(slices.Clone(d.Fields), func(f register.Field) bool { return f.Computed || f.Name == "title" })
	d.Fields = append(d.Fields, register.Field{Name: "title", Label: "Title", Type: register.Text, Sort: true})
	newer := register.Declare[Thing](d, nil)
	book := register.NewBook(newer)
	if n := settle(book); n != 2*620 {
		t.Errorf("%d rows written, want each record and its revision", n)
	}
	if n := settle(book); n != 0 {
		t.Errorf("again: %d rows written", n)
	}
	door := change.New(s, book)
	if err := door.See(ctx, h.Owner, func(v *change.View) error {
		rows, err := change.Collect(v, newer, register.Query{Sort: "title", Filters: []register.Filter{register.Where("state", "open")}})
		if len(rows) != 310 || !slices.IsSortedFunc(rows, func(a, b register.Row[Thing]) int {
			return cmpString(register.Fold(a.Value.Title), register.Fold(b.Value.Title))
		}) {
			t.Errorf("%d rows, sorted by the field that moved", len(rows))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
