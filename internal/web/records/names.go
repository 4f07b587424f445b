package records

import (
	"context"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// named is a record that others name: what it is called and where it is.
type named struct {
	Short, Title, Href string
}

// names are the records that some rows name in their fields of links, read with
// one query for each register.
type names map[string]named

// namesOf gathers the records that the fields of values name. Those that the
// reader may not see, or that are gone, are not in it.
func (p *Pages) namesOf(v *change.View, pl *place, fields []field, values []any) (names, error) {
	ids := map[register.Kind][]string{}
	for i := range fields {
		f := &fields[i]
		if f.Type != register.Link || f.custom {
			continue
		}
		for _, value := range values {
			if id := pl.Register.Text(value, f.Name); id != "" && !slices.Contains(ids[f.To], id) {
				ids[f.To] = append(ids[f.To], id)
			}
		}
	}
	out := names{}
	for kind, some := range ids {
		reg := p.Door.Book().Of(kind)
		if reg == nil || !readable(v, reg) {
			continue
		}
		recs, err := links.ByID(v, reg, some)
		if err != nil {
			return nil, err
		}
		for i := range recs {
			value, err := reg.Decode(recs[i].Body)
			if err != nil {
				return nil, err
			}
			number := reg.Declaration().Number(recs[i].Num)
			n := named{Short: number, Title: titleOf(reg, value)}
			if to := p.atlas.places[kind]; to != nil {
				n.Short, n.Title = to.called(number, value)
				n.Href = p.to(to.page(number, value))
			}
			out[recs[i].ID] = n
		}
	}
	return out, nil
}

func readable(v *change.View, reg register.Any) bool {
	return v.Actor().May(authz.Read, reg.Declaration().Area)
}

// field is a declared field or one that the organisation added.
type field struct {
	register.Field
	custom  bool
	retired bool
}

// fieldsOf gives the fields of a register, with those that were added to it.
func (p *Pages) fieldsOf(in custom.Reader, pl *place) ([]field, error) {
	out := make([]field, 0, len(pl.d.Fields))
	for i := range pl.d.Fields {
		out = append(out, field{Field: pl.d.Fields[i]})
	}
	if !custom.Takes(pl.Register) {
		return out, nil
	}
	added, err := custom.Fields(in, p.Door.Book(), pl.d.Kind)
	for i := range added {
		out = append(out, field{Field: added[i].Declared(), custom: true, retired: added[i].Retired})
	}
	return out, err
}

// text gives a field's value as it is typed.
func (pl *place) text(value any, f *field) string {
	if f.custom {
		return custom.Of(value)[f.Name[len(custom.Prefix):]]
	}
	return pl.Register.Text(value, f.Name)
}

// shownName gives a person's name.
func (p *Pages) shownName(ctx context.Context, id string) string { return p.Name(ctx, id) }
