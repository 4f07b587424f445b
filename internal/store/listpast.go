package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"holdfast/internal/register"
)

// source is where a list looks for its rows, and how they say that they were
// valid at the instant.
type source struct {
	from string
	// nums are the numbers of the rows, where they are known.
	nums []int64
	era  int64 // of era_revision, whose bodies lie in revision
	// few says that what ended after the instant is little: it is picked out by
	// its end and put in order, for along the order it lies far apart.
	few   bool
	valid validity
}

type validity int

const (
	validAlways validity = iota
	validSince           // from updated_at on
	validSpan            // from valid_from, and not at valid_to
)

var (
	sourcePresent = source{from: "record"}
	sourceSince   = source{from: "record", valid: validSince}
	sourceAll     = source{from: "revision", valid: validSpan}
	sourceEra     = source{from: "era_revision", valid: validSpan}
)

// fewEnded is how many versions are put in order rather than walked in it.
const fewEnded = 400

// sources gives where the rows of a plan are.
func (t *Tx) sources(ctx context.Context, p register.Plan) ([]source, error) {
	if p.AsAt == 0 {
		return []source{sourcePresent}, nil
	}
	way, era, err := t.pastOf(ctx, p.Kind, p.AsAt)
	if err != nil {
		return nil, err
	}
	then := sourceEra
	then.era = era
	switch way {
	case pastPresent:
		return []source{sourcePresent}, nil
	case pastEra:
		return []source{then}, nil
	case pastOpen:
		var n int64
		_, err := t.QueryRow(ctx, `SELECT count(*) FROM (
SELECT num FROM era_revision WHERE org_id = $1 AND kind = $2 AND era = $3 AND ended = 1 AND valid_to > $4 ORDER BY valid_to LIMIT $5) AS latest`,
			[]any{t.Org(), string(p.Kind), era, p.AsAt, fewEnded + 1}, &n)
		then.few = n <= fewEnded
		return []source{sourceSince, then}, err
	}
	return []source{sourceAll}, nil
}

// table gives what stands after FROM, and puts into the conditions what does
// not depend on the query's filters.
func (q *listQuery) table(s source, p register.Plan) string {
	if s.few {
		from := "(SELECT num, version, valid_from" + columnsOf(p) + " FROM era_revision WHERE org_id = " + q.arg(q.t.Org()) + " AND kind = " + q.arg(string(p.Kind)) +
			" AND era = " + q.arg(s.era) + " AND ended = 1 AND valid_to > " + q.arg(p.AsAt) + " ORDER BY valid_to LIMIT " + q.arg(fewEnded) + ") AS ended"
		q.and("valid_from <= " + q.arg(p.AsAt))
		return from
	}
	if s.nums != nil {
		// The limit keeps the engines from looking for the numbers along the order.
		q.and("num > 0")
		return "(SELECT num" + columnsOf(p) + " FROM record WHERE org_id = " + q.arg(q.t.Org()) + " AND kind = " + q.arg(string(p.Kind)) +
			" AND num IN (" + q.numbers(s.nums) + ") LIMIT " + q.arg(len(s.nums)) + " + 0) AS chosen"
	}
	q.and("org_id = " + q.arg(q.t.Org()))
	q.and("kind = " + q.arg(string(p.Kind)))
	if s.era != 0 {
		q.and("era = " + q.arg(s.era))
	}
	switch s.valid {
	case validSince:
		q.and("updated_at <= " + q.arg(p.AsAt))
	case validSpan:
		q.and("valid_from <= " + q.arg(p.AsAt))
		q.and("valid_to > " + q.arg(p.AsAt))
	}
	return s.from
}

// numbers writes numbers as parameters, the last one again up to a power of two,
// so that statements are few.
func (q *listQuery) numbers(nums []int64) string {
	n := 1
	for n < len(nums) {
		n *= 2
	}
	from := len(q.args) + 1
	for i := range n {
		q.args = append(q.args, nums[min(i, len(nums)-1)])
	}
	return list(from, n)
}

// columnsOf names the columns that a plan looks at, each after a comma.
func columnsOf(p register.Plan) string {
	var list []string
	for _, c := range p.Where {
		list = append(list, string(c.Column))
	}
	if p.Sort != register.ByNumber {
		list = append(list, string(p.Sort))
	}
	if len(p.Words) > 0 {
		list = append(list, "words")
	}
	slices.Sort(list)
	out := ""
	for _, c := range slices.Compact(list) {
		out += ", " + c
	}
	return out
}

// live gives how many records a register has. A snapshot that asks for a second
// register gets all of them: pages that have to do with many registers ask for
// many, others for one.
func (t *Tx) live(ctx context.Context, kind register.Kind) (n int64, err error) {
	if n, known := t.lives[kind]; known || t.whole {
		return n, nil
	}
	if !t.still || t.lives == nil {
		_, err = t.QueryRow(ctx, "SELECT live FROM register_count WHERE org_id = $1 AND kind = $2", []any{t.Org(), string(kind)}, &n)
		if t.still && err == nil {
			t.lives = map[register.Kind]int64{kind: n}
		}
		return n, err
	}
	err = t.Query(ctx, "SELECT kind, live FROM register_count WHERE org_id = $1", []any{t.Org()}, func(scan func(...any) error) error {
		var of register.Kind
		if err := scan(&of, &n); err != nil {
			return err
		}
		t.lives[of] = n
		return nil
	})
	t.whole = err == nil
	return t.lives[kind], err
}

// count gives how many rows match, on all pages. Without a filter the numbers
// are kept.
func (t *Tx) count(ctx context.Context, sources []source, p register.Plan) (n int64, err error) {
	if len(p.Where) == 0 && len(p.Words) == 0 {
		if p.AsAt != 0 {
			return t.liveAt(ctx, p.Kind, p.AsAt)
		}
		return t.live(ctx, p.Kind)
	}
	for _, s := range sources {
		q := &listQuery{t: t}
		from := q.table(s, p)
		q.where(p)
		var part int64
		if _, err := t.QueryRow(ctx, "SELECT count(*) FROM "+from+" WHERE "+q.text.String(), q.args, &part); err != nil {
			return 0, err
		}
		n += part
	}
	return n, nil
}

// merge makes one list of two that are each in the plan's order.
func merge(a, b []register.Record, p register.Plan) []register.Record {
	out := make([]register.Record, 0, min(len(a)+len(b), p.Limit))
	for len(out) < p.Limit && len(a)+len(b) > 0 {
		if len(b) == 0 || (len(a) > 0 && before(&a[0], &b[0], p)) {
			out, a = append(out, a[0]), a[1:]
			continue
		}
		out, b = append(out, b[0]), b[1:]
	}
	return out
}

func before(a, b *register.Record, p register.Plan) bool {
	c := 0
	if p.Sort != register.ByNumber {
		n := p.Sort[1] - '1'
		if p.Sort[0] == 't' {
			c = strings.Compare(*a.Slots.Text[n], *b.Slots.Text[n])
		} else {
			c = cmp.Compare(*a.Slots.Number[n], *b.Slots.Number[n])
		}
	}
	if c == 0 {
		c = cmp.Compare(a.Num, b.Num)
	}
	return c < 0 != p.Desc
}
