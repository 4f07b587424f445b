package proof

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/sumdb/note"

	"holdfast/internal/errs"
)

// A bundle is a ZIP file with these members and no others, and the evidence
// files below files/, each named by its SHA-256. docs/trail.md describes them.
const (
	manifestFile    = "manifest.txt"
	leavesFile      = "leaves.txt"
	recordsFile     = "records.txt"
	checkpointsFile = "checkpoints.jsonl"
	latestFile      = "checkpoint.txt"
	listFile        = "files.txt"
	readmeFile      = "README.txt"
	evidenceFolder  = "files/"
)

// bundleFormat is the first line of the manifest.
const bundleFormat = "holdfast trail bundle 1"

const (
	// maxLine bounds a line of a bundle; a change's payload is far shorter.
	maxLine = 16 << 20
	// maxOnly bounds the list of what a bundle is limited to.
	maxOnly = 5000
	// maxFiles bounds the evidence files of a bundle.
	maxFiles = 20_000
)

// leftOut stands in place of a salt where a bundle leaves the payload out.
const leftOut = "-"

// Only limits what a bundle shows beside the leaves, which are always complete:
// the payloads and records of these kinds, and of the records with these ids.
// With neither it shows everything.
type Only struct {
	Kinds []string `json:"kinds,omitempty"`
	IDs   []string `json:"ids,omitempty"`
	// Until is an instant in microseconds UTC: records are shown as they stood
	// then, and the payloads of the entries before the first one that is of later.
	// 0: as they are, and all.
	Until int64 `json:"until,omitempty"`
}

// all says that nothing is left out.
func (o Only) all() bool { return o.every() && o.Until == 0 }

// every says that it is limited to no records.
func (o Only) every() bool { return len(o.Kinds) == 0 && len(o.IDs) == 0 }

// shows says whether what is of a record is shown.
func (o Only) shows(kind, id string) bool {
	return o.every() || kind != "" && (slices.Contains(o.Kinds, kind) || slices.Contains(o.IDs, id))
}

// later says that an instant is after the one that it is limited to.
func (o Only) later(at int64) bool { return o.Until != 0 && at > o.Until }

// check refuses a limit that cannot be written down.
func (o Only) check() error {
	if len(o.Kinds)+len(o.IDs) > maxOnly {
		return errs.New(errs.Invalid, "A bundle is limited to at most %d kinds and ids.", maxOnly)
	}
	for _, s := range slices.Concat(o.Kinds, o.IDs) {
		if s == "" || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
			return errs.New(errs.Invalid, "%q is no kind and no id.", s)
		}
	}
	return nil
}

// Manifest says what is in a bundle. It is a signed note: every other member is
// bound to it by its hash.
type Manifest struct {
	Origin  string    `json:"origin"`
	Name    string    `json:"name"` // of the organisation
	Made    time.Time `json:"made"`
	Program string    `json:"program"`
	Leaves  int64     `json:"leaves"`
	Records int64     `json:"records"`
	Only    Only      `json:"only,omitzero"`
	members []member
}

// member is a file of the bundle and the SHA-256 of its bytes, hex.
type member struct{ name, sum string }

func (m Manifest) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\norigin %s\nname %s\nmade %s\nprogram %s\nleaves %d\nrecords %d\n",
		bundleFormat, m.Origin, plain(m.Name), stamp(m.Made), plain(m.Program), m.Leaves, m.Records)
	for _, k := range m.Only.Kinds {
		fmt.Fprintf(&b, "only kind %s\n", k)
	}
	for _, id := range m.Only.IDs {
		fmt.Fprintf(&b, "only id %s\n", id)
	}
	if m.Only.Until != 0 {
		fmt.Fprintf(&b, "only until %s\n", exact(m.Only.Until))
	}
	for _, f := range m.members {
		fmt.Fprintf(&b, "file %s %s\n", f.name, f.sum)
	}
	return b.String()
}

func (m Manifest) sum(name string) string {
	for _, f := range m.members {
		if f.name == name {
			return f.sum
		}
	}
	return ""
}

// exact writes an instant to the microsecond.
func exact(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339Nano) }

// plain makes one line of a text.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	return strings.TrimSpace(s)
}

// readManifest reads the manifest and says whether a known key has signed it:
// nil, ErrUnknownKey or ErrBadSignature. err says that it is none.
func readManifest(signed []byte, known note.Verifiers) (m Manifest, signature, err error) {
	// The text ends before the last blank line: note.Open finds the same place.
	end := strings.LastIndex(string(signed), "\n\n")
	if end < 0 {
		return m, nil, errs.New(errs.Invalid, "%s is not a signed note", manifestFile)
	}
	if m, err = parseManifest(string(signed[:end+1])); err != nil {
		return m, nil, err
	}
	n, err := openNote(signed, known)
	switch err.(type) {
	case nil:
		for _, s := range n.Sigs {
			if s.Name == m.Origin {
				return m, nil, nil
			}
		}
		return m, ErrUnknownKey, nil
	case *note.UnverifiedNoteError:
		return m, ErrUnknownKey, nil
	case *note.InvalidSignatureError:
		return m, ErrBadSignature, nil
	}
	return m, nil, errs.New(errs.Invalid, "%s is not a signed note", manifestFile)
}

func parseManifest(text string) (Manifest, error) {
	var m Manifest
	first := true
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if first {
			if line != bundleFormat {
				return m, errs.New(errs.Invalid, "%s begins with %.60q: this version of Holdfast reads %q", manifestFile, line, bundleFormat)
			}
			first = false
			continue
		}
		name, value, _ := strings.Cut(line, " ")
		if !m.set(name, value) {
			return m, errs.New(errs.Invalid, "%s has a line that cannot be read: %.60q", manifestFile, line)
		}
	}
	if _, ok := OrgOf(m.Origin); !ok {
		return m, errs.New(errs.Invalid, "%s names no organisation", manifestFile)
	}
	return m, nil
}

func (m *Manifest) set(name, value string) (ok bool) {
	var err error
	switch name {
	case "origin":
		m.Origin, ok = value, m.Origin == ""
		return ok
	case "name":
		m.Name = value
	case "program":
		m.Program = value
	case "made":
		m.Made, err = time.Parse(time.RFC3339, value)
		return err == nil
	case "leaves":
		m.Leaves, ok = decimal(value)
		return ok
	case "records":
		m.Records, ok = decimal(value)
		return ok
	case "only":
		what, which, _ := strings.Cut(value, " ")
		switch what {
		case "kind":
			m.Only.Kinds = append(m.Only.Kinds, which)
		case "id":
			m.Only.IDs = append(m.Only.IDs, which)
		case "until":
			until, err := time.Parse(time.RFC3339Nano, which)
			m.Only.Until = until.UnixMicro()
			if err != nil || m.Only.Until == 0 || exact(m.Only.Until) != which {
				return false
			}
		default:
			return false
		}
		return len(m.Only.Kinds)+len(m.Only.IDs) <= maxOnly
	case "file":
		path, sum, _ := strings.Cut(value, " ")
		if !isSum(sum) || m.sum(path) != "" || len(m.members) > 10 {
			return false
		}
		m.members = append(m.members, member{path, sum})
	default:
		return false
	}
	return true
}

// isSum says whether a text is a SHA-256 in hex, as we write it.
func isSum(s string) bool {
	if len(s) != 64 || strings.ToLower(s) != s {
		return false
	}
	_, err := hex.DecodeString(s)
	return err == nil
}
