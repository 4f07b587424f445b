package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"holdfast/internal/errs"
)

// dumpEndings are what people name the dumps and backups of a database: where
// such files lie, whoever takes them away takes the keys along.
var dumpEndings = []string{".dump", ".sql", ".sql.gz", ".sql.zst", ".pgdump", ".backup", ".bak"}

// keys looks at the key file: it must open, be its owner's alone, and lie where
// no backup of the database takes it along.
func (x *examination) keys(p place, dir string) {
	const check = "keys"
	path, err := p.keysPlace()
	if err != nil {
		x.fail(check, errs.Safe(err), "Say --keys FILE.")
		return
	}
	ring, err := readKeys(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		x.warn(check, "There is no key file "+path+".", "The first start makes it. If this database was used before, bring its key file back first.")
		return
	case err != nil:
		says, remedy, _ := strings.Cut(errs.Safe(err), ". ")
		x.fail(check, says+".", remedy)
		return
	}
	beside := besideDumps(path)
	switch {
	case within(path, dir):
		x.warn(check, path+" lies in the data folder: a backup of the folder gives the keys away with what they seal.", "Stop the server, move it out (mv "+path+" ELSEWHERE) and start with --keys ELSEWHERE, or as "+dir+keysSuffix+", where it is found by itself.")
	case beside != "":
		x.warn(check, fmt.Sprintf("%s lies beside %s: who copies that folder has the keys with the data.", path, beside), "Keep the keys, and the dumps and backups of the database, in different folders.")
	default:
		n := 0
		for _, k := range ring.Keys() {
			if k.Current {
				n = max(n, k.Version)
			}
		}
		x.ok(check, "%s, for its owner alone, outside the data folder, version %d", path, n)
	}
}

// within says whether a file lies in a folder or below it, by whatever links.
func within(path, dir string) bool {
	for _, resolve := range []func(string) (string, error){filepath.Abs, filepath.EvalSymlinks} {
		p, err1 := resolve(path)
		d, err2 := resolve(dir)
		if err1 != nil || err2 != nil {
			continue
		}
		if p, err1 = filepath.Abs(p); err1 != nil {
			continue
		}
		if d, err2 = filepath.Abs(d); err2 != nil {
			continue
		}
		rel, err := filepath.Rel(d, p)
		if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// besideDumps gives the name of a dump or a backup in the folder of a file,
// empty when there is none.
func besideDumps(path string) string {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if !e.Type().IsDir() && slices.ContainsFunc(dumpEndings, func(end string) bool { return strings.HasSuffix(strings.ToLower(e.Name()), end) }) {
			return e.Name()
		}
	}
	return ""
}
