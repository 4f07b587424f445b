package store

import (
	"context"
	"strings"

	"holdfast/internal/register"
)

const (
	// smallRegister is how many records are looked at one by one as soon as the
	// sets would be read, when Options say nothing.
	smallRegister = 500
	// mostDue is how many changed records a list looks at beside the sets.
	mostDue = 2000
	// mostTerms bounds the sets of a range (from, to, a word's beginning) that are
	// joined; past that the engine counts along its own index.
	mostTerms = 20_000
	// fewMatches are read by their numbers and put in order; more are met soon
	// enough on a walk along the order.
	fewMatches = 1024
)

// matching gives the numbers of the records that a list's filters and words
// leave; false when the engine is to find them itself: in a small register, as
// at an instant, and where the sets are too far behind.
func (t *Tx) matching(ctx context.Context, p register.Plan) (numSet, bool, error) {
	if p.AsAt != 0 || len(p.Where)+len(p.Words) == 0 {
		return nil, false, nil
	}
	if live, err := t.live(ctx, p.Kind); err != nil || live <= t.small {
		return nil, false, err
	}
	due := numSet{}
	err := t.Query(ctx, "SELECT num FROM search_due WHERE org_id = $1 AND kind = $2 LIMIT $3", []any{t.Org(), string(p.Kind), mostDue + 1}, func(scan func(...any) error) error {
		var num int64
		err := scan(&num)
		due.add(num)
		return err
	})
	if err != nil || due.count() > mostDue {
		return nil, false, err
	}
	set, ok, err := t.indexed(ctx, p)
	if err != nil || !ok || len(due) == 0 {
		return set, ok, err
	}
	set.without(due)
	q := &listQuery{t: t}
	from := "(SELECT r.num" + strings.ReplaceAll(columnsOf(p), ", ", ", r.") + ` FROM search_due d JOIN record r ON r.org_id = d.org_id AND r.kind = d.kind AND r.num = d.num
WHERE d.org_id = ` + q.arg(t.Org()) + " AND d.kind = " + q.arg(string(p.Kind)) + ") AS changed"
	q.where(p)
	return set, true, t.Query(ctx, "SELECT num FROM "+from+" WHERE "+q.text.String(), q.args, func(scan func(...any) error) error {
		var num int64
		err := scan(&num)
		set.add(num)
		return err
	})
}

// indexed answers from the sets alone; false when they cannot.
func (t *Tx) indexed(ctx context.Context, p register.Plan) (numSet, bool, error) {
	var out numSet
	narrow := func(s numSet) {
		if out == nil {
			out = s
			return
		}
		out.cut(s)
	}
	for _, w := range p.Words {
		word := numSet{}
		for _, class := range []string{termTitle, termOther} {
			from, to := wordSpan(class, w)
			s, ok, err := t.span(ctx, p.Kind, from, to)
			if err != nil || !ok {
				return nil, false, err
			}
			word.join(s)
		}
		narrow(word)
	}
	if p.Number > 0 && len(p.Words) > 0 {
		all, err := t.terms(ctx, p.Kind, termAll)
		if err != nil {
			return nil, false, err
		}
		if all.has(p.Number) {
			out.add(p.Number)
		}
	}
	for _, c := range p.Where {
		s, not, ok, err := t.holds(ctx, p.Kind, c)
		switch {
		case err != nil || !ok:
			return nil, false, err
		case not && out == nil:
			if out, err = t.terms(ctx, p.Kind, termAll); err != nil {
				return nil, false, err
			}
			out.without(s)
		case not:
			out.without(s)
		default:
			narrow(s)
		}
	}
	return out, true, nil
}

// holds gives the records for which a condition holds, or with not those for
// which it does not.
func (t *Tx) holds(ctx context.Context, kind register.Kind, c register.Cond) (s numSet, not, ok bool, err error) {
	col := string(c.Column)
	none := valueTerm(col, "")
	if col[0] == 'i' {
		none = valueTerm(col, register.Absent)
	}
	switch c.Op {
	case register.Is, register.Not:
		terms := make([]string, len(c.Values))
		for i, v := range c.Values {
			terms[i] = valueTerm(col, v)
		}
		s, err = t.terms(ctx, kind, terms...)
		return s, c.Op == register.Not, true, err
	case register.Empty, register.Given:
		s, err = t.terms(ctx, kind, none)
		return s, c.Op == register.Given, true, err
	case register.Has:
		var terms []string
		for _, v := range c.Values {
			tag := strings.Trim(v.(string), "|")
			if tag == "" || strings.Contains(tag, "|") {
				return nil, false, false, nil
			}
			terms = append(terms, tagTerm(col, tag))
		}
		s, err = t.terms(ctx, kind, terms...)
		return s, false, true, err
	case register.From, register.To:
		s, ok, err = t.between(ctx, kind, c, none)
	}
	if err != nil || !ok {
		return nil, false, false, err
	}
	absent, err := t.terms(ctx, kind, none) // never matches a range
	s.without(absent)
	return s, false, true, err
}

// between joins the sets of a range.
func (t *Tx) between(ctx context.Context, kind register.Kind, c register.Cond, none string) (numSet, bool, error) {
	col, upTo := string(c.Column), c.Op == register.To
	var from, to []string
	switch v := c.Values[0].(type) {
	case int64:
		from, to = ladder(col, numberKey(v), numberRungs, upTo)
	case string:
		switch {
		case c.Day && isDay(v):
			from, to = ladder(col, v, dayRungs, upTo)
		case upTo:
			from, to = []string{none}, []string{valueTerm(col, v) + " "}
		default:
			from, to = []string{valueTerm(col, v)}, []string{col + "=" + termEnd}
		}
	}
	all := numSet{}
	for i := range from {
		s, ok, err := t.span(ctx, kind, from[i], to[i])
		if err != nil || !ok {
			return nil, false, err
		}
		all.join(s)
	}
	return all, true, nil
}

const setsOf = "SELECT block, nums FROM search_set WHERE org_id = $1 AND kind = $2 AND "

// terms joins the sets of terms.
func (t *Tx) terms(ctx context.Context, kind register.Kind, terms ...string) (numSet, error) {
	args := []any{t.Org(), string(kind)}
	for _, term := range terms {
		args = append(args, term)
	}
	s := numSet{}
	return s, t.Query(ctx, setsOf+"term IN ("+list(3, len(terms))+")", args, s.scan)
}

// span joins the sets of all terms from one to before another; false when they
// are too many.
func (t *Tx) span(ctx context.Context, kind register.Kind, from, to string) (numSet, bool, error) {
	s, n := numSet{}, 0
	err := t.Query(ctx, setsOf+"term >= $3 AND term < $4 LIMIT $5", []any{t.Org(), string(kind), from, to, mostTerms + 1}, func(scan func(...any) error) error {
		n++
		return s.scan(scan)
	})
	return s, n <= mostTerms, err
}

// scan joins a row of block and numbers.
func (s numSet) scan(scan func(...any) error) error {
	var at int64
	var stored []byte
	if err := scan(&at, &stored); err != nil {
		return err
	}
	s.load(at, stored)
	return nil
}

func (s numSet) load(at int64, stored []byte) {
	b := s[at]
	if b == nil {
		b = new(numBlock)
		s[at] = b
	}
	b.load(stored)
}

// chosen gives the page of a list out of the numbers that match, as a source
// and what of the plan is still to be done with it.
func (t *Tx) chosen(ctx context.Context, p register.Plan, set numSet, n int64) (source, register.Plan, error) {
	switch {
	case n <= fewMatches && p.Sort != register.ByNumber:
		all := set.page(0, false, fewMatches)
		p.Where, p.Words = nil, nil
		return source{nums: all}, p, nil
	case p.Sort == register.ByNumber:
		after := int64(0)
		if p.After != nil {
			after = p.After.Num
		}
		nums := set.page(after, p.Desc, p.Limit)
		p.Where, p.Words, p.After = nil, nil, nil
		return source{nums: nums}, p, nil
	}
	nums, err := t.walk(ctx, p, set)
	p.Where, p.Words, p.After = nil, nil, nil
	return source{nums: nums}, p, err
}

// walk goes along the order from where the page before ended and takes what is
// in the set.
func (t *Tx) walk(ctx context.Context, p register.Plan, set numSet) ([]int64, error) {
	var out []int64
	plain := p
	plain.Where, plain.Words = nil, nil
	last := p.After
	for step := 8 * p.Limit; ; step = min(step*4, 20_000) {
		q := &listQuery{t: t}
		from := q.table(sourcePresent, plain)
		by := q.order(p, last)
		seen := 0
		err := t.Query(ctx, "SELECT num, "+string(p.Sort)+" FROM "+from+" WHERE "+q.text.String()+" ORDER BY "+by+" LIMIT "+q.arg(step)+" + 0", q.args, func(scan func(...any) error) error {
			var r register.Record
			if err := scan(&r.Num, slot(&r, p.Sort)); err != nil {
				return err
			}
			seen++
			last = &register.Mark{Num: r.Num, Value: slotValue(&r, p.Sort)}
			if len(out) < p.Limit && set.has(r.Num) {
				out = append(out, r.Num)
			}
			return nil
		})
		if err != nil || len(out) == p.Limit || seen < step {
			return out, err
		}
	}
}

func slotValue(r *register.Record, c register.Column) any {
	n := c[1] - '1'
	if c[0] == 't' {
		return *r.Slots.Text[n]
	}
	return *r.Slots.Number[n]
}
