package pack

import (
	"archive/zip"
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"holdfast/internal/errs"
	"holdfast/internal/handover"
	"holdfast/internal/zipdir"
)

// Limits of what is read. They bound time and disk; memory is bounded anyway.
const (
	// MaxBytes is the most that a file may hold, unpacked.
	MaxBytes = 64 << 30
	// maxDirectory bounds the zip's directory: some hundred thousand entries.
	maxDirectory = 32 << 20
	maxManifest  = 1 << 20
	// maxRatio is how much smaller than its content a zip of more than
	// smallEnough bytes may be. Records with their hashes, half of which cannot
	// be packed, stay far below it.
	maxRatio    = 200
	smallEnough = 64 << 20
)

// File is a hand-over file that has been opened: its manifest and its directory
// are sound, and nothing else has been read.
type File struct {
	Manifest handover.Manifest
	parts    map[string]*zip.File
	files    map[string]*zip.File // by hash
}

// Open reads the manifest and the directory. What is no hand-over file, holds
// anything else, or claims more than it can hold is refused (errs.Invalid,
// errs.TooLarge).
func Open(r io.ReaderAt, size int64) (*File, error) {
	z, err := zipdir.Open(r, size, maxDirectory)
	if errors.Is(err, zipdir.ErrTooLarge) {
		return nil, errs.New(errs.TooLarge, "The hand-over file cannot be taken in: its directory is larger than any that Holdfast writes.")
	}
	if err != nil {
		return nil, refuse("it is no zip, or it was cut off")
	}
	f := &File{parts: map[string]*zip.File{}, files: map[string]*zip.File{}}
	var manifest *zip.File
	var total uint64
	for _, e := range z.File {
		switch {
		case e.Flags&1 != 0 || e.Method != zip.Store && e.Method != zip.Deflate || !e.Mode().IsRegular():
			return nil, refuse("%.80q in it is not a plain file", e.Name)
		case e.UncompressedSize64 > MaxBytes || total+e.UncompressedSize64 > MaxBytes:
			return nil, errs.New(errs.TooLarge, "The hand-over file cannot be taken in: it claims to hold more than %d GiB.", MaxBytes>>30)
		}
		total += e.UncompressedSize64
		if err := f.place(e, &manifest); err != nil {
			return nil, err
		}
	}
	if total > smallEnough && total/maxRatio > uint64(size) {
		return nil, errs.New(errs.TooLarge, "The hand-over file cannot be taken in: it claims to hold %d MiB in %d kB, which no records do.", total>>20, size>>10)
	}
	if manifest == nil {
		return nil, refuse("it has no manifest")
	}
	if err := f.readManifest(manifest); err != nil {
		return nil, err
	}
	return f, f.whole()
}

// place finds what an entry is by its name.
func (f *File) place(e *zip.File, manifest **zip.File) error {
	twice := false
	switch hash, isFile := strings.CutPrefix(e.Name, filesFolder); {
	case e.Name == manifestName:
		twice, *manifest = *manifest != nil, e
	case isFile && handover.IsHash(hash):
		twice, f.files[hash] = f.files[hash] != nil, e
	default:
		part, ok := strings.CutSuffix(e.Name, ending)
		if !ok || !slices.ContainsFunc(handover.Parts(), func(p handover.Part) bool { return p.Name == part }) {
			return refuse("it holds %.80q, which belongs in no hand-over file of this version", e.Name)
		}
		twice, f.parts[part] = f.parts[part] != nil, e
	}
	if twice {
		return refuse("%.80q stands in it twice", e.Name)
	}
	return nil
}

func (f *File) readManifest(e *zip.File) error {
	if e.UncompressedSize64 > maxManifest {
		return errs.New(errs.TooLarge, "The hand-over file cannot be taken in: its manifest is too large.")
	}
	in, err := e.Open()
	if err != nil {
		return refuse("its manifest cannot be read")
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err != nil {
		return refuse("its manifest is damaged")
	}
	if err := json.Unmarshal(b, &f.Manifest, json.RejectUnknownMembers(true)); err != nil {
		return refuse("its manifest is not one that Holdfast writes")
	}
	return f.Manifest.Check()
}

// whole compares the manifest with the directory.
func (f *File) whole() error {
	for name := range f.parts {
		if f.Manifest.Sum(name) == nil {
			return refuse("its manifest does not know %s%s", name, ending)
		}
	}
	for _, s := range f.Manifest.Parts {
		e := f.parts[s.Name]
		if e == nil || e.UncompressedSize64 != uint64(s.Bytes) {
			return refuse("%s%s is missing or has another length than the manifest says", s.Name, ending)
		}
	}
	var n int64
	for _, e := range f.files {
		n += int64(e.UncompressedSize64)
	}
	if int64(len(f.files)) != f.Manifest.Files.Count || n != f.Manifest.Files.Bytes {
		return refuse("it holds %d files, and its manifest says %d", len(f.files), f.Manifest.Files.Count)
	}
	return nil
}

// Has says whether the file carries a file of this hash.
func (f *File) Has(hash string) bool { return f.files[hash] != nil }

// Rows calls each for every row of a part, and proves at its end that the part
// is the one of the manifest. A part that the file does not have has no rows.
// The error names the line.
func (f *File) Rows(ctx context.Context, p *handover.Part, each func(handover.Row) error) error {
	sum := f.Manifest.Sum(p.Name)
	if sum == nil {
		return nil
	}
	in, err := f.parts[p.Name].Open()
	if err != nil {
		return refuse("%s%s cannot be read", p.Name, ending)
	}
	defer in.Close()
	h := sha256.New()
	lines := bufio.NewReaderSize(io.TeeReader(io.LimitReader(in, sum.Bytes), h), 64<<10)
	var n int64
	for {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) {
			break
		}
		n++
		if err == nil {
			err = ctx.Err()
		}
		var row handover.Row
		if err == nil {
			row, err = p.Decode(line)
		}
		if err == nil {
			err = each(row)
		}
		switch code := errs.CodeOf(err); {
		case err == nil:
		case code == errs.Invalid:
			return refuse("%s%s, line %d: %s", p.Name, ending, n, errs.Safe(err))
		default:
			return err
		}
	}
	if n != sum.Rows || hexOf(h) != sum.SHA256 {
		return refuse("%s%s is not the one that the manifest names: it was changed or cut off", p.Name, ending)
	}
	return nil
}

// readLine gives the next line, which must have its end. io.EOF after the last.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		piece, err := in.ReadSlice('\n')
		if len(line)+len(piece) > handover.MaxLine {
			return nil, errs.New(errs.Invalid, "it is longer than %d MiB", handover.MaxLine>>20)
		}
		if err == nil && line == nil {
			return piece, nil
		}
		line = append(line, piece...)
		switch {
		case err == nil:
			return line, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) == 0:
			return nil, io.EOF
		default:
			return nil, errs.New(errs.Invalid, "it is damaged or cut off")
		}
	}
}

// Prove reads every stored file and proves that it is what its name says.
func (f *File) Prove(ctx context.Context) error {
	return f.Files(ctx, func(string, io.Reader) error { return nil })
}

// Files calls each with every stored file, by hash, and proves each that was
// read to its end.
func (f *File) Files(ctx context.Context, each func(hash string, r io.Reader) error) error {
	for _, hash := range slices.Sorted(maps.Keys(f.files)) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.file(hash, each); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) file(hash string, each func(string, io.Reader) error) error {
	in, err := f.files[hash].Open()
	if err != nil {
		return refuse("the file %s in it cannot be read", hash)
	}
	defer in.Close()
	h := sha256.New()
	r := io.TeeReader(in, h)
	if err := each(hash, r); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, r); err != nil || hexOf(h) != hash {
		return refuse("the file %s in it is not what its name says", hash)
	}
	return nil
}

// Check goes through the whole file and finds whether it can be taken in,
// without writing anything. It gives the checker, which has counted.
func (f *File) Check(ctx context.Context, c *handover.Checker) error {
	c.Org, c.Has, c.Trail = f.Manifest.Org, f.Has, &prover{org: f.Manifest.Org}
	for _, p := range handover.Parts() {
		c.Begin(&p)
		if err := f.Rows(ctx, &p, c.Row); err != nil {
			return err
		}
		if err := c.End(); err != nil {
			return refuse("%s%s: %s", p.Name, ending, errs.Safe(err))
		}
	}
	return f.Prove(ctx)
}

func refuse(words string, args ...any) error {
	return errs.New(errs.Invalid, "The hand-over file cannot be taken in: "+words+". Nothing was changed.", args...)
}
