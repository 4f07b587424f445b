package auth

import (
	"context"
	"log/slog"
	"sync"

	"golang.org/x/time/rate"
)

// The security log takes a line of each kind a second, and some at once: a
// stranger cannot fill the disk with it.
const (
	linesEach  = 1
	linesBurst = 20
)

// guard writes the security log: one structured line for each refused attempt,
// limited by kind, which says how many it left out. No password, code or token
// ever reaches it.
type guard struct {
	log   *slog.Logger
	mu    sync.Mutex
	kinds map[string]*kindOfLine
}

type kindOfLine struct {
	limit   *rate.Limiter
	dropped int64
}

func newGuard(log *slog.Logger) *guard {
	return &guard{log: log, kinds: map[string]*kindOfLine{}}
}

// refused notes a refused attempt. kind and why are words of ours; person is an
// account's id, or empty.
func (g *guard) refused(kind, why string, f From, person string) {
	g.mu.Lock()
	k := g.kinds[kind]
	if k == nil {
		k = &kindOfLine{limit: rate.NewLimiter(linesEach, linesBurst)}
		g.kinds[kind] = k
	}
	write := k.limit.Allow()
	dropped := k.dropped
	if write {
		k.dropped = 0
	} else {
		k.dropped++
	}
	g.mu.Unlock()
	if !write {
		return
	}
	attrs := []slog.Attr{slog.String("kind", kind), slog.String("why", why), slog.String("from", f.Address.String())}
	if person != "" {
		attrs = append(attrs, slog.String("person", person))
	}
	if dropped > 0 {
		attrs = append(attrs, slog.Int64("dropped", dropped))
	}
	g.log.LogAttrs(context.Background(), slog.LevelWarn, "refused", attrs...)
}

// Refused notes in the security log what a way in refused by itself. kind and
// why are words of the program, never text that a stranger sent.
func (s *Service) Refused(kind, why string, f From) { s.guard.refused(kind, why, f, "") }
