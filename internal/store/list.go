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
func (t *Tx) List(ctx context.Context, p register.Plan) ([]register.Record, int64, error) {
	q := &listQuery{t: t}
	q.where(p)
	total := int64(-1)
	if p.Total {
		n, err := t.count(ctx, q, p)
		if err != nil {
			return nil, 0, err
		}
		total = n
	}
	from, since := "record", "updated_at"
	if p.AsAt != 0 {
		from, since = "revision", "valid_from"
	}
	order, after := " ASC", " > "
	if p.Desc {
		order, after = " DESC", " < "
	}
	col := string(p.Sort)
	if p.Sort != register.ByNumber {
		q.and(col + " IS NOT NULL")
	}
	if m := p.After; m != nil {
		if p.Sort == register.ByNumber {
			q.and("num" + after + q.arg(m.Num))
		} else {
			q.and("(" + col + ", num)" + after + "(" + q.arg(m.Value) + ", " + q.arg(m.Num) + ")")
		}
	}
	// Of the slots only the one of the order is read: the cursor wants it.
	sql := "SELECT id, num, version, created_at, created_by, " + since + ", updated_by, body, " + col + " FROM " + from + " WHERE " + q.text.String() + " ORDER BY "
	if p.Sort != register.ByNumber {
		sql += col + order + ", "
	}
	sql += "num" + order + " LIMIT " + q.arg(p.Limit)
	out := make([]register.Record, 0, min(p.Limit, 64))
	err := t.Query(ctx, sql, q.args, func(scan func(...any) error) error {
		out = append(out, register.Record{Kind: p.Kind})
		r := &out[len(out)-1]
		return scan(&r.ID, &r.Num, &r.Version, &r.CreatedAt, &r.CreatedBy, &r.UpdatedAt, &r.UpdatedBy, &r.Body, slot(r, p.Sort))
	})
	return out, total, err
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

// count gives how many rows match, on all pages. Without a filter it is kept
// beside the last number.
func (t *Tx) count(ctx context.Context, q *listQuery, p register.Plan) (int64, error) {
	var n int64
	if len(p.Where) == 0 && len(p.Words) == 0 && p.AsAt == 0 {
		_, err := t.QueryRow(ctx, "SELECT live FROM register_count WHERE org_id = $1 AND kind = $2", []any{t.Org(), string(p.Kind)}, &n)
		return n, err
	}
	from := "record"
	if p.AsAt != 0 {
		from = "revision"
	}
	_, err := t.QueryRow(ctx, "SELECT count(*) FROM "+from+" WHERE "+q.text.String(), q.args, &n)
	return n, err
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
	q.and("org_id = " + q.arg(q.t.Org()))
	q.and("kind = " + q.arg(string(p.Kind)))
	if p.AsAt != 0 {
		q.and("valid_from <= " + q.arg(p.AsAt))
		q.and("valid_to > " + q.arg(p.AsAt))
	}
	for _, c := range p.Where {
		q.cond(c)
	}
	for _, w := range p.Words {
		q.and(q.t.d.contains("words", q.arg(w)))
	}
}

func (q *listQuery) cond(c register.Cond) {
	col := string(c.Column)
	var none any = ""
	if col[0] == 'i' {
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
