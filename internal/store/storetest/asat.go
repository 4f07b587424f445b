package storetest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// Era is the length of an era of history that the suite's stores are to be
// opened with (store.Options): short, so that a few changes make several.
const Era = 7

// Small makes the suite's lists use the sets of the search (store.Options).
const Small = -1

// span is one version of one thing, or one link, and when it was valid.
type span struct {
	row      register.Row[Thing]
	link     change.Link
	from, to int64
}

func (s *span) at(t int64) bool { return s.from <= t && t < s.to }

const always = int64(1) << 62

// memory is the naive oracle: every version of everything, and when it was so.
type memory struct {
	things, links []span
}

// asAtOracle compares lists, records and links at instants of a random history
// with a memory of all that was ever so; before the eras of the history
// are filled, and after.
func asAtOracle(t *testing.T, s *store.Store) {
	rapid.Check(t, func(rt *rapid.T) {
		h, m := NewHouse(t, s), &memory{}
		steps := rapid.IntRange(1, 30).Draw(rt, "steps")
		now := Noon.UnixMicro()
		for i := range steps {
			now += rapid.Int64Range(0, 3).Draw(rt, "later")
			at := now
			if rapid.IntRange(0, 9).Draw(rt, "order") == 0 {
				at -= rapid.Int64Range(0, 30).Draw(rt, "earlier") // a slower replica
			}
			m.step(rt, h, at, i)
		}
		m.compare(rt, h)
		if err := s.FillEras(context.Background()); err != nil {
			rt.Fatal(err)
		}
		m.compare(rt, h)
	})
}

func (m *memory) live() []*span {
	var out []*span
	for i := range m.things {
		if m.things[i].to == always {
			out = append(out, &m.things[i])
		}
	}
	return out
}

func (m *memory) step(rt *rapid.T, h *House, at int64, i int) {
	do := func(action string, fn func(*change.Tx) error) {
		_, err := h.Door.Do(context.Background(), change.Request{Actor: h.Owner, Action: action, Now: time.UnixMicro(at)}, fn)
		if err != nil {
			rt.Fatal(action, err)
		}
	}
	live := m.live()
	what := rapid.SampledFrom([]string{"create", "create", "update", "update", "update", "delete", "link", "unlink"}).Draw(rt, "what")
	if len(live) == 0 {
		what = "create"
	}
	var one, other *span
	if what != "create" {
		one, other = rapid.SampledFrom(live).Draw(rt, "one"), rapid.SampledFrom(live).Draw(rt, "other")
	}
	var row register.Row[Thing]
	switch what {
	case "create":
		do("thing.create", func(tx *change.Tx) (err error) { row, err = change.Insert(tx, Things, draw(rt)); return err })
		m.things = append(m.things, span{row: row, from: row.UpdatedAt, to: always})
	case "update":
		v := draw(rt)
		v.Notes = fmt.Sprint("changed at step ", i) // never the same as before
		do("thing.update", func(tx *change.Tx) (err error) {
			row, err = change.Put(tx, Things, one.row.ID, one.row.Version, v)
			return err
		})
		one.to = row.UpdatedAt
		m.things = append(m.things, span{row: row, from: row.UpdatedAt, to: always})
	case "delete":
		do("thing.delete", func(tx *change.Tx) error { return change.Delete(tx, Things, one.row.ID, one.row.Version) })
		one.to = max(at, one.row.UpdatedAt+1)
		for i := range m.links {
			if l := &m.links[i]; l.to == always && (l.link.From == one.row.ID || l.link.To == one.row.ID) {
				l.to = at
			}
		}
	default:
		there := -1
		for i := range m.links {
			if l := &m.links[i]; l.to == always && l.link.From == one.row.ID && l.link.To == other.row.ID {
				there = i
			}
		}
		if what == "link" {
			do("thing.update", func(tx *change.Tx) error { return tx.Link(one.row.Ref, other.row.Ref, "r") })
			if there < 0 {
				m.links = append(m.links, span{from: at, to: always, link: change.Link{From: one.row.ID, To: other.row.ID, FromKind: "thing", ToKind: "thing", Role: "r", At: at}})
			}
			return
		}
		do("thing.update", func(tx *change.Tx) error { return tx.Unlink(one.row.Ref, other.row.Ref, "r") })
		if there >= 0 {
			m.links[there].to = at
		}
	}
}

// draw gives a thing out of few values, so that orders have ties and filters
// find some.
func draw(rt *rapid.T) Thing {
	v := Thing{
		Title: rapid.SampledFrom([]string{"Anchor", "anchor", "Bollard", "Éclair", "crane"}).Draw(rt, "title"),
		State: rapid.SampledFrom([]string{"open", "closed"}).Draw(rt, "state"),
		Due:   civil.Of(2027, 3, 1) + civil.Date(rapid.IntRange(0, 3).Draw(rt, "due")),
		Owner: rapid.SampledFrom([]string{"", "p1", "p2"}).Draw(rt, "owner"),
		Count: rapid.IntRange(-1, 2).Draw(rt, "count"),
	}
	for range rapid.IntRange(0, 2).Draw(rt, "parts") {
		v.Nested = append(v.Nested, Part{"p"})
	}
	return v
}

// pastQueries are lists with the same done in Go.
var pastQueries = []struct {
	query register.Query
	keep  func(*Thing) bool
	order func(a, b *Thing) int
}{
	{register.Query{}, nil, nil},
	{register.Query{Sort: "-number"}, nil, nil},
	{register.Query{Sort: "title"}, nil, func(a, b *Thing) int { return strings.Compare(register.Fold(a.Title), register.Fold(b.Title)) }},
	{register.Query{Sort: "-due"}, nil, func(a, b *Thing) int { return int(a.Due - b.Due) }},
	{register.Query{Sort: "count", Filters: []register.Filter{register.Where("state", "open")}}, func(v *Thing) bool { return v.State == "open" }, func(a, b *Thing) int { return a.Count - b.Count }},
	{register.Query{Sort: "-parts", Search: "ANCH"}, func(v *Thing) bool { return register.Fold(v.Title) == "anchor" }, func(a, b *Thing) int { return len(a.Nested) - len(b.Nested) }},
	{register.Query{Filters: []register.Filter{{Field: "due", Op: register.From, Values: []string{"2027-03-02"}}, {Field: "owner", Op: register.Given}}}, func(v *Thing) bool { return v.Due >= civil.Of(2027, 3, 2) && v.Owner != "" }, nil},
}

func (m *memory) compare(rt *rapid.T, h *House) {
	rt.Helper()
	instants := map[int64]bool{}
	for _, s := range slices.Concat(m.things, m.links) {
		instants[s.from-1], instants[s.from] = true, true
		if s.to != always {
			instants[s.to-1], instants[s.to] = true, true
		}
	}
	err := h.Door.See(context.Background(), h.Owner, func(v *change.View) error {
		some := rapid.SliceOfNDistinct(rapid.SampledFrom(slices.Sorted(maps.Keys(instants))), 1, 5, rapid.ID).Draw(rt, "instants")
		for _, at := range some {
			if err := m.compareAt(rt, v, at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
}

func (m *memory) compareAt(rt *rapid.T, v *change.View, at int64) error {
	rt.Helper()
	var then []*span
	for i := range m.things {
		if m.things[i].at(at) {
			then = append(then, &m.things[i])
		}
	}
	number := func(s *span) int64 { return Things.Declaration().ParseNumber(s.row.Number) }
	slices.SortFunc(then, func(a, b *span) int { return cmp.Compare(number(a), number(b)) })
	for i, c := range pastQueries {
		want, list := []register.Row[Thing]{}, slices.Clone(then)
		if c.order != nil {
			slices.SortStableFunc(list, func(a, b *span) int { return c.order(&a.row.Value, &b.row.Value) })
		}
		for _, s := range list {
			if c.keep == nil || c.keep(&s.row.Value) {
				want = append(want, s.row)
			}
		}
		if strings.HasPrefix(c.query.Sort, "-") {
			slices.Reverse(want)
		}
		q, got := c.query, []register.Row[Thing]{}
		q.AsAt, q.Limit = at, 3
		for {
			page, err := change.List(v, Things, q)
			if err != nil {
				return err
			}
			if page.Total != int64(len(want)) {
				rt.Fatalf("list %d as at +%d: total %d, want %d", i, at-Noon.UnixMicro(), page.Total, len(want))
			}
			got = append(got, page.Rows...)
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if d := gocmp.Diff(want, got); d != "" {
			rt.Fatalf("list %d as at +%d (-want +got):\n%s", i, at-Noon.UnixMicro(), d)
		}
	}
	for i := range m.things {
		ref := m.things[i].row.Ref
		k := slices.IndexFunc(then, func(s *span) bool { return s.row.ID == ref.ID })
		for _, by := range []string{ref.ID, ref.Number} {
			rec, err := change.AnyGet(v, Things, by, at)
			switch {
			case k < 0 && errs.CodeOf(err) != errs.NotFound:
				rt.Fatalf("%s as at +%d was not there: %v, %v", by, at-Noon.UnixMicro(), rec.Version, err)
			case k >= 0 && (err != nil || rec.Version != then[k].row.Version):
				rt.Fatalf("%s as at +%d: version %d, %v, want %d", by, at-Noon.UnixMicro(), rec.Version, err, then[k].row.Version)
			}
		}
		want := map[string]bool{}
		for j := range m.links {
			if l := &m.links[j]; l.at(at) && (l.link.From == ref.ID || l.link.To == ref.ID) {
				want[fmt.Sprint(l.link)] = true
			}
		}
		links, err := v.Links(ref.ID, at)
		if err != nil {
			return err
		}
		got := map[string]bool{}
		for _, l := range links {
			got[fmt.Sprint(l)] = true
		}
		if !maps.Equal(got, want) {
			rt.Fatalf("links of %s as at +%d: %v, want %v", ref.Number, at-Noon.UnixMicro(), got, want)
		}
	}
	return nil
}
