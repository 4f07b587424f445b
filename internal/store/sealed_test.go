package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"holdfast/internal/store"
)

// TestEverySealedColumnIsKnown: a column named sealed would be forgotten by a
// rotation of the key unless the store knows it.
func TestEverySealedColumnIsKnown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	db, err := sql.Open("sqlite", filepath.Join(dir, "holdfast.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	there := columns(t.Context(), t, db)
	known := store.SealedColumns()
	if !slices.Equal(there, known) {
		t.Errorf("the schema has %v, and a rotation seals %v anew", there, known)
	}
}

func columns(ctx context.Context, t *testing.T, db *sql.DB) []string {
	t.Helper()
	rows, err := db.QueryContext(ctx, `SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.schema = 'main' AND c.name LIKE 'sealed%' ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(table, ".", column))
	}
	return out
}
