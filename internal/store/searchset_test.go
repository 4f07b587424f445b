package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/store"
)

// TestNumSet: a set kept and read again gives its pages as a sorted list does,
// over the edges of blocks.
func TestNumSet(t *testing.T) {
	t.Parallel()
	number := rapid.OneOf(rapid.Int64Range(1, 9000), rapid.Int64Range(4090, 4100), rapid.Int64Range(1, 1<<40))
	rapid.Check(t, func(t *rapid.T) {
		nums := rapid.SliceOfN(number, 0, 400).Draw(t, "nums")
		if rapid.Bool().Draw(t, "dense") {
			for i := range int64(700) {
				nums = append(nums, i*3+1)
			}
		}
		slices.Sort(nums)
		nums = slices.Compact(nums)
		after, desc, limit := rapid.OneOf(number, rapid.Just(int64(0))).Draw(t, "after"), rapid.Bool().Draw(t, "desc"), rapid.IntRange(1, 50).Draw(t, "limit")
		var want []int64
		for _, n := range nums {
			if after == 0 || desc && n < after || !desc && n > after {
				want = append(want, n)
			}
		}
		if desc {
			slices.Reverse(want)
		}
		want = want[:min(len(want), limit)]
		got, count := store.KeptAndRead(nums, after, desc, limit)
		if d := cmp.Diff(want, got); d != "" || count != int64(len(nums)) {
			t.Errorf("%d of %d (-want +got):\n%s", count, len(nums), d)
		}
	})
}
