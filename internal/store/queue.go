package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"holdfast/internal/errs"
)

const (
	// maxBatch bounds how many changes share one commit.
	maxBatch = 64
	// maxRetries bounds how often a transaction is begun again because another
	// replica's came between.
	maxRetries = 5
	// retryPause is the longest pause before the first retry; it doubles.
	retryPause = 4 * time.Millisecond
)

// queue runs changes one after the other in each lane, and lets those that
// waited while a commit was on its way to the disk share the next one. On
// SQLite there is one lane, since it has one writer; on PostgreSQL there is one
// for each organisation, whose trail head its changes would wait for anyway.
type queue struct {
	engine engine
	turned func() // called after a commit that closed an era
	minEra int64
	small  int64
	mu     sync.Mutex
	lanes  map[string]*lane
	busy   sync.WaitGroup
}

type lane struct{ waiting []*call }

// call is one change on its way.
type call struct {
	ctx   context.Context
	scope Scope
	fn    func(*Tx) error
	done  chan struct{}
	begun bool // guarded by queue.mu: it can no longer be withdrawn
	err   error
	panic any
	// turned says that an era of the history is to be filled.
	turned bool
}

func (q *queue) do(ctx context.Context, scope Scope, fn func(*Tx) error) error {
	c := &call{ctx: ctx, scope: scope, fn: fn, done: make(chan struct{})}
	name := ""
	if !q.engine.oneLane() {
		name = scope.lane()
	}
	q.mu.Lock()
	l := q.lanes[name]
	if l == nil {
		l = &lane{}
		q.lanes[name] = l
		q.busy.Add(1)
		go q.run(name, l)
	}
	l.waiting = append(l.waiting, c)
	q.mu.Unlock()

	select {
	case <-c.done:
	case <-ctx.Done():
		if q.withdraw(l, c) {
			return errs.Wrap(ctx.Err(), errs.Unavailable, "The request ended before its turn came. Nothing was changed.")
		}
		<-c.done // begun: its outcome is known shortly
	}
	if c.panic != nil {
		panic(c.panic)
	}
	return c.err
}

// withdraw takes a change out of the queue unless it has begun.
func (q *queue) withdraw(l *lane, c *call) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if c.begun {
		return false
	}
	for i, w := range l.waiting {
		if w == c {
			l.waiting = append(l.waiting[:i], l.waiting[i+1:]...)
			break
		}
	}
	return true
}

func (q *queue) run(name string, l *lane) {
	defer q.busy.Done()
	for {
		q.mu.Lock()
		n := min(len(l.waiting), maxBatch)
		if n == 0 {
			delete(q.lanes, name)
			q.mu.Unlock()
			return
		}
		batch := make([]*call, 0, n)
		first := l.waiting[0].scope.lane()
		for len(batch) < n && l.waiting[0].scope.lane() == first {
			l.waiting[0].begun = true
			batch = append(batch, l.waiting[0])
			l.waiting = l.waiting[1:]
			if len(l.waiting) == 0 {
				break
			}
		}
		q.mu.Unlock()
		q.serve(batch)
	}
}

// serve runs a batch in one transaction, again where the engine asks for it,
// and answers each call.
func (q *queue) serve(batch []*call) {
	d := q.engine.dialect()
	err := q.attempt(batch)
	for n := 0; n < maxRetries && d.retry(err); n++ {
		time.Sleep(rand.N(retryPause << n))
		err = q.attempt(batch)
	}
	if d.retry(err) {
		err = errs.Wrap(err, errs.Unavailable, "The store is busy. Nothing was changed; try again.")
	}
	for _, c := range batch {
		if err != nil && c.panic == nil {
			c.err = err // nothing of the batch was kept, whatever fn said
		}
		c.err = d.fault(c.err)
		if c.turned && c.err == nil && q.turned != nil {
			q.turned()
		}
		close(c.done)
	}
}

// attempt runs the batch once. A change that refuses takes back only its own
// part. The error is of the transaction as a whole: nothing of it was kept.
func (q *queue) attempt(batch []*call) error {
	// A change that has begun is not cut off halfway when its caller goes away.
	ctx := context.WithoutCancel(batch[0].ctx)
	ses, err := q.engine.begin(ctx, batch[0].scope, true)
	if err != nil {
		return err
	}
	kept := 0
	for _, c := range batch {
		c.err, c.panic = nil, nil
		if len(batch) > 1 {
			if _, err := ses.exec(ctx, "SAVEPOINT part"); err != nil {
				return abandon(ses, err)
			}
		}
		q.call(ses, c)
		d := q.engine.dialect()
		switch {
		case c.err == nil && c.panic == nil:
			kept++
		case d.retry(c.err) || d.broken(c.err):
			return abandon(ses, c.err)
		case len(batch) == 1:
			return ignore(ses.rollback())
		default:
			if _, err := ses.exec(ctx, "ROLLBACK TO SAVEPOINT part"); err != nil {
				return abandon(ses, err)
			}
		}
		if len(batch) > 1 {
			if _, err := ses.exec(ctx, "RELEASE SAVEPOINT part"); err != nil {
				return abandon(ses, err)
			}
		}
	}
	if kept == 0 {
		return ignore(ses.rollback())
	}
	return ses.commit()
}

func (q *queue) call(ses session, c *call) {
	defer func() { c.panic = recover() }()
	if err := c.ctx.Err(); err != nil {
		c.err = errs.Wrap(err, errs.Unavailable, "The request ended before its turn came. Nothing was changed.")
		return
	}
	tx := &Tx{ses: ses, d: q.engine.dialect(), scope: c.scope, minEra: q.minEra, small: q.small}
	c.err = c.fn(tx)
	c.turned = tx.turned
}

// drain waits until every change that was accepted has been answered.
func (q *queue) drain() { q.busy.Wait() }

func abandon(ses session, err error) error {
	if rerr := ses.rollback(); rerr != nil {
		return fmt.Errorf("%w (and the rollback: %v)", err, rerr)
	}
	return err
}

// ignore: a rollback that fails leaves a connection that the engine throws
// away; nothing was to be kept.
func ignore(error) error { return nil }
