package store

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"holdfast/internal/errs"
)

// postgresConns bounds the connections of one replica.
const postgresConns = 24

// postgresEngine serves as a role that row-level security binds.
type postgresEngine struct {
	db *sql.DB
	// warned holds the connections on which the server said, while it committed,
	// that it no longer waits for the standby.
	warned sync.Map // *pgconn.PgConn → true
}

var postgresDialect = dialect{
	name:       "postgres",
	forUpdate:  " FOR UPDATE",
	skipLocked: " FOR UPDATE SKIP LOCKED",
	contains:   func(column, param string) string { return "strpos(" + column + ", " + param + ") > 0" },
	classify:   classifyPostgres,
}

func (e *postgresEngine) dialect() *dialect { return &postgresDialect }
func (e *postgresEngine) oneLane() bool     { return false }
func (e *postgresEngine) close() error      { return e.db.Close() }

func openPostgres(ctx context.Context, o Options) (engine, error) {
	cfg, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "The address of the database cannot be read: write it as postgres://role:password@host/database.")
	}
	e := &postgresEngine{}
	cfg.OnNotice = func(c *pgconn.PgConn, n *pgconn.Notice) {
		if n.Code == "01000" || n.Code == "57P01" {
			e.warned.Store(c, true)
		}
	}
	e.db = stdlib.OpenDB(*cfg)
	e.db.SetMaxOpenConns(postgresConns)
	e.db.SetMaxIdleConns(postgresConns)
	if err := e.ready(ctx, o, cfg.User); err != nil {
		_ = e.db.Close()
		return nil, postgresDialect.fault(err)
	}
	return e, nil
}

// ready checks the serving role, migrates as the other one, and gives the
// serving role its rights.
func (e *postgresEngine) ready(ctx context.Context, o Options, role string) error {
	if err := bound(ctx, e.db, role); err != nil {
		return err
	}
	owner := e.db
	if o.MigrateURL != "" && o.MigrateURL != o.URL {
		cfg, err := pgx.ParseConfig(o.MigrateURL)
		if err != nil {
			return errs.Wrap(err, errs.Invalid, "The address for migrating cannot be read: write it as postgres://role:password@host/database.")
		}
		owner = stdlib.OpenDB(*cfg)
		defer owner.Close()
	}
	if err := migrate(ctx, owner, postgresRender); err != nil {
		return err
	}
	fenced, err := isFenced(ctx, e.db)
	if err != nil || fenced {
		return err
	}
	return fence(ctx, owner, role)
}

// bound refuses a serving role that row-level security does not bind.
func bound(ctx context.Context, db *sql.DB, role string) error {
	var free bool
	err := db.QueryRowContext(ctx, "SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user").Scan(&free)
	if err != nil {
		return err
	}
	if free {
		return errs.New(errs.Invalid, "The PostgreSQL role %q is a superuser or has BYPASSRLS: row-level security would not hold for it. Serve as a plain role.", role)
	}
	return nil
}

func (e *postgresEngine) begin(ctx context.Context, s Scope, writes bool) (session, error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	c := &postgresConn{engine: e, conn: conn}
	how := "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
	switch {
	case writes && s.system == WorkJobs:
		// A claim is one statement that locks its rows and passes over locked
		// ones; fences do the rest.
		how = "BEGIN ISOLATION LEVEL READ COMMITTED"
	case writes:
		how = "BEGIN ISOLATION LEVEL SERIALIZABLE"
	}
	if _, err = conn.ExecContext(ctx, how); err == nil {
		_, err = conn.ExecContext(ctx, "SELECT set_config('holdfast.orgs', $1, true), set_config('holdfast.system', $2, true)",
			strings.Join(s.orgs, ","), string(s.system))
	}
	if err != nil {
		_ = c.rollback()
		return nil, err
	}
	return c, nil
}

type postgresConn struct {
	engine *postgresEngine
	conn   *sql.Conn
}

func (c *postgresConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := c.conn.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (c *postgresConn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return c.conn.QueryContext(ctx, query, args...)
}

// commit answers nil only when the commit is certain. A server that stops
// waiting for its synchronous standby reports success with a warning: the write
// may be lost when the standby takes over.
func (c *postgresConn) commit() error {
	defer c.conn.Close()
	pg := c.pgConn()
	c.engine.warned.Delete(pg)
	r, err := c.conn.ExecContext(context.Background(), "COMMIT")
	_, warned := c.engine.warned.LoadAndDelete(pg)
	var pe *pgconn.PgError
	switch {
	case errors.As(err, &pe) && pe.Severity == "ERROR":
		return err // the server says that it did not commit
	case err != nil:
		return &uncertain{err}
	case warned:
		return &uncertain{errors.New("the server stopped waiting for its synchronous standby")}
	}
	_ = r
	return nil
}

func (c *postgresConn) rollback() error {
	if _, err := c.conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
		// Not to be used again: the pool throws the connection away.
		_ = c.conn.Raw(func(any) error { return errBad })
	}
	_ = c.conn.Close()
	return nil
}

func (c *postgresConn) pgConn() *pgconn.PgConn {
	var pg *pgconn.PgConn
	_ = c.conn.Raw(func(dc any) error {
		pg = dc.(*stdlib.Conn).Conn().PgConn()
		return nil
	})
	return pg
}

// uncertain is a commit whose outcome is not known.
type uncertain struct{ err error }

func (u *uncertain) Error() string { return "outcome of the commit unknown: " + u.err.Error() }
func (u *uncertain) Unwrap() error { return u.err }

func classifyPostgres(err error) class {
	var u *uncertain
	if errors.As(err, &u) {
		return unknown
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		switch {
		case pe.Code == "40001" || pe.Code == "40P01":
			return conflicting
		case pe.Code == "53100":
			return full
		case pe.Code == "25006":
			return readOnly
		case strings.HasPrefix(pe.Code, "23"):
			return constraint
		case strings.HasPrefix(pe.Code, "08"), strings.HasPrefix(pe.Code, "57"), strings.HasPrefix(pe.Code, "53"), strings.HasPrefix(pe.Code, "58"):
			return gone
		}
		return other
	}
	var ce *pgconn.ConnectError
	if errors.As(err, &ce) || pgconn.SafeToRetry(err) || isNetwork(err) {
		return gone
	}
	return other
}

var (
	wordText    = regexp.MustCompile(`\bTEXT\b`)
	wordInteger = regexp.MustCompile(`\bINTEGER\b`)
	wordBlob    = regexp.MustCompile(`\bBLOB\b`)
	wordReal    = regexp.MustCompile(`\bREAL\b`)
	strict      = regexp.MustCompile(`\)\s*STRICT\s*;`)
)

// postgresRender turns a migration's words into PostgreSQL's. Every text column
// sorts by its bytes, as on SQLite.
var postgresRender = render{dialect: goose.DialectPostgres, name: "postgres", text: func(s string) string {
	s = wordText.ReplaceAllString(s, `text COLLATE "C"`)
	s = wordInteger.ReplaceAllString(s, "bigint")
	s = wordBlob.ReplaceAllString(s, "bytea")
	s = wordReal.ReplaceAllString(s, "double precision")
	s = strict.ReplaceAllString(s, ");")
	return "SELECT set_config('holdfast.system', 'migrate', true);\n" + s
}}
