package store

import (
	"context"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/trail"
)

// maxTrail bounds one reading of the trail.
const maxTrail = 1000

// Head implements change.Port: the organisation's changes wait for each other
// here.
func (t *Tx) Head(ctx context.Context) (int64, error) {
	var size int64
	_, err := t.QueryRow(ctx, "SELECT size FROM trail_head WHERE org_id = $1"+t.d.forUpdate, []any{t.Org()}, &size)
	return size, err
}

// Append implements change.Port.
func (t *Tx) Append(ctx context.Context, leaves []trail.Leaf) error {
	for i := range leaves {
		l := &leaves[i]
		var payload any
		if l.Payload != nil {
			payload = string(l.Payload)
		}
		_, err := t.Exec(ctx, "INSERT INTO trail_event (org_id, seq, at, kind, id, who, action, leaf, salt, payload) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
			t.Org(), l.Seq, l.At, l.Kind, l.ID, l.Who, l.Action, string(l.Bytes), l.Salt, payload)
		if err != nil {
			return err
		}
	}
	last := leaves[len(leaves)-1].Seq
	n, err := t.Exec(ctx, "UPDATE trail_head SET size = $2 WHERE org_id = $1", t.Org(), last+1)
	if err == nil && n == 0 {
		return errs.New(errs.NotFound, "There is no such organisation.")
	}
	return err
}

// Trail implements change.Port.
func (t *Tx) Trail(ctx context.Context, q change.TrailQuery) ([]trail.Leaf, error) {
	if q.Limit <= 0 || q.Limit > maxTrail {
		q.Limit = maxTrail
	}
	if q.Before <= 0 {
		q.Before = forever
	}
	where := []string{"org_id = $1", "seq < $2"}
	args := []any{t.Org(), q.Before, q.Limit}
	narrow := func(column, op string, v any) {
		args = append(args, v)
		where = append(where, column+op+param(len(args)))
	}
	if q.From != 0 || q.To != 0 {
		first, last, err := t.trailBetween(ctx, q.From, q.To)
		if err != nil || last < first {
			return nil, err
		}
		narrow("seq", " >= ", first)
		narrow("seq", " <= ", last)
		narrow("at", " >= ", q.From)
		if q.To != 0 {
			narrow("at", " <= ", q.To)
		}
	}
	for _, f := range []struct{ column, value string }{{"id", q.ID}, {"kind", string(q.Kind)}, {"who", q.Who}, {"action", q.Action}} {
		if f.value != "" {
			narrow(f.column, " = ", f.value)
		}
	}
	query := "SELECT leaf, salt, payload FROM trail_event WHERE " + strings.Join(where, " AND ") + " ORDER BY seq DESC LIMIT $3"
	var out []trail.Leaf
	err := t.Query(ctx, query, args, func(scan func(...any) error) error {
		var leaf, payload string
		var salt []byte
		if err := scan(&leaf, &salt, text(&payload)); err != nil {
			return err
		}
		l, err := trail.Open([]byte(leaf), salt, []byte(payload))
		out = append(out, l)
		return err
	})
	return out, err
}

// trailBetween gives the first and the last sequence among the events of two
// instants. Instants follow the sequence but for some that came out of order.
func (t *Tx) trailBetween(ctx context.Context, from, to int64) (first, last int64, err error) {
	if to == 0 {
		to = forever
	}
	_, err = t.QueryRow(ctx, "SELECT COALESCE(MIN(seq), 0), COALESCE(MAX(seq), -1) FROM trail_event WHERE org_id = $1 AND at >= $2 AND at <= $3",
		[]any{t.Org(), from, to}, &first, &last)
	return first, last, err
}
