package links

import (
	"cmp"
	"context"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Beside is one record that another is linked with.
type Beside struct {
	Role    string
	Outward bool // the link leads to this record
	Since   int64
	register.Ref
	Register register.Any
	Value    any // pointer to the register's struct
}

// Records is what the package asks of the store for it: present records by id,
// in no stated order; what is not there is left out.
type Records interface {
	RecordsByID(ctx context.Context, kind register.Kind, ids []string) ([]register.Record, error)
}

// Of gives the records that a record is linked with, by role and number, with at
// most one query for each register. What the actor may not read is left out.
func Of(v *change.View, book *register.Book, id string) ([]Beside, error) {
	all, err := v.Links(id, 0)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := map[register.Kind][]string{}
	for _, l := range all {
		kind, other := end(l, id)
		if reg := book.Of(kind); reg != nil && readable(v, reg) && !slices.Contains(ids[kind], other) {
			ids[kind] = append(ids[kind], other)
		}
	}
	found := map[string]register.Record{}
	for kind, some := range ids {
		recs, err := ByID(v, book.Of(kind), some)
		if err != nil {
			return nil, err
		}
		for _, r := range recs {
			found[r.ID] = r
		}
	}
	var out []Beside
	for _, l := range all {
		kind, other := end(l, id)
		rec, ok := found[other]
		if !ok {
			continue
		}
		reg := book.Of(kind)
		value, err := reg.Decode(rec.Body)
		if err != nil {
			return nil, err
		}
		out = append(out, Beside{
			Role: l.Role, Outward: l.From == id, Since: l.At, Register: reg, Value: value,
			Ref: register.Ref{Kind: kind, ID: rec.ID, Number: reg.Declaration().Number(rec.Num)},
		})
	}
	slices.SortStableFunc(out, func(a, b Beside) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), cmp.Compare(a.Role, b.Role), cmp.Compare(a.Kind, b.Kind), cmp.Compare(num(found, a), num(found, b)))
	})
	return out, nil
}

func num(found map[string]register.Record, b Beside) int64 { return found[b.ID].Num }

// order puts the roles that people know in their order, others after.
func order(b Beside) int {
	i := slices.IndexFunc(roles, func(r Role) bool { return r.Name == b.Role })
	if i < 0 {
		i = len(roles)
	}
	if !b.Outward {
		return 2*i + 1
	}
	return 2 * i
}

func end(l change.Link, id string) (register.Kind, string) {
	if l.From == id {
		return l.ToKind, l.To
	}
	return l.FromKind, l.From
}

// ByID reads records of a register by id: together as they are now, one by
// one as they stood.
func ByID(v *change.View, reg register.Any, ids []string) ([]register.Record, error) {
	if v.Actor().AsAt == 0 {
		st, ok := v.Port().(Records)
		if !ok {
			return nil, errs.New(errs.Internal, "the store reads no records together")
		}
		return st.RecordsByID(v.Context(), reg.Declaration().Kind, ids)
	}
	var out []register.Record
	for _, id := range ids {
		rec, err := change.AnyGet(v, reg, id, 0)
		if errs.CodeOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, nil
}
