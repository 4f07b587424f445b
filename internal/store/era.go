package store

import (
	"context"

	"holdfast/internal/register"
)

// defaultEra is the fewest changes that an era has when Options say nothing: a
// list as it stood may as well look at that many versions.
const defaultEra = 1000

// eraShare: an era is as long as one change for so many records, so that at any
// instant of it most records stand as they do at its end.
const eraShare = 2

// tally is a register's line in register_count after a change.
type tally struct {
	last, live int64
	era        int64 // the open one
	starts     int64 // when it began
	changes    int64 // how many changes it has seen
	lastAt     int64 // the latest instant that any change had
}

const countColumns = " RETURNING last_num, live, era, era_starts, era_changes, last_at"

func (c *tally) dest() []any {
	return []any{&c.last, &c.live, &c.era, &c.starts, &c.changes, &c.lastAt}
}

// counted is the part of an update of register_count that every change makes;
// $3 is its instant.
const counted = `era_changes = register_count.era_changes + 1,
last_at = CASE WHEN $3 > register_count.last_at THEN $3 ELSE register_count.last_at END`

// born counts a new record and gives its number.
func (t *Tx) born(ctx context.Context, kind register.Kind, at int64) (c tally, err error) {
	_, err = t.QueryRow(ctx, `INSERT INTO register_count (org_id, kind, last_num, live, era_changes, last_at) VALUES ($1, $2, 1, 1, 1, $3)
ON CONFLICT (org_id, kind) DO UPDATE SET last_num = register_count.last_num + 1, live = register_count.live + 1, `+counted+countColumns,
		[]any{t.Org(), string(kind), at}, c.dest()...)
	if err != nil {
		return c, err
	}
	return c, t.lived(ctx, kind, &c, at, 1)
}

// moved counts a change of a record (by 0) or its end (by -1).
func (t *Tx) moved(ctx context.Context, kind register.Kind, at, by int64) (c tally, err error) {
	_, err = t.QueryRow(ctx, "UPDATE register_count SET live = live + $4, "+counted+" WHERE org_id = $1 AND kind = $2"+countColumns,
		[]any{t.Org(), string(kind), at, by}, c.dest()...)
	if err != nil || by == 0 {
		return c, err
	}
	return c, t.lived(ctx, kind, &c, at, by)
}

// lived keeps how many records there were from an instant on. Changes of
// several requests may come with their instants out of order: then what was
// kept of later instants moves too.
func (t *Tx) lived(ctx context.Context, kind register.Kind, c *tally, at, by int64) error {
	live := c.live
	if at < c.lastAt {
		live = 0
		if _, err := t.QueryRow(ctx, "SELECT live FROM register_live WHERE org_id = $1 AND kind = $2 AND at <= $3 ORDER BY at DESC LIMIT 1",
			[]any{t.Org(), string(kind), at}, &live); err != nil {
			return err
		}
		live += by
		if _, err := t.Exec(ctx, "UPDATE register_live SET live = live + $4 WHERE org_id = $1 AND kind = $2 AND at > $3", t.Org(), string(kind), at, by); err != nil {
			return err
		}
	}
	_, err := t.Exec(ctx, `INSERT INTO register_live (org_id, kind, at, live) VALUES ($1, $2, $3, $4)
ON CONFLICT (org_id, kind, at) DO UPDATE SET live = excluded.live`, t.Org(), string(kind), at, live)
	return err
}

// liveAt gives how many records there were at an instant.
func (t *Tx) liveAt(ctx context.Context, kind register.Kind, at int64) (n int64, err error) {
	_, err = t.QueryRow(ctx, "SELECT live FROM register_live WHERE org_id = $1 AND kind = $2 AND at <= $3 ORDER BY at DESC LIMIT 1",
		[]any{t.Org(), string(kind), at}, &n)
	return n, err
}

// ended puts a version that has ended into the open era.
// What past eras have copied of it meanwhile, still without an end, goes when it
// ended earlier than they did: turn has them filled again.
func (t *Tx) ended(ctx context.Context, kind register.Kind, c *tally, num, version, at int64) error {
	if at < c.starts {
		if _, err := t.Exec(ctx, `DELETE FROM era_revision WHERE org_id = $1 AND kind = $2 AND num = $3 AND version = $4
AND era IN (SELECT era FROM era WHERE org_id = $1 AND kind = $2 AND ends > $5)`, t.Org(), string(kind), num, version, at); err != nil {
			return err
		}
	}
	_, err := t.Exec(ctx, eraInsert+", 1 FROM revision WHERE org_id = $1 AND kind = $2 AND num = $4 AND version = $5"+eraAgain,
		t.Org(), string(kind), c.era, num, version)
	return err
}

const (
	eraInsert = `INSERT INTO era_revision (org_id, kind, era, num, version, valid_from, valid_to, ` + slotColumns + `, words, ended)
SELECT org_id, kind, CAST($3 AS BIGINT), num, version, valid_from, valid_to, ` + slotColumns + `, words`
	eraAgain = " ON CONFLICT (org_id, kind, era, num, version) DO UPDATE SET valid_to = excluded.valid_to"
)

// turn closes the open era once it is long enough, and takes back the filling of
// past ones into which a change with an earlier instant reaches.
func (t *Tx) turn(ctx context.Context, kind register.Kind, c *tally, at int64) error {
	if at < c.starts {
		if _, err := t.Exec(ctx, "UPDATE era SET filled = 0, upto = 0 WHERE org_id = $1 AND kind = $2 AND ends > $3", t.Org(), string(kind), at); err != nil {
			return err
		}
		t.turned = true
	}
	if c.changes < max(t.minEra, c.live/eraShare) || c.lastAt <= c.starts {
		return nil
	}
	if _, err := t.Exec(ctx, "INSERT INTO era (org_id, kind, era, starts, ends, upto, filled) VALUES ($1, $2, $3, $4, $5, 0, 0)",
		t.Org(), string(kind), c.era, c.starts, c.lastAt); err != nil {
		return err
	}
	t.turned = true
	_, err := t.Exec(ctx, "UPDATE register_count SET era = era + 1, era_starts = $3, era_changes = 0 WHERE org_id = $1 AND kind = $2", t.Org(), string(kind), c.lastAt)
	return err
}

// past says where to look for a register as it stood.
type past int

const (
	pastPresent past = iota // as it stands now
	pastOpen                // what stands since, and what ended in the open era
	pastEra                 // a past era that is filled
	pastAll                 // every version
)

// pastOf chooses the way, and gives the era.
func (t *Tx) pastOf(ctx context.Context, kind register.Kind, at int64) (past, int64, error) {
	var era, starts, lastAt int64
	found, err := t.QueryRow(ctx, "SELECT era, era_starts, last_at FROM register_count WHERE org_id = $1 AND kind = $2",
		[]any{t.Org(), string(kind)}, &era, &starts, &lastAt)
	switch {
	case err != nil || !found || at >= lastAt:
		return pastPresent, 0, err
	case at >= starts:
		return pastOpen, era, nil
	}
	var filled int64
	found, err = t.QueryRow(ctx, "SELECT era, filled FROM era WHERE org_id = $1 AND kind = $2 AND starts <= $3 AND ends > $3",
		[]any{t.Org(), string(kind), at}, &era, &filled)
	if err == nil && found && filled == 1 {
		return pastEra, era, nil
	}
	return pastAll, 0, err
}
