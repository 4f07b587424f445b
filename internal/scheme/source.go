package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/go-json-experiment/json"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

// sourceFormat is the form of a kept source. It goes up when FromSource can no
// longer read what an older program kept.
const sourceFormat = 1

// dataFile is one data file as it was read, overrides applied.
type dataFile struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// source is the form in which a book is kept, to be made again later.
type source struct {
	Format    int        `json:"format"`
	Files     []dataFile `json:"files"`
	Overrides []Override `json:"overrides,omitempty"`
}

// Source gives the bytes from which FromSource makes the same book again, with
// the same hash.
func (b *Book) Source() ([]byte, error) {
	return json.Marshal(source{Format: sourceFormat, Files: b.files, Overrides: b.overrides}, json.Deterministic(true))
}

// FromSource makes a book again from what Source gave, as strictly as Load. The
// error is an errs.Unavailable that says so when this program can no longer
// read it, or when it is not the data of the hash: no verdict may then be given
// in its name.
func FromSource(raw []byte, hash string) (*Book, error) {
	gone := func(err error) error {
		return errs.Wrap(err, errs.Unavailable, "The rule data of that time (%s) was kept by another version of Holdfast and cannot be read by this one.", hash)
	}
	var s source
	if err := strictjson.Unmarshal(raw, &s); err != nil {
		return nil, gone(err)
	}
	if s.Format != sourceFormat {
		return nil, gone(fmt.Errorf("format %d", s.Format))
	}
	b := &Book{byID: map[string]*Scheme{}, overrides: s.Overrides}
	sum := sha256.New()
	c := &checker{book: b}
	for _, f := range s.Files {
		if err := c.take(f, sum); err != nil {
			return nil, gone(err)
		}
	}
	if err := c.whole(); err != nil {
		return nil, gone(err)
	}
	b.hash = hex.EncodeToString(sum.Sum(nil))[:hashDigits]
	if b.hash != hash {
		return nil, errs.New(errs.Unavailable, "The rule data of that time (%s) has been altered since it was kept: it is that of %s. No verdict can be given by it.", hash, b.hash)
	}
	return b, nil
}
