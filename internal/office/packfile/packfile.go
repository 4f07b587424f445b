// Package packfile writes and verifies evidence packs: a zip with a page that
// says what is in it, the files in numbered folders, and the SHA-256 of each. It
// is made to be opened by somebody who has never heard of this program: the page
// opens in any browser without a network, and "sha256sum -c SHA256SUMS" proves
// every file. docs/packs.md describes the format.
//
// The same content gives the same bytes: nothing is compressed, and every member
// bears the day on which the pack was made.
package packfile

import (
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/errs"
)

// Format names the form of the manifest.
const Format = "pack/1"

// The members that are not of an item.
const (
	IndexFile      = "index.html"
	CoverFile      = "cover.pdf"
	CheckpointFile = "checkpoint.txt"
	ManifestFile   = "manifest.json"
	SignatureFile  = "signature.txt"
	SumsFile       = "SHA256SUMS"
)

const (
	// MaxFiles bounds the members of a pack, and MaxName the name of one in bytes.
	MaxFiles = 500
	MaxName  = 240
	// MaxFile bounds one member, and MaxPack all of them, in bytes.
	MaxFile = 256 << 20
	MaxPack = 1 << 30
)

// Pack is what is to be written.
type Pack struct {
	Manifest
	// Cover is the PDF of the cover sheet; nil: none.
	Cover []byte
	// Checkpoint is the newest signed checkpoint of the trail; nil: none.
	Checkpoint []byte
	// Contents are the files of Manifest.Items, by index.
	Contents [][]File
	// Sign signs a text with the key of the trail; nil, or an empty answer: the
	// pack bears no signature.
	Sign func(text string) (string, error)
}

// File is one file of an item.
type File struct {
	Name string // as people know it: "certificate.pdf"
	Hash string // SHA-256 in hex
	Size int64  // bytes
	// Open gives its content; the writer closes it. Content with another hash ends
	// the writing.
	Open func() (io.ReadCloser, error)
}

// Manifest says what is in a pack.
type Manifest struct {
	Format       string    `json:"holdfast"`
	Organisation string    `json:"organisation"`
	Origin       string    `json:"origin"` // of the trail: "holdfast/trail/ORG"
	Title        string    `json:"title"`
	For          string    `json:"for,omitempty"` // the buyer
	Bid          string    `json:"bid,omitempty"`
	Number       string    `json:"pack"` // PACK-3
	Made         time.Time `json:"made"` // whole seconds, UTC
	Program      string    `json:"program"`
	Note         string    `json:"note,omitempty"` // "It informs, and is no legal advice."
	Items        []Item    `json:"items"`
	Members      []Member  `json:"members"`
}

// Item is one thing that was chosen for the pack.
type Item struct {
	Label string `json:"label"`
	Note  string `json:"note,omitempty"`
	// Facts are what it says in short, label and value.
	Facts   [][2]string `json:"facts,omitempty"`
	Sources []Source    `json:"sources,omitempty"`
	Files   []string    `json:"files,omitempty"` // names of members
}

// Source is a record of the organisation that an item rests on.
type Source struct {
	Number  string `json:"number"`  // CERT-2
	Version int64  `json:"version"` // of the record
}

// Member is a file of the zip.
type Member struct {
	Name string `json:"name"`
	Hash string `json:"sha256"`
	Size int64  `json:"size"`
}

// Folder names the folder of the n-th item, from 1.
func Folder(n int, label string) string {
	s := slug(label)
	if s == "" {
		s = "item"
	}
	return twoDigits(n) + "-" + s
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// slug makes plain letters of a label.
func slug(s string) string {
	var out strings.Builder
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if out.Len()+len(w) > 50 {
			break
		}
		if out.Len() > 0 {
			out.WriteByte('-')
		}
		out.WriteString(w)
	}
	return out.String()
}

// place finds the name of a file in a folder that is not taken yet. Whatever a
// sender called it, what stands in the zip are plain letters.
func place(folder, name string, taken map[string]bool) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	ext := strings.ToLower(path.Ext(name))
	if !plainExt.MatchString(ext) {
		ext = ""
	}
	base := slug(strings.TrimSuffix(name, path.Ext(name)))
	if base == "" {
		base = "file"
	}
	out := folder + "/" + base + ext
	for i := 2; taken[out]; i++ {
		out = folder + "/" + base + "-" + strconv.Itoa(i) + ext
	}
	taken[out] = true
	return out
}

var plainExt = regexp.MustCompile(`^\.[a-z0-9]{1,8}$`)

// checkName says why a member's name is none that a pack may have.
func checkName(name string) error {
	bad := func(why string) error {
		return errs.New(errs.Invalid, "it holds a file whose name %s: %.80q", why, name)
	}
	switch {
	case name == "" || len(name) > MaxName:
		return bad("is too long or empty")
	case !utf8.ValidString(name):
		return bad("cannot be read")
	case strings.ContainsAny(name, "\\:\n\r\t") || strings.ContainsFunc(name, unicode.IsControl):
		return bad("has letters that no name in a pack has")
	case path.IsAbs(name) || path.Clean(name) != strings.TrimSuffix(name, "/") || name == ".." || strings.HasPrefix(name, "../"):
		return bad("leads out of the pack")
	}
	return nil
}
