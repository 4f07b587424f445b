package store_test

import (
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/store/storetest"
)

// BenchmarkErase takes a person out of 10,000 records that all name them, with
// their events and the file written anew: the time of one is that of all.
func BenchmarkErase(b *testing.B) {
	for range b.N {
		b.StopTimer()
		k := storetest.NewKeeper(b, openSQLiteWith(b, 0))
		p := k.Leave(b)
		for from := 0; from < 10_000; from += 1000 {
			if _, err := k.Door.Do(b.Context(), change.Request{Actor: k.Owner, Action: "thing.import", Now: storetest.Noon}, func(tx *change.Tx) error {
				for i := range 1000 {
					v := storetest.Sample(from + i)
					v.Notes += " Seen by " + storetest.PersonName + "."
					if _, err := change.Insert(tx, storetest.Things, v); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		if row := k.Erase(b, p.Person); row.Value.Left != 0 {
			b.Fatalf("left: %+v", row.Value)
		}
	}
}
