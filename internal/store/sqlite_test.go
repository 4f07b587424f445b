package store_test

import (
	"testing"

	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
)

// openSQLite gives an empty store whose history has short eras.
func openSQLite(t testing.TB) *store.Store { return openSQLiteWith(t, storetest.Era) }

func openSQLiteWith(t testing.TB, era int) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Era: era, Small: storetest.Small})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store { return openSQLite(t) })
}
