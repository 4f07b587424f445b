// Package store keeps what Holdfast knows: one SQL implementation for SQLite
// and PostgreSQL. The text of every statement is the same on both; what must
// differ stands in dialect.go and in the two files named after the engines.
package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"

	"holdfast/internal/change"
)

// Options says where the data lies.
type Options struct {
	// Dir is the data folder; SQLite's file holdfast.db lies in it. Made when it
	// is not there.
	Dir string
	// URL is postgres://... to keep the records in PostgreSQL; empty for SQLite.
	URL string
	// MigrateURL is the same database as another role, one that owns the tables;
	// empty: URL's role migrates too.
	MigrateURL string
	// Server is set by what serves: two servers may not have one folder open.
	Server bool
	// Readers is the number of SQLite's reading connections; 0 for the default.
	Readers int
	// Seen is called with every statement that a snapshot is read with; nil for
	// none. Tests count what a page asks.
	Seen func(statement string)
	// Era is the fewest changes after which a register's history begins a new era
	// (docs/as-at.md); 0 for the default. Tests make it small.
	Era int
	// Small is how many records a register may have that is looked through one by
	// one rather than through the sets of the search; 0 for the default, below 0
	// for none. Tests use the sets at once.
	Small int
}

// Store is an open database.
type Store struct {
	engine engine
	queue  *queue
	filler *filler
	// indexing lets one go on at a time: two would only overtake each other.
	indexing sync.Mutex
	seen     func(string)
	unlock   func()
}

// engine is what SQLite and PostgreSQL do differently around a transaction.
type engine interface {
	dialect() *dialect
	// begin starts a transaction for the scope.
	begin(ctx context.Context, s Scope, writes bool) (session, error)
	// oneLane says that all changes stand in one queue, whatever their scope.
	oneLane() bool
	close() error
}

// session is one connection within a transaction.
type session interface {
	exec(ctx context.Context, query string, args ...any) (int64, error)
	query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	// commit ends the transaction and gives the connection back; rollback too.
	commit() error
	rollback() error
}

// watched tells what a session is asked.
type watched struct {
	session
	seen func(string)
}

func (w watched) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	w.seen(query)
	return w.session.query(ctx, query, args...)
}

// Open opens the database, migrating it to the schema of this program. A
// database of a newer program, or one whose migration failed, is refused.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{unlock: func() {}, seen: o.Seen}
	if o.Dir != "" {
		if err := folder(o.Dir); err != nil {
			return nil, err
		}
		if o.Server {
			unlock, err := lock(o.Dir)
			if err != nil {
				return nil, err
			}
			s.unlock = unlock
		}
	}
	var err error
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		s.engine, err = openPostgres(ctx, o)
	} else {
		s.engine, err = openSQLite(ctx, o)
	}
	if err != nil {
		s.unlock()
		return nil, err
	}
	s.queue = &queue{engine: s.engine, lanes: map[string]*lane{}}
	s.queue.minEra = int64(o.Era)
	if s.queue.small = int64(o.Small); o.Small == 0 {
		s.queue.small = smallRegister
	}
	if o.Era <= 0 {
		s.queue.minEra = defaultEra
	}
	s.startFiller(o.Server)
	s.queue.turned = s.filler.nudge
	return s, nil
}

// Close waits for changes under way and closes the database.
func (s *Store) Close() error {
	s.filler.end()
	s.queue.drain()
	err := s.engine.close()
	s.unlock()
	return err
}

// Engine names the engine: "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.dialect().name }

// In runs fn in one transaction that may write, and answers once it is durable.
// Several changes that wait may share one commit; each is answered after it. fn
// may be run again when the engine asks to retry, must not begin another
// transaction that writes, and should be quick: the next one waits for it.
func (s *Store) In(ctx context.Context, scope Scope, fn func(*Tx) error) error {
	if err := scope.check(true); err != nil {
		return err
	}
	return s.queue.do(ctx, scope, fn)
}

// View runs fn in one read-only snapshot.
func (s *Store) View(ctx context.Context, scope Scope, fn func(*Tx) error) error {
	if err := scope.check(false); err != nil {
		return err
	}
	ses, err := s.engine.begin(ctx, scope, false)
	if err != nil {
		return s.engine.dialect().fault(err)
	}
	ended := false
	defer func() {
		if !ended {
			_ = ses.rollback()
		}
	}()
	tx := &Tx{ses: ses, d: s.engine.dialect(), scope: scope, small: s.queue.small, still: true}
	if s.seen != nil {
		tx.ses = watched{ses, s.seen}
	}
	err = fn(tx)
	ended = true
	if rerr := ses.rollback(); err == nil {
		err = rerr
	}
	return s.engine.dialect().fault(err)
}

// Change implements change.Store.
func (s *Store) Change(ctx context.Context, org string, fn func(change.Port) error) error {
	return s.In(ctx, Org(org), func(tx *Tx) error { return fn(tx) })
}

// Look implements change.Store.
func (s *Store) Look(ctx context.Context, org string, fn func(change.Port) error) error {
	return s.View(ctx, Org(org), func(tx *Tx) error { return fn(tx) })
}

var (
	_ change.Store = (*Store)(nil)
	_ change.Port  = (*Tx)(nil)
)
