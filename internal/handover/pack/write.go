// Package pack writes and reads the hand-over file of an organisation: a zip
// with a manifest, one part of JSON lines for each list, and the files by their
// hash. Both go through it row by row, so that memory does not grow with it.
package pack

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"maps"
	"slices"

	"holdfast/internal/errs"
	"holdfast/internal/handover"
	"holdfast/internal/register"
)

const (
	manifestName = "manifest.json"
	filesFolder  = "files/"
	ending       = ".jsonl"
)

// Source is an organisation that is written out, in one snapshot.
type Source struct {
	// Rows calls each for every row of a part, in the order of its key.
	Rows func(p *handover.Part, each func(handover.Row) error) error
	// File opens a stored file by its hash.
	File func(hash string) (io.ReadCloser, error)
	// Book are the registers, which say what names a file.
	Book *register.Book
}

// Write writes the whole file, and gives the manifest that ends it. m comes
// with what is known beforehand: form, version, organisation and time.
func Write(ctx context.Context, w io.Writer, m handover.Manifest, s Source) (handover.Manifest, error) {
	z := zip.NewWriter(w)
	files := map[string]bool{}
	for _, p := range handover.Parts() {
		sum, err := writePart(ctx, z, &p, s, files)
		if err != nil {
			return m, err
		}
		m.Parts = append(m.Parts, sum)
	}
	for _, h := range slices.Sorted(maps.Keys(files)) {
		n, err := writeFile(ctx, z, h, s)
		if err != nil {
			return m, err
		}
		m.Files.Count++
		m.Files.Bytes += n
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	f, err := z.Create(manifestName)
	if err != nil {
		return m, err
	}
	if _, err := f.Write(append(b, '\n')); err != nil {
		return m, err
	}
	return m, z.Close()
}

func writePart(ctx context.Context, z *zip.Writer, p *handover.Part, s Source, files map[string]bool) (handover.Sum, error) {
	sum := handover.Sum{Name: p.Name}
	f, err := z.Create(p.Name + ending)
	if err != nil {
		return sum, err
	}
	h := sha256.New()
	out := bufio.NewWriterSize(io.MultiWriter(f, h), 64<<10)
	err = s.Rows(p, func(row handover.Row) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := p.Encode(row)
		if err != nil {
			return err
		}
		if len(line) > handover.MaxLine {
			return errs.New(errs.TooLarge, "A row of %s is larger than %d MiB.", p.Name, handover.MaxLine>>20)
		}
		if p.Name == handover.Revisions {
			if err := named(p, row, s.Book, files); err != nil {
				return err
			}
		}
		sum.Rows++
		sum.Bytes += int64(len(line))
		_, err = out.Write(line)
		return err
	})
	if err != nil {
		return sum, err
	}
	if err := out.Flush(); err != nil {
		return sum, err
	}
	sum.SHA256 = hexOf(h)
	return sum, nil
}

// named notes the files that a version names.
func named(p *handover.Part, row handover.Row, book *register.Book, files map[string]bool) error {
	kind, _ := row[p.At("kind")].(string)
	body, _ := row[p.At("body")].(string)
	reg := book.Of(register.Kind(kind))
	if reg == nil || body == "" {
		return nil
	}
	d := reg.Declaration()
	if !slices.ContainsFunc(d.Fields, func(f register.Field) bool { return f.Type == register.File }) {
		return nil
	}
	v, err := reg.Decode([]byte(body))
	if err != nil {
		return err
	}
	for _, f := range d.Fields {
		if f.Type != register.File {
			continue
		}
		if h := reg.Text(v, f.Name); handover.IsHash(h) {
			files[h] = true
		}
	}
	return nil
}

func writeFile(ctx context.Context, z *zip.Writer, hash string, s Source) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	in, err := s.File(hash)
	if err != nil {
		return 0, errs.Wrap(err, errs.CodeOf(err), "The file %s cannot be handed over: %s \"holdfast verify\" says which record names it.", hash, errs.Safe(err))
	}
	defer in.Close()
	out, err := z.CreateHeader(&zip.FileHeader{Name: filesFolder + hash, Method: zip.Store})
	if err != nil {
		return 0, err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(out, h), in)
	if err == nil && hexOf(h) != hash {
		err = errs.New(errs.Conflict, "The file %s is damaged. Restore it from a backup, then hand over.", hash)
	}
	return n, err
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
