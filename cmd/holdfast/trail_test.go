package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
)

// TestTrail goes the way of an outsider: a key and a checkpoint by other ways,
// a bundle, and the same record cut back afterwards.
func TestTrail(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	data := []string{"--data", at("data"), "--keys", at("keys.json")}
	in := func(now time.Time, args ...string) printed { return commandAt(t, now, "", append(args, data...)...) }
	keep := func(name, text string) string {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	key := in(january, "trail", "key")
	key.wants(t, 0, "holdfast/trail/")
	keyFile := keep("key.txt", key.out)
	in(january, "trail", "checkpoint").wants(t, 1, "--now")
	first := in(january, "trail", "checkpoint", "--now")
	first.wants(t, 0, "number 1\n")
	early := keep("early.txt", "Dear Ms Nair,\n\n"+first.out+"\n-- \nsent by hand\n")
	in(january, "trail", "export", "--out", at("a.zip")).wants(t, 0, "entries")
	in(january, "trail", "export", "--out", at("a.zip")).wants(t, 1, "cannot be written")
	commandAt(t, january, "", "trail", "verify", at("a.zip"), "--key", strings.TrimSpace(key.out), "--checkpoint", early).wants(t, 0, "INTACT: the record of My organisation is complete up to checkpoint 1 of 2027-01-06T09:00:00Z, which you were given another way; later removal cannot be excluded.")
	commandAt(t, january, "", "trail", "verify", at("a.zip"), "--key", keyFile, "--json").wants(t, 0, `"intact": true`)
	commandAt(t, january, "", "trail", "verify", early, "--key", keyFile).wants(t, 1, "UNREADABLE")
	commandAt(t, january, "", "trail", "verify", at("a.zip"), "--key", at("nothing")).wants(t, 1, "cannot be opened")

	proof := in(january, "trail", "prove", "--entry", "0")
	commandAt(t, january, "", "trail", "verify", keep("p.json", proof.out), "--key", keyFile).wants(t, 0, "PROVED: entry 0")
	commandAt(t, january, "", "trail", "verify", keep("q.json", strings.Replace(proof.out, "settings.create", "settings.delete", 1)), "--key", keyFile).wants(t, 2, "NOT PROVED")
	in(january, "trail", "prove", "--entry", "99").wants(t, 1, "no entry 99")
	in(january, "trail", "export", "--org", "another", "--out", at("x.zip")).wants(t, 1, "no organisation")

	// Another installation's key says nothing of this bundle.
	other := commandAt(t, january, "", "trail", "key", "--data", at("other"), "--keys", at("other.json"))
	commandAt(t, january, "", "trail", "verify", at("a.zip"), "--key", strings.TrimSpace(other.out)).wants(t, 2, "ALTERED: The key that you gave is not of this organisation")

	b, err := os.ReadFile(at("a.zip"))
	if err != nil {
		t.Fatal(err)
	}
	commandAt(t, january, "", "trail", "verify", keep("cut.zip", string(b[:len(b)/2])), "--key", keyFile).wants(t, 1, "UNREADABLE", "cut off")
}

// TestTrailSetBack: an older copy of the database in place of the newer one is
// not signed, is still handed out, and is found with a later checkpoint.
func TestTrailSetBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	data := []string{"--data", at("data"), "--keys", at("keys.json")}
	in := func(args ...string) printed { return commandAt(t, january, "", append(args, data...)...) }
	key := in("trail", "key")
	in("trail", "checkpoint", "--now").wants(t, 0, "number 1")
	older, err := os.ReadFile(at("data/holdfast.db"))
	if err != nil {
		t.Fatal(err)
	}
	e := &env{ctx: t.Context(), stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return january }}
	h, err := openApp(e, place{Data: at("data"), Keys: at("keys.json")}, false)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.door.Do(t.Context(), change.Request{Actor: change.SystemActor(h.org.ID, "start"), Action: "settings.update", Now: january}, func(tx *change.Tx) error {
		tx.Note(map[string]string{"what": "an embarrassing entry"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	later := in("trail", "checkpoint", "--now")
	later.wants(t, 0, "number 2")
	for _, name := range []string{"data/holdfast.db-wal", "data/holdfast.db-shm"} {
		_ = os.Remove(at(name))
	}
	for name, text := range map[string]string{"data/holdfast.db": string(older), "later.txt": later.out, "key.txt": key.out} {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in("trail", "checkpoint", "--now").wants(t, 1, "cut back", "Nothing is signed")
	in("doctor").wants(t, 1, "cut back")
	in("trail", "export", "--out", at("b.zip")).wants(t, 0, "Warning", "cut back")
	commandAt(t, january, "", "trail", "verify", at("b.zip"), "--key", at("key.txt")).wants(t, 0, "complete up to checkpoint 1 of", "later removal cannot be excluded")
	commandAt(t, january, "", "trail", "verify", at("b.zip"), "--key", at("key.txt"), "--checkpoint", at("later.txt")).wants(t, 2, "ALTERED", "Entries were removed")
}
