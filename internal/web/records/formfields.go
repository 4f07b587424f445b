package records

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/web/ui"
)

// sectionsOf puts fields under the place's headings; those that none names
// follow.
func (pl *place) sectionsOf(fields []field) (titles []Section, parts [][]field) {
	rest := slices.Clone(fields)
	for _, s := range pl.Sections {
		var in []field
		for _, name := range s.Fields {
			if i := slices.IndexFunc(rest, func(f field) bool { return f.Name == name }); i >= 0 {
				in = append(in, rest[i])
				rest = slices.Delete(rest, i, i+1)
			}
		}
		if len(in) > 0 {
			titles, parts = append(titles, s), append(parts, in)
		}
	}
	var own []field
	rest = slices.DeleteFunc(rest, func(f field) bool {
		if f.custom {
			own = append(own, f)
		}
		return f.custom
	})
	if len(rest) > 0 {
		s := Section{Title: "More"}
		if len(titles) == 0 {
			s.Title = ""
		}
		titles, parts = append(titles, s), append(parts, rest)
	}
	if len(own) > 0 {
		titles, parts = append(titles, Section{Title: "Fields of your own"}), append(parts, own)
	}
	return titles, parts
}

func (p *Pages) formSections(r *http.Request, v *change.View, pl *place, fields []field, a *asked) ([]formSection, error) {
	titles, parts := pl.sectionsOf(fields)
	var out []formSection
	for i, s := range titles {
		fs := formSection{Title: s.Title, Hint: s.Hint}
		for j := range parts[i] {
			f, err := p.input(r, v, pl, &parts[i][j], a)
			if err != nil {
				return nil, err
			}
			fs.Fields = append(fs.Fields, f)
		}
		out = append(out, fs)
	}
	return out, nil
}

// input is the control of a field, filled in as it was typed or is stored.
func (p *Pages) input(r *http.Request, v *change.View, pl *place, f *field, a *asked) (formField, error) {
	out := formField{Field: ui.Field{ID: f.Name, Label: f.Label, Hint: f.Help, Required: f.Required, Optional: !f.Required && f.Type != register.YesNo}}
	typed, there := a.sent.typed[f.Name]
	if !there {
		typed = p.typedOf(pl, f, a.value)
	}
	out.Value, out.Err = typed, a.sent.wrong[f.Name]
	switch f.Type {
	case register.LongText:
		out.Kind, out.Rows = "textarea", 4
	case register.Choice:
		out.Kind, out.Choices, out.Optional = "select", choicesOf(f, typed), false
	case register.Person:
		out.Kind, out.Choices, out.Optional = "select", p.peopleOf(r, typed), false
	case register.YesNo:
		out.Kind, out.Choices = "select", yesNoOf(f.custom || pl.three[f.Name])
		if typed == "" && !(f.custom || pl.three[f.Name]) {
			out.Value = "no"
		}
	case register.Date:
		out.Kind = "date"
	case register.Instant:
		out.Kind = "datetime-local"
	case register.Number:
		out.Size = 12
		if a.rec == nil && !there && typed == "0" && f.Default == "" {
			out.Value = "" // nothing was said yet
		}
	case register.Money:
		out.Size = 16
		out.Hint = hint(f.Help, "Such as £1,200 or 1200 GBP")
	case register.Tags:
		out.Hint = hint(f.Help, "Commas between them")
	case register.Link:
		return out, p.linkInput(v, pl, f, a, &out)
	case register.File:
		out.Kind, out.Value = "file", ""
		if a.rec != nil && pl.text(a.value, f) != "" {
			out.Kept = pl.base + "/" + pl.d.Number(a.rec.Num) + "/files/" + f.Name
			if !f.Required {
				out.Remove = f.Name + "-remove"
			}
		}
		out.Required = out.Required && out.Kept == ""
	}
	return out, nil
}

func hint(own, of string) string {
	if own == "" {
		return of
	}
	return strings.TrimRight(own, ".") + ". " + of
}

func choicesOf(f *field, now string) []ui.Choice {
	var out []ui.Choice
	if !f.Required || now == "" {
		out = append(out, ui.Choice{Label: "Not said"})
	}
	for _, o := range f.Choices {
		out = append(out, ui.Choice{Value: o.Value, Label: o.Label})
	}
	if now != "" && !slices.ContainsFunc(out, func(c ui.Choice) bool { return c.Value == now }) {
		out = append(out, ui.Choice{Value: now, Label: now})
	}
	return out
}

func yesNoOf(three bool) []ui.Choice {
	out := []ui.Choice{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}
	if three {
		out = append([]ui.Choice{{Label: "Not said"}}, out...)
	}
	return out
}

func (p *Pages) peopleOf(r *http.Request, now string) []ui.Choice {
	out := []ui.Choice{{Label: "Nobody yet"}}
	for _, m := range p.Members(r.Context()) {
		out = append(out, ui.Choice{Value: m.Person, Label: m.Name})
	}
	if now != "" && !slices.ContainsFunc(out, func(c ui.Choice) bool { return c.Value == now }) {
		out = append(out, ui.Choice{Value: now, Label: p.Name(r.Context(), now)})
	}
	return out
}

// linkInput is a line that takes a number or a name, with the records of a short
// register offered.
func (p *Pages) linkInput(v *change.View, pl *place, f *field, a *asked, out *formField) error {
	reg := p.Door.Book().Of(f.To)
	if reg == nil || !readable(v, reg) {
		out.Hint = hint(f.Help, "Its number")
		return nil
	}
	d := reg.Declaration()
	out.Hint = hint(f.Help, "The number of "+article(d.Singular)+", such as "+d.Number(1)+", or words from its name")
	found, err := change.AnyList(v, reg, register.Query{Limit: mostChoices, NoTotal: true})
	if err != nil {
		return err
	}
	for i := range found.Records {
		value, err := reg.Decode(found.Records[i].Body)
		if err != nil {
			return err
		}
		out.Suggest = append(out.Suggest, p.calledIn(reg, found.Records[i].Num, value))
	}
	if out.Value == "" || out.Value != pl.text(a.value, f) {
		return nil // what was typed
	}
	ref := out.Value
	recs, err := links.ByID(v, reg, []string{ref})
	if f.custom { // by number
		var rec register.Record
		if rec, err = change.AnyGet(v, reg, ref, 0); err == nil {
			recs = []register.Record{rec}
		} else {
			err = nil
		}
	}
	if err != nil || len(recs) == 0 {
		return err
	}
	value, err := reg.Decode(recs[0].Body)
	if err == nil {
		out.Value = p.calledIn(reg, recs[0].Num, value)
	}
	return err
}
