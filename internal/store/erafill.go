package store

import (
	"context"
	"sync"
	"time"
)

const (
	// eraBatch is how many records' versions are put into an era in one commit.
	eraBatch = 100
	// eraRest is how long the filler rests after a commit, about as long as it
	// worked: changes of people come first.
	eraRest = 8 * time.Millisecond
	// eraLook is how often a server looks for what another process left to do.
	eraLook = time.Minute
)

// filler brings the sets of the search up to date and fills past eras, in the
// background: what is not there yet is read the slow way, and is right as well.
// It is started by the store that changed a record, and by a server.
type filler struct {
	store *Store
	wake  chan struct{}
	stop  context.CancelFunc
	ended sync.WaitGroup
}

func (s *Store) startFiller(server bool) {
	ctx, stop := context.WithCancel(context.Background())
	f := &filler{store: s, wake: make(chan struct{}, 1), stop: stop}
	s.filler = f
	f.ended.Add(1)
	go func() {
		defer f.ended.Done()
		var look <-chan time.Time
		if server {
			ticker := time.NewTicker(eraLook)
			defer ticker.Stop()
			look = ticker.C
			f.nudge()
		}
		for {
			select {
			case <-ctx.Done():
				return
			case <-f.wake:
			case <-look:
			}
			// A failure is tried again at the next look; lists and searches are right
			// without.
			select {
			case <-ctx.Done():
				return
			case <-time.After(indexWait):
			}
			_ = s.Index(ctx)
			_ = s.FillEras(ctx)
		}
	}()
}

// nudge says that there is something to fill.
func (f *filler) nudge() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func (f *filler) end() {
	f.stop()
	f.ended.Wait()
}

// FillEras fills every past era that is not filled. Two processes may do it at
// once, and it may be cut off at any moment.
func (s *Store) FillEras(ctx context.Context) error {
	for {
		more, err := s.fillSome(ctx)
		if err != nil || !more {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(eraRest):
		}
	}
}

// fillSome puts the next records' versions into the first era that is not filled.
func (s *Store) fillSome(ctx context.Context) (more bool, err error) {
	err = s.View(ctx, System(WorkHistory), func(tx *Tx) (err error) {
		more, err = tx.QueryRow(ctx, "SELECT era FROM era WHERE filled = 0 LIMIT 1", nil, new(int64))
		return err
	})
	if err != nil || !more {
		return false, err
	}
	return true, s.In(ctx, System(WorkHistory), func(tx *Tx) error {
		var org, kind string
		var era, starts, ends, upto, last int64
		found, err := tx.QueryRow(ctx, `SELECT e.org_id, e.kind, e.era, e.starts, e.ends, e.upto, c.last_num
FROM era e JOIN register_count c ON c.org_id = e.org_id AND c.kind = e.kind
WHERE e.filled = 0 ORDER BY e.org_id, e.kind, e.era LIMIT 1`, nil, &org, &kind, &era, &starts, &ends, &upto, &last)
		if err != nil || !found {
			return err
		}
		to, filled := upto+eraBatch, 0
		if to >= last {
			filled = 1
		}
		if _, err := tx.Exec(ctx, eraInsert+`, 0 FROM revision WHERE org_id = $1 AND kind = $2 AND num > $4 AND num <= $5
AND deleted = 0 AND valid_from < $6 AND valid_to > $7`+eraAgain, org, kind, era, upto, to, ends, starts); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE era SET upto = $4, filled = $5 WHERE org_id = $1 AND kind = $2 AND era = $3", org, kind, era, to, filled)
		return err
	})
}
