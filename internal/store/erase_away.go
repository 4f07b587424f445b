package store

import (
	"context"
	"regexp"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/retention"
)

// accountTables hang on an account, each by its column account; the account
// itself comes last.
var accountTables = []struct{ table, column string }{
	{"account_password", "account"},
	{"account_authenticator", "account"},
	{"account_recovery", "account"},
	{"account_session", "account"},
	{"account_ticket", "account"},
	{"account_ceremony", "account"},
	{"account_passkey", "account"},
	{"account", "id"},
}

// ForgetAccount implements retention.Installation.
func (s *Store) ForgetAccount(ctx context.Context, org string, persons []string, subject *retention.Subject) (map[string]int, error) {
	counts := map[string]int{}
	err := s.In(ctx, System(WorkErase), func(tx *Tx) error {
		clear(counts)
		for _, person := range persons {
			var one int64
			elsewhere, err := tx.QueryRow(ctx, "SELECT 1 FROM membership WHERE person_id = $1 AND org_id <> $2 LIMIT 1", []any{person, org}, &one)
			if err != nil {
				return err
			}
			if elsewhere {
				// The person is still there for another organisation; nothing of this one
				// is signed in any more.
				n, err := tx.Exec(ctx, "DELETE FROM account_session WHERE account = $1 AND works_for = $2", person, org)
				if err != nil {
					return err
				}
				counts["account_session"] += int(n)
				continue
			}
			for _, a := range accountTables {
				n, err := tx.Exec(ctx, "DELETE FROM "+a.table+" WHERE "+a.column+" = $1", person)
				if err != nil {
					return err
				}
				counts[a.table] += int(n)
			}
		}
		return tx.forgetAttempts(ctx, subject, counts)
	})
	return counts, err
}

// forgetAttempts forgets counted attempts under the person's names.
func (t *Tx) forgetAttempts(ctx context.Context, subject *retention.Subject, counts map[string]int) error {
	var named []string
	if err := t.Query(ctx, "SELECT subject FROM account_attempt", nil, func(scan func(...any) error) error {
		var text string
		err := scan(&text)
		if len(subject.Find(text)) > 0 {
			named = append(named, text)
		}
		return err
	}); err != nil {
		return err
	}
	for _, text := range named {
		if _, err := t.Exec(ctx, "DELETE FROM account_attempt WHERE subject = $1", text); err != nil {
			return err
		}
		counts["account_attempt"]++
	}
	return nil
}

var hashWord = regexp.MustCompile(`[0-9a-f]{64}`)

// Unreferenced implements retention.Installation: one walk over the bodies of
// every organisation, because all share the folder of files.
func (s *Store) Unreferenced(ctx context.Context, hashes []string) ([]string, error) {
	loose := map[string]bool{}
	for _, h := range hashes {
		loose[h] = true
	}
	err := s.View(ctx, System(WorkErase), func(tx *Tx) error {
		for _, table := range []string{"record", "revision"} {
			if err := tx.Query(ctx, "SELECT body FROM "+table, nil, func(scan func(...any) error) error {
				var body []byte
				if err := scan(&body); err != nil {
					return err
				}
				for _, h := range hashWord.FindAll(body, -1) {
					delete(loose, string(h))
				}
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	var out []string
	for _, h := range hashes {
		if loose[h] {
			out = append(out, h)
		}
	}
	return out, err
}

// SweepAnswers forgets answers to repeated requests that were kept before an
// instant, at most a batch in one change, and gives how many.
func (s *Store) SweepAnswers(ctx context.Context, before time.Time) (int64, error) {
	const batch = 5000
	total := int64(0)
	for {
		var n int64
		err := s.In(ctx, System(WorkErase), func(tx *Tx) (err error) {
			n, err = tx.Exec(ctx, `DELETE FROM idempotency WHERE (org_id, request) IN
(SELECT org_id, request FROM idempotency WHERE created_at < $1 LIMIT $2)`, before.UnixMicro(), batch)
			return err
		})
		if total += n; err != nil || n < batch {
			return total, err
		}
	}
}

const (
	// rewriteTries is how often the write-ahead log is asked to be emptied: a
	// reader holds it for as long as it reads.
	rewriteTries = 50
	rewritePause = 100 * time.Millisecond
)

// Rewrite implements retention.Installation. SQLite's file is written anew
// without its free pages and what free places within pages still hold, and the
// write-ahead log is cut to nothing; changes wait meanwhile, reads go on. On
// PostgreSQL it does nothing: the server's own VACUUM does, and its owner says
// when (docs/retention.md).
func (s *Store) Rewrite(ctx context.Context) error {
	e, ok := s.engine.(*sqliteEngine)
	if !ok {
		return nil
	}
	var c *sqliteConn
	select {
	case c = <-e.writer:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { e.writer <- c }()
	// The copy that VACUUM makes on the way lies in a file, not in memory.
	if _, err := c.conn.ExecContext(ctx, "PRAGMA temp_store = file"); err != nil {
		return e.dialect().fault(err)
	}
	defer func() { _, _ = c.conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA temp_store = memory") }()
	if _, err := c.conn.ExecContext(ctx, "VACUUM"); err != nil {
		return e.dialect().fault(err)
	}
	for range rewriteTries {
		var busy, log, moved int64
		if err := c.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved); err != nil {
			return e.dialect().fault(err)
		}
		if busy == 0 {
			return nil
		}
		select {
		case <-time.After(rewritePause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errs.New(errs.Unavailable, "Somebody reads the database without end: what was erased is still in its write-ahead log.")
}
