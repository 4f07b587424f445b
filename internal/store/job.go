package store

import (
	"context"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/id"
)

// Enqueue implements change.Port.
func (t *Tx) Enqueue(ctx context.Context, j change.Job) (bool, error) {
	var unique any
	if j.Unique != "" {
		unique = j.Unique
	}
	payload := string(j.Payload)
	if payload == "" {
		payload = "null"
	}
	n, err := t.Exec(ctx, `INSERT INTO job (org_id, id, work, unique_key, state, run_at, attempt, fence, lease_until, payload, problem, created_at, ended_at)
VALUES ($1, $2, $3, $4, 'waiting', $5, 0, 0, 0, $6, '', $5, 0)
ON CONFLICT (org_id, work, unique_key) WHERE unique_key IS NOT NULL AND state IN ('waiting', 'running') DO NOTHING`,
		t.Org(), id.New(), j.Work, unique, j.RunAt, payload)
	return n == 1, err
}

const (
	dueJobs   = "state = 'waiting' AND run_at <= $1"
	leftJobs  = "state = 'running' AND lease_until <= $1"
	maxReason = 1000
)

// ClaimJobs takes up to n jobs of the works that are due, or whose holder's
// lease has ended, of every organisation, and holds them until the given
// instant. When nothing is due it writes nothing.
func (s *Store) ClaimJobs(ctx context.Context, works []string, now, until time.Time, n int) ([]change.Claimed, error) {
	if len(works) == 0 || n <= 0 {
		return nil, nil
	}
	args := []any{now.UnixMicro()}
	for _, w := range works {
		args = append(args, w)
	}
	ofWorks := " AND work IN (" + list(2, len(works)) + ")"
	waiting := false
	err := s.View(ctx, System(WorkJobs), func(tx *Tx) error {
		for _, which := range []string{dueJobs, leftJobs} {
			var one int64
			found, err := tx.QueryRow(ctx, "SELECT 1 FROM job WHERE "+which+ofWorks+" LIMIT 1", args, &one)
			if waiting = waiting || found; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || !waiting {
		return nil, err
	}
	var out []change.Claimed
	err = s.In(ctx, System(WorkJobs), func(tx *Tx) error {
		out = nil
		for _, c := range []struct{ which, order string }{{leftJobs, "lease_until, id"}, {dueJobs, "run_at, id"}} {
			p := len(args)
			all := append(append([]any{}, args...), until.UnixMicro(), n-len(out))
			err := tx.Query(ctx, `UPDATE job SET state = 'running', attempt = attempt + 1, fence = fence + 1, lease_until = `+param(p+1)+`
WHERE (org_id, id) IN (SELECT org_id, id FROM job WHERE `+c.which+ofWorks+` ORDER BY `+c.order+` LIMIT `+param(p+2)+tx.d.skipLocked+`)
RETURNING org_id, id, work, payload, attempt, fence, lease_until`, all, func(scan func(...any) error) error {
				var j change.Claimed
				var payload string
				err := scan(&j.Org, &j.ID, &j.Work, &payload, &j.Attempt, &j.Fence, &j.Until)
				j.Payload = []byte(payload)
				out = append(out, j)
				return err
			})
			if err != nil || len(out) >= n {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// KeepJob holds a job for longer; false when somebody else has claimed it
// meanwhile.
func (s *Store) KeepJob(ctx context.Context, j change.Claimed, until time.Time) (bool, error) {
	return s.holder(ctx, j, "lease_until = $4", until.UnixMicro())
}

// EndJob ends a claim; false when somebody else has claimed the job meanwhile,
// and then nothing is changed.
func (s *Store) EndJob(ctx context.Context, j change.Claimed, o change.Outcome) (bool, error) {
	ended := o.At
	if o.State == change.JobWaiting {
		ended = 0
	}
	// A problem is for a person to read; an engine refuses U+0000 in it.
	problem := strings.ToValidUTF8(strings.ReplaceAll(o.Problem, "\x00", " "), "?")
	if len(problem) > maxReason {
		problem = strings.ToValidUTF8(problem[:maxReason], "")
	}
	return s.holder(ctx, j, "lease_until = 0, state = $4, run_at = CASE WHEN $4 = 'waiting' THEN $5 ELSE run_at END, ended_at = $6, problem = $7",
		string(o.State), o.RunAt, ended, problem)
}

func (s *Store) holder(ctx context.Context, j change.Claimed, set string, args ...any) (bool, error) {
	held := false
	err := s.In(ctx, Org(j.Org), func(tx *Tx) error {
		n, err := tx.Exec(ctx, "UPDATE job SET "+set+" WHERE org_id = $1 AND id = $2 AND fence = $3 AND state = 'running'",
			append([]any{j.Org, j.ID, j.Fence}, args...)...)
		held = n == 1
		return err
	})
	return held && err == nil, err
}

// SweepJobs forgets jobs that were done before an instant. Dead ones stay until
// a person has seen to them.
func (s *Store) SweepJobs(ctx context.Context, before time.Time) (int64, error) {
	var n int64
	err := s.In(ctx, System(WorkJobs), func(tx *Tx) (err error) {
		n, err = tx.Exec(ctx, "DELETE FROM job WHERE state = 'done' AND ended_at < $1", before.UnixMicro())
		return err
	})
	return n, err
}

// Jobs counts the scope's jobs by state.
func (t *Tx) Jobs(ctx context.Context) (map[change.JobState]int64, error) {
	where, args := "", []any(nil)
	if t.scope.system == "" {
		where = " WHERE org_id IN (" + list(1, len(t.scope.orgs)) + ")"
		for _, o := range t.scope.orgs {
			args = append(args, o)
		}
	}
	out := map[change.JobState]int64{}
	err := t.Query(ctx, "SELECT state, count(*) FROM job"+where+" GROUP BY state", args, func(scan func(...any) error) error {
		var state string
		var n int64
		err := scan(&state, &n)
		out[change.JobState(state)] = n
		return err
	})
	return out, err
}
