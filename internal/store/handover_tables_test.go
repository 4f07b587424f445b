package store_test

import (
	"database/sql"
	"slices"
	"testing"

	"holdfast/internal/handover"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
)

// TestEveryTableIsHandedOverOrLeftOnPurpose: no table of an organisation is
// forgotten by the hand-over file.
func TestEveryTableIsHandedOverOrLeftOnPurpose(t *testing.T) {
	t.Parallel()
	_, o := openPostgres(t)
	super, err := sql.Open("pgx", pgtest.Get(t).Superuser(o))
	if err != nil {
		t.Fatal(err)
	}
	defer super.Close()
	tables := private(t, super)
	left := store.LeftBehind()
	for _, table := range tables {
		told := slices.ContainsFunc(handover.Parts(), func(p handover.Part) bool { return p.Name == table })
		if told == (left[table] != "") {
			t.Errorf("%s is handed over: %v, and left behind because %q", table, told, left[table])
		}
	}
	for table := range left {
		if !slices.Contains(tables, table) {
			t.Errorf("%s is left behind and is not there", table)
		}
	}
	for _, p := range handover.Parts() {
		rows, err := super.QueryContext(t.Context(), "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND table_schema = current_schema()", p.Name)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			if p.At(name) < 0 && !slices.Contains(store.MadeAnew(p.Name), name) {
				t.Errorf("%s.%s is not handed over", p.Name, name)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		_ = rows.Close()
	}
}
