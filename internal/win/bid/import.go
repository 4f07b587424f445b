package bid

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/strictjson"
)

const (
	// MaxImport bounds the bids of one import.
	MaxImport = 100_000
	// maxFaults bounds the faults that are named.
	maxFaults = 100
)

// Imported counts what an import did.
type Imported struct {
	Read      int `json:"read"`
	New       int `json:"new"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	// Numbers are the numbers of the bids, in the order of the file.
	Numbers []string `json:"numbers"`
}

// line is a bid as a file holds it: "id" is another word for "ref".
type line struct {
	ID string `json:"id"`
	Bid
}

// Read reads bids from JSON lines. The error is an errs.Invalid with a field for
// each fault, its pointer of the form "line 3: /dates/award".
func Read(r io.Reader, check func(*Bid) []errs.Field) ([]Bid, error) {
	var out []Bid
	var faults []errs.Field
	refs := map[string]int{}
	err := strictjson.Lines(r, func(n int, text []byte) error {
		if len(out) == MaxImport {
			return errs.New(errs.TooLarge, "There are more than %d bids.", MaxImport)
		}
		var l line
		found := errs.FieldsOf(strictjson.Unmarshal(text, &l))
		b := l.Bid
		if len(found) == 0 {
			if b.Ref == "" {
				b.Ref = l.ID
			}
			if b.Title == "" {
				b.Title = untitled(&b)
			}
			b.Normalise()
			found = check(&b)
		}
		if first, twice := refs[b.Ref]; twice && b.Ref != "" && len(found) == 0 {
			found = []errs.Field{{Pointer: "/ref", Message: fmt.Sprintf("%q is on line %d already.", b.Ref, first)}}
		}
		refs[b.Ref] = n
		for _, f := range found {
			if len(faults) < maxFaults {
				faults = append(faults, errs.Field{Pointer: strings.TrimSuffix(fmt.Sprintf("line %d: %s", n, f.Pointer), ": "), Message: f.Message})
			}
		}
		out = append(out, b)
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(faults) > 0:
		return nil, errs.InvalidFields(faults...)
	case len(out) == 0:
		return nil, errs.New(errs.Invalid, "There is nothing to import: give one bid a line, as JSON.")
	}
	return out, nil
}

func untitled(b *Bid) string {
	switch {
	case b.Buyer != "":
		return "Bid to " + b.Buyer
	case b.Ref != "":
		return "Bid " + b.Ref
	}
	return "Untitled bid"
}

// Import stores bids from JSON lines, all or nothing. A bid whose ref is here
// already is updated; the same file twice changes nothing, even for bids without a ref.
func (s *Service) Import(ctx context.Context, by By, r io.Reader) (Imported, error) {
	list, err := Read(r, func(b *Bid) []errs.Field { return b.Check(s.book) })
	if err != nil {
		return Imported{}, err
	}
	var out Imported
	_, err = s.door.Do(ctx, by.Request("bid.import", list), func(tx *change.Tx) error {
		out = Imported{Numbers: []string{}}
		rows, err := change.Collect(tx, s.bids, register.Query{})
		if err != nil {
			return err
		}
		at := map[string]*Row{}
		for i := range rows {
			at[identity(&rows[i].Value)] = &rows[i]
		}
		for i, b := range list {
			row, err := s.upsert(tx, at[identity(&b)], b, &out)
			if err != nil {
				return placed(err, i)
			}
			out.Read++
			out.Numbers = append(out.Numbers, row.Number)
		}
		tx.Note(map[string]any{"read": out.Read, "new": out.New, "updated": out.Updated, "unchanged": out.Unchanged})
		return nil
	})
	if err != nil {
		return Imported{}, err
	}
	return out, nil
}

// identity is what a bid is known again by: its ref, else all that it says.
func identity(b *Bid) string {
	if b.Ref != "" {
		return "ref " + b.Ref
	}
	text, _ := strictjson.Marshal(b) // plain values: cannot fail
	return string(text)
}

func (s *Service) upsert(tx *change.Tx, old *Row, b Bid, out *Imported) (Row, error) {
	if old == nil {
		out.New++
		return change.Insert(tx, s.bids, b)
	}
	if b.Owner == "" {
		b.Owner = old.Value.Owner
	}
	if len(b.Covers) == 0 {
		b.Covers = old.Value.Covers
	}
	row, err := change.Put(tx, s.bids, old.ID, old.Version, b)
	if row.Version == old.Version {
		out.Unchanged++
	} else {
		out.Updated++
	}
	return row, err
}

// placed names the bid of the file that an error is about.
func placed(err error, i int) error {
	var e *errs.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	fields := make([]errs.Field, len(e.Fields))
	for n, f := range e.Fields {
		fields[n] = errs.Field{Pointer: fmt.Sprintf("bid %d: %s", i+1, f.Pointer), Message: f.Message}
	}
	return errs.InvalidFields(fields...)
}
