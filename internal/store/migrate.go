package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"holdfast/internal/errs"
)

// Migrations are written once, in SQLite's words; render turns one into the
// engine's. A line "-- engine: sqlite", "-- engine: postgres" or "-- engine:
// both" says whom what follows is for.
//
//go:embed migration/*.sql
var migrations embed.FS

// render gives the engine's form of a migration.
type render struct {
	dialect goose.Dialect
	name    string
	text    func(string) string
}

var sqliteRender = render{dialect: goose.DialectSQLite3, name: "sqlite", text: func(s string) string { return s }}

// migrate brings the schema to this program's. When every migration is there
// already it reads one table and no more, so that a start is quick.
func migrate(ctx context.Context, db *sql.DB, r render) error {
	wanted, err := versions()
	if err != nil {
		return err
	}
	there, err := applied(ctx, db, r)
	if err != nil {
		return err
	}
	for v := range there {
		if _, known := wanted[v]; !known && v > 0 {
			return errs.New(errs.Unavailable, "The database was written by a newer Holdfast (schema %d). Install that version, or restore a backup made with this one.", v)
		}
	}
	var list []*goose.Migration
	missing := false
	for v, text := range wanted {
		missing = missing || !there[v]
		body := r.text(forEngine(text, r.name))
		list = append(list, goose.NewGoMigration(v, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, body)
			return err
		}}, nil))
	}
	if !missing {
		return nil
	}
	p, err := goose.NewProvider(r.dialect, db, nil,
		goose.WithGoMigrations(list...), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return errs.Wrap(err, errs.Unavailable, "The database could not be brought to this version's schema; it is as it was before. Holdfast does not start on it.")
	}
	return nil
}

// versions gives the migrations of this program by number.
func versions() (map[int64]string, error) {
	names, err := fs.Glob(migrations, "migration/*.sql")
	if err != nil {
		return nil, err
	}
	out := map[int64]string{}
	for _, name := range names {
		digits, _, _ := strings.Cut(strings.TrimPrefix(name, "migration/"), "_")
		v, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || v < 1 || out[v] != "" {
			return nil, fmt.Errorf("migration %s needs a number of its own", name)
		}
		b, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		out[v] = string(b)
	}
	return out, nil
}

// applied gives the migrations that the database has had.
func applied(ctx context.Context, db *sql.DB, r render) (map[int64]bool, error) {
	exists := "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'"
	if r.name == "postgres" {
		exists = "SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('goose_db_version')"
	}
	var n int
	if err := db.QueryRowContext(ctx, exists).Scan(&n); err != nil || n == 0 {
		return map[int64]bool{}, err
	}
	rows, err := db.QueryContext(ctx, "SELECT version_id, is_applied FROM goose_db_version ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]bool{}
	for rows.Next() {
		var v int64
		var on bool
		if err := rows.Scan(&v, &on); err != nil {
			return nil, err
		}
		if out[v] = on; !on {
			delete(out, v)
		}
	}
	return out, rows.Err()
}

// forEngine keeps the lines that are for the engine.
func forEngine(text, engine string) string {
	var keep []string
	mine := true
	for line := range strings.Lines(text) {
		if who, marked := strings.CutPrefix(strings.TrimSpace(line), "-- engine: "); marked {
			mine = slices.Contains([]string{engine, "both"}, who)
			continue
		}
		if mine {
			keep = append(keep, line)
		}
	}
	return strings.Join(keep, "")
}
