package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"holdfast/internal/errs"
)

// State is what a database is like, found without changing it.
type State struct {
	Engine string // "sqlite" or "postgres"
	Found  bool   // there is a database; without one the rest is empty
	Schema int64  // the last migration that it has had
	Wanted int64  // the last that this program knows
	// Missing says how many migrations it has not had.
	Missing int
	// Damage is what the engine's own check of its pages found; SQLite only.
	Damage []string
	Bytes  int64
	// Server is the process that serves from the folder, empty when none does.
	Server string
}

// Inspect looks at the database without migrating, creating or locking
// anything. It may run beside a server. An error says that the database is
// there and cannot be read.
func Inspect(ctx context.Context, o Options) (State, error) {
	st := State{Engine: sqliteDialect.name}
	if o.URL != "" {
		st.Engine = postgresDialect.name
	}
	wanted, err := versions()
	if err != nil {
		return st, err
	}
	for v := range wanted {
		st.Wanted = max(st.Wanted, v)
	}
	db, r, err := st.reach(o)
	if db == nil || err != nil {
		return st, err
	}
	defer db.Close()
	there, err := applied(ctx, db, r)
	if err != nil {
		return st, errs.Wrap(err, errs.Unavailable, "The database cannot be read.")
	}
	for v := range there {
		st.Schema = max(st.Schema, v)
	}
	st.Found = st.Schema > 0 || r.name == sqliteDialect.name
	for v := range wanted {
		if !there[v] {
			st.Missing++
		}
	}
	if r.name == sqliteDialect.name {
		if st.Damage, err = quickCheck(ctx, db); err != nil {
			return st, errs.Wrap(err, errs.Unavailable, "The database cannot be read.")
		}
	}
	return st, nil
}

// reach opens the database for reading; nil when there is none.
func (st *State) reach(o Options) (*sql.DB, render, error) {
	if o.URL != "" {
		cfg, err := pgx.ParseConfig(o.URL)
		if err != nil {
			return nil, postgresRender, errs.Wrap(err, errs.Invalid, "The address of the database cannot be read: write it as postgres://role:password@host/database.")
		}
		return stdlib.OpenDB(*cfg), postgresRender, nil
	}
	st.Server = serving(o.Dir)
	path := filepath.Join(o.Dir, fileName)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, sqliteRender, nil
	case err != nil:
		return nil, sqliteRender, errs.Wrap(err, errs.Unavailable, "The database %s cannot be opened.", path)
	}
	st.Bytes = info.Size()
	v := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(" + busyWait + ")", "query_only(on)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+v.Encode())
	return db, sqliteRender, err
}

// quickCheck lists what SQLite finds wrong with its own pages.
func quickCheck(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "PRAGMA quick_check(20)")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var damage []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		if line != "ok" {
			damage = append(damage, line)
		}
	}
	return damage, rows.Err()
}

// serving gives the process that holds the folder's lock.
func serving(dir string) string {
	f, err := os.Open(filepath.Join(dir, "server.lock"))
	if err != nil {
		return ""
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); !errors.Is(err, syscall.EWOULDBLOCK) {
		return "" // closing the file gives the lock back
	}
	b, _ := os.ReadFile(f.Name())
	return strings.TrimSpace(string(b))
}
