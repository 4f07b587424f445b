package main

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestAPageAsksFewQuestions holds the first pages to a number of statements that
// does not grow with the rows they show: the demonstration has 93 controls, 34
// risks and about as many of the rest, so that one a row would be seen at once.
// It counts everything: who asks, the page, and what the rail says beside places.
func TestAPageAsksFewQuestions(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var asked []string
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	e.seen = func(statement string) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, statement)
	}
	m, _ := demoHouseOf(t, e)
	for path, most := range map[string]int{
		"/": 56, "/calendar": 52, "/work": 51, "/scope": 44,
		"/certificates": 25, "/bids": 25, "/trail": 26,
		"/controls": 30, "/risks": 28, "/documents": 32, "/evidence": 33, "/assets": 31,
	} {
		mu.Lock()
		asked = nil
		mu.Unlock()
		if w := m.ask(http.MethodGet, path, "", nil); w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
		mu.Lock()
		t.Logf("%s: %d statements", path, len(asked))
		if len(asked) > most {
			t.Errorf("%s asks %d statements, at most %d:\n%s", path, len(asked), most, strings.Join(asked, "\n"))
		}
		mu.Unlock()
	}
}
