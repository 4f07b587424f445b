package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/job"
	"holdfast/internal/register"
	"holdfast/internal/retention"
	"holdfast/internal/win/tender"
)

// TestFilesOfTendersGoWithTheRecord: what was dropped in and the text that was read
// are proved, handed over, named to who erases a person, and go when their bid's
// time is over.
func TestFilesOfTendersGoWithTheRecord(t *testing.T) {
	t.Parallel()
	k, there := newKept(t), newKept(t)
	k.run(t, `{"ref":"old","title":"Harbour lights","buyer":"Quay Council","entity":"Quayside Ltd","stage":"lost","dates":{"deadline":{"date":"2017-05-01","basis":"stated"},"end":{"date":"2019-04-30","basis":"stated"}}}
{"ref":"new","title":"Harbour gates","buyer":"Quay Council","entity":"Quayside Ltd"}`, "bids", "import", "-").wants(t, 0)
	text := tender.Part{Type: "text", Count: 1, Pages: []tender.Page{{Text: "Bidders must hold ISO 27001 at tender submission."}}}
	drop := func(h *app, e *env, ref, name, content string) {
		t.Helper()
		w := newTenderWing(h, registerOf[tender.Document](h, tender.Kind))
		hash, size, err := w.keep(e.ctx, []byte(content))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Enter(e.ctx, h.by(e, ""), ref, tender.Dropped{Name: name, Hash: hash, Size: size}, text); err != nil {
			t.Fatal(err)
		}
		if err := w.follow(e.ctx, h.org.ID, january); err != nil {
			t.Fatal(err)
		}
	}
	var org string
	k.open(t, func(h *app, e *env) {
		org = h.org.ID
		drop(h, e, "BID-1", "Letter to Xylantha Quorndyke.txt", "the old one")
		drop(h, e, "BID-2", "Notice.txt", "the new one")
	})
	k.run(t, "", "verify").wants(t, 0, "All sound", "3 files", "0 orphaned") // both have the same text
	k.run(t, "", "erasure", "preview", "--text", "Quorndyke").wants(t, 0, "TDOC-1", "Look into the files of TDOC-1")

	file := filepath.Join(k.home, "over.zip")
	k.run(t, "", "organisations", "export", org, "--out", file).wants(t, 0, "3 files")
	there.run(t, "", "organisations", "import", file).wants(t, 0, "Took in")
	there.run(t, "", "verify").wants(t, 0, "All sound", "3 files", "0 orphaned")
	there.open(t, func(h *app, e *env) {
		w := newTenderWing(h, registerOf[tender.Document](h, tender.Kind))
		err := h.door.See(e.ctx, change.SystemActor(org, "test"), func(v *change.View) error {
			row, err := change.GetNumber(v, w.Documents, "TDOC-2")
			if err != nil {
				return err
			}
			read, err := w.TextOf(&row.Value)
			if err == nil && (len(read.Pages) != 1 || !strings.Contains(read.Pages[0].Text, "ISO 27001")) {
				t.Errorf("the text came as %+v", read)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})

	k.open(t, func(h *app, e *env) {
		if err := h.keepTick(e.ctx, january); err != nil {
			t.Fatal(err)
		}
		if _, err := h.door.Do(e.ctx, h.by(e, "").Request("retention-proposal.confirm", nil), func(tx *change.Tx) error {
			return h.keeping.Confirm(tx, retention.Choice{Number: "PROP-1", Kinds: []register.Kind{tender.Kind}, Reason: "past its time"})
		}); err != nil {
			t.Fatal(err)
		}
		later := *e
		later.now = func() time.Time { return january.Add(2 * time.Hour) } // files wait for an hour
		runner := &job.Runner{Store: h.store, Now: later.now, Workers: map[string]job.Worker{retention.Work: h.eraseJob(&later)}}
		if n, err := runner.Once(e.ctx); n == 0 || err != nil {
			t.Fatalf("the background did %d, %v", n, err)
		}
	})
	// The old file is gone; the text is that of the new document too, and stays.
	k.run(t, "", "verify").wants(t, 0, "All sound", "2 files", "0 orphaned")
}
