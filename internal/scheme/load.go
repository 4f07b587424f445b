package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// file is the form of every data file: what it does not have it leaves out.
type file struct {
	AsOf        civil.Date     `json:"asOf"`
	About       string         `json:"about"` // for the reader of the file
	Schemes     []*Scheme      `json:"schemes,omitempty"`
	Facts       []FactType     `json:"facts,omitempty"`
	Rules       []*Rule        `json:"rules,omitempty"`
	Demands     []Demand       `json:"demands,omitempty"`
	Satisfies   []Satisfaction `json:"satisfies,omitempty"`
	Equivalents []Equivalent   `json:"equivalents,omitempty"`
	Procurement *Procurement   `json:"procurement,omitempty"`
}

// Load reads every .json file of fsys in the order of the paths, applies the
// overrides and validates the whole. The error is an errs.Invalid that names
// the file and the JSON pointer of what is wrong.
func Load(fsys fs.FS, overrides ...Override) (*Book, error) {
	b := &Book{byID: map[string]*Scheme{}, overrides: overrides}
	sum := sha256.New()
	used := make([]bool, len(overrides))
	c := &checker{book: b}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".json" {
			return err
		}
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if raw, err = override(raw, name, overrides, used); err != nil {
			return err
		}
		return c.take(dataFile{Name: name, Text: string(raw)}, sum)
	})
	if err != nil {
		return nil, err
	}
	for i, ok := range used {
		if !ok {
			return nil, errs.At(overrides[i].Pointer, "the override of %s by %s matches nothing in the data", overrides[i].Pointer, overrides[i].Who)
		}
	}
	if err := c.whole(); err != nil {
		return nil, err
	}
	b.hash = hex.EncodeToString(sum.Sum(nil))[:hashDigits]
	return b, nil
}

// hashDigits is how much of the SHA-256 names a version of the data.
const hashDigits = 16

// take adds one file to the book, and to the sum that names it.
func (c *checker) take(d dataFile, sum io.Writer) error {
	fmt.Fprintf(sum, "%s %d\n%s", d.Name, len(d.Text), d.Text)
	c.book.files = append(c.book.files, d)
	var f file
	if err := strictjson.Unmarshal([]byte(d.Text), &f); err != nil {
		return inFile(d.Name, err)
	}
	return c.add(d.Name, &f)
}

// inFile puts the file's name before the pointers of an error.
func inFile(name string, err error) error {
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
