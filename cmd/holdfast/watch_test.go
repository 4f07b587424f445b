package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestSavedSearches goes from a trial to a saved search whose notices stand in the
// inbox with their reason, and to one that is switched off.
func TestSavedSearches(t *testing.T) {
	t.Parallel()
	r := start(t, january, "demo", "--addr", "127.0.0.1:0", "--data", t.TempDir())
	r.says(t, "/notices", http.StatusOK, "2 new notices match your 3 saved searches.", "Hosting and data services</a>: CPV 72, the words “data hub”")
	if page := r.says(t, "/notices?matched=yes", http.StatusOK, "Mobilising data hub"); strings.Contains(page, "Grounds maintenance") {
		t.Error("what matches nothing is shown as matched")
	}
	r.says(t, "/notices?watch=WATCH-2", http.StatusOK, "No notice matches", "remove this filter")
	r.says(t, "/notices?watch=WATCH-99", http.StatusNotFound, "There is no such saved search")
	r.says(t, "/notices?scheme=iso27001", http.StatusOK, "/records/watch/new?schemes=iso27001", "Save this search")
	r.says(t, "/notices/watches", http.StatusOK, "Three searches are in use.", "Matches in 30 days", "WATCH-3")

	r.says(t, "/notices/watches/try", http.StatusOK, "What would a search match?")
	r.says(t, "/notices/watches/try?cpv=abc", http.StatusUnprocessableEntity, "“abc” is no CPV code")
	r.says(t, "/notices/watches/try?all=churchyards", http.StatusOK, "of the last 30 days matched", "Grounds maintenance of parks", "the word churchyards", "/records/watch/new?all=churchyards")
	r.says(t, "/notices/watches/try?all=zebra", http.StatusOK, "No notice of the last 30 days matched")

	const add = "/records/watch/new"
	r.sends(t, add, url.Values{"name": {"Grounds"}, "on": {"yes"}, "all": {`"parks and`}}, http.StatusUnprocessableEntity, "Close the quotation mark")
	r.sends(t, add, url.Values{"key": {"a"}, "name": {"Grounds"}, "on": {"yes"}, "all": {`"parks and closed churchyards"`}}, http.StatusOK, "Grounds", "One notice of the last 30 days matched")
	wait(t, r, "/notices?watch=WATCH-4", "Grounds</a>: the words “parks and closed churchyards”")
	r.says(t, "/notices", http.StatusOK, "3 new notices match your 4 saved searches.")

	r.sends(t, "/records/watch/WATCH-4/edit", url.Values{"version": {"1"}, "name": {"Grounds"}, "on": {"no"}, "all": {`"parks and closed churchyards"`}}, http.StatusOK)
	wait(t, r, "/notices?watch=WATCH-4", "No notice matches")
	r.says(t, "/notices", http.StatusOK, "2 new notices match your 3 saved searches.")
}

// wait asks for a page until the work behind it is done.
func wait(t *testing.T, r *running, path, words string) {
	t.Helper()
	for range 300 {
		if _, page := r.get(t, path); strings.Contains(page, words) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s never says %q", path, words)
}
