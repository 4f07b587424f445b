package ocds_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"holdfast/internal/ocds"
	"holdfast/internal/win/notice"
)

// result is what an import of one file would see.
type result struct {
	releases []notice.Release
	rejected []notice.Rejection
}

// read puts bytes through both passes of a file.
func read(t testing.TB, b []byte) result {
	t.Helper()
	f, err := ocds.Spool(t.Context(), "in", bytes.NewReader(b), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out result
	_, out.rejected, err = f.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = f.Each(t.Context(), func(r notice.Release) error {
		out.releases = append(out.releases, r)
		return nil
	}, func(r notice.Rejection) { out.rejected = append(out.rejected, r) })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// marks gives what tells releases apart, in order.
func (r result) marks() string {
	var out []string
	for _, x := range r.releases {
		out = append(out, x.OCID+" "+x.ID+" "+x.Hash[:8])
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// TestForms reads the same three releases in every form that they come in.
func TestForms(t *testing.T) {
	t.Parallel()
	pkg := fixture(t, "find-a-tender-act.json")
	var parts struct {
		Releases []json.RawMessage `json:"releases"`
	}
	if err := json.Unmarshal(pkg, &parts); err != nil {
		t.Fatal(err)
	}
	want := read(t, pkg).marks()
	if strings.Count(want, "\n") != 2 {
		t.Fatalf("the package gave %q", want)
	}
	join := func(sep string) []byte {
		var all [][]byte
		for _, p := range parts.Releases {
			var b bytes.Buffer
			if err := json.Compact(&b, p); err != nil {
				t.Fatal(err)
			}
			all = append(all, b.Bytes())
		}
		return bytes.Join(all, []byte(sep))
	}
	one := func(name string, b []byte) []byte { return zipped(t, map[string][]byte{name: b}) }
	list := append(append([]byte("["), join(",\n")...), ']')
	forms := map[string][]byte{
		"list of releases":     list,
		"list of packages":     append(append([]byte("["), pkg...), ']'),
		"lines":                join("\n"),
		"lines with CRLF":      join("\r\n"),
		"text sequence":        append([]byte("\x1e"), join("\n\x1e")...),
		"twice":                append(append(slices.Clone(pkg), '\n'), pkg...),
		"CRLF":                 bytes.ReplaceAll(pkg, []byte("\n"), []byte("\r\n")),
		"byte order mark":      append([]byte("\xef\xbb\xbf"), pkg...),
		"UTF-16":               utf16of(string(pkg)),
		"gzip":                 gzipped(t, pkg),
		"gzip of lines":        gzipped(t, join("\n")),
		"gzip of two parts":    append(gzipped(t, pkg[:1000]), gzipped(t, pkg[1000:])...),
		"zip":                  one("a/b/releases.json", pkg),
		"zip of gzip":          one("releases.json.gz", gzipped(t, pkg)),
		"zip in zip":           one("day.zip", one("releases.jsonl", join("\n"))),
		"gzip of zip":          gzipped(t, one("releases", pkg)),
		"zip with other files": zipped(t, map[string][]byte{"README.txt": []byte("not JSON"), "__MACOSX/r.json": []byte("x"), "r.json": pkg}),
		"record package":       fixture(t, "record-package.json"),
	}
	for name, b := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := read(t, b)
			if len(got.rejected) > 0 {
				t.Fatalf("rejected: %v", got.rejected)
			}
			switch name {
			case "twice":
				if len(got.releases) != 6 {
					t.Errorf("%d releases, want 6", len(got.releases))
				}
			case "record package":
				// The linked release is not here: its compiled one stands for it.
				if !strings.HasPrefix(got.marks(), want) || len(got.releases) != 4 || got.releases[3].ID != "c-1" {
					t.Errorf("got\n%s", got.marks())
				}
			default:
				if got.marks() != want {
					t.Errorf("got\n%s\nwant\n%s", got.marks(), want)
				}
			}
		})
	}
}

func TestOneRelease(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"public-contracts-scotland.json", "sell2wales.json"} {
		got := read(t, fixture(t, name))
		if len(got.releases) != 1 || len(got.rejected) > 0 {
			t.Errorf("%s: %d releases, %v", name, len(got.releases), got.rejected)
		}
	}
}

// TestNothingInIt: a month without notices is a package without releases.
func TestNothingInIt(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		`{"uri":"https://portal.example","version":"1.1","publisher":{"name":"P"}}`,
		`{"version":"1.1","releases":[]}`, `{"releases":null}`, `{"releases":{}}`, `[]`, `{"records":[]}`, "[{\"version\":\"1.1\"}]\n\n",
	} {
		got := read(t, []byte(s))
		if len(got.releases)+len(got.rejected) > 0 {
			t.Errorf("%s: %d releases, rejected %v", s, len(got.releases), got.rejected)
		}
	}
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, b := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func utf16of(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}
