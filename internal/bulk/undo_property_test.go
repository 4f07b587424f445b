package bulk_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"holdfast/internal/bulk"
	"holdfast/internal/civil"
)

// TestUndoIsTheIdentity: after any history, a bulk change and its undo leave
// every boat as it was, the undo of the undo leaves what the change left, and so
// on; also when others change other boats in between.
func TestUndoIsTheIdentity(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, engine string) {
		rng := rand.New(rand.NewPCG(7, 31)) //nolint:gosec // a history to repeat, no secret
		h := build(t, engine, bulk.Rule{Ready: ready})
		const n = 12
		for i := range n {
			h.add(boat{Name: fmt.Sprint("Boat ", i), Length: 10 + rng.IntN(5)})
		}
		for round := range 25 {
			for range rng.IntN(6) {
				h.edit(fmt.Sprint("BOAT-", 1+rng.IntN(n)), func(b *boat) { shake(rng, b) })
			}
			before := h.bodies()
			o := bulk.Order{Of: "boat", Skip: true, Set: sets(rng)}
			for i := range n {
				if rng.IntN(2) == 0 {
					o.Picks = append(o.Picks, bulk.Pick{Record: fmt.Sprint("BOAT-", i+1)})
				}
			}
			r, err := h.bulk.Apply(t.Context(), h.by(h.owner), o)
			if err != nil {
				if !same(before, h.bodies()) {
					t.Fatalf("round %d: refused, and left something behind: %v", round, err)
				}
				continue // nothing would change
			}
			after := h.bodies()
			if same(before, after) {
				t.Fatalf("round %d: %+v changed nothing", round, r)
			}
			for i := range 3 {
				if r, err = h.bulk.Undo(t.Context(), h.by(h.owner), bulk.UndoOrder{Number: r.Number}); err != nil {
					t.Fatalf("round %d, undo %d: %v", round, i, err)
				}
				want := before
				if i%2 == 1 {
					want = after
				}
				if got := h.bodies(); !same(want, got) {
					t.Fatalf("round %d, undo %d:\n%v\n%v", round, i, want, got)
				}
			}
		}
	})
}

// shake changes a boat somehow.
func shake(rng *rand.Rand, b *boat) {
	switch rng.IntN(4) {
	case 0:
		b.Owner = []string{"", "orla", "dov"}[rng.IntN(3)]
	case 1:
		b.Due = civil.Of(2027, 1, 1+rng.IntN(20))
	case 2:
		b.Tags = []string{fmt.Sprint("t", rng.IntN(3))}
	default:
		b.Stage = fmt.Sprint("s", rng.IntN(3))
	}
}

// sets gives one to three fields to set.
func sets(rng *rand.Rand) []bulk.Set {
	all := []bulk.Set{
		{Field: "owner", Value: []string{"", "orla", "dov"}[rng.IntN(3)]},
		{Field: "due", Value: []string{"", "2027-01-05", "2027-02-01"}[rng.IntN(3)]},
		{Field: "state", Value: []string{"", "afloat", "sold"}[rng.IntN(3)]},
		{Field: "tags", Value: []string{"", "t1", "t1, t2"}[rng.IntN(3)]},
		{Field: "length", Value: fmt.Sprint(11 + rng.IntN(4))},
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:1+rng.IntN(3)]
}
