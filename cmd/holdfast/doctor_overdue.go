package main

import (
	"fmt"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/retention"
	"holdfast/internal/store"
)

// overdueAfter is how late work is before doctor names it: a server that runs
// does it within minutes.
const overdueAfter = 2 * time.Hour

// overdue names what a server should have done by itself and has not: then none
// runs, or it cannot.
func (x *examination) overdue(e *env, o store.Options) {
	const check = "overdue"
	st, err := store.Open(e.ctx, o)
	if err != nil {
		return // the database has a line of its own
	}
	defer st.Close()
	now := e.now()
	ago := func(days int) int64 { return now.AddDate(0, 0, -days).Add(-overdueAfter).UnixMicro() }
	late := 0
	err = st.View(e.ctx, store.System(store.WorkDoctor), func(tx *store.Tx) error {
		for _, w := range []struct {
			what, from string
			at         int64
		}{
			{"background work waits for longer than it should", "job WHERE state = 'waiting' AND run_at < $1", ago(0)},
			{"background work failed for good, and waits for a person", "job WHERE state = 'dead' AND created_at <= $1", now.UnixMicro()},
			{"answers to repeated requests are past their time", "idempotency WHERE created_at < $1", ago(retention.Days("idempotency"))},
			{"lines of the log of outsiders are past their time", "outside_access WHERE at < $1", ago(retention.Days("access"))},
			{"addresses were never confirmed and are past their time", "trust_subscription WHERE confirmed = 0 AND created_at < $1", ago(retention.Days("unconfirmed"))},
			{"erasures wait for a second person past their time, or are not done", "erasure_plan WHERE created_at < $1", ago(retention.LapseAfter + 2)},
		} {
			var n int64
			if _, err := tx.QueryRow(e.ctx, "SELECT count(*) FROM "+w.from, []any{w.at}, &n); err != nil {
				return err
			}
			if n > 0 {
				late++
				x.warn(check, fmt.Sprintf("%s: %d.", w.what, n), "Let `holdfast serve` run; what it cannot do stands in its log.")
			}
		}
		return nil
	})
	switch {
	case err != nil:
		x.warn(check, "what is overdue cannot be read: "+errs.Safe(err), "See the line about the database.")
	case late == 0:
		x.ok(check, "no work waits that a server should have done")
	}
}
