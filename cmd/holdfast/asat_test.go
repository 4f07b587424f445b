package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestTheRecordAsItStood changes a bid and looks back: the pages say what they
// said before, without a form, and the report says what has changed and why.
func TestTheRecordAsItStood(t *testing.T) {
	t.Parallel()
	now := january
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return now }}
	m, _ := demoHouseOf(t, e)
	see := func(path string) (int, string) {
		w := m.ask(http.MethodGet, path, "", nil)
		soundPage(t, path, w)
		return w.Code, w.Body.String()
	}
	before := now.Add(time.Hour)
	now = now.Add(2 * time.Hour)
	if w := m.ask(http.MethodPost, "/bids/BID-2/stage", url.Values{"stage": {"lost"}, "reason": {"The buyer chose another."}}.Encode(), nil); w.Code != http.StatusSeeOther {
		t.Fatalf("changing the stage: %d", w.Code)
	}
	now = now.Add(time.Hour)
	at := url.QueryEscape(before.UTC().Format(time.RFC3339))
	today := "/bids/BID-2"
	if _, body := see(today); !strings.Contains(body, "Lost") {
		t.Error("the bid is not lost today")
	}
	for _, path := range []string{"/", "/calendar", "/certificates", "/certificates/CERT-1", "/bids", today} {
		code, body := see(path + "?asAt=" + at)
		if code != http.StatusOK || !strings.Contains(body, "What the record said then") {
			t.Errorf("%s as at then: %d", path, code)
		}
		for _, form := range []string{`method="post"`, `href="/bids/new"`, `href="/certificates/new"`, "/edit\""} {
			if strings.Contains(body, form) {
				t.Errorf("%s as at then still has %s", path, form)
			}
		}
		if path == today && strings.Contains(body, "Lost") {
			t.Error("the bid was lost before it was")
		}
		if path == "/bids" && !strings.Contains(body, `href="/bids/BID-2?asAt=`) {
			t.Error("the list of the past does not lead to the bid of the past")
		}
	}
	for asAt, want := range map[string]string{
		"2019-01-01": "The record begins on", "2099-01-01": "is still to come", "yesterday": "neither a day",
	} {
		if code, body := see("/bids?asAt=" + asAt); code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("as at %s: %d", asAt, code)
		}
	}
	if _, body := see("/trail/bid/BID-2"); !strings.Contains(body, "<del>In preparation</del>") || !strings.Contains(body, "<ins>Lost</ins>") {
		t.Error("the history does not say what was changed")
	}
	if code, body := see("/trail?ref=bid-2&kind=bid&from=2026-01-01"); code != http.StatusOK || strings.Contains(body, "added BID-4") || !strings.Contains(body, "BID-2") {
		t.Errorf("the trail of one reference: %d", code)
	}
	if code, _ := see("/trail?ref=BID-999&to=30-30"); code != http.StatusUnprocessableEntity {
		t.Errorf("filters that make no sense: %d", code)
	}
	for _, path := range []string{"/trail/bid/BID-999", "/trail/submarine/1"} {
		if code, _ := see(path); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
	code, body := see("/reports/changes?from=" + at + "&to=" + url.QueryEscape(now.UTC().Format(time.RFC3339)))
	if code != http.StatusOK || !strings.Contains(body, "1 bid changed") || !strings.Contains(body, "the bid changed") || !strings.Contains(body, "<ins>Lost</ins>") {
		t.Errorf("what changed: %d", code)
	}
	if code, _ := see("/reports/changes?from=2026-02-02&to=2026-02-01"); code != http.StatusUnprocessableEntity {
		t.Errorf("a report that begins after it ends: %d", code)
	}
}
