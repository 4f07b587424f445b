package packfile

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"time"

	"holdfast/internal/errs"
)

// Write streams a pack and gives its manifest with the manifest's own SHA-256.
// What was written is complete only when the error is nil. Errors: Invalid for
// more than a pack may hold; Internal for a file that is not what its hash says.
func Write(ctx context.Context, w io.Writer, p Pack) (Manifest, string, error) {
	m := p.Manifest
	m.Format, m.Made, m.Members = Format, m.Made.UTC().Truncate(time.Second), nil
	type part struct {
		Member
		open func() (io.ReadCloser, error)
	}
	var parts []part
	add := func(f File, name string) {
		parts = append(parts, part{Member{Name: name, Hash: f.Hash, Size: f.Size}, f.Open})
	}
	if p.Cover != nil {
		add(inMemory(CoverFile, p.Cover), CoverFile)
	}
	m.Items = p.Laid()
	for i := range m.Items {
		for j, name := range m.Items[i].Files {
			add(p.Contents[i][j], name)
		}
	}
	if len(p.Checkpoint) > 0 {
		add(inMemory(CheckpointFile, p.Checkpoint), CheckpointFile)
	}
	var total int64
	for i := range parts {
		m.Members = append(m.Members, parts[i].Member)
		if total += parts[i].Size; parts[i].Size > MaxFile || total > MaxPack || len(parts) > MaxFiles {
			return m, "", errs.New(errs.Invalid, "A pack holds at most %d files of %d MB each, %d MB together.", MaxFiles, MaxFile>>20, MaxPack>>20)
		}
	}
	index, err := indexPage(&m)
	if err != nil {
		return m, "", err
	}
	page := inMemory(IndexFile, index)
	m.Members = append([]Member{{Name: IndexFile, Hash: page.Hash, Size: page.Size}}, m.Members...)
	parts = append([]part{{m.Members[0], page.Open}}, parts...)

	z := &zipper{zip: zip.NewWriter(w), made: m.Made}
	for _, part := range parts {
		if err := z.copy(ctx, part.Member, part.open); err != nil {
			return m, "", err
		}
	}
	manifest, err := m.marshal()
	if err != nil {
		return m, "", err
	}
	sum := hexOf(manifest)
	sums := m.Members
	for _, small := range []struct {
		name string
		make func() ([]byte, error)
	}{
		{ManifestFile, func() ([]byte, error) { return manifest, nil }},
		{SignatureFile, func() ([]byte, error) {
			if p.Sign == nil {
				return nil, nil
			}
			signed, err := p.Sign(signedText(&m, sum))
			return []byte(signed), err
		}},
		{SumsFile, func() ([]byte, error) { return []byte(sumLines(sums)), nil }},
	} {
		b, err := small.make()
		if err != nil {
			return m, "", err
		}
		if len(b) == 0 {
			continue
		}
		f := inMemory(small.name, b)
		if err := z.copy(ctx, Member{small.name, f.Hash, f.Size}, f.Open); err != nil {
			return m, "", err
		}
		sums = append(sums[:len(sums):len(sums)], Member{Name: small.name, Hash: f.Hash, Size: f.Size})
	}
	return m, sum, z.zip.Close()
}

// Laid gives the items with the names that their files get in the pack.
func (p *Pack) Laid() []Item {
	taken := map[string]bool{}
	out := append([]Item(nil), p.Items...)
	for i := range out {
		out[i].Files = nil
		if i >= len(p.Contents) {
			continue
		}
		for _, f := range p.Contents[i] {
			out[i].Files = append(out[i].Files, place(Folder(i+1, out[i].Label), f.Name, taken))
		}
	}
	return out
}

// marshal writes the manifest in its one form.
func (m *Manifest) marshal() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(m)
	return b.Bytes(), err
}

// signedText is what is signed: the manifest, by its hash.
func signedText(m *Manifest, sum string) string {
	return "holdfast " + m.Format + "\norigin " + m.Origin + "\npack " + m.Number + "\nmanifest " + sum + "\n"
}

// sumLines gives the members as sha256sum reads them.
func sumLines(members []Member) string {
	var out strings.Builder
	for _, m := range members {
		out.WriteString(m.Hash + "  " + m.Name + "\n")
	}
	return out.String()
}

func inMemory(name string, b []byte) File {
	return File{Name: name, Hash: hexOf(b), Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// InMemory makes a file of bytes at hand.
func InMemory(name string, b []byte) File { return inMemory(name, b) }

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// zipper writes members as they are.
type zipper struct {
	zip  *zip.Writer
	made time.Time
	buf  []byte
}

func (z *zipper) copy(ctx context.Context, m Member, open func() (io.ReadCloser, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	in, err := open()
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := z.zip.CreateHeader(&zip.FileHeader{Name: m.Name, Method: zip.Store, Modified: z.made})
	if err != nil {
		return err
	}
	if z.buf == nil {
		z.buf = make([]byte, 1<<18)
	}
	sum := sha256.New()
	n, err := io.CopyBuffer(io.MultiWriter(out, sum), struct{ io.Reader }{in}, z.buf)
	if err != nil {
		return err
	}
	if n != m.Size || hex.EncodeToString(sum.Sum(nil)) != m.Hash {
		return errs.New(errs.Internal, "%s is not what its hash says: the pack was not made", m.Name)
	}
	return nil
}
