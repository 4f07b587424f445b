package bid

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/strictjson"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
)

const (
	// MaxImport bounds the bids of one import.
	MaxImport = 100_000
	// maxFaults bounds the faults that are named.
	maxFaults = 100
)

// Imported counts what an import did; Numbers are those of the bids.
type Imported = certificate.Imported

// line is a bid as a file holds it: "id" is another word for "ref".
type line struct {
	ID string `json:"id"`
	Bid
	at   int // the line of the file
	said sayings
}

// sayings are the fields that have a value although the file may not give them.
type sayings struct{ title, stage bool }

// Read reads bids from JSON lines. The error is an errs.Invalid with a field for
// each fault, its pointer of the form "line 3: /dates/award".
func Read(r io.Reader, check func(*Bid) []errs.Field) ([]Bid, error) {
	lines, err := readLines(r, check)
	if err != nil {
		return nil, err
	}
	return bidsOf(lines), nil
}

func readLines(r io.Reader, check func(*Bid) []errs.Field) ([]line, error) {
	var out []line
	var faults []errs.Field
	refs := map[string]int{}
	err := strictjson.Lines(r, func(n int, text []byte) error {
		if len(out) == MaxImport {
			return errs.New(errs.TooLarge, "There are more than %d bids.", MaxImport)
		}
		var l line
		found := errs.FieldsOf(strictjson.Unmarshal(text, &l))
		b := &l.Bid
		if len(found) == 0 {
			l.said = sayings{title: b.Title != "", stage: b.Stage != ""}
			if b.Ref == "" {
				b.Ref = l.ID
			}
			if b.Title == "" {
				b.Title = untitled(b)
			}
			b.Decisions = nil // taken here, never in a file
			b.Normalise()
			found = check(b)
		}
		if first, twice := refs[b.Ref]; twice && b.Ref != "" && len(found) == 0 {
			found = []errs.Field{{Pointer: "/ref", Message: fmt.Sprintf("%q is on line %d already.", b.Ref, first)}}
		}
		refs[b.Ref] = n
		for _, f := range found {
			if len(faults) < maxFaults {
				faults = append(faults, errs.Field{Pointer: at(n, f.Pointer), Message: f.Message})
			}
		}
		l.at = n
		out = append(out, l)
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
	list, err := readLines(r, s.check)
	if err != nil {
		return Imported{}, err
	}
	var out Imported
	_, err = s.door.Do(ctx, by.Request("bid.import", bidsOf(list)), func(tx *change.Tx) error {
		out = Imported{Numbers: []string{}}
		rows, err := change.Collect(tx, s.bids, register.Query{})
		if err != nil {
			return err
		}
		here := map[string]*Row{}
		for i := range rows {
			here[identity(&rows[i].Value)] = &rows[i]
		}
		for i := range list {
			l := &list[i]
			known := identity(&l.Bid)
			row, err := s.upsert(tx, here[known], l, &out)
			if err != nil {
				return placed(err, l.at)
			}
			here[known] = &row
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

func (s *Service) upsert(tx *change.Tx, old *Row, l *line, out *Imported) (Row, error) {
	if old == nil {
		out.New++
		return s.takeOn(tx, l.Bid)
	}
	row, err := change.Put(tx, s.bids, old.ID, old.Version, l.over(&old.Value))
	if row.Version == old.Version {
		out.Unchanged++
	} else {
		out.Updated++
	}
	return row, err
}

// over gives the stored bid as the file has it now: what lives here and the file
// does not speak of stays, such as the stage, the judgements of scopes and the
// answer to a condition.
func (l *line) over(old *Bid) Bid {
	b := l.Bid
	keep := func(field *string, was string) {
		if *field == "" {
			*field = was
		}
	}
	keep(&b.Owner, old.Owner)
	keep(&b.Note, old.Note)
	keep(&b.Notice, old.Notice)
	if !l.said.title {
		b.Title = old.Title
	}
	if !l.said.stage {
		b.Stage = old.Stage
	}
	if len(b.Covers) == 0 {
		b.Covers = old.Covers
	}
	if len(b.Partners) == 0 {
		b.Partners = old.Partners
	}
	if len(b.Lots) == 0 {
		b.Lots = old.Lots
	}
	if b.Enquiries == nil {
		b.Enquiries = old.Enquiries
	}
	b.Decisions = old.Decisions // taken here, never in a file
	if len(b.Sources) == 0 {
		b.keepCorrections(old)
		b.Sources = sourcesOf(&b, old)
	}
	b.Requirements = slices.Clone(b.Requirements)
	for i := range b.Requirements {
		b.Requirements[i].answered(old.Requirements)
	}
	return b
}

// keepCorrections leaves a date that a person corrected as it is, when the file
// says what it said before the correction.
func (b *Bid) keepCorrections(old *Bid) {
	for name, from := range old.Sources {
		p := b.day(name)
		if from.By == "" || p == nil || !sameDay(*p, from.Was) {
			continue
		}
		*p = old.Day(name)
	}
}

func sameDay(a, b *verdict.Day) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// sourcesOf keeps where a date comes from while the date is the same.
func sourcesOf(b, old *Bid) map[string]Source {
	var out map[string]Source
	for name, from := range old.Sources {
		if !sameDay(old.Day(name), b.Day(name)) {
			continue
		}
		if out == nil {
			out = map[string]Source{}
		}
		out[name] = from
	}
	return out
}

// answered takes over what a person said of the same words: that a condition
// applies or not, that it is not asked for.
func (r *Requirement) answered(old []Requirement) {
	if r.Applies != nil || r.Removed || r.By != "" {
		return
	}
	for i := range old {
		o := old[i]
		if o.By == "" {
			continue
		}
		said := o
		said.ID, said.Applies, said.Removed, said.By, said.Why = r.ID, nil, false, "", ""
		if reflect.DeepEqual(said, *r) {
			r.Applies, r.Removed, r.By, r.Why = o.Applies, o.Removed, o.By, o.Why
			return
		}
	}
}

func bidsOf(list []line) []Bid {
	out := make([]Bid, len(list))
	for i := range list {
		out[i] = list[i].Bid
	}
	return out
}

// check gives what is wrong with a bid by itself and by the register, each place
// once.
func (s *Service) check(b *Bid) []errs.Field {
	out := b.Check(s.book)
	for _, f := range s.bids.Check(nil, b) {
		if !slices.ContainsFunc(out, func(o errs.Field) bool { return o.Pointer == f.Pointer }) {
			out = append(out, f)
		}
	}
	return out
}

// placed names the line of the file that an error is about.
func placed(err error, line int) error {
	var e *errs.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	fields := make([]errs.Field, len(e.Fields))
	for n, f := range e.Fields {
		fields[n] = errs.Field{Pointer: at(line, f.Pointer), Message: f.Message}
	}
	return errs.InvalidFields(fields...)
}

// at writes a place in a file: "line 3: /dates/award".
func at(line int, pointer string) string {
	return strings.TrimSuffix(fmt.Sprintf("line %d: %s", line, pointer), ": ")
}
