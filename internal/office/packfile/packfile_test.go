package packfile_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"io"
	mrand "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/blob"
	"holdfast/internal/errs"
	"holdfast/internal/office/packfile"
	"holdfast/internal/proof"
)

const origin = "holdfast/trail/0199"

// signer makes a key and the public keys that an outsider has.
func signer(t testing.TB) (note.Signer, *proof.Public) {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	known, err := proof.ParsePublic(public)
	if err != nil {
		t.Fatal(err)
	}
	return s, &known
}

// sample is a pack of three items.
func sample(t testing.TB, s note.Signer) packfile.Pack {
	t.Helper()
	p := packfile.Pack{
		Manifest: packfile.Manifest{
			Organisation: "Fenmoor Digital Ltd", Origin: origin, Title: "Regional data platform", For: "Trentwell Integrated Care Board", Bid: "BID-4", Number: "PACK-1",
			Made: time.Date(2027, 1, 6, 12, 0, 0, 7, time.UTC), Program: "holdfast test", Note: "It informs, and is no legal advice.",
			Items: []packfile.Item{
				{Label: "ISO/IEC 27001 certificate", Facts: [][2]string{{"Number", "NGC-IS-48213"}, {"Scope", "<b>Design</b> & hosting"}}, Sources: []packfile.Source{{Number: "CERT-1", Version: 3}}},
				{Label: "Last surveillance audit", Note: "Held without a nonconformity."},
				{Label: "Further evidence"},
			},
		},
		Cover: []byte("%PDF-1.7 cover"),
		Contents: [][]packfile.File{
			{packfile.InMemory("Certificate (final).PDF", []byte("%PDF-1.7 certificate"))},
			nil,
			{packfile.InMemory("../../etc/passwd", []byte("one")), packfile.InMemory("passwd", []byte("two")), packfile.InMemory("ünï\u202ecod.exe ", []byte(""))},
		},
	}
	if s != nil {
		c := proof.Checkpoint{Origin: origin, Size: 12, Number: 3, At: p.Made}
		signed, err := c.Sign(s)
		if err != nil {
			t.Fatal(err)
		}
		p.Checkpoint = signed
		p.Sign = func(text string) (string, error) {
			b, err := note.Sign(&note.Note{Text: text}, s)
			return string(b), err
		}
	}
	return p
}

func write(t testing.TB, p packfile.Pack) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, _, err := packfile.Write(context.Background(), &b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func verify(b []byte, known *proof.Public) (*packfile.Report, error) {
	return packfile.Verify(bytes.NewReader(b), int64(len(b)), known)
}

func TestAPackIsProved(t *testing.T) {
	t.Parallel()
	s, known := signer(t)
	p := sample(t, s)
	b := write(t, p)
	if !bytes.Equal(b, write(t, p)) {
		t.Error("the same content gave other bytes")
	}
	r, err := verify(b, known)
	if err != nil || !r.Intact || !r.Signed || !strings.Contains(r.Checkpoint, "checkpoint 3") || r.Files != 7 || len(r.Cannot) != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	for name, want := range map[string]string{"certificate": "01-iso-iec-27001-certificate/certificate-final.pdf", "passwd": "03-further-evidence/passwd", "second": "03-further-evidence/passwd-2"} {
		if r.Pack.Of(want).Name == "" {
			t.Errorf("%s is not at %s: %+v", name, want, r.Pack.Members)
		}
	}
	if r, err = verify(b, nil); err != nil || !r.Intact || r.Signed || len(r.Cannot) != 1 {
		t.Errorf("without a key: %+v, %v", r, err)
	}
	_, other := signer(t)
	if r, err = verify(b, other); err != nil || r.Intact || r.Findings[0].Member != packfile.SignatureFile {
		t.Errorf("with another's key: %+v, %v", r, err)
	}
	var out bytes.Buffer
	if err := r.Print(&out); err != nil || !strings.HasPrefix(out.String(), "ALTERED: signature.txt") {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestTheIndexIsWholeInItself(t *testing.T) {
	t.Parallel()
	b := write(t, sample(t, nil))
	page := string(members(t, b)["index.html"])
	for _, w := range []string{"<title>Regional data platform", "&lt;b&gt;Design&lt;/b&gt; &amp; hosting", "no legal advice", "sha256sum -c", `href="01-iso-iec-27001-certificate/certificate-final.pdf"`} {
		if !strings.Contains(page, w) {
			t.Errorf("the index does not say %q", w)
		}
	}
	for _, w := range []string{"<script", "http://", "https://", "src="} {
		if strings.Contains(page, w) {
			t.Errorf("the index holds %q", w)
		}
	}
}

// The list of sums is one that everybody's tool reads.
func TestSumsAreThoseOfSha256sum(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("sha256sum")
	if err != nil {
		t.Skip("there is no sha256sum here")
	}
	s, _ := signer(t)
	dir := t.TempDir()
	for name, content := range members(t, write(t, sample(t, s))) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), tool, "--strict", "-c", "SHA256SUMS")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func members(t testing.TB, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if out[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
		_ = in.Close()
	}
	return out
}

// rezip packs members anew, as another program would, after a change.
func rezip(t testing.TB, b []byte, method uint16, change func(name string, content []byte) (string, []byte)) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	have := members(t, b)
	for _, f := range z.File {
		name, content := change(f.Name, have[f.Name])
		if name == "" {
			continue
		}
		m, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Whatever byte of whatever member is changed, and the zip made anew around it so
// that its own sums hold, the verifier finds it, and without a key.
func TestAnyChangedByteIsFound(t *testing.T) {
	t.Parallel()
	s, known := signer(t)
	whole := write(t, sample(t, s))
	if r, err := verify(rezip(t, whole, zip.Deflate, func(n string, c []byte) (string, []byte) { return n, c }), known); err != nil || !r.Intact {
		t.Fatalf("a pack that was only packed again: %+v, %v", r, err)
	}
	random := mrand.New(mrand.NewPCG(7, 11))
	for name, content := range members(t, whole) {
		if len(content) == 0 {
			continue
		}
		step := max(1, len(content)/60)
		for at := random.IntN(step); at < len(content); at += step {
			changed := bytes.Clone(content)
			changed[at] ^= 1 << random.IntN(8)
			b := rezip(t, whole, zip.Store, func(n string, c []byte) (string, []byte) {
				if n == name {
					return n, changed
				}
				return n, c
			})
			if r, err := verify(b, nil); err == nil && r.Intact && name != packfile.SignatureFile {
				t.Fatalf("byte %d of %s was changed from %q to %q, and nothing is found", at, name, content[at], changed[at])
			}
			if r, err := verify(b, known); err == nil && r.Intact {
				t.Fatalf("byte %d of %s was changed, and nothing is found with the key", at, name)
			}
		}
	}
	// And as they lie in the zip: a byte turned in the file itself.
	for range 400 {
		b := bytes.Clone(whole)
		at := random.IntN(len(b))
		b[at] ^= 1 << random.IntN(8)
		same := true
		func() {
			z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
			if err != nil {
				same = false
				return
			}
			have := members(t, whole)
			for _, f := range z.File {
				in, err := f.Open()
				if err != nil {
					same = false
					return
				}
				got, err := io.ReadAll(in)
				if err != nil || !bytes.Equal(got, have[f.Name]) {
					same = false
				}
			}
		}()
		if r, err := verify(b, known); err == nil && r.Intact && !same {
			t.Fatalf("byte %d of the zip was changed, and nothing is found", at)
		}
	}
}

func TestWhatWasDoneIsNamed(t *testing.T) {
	t.Parallel()
	s, known := signer(t)
	whole := write(t, sample(t, s))
	const cert = "01-iso-iec-27001-certificate/certificate-final.pdf"
	for name, c := range map[string]struct {
		change func(string, []byte) (string, []byte)
		member string
		code   string
	}{
		"taken out": {func(n string, c []byte) (string, []byte) {
			if n == cert {
				return "", nil
			}
			return n, c
		}, cert, "missing"},
		"renamed": {func(n string, c []byte) (string, []byte) {
			if n == cert {
				return "01-iso-iec-27001-certificate/other.pdf", c
			}
			return n, c
		}, cert, "missing"},
		"changed": {func(n string, c []byte) (string, []byte) {
			if n == cert {
				return n, append(bytes.Clone(c), ' ')
			}
			return n, c
		}, cert, "changed"},
		"sums taken out": {func(n string, c []byte) (string, []byte) {
			if n == packfile.SumsFile {
				return "", nil
			}
			return n, c
		}, packfile.SumsFile, "missing"},
		"checkpoint of elsewhere": {func(n string, c []byte) (string, []byte) {
			if n == packfile.CheckpointFile {
				return n, []byte("nothing")
			}
			return n, c
		}, packfile.CheckpointFile, "changed"},
		"signature taken out": {func(n string, c []byte) (string, []byte) {
			if n == packfile.SignatureFile {
				return "", nil
			}
			return n, c
		}, packfile.SignatureFile, "sums"},
	} {
		r, err := verify(rezip(t, whole, zip.Store, c.change), known)
		if err != nil || r.Intact || r.Findings[0].Code != c.code && c.code != "sums" {
			t.Errorf("%s: %+v, %v", name, r, err)
			continue
		}
		if c.code != "sums" && r.Findings[0].Member != c.member {
			t.Errorf("%s: the first wrong member is %q, want %q", name, r.Findings[0].Member, c.member)
		}
	}
	put := rezip(t, whole, zip.Store, func(n string, c []byte) (string, []byte) { return n, c })
	put = addMember(t, put, "01-iso-iec-27001-certificate/more.pdf", []byte("more"))
	if r, err := verify(put, known); err != nil || r.Intact || r.Findings[0].Code != "unlisted" {
		t.Errorf("put in: %+v, %v", r, err)
	}
	// Everything made anew, consistently: only the key tells.
	p := sample(t, nil)
	p.Contents[0] = []packfile.File{packfile.InMemory("Certificate (final).PDF", []byte("%PDF-1.7 forged"))}
	p.Checkpoint = members(t, whole)[packfile.CheckpointFile]
	forged := addMember(t, write(t, p), packfile.SignatureFile, members(t, whole)[packfile.SignatureFile])
	if r, err := verify(forged, known); err != nil || r.Intact {
		t.Errorf("forged as a whole: %+v, %v", r, err)
	}
}

func addMember(t testing.TB, b []byte, name string, content []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	m, err := w.CreateHeader(&zip.FileHeader{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHostileZipsAreRefused(t *testing.T) {
	t.Parallel()
	whole := write(t, sample(t, nil))
	for name, b := range map[string][]byte{
		"empty":       {},
		"no zip":      []byte("%PDF-1.7"),
		"cut off":     whole[:len(whole)-100],
		"no pack":     addMember(t, emptyZip(t), "a.txt", []byte("a")),
		"leads out":   addMember(t, whole, "../../x", []byte("x")),
		"absolute":    addMember(t, whole, "/etc/passwd", []byte("x")),
		"backslashes": addMember(t, whole, `..\x`, []byte("x")),
		"drive":       addMember(t, whole, "C:x", []byte("x")),
		"twice":       addMember(t, whole, "Cover.pdf", []byte("x")),
		"long name":   addMember(t, whole, strings.Repeat("a", 300), []byte("x")),
		"other form": rezip(t, whole, zip.Store, func(n string, c []byte) (string, []byte) {
			return n, bytes.Replace(c, []byte(`"pack/1"`), []byte(`"pack/9"`), 1)
		}),
		"no manifest": rezip(t, whole, zip.Store, func(n string, c []byte) (string, []byte) {
			if n == packfile.ManifestFile {
				return "x", c
			}
			return n, c
		}),
		"bomb": rezip(t, whole, zip.Deflate, func(n string, c []byte) (string, []byte) {
			if n == packfile.CoverFile {
				return n, make([]byte, 64<<20)
			}
			return n, c
		}),
		"two names": bytes.Replace(bytes.Clone(whole), []byte("cover.pdf"), []byte("cover.exe"), 1),
	} {
		if r, err := verify(b, nil); err == nil {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func emptyZip(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := zip.NewWriter(&b).Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A file that is not what its record says never leaves the house.
func TestAFileThatChangedIsNotPacked(t *testing.T) {
	t.Parallel()
	p := sample(t, nil)
	p.Contents[0][0].Hash = strings.Repeat("0", 64)
	if _, _, err := packfile.Write(t.Context(), io.Discard, p); errs.CodeOf(err) != errs.Internal {
		t.Errorf("%v", err)
	}
	p = sample(t, nil)
	p.Contents[0][0].Size = packfile.MaxFile + 1
	if _, _, err := packfile.Write(t.Context(), io.Discard, p); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("%v", err)
	}
}

func FuzzVerify(f *testing.F) {
	s, known := signer(f)
	whole := write(f, sample(f, s))
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add(rezip(f, whole, zip.Deflate, func(n string, c []byte) (string, []byte) { return n, c }))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := verify(b, known)
		if err == nil && r.Intact && (!r.Signed || r.Files == 0) {
			t.Errorf("a pack without a signature is intact with a key: %+v", r)
		}
		if r != nil {
			_ = r.Print(io.Discard)
		}
	})
}

// BenchmarkPack takes 20 files of 2 MB each out of the store of files, proved, and
// streams them as a pack into it: 40 MB, durable.
func BenchmarkPack(b *testing.B) {
	const each = 2 << 20
	files, err := blob.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	p := sample(b, nil)
	p.Items, p.Contents = nil, nil
	for range 20 {
		hash, size, err := files.Put(b.Context(), io.LimitReader(rand.Reader, each), each)
		if err != nil {
			b.Fatal(err)
		}
		p.Items = append(p.Items, packfile.Item{Label: "Certificate"})
		p.Contents = append(p.Contents, []packfile.File{{Name: "certificate.pdf", Hash: hash, Size: size, Open: func() (io.ReadCloser, error) {
			r, _, err := files.Get(hash)
			return r, err
		}}})
	}
	b.SetBytes(20 * each)
	for b.Loop() {
		p.Made = p.Made.Add(time.Second) // another pack each time
		for _, c := range p.Contents {
			if _, err := files.Prove(c[0].Hash); err != nil {
				b.Fatal(err)
			}
		}
		r, w := io.Pipe()
		go func() {
			_, _, err := packfile.Write(b.Context(), w, p)
			_ = w.CloseWithError(err)
		}()
		if _, _, err := files.Put(b.Context(), r, packfile.MaxPack); err != nil {
			b.Fatal(err)
		}
	}
}
