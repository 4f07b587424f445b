package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
)

// TestPortalsSync fetches the demonstration's notices from a portal on this
// machine, which first asks for patience.
func TestPortalsSync(t *testing.T) {
	t.Parallel()
	now := january
	asked := 0
	var pack []byte
	for _, f := range demo.Build(civil.FromTime(now)).Files {
		if f.Portal == "contracts-finder" {
			pack = f.JSON
		}
	}
	p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked == 1 {
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(pack)
	}))
	defer p.Close()
	data := t.TempDir()
	portals := func(code int, args ...string) string {
		t.Helper()
		now = now.Add(time.Minute)
		var out bytes.Buffer
		e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: &out, stderr: &out, now: func() time.Time { return now }}
		if got := run(e, append(args, "--data", data)); got != code {
			t.Fatalf("%v ends with %d, not %d:\n%s", args, got, code, out.String())
		}
		return out.String()
	}
	day := now.In(london).Format(time.DateOnly)
	sync := []string{"portals", "sync", "--portal", "contracts-finder", "--base", p.URL, "--from", day, "--to", day}
	for range 2 { // the second time it is not even asked
		if out := portals(3, sync...); !strings.Contains(out, "left alone") || !strings.Contains(out, "asked again at") || asked != 1 {
			t.Errorf("after %d requests:\n%s", asked, out)
		}
	}
	if out := portals(0, "portals", "list"); !strings.Contains(out, "left alone") {
		t.Errorf("the fault is not listed:\n%s", out)
	}
	now = now.Add(3 * time.Hour)
	if out := portals(0, sync...); strings.Contains(out, " 0 new") || !strings.Contains(out, "in 1 request") {
		t.Errorf("it fetched nothing:\n%s", out)
	}
	if out := portals(0, sync...); !strings.Contains(out, " 0 new, 0 updated") {
		t.Errorf("again:\n%s", out)
	}
	if out := portals(0, "notices", "list", "--all", "--portal", "contracts-finder"); len(strings.Split(out, "\n")) < 3 {
		t.Errorf("the notices are not there:\n%s", out)
	}
	if out := portals(0, "portals", "sync"); !strings.Contains(out, "No portal is on") {
		t.Errorf("without one that is on:\n%s", out)
	}
	portals(0, "portals", "on", "sell2wales")
	if out := portals(0, "portals", "list", "--json"); !strings.Contains(out, `"portal": "sell2wales"`) && !strings.Contains(out, `"portal":"sell2wales","on":true`) {
		t.Errorf("it is not on:\n%s", out)
	}
	portals(0, "portals", "off", "sell2wales")
	for flag, args := range map[string][]string{
		"--from": {"--from", "yesterday"}, "--to": {"--to", day}, "--base": {"--base", p.URL},
		"--portal": {"--portal", "ebay"},
	} {
		if out := portals(1, append([]string{"portals", "sync"}, args...)...); !strings.Contains(out, flag) {
			t.Errorf("%v: %s", args, out)
		}
	}
}

// TestPortalsPage: who runs the installation switches portals, bid managers ask
// them now, everybody sees how they stand.
func TestPortalsPage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	post := func(role authz.Role, do string, want int) {
		t.Helper()
		s.as(role)
		w := s.ask(http.MethodPost, "/notices/portals", url.Values{"portal": {"find-a-tender"}, "do": {do}}.Encode(), nil)
		if w.Code != want {
			t.Errorf("%s as %s: %d, want %d", do, role, w.Code, want)
		}
	}
	sees := func(role authz.Role, words ...string) {
		t.Helper()
		s.as(role)
		page := s.ask(http.MethodGet, "/notices/portals", "", nil).Body.String()
		for _, w := range words {
			if w, not := strings.CutPrefix(w, "!"); strings.Contains(page, w) == not {
				t.Errorf("the page for %s: %q, %v", role, w, not)
			}
		}
	}
	sees(authz.Reader, "No portal is asked for notices", "It has never been asked.", "!Switch on", "!Ask now")
	post(authz.BidManager, "on", http.StatusForbidden)
	post(authz.Reader, "now", http.StatusForbidden)
	post(authz.Administrator, "on", http.StatusSeeOther)
	sees(authz.Owner, "1 portal is asked for notices", "Switch off", "Ask now")
	sees(authz.BidManager, "!Switch off", "Ask now")
	post(authz.BidManager, "now", http.StatusSeeOther)
	post(authz.Owner, "dance", http.StatusUnprocessableEntity)
	post(authz.Owner, "off", http.StatusSeeOther)
	sees(authz.Reader, "No portal is asked for notices")
}
