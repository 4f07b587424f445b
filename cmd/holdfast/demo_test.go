package main

import (
	"io"
	"strings"
	"testing"
	"time"
)

// The first line that a visitor reads says what there is to look at.
func TestDemoSaysWhatItMade(t *testing.T) {
	t.Parallel()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	h, err := openDemo(e, t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	if want := "Created Fenmoor Digital Ltd: 6 certificates, 93 controls, 34 risks, 9 bids"; h.created != want {
		t.Errorf("it says %q, want %q", h.created, want)
	}
}
