package store_test

import (
	"testing"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
)

// TestRules: the archive answers with the book that was loaded at each instant,
// after a restart too, and says what it does not have.
func TestRules(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); testRules(t, openSQLite(t)) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); s, _ := openPostgres(t); testRules(t, s) })
}

func testRules(t *testing.T, s *store.Store) {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 9, 0, 0, 0, time.UTC) }
	shipped := scheme.Default()
	own, err := scheme.Load(scheme.Files(), scheme.Override{
		Pointer: "/schemes/iso27001/lead/renew/typical", Value: 41.0, Who: "Orla Quay", When: day(3), Reason: "Our body is quicker.",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, start := range []struct {
		day  int
		book *scheme.Book
	}{{1, shipped}, {2, shipped}, {3, own}, {4, own}, {5, shipped}} {
		if _, err := s.KeepRules(t.Context(), start.book, day(start.day)); err != nil {
			t.Fatal(err)
		}
	}
	archive, err := s.KeepRules(t.Context(), shipped, day(6))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[time.Time]*scheme.Book{
		day(1): shipped, day(2): shipped, day(3).Add(-1): shipped, day(3): own, day(5).Add(-time.Second): own, day(5): shipped, day(9): shipped,
	} {
		got, err := archive.At(t.Context(), at)
		if err != nil || got.Hash() != want.Hash() {
			t.Errorf("%v: %v", at, err)
		}
	}
	if _, err := archive.At(t.Context(), day(1).Add(-time.Second)); errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("before anything was kept: %v", err)
	}
}
