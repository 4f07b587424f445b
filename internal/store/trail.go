package store

import (
	"context"

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
	query := "SELECT leaf, salt, payload FROM trail_event WHERE org_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3"
	args := []any{t.Org(), q.Before, q.Limit}
	if q.ID != "" {
		query = "SELECT leaf, salt, payload FROM trail_event WHERE org_id = $1 AND id = $4 AND seq < $2 ORDER BY seq DESC LIMIT $3"
		args = append(args, q.ID)
	}
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
