package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/blob"
	"holdfast/internal/change"
	"holdfast/internal/share/trustpage"
)

// TestTheRecordMoves: an organisation with erasures behind it is handed over.
// There its trail goes on with the new installation's signature; old checkpoints
// and the whole record verify with both keys; nothing is public, and a public
// address is never two organisations'.
func TestTheRecordMoves(t *testing.T) {
	t.Parallel()
	old, there := newKept(t), newKept(t)
	old.fillWith(t)
	old.run(t, "", "erasure", "run", "--member", "person-x", "--text", "Quorndyke", "--reason", "asked by letter").wants(t, 0, "0 places left")
	page := func(k *kept, do func(h *app, e *env) (trustpage.Row, error)) (row trustpage.Row) {
		k.open(t, func(h *app, e *env) {
			var err error
			if row, err = do(h, e); err != nil {
				t.Fatal(err)
			}
		})
		return row
	}
	public := func(k *kept) trustpage.Row {
		return page(k, func(h *app, e *env) (trustpage.Row, error) {
			if _, err := h.showing.trust.Save(e.ctx, h.by(e, ""), 0, trustpage.Settings{Handle: "quayside-ltd", Certificates: []string{"CERT-1"}}); err != nil {
				return trustpage.Row{}, err
			}
			return h.showing.trust.Switch(e.ctx, h.by(e, ""), true)
		})
	}
	if !public(old).Value.On {
		t.Fatal("the page was not switched on")
	}
	there.run(t, `{"ref":"c1","scheme":"iso27001","holder":"Another Ltd","issued":"2025-01-10","expires":"2028-01-09"}`, "certificates", "import", "-").wants(t, 0)
	public(there) // another organisation has the address there
	oldKey := strings.TrimSpace(old.run(t, "", "trail", "key").out)
	before := old.run(t, "", "trail", "checkpoint", "--now")
	early, file := filepath.Join(old.home, "early.txt"), filepath.Join(old.home, "over.zip")
	if err := os.WriteFile(early, []byte(before.out), 0o600); err != nil {
		t.Fatal(err)
	}
	var org string
	old.open(t, func(h *app, _ *env) { org = h.org.ID })
	old.run(t, "", "organisations", "export", org, "--out", file).wants(t, 0, "1 files")
	there.run(t, "", "organisations", "import", file).wants(t, 0, "Took in")

	newKey := strings.TrimSpace(there.run(t, "", "trail", "key", "--org", org).out)
	bundle := filepath.Join(there.home, "bundle.zip")
	there.run(t, "", "trail", "export", "--org", org, "--out", bundle).wants(t, 0)
	command(t, "", "trail", "verify", bundle, "--key", newKey, "--key", oldKey, "--checkpoint", early).wants(t, 0, "INTACT", "2 hold", "asked by letter")
	command(t, "", "trail", "verify", bundle, "--key", newKey).wants(t, 0, "INTACT", "signed with a key that you did not give")
	command(t, "", "trail", "verify", bundle, "--key", oldKey).wants(t, 2, "signed with another key")
	there.run(t, "", "verify").wants(t, 0, "All sound", "0 orphaned")
	there.run(t, "", "doctor").wants(t, 0, "all trails continue")

	there.open(t, func(h *app, e *env) {
		a := change.SystemActor(org, "start")
		row, found, err := h.showing.trust.Settings(e.ctx, a)
		if err != nil || !found || row.Value.On || row.Value.Handle == "quayside-ltd" {
			t.Errorf("the page came in as %+v, %v", row.Value, err)
		}
		places, err := h.store.TrustPlaces(e.ctx, "quayside-ltd")
		if err != nil || len(places) != 1 || places[0].Org == org {
			t.Errorf("the address is of %+v, %v", places, err)
		}
		if places, err = h.store.TrustPlaces(e.ctx, row.Value.Handle); err != nil || len(places) != 1 {
			t.Errorf("the new address is of %+v, %v", places, err)
		}
	})

	// A file that cannot be taken in leaves nothing behind.
	third := newKept(t)
	third.open(t, func(h *app, e *env) {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		st, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.takeIn(e.ctx, f, st.Size(), change.Member{Person: ""}, january); err == nil {
			t.Error("it was taken in for nobody")
		}
		folder, err := blob.Open(filepath.Join(h.dir, filesFolder))
		if err != nil {
			t.Fatal(err)
		}
		if err := folder.Verify(e.ctx, func(name string, _ int64, _ error) { t.Errorf("%s was left behind", name) }); err != nil {
			t.Fatal(err)
		}
	})
}
