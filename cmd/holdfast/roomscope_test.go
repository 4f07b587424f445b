package main

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"holdfast/internal/proof"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/win/bid"
)

// TestARoomsBundleShowsNothingNewer: in a room as at a day the download holds
// nothing that was written after it, of the registers of the room either, and is
// still proved.
func TestARoomsBundleShowsNothingNewer(t *testing.T) {
	t.Parallel()
	now := january
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return now }}
	_, h := demoHouseOf(t, e)
	asAt := now.Add(time.Hour)
	now = now.Add(2 * time.Hour)
	by := h.by(e, "")
	row, err := h.bids.Add(t.Context(), by, bid.Bid{Title: "Written after that day", Buyer: "A buyer", Entity: "Fenmoor Digital Ltd"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.sealer().Checkpoint(t.Context(), h.org.ID, now); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		asAt  int64
		shown bool
	}{"as it is": {0, true}, "as at": {asAt.UnixMicro(), false}} {
		var b bytes.Buffer
		room := auditorroom.Room{Registers: []string{"bid", "certificate"}, AsAt: c.asAt}
		if err := h.roomBundle(t.Context(), now, &b, h.org.ID, room); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			part, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			text += string(part)
		}
		if got := strings.Contains(text, "Written after that day"); got != c.shown {
			t.Errorf("%s: it shows %s, written after that day: %v", name, row.Number, got)
		}
		if !strings.Contains(text, "iso27001") {
			t.Errorf("%s: it shows nothing at all", name)
		}
		keys, err := h.keys.Public(proof.Origin(h.org.ID))
		if err != nil {
			t.Fatal(err)
		}
		known, err := proof.ParsePublic(strings.Join(keys, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		report, err := proof.Verify(bytes.NewReader(b.Bytes()), int64(b.Len()), known, nil)
		if err != nil || !report.Intact {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
	}
}
