package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/secret"
	"holdfast/internal/store"
)

// keysSuffix makes the name of a data folder's key file: a file beside the
// folder, never in it, so that a backup of the folder is without it.
const keysSuffix = ".keys"

// keysPlace gives the key file of a place: what --keys says, else the folder of
// settings for the default data folder, and beside the folder for any other.
func (p place) keysPlace() (string, error) {
	if p.Keys != "" {
		return filepath.Abs(p.Keys)
	}
	if p.Data == "" && runtime.GOOS == "linux" {
		config, err := os.UserConfigDir()
		if err != nil {
			return "", errs.Wrap(err, errs.Invalid, "There is no home folder to keep the keys in: say --keys FILE.")
		}
		return filepath.Join(config, "holdfast", "keys.json"), nil
	}
	dir, err := p.dir()
	if err != nil {
		return "", err
	}
	return keysBeside(dir)
}

// keysBeside gives the key file of a data folder of one's own choice.
func keysBeside(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", errs.Wrap(err, errs.Invalid, "The data folder cannot be named: say --data with its whole path.")
	}
	if dir == filepath.Dir(dir) {
		return "", errs.New(errs.Invalid, "There is nothing beside %s to keep the keys in: say --keys FILE.", dir)
	}
	return dir + keysSuffix, nil
}

// openKeys reads the key file of an open store, and makes it on the first
// start. It is not made for a database that already holds what only its old
// keys can open: a new file would hide that the old one is lost.
func openKeys(e *env, path string, st *store.Store) (*secret.Ring, error) {
	ring, err := readKeys(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return ring, err
	}
	needs, err := st.NeedsKeys(e.ctx)
	if err != nil {
		return nil, err
	}
	if needs != "" {
		return nil, errs.New(errs.Unavailable, "The key file %s is not there, and the database holds %s that no new key can stand for. Bring the key file that was used with this database (by default it lies beside its data folder, or in .config/holdfast), or say where it is with --keys FILE.", path, needs)
	}
	ring, err = secret.New(rand.Reader, e.now())
	if err != nil {
		return nil, err
	}
	err = writeKeys(path, ring, true)
	if errors.Is(err, fs.ErrExist) { // another start was quicker
		return readKeys(path)
	}
	return ring, err
}

// readKeys reads a key file. The error is fs.ErrNotExist when there is none;
// every other one names the file and what to do.
func readKeys(path string) (*secret.Ring, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, keysFault(err, path)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, keysFault(err, path)
	}
	if !info.Mode().IsRegular() {
		return nil, errs.New(errs.Invalid, "%s is no file. Say --keys FILE.", path)
	}
	if loose := info.Mode().Perm() & 0o077; loose != 0 {
		return nil, errs.New(errs.Invalid, "The key file %s is open to other people of this machine (%o). Run: chmod 600 %s. If somebody may have read it, run `holdfast keys rotate` after that.", path, info.Mode().Perm(), path)
	}
	b := make([]byte, min(info.Size(), 2<<20))
	if _, err := f.ReadAt(b, 0); err != nil && info.Size() > 0 {
		return nil, keysFault(err, path)
	}
	ring, err := secret.Parse(b)
	switch {
	case secret.Newer(err):
		return nil, errs.Wrap(err, errs.Invalid, "The key file %s was written by a newer Holdfast. Run that version, or name another file with --keys FILE.", path)
	case err != nil:
		return nil, errs.Wrap(err, errs.Invalid, "The key file %s is damaged: %s. Put the copy of it back that you keep in a safe place. Do not delete it: what it sealed opens with it alone.", path, strings.TrimSuffix(errs.Safe(err), "."))
	}
	return ring, nil
}

// keysFault says why the key file cannot be read. The first start passes
// through here: a file that is not there keeps its own error.
func keysFault(err error, path string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return errs.Wrap(err, errs.Unavailable, "The key file %s cannot be read: %s. Give the person who runs Holdfast the right to it, or name another with --keys FILE.", path, reasonOf(err))
}

// writeKeys writes the key file for its owner alone: whole or not at all. Where
// fresh is set a file that is there already stays, and the error is fs.ErrExist.
func writeKeys(path string, ring *secret.Ring, fresh bool) error {
	fault := func(err error) error {
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		return errs.Wrap(err, errs.Unavailable, "The key file %s cannot be written: %s. Name a file in a folder of your own with --keys FILE, outside the data folder.", path, reasonOf(err))
	}
	b, err := ring.Marshal()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault(err)
	}
	next := path + "." + rand.Text()
	if err := writeSynced(next, b); err != nil {
		_ = os.Remove(next)
		return fault(err)
	}
	if fresh {
		err = os.Link(next, path) // refused where there is a file already
		_ = os.Remove(next)
	} else {
		err = os.Rename(next, path)
	}
	if err != nil {
		_ = os.Remove(next)
		return fault(err)
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

func writeSynced(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}

// keyWords says a key in a line for a person.
func keyWords(k secret.Key) string {
	state := "older"
	if k.Current {
		state = "current"
	}
	return fmt.Sprintf("%-6s %3d  %s  %s  %s", k.Purpose, k.Version, k.ID, k.Made.Format(time.DateOnly), state)
}
