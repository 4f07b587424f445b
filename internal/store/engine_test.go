package store_test

import (
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/store/storetest"
)

// TestFolder: the data is its owner's alone, and one server's at a time.
func TestFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a folder with # and ?")
	first, err := store.Open(t.Context(), store.Options{Dir: dir, Server: true})
	if err != nil {
		t.Fatal(err)
	}
	h := storetest.NewHouse(t, first)
	h.Add(t, storetest.Sample(1))
	files, err := filepath.Glob(filepath.Join(strings.NewReplacer("?", "\\?").Replace(dir), "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, f := range append(files, dir) {
		st, err := os.Stat(f)
		if err != nil || st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v, %v", f, st.Mode(), err)
		}
	}
	if _, err := store.Open(t.Context(), store.Options{Dir: dir, Server: true}); errs.CodeOf(err) != errs.Conflict || !strings.Contains(err.Error(), dir) {
		t.Errorf("a second server on the folder: %v", err)
	}
	beside, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatalf("a command beside the server: %v", err)
	}
	other := storetest.House{Store: beside, Door: change.New(beside, h.Door.Book()), Owner: h.Owner}
	other.Add(t, storetest.Sample(2))
	if err := beside.Close(); err != nil {
		t.Error(err)
	}
	if row := h.Add(t, storetest.Sample(3))[0]; row.Number != "THING-3" {
		t.Errorf("the server did not see the command's write: next is %s", row.Number)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	again, err := store.Open(t.Context(), store.Options{Dir: dir, Server: true})
	if err != nil {
		t.Fatalf("after the first has gone: %v", err)
	}
	_ = again.Close()
}

// TestSchemaOfAnotherVersion: neither a newer database nor one whose migration
// failed is served.
func TestSchemaOfAnotherVersion(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	raw, err := sql.Open("sqlite", filepath.Join(dir, "holdfast.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	// A table in the way makes the migration fail halfway.
	if _, err := raw.Exec("CREATE TABLE trail_event (x INTEGER)"); err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), store.Options{Dir: dir})
	if errs.CodeOf(err) != errs.Unavailable || !strings.Contains(err.Error(), "does not start") {
		t.Errorf("a failed migration: %v", err)
	}
	var n int
	if err := raw.QueryRow("SELECT count(*) FROM sqlite_master WHERE name = 'record'").Scan(&n); err != nil || n != 0 {
		t.Errorf("half of the migration stayed: %d, %v", n, err)
	}
	if _, err := raw.Exec("DROP TABLE trail_event"); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatalf("after the obstacle was removed: %v", err)
	}
	_ = s.Close()
	if _, err := raw.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, 1)"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{Dir: dir}); errs.CodeOf(err) != errs.Unavailable || !strings.Contains(err.Error(), "newer") {
		t.Errorf("a newer database: %v", err)
	}
}

// TestNoRoom: a full disk refuses the write, reads go on, and once there is
// room writes do too.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	s := openSQLite(t)
	h := storetest.NewHouse(t, s)
	h.Fill(t, 100)
	limit := func(pages string) {
		if err := s.In(t.Context(), store.System(store.WorkDoctor), func(tx *store.Tx) error {
			var n int64
			_, err := tx.QueryRow(t.Context(), "PRAGMA max_page_count = "+pages, nil, &n)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // no more than there is
	var err error
	kept := int64(100)
	for range 1000 {
		if _, err = h.Do("thing.create", func(tx *change.Tx) error {
			_, err := change.Insert(tx, storetest.Things, storetest.Sample(1))
			return err
		}); err != nil {
			break
		}
		kept++
	}
	if errs.CodeOf(err) != errs.StorageFull {
		t.Fatalf("no room: %v", err)
	}
	h.See(t, func(v *change.View) error {
		page, err := change.List(v, storetest.Things, register.Query{})
		if page.Total != kept {
			t.Errorf("%d rows, %d were acknowledged", page.Total, kept)
		}
		return err
	})
	limit("1000000")
	h.Add(t, storetest.Sample(2))
}

// TestTrailStands: SQLite itself refuses to rewrite the trail.
func TestTrailStands(t *testing.T) {
	t.Parallel()
	h := storetest.NewHouse(t, openSQLite(t))
	for _, statement := range []string{"UPDATE trail_event SET leaf = 'x' WHERE org_id = $1", "DELETE FROM trail_event WHERE org_id = $1"} {
		if err := h.Store.In(t.Context(), store.Org(h.Owner.Org), func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), statement, h.Owner.Org)
			return err
		}); err == nil {
			t.Errorf("done: %s", statement)
		}
	}
}

// TestSchema: every key of a table with an organisation starts with it, tables
// are STRICT, and every list walks an index.
func TestSchema(t *testing.T) {
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
	one := func(query string, args ...any) []string {
		t.Helper()
		rows, err := db.Query(query, args...)
		if err != nil {
			t.Fatal(query, err)
		}
		defer rows.Close()
		var out []string
		for rows.Next() {
			var v string
			if err := rows.Scan(&v); err != nil {
				t.Fatal(err)
			}
			out = append(out, v)
		}
		return out
	}
	for _, table := range one("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'") {
		if strict := one("SELECT strict FROM pragma_table_list WHERE name = ?", table); strict[0] != "1" {
			t.Errorf("%s is not STRICT", table)
		}
		if len(one("SELECT name FROM pragma_table_info(?) WHERE name = 'org_id'", table)) == 0 {
			continue
		}
		for _, index := range one("SELECT name FROM pragma_index_list(?) WHERE \"unique\" = 1", table) {
			if cols := one("SELECT name FROM pragma_index_info(?) ORDER BY seqno", index); cols[0] != "org_id" {
				t.Errorf("unique key %s of %s starts with %s", index, table, cols[0])
			}
		}
		for _, col := range one("SELECT \"from\" FROM pragma_foreign_key_list(?) WHERE seq = 0", table) {
			if col != "org_id" {
				t.Errorf("a foreign key of %s starts with %s", table, col)
			}
		}
	}
	for _, slot := range []string{"num", "t1", "t8", "i1", "i4"} {
		where, order := "", slot+", num"
		if slot == "num" {
			order = "num"
		} else {
			where = " AND " + slot + " IS NOT NULL AND (" + slot + ", num) > ('a', 3)"
		}
		var plan []string
		rows, err := db.Query("EXPLAIN QUERY PLAN SELECT id FROM record WHERE org_id = 'o' AND kind = 'k'" + where + " ORDER BY " + order + " LIMIT 50")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var a, b, c int
			var detail string
			if err := rows.Scan(&a, &b, &c, &detail); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, detail)
		}
		_ = rows.Close()
		if text := strings.Join(plan, "; "); !strings.Contains(text, "SEARCH record USING") || strings.Contains(text, "TEMP B-TREE") {
			t.Errorf("a list by %s: %s", slot, text)
		}
	}
}

// TestStatements: no statement uses what the engines do differently.
func TestStatements(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	forbidden := map[string]*regexp.Regexp{
		"LIKE on text":               regexp.MustCompile(`\bLIKE \$`),
		"a function of one engine":   regexp.MustCompile(`(?i)\b(json_extract|strftime|datetime|regexp_|to_char|now)\(`),
		"a parameter standing alone": regexp.MustCompile(`SELECT \$\d`),
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for what, form := range forbidden {
			if at := form.Find(b); at != nil {
				t.Errorf("%s: %s: %s", name, what, at)
			}
		}
	}
}

// TestLibc: modernc.org/libc is exactly the version that sqlite's go.mod names;
// with another one SQLite may misbehave without a word.
func TestLibc(t *testing.T) {
	t.Parallel()
	version := func(args ...string) string {
		out, err := exec.Command("go", append([]string{"list", "-m", "-f"}, args...)...).Output()
		if err != nil {
			t.Skipf("go list: %v", err)
		}
		return strings.TrimSpace(string(out))
	}
	mod, err := os.ReadFile(version("{{.GoMod}}", "modernc.org/sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	wanted := regexp.MustCompile(`modernc\.org/libc (v\S+)`).FindSubmatch(mod)
	if wanted == nil {
		t.Fatal("sqlite's go.mod names no libc")
	}
	if got := version("{{.Version}}", "modernc.org/libc"); got != string(wanted[1]) {
		t.Errorf("modernc.org/libc is %s, sqlite wants %s: go get modernc.org/libc@%s", got, wanted[1], wanted[1])
	}
}
