package records

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
)

// exportAddress is where the whole of a list goes out as CSV.
func (p *Pages) exportAddress(pl *place, l *listing) string {
	return strings.Replace(p.address(pl, l), pl.Path, pl.base+"/export.csv", 1)
}

// exportPage is how many records are read at a time.
const exportPage = 500

// export sends every record that a list finds, on all of its pages, as CSV: one
// snapshot, written as it is read.
func (p *Pages) export(pl *place, w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	begun := false
	err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		l, err := p.listing(v, pl, r.URL.Query())
		if err != nil {
			return err
		}
		fields, err := p.fieldsOf(v, pl)
		if err != nil {
			return err
		}
		cols := pl.columnsOf(l, fields)
		q := l.Query()
		q.Limit, q.NoTotal, q.After = exportPage, true, ""
		if q.Sort == "" {
			q.Sort = pl.Sort
		}
		out := csv.NewWriter(w)
		out.UseCRLF = true
		for {
			found, err := change.AnyList(v, pl.Register, q)
			if err != nil {
				return err
			}
			if !begun {
				begun = true
				w.Header().Set("Content-Type", "text/csv; charset=utf-8")
				w.Header().Set("Content-Disposition", web.Disposition(p.exportName(pl, l)))
				if err := out.Write(pl.csvHead(cols)); err != nil {
					return err
				}
			}
			if err := p.writeRows(r, v, pl, out, cols, found.Records); err != nil {
				return err
			}
			if found.Next == "" {
				return nil
			}
			q.After = found.Next
		}
	})
	if err != nil && begun && errs.CodeOf(err) == errs.Internal {
		return err // the connection is cut: a part never looks whole
	}
	return err
}

func (p *Pages) exportName(pl *place, l *listing) string {
	name := pl.Title
	if l.View != nil {
		name += ", " + l.View.Value.Name
	}
	return name + " " + p.Today().String() + ".csv"
}

func (pl *place) csvHead(cols []field) []string {
	out := []string{"Number"}
	if pl.Key != "" {
		out = append(out, pl.d.Field(pl.Key).Label)
	}
	if pl.title != nil {
		out = append(out, pl.title.Label)
	}
	for i := range cols {
		out = append(out, cols[i].Label)
	}
	return out
}

func (p *Pages) writeRows(r *http.Request, v *change.View, pl *place, out *csv.Writer, cols []field, recs []register.Record) error {
	values := make([]any, len(recs))
	for i := range recs {
		var err error
		if values[i], err = pl.Register.Decode(recs[i].Body); err != nil {
			return err
		}
	}
	n, err := p.namesOf(v, pl, cols, values)
	if err != nil {
		return err
	}
	for i := range recs {
		line := []string{pl.d.Number(recs[i].Num)}
		if pl.Key != "" {
			line = append(line, safeCell(pl.Register.Text(values[i], pl.Key)))
		}
		if pl.title != nil {
			line = append(line, safeCell(pl.Register.Text(values[i], pl.title.Name)))
		}
		for j := range cols {
			line = append(line, p.csvCell(r, pl, n, &cols[j], values[i]))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvCell writes a value so that a spreadsheet reads it and an import finds it
// again: dates as 2027-02-14, people by name, choices by their label.
func (p *Pages) csvCell(r *http.Request, pl *place, n names, f *field, value any) string {
	text := pl.text(value, f)
	if text == "" {
		return ""
	}
	switch f.Type {
	case register.Choice:
		text = f.LabelOf(text)
	case register.Person:
		text = p.Name(r.Context(), text)
	case register.Link:
		if to, ok := n[text]; ok && !f.custom {
			text = strings.TrimSpace(to.Short + " " + to.Title)
		} else if !f.custom {
			text = ""
		}
	case register.Instant:
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	case register.Number:
		return text // a sum that is below nothing begins with a hyphen and is no formula
	}
	return safeCell(text)
}

// safeCell keeps text from being read as a formula: a spreadsheet takes what
// begins with one of these marks for one, whoever typed it.
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
