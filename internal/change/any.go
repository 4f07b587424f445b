package change

import (
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/register"
)

// What follows is for edges that work for every register alike: the same
// checks as the typed helpers, which are made of it, and the stored records as
// they lie, undecoded.

// Found is one page of a register.
type Found struct {
	Records []register.Record
	// Total counts the records that match on all pages; -1 when not asked for.
	Total int64
	// Next is the cursor of the next page, empty on the last.
	Next string
}

// AnyGet gives a record by its id or its readable number, as it stood at an
// instant in microseconds UTC; 0 means now. NotFound when there was none.
func AnyGet(in Reader, reg register.Any, ref string, asAt int64) (register.Record, error) {
	v, d := in.view(), reg.Declaration()
	if err := v.may(authz.Read, d); err != nil {
		return register.Record{}, err
	}
	asAt = v.asAt(asAt)
	find := func() (register.Record, bool, error) { return v.port.Find(v.ctx, d.Kind, ref) }
	switch num := d.ParseNumber(ref); {
	case asAt != 0:
		find = func() (register.Record, bool, error) { return v.past(d.Kind, ref, num, asAt) }
	case num > 0:
		find = func() (register.Record, bool, error) { return v.port.FindNumber(v.ctx, d.Kind, num) }
	}
	rec, found, err := find()
	if err == nil && !found {
		err = missing(d)
	}
	return rec, err
}

// past finds the version that was valid at an instant, by number or by id.
func (v *View) past(kind register.Kind, id string, num, asAt int64) (rec register.Record, found bool, err error) {
	var recs []register.Record
	if num > 0 {
		p := register.Plan{Kind: kind, Sort: register.ByNumber, After: &register.Mark{Num: num - 1}, Limit: 1, AsAt: asAt}
		recs, _, err = v.port.List(v.ctx, p)
	} else {
		recs, err = v.port.History(v.ctx, kind, id)
	}
	for _, r := range recs {
		if r.UpdatedAt <= asAt && (num == 0 || r.Num == num) {
			return r, !r.Deleted, err
		}
	}
	return rec, false, err
}

// AnyList gives one page of a register.
func AnyList(in Reader, reg register.Any, q register.Query) (Found, error) {
	v, d := in.view(), reg.Declaration()
	out := Found{Total: -1}
	if err := v.may(authz.Read, d); err != nil {
		return out, err
	}
	q.AsAt = v.asAt(q.AsAt)
	plan, err := reg.Plan(q)
	if err != nil {
		return out, err
	}
	limit := plan.Limit
	plan.Limit++ // one more tells whether there is a next page
	recs, total, err := v.port.List(v.ctx, plan)
	if err != nil {
		return out, err
	}
	if plan.Total {
		out.Total = total
	}
	if len(recs) > limit {
		recs = recs[:limit]
		out.Next = plan.Cursor(q.Sort, &recs[limit-1])
	}
	out.Records = recs
	return out, nil
}

// AnyHistory gives every version of a record by its id, the latest first.
func AnyHistory(in Reader, reg register.Any, id string) ([]register.Record, error) {
	v, d := in.view(), reg.Declaration()
	if err := v.may(authz.Read, d); err != nil {
		return nil, err
	}
	recs, err := v.port.History(v.ctx, d.Kind, id)
	if at := v.actor.AsAt; at != 0 {
		recs = slices.DeleteFunc(recs, func(r register.Record) bool { return r.UpdatedAt > at })
	}
	if err == nil && len(recs) == 0 {
		err = missing(d)
	}
	return recs, err
}

// AnyInsert is Insert; value is a pointer to the register's struct.
func AnyInsert(t *Tx, reg register.Any, value any) (register.Record, error) {
	return t.insert(reg, value)
}

// AnyPut is Put; value is a pointer to the register's struct.
func AnyPut(t *Tx, reg register.Any, id string, version int64, value any) (register.Record, error) {
	return t.replace(reg, id, version, value)
}

// AnyDelete is Delete.
func AnyDelete(t *Tx, reg register.Any, id string, version int64) error {
	return t.remove(reg, id, version)
}
