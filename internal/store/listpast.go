package store

import (
	"cmp"
	"context"
	"strings"

	"holdfast/internal/register"
)

// source is a table that a list walks, and which of its rows were valid.
type source struct {
	from string // with a join where the body lies beside
	// at is put before the columns that are filtered and sorted by, body before
	// those that are read.
	at, body string
	since    string // the column that says from when the row is valid
	era      int64
	valid    validity
}

// validity is how a source's rows say whether they were valid at the instant.
type validity int

const (
	validAlways validity = iota
	validSince           // from updated_at on
	validSpan            // from valid_from, and not at valid_to
)

var (
	sourcePresent = source{from: "record", since: "updated_at"}
	sourceSince   = source{from: "record", since: "updated_at", valid: validSince}
	sourceAll     = source{from: "revision", since: "valid_from", valid: validSpan}
	// CROSS JOIN keeps SQLite to this order: the walk, then the body of each row.
	sourceEra = source{
		from: "era_revision e CROSS JOIN revision r", at: "e.", body: "r.", since: "r.valid_from", valid: validSpan,
	}
)

const eraJoin = "r.org_id = e.org_id AND r.kind = e.kind AND r.num = e.num AND r.version = e.version"

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
	case pastOpen:
		return []source{sourceSince, then}, nil
	case pastEra:
		return []source{then}, nil
	}
	return []source{sourceAll}, nil
}

// count gives how many rows match, on all pages. Without a filter the numbers
// are kept.
func (t *Tx) count(ctx context.Context, sources []source, p register.Plan) (n int64, err error) {
	if len(p.Where) == 0 && len(p.Words) == 0 {
		if p.AsAt != 0 {
			return t.liveAt(ctx, p.Kind, p.AsAt)
		}
		_, err = t.QueryRow(ctx, "SELECT live FROM register_count WHERE org_id = $1 AND kind = $2", []any{t.Org(), string(p.Kind)}, &n)
		return n, err
	}
	for _, s := range sources {
		q := &listQuery{t: t, s: s}
		q.where(p)
		from := s.from
		if s.era != 0 && len(p.Words) == 0 {
			from = "era_revision e" // the body is not looked at
		} else if s.era != 0 {
			q.and(eraJoin)
		}
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
