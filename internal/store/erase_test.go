package store_test

import (
	"bytes"
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/store/storetest"
)

// rawly searches every file of a folder.
func rawly(t *testing.T, dir string, marks []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range marks {
			if n := bytes.Count(bytes.ToLower(b), []byte(m)); n > 0 {
				at := bytes.Index(bytes.ToLower(b), []byte(m))
				t.Errorf("%s holds %q %d times: …%q…", filepath.Base(path), m, n, b[max(0, at-60):min(len(b), at+60)])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestErasureOnSQLite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Era: storetest.Era, Small: storetest.Small})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	storetest.ErasePerson(t, s, func(marks ...string) {
		rawly(t, dir, marks)
	})
}

// tablesOf gives every table with its columns that hold text or bytes.
func tablesOf(t *testing.T, db *sql.DB) map[string][]string {
	t.Helper()
	rows, err := db.Query(`SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND data_type IN ('text', 'bytea') AND table_name NOT LIKE 'goose%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		out[table] = append(out[table], column)
	}
	return out
}

func TestErasureOnPostgres(t *testing.T) {
	t.Parallel()
	s, o := openPostgres(t)
	super, err := sql.Open("pgx", pgtest.Get(t).Superuser(o))
	if err != nil {
		t.Fatal(err)
	}
	defer super.Close()
	storetest.ErasePerson(t, s, func(marks ...string) {
		for table, columns := range tablesOf(t, super) {
			for _, c := range columns {
				for _, m := range marks {
					var n int
					// Bytes are shown as hexadecimal; nothing there is looked for as text.
					if err := super.QueryRow("SELECT count(*) FROM "+table+" WHERE position($1 in lower(CAST("+c+" AS text))) > 0 OR position(encode(convert_to($1, 'UTF8'), 'hex') in CAST("+c+" AS text)) > 0", m).Scan(&n); err != nil {
						t.Fatal(table, c, err)
					}
					if n > 0 {
						t.Errorf("%s.%s holds %q in %d rows", table, c, m, n)
					}
				}
			}
		}
	})
}

func TestRetentionOnBoth(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); storetest.Retain(t, openSQLite(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		s, _ := openPostgres(t)
		storetest.Retain(t, s)
	})
}

// TestErasureAfterARestore: a copy of the folder from before brings the person
// back; the journal takes them out again.
func TestErasureAfterARestore(t *testing.T) {
	t.Parallel()
	dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "restored")
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Era: storetest.Era, Small: storetest.Small})
	if err != nil {
		t.Fatal(err)
	}
	k := storetest.NewKeeper(t, s)
	p := k.Leave(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if s, err = store.Open(t.Context(), store.Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	k = storetest.NewKeeperOver(s, k)
	k.Erase(t, p.Person)
	restored, err := store.Open(t.Context(), store.Options{Dir: copied})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	storetest.EraseAgain(t, restored, k, func(marks ...string) { rawly(t, copied, marks) })
}

// nobody are the columns of tables that say nothing of people, or only by hashes
// and ids that stand in the trail too. What names people stands in erase_rest.go.
var nobody = []string{
	"organisation.*", "register_count.*", "register_layout.*", "register_live.*", "era.*", "link.*", "link_past.*", "trail_head.*",
	"trail_event.kind", "trail_event.id", "trail_event.leaf", "trail_event.salt", "trail_event.action", "trail_event.who", "template_link.*", "trail_seal.*", "trail_tile.*", "checkpoint.*",
	"notice_release.*", "notice.*", "notice_feed.*", "notice_text.*", "notice_watch.*", "notice_match.watch", "notice_match.notice", "installation_head.*", "installation_event.*", "rule_data.*", "rule_load.*",
	"erased_version.*", "erasure_plan.*", "retention_item.*", "provider_secret.*", "provider_login.provider_id", "provider_login.issuer", "provider_login.subject",
	"*.org_id", "*.id", "*.kind", "*.hash", "*.scope", "*.role", "*.state", "*.salt", "*.work", "*.tail", "trust_subscription.confirm", "trust_subscription.stop", "trust_subscription.told",
	// Rewritten with the record.
	"record.words", "record.body", "revision.words", "revision.body", "record.t?", "revision.t?", "era_revision.t?", "era_revision.words", "search_set.term", "search_set.nums", "search_due.t?", "search_due.words",
	"trail_event.payload", "invitation.email_key",
}

// TestNoTextIsForgotten: each column of text of every table is looked through by
// an erasure, goes with an account, or is known to say nothing of people.
func TestNoTextIsForgotten(t *testing.T) {
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
	rows, err := db.Query(`SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%' AND c.type IN ('TEXT', 'BLOB') ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	known := store.Looked()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		name := table + "." + column
		says := slices.Contains(known, name) || slices.Contains(known, table+".*")
		for _, pattern := range nobody {
			ok, err := filepath.Match(pattern, name)
			if err != nil {
				t.Fatal(err)
			}
			says = says || ok
		}
		if !says {
			t.Errorf("%s: say in erase_rest.go how an erasure looks through it, or in this test that it names nobody", name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(known, func(n string) bool { return strings.HasPrefix(n, "job.") }) {
		t.Error("jobs are not looked through")
	}
}
