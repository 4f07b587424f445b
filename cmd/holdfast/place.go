package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/store"
)

// place is where a command keeps its data; commands that do embed it, and so
// take the same flags.
type place struct {
	Data     string `name:"data" env:"HOLDFAST_DATA" placeholder:"DIR" help:"Data folder. Default: holdfast in the folder where this system keeps a person's data."`
	Database string `name:"database" env:"HOLDFAST_DATABASE" placeholder:"URL" help:"Keep the records in PostgreSQL (postgres://...) instead of the data folder."`
	Migrate  string `name:"migrate-database" env:"HOLDFAST_MIGRATE_DATABASE" placeholder:"URL" help:"The same database as the role that owns its tables."`
	Org      string `name:"organisation" env:"HOLDFAST_ORGANISATION" placeholder:"NAME" help:"The organisation to work for, by name or id, where there are several."`
	Keys     string `name:"keys" env:"HOLDFAST_KEYS" placeholder:"FILE" help:"Key file, which seals secrets and signs the trail. Default: DIR.keys beside the data folder; for the default data folder holdfast/keys.json in the folder of settings."`
}

// dir gives the data folder, made or not.
func (p place) dir() (string, error) {
	if p.Data != "" {
		return p.Data, nil
	}
	base, err := dataHome()
	if err != nil {
		return "", errs.Wrap(err, errs.Invalid, "There is no home folder to keep data in: say --data DIR.")
	}
	return filepath.Join(base, "holdfast"), nil
}

// options says the same to the store.
func (p place) options() (store.Options, error) {
	dir, err := p.dir()
	return store.Options{Dir: dir, URL: p.Database, MigrateURL: p.Migrate}, err
}

// dataHome is where the system keeps what programs of this person store.
func dataHome() (string, error) {
	if runtime.GOOS == "linux" {
		if xdg := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(xdg) {
			return xdg, nil
		}
		home, err := os.UserHomeDir()
		return filepath.Join(home, ".local", "share"), err
	}
	return os.UserConfigDir()
}

// filesFolder holds, within the data folder, the files that records carry.
const filesFolder = "files"

// keyFile holds the access key of serve, so that a restart signs nobody out. It
// is not in the database, whose backups go further than this machine.
const keyFile = "access-key"

// accessKey gives the key of the data folder, made by fresh the first time.
func accessKey(dir string, fresh func() string) (string, error) {
	path := filepath.Join(dir, keyFile)
	b, err := os.ReadFile(path)
	key := strings.TrimSpace(string(b))
	switch {
	case err == nil && validKey(key):
		return key, nil
	case err == nil:
		return "", errs.New(errs.Invalid, "%s is damaged. Delete it: a new key is made at the next start.", path)
	case !errors.Is(err, fs.ErrNotExist):
		return "", errs.Wrap(err, errs.Unavailable, "%s cannot be read.", path)
	}
	key = fresh()
	// Under another name first, so that a half-written key is never there.
	next := path + "." + rand.Text()
	if err := os.WriteFile(next, []byte(key+"\n"), 0o600); err != nil {
		return "", errs.Wrap(err, errs.Unavailable, "The access key cannot be kept in %s.", dir)
	}
	if err := os.Rename(next, path); err != nil {
		_ = os.Remove(next)
		return "", errs.Wrap(err, errs.Unavailable, "The access key cannot be kept in %s.", dir)
	}
	return key, nil
}

// validKey accepts what web.NewKey makes: 128 bits.
func validKey(key string) bool {
	b, err := base64.RawURLEncoding.DecodeString(key)
	return err == nil && len(b) == 16
}
