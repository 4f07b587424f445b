package evidence

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"holdfast/internal/errs"
	"holdfast/internal/share/access"
)

// Limits of the public page, for each network (/24, /48). They are kept in
// memory: a restart forgets them, and a link has 130 random bits anyway.
const (
	// missEvery and missBurst bound links that lead to nothing.
	missEvery = time.Minute
	missBurst = 20
	// sendEvery and sendBurst bound what is sent in.
	sendEvery = 30 * time.Second
	sendBurst = 30
	// maxNetworks bounds the memory that a flood from many networks can take.
	maxNetworks = 10_000
	// atOnce is how many public uploads are under way at one time.
	atOnce = 8
)

// limits says who has to wait.
type limits struct {
	mu     sync.Mutex
	misses map[string]*rate.Limiter
	sends  map[string]*rate.Limiter
	under  int
}

func (l *limits) of(m *map[string]*rate.Limiter, from netip.Addr, every time.Duration, burst int) *rate.Limiter {
	network := access.Truncate(from.String())
	if *m == nil || len(*m) > maxNetworks {
		*m = map[string]*rate.Limiter{}
	}
	r := (*m)[network]
	if r == nil {
		r = rate.NewLimiter(rate.Every(every), burst)
		(*m)[network] = r
	}
	return r
}

func tooMany() error {
	return errs.New(errs.RateLimited, "There were too many attempts from your network lately. Try again in a quarter of an hour.")
}

// guessing refuses a network that has opened too many links that lead to
// nothing: also for links that would lead somewhere, so that a guess tells
// nothing.
func (l *limits) guessing(from netip.Addr, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of(&l.misses, from, missEvery, missBurst).TokensAt(now) < 1 {
		return tooMany()
	}
	return nil
}

// missed counts a link that led to nothing.
func (l *limits) missed(from netip.Addr, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of(&l.misses, from, missEvery, missBurst).AllowN(now, 1)
}

// begin lets an upload in; the caller calls end when it is done.
func (l *limits) begin(from netip.Addr, now time.Time) (end func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.under >= atOnce {
		return nil, errs.New(errs.RateLimited, "Many files are being sent in at this moment. Try again in a minute.")
	}
	if !l.of(&l.sends, from, sendEvery, sendBurst).AllowN(now, 1) {
		return nil, tooMany()
	}
	l.under++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.under--
	}, nil
}
