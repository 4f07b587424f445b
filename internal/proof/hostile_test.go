package proof_test

import (
	"archive/zip"
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"holdfast/internal/errs"
	"holdfast/internal/proof"
)

var update = flag.Bool("update", false, "write the fixture anew")

// bomb is a bundle with a member that is long and says nothing.
func bomb(t testing.TB, sound map[string][]byte, name string, piece []byte, times int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for n, text := range sound {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if n != name {
			_, err = w.Write(text)
		}
		for range times {
			if n == name && err == nil {
				_, err = w.Write(piece)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestHostile: what is no bundle is refused with a message that names the place,
// and never by running out of memory.
func TestHostile(t *testing.T) {
	t.Parallel()
	h := lived(t)
	good := h.bundle(t, proof.Only{})
	sound := members(t, good)
	with := func(name, text string) []byte {
		f := map[string][]byte{}
		for n, b := range sound {
			f[n] = b
		}
		f[name] = []byte(text)
		return pack(t, f)
	}
	many := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for i := range 30_000 {
			if _, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("files/%064x", i)}); err != nil {
				t.Fatal(err)
			}
		}
		_ = z.Close()
		return b.Bytes()
	}
	line := make([]byte, 1<<20) // one that does not shrink
	for i, r := 0, rand.New(rand.NewPCG(1, 2)); i < len(line); i++ {
		line[i] = 'a' + byte(r.IntN(26))
	}
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"nothing":          {nil, "not a ZIP"},
		"text":             {[]byte("hello"), "not a ZIP"},
		"cut off":          {good[:len(good)/2], "not a ZIP"},
		"path upwards":     {with("../evil", "x"), "a file that no bundle has"},
		"absolute path":    {with("/etc/passwd", "x"), "a file that no bundle has"},
		"too many":         {many(), "more files"},
		"one huge line":    {bomb(t, sound, "leaves.txt", line, 40), "longer than 16 MiB"},
		"zip bomb":         {bomb(t, sound, "leaves.txt", append(bytes.Repeat([]byte("a"), 1<<20-1), '\n'), 400), "more than 200 times"},
		"huge manifest":    {bomb(t, sound, "manifest.txt", line, 8), "longer than 4 MiB"},
		"no manifest":      {pack(t, map[string][]byte{"leaves.txt": nil}), "no manifest.txt"},
		"manifest of text": {with("manifest.txt", "hello\n\nworld\n"), "manifest.txt begins with"},
		"later format":     {with("manifest.txt", strings.Replace(string(sound["manifest.txt"]), "bundle 1", "bundle 2", 1)), "this version of Holdfast reads"},
		"no line end":      {with("leaves.txt", "x"), "is cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := proof.Verify(bytes.NewReader(c.b), int64(len(c.b)), h.public(t), nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || errs.CodeOf(err) == errs.Internal {
				t.Errorf("%v, %v; want %q", r, err, c.want)
			}
		})
	}
	// Lines that are no entries are told of, and the reading ends when enough was.
	r := verify(t, with("leaves.txt", strings.Repeat("\xff\xfe\n[[[[\n", 20_000)), h.public(t))
	if r.Intact || len(r.Findings) != 50 || r.More > 2000 {
		t.Errorf("%d findings and %d more", len(r.Findings), r.More)
	}
}

// TestFixture: a bundle that was made once must verify for good. Made with
// -update, which is a change of the format.
func TestFixture(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "bundle-1.zip")
	h := lived(t)
	if *update {
		texts, err := h.ring.Public(proof.Origin(h.org))
		if err != nil {
			t.Fatal(err)
		}
		for name, b := range map[string][]byte{path: h.bundle(t, proof.Only{}), "testdata/key.txt": []byte(texts[0] + "\n"), "testdata/checkpoint.txt": h.points[2].Note} {
			if err := os.WriteFile(name, b, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	read := func(path string) []byte {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	known, err := proof.ParsePublic(string(read("testdata/key.txt")))
	if err != nil {
		t.Fatal(err)
	}
	b := read(path)
	r := verify(t, b, known, proof.Stored{Number: 3, Note: read("testdata/checkpoint.txt")})
	if !r.Intact || !r.Outside || r.Entries != 15 || r.Records != 8 || r.Checkpoints != 3 {
		t.Error(says(r))
	}
	// What is written today has the same shape as the fixture.
	now := members(t, h.bundle(t, proof.Only{}))
	for name, text := range members(t, b) {
		if shape(text) != shape(now[name]) {
			t.Errorf("%s has another shape than in the fixture:\n%s\n%s", name, text, now[name])
		}
	}
}

// shape is a text without what differs each time: hashes, salts, signatures.
func shape(b []byte) string {
	var out []string
	for _, f := range strings.FieldsFunc(string(b), func(r rune) bool { return strings.ContainsRune("\t\n\" ,:{}\\", r) }) {
		if len(f) < 32 {
			out = append(out, f)
		}
	}
	return strings.Join(out, " ")
}

func FuzzVerify(f *testing.F) {
	h := lived(f)
	sound := members(f, h.bundle(f, proof.Only{}))
	known := h.public(f)
	for _, name := range []string{"manifest.txt", "leaves.txt", "records.txt", "checkpoints.jsonl"} {
		f.Add(name, sound[name])
	}
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		if _, is := sound[name]; !is {
			return
		}
		files := map[string][]byte{}
		for n, b := range sound {
			files[n] = b
		}
		files[name] = text
		b := pack(t, files)
		r, err := proof.Verify(bytes.NewReader(b), int64(len(b)), known, []proof.Given{{Name: "given", Note: h.points[0].Note}})
		if err == nil && r.Intact && !bytes.Equal(text, sound[name]) {
			t.Errorf("%s was altered and passed", name)
		}
	})
}

func FuzzZip(f *testing.F) {
	h := lived(f)
	known := h.public(f)
	f.Add(h.bundle(f, proof.Only{}))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = proof.Verify(bytes.NewReader(b), int64(len(b)), known, nil)
	})
}

func FuzzProof(f *testing.F) {
	h := lived(f)
	known := h.public(f)
	f.Add([]byte(`{"holdfast":"trail-inclusion/1","seq":0,"leaf":"","proof":[],"checkpoint":""}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		in, grew, err := proof.ReadProof(b)
		switch {
		case err != nil:
		case in != nil:
			if _, err := in.Check(known); err == nil {
				t.Error("a made-up proof holds")
			}
		default:
			if _, _, err := grew.Check(known); err == nil {
				t.Error("a made-up proof holds")
			}
		}
	})
}
