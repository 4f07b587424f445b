package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	linkage "holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// lists compares every sort, filter and search with the same done in Go over
// the whole register, and walks each in pages of several lengths.
func lists(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	all := fillLists(t, s, h, 60)
	listsAre(t, h, all, "with changes that the sets do not have yet", 1000, 7)
	index(t, s)
	listsAre(t, h, all, "from the sets alone", 1000, 7)
}

// longLists: so much matches that a page is met on a walk along the order.
func longLists(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	all := fillLists(t, s, h, 2100)
	index(t, s)
	listsAre(t, h, all, "from the sets alone", 1000)
}

func index(t *testing.T, s *store.Store) {
	t.Helper()
	if err := s.Index(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func fillLists(t *testing.T, s *store.Store, h *House, n int) []register.Row[Thing] {
	NewHouse(t, s).Fill(t, 70) // another organisation's rows lie between
	h.Fill(t, n)
	h.Add(t, Thing{Title: "  Éclair  "}, Thing{Title: "eclair", Due: civil.MustParse("2027-03-01")}, Thing{Title: "no number"})
	var all []register.Row[Thing]
	h.See(t, func(v *change.View) (err error) {
		all, err = change.Collect(v, Things, register.Query{})
		return err
	})
	if len(all) != n+3 {
		t.Fatalf("%d rows in the register", len(all))
	}
	return all
}

func listsAre(t *testing.T, h *House, all []register.Row[Thing], when string, limits ...int) {
	always := func(*Thing) bool { return true }
	for _, c := range []struct {
		name  string
		query register.Query
		keep  func(*Thing) bool
		order func(a, b *Thing) int // nil: by number
	}{
		{"by number", register.Query{}, always, nil},
		{"turned round", register.Query{Sort: "-number"}, always, nil},
		{"by text", register.Query{Sort: "title"}, always, func(a, b *Thing) int {
			return cmpString(register.Fold(a.Title), register.Fold(b.Title))
		}},
		{"by date", register.Query{Sort: "due"}, always, func(a, b *Thing) int { return int(a.Due - b.Due) }},
		{"by date, latest first", register.Query{Sort: "-due"}, always, func(a, b *Thing) int { return int(a.Due - b.Due) }},
		{"by whole number", register.Query{Sort: "count"}, always, func(a, b *Thing) int { return a.Count - b.Count }},
		{"by computed column", register.Query{Sort: "-parts"}, always, func(a, b *Thing) int { return len(a.Nested) - len(b.Nested) }},
		{"is", register.Query{Filters: []register.Filter{register.Where("state", "open")}, Sort: "due"}, func(v *Thing) bool { return v.State == "open" }, func(a, b *Thing) int { return int(a.Due - b.Due) }},
		{"is text, folded", register.Query{Filters: []register.Filter{register.Where("title", "ÉCLAIR")}}, func(v *Thing) bool { return register.Fold(v.Title) == "eclair" }, nil},
		{"any of", register.Query{Filters: []register.Filter{register.Where("owner", "person-1", "person-2")}}, func(v *Thing) bool { return v.Owner == "person-1" || v.Owner == "person-2" }, nil},
		{"not", register.Query{Filters: []register.Filter{{Field: "state", Op: register.Not, Values: []string{"open"}}}}, func(v *Thing) bool { return v.State != "open" }, nil},
		{"from", register.Query{Filters: []register.Filter{{Field: "due", Op: register.From, Values: []string{"2027-06-01"}}}}, func(v *Thing) bool { return v.Due >= civil.MustParse("2027-06-01") }, nil},
		{"to", register.Query{Filters: []register.Filter{{Field: "due", Op: register.To, Values: []string{"2027-06-01"}}}}, func(v *Thing) bool { return !v.Due.IsZero() && v.Due <= civil.MustParse("2027-06-01") }, nil},
		{"money to", register.Query{Filters: []register.Filter{{Field: "worth", Op: register.To, Values: []string{"£200"}}}}, func(v *Thing) bool { return !v.Worth.IsZero() && v.Worth.Minor <= 20000 }, nil},
		{"empty", register.Query{Filters: []register.Filter{{Field: "due", Op: register.Empty}}}, func(v *Thing) bool { return v.Due.IsZero() }, nil},
		{"given", register.Query{Filters: []register.Filter{{Field: "checked", Op: register.Given}}}, func(v *Thing) bool { return v.Checked != nil }, nil},
		{"yes", register.Query{Filters: []register.Filter{register.Where("checked", "yes")}}, func(v *Thing) bool { return v.Checked != nil && *v.Checked }, nil},
		{"tag", register.Query{Filters: []register.Filter{{Field: "tags", Op: register.Has, Values: []string{"Berth 3"}}}}, func(v *Thing) bool { return slices.Contains(v.Tags, "berth 3") }, nil},
		{"computed", register.Query{Filters: []register.Filter{register.Where("parts", "2")}}, func(v *Thing) bool { return len(v.Nested) == 2 }, nil},
		{"search", register.Query{Search: "ECLAI  éc"}, func(v *Thing) bool { return register.Fold(v.Title) == "eclair" }, nil},
		{"search and filter", register.Query{Search: "harbour", Sort: "-due", Filters: []register.Filter{register.Where("state", "open"), {Field: "due", Op: register.From, Values: []string{"2027-02-01"}}}}, func(v *Thing) bool {
			return v.State == "open" && v.Due >= civil.MustParse("2027-02-01") && strings.Contains(register.Fold(v.Title), "harbour")
		}, func(a, b *Thing) int { return int(a.Due - b.Due) }},
		{"search by number", register.Query{Search: " thing-" + fmt.Sprint(len(all)-2)}, func(v *Thing) bool { return v.Title == "  Éclair  " }, nil},
		{"search within a word", register.Query{Search: "clair"}, func(*Thing) bool { return false }, nil},
		{"search of a tag", register.Query{Search: "berth"}, func(v *Thing) bool { return strings.Contains(strings.Join(v.Tags, " "), "berth") }, nil},
		{"not, and a range", register.Query{Sort: "title", Filters: []register.Filter{{Field: "owner", Op: register.Not, Values: []string{"person-1"}}, {Field: "worth", Op: register.From, Values: []string{"£100"}}}}, func(v *Thing) bool {
			return v.Owner != "person-1" && v.Worth.Minor >= 10000
		}, func(a, b *Thing) int { return cmpString(register.Fold(a.Title), register.Fold(b.Title)) }},
		{"search is no pattern", register.Query{Search: "%"}, func(*Thing) bool { return false }, nil},
	} {
		want := []string{}
		rows := slices.Clone(all)
		if c.order != nil {
			slices.SortStableFunc(rows, func(a, b register.Row[Thing]) int { return c.order(&a.Value, &b.Value) })
		}
		for _, r := range rows {
			if c.keep(&r.Value) {
				want = append(want, r.Number)
			}
		}
		if len(c.query.Sort) > 0 && c.query.Sort[0] == '-' {
			slices.Reverse(want)
		}
		for _, limit := range limits {
			got, total := walk(t, h, c.query, limit)
			if d := cmp.Diff(want, got); d != "" || total != int64(len(want)) {
				t.Errorf("%s, %s, %d a page, total %d (-want +got):\n%s", c.name, when, limit, total, d)
			}
		}
	}
	for name, q := range map[string]register.Query{
		"a sort that is not declared":   {Sort: "notes"},
		"a filter that is not declared": {Filters: []register.Filter{register.Where("notes", "x")}},
		"a date that does not exist":    {Filters: []register.Filter{register.Where("due", "2027-02-30")}},
		"another list's cursor":         {Sort: "due", After: "eyJzIjoiIiwibiI6MX0"},
		"no cursor at all":              {After: "%%%"},
		"no such comparison":            {Filters: []register.Filter{{Field: "due", Op: "like", Values: []string{"x"}}}},
	} {
		err := h.Door.See(context.Background(), h.Owner, func(v *change.View) error {
			_, err := change.List(v, Things, q)
			return err
		})
		if errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func walk(t *testing.T, h *House, q register.Query, limit int) ([]string, int64) {
	q.Limit = limit
	got, total := []string{}, int64(-1)
	h.See(t, func(v *change.View) error {
		for {
			page, err := change.List(v, Things, q)
			if err != nil {
				return err
			}
			total = page.Total
			for _, r := range page.Rows {
				got = append(got, r.Number)
			}
			if q.After = page.Next; q.After == "" {
				return nil
			}
		}
	})
	return got, total
}

func cmpString(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// asAt: a list as at an instant says what was recorded then, and a link too.
func asAt(t *testing.T, s *store.Store) {
	h := NewHouse(t, s)
	minute := func(n int) time.Time { return Noon.Add(time.Duration(n) * time.Minute) }
	do := func(n int, action string, fn func(*change.Tx) error) {
		t.Helper()
		if _, err := h.Door.Do(context.Background(), change.Request{Actor: h.Owner, Action: action, Now: minute(n)}, fn); err != nil {
			t.Fatal(err)
		}
	}
	var a, b register.Row[Thing]
	do(1, "thing.create", func(tx *change.Tx) (err error) {
		if a, err = change.Insert(tx, Things, Thing{Title: "first", State: "open"}); err == nil {
			b, err = change.Insert(tx, Things, Thing{Title: "other", State: "open"})
		}
		return err
	})
	do(2, "thing.update", func(tx *change.Tx) error {
		v := a.Value
		v.Title = "second"
		if _, err := change.Put(tx, Things, a.ID, 1, v); err != nil {
			return err
		}
		if err := tx.Link(a.Ref, b.Ref, "rests-on"); err != nil {
			return err
		}
		return tx.Link(a.Ref, b.Ref, "rests-on") // again: nothing
	})
	do(3, "thing.delete", func(tx *change.Tx) error { return change.Delete(tx, Things, a.ID, 2) })
	for n, want := range map[int][]string{0: nil, 1: {"first", "other"}, 2: {"second", "other"}, 3: {"other"}} {
		h.See(t, func(v *change.View) error {
			page, err := change.List(v, Things, register.Query{AsAt: minute(n).UnixMicro(), Sort: "-title"})
			if err != nil {
				return err
			}
			var got []string
			for _, r := range page.Rows {
				got = append(got, r.Value.Title)
			}
			slices.SortFunc(got, func(a, b string) int { return -cmpString(a, b) })
			slices.SortFunc(want, func(a, b string) int { return -cmpString(a, b) })
			if d := cmp.Diff(want, got); d != "" || page.Total != int64(len(want)) {
				t.Errorf("as at minute %d (total %d):\n%s", n, page.Total, d)
			}
			links, err := v.Links(b.ID, minute(n).UnixMicro())
			if (len(links) == 1) != (n == 2) {
				t.Errorf("links as at minute %d: %v", n, links)
			}
			if err != nil {
				return err
			}
			kind, err := v.Port().(linkage.Store).KindLinks(v.Context(), Things.Kind(), minute(n).UnixMicro())
			if (len(kind) == 1 && kind[0].FromNum == 1 && kind[0].ToNum == 2) != (n == 2) {
				t.Errorf("links of the kind as at minute %d: %v", n, kind)
			}
			return err
		})
	}
	h.See(t, func(v *change.View) error {
		links, err := v.Links(b.ID, 0)
		if len(links) != 0 {
			t.Errorf("a link to a deleted record: %v", links)
		}
		return err
	})
	stranger := NewHouse(t, s).Add(t, Thing{Title: "theirs"})[0]
	_, err := h.Do("thing.update", func(tx *change.Tx) error { return tx.Link(b.Ref, stranger.Ref, "rests-on") })
	if errs.CodeOf(err) != errs.NotFound {
		t.Errorf("a link into another organisation: %v", err)
	}
}
