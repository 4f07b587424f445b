package store_test

import (
	"os"
	"testing"

	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func openPostgres(t testing.TB) (*store.Store, store.Options) {
	t.Helper()
	return openPostgresWith(t, storetest.Era)
}

func openPostgresWith(t testing.TB, era int) (*store.Store, store.Options) {
	t.Helper()
	o := pgtest.Database(t)
	o.Era, o.Small = era, storetest.Small
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, o
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store {
		s, _ := openPostgres(t)
		return s
	})
}
