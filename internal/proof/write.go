package proof

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
	"holdfast/internal/trail/erased"
)

// Source reads an organisation's trail and records in one snapshot.
type Source interface {
	Shelf
	// TrailEntries gives every event in its order; each must not keep the bytes.
	TrailEntries(ctx context.Context, each func(Entry) error) error
	// TrailRecords gives every record as it stood at an instant (microseconds
	// UTC); 0: as it is.
	TrailRecords(ctx context.Context, asAt int64, each func(Record) error) error
}

// Entry is an event as it lies in the store. Salt and Payload are nil when the
// event has none, or it was erased.
type Entry struct {
	Seq, At             int64
	Kind, ID            string
	Leaf, Salt, Payload []byte
}

// Record is a record at the instant that was asked for: Salt and Body are what its hash was made of.
type Record struct {
	Kind, ID   string
	Version    int64
	Salt, Body []byte
}

// Evidence is a file that a bundle carries beside the trail.
type Evidence struct {
	Sum  string // SHA-256, hex
	Name string // what people call it
	Open func() (io.ReadCloser, error)
}

// Export says what a bundle is to hold.
type Export struct {
	Org, Name string
	Made      time.Time
	Program   string // name and version of the program
	Only      Only
	Files     []Evidence
}

// Write streams a bundle. It is complete only when the error is nil.
func Write(ctx context.Context, w io.Writer, src Source, keys Keys, x Export) (Manifest, error) {
	m := Manifest{Origin: Origin(x.Org), Name: x.Name, Made: x.Made.UTC().Truncate(time.Second), Program: x.Program, Only: x.Only}
	if err := x.Only.check(); err != nil {
		return m, err
	}
	if len(x.Files) > maxFiles {
		return m, errs.New(errs.Invalid, "A bundle carries at most %d files.", maxFiles)
	}
	signer, err := keys.Signer(m.Origin)
	if err != nil {
		return m, err
	}
	b := &bundler{zip: zip.NewWriter(w), m: &m}
	// Leaves are mostly hashes, which do not shrink: the quickest level costs
	// little in size and is three times as fast as the usual one.
	b.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, part := range []struct {
		name string
		fill func() error
	}{
		{readmeFile, func() error { return b.print(readme(m)) }},
		{leavesFile, func() error { return b.leaves(ctx, src) }},
		{recordsFile, func() error { return b.records(ctx, src) }},
		{checkpointsFile, func() error { return b.checkpoints(ctx, src) }},
		{latestFile, func() error { _, err := b.out.Write(b.latest); return err }},
		{listFile, func() error { return b.list(x.Files) }},
	} {
		if err := b.part(part.name, m.Made, part.fill); err != nil {
			return m, err
		}
	}
	for _, f := range x.Files {
		if err := b.file(f, m.Made); err != nil {
			return m, err
		}
	}
	signed, err := note.Sign(&note.Note{Text: m.text()}, signer)
	if err != nil {
		return m, err
	}
	out, err := b.zip.CreateHeader(&zip.FileHeader{Name: manifestFile, Method: zip.Deflate, Modified: m.Made})
	if err != nil {
		return m, err
	}
	if _, err := out.Write(signed); err != nil {
		return m, err
	}
	return m, b.zip.Close()
}

// bundler writes the members of a bundle, one after the other.
type bundler struct {
	zip    *zip.Writer
	m      *Manifest
	out    *bufio.Writer // of the member at hand
	latest []byte        // the newest checkpoint
	buf    []byte
}

func (b *bundler) part(name string, made time.Time, fill func() error) error {
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: made})
	if err != nil {
		return err
	}
	sum := sha256.New()
	b.out = bufio.NewWriterSize(io.MultiWriter(w, sum), 1<<18)
	if err := fill(); err != nil {
		return err
	}
	if err := b.out.Flush(); err != nil {
		return err
	}
	b.m.members = append(b.m.members, member{name, hexSum(sum)})
	return nil
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func (b *bundler) print(s string) error {
	_, err := b.out.WriteString(s)
	return err
}

// leaves writes a line for each event: leaf, TAB, salt in hex, TAB, payload.
func (b *bundler) leaves(ctx context.Context, src Source) error {
	past := false
	return src.TrailEntries(ctx, func(e Entry) error {
		past = past || b.m.Only.later(e.At)
		salt := b.buf[:0]
		payload := e.Payload
		if len(e.Salt) > 0 {
			shown := !past && b.m.Only.shows(e.Kind, e.ID)
			if !shown && bytes.Contains(payload, []byte(`"`+erased.Member+`"`)) {
				// What was erased, and why, is always told: it says nothing personal.
				_, shown, _ = erased.In(payload)
			}
			if shown {
				salt = hex.AppendEncode(salt, e.Salt)
			} else {
				salt, payload = append(salt, leftOut...), nil
			}
		}
		b.buf = salt
		b.m.Leaves++
		return b.line(fmt.Sprintf("entry %d", e.Seq), e.Leaf, salt, payload)
	})
}

// records writes a line for each record that is shown: kind, id, version, salt in
// hex, body.
func (b *bundler) records(ctx context.Context, src Source) error {
	return src.TrailRecords(ctx, b.m.Only.Until, func(r Record) error {
		if !b.m.Only.shows(r.Kind, r.ID) {
			return nil
		}
		b.buf = hex.AppendEncode(b.buf[:0], r.Salt)
		b.m.Records++
		return b.line("record "+r.ID, []byte(r.Kind), []byte(r.ID), strconv.AppendInt(nil, r.Version, 10), b.buf, r.Body)
	})
}

// line writes fields with tabs between them. No field may hold a tab or an end
// of line: JSON as we store it never does.
func (b *bundler) line(what string, fields ...[]byte) error {
	n := len(fields)
	for i, f := range fields {
		if n += len(f); bytes.ContainsAny(f, "\t\n\r") {
			return errs.New(errs.Internal, "%s holds a tab or a line end and cannot be exported", what)
		}
		if i > 0 {
			_ = b.out.WriteByte('\t') // a bufio.Writer keeps its first error
		}
		_, _ = b.out.Write(f)
	}
	if n > maxLine {
		return errs.New(errs.TooLarge, "%s is longer than %d MiB", what, maxLine>>20)
	}
	return b.out.WriteByte('\n')
}

func (b *bundler) checkpoints(ctx context.Context, src Source) error {
	return src.Checkpoints(ctx, func(c Stored) error {
		b.latest = c.Note
		line, err := strictjson.Marshal(string(c.Note))
		if err != nil {
			return err
		}
		return b.print(string(line) + "\n")
	})
}

func (b *bundler) list(files []Evidence) error {
	seen := map[string]bool{}
	for _, f := range files {
		if !isSum(f.Sum) || seen[f.Sum] {
			return errs.New(errs.Internal, "file %q of a bundle is named twice or by no hash", f.Name)
		}
		seen[f.Sum] = true
		if err := b.print(f.Sum + "\t" + plain(f.Name) + "\n"); err != nil {
			return err
		}
	}
	return nil
}

// file copies an evidence file, uncompressed, and makes sure that it is still
// what its name says.
func (b *bundler) file(f Evidence, made time.Time) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: evidenceFolder + f.Sum, Method: zip.Store, Modified: made})
	if err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, sum), in); err != nil {
		return err
	}
	if hexSum(sum) != f.Sum {
		return errs.New(errs.Conflict, "The file %s has changed since it was stored: it is not handed out.", f.Name)
	}
	return nil
}

func readme(m Manifest) string {
	limit := ""
	if !m.Only.all() {
		limit = "\nThis bundle was limited: what it does not show is left out, and marked as left out.\n"
		if m.Only.Until != 0 {
			limit += "It shows the records as they stood at " + exact(m.Only.Until) + ", and the content of entries up to then.\n"
		}
	}
	return `The record of ` + plain(m.Name) + `, made on ` + stamp(m.Made) + `.
` + limit + `
Check it, without the network and without its maker:

    holdfast trail verify THIS-FILE --key KEY [--checkpoint FILE]...

KEY is the organisation's public key. Get it another way than this file: from
the certification body's letter, the contract, the organisation's own page.
FILE is a checkpoint that you were given at another time, by mail or in an
earlier bundle: with it, entries that were removed since come to light.

checkpoint.txt is the newest checkpoint of this bundle. Keep it for next time.

leaves.txt       every entry, in order: what was done, when and by whom
records.txt      the records as they are now
checkpoints.jsonl  every checkpoint that was signed
files.txt, files/  evidence, each file named by its SHA-256
manifest.txt     the hash of each of these, signed

The formats are described in docs/trail.md of Holdfast, so that a verifier can
be written by anybody.
`
}
