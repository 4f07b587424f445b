package auth

import (
	"context"
	"sync"
	"time"

	"holdfast/internal/account"
)

// seen gathers when sessions and tokens were used, to be written together and
// not on the path of a request.
type seen struct {
	mu       sync.Mutex
	sessions map[string]int64 // by id
	tokens   map[string]int64 // by hash
}

func (n *seen) session(id string, at int64) { n.note(&n.sessions, id, at) }
func (n *seen) token(hash string, at int64) { n.note(&n.tokens, hash, at) }

func (n *seen) note(into *map[string]int64, key string, at int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if *into == nil {
		*into = map[string]int64{}
	}
	(*into)[key] = at
}

// last gives what is gathered of a session.
func (n *seen) last(id string) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sessions[id]
}

func (n *seen) take() (sessions, tokens map[string]int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	sessions, tokens = n.sessions, n.tokens
	n.sessions, n.tokens = nil, nil
	return sessions, tokens
}

const (
	// flushEvery is how often what was gathered is written.
	flushEvery = 5 * time.Second
	// sweepAfter is how long what has ended is kept.
	sweepAfter = 24 * time.Hour
	// maxPost is how many mails may wait to be sent.
	maxPost = 100
)

// Tend writes what was gathered and sends mails until ctx ends.
func (s *Service) Tend(ctx context.Context) {
	flush := time.NewTicker(flushEvery)
	defer flush.Stop()
	for {
		select {
		case <-ctx.Done():
			s.Flush(context.WithoutCancel(ctx))
			return
		case do := <-s.post:
			do(ctx)
		case <-flush.C:
			s.flush(ctx)
		}
	}
}

// Flush does at once what Tend does in time.
func (s *Service) Flush(ctx context.Context) {
	s.flush(ctx)
	for {
		select {
		case do := <-s.post:
			do(ctx)
		default:
			return
		}
	}
}

func (s *Service) flush(ctx context.Context) {
	sessions, tokens := s.seen.take()
	if len(sessions)+len(tokens) == 0 {
		return
	}
	if err := s.c.Store.SignIn(ctx, func(p account.Port) error { return p.Seen(ctx, sessions, tokens) }); err != nil {
		s.c.Log.Error("last use of sessions", "error", err)
	}
}

// Sweep forgets what ended a day ago: sessions, links, sign-ins under way, and
// counted attempts. A server calls it in regular times.
func (s *Service) Sweep(ctx context.Context) error {
	before := s.now() - sweepAfter.Microseconds()
	return s.c.Store.SignIn(ctx, func(p account.Port) error { return p.Sweep(ctx, before) })
}

// later does something after the answer, so that how long it takes tells
// nobody whether there was anything to do. When too much waits it is left out.
func (s *Service) later(from From, do func(context.Context)) {
	select {
	case s.post <- do:
	default:
		s.guard.refused("mail", "too many wait", from, "")
	}
}
