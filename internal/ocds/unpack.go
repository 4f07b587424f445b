package ocds

import (
	"archive/zip"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// unpacker finds the JSON texts in a file: the file itself, what is inside its
// gzip, or the members of its zip, and these in turn.
type unpacker struct {
	ctx context.Context
	// text gets each JSON text as UTF-8 without a byte order mark; or, with err,
	// the reason why there is none under that name.
	text func(name string, r io.Reader, err error) error

	packed, unpacked int64 // bytes of the file, and what came out of it so far
	members          int
}

// open looks at the first bytes of r. at is r's file when it can be read at any
// place, with its size.
func (u *unpacker) open(name string, r io.Reader, at io.ReaderAt, size int64, level int) error {
	if err := u.ctx.Err(); err != nil {
		return err
	}
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		var b *broken
		if errors.As(err, &b) {
			return u.text(name, nil, err)
		}
		return err
	}
	h := string(head)
	gzipped, zipped := strings.HasPrefix(h, "\x1f\x8b"), strings.HasPrefix(h, "PK\x03\x04") || strings.HasPrefix(h, "PK\x05\x06")
	if (gzipped || zipped) && level >= maxNesting {
		return u.text(name, nil, brokenf("", "there are archives in archives more than %d deep", maxNesting))
	}
	switch {
	case gzipped:
		gz, err := gzip.NewReader(br)
		if err != nil {
			return u.text(name, nil, damaged("gzip", err))
		}
		return u.open(name, &meter{u: u, r: gz, format: "gzip"}, nil, 0, level+1)
	case zipped:
		return u.zip(name, br, at, size, level)
	case strings.HasPrefix(h, "\xff\xfe"), strings.HasPrefix(h, "\xfe\xff"):
		dec := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		return u.text(name, dec.Reader(br), nil)
	case strings.HasPrefix(h, "\xef\xbb\xbf"):
		_, _ = br.Discard(3)
	}
	return u.text(name, br, nil)
}

func (u *unpacker) zip(name string, r io.Reader, at io.ReaderAt, size int64, level int) error {
	if at == nil { // a zip inside something has to be read at any place
		f, n, err := spool(u.ctx, r, "")
		if err != nil {
			var b *broken
			if errors.As(err, &b) {
				return u.text(name, nil, err)
			}
			return err
		}
		defer f.Close()
		at, size = f, n
	}
	zr, err := zip.NewReader(at, size)
	if err != nil {
		return u.text(name, nil, damaged("zip", err))
	}
	found := false
	for _, f := range zr.File {
		if !wanted(f) {
			continue
		}
		found = true
		inner := name + "!" + strings.ToValidUTF8(f.Name, "�")
		if u.members++; u.members > maxMembers {
			return u.text(name, nil, brokenf("", "it has over %d members", maxMembers))
		}
		if f.Flags&1 != 0 {
			if err := u.text(inner, nil, brokenf("", "it is encrypted: unpack it first")); err != nil {
				return err
			}
			continue
		}
		rc, err := f.Open()
		if err != nil {
			if err := u.text(inner, nil, damaged("zip", err)); err != nil {
				return err
			}
			continue
		}
		err = u.open(inner, &meter{u: u, r: rc, format: "zip"}, nil, 0, level+1)
		rc.Close()
		if err != nil {
			return err
		}
	}
	if !found {
		return u.text(name, nil, brokenf("", "there is no JSON in this zip"))
	}
	return nil
}

// wanted says that a member of a zip is for us: not a folder, a hidden file of
// some system, or a file of another kind that lies beside the releases.
func wanted(f *zip.File) bool {
	base := path.Base(strings.ReplaceAll(f.Name, `\`, "/"))
	if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
		return false
	}
	switch strings.ToLower(path.Ext(base)) {
	case "", ".json", ".jsonl", ".ndjson", ".geojson", ".gz", ".gzip", ".zip":
		return true
	}
	return false
}

// meter reads what comes out of an archive and stops a bomb.
type meter struct {
	u      *unpacker
	r      io.Reader
	format string
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	u := m.u
	u.unpacked += int64(n)
	switch {
	case u.unpacked > MaxUnpacked:
		return 0, brokenf("", "it unpacks to more than %d GiB", MaxUnpacked>>30)
	case u.unpacked > freeRatio && u.unpacked/maxRatio > u.packed:
		return 0, brokenf("", "it unpacks to more than %d times its size: this is no file of releases", maxRatio)
	case err != nil && !errors.Is(err, io.EOF):
		return n, damaged(m.format, err)
	}
	return n, err
}

// damaged is the error for an archive that cannot be read to its end.
func damaged(format string, err error) error {
	var b *broken
	if errors.As(err, &b) {
		return b
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return brokenf("", "the %s data ends too early: it was cut off", format)
	}
	return brokenf("", "the %s data is damaged: %s", format, err)
}

// spool copies r into a file that goes when it is closed, in a folder ("" is
// the system's for temporary files).
func spool(ctx context.Context, r io.Reader, dir string) (*os.File, int64, error) {
	f, err := os.CreateTemp(dir, "holdfast-import-*")
	if err != nil {
		return nil, 0, err
	}
	_ = os.Remove(f.Name()) // the open file stays readable, and nothing is left behind
	n, err := io.Copy(f, &cancelled{ctx, r})
	if err != nil {
		f.Close()
		return nil, 0, fmt.Errorf("copying the input: %w", err)
	}
	return f, n, nil
}

type cancelled struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
