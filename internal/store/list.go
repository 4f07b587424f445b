package store

import (
	"context"
	"strings"

	"holdfast/internal/register"
)

// List implements change.Port. Every list is a walk along an index that starts
// with the organisation and the kind, from where the page before ended. Slots
// that a register declares are never NULL, so that NULLS FIRST or LAST never
// decides; "IS NOT NULL" lets the partial index answer.
//
// A list as at an instant walks the era of the history in which the instant
// lies (see era.go); in the open era it is two walks, merged.
//
// What filters and words leave of a large register is known from sets (see
// searchlist.go): the total is their size.
func (t *Tx) List(ctx context.Context, p register.Plan) ([]register.Record, int64, error) {
	if set, known, err := t.matching(ctx, p); err != nil || known {
		return t.listed(ctx, p, set, err)
	}
	sources, err := t.sources(ctx, p)
	if err != nil {
		return nil, 0, err
	}
	total := int64(-1)
	if p.Total {
		if total, err = t.count(ctx, sources, p); err != nil {
			return nil, 0, err
		}
	}
	out, err := t.rows(ctx, sources[0], p)
	for _, s := range sources[1:] {
		if err != nil {
			break
		}
		var more []register.Record
		more, err = t.rows(ctx, s, p)
		out = merge(out, more, p)
	}
	return out, total, err
}

// listed gives the page of a list whose numbers are known.
func (t *Tx) listed(ctx context.Context, p register.Plan, set numSet, err error) ([]register.Record, int64, error) {
	if err != nil {
		return nil, 0, err
	}
	n := set.count()
	from, rest, err := t.chosen(ctx, p, set, n)
	if err != nil || len(from.nums) == 0 {
		return nil, n, err
	}
	out, err := t.rows(ctx, from, rest)
	return out, n, err
}

// order adds the condition that a row comes after a mark, and gives the order.
func (q *listQuery) order(p register.Plan, m *register.Mark) string {
	order, after := " ASC", " > "
	if p.Desc {
		order, after = " DESC", " < "
	}
	col, by := string(p.Sort), "num"+order
	if p.Sort != register.ByNumber {
		q.and(col + " IS NOT NULL")
		by = col + order + ", num" + order
	}
	switch {
	case m != nil && p.Sort == register.ByNumber:
		q.and("num" + after + q.arg(m.Num))
	case m != nil:
		q.and("(" + col + ", num)" + after + "(" + q.arg(m.Value) + ", " + q.arg(m.Num) + ")")
	}
	return by
}

// rows reads one page of one source.
func (t *Tx) rows(ctx context.Context, s source, p register.Plan) ([]register.Record, error) {
	q := &listQuery{t: t}
	from := q.table(s, p)
	q.where(p)
	col, by := string(p.Sort), q.order(p, p.After)
	// "+ 0": SQLite looks at the value of a bare parameter there when it plans, and
	// plans anew each time that one is bound.
	rest := " FROM " + from + " WHERE " + q.text.String() + " ORDER BY " + by + " LIMIT " + q.arg(p.Limit) + " + 0"
	// Of the slots only the one of the order is read: the cursor wants it.
	sql := "SELECT id, num, version, created_at, created_by, " + s.since() + ", updated_by, body, " + col + rest
	if s.nums != nil {
		sql = "SELECT r.id, r.num, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by, r.body, r." + col +
			" FROM (SELECT num AS n" + rest + ") AS e CROSS JOIN record r WHERE r.org_id = " + q.arg(t.Org()) + " AND r.kind = " + q.arg(string(p.Kind)) +
			" AND r.num = e.n ORDER BY " + strings.ReplaceAll("r."+by, ", num", ", r.num")
	}
	if s.era != 0 {
		// The page is chosen first, then its bodies are read. CROSS JOIN keeps
		// SQLite to that order.
		sql = "SELECT r.id, r.num, r.version, r.created_at, r.created_by, r.valid_from, r.updated_by, r.body, r." + col +
			" FROM (SELECT num AS n, version AS v" + rest + ") AS e CROSS JOIN revision r WHERE r.org_id = " + q.arg(t.Org()) + " AND r.kind = " + q.arg(string(p.Kind)) +
			" AND r.num = e.n AND r.version = e.v ORDER BY " + strings.ReplaceAll("r."+by, ", num", ", r.num")
	}
	var out []register.Record
	if p.Limit <= 2*register.DefaultLimit { // who asks for more often finds few
		out = make([]register.Record, 0, p.Limit)
	}
	err := t.Query(ctx, sql, q.args, func(scan func(...any) error) error {
		out = append(out, register.Record{Kind: p.Kind})
		r := &out[len(out)-1]
		return scan(&r.ID, &r.Num, &r.Version, &r.CreatedAt, &r.CreatedBy, &r.UpdatedAt, &r.UpdatedBy, &r.Body, slot(r, p.Sort))
	})
	return out, err
}

// since names the column that says from when a row was valid.
func (s source) since() string {
	if s.valid == validSpan {
		return "valid_from"
	}
	return "updated_at"
}

// slot gives where to scan a column of the order.
func slot(r *register.Record, c register.Column) any {
	switch n := c[1] - '1'; {
	case c == register.ByNumber:
		return &r.Num
	case c[0] == 't':
		return &r.Slots.Text[n]
	default:
		return &r.Slots.Number[n]
	}
}

type listQuery struct {
	t    *Tx
	text strings.Builder
	args []any
}

func (q *listQuery) arg(v any) string {
	q.args = append(q.args, v)
	return param(len(q.args))
}

func (q *listQuery) and(cond string) {
	if q.text.Len() > 0 {
		q.text.WriteString(" AND ")
	}
	q.text.WriteString(cond)
}

func (q *listQuery) where(p register.Plan) {
	for _, c := range p.Where {
		q.cond(c)
	}
	var all []string
	for _, w := range p.Words {
		all = append(all, q.t.d.contains("words", q.arg(looked(w))))
	}
	switch words := strings.Join(all, " AND "); {
	case words != "" && p.Number > 0:
		q.and("(" + words + " OR num = " + q.arg(p.Number) + ")")
	case words != "":
		q.and(words)
	}
}

func (q *listQuery) cond(c register.Cond) {
	col := string(c.Column)
	var none any = ""
	if c.Column[0] == 'i' {
		none = register.Absent
	}
	q.and(col + " IS NOT NULL")
	switch c.Op {
	case register.Is, register.Not:
		params := make([]string, len(c.Values))
		for i, v := range c.Values {
			params[i] = q.arg(v)
		}
		in := " IN ("
		if c.Op == register.Not {
			in = " NOT IN ("
		}
		q.and(col + in + strings.Join(params, ", ") + ")")
	case register.From, register.To:
		op := " >= "
		if c.Op == register.To {
			op = " <= "
		}
		q.and(col + op + q.arg(c.Values[0]))
		q.and(col + " > " + q.arg(none))
	case register.Empty:
		q.and(col + " = " + q.arg(none))
	case register.Given:
		q.and(col + " > " + q.arg(none))
	case register.Has:
		any := make([]string, len(c.Values))
		for i, v := range c.Values {
			any[i] = q.t.d.contains(col, q.arg(v))
		}
		q.and("(" + strings.Join(any, " OR ") + ")")
	}
}
