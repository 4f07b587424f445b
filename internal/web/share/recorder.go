package share

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"holdfast/internal/id"
	"holdfast/internal/share/access"
)

const (
	// queued is how many lines wait to be written; what comes when it is full is
	// counted and dropped, so that a flood costs no memory and holds up nobody.
	queued = 4096
	// batch is how many lines one write takes.
	batch = 500
	// pause is how long a line waits for others.
	pause = 500 * time.Millisecond
	// patience bounds one write.
	patience = 30 * time.Second
)

// Recorder writes the access log behind the requests. Add never waits and never
// fails.
type Recorder struct {
	store   access.Store
	log     *slog.Logger
	lines   chan access.Entry
	dropped atomic.Int64
	done    sync.WaitGroup
	end     context.CancelFunc
	pause   time.Duration
}

// NewRecorder begins to record. Close it to have written what was added.
func NewRecorder(store access.Store, log *slog.Logger) *Recorder {
	ctx, end := context.WithCancel(context.Background())
	r := &Recorder{store: store, log: log, lines: make(chan access.Entry, queued), end: end, pause: pause}
	r.done.Go(func() { r.run(ctx) })
	return r
}

// Add takes a line, unless too many wait.
func (r *Recorder) Add(e access.Entry) {
	select {
	case r.lines <- e:
	default:
		r.dropped.Add(1)
	}
}

// Close writes what was added and ends.
func (r *Recorder) Close() {
	r.end()
	r.done.Wait()
}

func (r *Recorder) run(ctx context.Context) {
	var throttle access.Throttle
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case e := <-r.lines:
			list := []access.Entry{throttle.Shape(named(e))}
			wait := time.NewTimer(r.pause)
		gather:
			for len(list) < batch {
				select {
				case e := <-r.lines:
					list = append(list, throttle.Shape(named(e)))
				case <-wait.C:
					break gather
				case <-ctx.Done():
					break gather
				}
			}
			wait.Stop()
			r.write(list)
		}
	}
	var rest []access.Entry
	for {
		select {
		case e := <-r.lines:
			rest = append(rest, throttle.Shape(named(e)))
			continue
		default:
		}
		break
	}
	r.write(rest)
}

func named(e access.Entry) access.Entry {
	if e.ID == "" {
		e.ID = id.New()
	}
	return e
}

func (r *Recorder) write(list []access.Entry) {
	if len(list) > 0 {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := r.store.KeepAccess(ctx, list); err != nil {
			r.log.Error("the access log could not be written", "lines", len(list), "error", err)
		}
	}
	if n := r.dropped.Swap(0); n > 0 {
		r.log.Warn("the access log was flooded", "dropped", n)
	}
}
