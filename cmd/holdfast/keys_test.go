package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/change"
	"holdfast/internal/proof"
	"holdfast/internal/secret"
	"holdfast/internal/store"
	"holdfast/internal/task"
)

// keyHouse makes a data folder with a sealed secret in it.
func keyHouse(t *testing.T) (dir, at string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	e := &env{ctx: t.Context(), now: func() time.Time { return january }}
	h, err := openApp(e, place{Data: dir}, false)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var id string
	if _, err := h.door.Do(e.ctx, h.by(e, "").Request("task.create", nil), func(tx *change.Tx) error {
		row, err := change.Insert(tx, h.taskRegister, task.Task{Title: "Stands for a provider"})
		id = row.ID
		return err
	}); err != nil {
		t.Fatal(err)
	}
	at = secret.Place("provider_secret", "sealed", h.org.ID, id)
	sealed, err := h.keys.Seal(at, []byte("s3cret"))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.In(e.ctx, store.Org(h.org.ID), func(tx *store.Tx) error { return tx.PutProviderSecret(e.ctx, id, sealed, 1) }); err != nil {
		t.Fatal(err)
	}
	return dir, at
}

func TestKeyFileIsMadeOnceOutsideTheFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	command(t, "", "due", "--data", dir).wants(t, 0)
	path := dir + ".keys"
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	first, _ := os.ReadFile(path)
	command(t, "", "due", "--data", dir).wants(t, 0)
	if again, _ := os.ReadFile(path); string(again) != string(first) {
		t.Error("the second start has changed the key file")
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	inside, err := filepath.Glob(filepath.Join(dir, "*key*"))
	if err != nil || len(inside) > 0 {
		t.Errorf("keys in the data folder: %v, %v", inside, err)
	}
	// A folder of one's own, by a relative path with a slash at its end.
	if p, err := (place{Data: dir + "/"}).keysPlace(); err != nil || p != path {
		t.Errorf("%s, %v", p, err)
	}
	other := filepath.Join(t.TempDir(), "safe", "holdfast.json")
	command(t, "", "due", "--data", filepath.Join(t.TempDir(), "data"), "--keys", other).wants(t, 0)
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
}

func TestKeyFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		words []string
	}{
		"readable by others": {func(t *testing.T, path string) { chmod(t, path, 0o640) }, []string{"chmod 600", "640", "keys rotate"}},
		"damaged":            {func(t *testing.T, path string) { rewrite(t, path, `"secret": "`, `"secret": "A`) }, []string{"damaged", "copy"}},
		"empty":              {func(t *testing.T, path string) { put(t, path, "") }, []string{"damaged"}},
		"of a newer program": {func(t *testing.T, path string) { rewrite(t, path, `"holdfastKeys": 1`, `"holdfastKeys": 2`) }, []string{"newer Holdfast"}},
		"a folder":           {func(t *testing.T, path string) { remove(t, path); mkdir(t, path) }, []string{"no file", "--keys"}},
		"lost":               {func(t *testing.T, path string) { remove(t, path) }, []string{"1 sealed secret", "Bring the key file", "--keys FILE"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, _ := keyHouse(t)
			path := dir + ".keys"
			c.spoil(t, path)
			before, _ := os.ReadFile(path)
			p := command(t, "", "due", "--data", dir)
			p.wants(t, 1, append(c.words, path)...)
			if after, _ := os.ReadFile(path); string(after) != string(before) {
				t.Error("the file was changed")
			}
			code, found := doctorAt(t, january, "--data", dir)
			if want := map[bool]int{true: 0, false: 1}[name == "lost"]; code != want || found["keys"].State == "ok" || !strings.Contains(found["keys"].Says, path) {
				t.Errorf("doctor: %d, %+v", code, found["keys"])
			}
		})
	}
}

func TestRotateSealsAnew(t *testing.T) {
	t.Parallel()
	dir, at := keyHouse(t)
	path := dir + ".keys"
	old, err := readKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	command(t, "", "keys", "rotate", "--data", dir).wants(t, 0, "1 value sealed anew", path)
	ring, err := readKeys(path)
	if err != nil || len(ring.Keys()) != 4 {
		t.Fatal(err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("the new file is %v", info.Mode())
	}
	st, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	seen := 0
	if err := st.EachSealed(t.Context(), func(place, sealed string) error {
		seen++
		if _, err := old.Open(place, sealed); err == nil {
			t.Error("the old key still opens it")
		}
		plain, err := ring.Open(place, sealed)
		if place != at || string(plain) != "s3cret" {
			t.Errorf("%s: %q", place, plain)
		}
		return err
	}); err != nil || seen != 1 {
		t.Fatal(seen, err)
	}
	p := command(t, "", "keys", "list", "--json", "--data", dir)
	var list struct {
		File string
		Keys []keyLine
	}
	if err := json.Unmarshal([]byte(p.out), &list); err != nil || list.File != path || len(list.Keys) != 4 {
		t.Fatalf("%v in %s", err, p.out)
	}
	for _, k := range list.Keys {
		if want := k.Purpose == "field" && k.Current; (k.Sealed == 1) != want || k.Current != (k.Version == 2) {
			t.Errorf("%+v", k)
		}
	}
	if b, _ := os.ReadFile(path); strings.Contains(p.out, secretIn(t, b)) {
		t.Error("the list shows a secret")
	}
	command(t, "", "keys", "rotate", "--purpose", "trail", "--data", dir).wants(t, 0, "0 values sealed anew", "trail    3")
	command(t, "", "keys", "list", "--data", dir).wants(t, 0, "1 sealed", "current", "older")

	// An older copy of the key file does not open what is sealed now.
	b, err := old.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, string(b))
	command(t, "", "keys", "list", "--data", dir).wants(t, 1, "1 sealed value cannot be opened", path)
	command(t, "", "keys", "rotate", "--data", dir).wants(t, 1, "the key file does not hold", path)
}

func TestRotateBesideAServer(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	start(t, january, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	before, err := os.ReadFile(dir + ".keys")
	if err != nil {
		t.Fatal(err)
	}
	command(t, "", "keys", "rotate", "--data", dir).wants(t, 1, "Stop it first")
	if after, _ := os.ReadFile(dir + ".keys"); string(after) != string(before) {
		t.Error("the keys have changed beside a server that does not know the new ones")
	}
	command(t, "", "keys", "list", "--data", dir).wants(t, 0, "field", "trail")
}

func TestDoctorLooksWhereTheKeysLie(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	command(t, "", "due", "--data", dir).wants(t, 0)
	if code, found := doctorAt(t, january, "--data", dir); code != 0 || found["keys"].State != "ok" {
		t.Errorf("%d, %+v", code, found["keys"])
	}
	inside := filepath.Join(dir, "keys.json")
	if err := os.Rename(dir+".keys", inside); err != nil {
		t.Fatal(err)
	}
	if code, found := doctorAt(t, january, "--data", dir, "--keys", inside); code != 0 || found["keys"].State != "warn" || !strings.Contains(found["keys"].Says, "in the data folder") {
		t.Errorf("inside: %d, %+v", code, found["keys"])
	}
	link := filepath.Join(t.TempDir(), "link.json")
	if err := os.Symlink(inside, link); err != nil {
		t.Fatal(err)
	}
	if _, found := doctorAt(t, january, "--data", dir, "--keys", link); found["keys"].State != "warn" {
		t.Errorf("a link to the inside: %+v", found["keys"])
	}
	dumps := t.TempDir()
	if err := os.Rename(inside, filepath.Join(dumps, "keys.json")); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dumps, "holdfast-2027-01-05.sql.gz"), "a dump")
	if _, found := doctorAt(t, january, "--data", dir, "--keys", filepath.Join(dumps, "keys.json")); found["keys"].State != "warn" || !strings.Contains(found["keys"].Says, "holdfast-2027-01-05.sql.gz") {
		t.Errorf("beside a dump: %+v", found["keys"])
	}
}

func TestPublicKeysVerify(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	p := command(t, "", "keys", "public", "--data", dir)
	p.wants(t, 0, "# "+firstOrganisation+"\nholdfast/trail/")
	command(t, "", "keys", "rotate", "--data", dir).wants(t, 0)
	again := command(t, "", "keys", "public", "--data", dir)
	if !strings.HasSuffix(again.out, strings.SplitN(p.out, "\n", 2)[1]) || strings.Count(again.out, "\n") != 3 {
		t.Errorf("after a rotation the older key stands below the new one:\n%s\n%s", p.out, again.out)
	}
	public, err := proof.ParsePublic(again.out)
	if err != nil || len(public.Names) != 2 {
		t.Fatal(public.Names, err)
	}
	ring, err := readKeys(dir + ".keys")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ring.Signer(public.Names[0])
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: "a checkpoint\n"}, signer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(signed, public); err != nil {
		t.Error(err)
	}
}

// TestTwoFirstStarts: of several that start on a new folder at once all have
// the same keys afterwards.
func TestTwoFirstStarts(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	st, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	e := &env{ctx: t.Context(), now: func() time.Time { return january }}
	ids := make(chan string, 8)
	for range cap(ids) {
		go func() {
			ring, err := openKeys(e, dir+".keys", st)
			if err != nil {
				ids <- err.Error()
				return
			}
			ids <- ring.Keys()[0].ID
		}()
	}
	first := <-ids
	for range cap(ids) - 1 {
		if got := <-ids; got != first {
			t.Errorf("%s and %s", first, got)
		}
	}
	ring, err := readKeys(dir + ".keys")
	if err != nil || ring.Keys()[0].ID != first {
		t.Errorf("the file has other keys than %s: %v", first, err)
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func rewrite(t *testing.T, path, from, to string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, strings.Replace(string(b), from, to, 1))
}

// secretIn gives the first secret of a key file.
func secretIn(t *testing.T, b []byte) string {
	t.Helper()
	_, rest, found := strings.Cut(string(b), `"secret": "`)
	if !found {
		t.Fatalf("no secret in %s", b)
	}
	return rest[:40]
}
