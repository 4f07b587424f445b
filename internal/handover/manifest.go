package handover

import (
	"regexp"
	"slices"
	"strings"

	"holdfast/internal/errs"
)

// Manifest says what a file holds, so that a cut or an exchange is found before
// anything is read.
type Manifest struct {
	Format   int    `json:"format"`
	Holdfast string `json:"holdfast"` // the version that wrote it
	Org      string `json:"organisation"`
	Name     string `json:"name"` // of the organisation, for people
	Made     string `json:"made"` // instant, RFC 3339
	Parts    []Sum  `json:"parts"`
	Files    Tally  `json:"files"`
}

// Sum is the size and hash of one part.
type Sum struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Tally counts the files.
type Tally struct {
	Count int64 `json:"count"`
	Bytes int64 `json:"bytes"`
}

var (
	hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
	// orgForm is what an organisation's id may be: it becomes a scope.
	orgForm = regexp.MustCompile(`^[A-Za-z0-9._@-]{1,100}$`)
)

// IsHash says that a name is that of a stored file.
func IsHash(s string) bool { return hashForm.MatchString(s) }

// Check says what is wrong with a manifest as a whole.
func (m *Manifest) Check() error {
	bad := func(words string, args ...any) error {
		return errs.New(errs.Invalid, "The hand-over file cannot be taken in: "+words+".", args...)
	}
	switch {
	case m.Format > Format:
		return bad("a newer Holdfast (%s) wrote it in form %d, and this version reads form %d", m.Holdfast, m.Format, Format)
	case m.Format < 1:
		return bad("its manifest says no form")
	case !orgForm.MatchString(m.Org) || strings.TrimSpace(m.Name) == "":
		return bad("its manifest names no organisation")
	}
	seen := map[string]bool{}
	for _, s := range m.Parts {
		switch {
		case !slices.ContainsFunc(Parts(), func(p Part) bool { return p.Name == s.Name }):
			return bad("it holds %q, which this version does not know", s.Name)
		case seen[s.Name] || s.Rows < 0 || s.Bytes < 0 || !IsHash(s.SHA256):
			return bad("its manifest is not whole at %q", s.Name)
		}
		seen[s.Name] = true
	}
	for _, name := range []string{Organisation, Revisions, Trail} {
		if !seen[name] {
			return bad("%s is missing", name)
		}
	}
	return nil
}

// Sum gives the sum of a part; nil when the file does not have it.
func (m *Manifest) Sum(part string) *Sum {
	for i := range m.Parts {
		if m.Parts[i].Name == part {
			return &m.Parts[i]
		}
	}
	return nil
}
