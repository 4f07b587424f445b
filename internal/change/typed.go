package change

import (
	"iter"

	"holdfast/internal/authz"
	"holdfast/internal/register"
)

// Reader is a View or a Tx.
type Reader interface{ view() *View }

func (v *View) view() *View { return v }

// Get gives a record. NotFound when it is unknown, deleted, of another
// organisation, or the role may not read the register's area (Forbidden).
func Get[T any](in Reader, reg *register.Register[T], id string) (register.Row[T], error) {
	v, d := in.view(), reg.Declaration()
	if err := v.may(authz.Read, d); err != nil {
		return register.Row[T]{}, err
	}
	rec, found, err := v.port.Find(v.ctx, d.Kind, id)
	if err != nil {
		return register.Row[T]{}, err
	}
	if !found {
		return register.Row[T]{}, missing(d)
	}
	return reg.Row(&rec)
}

// GetNumber gives a record by its readable number ("CERT-12").
func GetNumber[T any](in Reader, reg *register.Register[T], number string) (register.Row[T], error) {
	v, d := in.view(), reg.Declaration()
	if err := v.may(authz.Read, d); err != nil {
		return register.Row[T]{}, err
	}
	rec, found, err := v.port.FindNumber(v.ctx, d.Kind, d.ParseNumber(number))
	if err != nil {
		return register.Row[T]{}, err
	}
	if !found {
		return register.Row[T]{}, missing(d)
	}
	return reg.Row(&rec)
}

// List gives one page of a register.
func List[T any](in Reader, reg *register.Register[T], q register.Query) (register.Page[T], error) {
	v, d := in.view(), reg.Declaration()
	page := register.Page[T]{Total: -1}
	if err := v.may(authz.Read, d); err != nil {
		return page, err
	}
	plan, err := reg.Plan(q)
	if err != nil {
		return page, err
	}
	limit := plan.Limit
	plan.Limit++ // one more tells whether there is a next page
	recs, total, err := v.port.List(v.ctx, plan)
	if err != nil {
		return page, err
	}
	if plan.Total {
		page.Total = total
	}
	if len(recs) > limit {
		recs = recs[:limit]
		page.Next = plan.Cursor(q.Sort, &recs[limit-1])
	}
	page.Rows = make([]register.Row[T], len(recs))
	for i := range recs {
		if page.Rows[i], err = reg.Row(&recs[i]); err != nil {
			return page, err
		}
	}
	return page, nil
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
	v, d := in.view(), reg.Declaration()
	if err := v.may(authz.Read, d); err != nil {
		return nil, err
	}
	recs, err := v.port.History(v.ctx, d.Kind, id)
	if err != nil {
		return nil, err
	}
	if len(recs) == 0 {
		return nil, missing(d)
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
