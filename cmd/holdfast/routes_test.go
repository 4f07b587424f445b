package main

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"holdfast/internal/web"
	"holdfast/internal/webtest/guard"
)

// openPages are the pages that answer without the session cookie, each with
// the reason why it may.
var openPages = []string{
	"calendar-feed",                         // a calendar program has no cookie: the address holds a secret of its own
	"sign-in", "second-factor", "forgotten", // whoever comes has no session yet
	"reset", "set-up", "invitation", // the address holds a secret that counts once
	"sign-in-provider", "sign-in-callback", // the way to a provider and back: its state and the browser's cookie belong together
	"sign-in-passkey", // a passkey signs its own answer
}

// TestEveryRouteOfServeIsGuarded goes through the very table that serve has,
// over an empty organisation.
func TestEveryRouteOfServeIsGuarded(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	h, err := openApp(e, place{Data: t.TempDir()}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	key := web.NewKey()
	server, err := h.server(e, serving{}, slog.New(slog.DiscardHandler), key)
	if err != nil {
		t.Fatal(err)
	}
	guard.Check(t, server, key, append(openPages, publicShare...)...)
}
