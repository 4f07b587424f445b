package store_test

import (
	"slices"
	"testing"

	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
)

// wholeInstallation are the tables without org_id, each with why it has none.
var wholeInstallation = map[string]string{
	"account":               "a person over all organisations",
	"account_password":      "of an account",
	"account_authenticator": "of an account",
	"account_recovery":      "of an account",
	"account_session":       "of an account; the organisation that it works for is its state",
	"account_ticket":        "of an account",
	"account_attempt":       "who tries is nobody's yet",
	"account_ceremony":      "who signs in is nobody's yet",
	"account_passkey":       "of an account",
	"notice":                "public matter",
	"notice_release":        "public matter",
	"notice_text":           "public matter",
	"notice_feed":           "how far public matter was fetched",
	"installation_head":     "what was done to the whole installation",
	"installation_event":    "what was done to the whole installation",
	"register_layout":       "how this program keeps registers",
	"rule_data":             "rule data are of the installation",
	"rule_load":             "rule data are of the installation",
	"goose_db_version":      "the migrations that were done",
}

// schema reads the catalogue of an engine: the first columns of what makes rows
// one and of what they hang on.
type schema struct {
	tables  string // name, 1 with org_id
	uniques string // table, key, first column; of tables with org_id
	foreign string // table, key, first column; of tables with org_id
}

var catalogues = map[string]schema{
	"sqlite": {
		tables: "SELECT t.name, EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = 'org_id') FROM pragma_table_list t WHERE t.type = 'table' AND t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'",
		uniques: `SELECT t.name, i.name, COALESCE((SELECT c.name FROM pragma_index_info(i.name) c WHERE c.seqno = 0), '')
FROM pragma_table_list t JOIN pragma_index_list(t.name) i WHERE i."unique" = 1 AND t.type = 'table' AND t.schema = 'main' AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = 'org_id')`,
		foreign: `SELECT t.name, f."table", f."from" FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f
WHERE f.seq = 0 AND t.type = 'table' AND t.schema = 'main' AND EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = 'org_id')`,
	},
	"postgres": {
		tables: `SELECT t.relname::text, CASE WHEN EXISTS (SELECT 1 FROM pg_attribute o WHERE o.attrelid = t.oid AND o.attname = 'org_id') THEN 1 ELSE 0 END
FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = current_schema()::regnamespace`,
		uniques: `SELECT t.relname::text, i.relname::text, a.attname::text FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
WHERE x.indisunique AND t.relnamespace = current_schema()::regnamespace AND EXISTS (SELECT 1 FROM pg_attribute o WHERE o.attrelid = t.oid AND o.attname = 'org_id')`,
		foreign: `SELECT t.relname::text, k.conname::text, a.attname::text FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND t.relnamespace = current_schema()::regnamespace AND EXISTS (SELECT 1 FROM pg_attribute o WHERE o.attrelid = t.oid AND o.attname = 'org_id')`,
	},
}

// TestKeysBeginWithTheOrganisation reads both catalogues: no key of one
// organisation can meet another's row, whatever a statement forgets.
func TestKeysBeginWithTheOrganisation(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]func() store.Options{
		"sqlite":   func() store.Options { return store.Options{Dir: t.TempDir()} },
		"postgres": func() store.Options { return pgtest.Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := store.Open(t.Context(), options())
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			catalogue := catalogues[name]
			rows := func(query string, each func(a, b, c string)) {
				t.Helper()
				if err := s.View(t.Context(), store.System(store.WorkDoctor), func(tx *store.Tx) error {
					return tx.Query(t.Context(), query, nil, func(scan func(...any) error) error {
						var a, b, c string
						err := scan(&a, &b, &c)
						each(a, b, c)
						return err
					})
				}); err != nil {
					t.Fatal(err)
				}
			}
			var private []string
			seen := map[string]bool{}
			if err := s.View(t.Context(), store.System(store.WorkDoctor), func(tx *store.Tx) error {
				return tx.Query(t.Context(), catalogue.tables, nil, func(scan func(...any) error) error {
					var table string
					var org int64
					err := scan(&table, &org)
					seen[table] = true
					switch {
					case org == 1:
						private = append(private, table)
					case wholeInstallation[table] == "":
						t.Errorf("%s has no org_id: say above why it is of the whole installation", table)
					}
					return err
				})
			}); err != nil {
				t.Fatal(err)
			}
			for table := range wholeInstallation {
				if !seen[table] {
					t.Errorf("there is no table %s", table)
				}
			}
			keyed, hangs := map[string]bool{}, map[string]bool{}
			rows(catalogue.uniques, func(table, key, column string) {
				keyed[table] = true
				if column != "org_id" {
					t.Errorf("the key %s of %s begins with %s", key, table, column)
				}
			})
			rows(catalogue.foreign, func(table, key, column string) {
				hangs[table] = true
				if column != "org_id" {
					t.Errorf("the foreign key %s of %s begins with %s", key, table, column)
				}
			})
			for _, table := range private {
				if !keyed[table] && table != "link_past" { // what ended may have been so twice
					t.Errorf("%s has no key", table)
				}
				if !hangs[table] && table != "organisation" {
					t.Errorf("%s hangs on nothing of its organisation", table)
				}
			}
			if len(private) < 20 || !slices.Contains(private, "record") {
				t.Errorf("only %d tables with org_id", len(private))
			}
		})
	}
}
