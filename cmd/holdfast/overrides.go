package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
)

// overridesFile holds what the administrator of a data folder says instead of
// the shipped rule data: a JSON list of {"pointer","value","who","when","reason"}.
const overridesFile = "rule-overrides.json"

// rules gives the rule data of a data folder: the shipped data, with the
// administrator's overrides where there are any.
func rules(dir string) (*scheme.Book, error) {
	path := filepath.Join(dir, overridesFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return scheme.Default(), nil
	}
	if err != nil {
		return nil, errs.Wrap(err, errs.Unavailable, "%s cannot be read.", path)
	}
	var list []scheme.Override
	if err := strictjson.Unmarshal(raw, &list); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "%s cannot be used: mend it, or take it away to use the data as shipped.", path)
	}
	book, err := scheme.Load(scheme.Files(), list...)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "%s cannot be used: mend it, or take it away to use the data as shipped.", path)
	}
	return book, nil
}
