package storetest

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/change"
	"holdfast/internal/desk/search"
	"holdfast/internal/fold"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

// vocabulary has words that begin others, joined ones, and one with an accent.
var vocabulary = []string{"quay", "quayside", "Éclair", "harbour", "harbour-master", "ISO/IEC", "27001:2022", "a", "at", "A.5.15"}

// searches compares what is found with the same done in Go, over random changes
// that the sets have caught up with or not, beside another organisation.
func searches(t *testing.T, s *store.Store) {
	other := NewHouse(t, s)
	other.Add(t, Thing{Title: strings.Join(vocabulary, " ")})
	rapid.Check(t, func(rt *rapid.T) {
		h := NewHouse(t, s)
		things := map[int64]Thing{}
		rows := map[int64]register.Row[Thing]{}
		do := func(action string, fn func(*change.Tx) error) {
			if _, err := h.Do(action, fn); err != nil {
				rt.Fatal(action, err)
			}
		}
		text := func(label string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 3).Draw(rt, label), " ")
		}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			v := Thing{State: "open", Title: text("title"), Notes: text("notes")}
			which := int64(0)
			var was register.Row[Thing] // fn may run again: it begins from this
			if len(rows) > 0 {
				which = rapid.SampledFrom(slices.Sorted(keysOf(rows))).Draw(rt, "which")
				was = rows[which]
			}
			switch what := rapid.SampledFrom([]string{"create", "update", "delete", "index"}).Draw(rt, "what"); {
			case what == "index":
				index(t, s)
			case what == "create" || which == 0:
				do("thing.create", func(tx *change.Tx) error {
					row, err := change.Insert(tx, Things, v)
					if err == nil {
						n := Things.Declaration().ParseNumber(row.Number)
						rows[n], things[n] = row, v
					}
					return err
				})
			case what == "update":
				do("thing.update", func(tx *change.Tx) error {
					row, err := change.Put(tx, Things, was.ID, was.Version, v)
					if err == nil {
						rows[which], things[which] = row, v
					}
					return err
				})
			default:
				do("thing.delete", func(tx *change.Tx) error { return change.Delete(tx, Things, was.ID, was.Version) })
				delete(rows, which)
				delete(things, which)
			}
		}
		for _, q := range []string{"quay", "QUAYS", "ecl", "harbour", "master", "iec", "2022", "a", "a.5", "quay at", "side"} {
			words := fold.Words(q)
			type hit struct {
				Num     int64
				InTitle bool
			}
			var want []hit
			for n, v := range things {
				if everyWord(v.Title+" "+v.Notes, words) {
					want = append(want, hit{n, everyWord(v.Title, words)})
				}
			}
			slices.SortFunc(want, func(a, b hit) int {
				if a.InTitle != b.InTitle {
					return map[bool]int{true: -1, false: 1}[a.InTitle]
				}
				return cmp.Compare(b.Num, a.Num)
			})
			total := int64(len(want))
			want = want[:min(len(want), 3)]
			h.See(t, func(v *change.View) error {
				found, err := v.Port().(search.Store).SearchRecords(v.Context(), search.Ask{Kinds: []register.Kind{"thing", "nothing"}, Words: words, Most: 3})
				var got []hit
				for _, m := range found {
					for _, r := range m.Rows {
						got = append(got, hit{r.Num, r.InTitle})
					}
					if m.Total != total {
						rt.Errorf("%q: %d, want %d", q, m.Total, total)
					}
				}
				if d := gocmp.Diff(want, got); d != "" {
					rt.Errorf("%q (-want +got):\n%s", q, d)
				}
				return err
			})
		}
	})
}

func keysOf[V any](m map[int64]V) func(func(int64) bool) {
	return func(yield func(int64) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// everyWord says whether each word begins one of the text, or a later part of a
// joined one; a single letter is a whole word.
func everyWord(text string, words []string) bool {
	joined := func(r rune) bool { return strings.ContainsRune("-/:.", r) }
	var have []string
	for _, w := range strings.Fields(fold.Text(text)) {
		have = append(append(have, w), strings.FieldsFunc(w, joined)[1:]...)
	}
	return !slices.ContainsFunc(words, func(w string) bool {
		return !slices.ContainsFunc(have, func(h string) bool { return h == w || len(w) > 1 && strings.HasPrefix(h, w) })
	})
}
