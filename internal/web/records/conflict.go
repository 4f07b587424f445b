package records

import (
	"net/http"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/share/report"
	"holdfast/internal/web/frame"
)

// overtaken says what was changed in a record since the version that a form was
// opened with; nil when nothing that can be seen was.
func (p *Pages) overtaken(r *http.Request, pl *place, now *register.Record, version int64) (*conflict, error) {
	ctx := r.Context()
	c := &conflict{Who: p.Name(ctx, now.UpdatedBy), When: p.when(now.UpdatedAt)}
	err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) error {
		before, err := p.versionOf(v, pl, now.ID, version)
		if err != nil {
			return err
		}
		after, err := pl.Register.Decode(now.Body)
		if err != nil {
			return err
		}
		c.Lines, err = p.differences(r, v, pl, before, after)
		return err
	})
	return c, err
}

// versionOf gives what a record said in one of its versions; nil when there was
// none.
func (p *Pages) versionOf(v *change.View, pl *place, id string, version int64) (any, error) {
	recs, err := change.AnyHistory(v, pl.Register, id)
	if err != nil {
		return nil, err
	}
	for i := range recs {
		if recs[i].Version == version && !recs[i].Deleted {
			return pl.Register.Decode(recs[i].Body)
		}
	}
	return nil, nil
}

// differences says field by field what differs between two values of a record.
func (p *Pages) differences(r *http.Request, v *change.View, pl *place, before, after any) ([]conflictLine, error) {
	fields, err := p.fieldsOf(v, pl)
	if err != nil {
		return nil, err
	}
	var values []any
	for _, value := range []any{before, after} {
		if value != nil {
			values = append(values, value)
		}
	}
	n, err := p.namesOf(v, pl, fields, values)
	if err != nil {
		return nil, err
	}
	return p.differ(r, pl, n, fields, before, after), nil
}

// differ says what differs, the names of linked records being known.
func (p *Pages) differ(r *http.Request, pl *place, n names, fields []field, before, after any) []conflictLine {
	var out []conflictLine
	for i := range fields {
		f := &fields[i]
		if f.Computed {
			continue
		}
		var was, is string
		if before != nil {
			was = pl.text(before, f)
		}
		if after != nil {
			is = pl.text(after, f)
		}
		if was == is {
			continue
		}
		out = append(out, conflictLine{Label: f.Label, Was: p.words(r, pl, n, f, before, was), Now: p.words(r, pl, n, f, after, is)})
	}
	return out
}

// words says a field's value in one line.
func (p *Pages) words(r *http.Request, pl *place, n names, f *field, value any, text string) string {
	if text == "" || value == nil {
		return ""
	}
	if f.custom || f.Type == register.Link {
		s := p.show(r.Context(), pl, n, f, value)
		if s.ID != "" && s.Text != "" {
			return s.ID + " " + s.Text
		}
		return s.ID + s.Text
	}
	return report.Words(&f.Field, pl.Register.Get(value, f.Name), func(id string) string { return p.Name(r.Context(), id) })
}

// when says an instant as people do.
func (p *Pages) when(at int64) string {
	return time.UnixMicro(at).In(p.Zone).Format("2 January 2006, 15:04")
}
