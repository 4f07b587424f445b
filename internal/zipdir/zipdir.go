// Package zipdir opens zip archives that come from outside. Reading what an
// archive lists costs no more than its reader allows, whatever the archive says
// of itself; what its members unpack to is for the caller to bound.
package zipdir

import (
	"archive/zip"
	"errors"
	"io"
)

// ErrTooLarge says that the directory takes more bytes than are allowed.
var ErrTooLarge = errors.New("too large a directory")

// Open reads the directory of an archive of so many bytes, and at most so many
// bytes for that. The error is ErrTooLarge or one of zip.NewReader, which may give
// a reader beside zip.ErrInsecurePath.
func Open(r io.ReaderAt, size, most int64) (*zip.Reader, error) {
	p := &purse{ReaderAt: r, left: most}
	z, err := zip.NewReader(p, size)
	p.open = true
	return z, err
}

// purse is a reader of which so much may be read, until it is opened.
type purse struct {
	io.ReaderAt
	left int64
	open bool
}

func (p *purse) ReadAt(b []byte, off int64) (int, error) {
	if !p.open {
		if p.left -= int64(len(b)); p.left < 0 {
			return 0, ErrTooLarge
		}
	}
	return p.ReaderAt.ReadAt(b, off)
}
