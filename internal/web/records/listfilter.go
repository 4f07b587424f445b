package records

import (
	"net/http"
	"net/url"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/web/ui"
)

func parseQuery(q string) (url.Values, error) { return url.ParseQuery(q) }

// filterFields are the questions of the filter form, one for each field that can
// be filtered by and answered as the listing says. held are filters that no
// question can say, such as one of two values at once; they stay.
func (p *Pages) filterFields(r *http.Request, v *change.View, pl *place, l *listing) (out []ui.Field, held []register.Filter, err error) {
	said := map[string]bool{}
	one := func(field string, ops ...register.Op) (register.Filter, bool) {
		for _, f := range l.Filters {
			if f.Field == field && slices.Contains(ops, f.Op) && len(f.Values) <= 1 {
				said[field+string(f.Op)] = true
				return f, true
			}
		}
		return register.Filter{}, false
	}
	for i := range pl.d.Fields {
		d := &pl.d.Fields[i]
		if !d.Filter {
			continue
		}
		switch d.Type {
		case register.Choice, register.YesNo, register.Person:
			f := ui.Field{ID: "f." + d.Name, Label: d.Label, Kind: "select", Choices: p.filterChoices(r, d, pl.three[d.Name])}
			if was, ok := one(d.Name, register.Is, register.Not, register.Empty, register.Given); ok {
				f.Value = string(was.Op)
				if len(was.Values) > 0 {
					f.Value += ":" + was.Values[0]
				}
			}
			out = append(out, f)
		case register.Date, register.Money, register.Number, register.Instant:
			kind := "text"
			if d.Type == register.Date {
				kind = "date"
			}
			for _, op := range []register.Op{register.From, register.To} {
				f := ui.Field{ID: d.Name + "[" + string(op) + "]", Label: d.Label + ", " + string(op), Kind: kind, Size: 12}
				if was, ok := one(d.Name, op); ok {
					f.Value = was.Values[0]
				}
				out = append(out, f)
			}
		case register.Tags:
			f := ui.Field{ID: d.Name + "[has]", Label: d.Label, Hint: "One word"}
			if was, ok := one(d.Name, register.Has); ok {
				f.Value = was.Values[0]
			}
			out = append(out, f)
		case register.Link:
			f := ui.Field{ID: "f." + d.Name, Label: d.Label, Kind: "select", Choices: []ui.Choice{{Label: "Any"}, {Value: "given", Label: "Stated"}, {Value: "empty", Label: "None"}}}
			to, err := p.linkChoices(v, d)
			if err != nil {
				return nil, nil, err
			}
			for _, c := range to {
				f.Choices = append(f.Choices, ui.Choice{Value: "is:" + c.Value, Label: c.Label})
			}
			if was, ok := one(d.Name, register.Is, register.Empty, register.Given); ok {
				f.Value = string(was.Op)
				if len(was.Values) > 0 {
					f.Value += ":" + was.Values[0]
				}
				if !slices.ContainsFunc(f.Choices, func(c ui.Choice) bool { return c.Value == f.Value }) {
					f.Choices = append(f.Choices, ui.Choice{Value: f.Value, Label: "as now"})
				}
			}
			out = append(out, f)
		default:
			f := ui.Field{ID: d.Name, Label: d.Label, Hint: "Exactly so"}
			if slices.Contains([]string{"q", "sort", "cols", "view", "limit", "total", "after", "asAt", "done", "panel"}, d.Name) {
				f.ID += "[is]"
			}
			if was, ok := one(d.Name, register.Is); ok && len(was.Values) > 0 {
				f.Value = was.Values[0]
			}
			out = append(out, f)
		}
	}
	for _, f := range l.Filters {
		if !said[f.Field+string(f.Op)] {
			held = append(held, f)
		}
	}
	return out, held, nil
}

// filterChoices are the answers to a question of few values: each of them, all
// but each, none and any.
func (p *Pages) filterChoices(r *http.Request, d *register.Field, three bool) []ui.Choice {
	var values []ui.Choice
	switch d.Type {
	case register.YesNo:
		values = []ui.Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}
	case register.Person:
		for _, m := range p.Members(r.Context()) {
			values = append(values, ui.Choice{Value: m.Person, Label: m.Name})
		}
	default:
		for _, o := range d.Choices {
			values = append(values, ui.Choice{Value: o.Value, Label: o.Label})
		}
	}
	out := []ui.Choice{{Label: "Any"}}
	for _, c := range values {
		out = append(out, ui.Choice{Value: "is:" + c.Value, Label: c.Label})
	}
	if d.Type == register.YesNo {
		if three {
			out = append(out, ui.Choice{Value: "empty", Label: "Not said"})
		}
		return out
	}
	if d.Type == register.Choice && len(values) > 2 {
		for _, c := range values {
			out = append(out, ui.Choice{Value: "not:" + c.Value, Label: "Not: " + c.Label})
		}
	}
	if !d.Required {
		out = append(out, ui.Choice{Value: "empty", Label: "None stated"}, ui.Choice{Value: "given", Label: "Any stated"})
	}
	return out
}

// mostChoices bounds what is offered of a register that a field leads to; in a
// longer one a record is named by its number.
const mostChoices = 200

// linkChoices offers the records that a field can lead to.
func (p *Pages) linkChoices(v *change.View, d *register.Field) ([]ui.Choice, error) {
	to := p.Door.Book().Of(d.To)
	if to == nil || !readable(v, to) {
		return nil, nil
	}
	found, err := change.AnyList(v, to, register.Query{Limit: mostChoices, NoTotal: true})
	if err != nil {
		return nil, err
	}
	var out []ui.Choice
	for i := range found.Records {
		value, err := to.Decode(found.Records[i].Body)
		if err != nil {
			return nil, err
		}
		out = append(out, ui.Choice{Value: found.Records[i].ID, Label: p.calledIn(to, found.Records[i].Num, value)})
	}
	return out, nil
}

// calledIn says a record in a line: "RISK-31 Phishing of finance staff".
func (p *Pages) calledIn(reg register.Any, num int64, value any) string {
	number := reg.Declaration().Number(num)
	title := titleOf(reg, value)
	if pl := p.atlas.places[reg.Declaration().Kind]; pl != nil {
		number, title = pl.called(number, value)
	}
	if title == "" || title == number {
		return number
	}
	return number + " " + title
}
