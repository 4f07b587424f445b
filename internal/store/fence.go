package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

var errBad = driver.ErrBadConn

func isNetwork(err error) bool {
	var n net.Error
	return errors.As(err, &n) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, net.ErrClosed)
}

// policy is the second fence: a transaction sees the rows of the organisations
// it names, and all of them only as named work. A transaction that names
// nothing sees nothing.
const policy = `org_id = ANY ((SELECT string_to_array(current_setting('holdfast.orgs', true), ','))::text[])
OR (SELECT current_setting('holdfast.system', true)) <> ''`

// systemPolicy is for what belongs to no organisation and is secret: it is seen
// as named work alone.
const systemPolicy = `(SELECT current_setting('holdfast.system', true)) <> ''`

// secretTables are the tables without an organisation that systemPolicy guards.
var secretTables = []string{
	"account", "account_password", "account_authenticator", "account_recovery",
	"account_session", "account_ticket", "account_attempt",
	"account_ceremony", "account_passkey",
}

// policyOf gives the policy of a table; empty for public matter.
func policyOf(table string, hasOrg bool) string {
	switch {
	case hasOrg:
		return policy
	case slices.Contains(secretTables, table):
		return systemPolicy
	}
	return ""
}

// tables that the serving role may not rewrite: column rights say what it may.
var appendOnly = map[string]string{
	"trail_event":        "salt, payload", // emptied together when a person is erased
	"installation_event": "salt, payload",
	"link_past":          "",
	"checkpoint":         "",
}

// isFenced says whether every table of an organisation has its policy and the
// serving role has its rights.
func isFenced(ctx context.Context, db *sql.DB) (bool, error) {
	var missing int
	secret := "'" + strings.Join(secretTables, "', '") + "'"
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' AND (
  NOT has_table_privilege(c.oid, 'SELECT')
  OR ((c.relname IN (`+secret+`) OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id'))
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid))))`).Scan(&missing)
	return missing == 0, err
}

// fence puts row-level security on every table that has an org_id, forces it
// even on the tables' owner, and gives the serving role its rights. No table
// can be forgotten: they are read from the catalogue.
func fence(ctx context.Context, owner *sql.DB, role string) error {
	tx, err := owner.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	rows, err := tx.QueryContext(ctx, `SELECT c.relname, EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'org_id')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY c.relname`)
	if err != nil {
		return err
	}
	private := map[string]bool{}
	for rows.Next() {
		var name string
		var has bool
		if err := rows.Scan(&name, &has); err != nil {
			return err
		}
		private[name] = has
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	to := pgx.Identifier{role}.Sanitize()
	for name, has := range private {
		table := pgx.Identifier{name}.Sanitize()
		var todo []string
		if p := policyOf(name, has); p != "" {
			todo = append(todo,
				"ALTER TABLE "+table+" ENABLE ROW LEVEL SECURITY",
				"ALTER TABLE "+table+" FORCE ROW LEVEL SECURITY",
				"DROP POLICY IF EXISTS scope ON "+table,
				"CREATE POLICY scope ON "+table+" USING ("+p+") WITH CHECK ("+p+")")
		}
		columns, only := appendOnly[name]
		switch {
		case name == "goose_db_version":
			todo = append(todo, "GRANT SELECT ON "+table+" TO "+to)
		case only:
			todo = append(todo, "REVOKE ALL ON "+table+" FROM "+to, "GRANT SELECT, INSERT ON "+table+" TO "+to)
			if columns != "" {
				todo = append(todo, "GRANT UPDATE ("+columns+") ON "+table+" TO "+to)
			}
		default:
			todo = append(todo, "GRANT SELECT, INSERT, UPDATE, DELETE ON "+table+" TO "+to)
		}
		for _, statement := range todo {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("row-level security of %s: %w", name, err)
			}
		}
	}
	return tx.Commit()
}
