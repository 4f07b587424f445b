package main

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/job"
	"holdfast/internal/retention"
	"holdfast/internal/web"
)

// rawly searches every file below a folder, as SQLite and the system left it.
func rawly(t *testing.T, dir string, marks ...string) int {
	t.Helper()
	found := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range marks {
			if n := bytes.Count(bytes.ToLower(b), []byte(m)); n > 0 {
				found += n
				t.Logf("%s holds %q %d times", filepath.Base(path), m, n)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestErasureAtTheCommandLine: a person who came in through the imports goes
// from every file of the data folder, and does not come back with an older copy
// of it.
func TestErasureAtTheCommandLine(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	dir, copied, keys := filepath.Join(home, "data"), filepath.Join(home, "restored"), filepath.Join(home, "keys")
	at := []string{"--data", dir, "--keys", keys}
	run := func(input string, args ...string) printed { return command(t, input, append(args, at...)...) }
	run(`{"ref":"c1","scheme":"iso27001","holder":"Quayside Ltd","issued":"2025-01-10","expires":"2028-01-09","owner":"Xylantha Quorndyke","note":"Ask x.quorndyke@quorndyke.example"}`, "certificates", "import", "-").wants(t, 0)
	if rawly(t, dir, "quorndyke") == 0 {
		t.Fatal("the import left no mark")
	}
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	whom := []string{"--text", "Xylantha Quorndyke", "--text", "x.quorndyke@quorndyke.example"}
	run("", append([]string{"erasure", "preview"}, whom...)...).wants(t, 0, "certificate.owner", "certificate.note", "CERT-1", "events of the trail")
	run("", append([]string{"erasure", "run", "--reason", "asked by Xylantha Quorndyke"}, whom...)...).wants(t, 1, "leave the person's name out")
	run("", append([]string{"erasure", "run", "--reason", "asked by letter"}, whom...)...).wants(t, 0, "ERASE-1 is done", "0 places left")
	if rawly(t, dir, "quorndyke", "xylantha") > 0 {
		t.Error("the data folder still names the person")
	}
	run("", append([]string{"erasure", "preview"}, whom...)...).wants(t, 0, "Found nowhere")
	run("", "erasure", "list").wants(t, 0, "ERASE-1", "asked by letter")
	run("", "erasure", "replay").wants(t, 0, "Nothing to do again")
	journal, err := os.ReadFile(keys + erasuresSuffix)
	if err != nil || bytes.Contains(bytes.ToLower(journal), []byte("quorndyke")) {
		t.Errorf("the journal: %v\n%s", err, journal)
	}
	if st, err := os.Stat(keys + erasuresSuffix); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("the journal's rights: %v, %v", st.Mode(), err)
	}

	// The older copy: a server takes the person out before it serves.
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: func() time.Time { return january.Add(24 * time.Hour) }}
	h, err := openApp(e, place{Data: copied, Keys: keys}, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if rawly(t, copied, "quorndyke", "xylantha") > 0 {
		t.Error("the restored folder names the person again")
	}
	command(t, "", "erasure", "list", "--data", copied, "--keys", keys).wants(t, 0, "an older backup was restored")
}

// TestErasureNeedsItsJournal: where the journal cannot be written, nothing is
// erased.
func TestErasureNeedsItsJournal(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	keys := filepath.Join(home, "keys")
	if err := os.Mkdir(keys+erasuresSuffix, 0o700); err != nil {
		t.Fatal(err)
	}
	command(t, "", "erasure", "run", "--text", "Somebody", "--reason", "asked", "--data", filepath.Join(home, "data"), "--keys", keys).wants(t, 1, "nothing is erased without it")
}

func TestJournalAfterACrash(t *testing.T) {
	t.Parallel()
	j := &erasureJournal{path: filepath.Join(t.TempDir(), "x", "keys.erasures")}
	if all, err := j.Entries(); err != nil || len(all) != 0 {
		t.Fatalf("no journal: %v, %v", all, err)
	}
	key, err := j.Key()
	if err != nil || len(key) != journalKeyBytes {
		t.Fatal(err)
	}
	for _, k := range []string{"one", "one"} {
		if err := j.Add(retention.Entry{Key: k, Org: "o"}); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(j.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(j.path, append(b, `{"erasure":"cut`...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := j.Add(retention.Entry{Key: "two", Org: "o"}); err != nil {
		t.Fatal(err)
	}
	all, err := j.Entries()
	again, kerr := j.Key()
	if err != nil || kerr != nil || len(all) != 2 || all[1].Key != "two" || !bytes.Equal(key, again) {
		t.Errorf("after a line cut short: %v, %v", all, err)
	}
	if err := os.WriteFile(j.path, bytes.Replace(b, []byte(`"one"`), []byte(`one`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Entries(); err == nil {
		t.Error("a damaged line was passed over")
	}
}

// TestErasureOnThePages: the first lines answer, a person is found and asked
// for, and alone they are confirmed with a reason; the background does the rest.
func TestErasureOnThePages(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: func() time.Time { return january }}
	h, err := openApp(e, place{Data: filepath.Join(home, "data")}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, err := h.server(e, serving{}, slog.New(slog.DiscardHandler), web.NewKey()); err != nil {
		t.Fatal(err)
	}
	if err := h.keepTick(t.Context(), january); err != nil {
		t.Fatal(err)
	}
	var asked string
	if _, err := h.door.Do(t.Context(), h.by(e, "").Request("erasure.create", nil), func(tx *change.Tx) error {
		row, err := h.keeping.AskErasure(tx, retention.Ask{Strings: []string{"Xylantha Quorndyke"}, Reason: "asked"})
		asked = row.Number
		return err
	}); err != nil {
		t.Fatal(err)
	}
	confirm := func(why string) error {
		_, err := h.door.Do(t.Context(), h.by(e, why).Request("erasure.confirm", nil), func(tx *change.Tx) error {
			return h.keeping.ConfirmErasure(tx, asked)
		})
		return err
	}
	if err := confirm(""); err == nil {
		t.Error("confirmed alone without a reason")
	}
	if err := confirm("nobody else is here"); err != nil {
		t.Fatal(err)
	}
	runner := &job.Runner{Store: h.store, Now: e.now, Workers: map[string]job.Worker{retention.Work: h.eraseJob(e)}}
	if n, err := runner.Once(t.Context()); n != 1 || err != nil {
		t.Fatalf("the background did %d, %v", n, err)
	}
}
