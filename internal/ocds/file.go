package ocds

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"holdfast/internal/win/notice"
)

// File is a file of releases, for notice.Importer. It is read twice: once to
// see that it is whole, once for its releases.
type File struct {
	name string
	f    *os.File
	size int64
	bad  map[string]bool // texts that Check found broken
}

var _ notice.Feed = (*File)(nil)

// Open opens a file.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	if info.IsDir() {
		f.Close()
		return nil, fmt.Errorf("%s is a folder: name the files in it", path)
	}
	if !info.Mode().IsRegular() { // a pipe cannot be read twice
		defer f.Close()
		return Spool(context.Background(), path, f, "")
	}
	return &File{name: path, f: f, size: info.Size()}, nil
}

// Spool takes releases from a stream, such as the standard input. They are
// copied to a file in a folder first ("" is the system's for temporary files),
// which goes when it is closed.
func Spool(ctx context.Context, name string, r io.Reader, dir string) (*File, error) {
	f, n, err := spool(ctx, r, dir)
	if err != nil {
		return nil, err
	}
	return &File{name: name, f: f, size: n}, nil
}

// Close closes the file.
func (f *File) Close() error { return f.f.Close() }

// Name gives the name that the file was opened by.
func (f *File) Name() string { return f.name }

// Check reads the whole file once. It gives the SHA-256 of its bytes in hex, and
// a rejection for each text in it that was cut off or is broken: nothing of
// these will be given by Each.
func (f *File) Check(ctx context.Context) (hash string, rejected []notice.Rejection, err error) {
	h := sha256.New()
	if _, err := io.Copy(h, &cancelled{ctx, io.NewSectionReader(f.f, 0, f.size)}); err != nil {
		return "", nil, fmt.Errorf("%s: %w", f.name, err)
	}
	f.bad = map[string]bool{}
	err = f.texts(ctx, func(name string, r io.Reader, err error) error {
		if err == nil {
			w := walker{scanner: newScanner(r), ctx: ctx}
			err = w.document()
		}
		var b *broken
		if errors.As(err, &b) {
			f.bad[name] = true
			rejected = append(rejected, notice.Rejection{File: name, Pointer: b.pointer, Reason: b.reason})
			return nil
		}
		return err
	})
	return hex.EncodeToString(h.Sum(nil)), rejected, err
}

// Each gives every release of the texts that Check found whole, in the order of
// the file, and a rejection for each that cannot be used. An error of fn ends it.
func (f *File) Each(ctx context.Context, fn func(notice.Release) error, reject func(notice.Rejection)) error {
	var p parser
	return f.texts(ctx, func(name string, r io.Reader, err error) error {
		if f.bad[name] {
			return nil
		}
		if err == nil {
			err = decode(ctx, name, r, &p, fn, reject)
		}
		if b := (*broken)(nil); errors.As(err, &b) {
			if f.bad == nil {
				reject(notice.Rejection{File: name, Pointer: b.pointer, Reason: b.reason})
				return nil
			}
			return fmt.Errorf("%s changed while it was read: %w", name, err)
		}
		return err
	})
}

func (f *File) texts(ctx context.Context, text func(name string, r io.Reader, err error) error) error {
	u := unpacker{ctx: ctx, text: text, packed: max(f.size, 1)}
	return u.open(f.name, io.NewSectionReader(f.f, 0, f.size), f.f, f.size, 0)
}

// Decode reads the releases of one plain JSON text as they come: for inputs that
// are known to be whole. The error of a text that is not is given after the
// releases before the break.
func Decode(ctx context.Context, name string, r io.Reader, fn func(notice.Release) error, reject func(notice.Rejection)) error {
	var p parser
	return decode(ctx, name, r, &p, fn, reject)
}

func decode(ctx context.Context, name string, r io.Reader, p *parser, fn func(notice.Release) error, reject func(notice.Rejection)) error {
	w := walker{scanner: newScanner(r), ctx: ctx}
	w.sink = sink{
		reject: func(pointer, reason string) {
			reject(notice.Rejection{File: name, Pointer: pointer, Reason: reason})
		},
		release: func(pointer string, raw []byte, ocid string) (bool, error) {
			rel, no := p.release(raw, ocid)
			switch {
			case no != nil:
				w.rejected(pointer+no.pointer(), no.reason)
				return false, nil
			case rel.Root == nil: // a link to a release that is elsewhere
				return true, nil
			}
			return false, fn(rel)
		},
	}
	return w.document()
}

// maxOCID is the longest identifier that is taken for one: 11 of prefix and a
// GUID are 47.
const maxOCID = 300

// release makes a release of its bytes. Without a root it is only a link to one.
func (p *parser) release(raw []byte, ocid string) (notice.Release, *trouble) {
	root, t := p.parse(raw)
	if t != nil {
		return notice.Release{}, t
	}
	if root.Kind != notice.Object {
		return notice.Release{}, p.fail("a release is an object")
	}
	if root.Get("ocid").String() == "" && ocid != "" && root.Get("url") == nil {
		root.Put("ocid", ocid)
	}
	switch id := root.Get("ocid").String(); {
	case id == "" && root.Get("url") != nil && root.Get("tender") == nil:
		return notice.Release{}, nil
	case id == "":
		return notice.Release{}, p.fail("the release has no ocid: nothing says which process it belongs to").in("ocid")
	case len(id) > maxOCID:
		return notice.Release{}, p.fail("the ocid is longer than any").in("ocid")
	}
	prune(root)
	rel := notice.NewRelease(root, p.lost, len(raw)*3/4)
	rel.Size = len(raw) + len(rel.Body) + p.nodes*72
	return rel, nil
}
