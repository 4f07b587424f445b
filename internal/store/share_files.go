package store

import (
	"context"

	"holdfast/internal/register"
)

// FileReference is one place in the records that names a stored file.
type FileReference struct {
	Org    string
	Kind   register.Kind
	Number string // "CERT-12"
	Field  string
	// Version is that of the record; Present says that it is the latest.
	Version int64
	Present bool
	Hash    string
}

// FileReferences calls each for every file that a record or an earlier version
// of one names, in any organisation: every field of the type File of every
// register in the book. A body that was emptied (erasure) names nothing.
func (s *Store) FileReferences(ctx context.Context, book *register.Book, each func(FileReference)) error {
	return s.View(ctx, System(WorkDoctor), func(tx *Tx) error {
		for _, reg := range book.All() {
			if err := tx.filesOf(ctx, reg, each); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Tx) filesOf(ctx context.Context, reg register.Any, each func(FileReference)) error {
	d := reg.Declaration()
	var fields []string
	for _, f := range d.Fields {
		if f.Type == register.File {
			fields = append(fields, f.Name)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	for _, q := range []struct {
		text string
		args []any
	}{
		{"SELECT org_id, num, version, body, 1 FROM record WHERE kind = $1 ORDER BY org_id, num", []any{string(d.Kind)}},
		{"SELECT org_id, num, version, body, 0 FROM revision WHERE kind = $1 AND valid_to <> $2 ORDER BY org_id, num, version", []any{string(d.Kind), forever}},
	} {
		err := t.Query(ctx, q.text, q.args, func(scan func(...any) error) error {
			r := FileReference{Kind: d.Kind}
			var num, present int64
			var body []byte
			if err := scan(&r.Org, &num, &r.Version, &body, &present); err != nil || len(body) == 0 {
				return err
			}
			r.Number, r.Present = d.Number(num), present == 1
			value, err := reg.Decode(body)
			if err != nil {
				return err
			}
			for _, r.Field = range fields {
				if r.Hash = reg.Text(value, r.Field); r.Hash != "" {
					each(r)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
