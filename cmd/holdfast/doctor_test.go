package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/blob"
	"holdfast/internal/store"
	"holdfast/internal/web"
)

// doctorAt runs doctor on a day and gives its exit status and its findings.
func doctorAt(t *testing.T, now time.Time, args ...string) (int, map[string]finding) {
	t.Helper()
	var out, errOut bytes.Buffer
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: &out, stderr: &errOut, now: func() time.Time { return now }}
	code := run(e, append([]string{"doctor", "--json"}, args...))
	var x examination
	if err := json.Unmarshal(out.Bytes(), &x); err != nil {
		t.Fatalf("%v in %s%s", err, out.String(), errOut.String())
	}
	if x.OK != (code == 0) {
		t.Errorf("ok %v with exit status %d", x.OK, code)
	}
	byCheck := map[string]finding{}
	for _, f := range x.Findings {
		byCheck[f.Check] = f
		if (f.Remedy == "") != (f.State == "ok") {
			t.Errorf("%s is %s with the remedy %q", f.Check, f.State, f.Remedy)
		}
	}
	return code, byCheck
}

var january = time.Date(2027, time.January, 6, 9, 0, 0, 0, time.UTC)

// house makes a data folder with a database in it.
func house(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDoctorFindsAllWell(t *testing.T) {
	t.Parallel()
	dir := house(t)
	if _, err := accessKey(dir, web.NewKey); err != nil {
		t.Fatal(err)
	}
	code, found := doctorAt(t, january, "--data", dir)
	if code != 0 {
		t.Errorf("exit status %d", code)
	}
	for _, check := range []string{"folder", "key", "database", "integrity", "clock", "rules", "holidays"} {
		if found[check].State != "ok" {
			t.Errorf("%s: %+v", check, found[check])
		}
	}
}

func TestDoctorMakesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "nowhere")
	code, found := doctorAt(t, january, "--data", dir)
	if code != 0 || found["folder"].State != "warn" || found["database"].State != "warn" {
		t.Errorf("exit status %d, %+v", code, found)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Error("it made the folder")
	}
}

func TestDoctorFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		harm         func(t *testing.T, dir string)
		now          time.Time
		check, state string
	}{
		"a clock before the rules":   {func(*testing.T, string) {}, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), "clock", "fail"},
		"a program long out of date": {func(*testing.T, string) {}, time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), "rules", "warn"},
		"an open folder": {func(t *testing.T, dir string) {
			if err := os.Chmod(dir, 0o755); err != nil {
				t.Fatal(err)
			}
		}, january, "folder", "warn"},
		"a file in its place": {func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
			write(t, dir, "x")
		}, january, "folder", "fail"},
		"a database of something else": {func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "holdfast.db"), strings.Repeat("not a database ", 100))
		}, january, "database", "fail"},
		"a file that changed": {func(t *testing.T, dir string) {
			files := filepath.Join(dir, filesFolder)
			f, err := blob.Open(files)
			if err != nil {
				t.Fatal(err)
			}
			hash, _, err := f.Put(t.Context(), strings.NewReader("as it was"), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(files, hash[:2], hash[2:])
			if err := os.Chmod(path, 0o600); err != nil {
				t.Fatal(err)
			}
			write(t, path, "as it is!")
		}, january, "files", "fail"},
		"a damaged key": {func(t *testing.T, dir string) { write(t, filepath.Join(dir, keyFile), "short") }, january, "key", "fail"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := house(t)
			c.harm(t, dir)
			code, found := doctorAt(t, c.now, "--data", dir)
			if found[c.check].State != c.state || (code == 1) != (c.state == "fail") {
				t.Errorf("exit status %d, %+v", code, found[c.check])
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheAccessKeyStays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := accessKey(dir, web.NewKey)
	if err != nil {
		t.Fatal(err)
	}
	again, err := accessKey(dir, web.NewKey)
	if err != nil || again != first {
		t.Errorf("%q, then %q, %v", first, again, err)
	}
	info, err := os.Stat(filepath.Join(dir, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	write(t, filepath.Join(dir, keyFile), "guess-me")
	if _, err := accessKey(dir, web.NewKey); err == nil {
		t.Error("a damaged key was taken")
	}
}
