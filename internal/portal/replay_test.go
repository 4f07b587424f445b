package portal_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"holdfast/internal/ocds"
	"holdfast/internal/outbound"
	"holdfast/internal/portal"
	"holdfast/internal/win/feed"
	"holdfast/internal/win/notice"
)

var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return l
}()

// begun is when every test begins.
var begun = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// clock is a clock that only moves when somebody sleeps.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// item is a release as the portal has it.
type item struct {
	at    time.Time // by which the portal sorts it
	seen  time.Time // from when on it answers with it
	ocid  string
	id    string
	title string
	kind  int // notice type, of portals that are asked by it
}

func (i *item) json() string {
	return fmt.Sprintf(`{"ocid":%q,"id":%q,"date":%q,"tag":["tender"],"buyer":{"name":"Norbury"},"tender":{"title":%q,"value":{"amount": 000,"currency":"GBP"}}}`,
		i.ocid, i.id, i.at.Format(time.RFC3339), i.title)
}

// replay is a portal that answers out of a list, with a fault where one is due.
type replay struct {
	*httptest.Server
	clock *clock
	items []item
	page  int // releases of a page
	// fault answers the n-th request in the place of the portal; false: it does not.
	fault func(n int, w http.ResponseWriter, r *http.Request) bool

	mu       sync.Mutex
	asked    []time.Time
	urls     []*url.URL
	quiet    time.Time // before that nobody may ask
	early    []string
	underway int
}

func newReplay(t testing.TB, c *clock, items []item) *replay {
	p := &replay{clock: c, items: items, page: 3}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func (p *replay) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	n, now := len(p.asked), p.clock.Now()
	p.asked, p.urls = append(p.asked, now), append(p.urls, r.URL)
	if now.Before(p.quiet) {
		p.early = append(p.early, fmt.Sprintf("request %d at %s, and it was to be quiet until %s", n, now, p.quiet))
	}
	if p.underway++; p.underway > 1 {
		p.early = append(p.early, "two requests at a time")
	}
	p.mu.Unlock()
	defer func() { p.mu.Lock(); p.underway--; p.mu.Unlock() }()
	if p.fault != nil && p.fault(n, w, r) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(p.answer(r)))
}

// hush says that nobody may ask for a while.
func (p *replay) hush(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quiet = p.clock.Now().Add(d)
}

// answer is the page that a request asks for.
func (p *replay) answer(r *http.Request) string {
	q := r.URL.Query()
	var all []item
	for _, i := range p.items {
		if !i.seen.After(p.clock.Now()) && p.fits(&i, r) {
			all = append(all, i)
		}
	}
	slices.SortStableFunc(all, func(a, b item) int { return b.at.Compare(a.at) })
	if q.Has("noticeType") {
		if len(all) == 0 {
			return `{"uri":"x","version":"1.1","publisher":{"name":"x"}}`
		}
		return `{"uri":"x","releases":[` + join(all) + `]}`
	}
	from := 0
	if cursor, err := base64.URLEncoding.DecodeString(q.Get("cursor")); err == nil {
		from, _ = strconv.Atoi(string(cursor))
	}
	end := min(from+p.page, len(all))
	links := ""
	if end < len(all) {
		q.Set("cursor", base64.URLEncoding.EncodeToString([]byte(strconv.Itoa(end))))
		links = fmt.Sprintf(`,"links":{"next":%q}`, p.URL+r.URL.Path+"?"+q.Encode())
	}
	return `{"uri":"x","version":"1.1","releases":[` + join(all[min(from, end):end]) + `]` + links + `}`
}

func join(items []item) string {
	var out []string
	for _, i := range items {
		out = append(out, i.json())
	}
	return strings.Join(out, ",")
}

func (p *replay) fits(i *item, r *http.Request) bool {
	q := r.URL.Query()
	if q.Has("noticeType") {
		return strconv.Itoa(i.kind) == q.Get("noticeType") && i.at.Format("01-2006") == q.Get("dateFrom")
	}
	prefix := "updated"
	if q.Has("publishedFrom") {
		prefix = "published"
	}
	from, err1 := time.ParseInLocation("2006-01-02T15:04:05", q.Get(prefix+"From"), london)
	to, err2 := time.ParseInLocation("2006-01-02T15:04:05", q.Get(prefix+"To"), london)
	return err1 == nil && err2 == nil && !i.at.Before(from) && !i.at.After(to)
}

// shelf keeps releases as the importer does: of two with an id the later stays.
type shelf struct {
	mu   sync.Mutex
	kept map[string]notice.Release
	// died makes the next taking die after it was stored, before anybody knows.
	died bool
	// full makes the next taking fail with nothing stored.
	full bool
}

var errKilled = errors.New("killed")

func (s *shelf) take(ctx context.Context, f *ocds.File) (notice.Result, error) {
	var out notice.Result
	if s.full {
		s.full = false
		return out, errKilled
	}
	err := f.Each(ctx, func(r notice.Release) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.kept == nil {
			s.kept = map[string]notice.Release{}
		}
		key := r.OCID + " " + r.ID
		old, there := s.kept[key]
		out.Read++
		switch {
		case !there:
			out.New++
		case r.Supersedes(old):
			out.Updated++
		default:
			out.Unchanged++
			return nil
		}
		s.kept[key] = r
		return nil
	}, func(j notice.Rejection) { out.Rejected = append(out.Rejected, j); out.Read++ })
	if s.died {
		s.died = false
		return out, errKilled
	}
	return out, err
}

func (s *shelf) state() string {
	var out []string
	for k, r := range s.kept {
		out = append(out, k+" "+r.Hash)
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// keeper keeps one portal's state as the store does.
type keeper struct {
	mu   sync.Mutex
	f    feed.Feed
	held time.Time
	// dead keeps nothing more: the process was killed.
	dead bool
}

func (k *keeper) Feeds(context.Context) ([]feed.Feed, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return []feed.Feed{k.f}, nil
}

func (k *keeper) HoldFeed(_ context.Context, _ notice.Portal, now, until time.Time) (feed.Feed, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held.After(now) {
		return feed.Feed{}, false, nil
	}
	k.f.Fence++
	k.held = until
	return k.f, true, nil
}

func (k *keeper) KeepFeed(_ context.Context, f feed.Feed, until time.Time) (feed.Wish, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dead {
		return feed.Wish{}, false, errKilled
	}
	if k.f.Fence != f.Fence {
		return feed.Wish{}, false, nil
	}
	k.f.State, k.held = f.State, until
	return k.f.Wish, true, nil
}

// house is a walker over a replayed portal.
type house struct {
	*replay
	*shelf
	*keeper
	*clock
	source feed.Source
	walker *portal.Walker
}

func newHouse(t testing.TB, p notice.Portal, items []item) *house {
	s, known := feed.SourceOf(p)
	if !known {
		t.Fatalf("no portal %s", p)
	}
	if s.First > 0 {
		s.First = 2 * 24 * time.Hour // keeps the tests short
	}
	c := &clock{now: begun}
	h := &house{clock: c, replay: newReplay(t, c, items), shelf: &shelf{}, keeper: &keeper{f: feed.Feed{Portal: p, Wish: feed.Wish{On: true}}}, source: s}
	client := outbound.NewClient(outbound.Options{Intranet: []string{strings.TrimPrefix(h.URL, "http://")}, Body: 1 << 20, Time: 10 * time.Second})
	t.Cleanup(client.CloseIdleConnections)
	h.walker = &portal.Walker{
		Client: &portal.Client{HTTP: client, Base: map[notice.Portal]string{p: h.URL}, Zone: london, Now: c.Now, Dir: t.TempDir()},
		Keeper: h.keeper, Take: h.take, Now: c.Now, Sleep: c.Sleep, Jitter: func() float64 { return 0.5 },
	}
	return h
}

// run lets servers come and go until the run is done, and gives how often they
// were started.
func (h *house) run(t testing.TB, patience int) {
	t.Helper()
	for range patience {
		h.dead = false
		out, err := h.walker.Walk(context.Background(), &h.source, portal.Order{})
		if err != nil && !errors.Is(err, errKilled) {
			t.Fatal(err)
		}
		_ = out
		if st := h.f.State; err == nil && st.Run == nil && st.Done > 0 && !h.source.Wanted(st, h.f.Wish, h.Now()) {
			return
		}
		_ = h.Sleep(context.Background(), time.Minute)
	}
	t.Fatalf("the run does not come to an end: %+v", h.f.State)
}

// story gives releases over two days, some of one process.
func story(n int) []item {
	var out []item
	for i := range n {
		at := begun.Add(-time.Duration(i*97+11) * time.Minute)
		if at.Before(begun.Add(-47 * time.Hour)) {
			at = begun.Add(-time.Duration(i) * time.Minute)
		}
		out = append(out, item{at: at, seen: at, ocid: fmt.Sprintf("ocds-h6vhtk-%d", i/2), id: fmt.Sprintf("%06d-2026", i), title: fmt.Sprintf("Notice %d", i), kind: []int{2, 3, 101, 51}[i%4]})
	}
	return out
}
