package blob

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"holdfast/internal/errs"
)

// Verify proves every stored file and calls report for each, with what is wrong
// with it or nil. What lies in the folder without being a stored file is
// reported under its path, with Invalid as its code.
func (f *Folder) Verify(ctx context.Context, report func(name string, size int64, problem error)) error {
	return filepath.WalkDir(f.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		rel, err := filepath.Rel(f.dir, path)
		if err != nil || rel == "." {
			return err
		}
		parent, base := filepath.Split(rel)
		name := filepath.Clean(parent) + base
		if d.IsDir() && parent == "" {
			if base == incoming {
				return fs.SkipDir
			}
			return nil
		}
		if !hashForm.MatchString(name) {
			report(rel, 0, errs.New(errs.Invalid, "This is no stored file."))
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		size, err := f.Prove(name)
		report(name, size, err)
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	})
}

// Prove reads a stored file through. Errors as for Get.
func (f *Folder) Prove(name string) (int64, error) {
	file, _, err := f.open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	return prove(file, name)
}
