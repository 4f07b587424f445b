package framework

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strconv"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// hashDigits is how much of the SHA-256 names a version of the data.
const hashDigits = 16

// guidanceFile is the form of a file of guidance; a catalogue may have several.
type guidanceFile struct {
	AsOf      civil.Date  `json:"asOf"`
	Catalogue Ref         `json:"catalogue"`
	Certainty Certainty   `json:"certainty"`
	Source    string      `json:"source"`
	Documents []Document  `json:"documents,omitempty"`
	Items     []*Guidance `json:"items"`
}

// Load reads the folders catalogues, guidance and mappings of fsys in the order
// of the paths and validates the whole. The error is an errs.Invalid that names
// the file and the JSON pointer of what is wrong.
func Load(fsys fs.FS) (*Book, error) {
	b := &Book{
		byRef:    map[Ref]*Catalogue{},
		guidance: map[Ref]map[string]*Guidance{}, documents: map[Ref][]Document{},
	}
	sum := sha256.New()
	// Catalogues stand before guidance and mappings in the order of the paths,
	// so what these name is known when they are read.
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return err
		}
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(raw), raw)
		return inFile(name, b.take(path.Dir(name), raw))
	})
	if err != nil {
		return nil, err
	}
	if err := b.checkWhole(); err != nil {
		return nil, err
	}
	b.hash = hex.EncodeToString(sum.Sum(nil))[:hashDigits]
	return b, nil
}

// take adds one file of a folder.
func (b *Book) take(folder string, raw []byte) error {
	switch folder {
	case "catalogues":
		var c Catalogue
		if err := strictjson.Unmarshal(raw, &c); err != nil {
			return err
		}
		if c.Own {
			return errs.At("/own", "a built-in catalogue is nobody's own")
		}
		return b.addCatalogue(&c)
	case "guidance":
		var g guidanceFile
		if err := strictjson.Unmarshal(raw, &g); err != nil {
			return err
		}
		return b.addGuidance(&g)
	case "mappings":
		var m Mapping
		if err := strictjson.Unmarshal(raw, &m); err != nil {
			return err
		}
		return b.addMapping(&m)
	}
	return errs.At("", "the folder %q is none of catalogues, guidance and mappings", folder)
}

func (b *Book) addCatalogue(c *Catalogue) error {
	if err := c.check(); err != nil {
		return err
	}
	if b.byRef[c.Ref()] != nil {
		return errs.At("/edition", "%s is there twice", c.Ref())
	}
	b.byRef[c.Ref()] = c
	b.catalogues = append(b.catalogues, c)
	return nil
}

// With gives the book with an organisation's own catalogues beside the built-in
// ones. The error is an errs.Conflict when an id is taken.
func (b *Book) With(own ...*Catalogue) (*Book, error) {
	out := *b
	out.catalogues = append([]*Catalogue(nil), b.catalogues...)
	out.byRef = make(map[Ref]*Catalogue, len(b.byRef)+len(own))
	for r, c := range b.byRef {
		out.byRef[r] = c
	}
	for _, c := range own {
		for _, have := range out.catalogues {
			if have.ID == c.ID && (!have.Own || have.Edition == c.Edition) {
				return nil, errs.New(errs.Conflict, "the catalogue %q cannot be added: %s is there already. Give it another id.", c.ID, have.Ref())
			}
		}
		out.byRef[c.Ref()] = c
		out.catalogues = append(out.catalogues, c)
	}
	return &out, nil
}

// inFile puts the file's name before the pointers of an error.
func inFile(name string, err error) error {
	if err == nil {
		return nil
	}
	fields := errs.FieldsOf(err)
	out := make([]errs.Field, len(fields))
	for i, f := range fields {
		out[i] = errs.Field{Pointer: name + ":" + f.Pointer, Message: f.Message}
	}
	if len(out) == 0 {
		return errs.At(name, "%s", err.Error())
	}
	return errs.InvalidFields(out...)
}

func at(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }
