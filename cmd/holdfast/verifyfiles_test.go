package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/blob"
	"holdfast/internal/store/pgtest"
)

// TestVerify is R17 over the whole: a certificate whose file is changed,
// swapped, cut, missing, or replaced by a link or a folder is named; so are
// files of earlier versions, and files that nothing names.
func TestVerify(t *testing.T) {
	t.Parallel()
	for engine, more := range map[string]func(t *testing.T) []string{
		"sqlite":   func(*testing.T) []string { return nil },
		"postgres": func(t *testing.T) []string { return []string{"--database", pgtest.Database(t).URL} },
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			testVerify(t, more(t))
		})
	}
}

func testVerify(t *testing.T, more []string) {
	dir := filepath.Join(t.TempDir(), "data")
	args := func(words ...string) []string { return append(append(words, "--data", dir), more...) }
	folder, err := blob.Open(filepath.Join(dir, filesFolder))
	if err != nil {
		t.Fatal(err)
	}
	put := func(s string) string {
		t.Helper()
		hash, _, err := folder.Put(t.Context(), strings.NewReader(s), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	path := func(hash string) string { return filepath.Join(dir, filesFolder, hash[:2], hash[2:]) }
	first, second, third := put("the first"), put("the second"), put("the third")
	record := func(file string) {
		t.Helper()
		command(t, jsonLine(t, map[string]any{"ref": "c1", "scheme": "cyber-essentials", "holder": "Fenmoor Digital Ltd", "issued": "2026-10-01", "file": file, "fileName": "x.pdf"}), args("certificates", "import", "-")...).wants(t, 0)
	}
	record(first)
	record(second)
	verify := func(want int) (r verifyReport) {
		t.Helper()
		p := command(t, "", args("verify", "--json")...)
		if p.code != want {
			t.Errorf("exit status %d, want %d: %s%s", p.code, want, p.out, p.err)
		}
		if err := json.Unmarshal([]byte(p.out), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := verify(0)
	if !r.OK || r.Files != 3 || r.References != 2 || r.Orphaned != 1 || r.Orphans[0] != third {
		t.Errorf("%+v", r)
	}
	command(t, "", args("verify")...).wants(t, 0, "All sound: 3 files", "orphaned  "+third)
	for name, c := range map[string]struct {
		harm  func() error
		fault string
	}{
		"changed":  {func() error { return os.WriteFile(path(second), []byte("the sec0nd"), 0o600) }, "changed"},
		"cut":      {func() error { return os.Truncate(path(second), 4) }, "changed"},
		"swapped":  {func() error { return os.Rename(path(third), path(second)) }, "changed"},
		"missing":  {func() error { return os.Remove(path(second)) }, "missing"},
		"a link":   {func() error { return os.Symlink(path(first), path(second)) }, "changed"},
		"a folder": {func() error { return os.Mkdir(path(second), 0o700) }, "changed"},
	} {
		if strings.HasPrefix(name, "a ") {
			if err := os.Remove(path(second)); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.harm(); err != nil {
			t.Fatal(name, err)
		}
		r := verify(2)
		if r.OK || len(r.Faults) != 1 || r.Faults[0].Fault != c.fault || r.Faults[0].File != second || len(r.Faults[0].Records) != 1 || r.Faults[0].Records[0] != "CERT-1" {
			t.Errorf("%s: %+v", name, r)
		}
		if err := os.RemoveAll(path(second)); err != nil {
			t.Fatal(err)
		}
		put("the second")
		put("the third")
	}
	// A file that an earlier version names is missed too.
	if err := os.Remove(path(first)); err != nil {
		t.Fatal(err)
	}
	if r := verify(2); r.Missing != 1 || r.Faults[0].Records[0] != "CERT-1, version 1" {
		t.Errorf("%+v", r)
	}
	put("the first")
	if err := os.WriteFile(filepath.Join(dir, filesFolder, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if r := verify(2); r.Strangers != 1 || r.Faults[0].File != "notes.txt" {
		t.Errorf("%+v", r)
	}
	command(t, "", "verify", "--data", filepath.Join(t.TempDir(), "nowhere")).wants(t, 1, "nothing to verify")
}
