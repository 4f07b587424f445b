package portal_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"holdfast/internal/portal"
	"holdfast/internal/win/notice"
)

// TestWalk: each portal is read whole in its own way, in its rhythm, and asked
// again only when its time has come.
func TestWalk(t *testing.T) {
	t.Parallel()
	for _, p := range []notice.Portal{notice.FindATender, notice.ContractsFinder, notice.PublicContracts, notice.Sell2Wales} {
		t.Run(string(p), func(t *testing.T) {
			t.Parallel()
			items := story(24)
			if p == notice.PublicContracts || p == notice.Sell2Wales {
				items = slices.DeleteFunc(items, func(i item) bool {
					return i.kind == 51 && p == notice.PublicContracts || i.kind == 101 && p == notice.Sell2Wales
				})
			}
			h := newHouse(t, p, items)
			h.run(t, 1)
			if len(h.kept) != len(items) {
				t.Errorf("%d of %d releases", len(h.kept), len(items))
			}
			for i := 1; i < len(h.asked); i++ {
				if d := h.asked[i].Sub(h.asked[i-1]); d < h.source.Pause {
					t.Errorf("request %d came %s after the one before", i, d)
				}
			}
			for _, u := range h.urls {
				if u.Query().Has("stages") {
					t.Errorf("%s uses the filter that loses notices", u)
				}
			}
			st := h.f.State
			if st.Through == 0 || st.Fault != "" || len(st.Gaps) > 0 || st.Last.New != len(items) || st.Total.Requests != len(h.asked) {
				t.Errorf("state %+v after %d requests", st, len(h.asked))
			}
			n := len(h.asked)
			if h.run(t, 1); len(h.asked) != n {
				t.Error("asked again before its time")
			}
			h.items = append(h.items, item{at: begun.Add(time.Hour), seen: begun, ocid: "ocds-h6vhtk-new", id: "n", title: "New", kind: 2})
			_ = h.Sleep(context.Background(), 7*time.Hour)
			if h.run(t, 1); len(h.kept) != len(items)+1 || h.f.State.Last.New != 1 {
				t.Errorf("the second run: %d releases, %+v", len(h.kept), h.f.State.Last)
			}
		})
	}
}

// TestQuestions: how each portal is asked.
func TestQuestions(t *testing.T) {
	t.Parallel()
	for p, want := range map[notice.Portal]string{
		notice.FindATender:     "/api/1.0/ocdsReleasePackages?limit=100&updatedFrom=2026-11-22T09%3A00%3A00&updatedTo=2026-11-22T15%3A00%3A00",
		notice.ContractsFinder: "/Published/Notices/OCDS/Search?limit=100&publishedFrom=2026-11-22T09%3A00%3A00&publishedTo=2026-11-23T09%3A00%3A00",
		notice.PublicContracts: "/v1/Notices?dateFrom=10-2026&locale=2057&noticeType=1&outputType=0",
	} {
		h := newHouse(t, p, nil)
		h.run(t, 1)
		if got := h.urls[0].String(); got != want {
			t.Errorf("%s is asked %s, want %s", p, got, want)
		}
	}
}

// TestLocalTime: in summer the windows are written by the clock in London, and the
// hour that comes twice is asked for whole.
func TestLocalTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, wantFrom, wantTo string }{
		{"2026-07-01T00:00:00Z", "2026-07-01T06:00:00Z", "2026-07-01T01:00:00", "2026-07-01T07:00:00"},
		{"2026-10-25T00:30:00Z", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00", "2026-10-25T02:30:00"},
		{"2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z", "2026-10-25T01:30:00", "2026-10-25T02:30:00"},
		{"2026-10-24T23:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T00:30:00", "2026-10-25T02:30:00"},
		{"2026-10-24T23:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00", "2026-10-25T01:30:00"},
	} {
		h := newHouse(t, notice.FindATender, nil)
		from, _ := time.Parse(time.RFC3339, c.from)
		to, _ := time.Parse(time.RFC3339, c.to)
		if _, err := h.walker.Walk(t.Context(), &h.source, portal.Order{From: from, To: to}); err != nil {
			t.Fatal(err)
		}
		if len(h.urls) == 0 {
			t.Fatal("nothing was asked")
		}
		q := h.urls[0].Query()
		if q.Get("updatedFrom") != c.wantFrom || q.Get("updatedTo") != c.wantTo {
			t.Errorf("%s to %s is asked as %s to %s", c.from, c.to, q.Get("updatedFrom"), q.Get("updatedTo"))
		}
	}
}

// TestFaults: what each fault is called, how long the portal is left alone after
// it, and that all is there once it is over.
func TestFaults(t *testing.T) {
	t.Parallel()
	plain := func(status int, header, body string) func(*house, http.ResponseWriter) {
		return func(_ *house, w http.ResponseWriter) {
			if header != "" {
				w.Header().Set("Retry-After", header)
			}
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for name, c := range map[string]struct {
		portal notice.Portal
		answer func(*house, http.ResponseWriter)
		words  string
		least  time.Duration
		most   time.Duration
	}{
		"429 with seconds":      {answer: plain(429, "600", ""), words: "left alone", least: 600 * time.Second, most: 12 * time.Minute},
		"429 in words":          {answer: plain(429, "", "Rate limit of 12 exceeded. Please retry after 300 seconds."), words: "left alone", least: 300 * time.Second, most: 6 * time.Minute},
		"429 without a word":    {answer: plain(429, "", ""), words: "left alone", least: 2 * time.Minute, most: 4 * time.Minute},
		"503 with a date":       {answer: plain(503, begun.Add(40*time.Minute).Format(http.TimeFormat), ""), words: "left alone", least: 39 * time.Minute, most: 50 * time.Minute},
		"429 for a week":        {answer: plain(429, "604800", ""), words: "left alone", least: 24 * time.Hour, most: 30 * time.Hour},
		"429 with nonsense":     {answer: plain(429, "soon", ""), words: "left alone", least: 2 * time.Minute, most: 4 * time.Minute},
		"403 at Contracts Find": {portal: notice.ContractsFinder, answer: plain(403, "", ""), words: "left alone", least: 5 * time.Minute, most: 7 * time.Minute},
		"403 elsewhere":         {answer: plain(403, "", "go away"), words: "refused the question with 403 Forbidden. It says: “go away”", least: 30 * time.Second, most: 2 * time.Minute},
		"500":                   {answer: plain(500, "", ""), words: "fails with 500", least: 30 * time.Second, most: 2 * time.Minute},
		"an error page": {answer: func(_ *house, w http.ResponseWriter) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>Sorry"))
		}, words: "(text/html) cannot be read: this is not JSON but HTML", least: 30 * time.Second, most: 2 * time.Minute},
		"a message": {answer: plain(200, "", `{"message":"Rate limit exceeded"}`), words: "no package of releases", least: 30 * time.Second, most: 2 * time.Minute},
		"cut, with its length": {answer: func(_ *house, w http.ResponseWriter) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(`{"releases":[{"ocid":"ocds-h6vhtk-`))
		}, words: "cut off", least: 30 * time.Second, most: 2 * time.Minute},
		"cut, looking whole": {answer: plain(200, "", `{"uri":"x","releases":[{"ocid":"ocds-h6vhtk-x"},`), words: "cut off", least: 30 * time.Second, most: 2 * time.Minute},
		"larger than the limit": {answer: func(_ *house, w http.ResponseWriter) {
			_, _ = w.Write([]byte(`{"uri":"` + strings.Repeat("x", 2<<20) + `"}`))
		}, words: "larger than", least: 30 * time.Second, most: 2 * time.Minute},
		"to a private address": {answer: func(_ *house, w http.ResponseWriter) {
			w.Header().Set("Location", "http://169.254.169.254/latest")
			w.WriteHeader(302)
		}, words: "sends on to 169.254.169.254, which is not followed", least: 30 * time.Second, most: 2 * time.Minute},
		"next page elsewhere": {answer: plain(200, "", `{"releases":[{"ocid":"ocds-h6vhtk-0","id":"000000-2026"}],"links":{"next":"http://169.254.169.254/x"}}`), words: "another host (169.254.169.254)", least: 30 * time.Second, most: 3 * time.Minute},
		"hung up":             {answer: func(*house, http.ResponseWriter) { panic(http.ErrAbortHandler) }, words: "cannot be reached", least: 30 * time.Second, most: 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := c.portal
			if p == "" {
				p = notice.FindATender
			}
			h := newHouse(t, p, story(8))
			h.fault = func(n int, w http.ResponseWriter, _ *http.Request) bool {
				if n == 0 {
					c.answer(h, w)
				}
				return n == 0
			}
			if _, err := h.walker.Walk(t.Context(), &h.source, portal.Order{}); err != nil {
				t.Fatal(err)
			}
			st := h.f.State
			if !strings.Contains(st.Fault, c.words) {
				t.Errorf("it says %q, and should say %q", st.Fault, c.words)
			}
			if d := time.Duration(st.RetryAt-st.Failed) * time.Microsecond; d < c.least || d > c.most {
				t.Errorf("it waits %s, not between %s and %s", d, c.least, c.most)
			}
			h.run(t, 3000)
			if got, want := len(h.kept), 8; got != want || h.f.State.Fault != "" {
				t.Errorf("%d of %d releases in the end: %s", got, want, h.f.State.Fault)
			}
		})
	}
}

// TestEndless: cursors without end are left after a bound, and the rest is read.
func TestEndless(t *testing.T) {
	t.Parallel()
	h := newHouse(t, notice.FindATender, story(20))
	h.source.Pages = 7
	h.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n > 0 && r.URL.Query().Get("cursor") != "again" {
			return false
		}
		fmt.Fprintf(w, `{"releases":[{"ocid":"ocds-h6vhtk-0","id":"000000-2026"}],"links":{"next":"%s%s?cursor=again&n=%d"}}`, h.URL, r.URL.Path, n)
		return true
	}
	h.run(t, 1)
	st := h.f.State
	if len(st.Gaps) != 1 || !strings.Contains(st.Gaps[0].Why, "7 pages") || len(h.kept) < 15 {
		t.Errorf("%d releases, gaps %+v", len(h.kept), st.Gaps)
	}
	// A deep look, or a person, closes the gap.
	h.fault = nil
	if _, err := h.walker.Walk(t.Context(), &h.source, portal.Order{Now: true, From: time.UnixMicro(st.Gaps[0].Step.From), To: time.UnixMicro(st.Gaps[0].Step.To)}); err != nil {
		t.Fatal(err)
	}
	if len(h.f.State.Gaps) != 0 || len(h.kept) != 20 {
		t.Errorf("%d releases, gaps %+v", len(h.kept), h.f.State.Gaps)
	}
}

// TestSelfNext: an empty page that names itself as the next is the last.
func TestSelfNext(t *testing.T) {
	t.Parallel()
	h := newHouse(t, notice.ContractsFinder, nil)
	h.fault = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		fmt.Fprintf(w, `{"releases":[],"links":{"next":"%s%s"}}`, h.URL, r.URL)
		return true
	}
	h.run(t, 1)
	if len(h.asked) > 3 || len(h.f.State.Gaps) > 0 {
		t.Errorf("%d requests, %+v", len(h.asked), h.f.State)
	}
}

// TestBrokenForGood: what a portal never gives usably is left out, with why.
func TestBrokenForGood(t *testing.T) {
	t.Parallel()
	h := newHouse(t, notice.PublicContracts, []item{{at: begun, ocid: "ocds-r6ebe6-1", title: "x", kind: 104}})
	h.fault = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Query().Get("noticeType") != "7" {
			return false
		}
		w.WriteHeader(http.StatusNotFound)
		return true
	}
	h.run(t, 3000)
	st := h.f.State
	if len(st.Gaps) != 2 || !strings.Contains(st.Gaps[0].Why, "404") || len(h.kept) != 1 {
		t.Errorf("gaps %+v, %d kept", st.Gaps, len(h.kept))
	}
}

// TestSlow: bytes that come too slowly end by the client's time.
func TestSlow(t *testing.T) {
	t.Parallel()
	h := newHouse(t, notice.FindATender, story(4))
	h.walker.Client.HTTP.Timeout = 100 * time.Millisecond
	h.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n > 0 {
			return false
		}
		_, _ = w.Write([]byte(`{"releases":[`))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return true
	}
	if _, err := h.walker.Walk(t.Context(), &h.source, portal.Order{}); err != nil {
		t.Fatal(err)
	}
	if st := h.f.State; !strings.Contains(st.Fault, "in time") {
		t.Errorf("it says %q", st.Fault)
	}
}

// TestPatience: a command sits a wait out as far as it was told to.
func TestPatience(t *testing.T) {
	t.Parallel()
	for patience, waits := range map[time.Duration]bool{time.Hour: false, time.Minute: true} {
		h := newHouse(t, notice.FindATender, story(4))
		h.fault = func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n != 2 {
				return false
			}
			w.Header().Set("Retry-After", "300")
			w.WriteHeader(http.StatusTooManyRequests)
			h.hush(300 * time.Second)
			return true
		}
		out, err := h.walker.Walk(t.Context(), &h.source, portal.Order{Now: true, Patience: patience})
		if err != nil || out.Waits.IsZero() == waits || (len(h.kept) == 4) == waits || len(h.early) > 0 {
			t.Errorf("patience of %s: %+v, %d kept, %v %v", patience, out, len(h.kept), err, h.early)
		}
	}
}

// TestOneAtATime: who does not hold the portal does not ask, and who lost it
// stops.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	h := newHouse(t, notice.FindATender, story(4))
	h.fault = func(n int, _ http.ResponseWriter, _ *http.Request) bool {
		if n == 1 { // a second server comes while the first waits for its answer
			if out, err := h.walker.Walk(context.Background(), &h.source, portal.Order{Now: true}); err != nil || !out.Elsewhere {
				t.Errorf("%+v, %v", out, err)
			}
		}
		if n == 2 { // and one that believes the first dead
			h.keeper.mu.Lock()
			h.f.Fence++
			h.keeper.mu.Unlock()
		}
		return false
	}
	out, err := h.walker.Walk(t.Context(), &h.source, portal.Order{})
	if err != nil || !out.Elsewhere || len(h.asked) != 3 {
		t.Errorf("%+v after %d requests: %v", out, len(h.asked), err)
	}
}

// TestStretchInBetween: a stretch that a person asks for takes the place of a run
// under way, and what that had still to read is read after it.
func TestStretchInBetween(t *testing.T) {
	t.Parallel()
	h := newHouse(t, notice.FindATender, story(20))
	h.fault = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n == 2 {
			w.WriteHeader(http.StatusBadGateway)
		}
		return n == 2
	}
	if _, err := h.walker.Walk(t.Context(), &h.source, portal.Order{}); err != nil || len(h.asked) != 3 {
		t.Fatal(err, len(h.asked))
	}
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	out, err := h.walker.Walk(t.Context(), &h.source, portal.Order{Now: true, From: day, To: day.AddDate(0, 0, 1)})
	if err != nil || out.Count.Read == 0 || h.f.State.Run != nil || h.f.State.Done != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	if h.run(t, 3); len(h.kept) != 20 {
		t.Errorf("%d of 20 releases", len(h.kept))
	}
}

// TestOff: a portal that is off is not asked by a server.
func TestOff(t *testing.T) {
	t.Parallel()
	h := newHouse(t, notice.FindATender, story(4))
	h.f.On = false
	if _, err := h.walker.Walk(t.Context(), &h.source, portal.Order{}); err != nil || len(h.asked) > 0 || h.f.Fence > 0 {
		t.Errorf("%v, %d requests", err, len(h.asked))
	}
	h.f.On = true
	h.fault = func(n int, _ http.ResponseWriter, _ *http.Request) bool {
		if n == 1 {
			h.keeper.mu.Lock()
			h.f.On = false
			h.keeper.mu.Unlock()
		}
		return false
	}
	if _, err := h.walker.Walk(t.Context(), &h.source, portal.Order{}); err != nil || len(h.asked) != 2 {
		t.Errorf("switched off in the middle: %v, %d requests", err, len(h.asked))
	}
}
