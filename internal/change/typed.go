package change

import (
	"iter"

	"holdfast/internal/register"
)

// Reader is a View or a Tx.
type Reader interface{ view() *View }

func (v *View) view() *View { return v }

// Get gives a record by its id or number. NotFound when it is unknown, deleted, of
// another organisation, or the role may not read the register's area (Forbidden).
func Get[T any](in Reader, reg *register.Register[T], ref string) (register.Row[T], error) {
	rec, err := AnyGet(in, reg, ref, 0)
	if err != nil {
		return register.Row[T]{}, err
	}
	return reg.Row(&rec)
}

// GetNumber gives a record by its number ("CERT-12") alone: an id is unknown to it.
func GetNumber[T any](in Reader, reg *register.Register[T], number string) (register.Row[T], error) {
	if d := reg.Declaration(); d.ParseNumber(number) == 0 {
		return register.Row[T]{}, missing(d)
	}
	return Get(in, reg, number)
}

// List gives one page of a register.
func List[T any](in Reader, reg *register.Register[T], q register.Query) (register.Page[T], error) {
	found, err := AnyList(in, reg, q)
	page := register.Page[T]{Total: found.Total, Next: found.Next, Rows: make([]register.Row[T], len(found.Records))}
	for i := range found.Records {
		if page.Rows[i], err = reg.Row(&found.Records[i]); err != nil {
			return page, err
		}
	}
	return page, err
}

// All goes through every row that a query matches, page by page, for rules that
// look at a register as a whole. The rows of one walk are of one snapshot.
func All[T any](in Reader, reg *register.Register[T], q register.Query) iter.Seq2[register.Row[T], error] {
	return func(yield func(register.Row[T], error) bool) {
		q.Limit, q.NoTotal = register.MaxLimit, true
		for {
			page, err := List(in, reg, q)
			if err != nil {
				yield(register.Row[T]{}, err)
				return
			}
			for _, row := range page.Rows {
				if !yield(row, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			q.After = page.Next
		}
	}
}

// Collect gathers what All gives.
func Collect[T any](in Reader, reg *register.Register[T], q register.Query) ([]register.Row[T], error) {
	var out []register.Row[T]
	for row, err := range All(in, reg, q) {
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// History gives every version of a record, the latest first; a deleted record
// has a last row with Deleted set and the value it ended with.
func History[T any](in Reader, reg *register.Register[T], id string) ([]register.Row[T], error) {
	recs, err := AnyHistory(in, reg, id)
	if err != nil {
		return nil, err
	}
	out := make([]register.Row[T], len(recs))
	for i := range recs {
		if out[i], err = reg.Row(&recs[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Insert stores a new record, once the declaration finds nothing wrong with it.
func Insert[T any](t *Tx, reg *register.Register[T], value T) (register.Row[T], error) {
	rec, err := t.insert(reg, &value)
	if err != nil {
		return register.Row[T]{}, err
	}
	return reg.Row(&rec)
}

// Put stores the next version of a record. version is the one that the caller
// read: Conflict when it is no longer the latest. A value equal to the stored
// one changes nothing and leaves no event.
func Put[T any](t *Tx, reg *register.Register[T], id string, version int64, value T) (register.Row[T], error) {
	rec, err := t.replace(reg, id, version, &value)
	if err != nil {
		return register.Row[T]{}, err
	}
	return reg.Row(&rec)
}

// Delete ends a record and its links. Its history stays.
func Delete[T any](t *Tx, reg *register.Register[T], id string, version int64) error {
	return t.remove(reg, id, version)
}
