package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/internal/web/frame"
)

// TestAPageHoldsOneSnapshot asks for every page of a store with one connection
// that reads, as it is and as it stood. A page that begins a second snapshot
// while it holds one would wait for itself, and as many of them as there are
// connections would wait for each other for ever. Then 16 ask at once.
func TestAPageHoldsOneSnapshot(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }, readers: 1}
	m, _ := demoHouseOf(t, e)
	m.values["records field"] = "title"
	var paths []string
	for _, route := range m.routes {
		if route.Method != http.MethodGet {
			continue
		}
		path := m.path(t, route.Pattern, "")
		for _, query := range []string{"", "?" + frame.AsAtParam + "=" + url.QueryEscape(january.Format(time.RFC3339))} {
			if m.answers(t, path+query) {
				paths = append(paths, path+query)
			} else {
				t.Errorf("%s waits for itself", path+query)
			}
		}
	}
	if t.Failed() {
		return
	}
	todo := make(chan string)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for path := range todo {
				if !m.answers(t, path) {
					t.Errorf("%s waits for another", path)
				}
			}
		})
	}
	for _, path := range paths {
		todo <- path
	}
	close(todo)
	all.Wait()
}

// answers asks for a page, and says whether it came before the patience of a
// reader ended, which is many times what any page takes.
func (m *house8417) answers(t *testing.T, path string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	m.ask(http.MethodGet, path, "", func(r *http.Request) { *r = *r.WithContext(ctx) })
	return ctx.Err() == nil
}
