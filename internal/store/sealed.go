package store

import (
	"context"
	"fmt"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/secret"
)

// sealedColumn is a column whose values are sealed by the key ring, each for
// secret.Place(table, column, key...).
type sealedColumn struct {
	table, column string
	// key are the columns that name the row, all of them text.
	key []string
}

// sealedColumns are all columns with sealed values: a rotation seals them anew.
// A column belongs here when its name begins with "sealed"; a test compares.
var sealedColumns = []sealedColumn{
	{"account_authenticator", "sealed_seed", []string{"account"}},
	{"provider_secret", "sealed", []string{"org_id", "provider_id"}},
}

// signedTables hold what was signed with a key of the ring.
var signedTables = []string{"checkpoint"}

// EachSealed calls see for every sealed value of the installation, in one
// snapshot, with the place that it is sealed for.
func (s *Store) EachSealed(ctx context.Context, see func(place, sealed string) error) error {
	return s.View(ctx, System(WorkKeys), func(tx *Tx) error {
		for _, c := range sealedColumns {
			err := c.each(ctx, tx, func(row []string, sealed string) error { return see(c.place(row), sealed) })
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Reseal replaces every sealed value by what again makes of it, where again
// says that it has changed, all in one transaction. It gives how many have.
func (s *Store) Reseal(ctx context.Context, again func(place, sealed string) (string, bool, error)) (int, error) {
	var done int
	err := s.In(ctx, System(WorkKeys), func(tx *Tx) error {
		done = 0
		for _, c := range sealedColumns {
			type value struct {
				row    []string
				sealed string
			}
			var all []value // read first: a write within the walk would meet itself
			if err := c.each(ctx, tx, func(row []string, sealed string) error {
				all = append(all, value{row, sealed})
				return nil
			}); err != nil {
				return err
			}
			for _, v := range all {
				sealed, changed, err := again(c.place(v.row), v.sealed)
				if err != nil {
					return fmt.Errorf("%s of %s: %w", c.column, c.table, err)
				}
				if !changed {
					continue
				}
				if err := c.put(ctx, tx, v.row, v.sealed, sealed); err != nil {
					return err
				}
				done++
			}
		}
		return nil
	})
	return done, err
}

// NeedsKeys says what in the database only the key ring that belongs to it can
// open or go on with, in words; empty when a new ring would lose nothing.
func (s *Store) NeedsKeys(ctx context.Context) (string, error) {
	var sealed, signed int64
	err := s.View(ctx, System(WorkKeys), func(tx *Tx) error {
		sealed, signed = 0, 0
		for _, c := range sealedColumns {
			if err := count(ctx, tx, c.table, &sealed); err != nil {
				return err
			}
		}
		for _, table := range signedTables {
			if err := count(ctx, tx, table, &signed); err != nil {
				return err
			}
		}
		return nil
	})
	var what []string
	for _, part := range []struct {
		n    int64
		word string
	}{{sealed, "sealed secret"}, {signed, "signed checkpoint"}} {
		if part.n == 1 {
			what = append(what, "1 "+part.word)
		} else if part.n > 1 {
			what = append(what, fmt.Sprintf("%d %ss", part.n, part.word))
		}
	}
	return strings.Join(what, " and "), err
}

func count(ctx context.Context, tx *Tx, table string, sum *int64) error {
	var n int64
	_, err := tx.QueryRow(ctx, "SELECT count(*) FROM "+table, nil, &n)
	*sum += n
	return err
}

func (c sealedColumn) place(row []string) string { return secret.Place(c.table, c.column, row...) }

func (c sealedColumn) each(ctx context.Context, tx *Tx, see func(row []string, sealed string) error) error {
	keys := strings.Join(c.key, ", ")
	query := "SELECT " + keys + ", " + c.column + " FROM " + c.table + " WHERE " + c.column + " IS NOT NULL ORDER BY " + keys
	return tx.Query(ctx, query, nil, func(scan func(...any) error) error {
		row, sealed := make([]string, len(c.key)), ""
		dest := make([]any, 0, len(row)+1)
		for i := range row {
			dest = append(dest, &row[i])
		}
		if err := scan(append(dest, &sealed)...); err != nil {
			return err
		}
		if sealed == "" {
			return nil // nothing was ever sealed here
		}
		return see(row, sealed)
	})
}

func (c sealedColumn) put(ctx context.Context, tx *Tx, row []string, was, sealed string) error {
	where, args := []string{c.column + " = $2"}, []any{sealed, was}
	for i, k := range c.key {
		where, args = append(where, k+" = "+param(i+3)), append(args, row[i])
	}
	n, err := tx.Exec(ctx, "UPDATE "+c.table+" SET "+c.column+" = $1 WHERE "+strings.Join(where, " AND "), args...)
	if err == nil && n != 1 {
		err = errs.New(errs.Internal, "a sealed value of %s is not in its row", c.table)
	}
	return err
}
