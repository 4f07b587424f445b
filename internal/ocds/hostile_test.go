package ocds_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"holdfast/internal/ocds"
	"holdfast/internal/win/notice"
)

const good = `{"ocid":"ocds-h6vhtk-1","id":"1","date":"2026-01-01T00:00:00Z","tender":{"title":"T"}}`

// TestHostile: what is wrong is told with its place, and what is whole beside
// it is taken.
func TestHostile(t *testing.T) {
	t.Parallel()
	deep := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	for _, c := range []struct {
		name, in string
		releases int
		pointer  string // of the one rejection
		reason   string // part of it; empty: nothing is rejected
	}{
		{"empty file", "", 0, "", "the file is empty"},
		{"white space", " \n\t", 0, "", "the file is empty"},
		{"a web page", "<!DOCTYPE html><html></html>", 0, "", "not JSON but HTML"},
		{"words", "hello", 0, "", "not JSON"},
		{"bytes", "\x00\x01\x02\x03", 0, "", "not JSON"},
		{"a number", "42", 0, "", "not JSON"},
		{"another object", `{"message":"Rate limit of 12 exceeded"}`, 0, "", "neither a release nor a package"},
		{"elements of another kind", `{"releases":[null,7,` + good + `]}`, 1, "", "*"},
		{"text after the end", good + ` trailing`, 0, "", "value 2 of the file"},
		{"no ocid", `{"releases":[` + good + `,{"id":"2","tender":{}}]}`, 1, "/releases/1/ocid", "no ocid"},
		{"ocid of another type", `{"releases":[{"ocid":{"x":1},"tender":{}},` + good + `]}`, 1, "/releases/0/ocid", "no ocid"},
		{"101 deep in a release", `{"releases":[{"ocid":"x-1","tender":` + deep(101) + `},` + good + `]}`, 1, "/releases/0", "nested more than 100 deep"},
		{"99 deep in a release", `{"releases":[{"ocid":"x-1","tender":` + deep(97) + `},` + good + `]}`, 2, "", ""},
		{"deep in the frame", `{"version":` + strings.Repeat("[", 200000) + strings.Repeat("]", 200000) + `}`, 0, "/version", "nested more than 100 deep"},
		{"brackets without end", `{"releases":[` + strings.Repeat("[", 300000), 0, "/releases/0", "cut off"},
		{"wrong bracket", `{"releases":[{"ocid":"x","tender":{"a":[1}}]}`, 0, "/releases/0", "closes what it did not open"},
		{"broken inside a release", `{"releases":[{"ocid":"x","tender":{"a" 1}},` + good + `]}`, 1, "/releases/0/tender", "colon is missing"},
		{"a word that is no value", `{"releases":[{"ocid":"x","tender":{"a":maybe}},` + good + `]}`, 1, "/releases/0/tender/a", "is no value"},
		{"comma too many", `{"releases":[` + good + `,],}`, 1, "", ""},
		{"comma missing", `{"releases":[` + good + good + `]}`, 0, "/releases", "comma is missing"},
		{"cut in a line", good + "\n" + good[:30], 0, "", "cut off"},
		{"same member twice", `{"ocid":"x-1","id":"1","tender":{"title":"A","title":"B"}}`, 1, "", ""},
		{"17 MiB of text", `{"releases":[{"ocid":"x-1","tender":{"title":"` + strings.Repeat("a", 17<<20) + `"}},` + good + `]}`, 1, "/releases/0", "larger than 16 MiB"},
		{"a million empty lists", `{"ocid":"x-1","tender":[` + strings.Repeat("[],", 1_000_000) + `[]]}`, 0, "/tender/399997", "values"},
		{"gzip cut off", string(gzipped(t, []byte(good))[:60]), 0, "", "gzip data ends too early"},
		{"gzip damaged", strings.Replace(string(gzipped(t, []byte(good))), "\xff", "\xfe", 1) + "x", 0, "", "gzip"},
		{"zip cut off", string(zipped(t, map[string][]byte{"a.json": []byte(good)})[:80]), 0, "", "zip data is damaged"},
		{"zip without JSON", string(zipped(t, map[string][]byte{"a.xml": []byte("<a/>")})), 0, "", "no JSON in this zip"},
		{"gzip in gzip in gzip in gzip", string(gzipped(t, gzipped(t, gzipped(t, gzipped(t, []byte(good)))))), 0, "", "archives in archives"},
		{"bomb", string(gzipped(t, append([]byte(`{"releases":[{"ocid":"x","a":"`), make([]byte, 80<<20)...))), 0, "", "times its size"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := read(t, []byte(c.in))
			if len(got.releases) != c.releases {
				t.Errorf("%d releases, want %d", len(got.releases), c.releases)
			}
			switch {
			case c.reason == "*":
				if len(got.rejected) != 2 {
					t.Errorf("rejected %v", got.rejected)
				}
			case c.reason == "" && len(got.rejected) > 0:
				t.Errorf("rejected %v", got.rejected)
			case c.reason != "":
				if len(got.rejected) != 1 {
					t.Fatalf("rejected %v, want one", got.rejected)
				}
				r := got.rejected[0]
				if !strings.HasSuffix(r.Pointer, c.pointer) || !strings.Contains(r.Reason, c.reason) || r.File != "in" {
					t.Errorf("rejected %+v, want %q at %q", r, c.reason, c.pointer)
				}
			}
		})
	}
}

// TestCut: a file that ends anywhere but at its end gives nothing.
func TestCut(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"find-a-tender-act.json", "record-package.json", "public-contracts-scotland.json", "contracts-finder.json"} {
		whole := bytes.TrimSpace(fixture(t, name))
		for i := range 50 {
			at := len(whole) * i / 50
			got := read(t, whole[:at])
			if len(got.releases) != 0 || len(got.rejected) != 1 {
				t.Errorf("%s cut at %d of %d: %d releases, rejected %v", name, at, len(whole), len(got.releases), got.rejected)
			}
		}
		got := read(t, whole[:len(whole)-1])
		if len(got.releases) != 0 || len(got.rejected) != 1 {
			t.Errorf("%s without its last byte: %d releases, rejected %v", name, len(got.releases), got.rejected)
		}
	}
}

// TestOneBadMember: the rest of a zip is taken.
func TestOneBadMember(t *testing.T) {
	t.Parallel()
	got := read(t, zipped(t, map[string][]byte{"good.json": []byte(good), "half.json": []byte(good[:40])}))
	if len(got.releases) != 1 || len(got.rejected) != 1 || got.rejected[0].File != "in!half.json" {
		t.Errorf("%d releases, rejected %v", len(got.releases), got.rejected)
	}
}

// TestSmallReads: where the window ends makes no difference.
func TestSmallReads(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"find-a-tender-act.json", "record-package.json", "contracts-finder.json"} {
		b := fixture(t, name)
		want := read(t, b).marks()
		var got result
		err := ocds.Decode(t.Context(), "in", iotest.OneByteReader(bytes.NewReader(b)), func(r notice.Release) error {
			got.releases = append(got.releases, r)
			return nil
		}, func(r notice.Rejection) { t.Error(r) })
		if err != nil || got.marks() != want {
			t.Errorf("%s byte by byte: %v\n%s\nwant\n%s", name, err, got.marks(), want)
		}
	}
}

// TestConstantMemory reads 256 MiB of one text, and of one bracket, and keeps
// none of it.
func TestConstantMemory(t *testing.T) {
	for name, part := range map[string]string{"text": strings.Repeat("x", 1<<16), "brackets": strings.Repeat("[", 1<<16)} {
		start := `{"releases":[{"ocid":"x-1","tender":{"title":"`
		if name == "brackets" {
			start = `{"releases":[`
		}
		r := io.MultiReader(strings.NewReader(start), io.LimitReader(&endless{part: part}, 256<<20))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := ocds.Decode(context.Background(), "in", r, func(notice.Release) error { return fmt.Errorf("a release") }, func(notice.Rejection) {})
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "cut off") {
			t.Errorf("%s: %v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 100<<20 {
			t.Errorf("%s: %d MiB were allocated on the way", name, used>>20)
		}
	}
}

type endless struct {
	part string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.part[e.at:])
	e.at = (e.at + n) % len(e.part)
	return n, nil
}
