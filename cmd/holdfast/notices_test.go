package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/win/notice"
)

// noticeRun runs "notices ..." on a data folder on 1 October 2026.
func noticeRun(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errOut bytes.Buffer
	e := &env{
		ctx: context.Background(), stdin: strings.NewReader(stdin), stdout: &out, stderr: &errOut,
		now: func() time.Time { return time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC) },
	}
	code = run(e, append([]string{"notices"}, args...))
	return code, out.String(), errOut.String()
}

// TestNoticesImport is the contract of the command: what it counts, and its
// exit status.
func TestNoticesImport(t *testing.T) {
	t.Parallel()
	fixtures, err := filepath.Glob(filepath.Join("..", "..", "internal", "ocds", "testdata", "*.json"))
	if err != nil || len(fixtures) < 7 {
		t.Fatal(fixtures, err)
	}
	raw, err := os.ReadFile(fixtures[0])
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(t.TempDir(), "half.json")
	if err := os.WriteFile(half, raw[:len(raw)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`{"releases":[{"id":"1","tender":{}}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	for _, c := range []struct {
		name                        string
		data                        string
		stdin                       string
		args                        []string
		code                        int
		read, new, same, rejections int
	}{
		{"all forms", data, "", fixtures, 0, 12, 9, 3, 0},
		{"again", data, "", fixtures, 0, 12, 0, 12, 0},
		{"a bad one among known ones", data, "", append([]string{bad}, fixtures...), 3, 13, 0, 12, 1},
		{"standard input", t.TempDir(), string(raw), []string{"-"}, 0, 1, 1, 0, 0},
		{"half a file", t.TempDir(), "", []string{half}, 1, 0, 0, 0, 1},
		{"half a file and a whole one", t.TempDir(), "", []string{half, fixtures[0]}, 3, 1, 1, 0, 1},
		{"strict", t.TempDir(), "", []string{"--strict", fixtures[0], bad}, 1, 2, 0, 0, 1},
		{"strict and good", t.TempDir(), "", []string{"--strict", fixtures[0]}, 0, 1, 1, 0, 0},
		{"no such file", t.TempDir(), "", []string{"nowhere.json"}, 1, 0, 0, 0, 1},
		{"nothing on standard input", t.TempDir(), "", []string{"-"}, 1, 0, 0, 0, 1},
	} {
		code, out, errOut := noticeRun(t, c.stdin, append([]string{"import", "--json", "--data", c.data}, c.args...)...)
		var got notice.Result
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Errorf("%s: %v: %s%s", c.name, err, out, errOut)
			continue
		}
		if code != c.code || got.Read != c.read || got.New != c.new || got.Unchanged != c.same || len(got.Rejected) != c.rejections || got.Rejected == nil {
			t.Errorf("%s: exit %d, %+v", c.name, code, got)
		}
	}
	if code, _, errOut := noticeRun(t, "", "import", "-", "-", "--data", data); code != 1 || !strings.Contains(errOut, "one standard input") {
		t.Errorf("- twice: exit %d, %s", code, errOut)
	}

	code, out, errOut := noticeRun(t, "", "list", "--json", "--data", data)
	var page notice.Page
	if err := json.Unmarshal([]byte(out), &page); err != nil || code != 0 {
		t.Fatal(code, err, out, errOut)
	}
	if len(page.Lines) < 2 || page.Lines[0].Deadline.String() != "2026-10-30" {
		t.Errorf("open on 1 October 2026: %s", out)
	}
	code, out, _ = noticeRun(t, "", "list", "--data", data, "--all", "--scheme", "cyber-essentials-plus")
	if code != 0 || strings.Count(out, "ocds-") != 1 || !strings.Contains(out, "Managed network service") {
		t.Errorf("exit %d: %s", code, out)
	}
}

// TestMadeNotices: the measured releases are the same for a seed, distinct, at
// least two fifths text, and taken without a rejection.
func TestMadeNotices(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var files [3][]byte
	for i, seed := range []string{"1", "1", "2"} {
		name := filepath.Join(dir, "made"+string(rune('a'+i)))
		var out, errOut bytes.Buffer
		e := &env{ctx: context.Background(), stdout: &out, stderr: &errOut, now: time.Now}
		if code := run(e, []string{"bench", "notices", "--bytes", "4MiB", "--seed", seed, "--out", name}); code != 0 {
			t.Fatal(code, errOut.String())
		}
		var err error
		if files[i], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) || bytes.Equal(files[0], files[2]) || len(files[0]) < 4<<20 {
		t.Errorf("sizes %d, %d, %d", len(files[0]), len(files[1]), len(files[2]))
	}
	m := newNoticeMaker(1)
	for range 5 {
		m.line()
	}
	if share := float64(m.text) / float64(m.all); share < 0.4 {
		t.Errorf("%.0f %% text", 100*share)
	}
	code, out, errOut := noticeRun(t, "", "import", "--json", "--data", t.TempDir(), filepath.Join(dir, "madea"))
	var got notice.Result
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || got.New != got.Read || got.New < 500 || len(got.Rejected) > 0 {
		t.Errorf("exit %d, %+v, %s", code, got, errOut)
	}
}

func TestByteSize(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]byteSize{"64MiB": 64 << 20, "1GiB": 1 << 30, "123": 123, "1.5 KiB": 1536, "10MB": 10_000_000, "": 0, "-1": 0, "x": 0, "1XB": 0, "0": 0} {
		var got byteSize
		if err := got.UnmarshalText([]byte(in)); got != want || (err == nil) != (want > 0) {
			t.Errorf("%q is %d, %v", in, got, err)
		}
	}
}
