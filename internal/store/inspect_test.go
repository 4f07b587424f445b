package store_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"holdfast/internal/store"
)

func TestInspectChangesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	st, err := store.Inspect(t.Context(), store.Options{Dir: dir})
	if err != nil || st.Found || st.Engine != "sqlite" || st.Wanted < 1 {
		t.Fatalf("an empty folder: %+v, %v", st, err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("it left %v", left)
	}

	s, err := store.Open(t.Context(), store.Options{Dir: dir, Server: true})
	if err != nil {
		t.Fatal(err)
	}
	st, err = store.Inspect(t.Context(), store.Options{Dir: dir})
	if err != nil || !st.Found || st.Schema != st.Wanted || st.Missing != 0 || len(st.Damage) > 0 || st.Server != strconv.Itoa(os.Getpid()) {
		t.Errorf("beside a server: %+v, %v", st, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if st, err = store.Inspect(t.Context(), store.Options{Dir: dir}); err != nil || st.Server != "" || !st.Found {
		t.Errorf("after the server: %+v, %v", st, err)
	}
}

func TestInspectFindsDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "holdfast.db")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 3 * 4096; i < len(b); i++ { // everything after the first pages
		b[i] = 0xA5
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	st, err := store.Inspect(t.Context(), store.Options{Dir: dir})
	if err == nil && len(st.Damage) == 0 {
		t.Errorf("damage was not found: %+v", st)
	}
	if err := os.WriteFile(path, []byte("not a database at all, and long enough to be looked at as one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if st, err := store.Inspect(t.Context(), store.Options{Dir: dir}); err == nil {
		t.Errorf("a file of something else: %+v", st)
	}
}
