package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"holdfast/internal/errs"
)

const (
	fileName = "holdfast.db"
	// busyWait is how long a statement waits for another process's lock.
	busyWait = "5000"
	// sqliteReaders reads side by side; each connection has its own page cache.
	sqliteReaders = 8
	// cacheKiB is one connection's page cache.
	cacheKiB = "-4000"
	// writerCacheKiB is the writer's: an import touches many indexes.
	writerCacheKiB = "-16000"
)

// sqliteEngine has one connection that writes and several that read. A
// statement is prepared once on each connection.
type sqliteEngine struct {
	db      *sql.DB
	writer  chan *sqliteConn
	readers chan *sqliteConn
	all     []*sqliteConn
}

type sqliteConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	home  chan *sqliteConn
}

var sqliteDialect = dialect{
	name:     "sqlite",
	contains: func(column, param string) string { return "instr(" + column + ", " + param + ") > 0" },
	classify: classifySQLite,
}

func (e *sqliteEngine) dialect() *dialect { return &sqliteDialect }
func (e *sqliteEngine) oneLane() bool     { return true }

func openSQLite(ctx context.Context, o Options) (engine, error) {
	if o.Dir == "" {
		return nil, errs.New(errs.Invalid, "no data folder was given")
	}
	path := filepath.Join(o.Dir, fileName)
	// SQLite gives its helper files the permissions of this one.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil && !errors.Is(err, os.ErrPermission) {
		return nil, errs.Wrap(err, errs.Unavailable, "The database %s cannot be opened.", path)
	}
	if f != nil {
		_ = f.Close()
	}
	v := url.Values{"_dqs": {"0"}, "_pragma": {
		"busy_timeout(" + busyWait + ")", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)",
		"cache_size(" + cacheKiB + ")", "temp_store(memory)", "trusted_schema(off)",
	}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+v.Encode())
	if err != nil {
		return nil, err
	}
	e := &sqliteEngine{db: db}
	if err := migrate(ctx, db, sqliteRender); err != nil {
		_ = db.Close()
		return nil, sqliteDialect.fault(err)
	}
	n := o.Readers
	if n <= 0 {
		n = sqliteReaders
	}
	e.writer, e.readers = make(chan *sqliteConn, 1), make(chan *sqliteConn, n)
	for i := range n + 1 {
		conn, err := db.Conn(ctx)
		if err != nil {
			_ = e.close()
			return nil, sqliteDialect.fault(err)
		}
		c := &sqliteConn{conn: conn, stmts: map[string]*sql.Stmt{}, home: e.readers}
		setting := "query_only(on)"
		if i == 0 {
			c.home, setting = e.writer, "cache_size("+writerCacheKiB+")"
		}
		if _, err := conn.ExecContext(ctx, "PRAGMA "+setting); err != nil {
			_ = e.close()
			return nil, sqliteDialect.fault(err)
		}
		e.all = append(e.all, c)
		c.home <- c
	}
	return e, nil
}

func (e *sqliteEngine) begin(ctx context.Context, _ Scope, writes bool) (session, error) {
	from, how := e.readers, "BEGIN"
	if writes {
		from, how = e.writer, "BEGIN IMMEDIATE"
	}
	select {
	case c := <-from:
		if _, err := c.exec(ctx, how); err != nil {
			c.home <- c
			return nil, err
		}
		return c, nil
	case <-ctx.Done():
		return nil, errs.Wrap(ctx.Err(), errs.Unavailable, "The request ended before its turn came.")
	}
}

func (e *sqliteEngine) close() error {
	for _, c := range e.all {
		for _, s := range c.stmts {
			_ = s.Close()
		}
		_ = c.conn.Close()
	}
	return e.db.Close()
}

var dollar = regexp.MustCompile(`\$(\d+)`)

// prepared gives the statement, prepared on this connection the first time.
// SQLite numbers $1 by where it first stands; ?1 says which one is meant. At a
// bare parameter it looks while it plans, and parses and plans the statement
// anew whenever one is bound; behind a plus, which does nothing, it does not.
func (c *sqliteConn) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := c.stmts[query]; s != nil {
		return s, nil
	}
	if len(c.stmts) >= maxStatements {
		for text, s := range c.stmts {
			_ = s.Close()
			delete(c.stmts, text)
		}
	}
	s, err := c.conn.PrepareContext(ctx, dollar.ReplaceAllString(query, "+?$1"))
	if err != nil {
		return nil, err
	}
	c.stmts[query] = s
	return s, nil
}

// maxStatements bounds the statements kept on a connection; lists with many
// combinations of filters would fill it without end.
const maxStatements = 200

func (c *sqliteConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (c *sqliteConn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (c *sqliteConn) commit() error {
	_, err := c.exec(context.Background(), "COMMIT")
	if err != nil {
		// Not committed: SQLite keeps the transaction open, or has rolled it back.
		_, _ = c.exec(context.Background(), "ROLLBACK")
	}
	c.home <- c
	return err
}

func (c *sqliteConn) rollback() error {
	// An error says that SQLite had rolled back by itself (disk full).
	_, _ = c.exec(context.Background(), "ROLLBACK")
	c.home <- c
	return nil
}

func classifySQLite(err error) class {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return other
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return full
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return readOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT:
		return gone
	case sqlite3.SQLITE_CONSTRAINT:
		return constraint
	}
	return other
}

// param writes the n-th parameter.
func param(n int) string { return "$" + strconv.Itoa(n) }
