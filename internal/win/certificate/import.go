package certificate

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
	// MaxImport bounds the certificates of one import: a group of forty firms
	// has some hundreds.
	MaxImport = 10_000
	// maxFaults bounds the faults that are named.
	maxFaults = 100
)

// Imported counts what an import did.
type Imported struct {
	Read      int `json:"read"`
	New       int `json:"new"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	// Numbers are the numbers of the certificates, in the order of the file.
	Numbers []string `json:"numbers"`
}

// Read reads certificates from JSON lines. The error is an errs.Invalid with a
// field for each fault, its pointer of the form "line 3: /expires".
func Read(r io.Reader, check func(*Certificate) []errs.Field) ([]Certificate, error) {
	var out []Certificate
	var faults []errs.Field
	refs := map[string]int{}
	err := strictjson.Lines(r, func(line int, b []byte) error {
		if len(out) == MaxImport {
			return errs.New(errs.TooLarge, "There are more than %d certificates.", MaxImport)
		}
		var c Certificate
		found := errs.FieldsOf(strictjson.Unmarshal(b, &c))
		if len(found) == 0 {
			for i := range c.Status {
				c.Status[i].State = strings.ReplaceAll(c.Status[i].State, "_", "-")
			}
			found = check(&c)
		}
		if first, twice := refs[c.Ref]; twice && c.Ref != "" && len(found) == 0 {
			found = []errs.Field{{Pointer: "/ref", Message: fmt.Sprintf("%q is on line %d already.", c.Ref, first)}}
		}
		refs[c.Ref] = line
		for _, f := range found {
			if len(faults) < maxFaults {
				faults = append(faults, errs.Field{Pointer: strings.TrimSuffix(fmt.Sprintf("line %d: %s", line, f.Pointer), ": "), Message: f.Message})
			}
		}
		out = append(out, c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, errs.InvalidFields(faults...)
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Invalid, "There is nothing to import: give one certificate a line, as JSON.")
	}
	return out, nil
}

// Import stores certificates from JSON lines, all or nothing. A certificate
// that is here already, by its ref or else by scheme, number and holder, is
// updated; the same file twice changes nothing.
func (s *Service) Import(ctx context.Context, by By, r io.Reader) (Imported, error) {
	list, err := Read(r, func(c *Certificate) []errs.Field { return c.Check(s.book) })
	if err != nil {
		return Imported{}, err
	}
	for i := range list {
		s.settle(&list[i])
	}
	var out Imported
	_, err = s.door.Do(ctx, by.Request("certificate.import", list), func(tx *change.Tx) error {
		out = Imported{Numbers: []string{}}
		rows, err := change.Collect(tx, s.certs, register.Query{})
		if err != nil {
			return err
		}
		index := map[string]int{}
		for i, row := range rows {
			for _, k := range keys(&row.Value) {
				index[k] = i
			}
		}
		for line, c := range list {
			out.Read++
			at := -1
			for _, k := range keys(&c) {
				// Two refs are two certificates, whatever else is alike.
				if i, ok := index[k]; ok && (c.Ref == "" || rows[i].Value.Ref == "" || rows[i].Value.Ref == c.Ref) {
					at = i
					break
				}
			}
			var row Row
			if at < 0 {
				row, err = change.Insert(tx, s.certs, c)
				out.New++
			} else {
				keep(&c, &rows[at].Value)
				row, err = change.Put(tx, s.certs, rows[at].ID, rows[at].Version, c)
				if row.Version == rows[at].Version {
					out.Unchanged++
				} else {
					out.Updated++
				}
			}
			if err != nil {
				return placed(err, line)
			}
			if at < 0 {
				at = len(rows)
				rows = append(rows, row)
			} else {
				rows[at] = row
			}
			for _, k := range keys(&c) {
				index[k] = at
			}
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

// keys are what a certificate is known again by, the strongest first.
func keys(c *Certificate) []string {
	var out []string
	if c.Ref != "" {
		out = append(out, "ref\x00"+c.Ref)
	}
	if c.Number != "" {
		out = append(out, strings.Join([]string{"number", c.Scheme, holderKey(c.Number), holderKey(c.Holder)}, "\x00"))
	}
	return out
}

// keep carries over what lives here and a file rarely says: the stored file,
// the renewal's plan and the person.
func keep(c, stored *Certificate) {
	if c.File == "" {
		c.File, c.FileName = stored.File, stored.FileName
	}
	if c.Renewal == (Renewal{}) {
		c.Renewal = stored.Renewal
	}
	if c.Owner == "" {
		c.Owner = stored.Owner
	}
	if c.Covers == "" {
		c.Covers = stored.Covers
	}
	if c.VerifyLink == "" {
		c.VerifyLink, c.VerifiedOn = stored.VerifyLink, stored.VerifiedOn
	}
	if c.Ref == "" {
		c.Ref = stored.Ref
	}
}

// placed names the certificate of the file that an error is about.
func placed(err error, line int) error {
	var e *errs.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	fields := make([]errs.Field, len(e.Fields))
	for i, f := range e.Fields {
		fields[i] = errs.Field{Pointer: fmt.Sprintf("certificate %d: %s", line+1, f.Pointer), Message: f.Message}
	}
	return errs.InvalidFields(fields...)
}
