// Package blob keeps files by the SHA-256 of their content, in a folder. What
// is stored has been synced under its final name; what is read has been proved
// to be what its name says.
package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
	"time"

	"holdfast/internal/errs"
)

// Folder is a store of files in one folder. Several processes may share it.
type Folder struct{ dir string }

const (
	incoming = "incoming"
	// stale is the age at which a file that is still incoming has been given up.
	stale = 24 * time.Hour
)

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open makes the folder, for its owner alone, when it is not there, and clears
// away what a process that died had begun to write.
func Open(dir string) (*Folder, error) {
	in := filepath.Join(dir, incoming)
	if err := os.MkdirAll(in, 0o700); err != nil {
		return nil, fault(err)
	}
	left, err := os.ReadDir(in)
	if err != nil {
		return nil, fault(err)
	}
	for _, f := range left {
		if st, err := f.Info(); err == nil && time.Since(st.ModTime()) > stale {
			_ = os.Remove(filepath.Join(in, f.Name()))
		}
	}
	return &Folder{dir: dir}, nil
}

// Put stores what r gives, up to limit bytes, and gives its hash and size. It
// answers once the file is durable. Storing what is there already is no error.
// Errors: TooLarge, StorageFull, Unavailable; nothing is kept then.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (hash string, size int64, err error) {
	s, err := f.Stage(ctx, r, limit)
	if err != nil {
		return "", 0, err
	}
	defer s.Drop()
	if err := s.Keep(); err != nil {
		return "", 0, err
	}
	return s.Hash, s.Size, nil
}

// path spreads the files over 256 folders.
func (f *Folder) path(hash string) string { return filepath.Join(f.dir, hash[:2], hash[2:]) }

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// reader ends when its context does.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

func missing() error { return errs.New(errs.NotFound, "There is no such file.") }

func fault(err error) error {
	var ours *errs.Error
	switch {
	case errors.As(err, &ours):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return errs.Wrap(err, errs.StorageFull, "There is no room left for this file. Nothing was kept.")
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EIO):
		return errs.Wrap(err, errs.Unavailable, "The folder of files takes nothing at the moment. Nothing was kept.")
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return errs.Wrap(err, errs.Unavailable, "The request ended before the file was stored. Nothing was kept.")
	}
	return err
}
