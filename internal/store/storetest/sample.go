package storetest

import (
	"fmt"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/money"
)

// Sample gives the i-th of many things that differ in every field, always the
// same one for the same i.
func Sample(i int) Thing {
	checked := i%3 == 0
	v := Thing{
		Title: fmt.Sprintf("Thing number %d of the harbour", i*7919%100_003),
		Notes: fmt.Sprintf("What is known of the %d-th thing: it was found near mooring %d, and nobody has asked for it since.", i, i%97),
		State: []string{"open", "closed"}[i%2],
		Due:   civil.Of(2027, 1, 1) + civil.Date(i*31%1000),
		Owner: fmt.Sprintf("person-%d", i%11),
		Worth: money.Amount{Minor: int64(i * 1013 % 100_000), Currency: "GBP"},
		Count: i%50 - 10,
		Tags:  []string{"berth " + fmt.Sprint(i%5)},
	}
	if i%4 != 0 {
		v.Checked = &checked
	}
	for p := range i % 4 {
		v.Nested = append(v.Nested, Part{fmt.Sprint("part ", p)})
	}
	return v
}

// Fill stores n samples, in changes of up to a thousand.
func (h *House) Fill(t testing.TB, n int) {
	t.Helper()
	for from := 0; from < n; from += 1000 {
		if _, err := h.Do("thing.import", func(tx *change.Tx) error {
			for i := from; i < min(from+1000, n); i++ {
				if _, err := change.Insert(tx, Things, Sample(i)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}
