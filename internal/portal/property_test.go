package portal_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"holdfast/internal/ocds"
	"holdfast/internal/win/notice"
)

// TestAnySchedule: whatever goes wrong with the portal and with the server that
// asks it, and wherever that is killed, in the end all is there that an
// undisturbed run finds, nothing was asked before the portal allowed it, and
// never two things at once.
func TestAnySchedule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SampledFrom([]notice.Portal{notice.FindATender, notice.ContractsFinder, notice.Sell2Wales}).Draw(rt, "portal")
		n := rapid.IntRange(0, 15).Draw(rt, "releases")
		items := story(n)
		for i := range items {
			if items[i].kind == 101 {
				items[i].kind = 55
			}
			if late := rapid.IntRange(0, 3).Draw(rt, "late"); late == 0 { // comes hours after its own time
				items[i].seen = begun.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "by")) * time.Minute)
			}
		}
		if n > 2 { // one was changed, under its id
			c := items[1]
			c.title, c.at, c.seen = "Changed", begun.Add(-time.Minute), begun.Add(-time.Minute)
			items = append(items, c)
		}
		faults := rapid.SliceOfN(rapid.IntRange(0, 13), 0, 40).Draw(rt, "faults")

		calm := &shelf{} // what an undisturbed run finds, however it is cut into pages
		whole, err := ocds.Spool(t.Context(), "whole", strings.NewReader(`{"releases":[`+join(items)+`]}`), t.TempDir())
		if err != nil {
			rt.Fatal(err)
		}
		defer whole.Close()
		if _, err := calm.take(t.Context(), whole); err != nil {
			rt.Fatal(err)
		}

		h := newHouse(t, p, items)
		h.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
			if n >= len(faults) {
				return false
			}
			switch faults[n] {
			case 0, 1:
				wait := time.Duration(1+n*37%900) * time.Second
				w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)))
				w.WriteHeader(http.StatusTooManyRequests)
				h.hush(wait)
			case 2:
				until := h.Now().Add(17 * time.Minute)
				w.Header().Set("Retry-After", until.UTC().Format(http.TimeFormat))
				w.WriteHeader(http.StatusServiceUnavailable)
				h.hush(17 * time.Minute)
			case 3:
				w.WriteHeader(http.StatusBadGateway)
			case 4:
				w.Header().Set("Content-Length", "90000")
				_, _ = w.Write([]byte(h.answer(r)[:20]))
			case 5:
				text := h.answer(r)
				_, _ = w.Write([]byte(text[:len(text)-1]))
			case 6:
				_, _ = w.Write([]byte("<html>An error has occurred"))
			case 7: // the same page once more, as if it were the next
				text := h.answer(r)
				q := r.URL.Query()
				q.Set("n", strconv.Itoa(n))
				_, _ = fmt.Fprintf(w, `{"links":{"next":"%s%s?%s"},%s`, h.URL, r.URL.Path, q.Encode(), text[1:])
			case 8: // killed before it was stored
				h.keeper.mu.Lock()
				h.dead = true
				h.keeper.mu.Unlock()
				return false
			case 9: // killed after
				h.died = true
				return false
			case 10: // the disk is full
				h.full = true
				return false
			case 11:
				panic(http.ErrAbortHandler)
			default:
				return false
			}
			return true
		}
		h.run(t, 3000)
		// What did not come late is there without a second look, but for what it says
		// it has left out.
		for _, i := range items {
			if _, there := h.kept[i.ocid+" "+i.id]; !there && !i.seen.After(begun) && len(h.f.State.Gaps) == 0 {
				rt.Fatalf("%s is missing", i.id)
			}
		}
		_ = h.Sleep(t.Context(), 25*time.Hour) // the daily look far back
		h.fault = nil
		h.run(t, 3000) // and once more for what came late
		if got, want := h.shelf.state(), calm.state(); got != want {
			rt.Fatalf("it has\n%s\nand should have\n%s", got, want)
		}
		if len(h.early) > 0 {
			rt.Fatal(h.early)
		}
		if st := h.f.State; len(st.Gaps) > 0 || st.Fault != "" || st.Through == 0 {
			rt.Fatalf("state %+v", st)
		}
	})
}
