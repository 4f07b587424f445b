package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"holdfast/internal/errs"
)

// folder makes the data folder, for its owner alone.
func folder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return errs.Wrap(err, errs.Unavailable, "The data folder %s cannot be made.", dir)
	}
	return nil
}

// lock takes the folder for one server. The lock ends with the process, however
// it ends.
func lock(dir string) (func(), error) {
	f, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errs.Wrap(err, errs.Unavailable, "The data folder %s cannot be locked.", dir)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		b, _ := os.ReadFile(f.Name())
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errs.New(errs.Conflict, "Another server (process %s) has the data folder %s open. Stop it first, or give this one another --data folder.", strings.TrimSpace(string(b)), dir)
		}
		return nil, errs.Wrap(err, errs.Unavailable, "The data folder %s cannot be locked.", dir)
	}
	_ = f.Truncate(0)
	_, _ = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return func() { _ = f.Close() }, nil
}
