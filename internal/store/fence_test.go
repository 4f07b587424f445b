package store_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/account"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/store"
	"holdfast/internal/store/pgtest"
	"holdfast/internal/store/storetest"
)

// TestRowLevelSecurity reads every table that has an organisation, as the
// server's role and without the help of any query of ours: without a scope and
// with another organisation's it gives nothing.
func TestRowLevelSecurity(t *testing.T) {
	t.Parallel()
	s, o := openPostgres(t)
	ctx := t.Context()
	h := storetest.NewHouse(t, s)
	h.Add(t, storetest.Sample(1), storetest.Sample(2), storetest.Sample(3))
	fill(t, h)
	// What search makes of the records in the background is there before it is counted.
	if err := s.Index(ctx); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("pgx", o.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	super, err := sql.Open("pgx", pgtest.Get(t).Superuser(o))
	if err != nil {
		t.Fatal(err)
	}
	defer super.Close()

	tables := private(t, super)
	if len(tables) < 10 {
		t.Fatalf("only %d tables have an organisation: %v", len(tables), tables)
	}
	kernel := map[string]bool{}
	for _, name := range []string{"organisation", "membership", "register_count", "record", "revision", "link", "link_past", "trail_head", "trail_event", "idempotency", "job", "api_token", "invitation", "search_set"} {
		kernel[name] = true
	}
	for _, table := range tables {
		count := func(orgs string) (n int) {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			if orgs != "unset" {
				if _, err := tx.ExecContext(ctx, "SELECT set_config('holdfast.orgs', $1, true)", orgs); err != nil {
					t.Fatal(err)
				}
			}
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		var there int
		if err := super.QueryRowContext(ctx, "SELECT count(*) FROM "+table+" WHERE org_id = $1", h.Owner.Org).Scan(&there); err != nil {
			t.Fatal(err)
		}
		if there == 0 && kernel[table] {
			t.Errorf("%s is empty: the test shows nothing of it", table)
		}
		for scope, want := range map[string]int{"unset": 0, "": 0, "another": 0, h.Owner.Org: there} {
			if got := count(scope); got != want {
				t.Errorf("%s with scope %q: %d rows, want %d", table, scope, got, want)
			}
		}
	}
	// Writing for another organisation is refused by the database itself.
	if _, err := db.ExecContext(ctx, "INSERT INTO organisation (org_id, name, created_at) VALUES ('x', 'x', 1)"); err == nil || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("a row for another organisation: %v", err)
	}
	// The server owns nothing, and cannot rewrite the trail.
	var owned int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM pg_catalog.pg_class WHERE relowner = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)").Scan(&owned); err != nil || owned != 0 {
		t.Errorf("the server's role owns %d relations, %v", owned, err)
	}
	for _, statement := range []string{"DELETE FROM trail_event", "UPDATE trail_event SET leaf = 'x'", "TRUNCATE record", "ALTER TABLE record DISABLE ROW LEVEL SECURITY"} {
		if _, err := db.ExecContext(ctx, statement); err == nil {
			t.Errorf("the server's role may: %s", statement)
		}
	}
}

// public are the tables that anybody's transaction may read: matter without an
// organisation and without a secret.
var public = []string{"goose_db_version", "installation_event", "installation_head", "notice", "notice_feed", "notice_release", "notice_text", "register_layout", "rule_data", "rule_load"}

// TestSecretTables: every table without an organisation is either public matter
// or is seen as named work alone.
func TestSecretTables(t *testing.T) {
	t.Parallel()
	s, o := openPostgres(t)
	ctx := t.Context()
	h := storetest.NewHouse(t, s)
	db, err := sql.Open("pgx", o.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND NOT c.relrowsecurity ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(public, name) {
			t.Errorf("%s has neither an organisation nor a fence: name it in secretTables (fence.go), or here when everybody may read it", name)
		}
	}
	count := func(set string) (n int) {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(ctx, set); err != nil {
			t.Fatal(err)
		}
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM account").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for set, want := range map[string]int{
		"SELECT 1": 0,
		"SELECT set_config('holdfast.orgs', '" + h.Owner.Org + "', true)": 0,
		"SELECT set_config('holdfast.system', 'sign-in', true)":           1,
	} {
		if got := count(set); got != want {
			t.Errorf("%s: %d accounts, want %d", set, got, want)
		}
	}
	// What an organisation's transaction was lent for a moment, it has given back.
	if err := s.In(ctx, store.Org(h.Owner.Org), func(tx *store.Tx) error {
		if err := tx.Member(ctx, change.Member{Person: h.Owner.Person, Name: "Orla", Role: "reader", Active: true}, 1); err != nil {
			return err
		}
		var n int64
		_, err := tx.QueryRow(ctx, "SELECT count(*) FROM account", nil, &n)
		if n != 0 {
			t.Errorf("an organisation's transaction sees %d accounts", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// fill puts something into every table of the kernel.
func fill(t *testing.T, h *storetest.House) {
	t.Helper()
	ctx := context.Background()
	_, err := h.Door.Do(ctx, change.Request{Actor: h.Owner, Action: "thing.update", Now: storetest.Noon, Key: "k"}, func(tx *change.Tx) error {
		a, err := change.GetNumber(tx, storetest.Things, "THING-1")
		if err != nil {
			return err
		}
		b, err := change.GetNumber(tx, storetest.Things, "THING-2")
		if err != nil {
			return err
		}
		for _, role := range []string{"first", "second"} {
			if err := tx.Link(a.Ref, b.Ref, role); err != nil {
				return err
			}
		}
		if err := tx.Unlink(a.Ref, b.Ref, "second"); err != nil {
			return err
		}
		_, err = tx.Enqueue(change.Job{Work: "test"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Store.In(ctx, store.Org(h.Owner.Org), func(tx *store.Tx) error {
		if err := tx.AddToken(ctx, "hash", account.Token{ID: "k", Person: h.Owner.Person}); err != nil {
			return err
		}
		return tx.AddInvitation(ctx, "hash", account.Invitation{ID: "i", Role: "reader", InvitedBy: h.Owner.Person})
	}); err != nil {
		t.Fatal(err)
	}
}

// private gives the tables that have an organisation.
func private(t *testing.T, db *sql.DB) []string {
	t.Helper()
	rows, err := db.Query(`SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	return out
}

// TestPostgresRoles: a role that the fence does not hold is not served as.
func TestPostgresRoles(t *testing.T) {
	t.Parallel()
	_, o := openPostgres(t)
	_, err := store.Open(t.Context(), store.Options{URL: pgtest.Get(t).Superuser(o)})
	if errs.CodeOf(err) != errs.Invalid || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("serving as a superuser: %v", err)
	}
	// One plain role for both is allowed, and is fenced all the same.
	e := pgtest.Empty(t)
	one, err := store.Open(t.Context(), store.Options{URL: e.MigrateURL})
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	h := storetest.NewHouse(t, one)
	h.Add(t, storetest.Sample(1))
	db, err := sql.Open("pgx", e.MigrateURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow("SELECT count(*) FROM record").Scan(&n); err != nil || n != 0 {
		t.Errorf("the tables' owner sees %d rows without a scope, %v", n, err)
	}
}

// TestPostgresUncertainCommit: a commit that the server reports as done, though
// it gave up waiting for its synchronous standby, is never answered as done.
func TestPostgresUncertainCommit(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a server of its own")
	}
	pgtest.Get(t)
	own, err := pgtest.Start("synchronous_commit=on")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Stop)
	o := own.Database(t)
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	h := storetest.NewHouse(t, s)
	admin := own.Admin()
	for _, statement := range []string{"ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()"} {
		if _, err := admin.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { // or dropping the database would wait for nobody too
		for _, statement := range []string{"ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()"} {
			if _, err := admin.Exec(statement); err != nil {
				t.Error(err)
			}
		}
	})
	// The reload reaches a session at its next statement.
	result := make(chan error, 1)
	go func() {
		_, err := h.Do("thing.create", func(tx *change.Tx) error {
			for {
				var names string
				if err := h.Store.View(context.Background(), store.System(store.WorkDoctor), func(v *store.Tx) error {
					_, err := v.QueryRow(context.Background(), "SELECT current_setting('synchronous_standby_names')", nil, &names)
					return err
				}); err != nil {
					return err
				}
				if names == "nobody" {
					break
				}
			}
			_, err := change.Insert(tx, storetest.Things, storetest.Sample(1))
			return err
		})
		result <- err
	}()
	for {
		var cancelled int
		if err := admin.QueryRow("SELECT count(*) FROM (SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep') c").Scan(&cancelled); err != nil {
			t.Fatal(err)
		}
		if cancelled > 0 || len(result) > 0 {
			break
		}
	}
	if err := <-result; errs.CodeOf(err) != errs.Unavailable || !strings.Contains(errs.Safe(err), "not known") {
		t.Errorf("a commit whose standby did not answer: %v", err)
	}
}
