package store

import (
	"context"
	"database/sql"

	"holdfast/internal/register"
)

// Tx is one transaction in one scope. It is not safe for use by several
// goroutines, and is dead once the function that got it returns.
type Tx struct {
	ses   session
	d     *dialect
	scope Scope
	// turned says that a record was changed or an era closed: there is something to
	// do in the background after the commit.
	turned bool
	minEra int64
	small  int64 // Options.Small
	// still says that the transaction is a snapshot, in which a register has as many
	// records to the end as at the beginning; lives are those that are known, and
	// whole says that all are.
	still, whole bool
	lives        map[register.Kind]int64
}

// Org gives the organisation of the scope, empty when it is not exactly one.
func (t *Tx) Org() string { return t.scope.org() }

// Exec runs a statement and gives the number of rows it touched. Parameters are
// $1, $2 ...; a statement must not fail for a reason that is expected (write ON
// CONFLICT DO NOTHING and look at the number), because PostgreSQL ends the
// transaction then.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	return t.ses.exec(ctx, query, args...)
}

// Query runs a statement and calls each for every row; each scans. Begin no
// other statement of the same text within each.
func (t *Tx) Query(ctx context.Context, query string, args []any, each func(scan func(...any) error) error) error {
	rows, err := t.ses.query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// QueryRow scans the first row; false when there is none.
func (t *Tx) QueryRow(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	rows, err := t.ses.query(ctx, query, args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	if err := rows.Scan(dest...); err != nil {
		return false, err
	}
	// Read to the end: an upsert with RETURNING is done only then.
	for rows.Next() {
	}
	return true, rows.Err()
}

// text scans a column that may be NULL.
func text(s *string) any { return (*nullText)(s) }

type nullText string

func (n *nullText) Scan(v any) error {
	var s sql.NullString
	if err := s.Scan(v); err != nil {
		return err
	}
	*n = nullText(s.String)
	return nil
}
