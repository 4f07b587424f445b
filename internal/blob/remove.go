package blob

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Remove deletes a stored file that no record names any more. False: it was
// stored, or stored again, after an instant, and a record that names it may be
// on its way; it stays. A file that is not there is removed already.
func (f *Folder) Remove(hash string, after time.Time) (bool, error) {
	if !hashForm.MatchString(hash) {
		return true, nil
	}
	path := f.path(hash)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	case err != nil:
		return false, fault(err)
	case info.ModTime().After(after):
		return false, nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fault(err)
	}
	return true, syncDir(filepath.Dir(path))
}
