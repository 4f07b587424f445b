package blob

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"holdfast/internal/errs"
)

// inMemory is the size up to which a file is read whole, proved and handed out
// from memory: whatever happens to it on the disk meanwhile, the bytes are
// those that were proved. Larger files are proved first and proved again while
// they are handed out.
const inMemory = 4 << 20

// heldBack is how much of a large file's end is handed out only once all of it
// has been proved the second time.
const heldBack = 64 << 10

// Get gives a stored file, proved before the first byte is handed out. The
// caller closes it, and reads it from its start to its end: a large file that
// is altered while it is read ends in an error, before its last bytes. Errors:
// NotFound; Internal when the file is damaged, or something else stands in its
// place.
func (f *Folder) Get(name string) (io.ReadSeekCloser, int64, error) {
	file, size, err := f.open(name)
	if err != nil {
		return nil, 0, err
	}
	if size <= inMemory {
		defer file.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(io.LimitReader(file, inMemory+1)); err != nil {
			return nil, 0, fault(err)
		}
		if _, err := prove(bytes.NewReader(b.Bytes()), name); err != nil {
			return nil, 0, err
		}
		return still{bytes.NewReader(b.Bytes())}, int64(b.Len()), nil
	}
	if size, err = prove(file, name); err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = file.Close()
		return nil, 0, fault(err)
	}
	return &proved{file: file, want: name, size: size, h: sha256.New()}, size, nil
}

// open opens a stored file, which must be a plain file: a link could lead to
// any other, and reading a folder or a pipe gives nothing that was stored.
func (f *Folder) open(name string) (*os.File, int64, error) {
	if !hashForm.MatchString(name) {
		return nil, 0, missing()
	}
	file, err := os.OpenFile(f.path(name), os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, 0, missing()
	case errors.Is(err, syscall.ELOOP), errors.Is(err, syscall.ENXIO):
		return nil, 0, replaced()
	case err != nil:
		return nil, 0, fault(err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = replaced()
	}
	if err != nil {
		_ = file.Close()
		return nil, 0, fault(err)
	}
	return file, info.Size(), nil
}

// prove reads a file through and compares it with its name.
func prove(r io.Reader, name string) (int64, error) {
	h := sha256.New()
	size, err := io.Copy(h, r)
	if err != nil {
		return size, fault(err)
	}
	if hex.EncodeToString(h.Sum(nil)) != name {
		return size, damaged()
	}
	return size, nil
}

// still is a file in memory.
type still struct{ *bytes.Reader }

func (still) Close() error { return nil }

// proved hands out a large file and proves it once more as it goes by.
type proved struct {
	file *os.File
	want string
	size int64
	h    hash.Hash
	at   int64  // how much has been read from the file
	out  int64  // how much has been handed out
	held []byte // read, and not yet handed out
}

func (p *proved) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if err := p.fill(); err != nil {
		return 0, err
	}
	free := len(p.held)
	if p.at < p.size {
		free -= heldBack
	}
	if free <= 0 {
		return 0, io.EOF
	}
	n := copy(b, p.held[:free])
	p.held = p.held[n:]
	p.out += int64(n)
	return n, nil
}

// fill reads on until there is something to hand out, or the end is proved.
func (p *proved) fill() error {
	for p.at < p.size && len(p.held) <= heldBack {
		b := make([]byte, min(2*heldBack, p.size-p.at))
		n, err := io.ReadFull(p.file, b)
		if err != nil {
			return damaged()
		}
		p.h.Write(b[:n])
		p.held = append(p.held, b[:n]...)
		if p.at += int64(n); p.at == p.size && hex.EncodeToString(p.h.Sum(nil)) != p.want {
			p.held = nil
			return damaged()
		}
	}
	return nil
}

// Seek goes back to the start, or says where the reader stands; nothing else is
// proved, and so it is refused.
func (p *proved) Seek(offset int64, whence int) (int64, error) {
	if offset == 0 && whence == io.SeekCurrent {
		return p.out, nil
	}
	if offset != 0 || whence != io.SeekStart {
		return p.out, errors.New("a stored file is read from its start")
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return p.out, err
	}
	p.h, p.at, p.out, p.held = sha256.New(), 0, 0, nil
	return 0, nil
}

func (p *proved) Close() error { return p.file.Close() }

func damaged() error {
	return errs.New(errs.Internal, "The stored file is damaged: its content is not what its name says. Restore it from a backup.")
}

func replaced() error {
	return errs.New(errs.Internal, "Something else stands in the place of the stored file: a link, a folder or a device. Restore it from a backup.")
}
