package evidence

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// ForView asks what evidence is for: controls to tick, by theme, and a line for
// clauses and certificates.
type ForView struct {
	Groups []ui.Choices
	Open   bool // something is ticked, or wrong
	Chosen []string
	Also   ui.Field
	Err    string
}

// forView lists the controls that apply, or are not decided yet, with those of
// refs ticked. What no control has of refs goes to the line.
func (p *Pages) forView(in *change.View, refs []string, also, fault string) (ForView, error) {
	v := ForView{Err: fault, Open: fault != "" || len(refs) > 0}
	rest := split(also)
	rows, err := change.Collect(in, p.Controls, register.Query{})
	if err != nil {
		return v, err
	}
	slices.SortStableFunc(rows, func(a, b control.Row) int {
		return cmp.Compare(control.Order(a.Value.Ref), control.Order(b.Value.Ref))
	})
	left := slices.Clone(refs)
	for _, row := range rows {
		c := &row.Value
		i := slices.IndexFunc(left, func(s string) bool { return strings.EqualFold(s, c.Ref) || strings.EqualFold(s, row.Number) })
		if c.Excluded() && i < 0 {
			continue
		}
		theme := themeWord(c.Theme)
		g := slices.IndexFunc(v.Groups, func(g ui.Choices) bool { return g.Legend == theme })
		if g < 0 {
			g = len(v.Groups)
			v.Groups = append(v.Groups, ui.Choices{ID: "for-" + itoa(g), Name: "for", Legend: theme, Many: true})
		}
		v.Groups[g].Options = append(v.Groups[g].Options, ui.Choice{Value: row.Number, Label: c.Ref + " " + c.Title, On: i >= 0})
		if i >= 0 {
			v.Chosen = append(v.Chosen, c.Ref)
			left = slices.Delete(left, i, i+1)
		}
	}
	for _, s := range left {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(rest, s) {
			rest = append(rest, s)
		}
	}
	v.Also = ui.Field{ID: "also", Label: "Clauses and certificates", Hint: "Their numbers, with commas between: 9.2, CERT-2.", Optional: true, Value: strings.Join(rest, ", ")}
	if len(v.Groups) == 0 {
		v.Also.Label = "Controls, clauses and certificates"
	}
	return v, nil
}

func themeWord(theme string) string {
	switch theme {
	case "":
		return "Other controls"
	case "organizational": // as the standard spells it
		return "Organisational"
	}
	return strings.ToUpper(theme[:1]) + theme[1:]
}

// askFor is forView in a snapshot of its own.
func (p *Pages) askFor(r *http.Request, refs []string, also, fault string) (v ForView, err error) {
	err = p.Door.See(r.Context(), frame.Actor(r.Context()), func(in *change.View) (err error) {
		v, err = p.forView(in, refs, also, fault)
		return err
	})
	return v, err
}

// targetsOf gives what a record is linked to in a role, controls by their ref.
func (p *Pages) targetsOf(v *change.View, id, role string) ([]evidence.Target, error) {
	all, err := v.Links(id, 0)
	if err != nil {
		return nil, err
	}
	var out []evidence.Target
	for _, l := range all {
		reg := p.Door.Book().Of(l.ToKind)
		if l.From != id || l.Role != role || reg == nil {
			continue
		}
		rec, err := change.AnyGet(v, reg, l.To, 0)
		if err != nil {
			return nil, err
		}
		value, err := reg.Decode(rec.Body)
		if err != nil {
			return nil, err
		}
		out = append(out, target(reg, &rec, value))
	}
	slices.SortStableFunc(out, func(a, b evidence.Target) int {
		return cmp.Or(cmp.Compare(control.Order(a.Ref), control.Order(b.Ref)), cmp.Compare(a.Ref, b.Ref))
	})
	return out, nil
}

// target describes what evidence is for as people know it.
func target(reg register.Any, rec *register.Record, value any) evidence.Target {
	number := reg.Declaration().Number(rec.Num)
	switch c := value.(type) {
	case *control.Control:
		return evidence.Target{ID: rec.ID, Ref: c.Ref, Title: c.Title, Owner: c.Owner, Href: "/controls/" + c.Ref}
	case *control.Clause:
		return evidence.Target{ID: rec.ID, Ref: c.Ref, Title: c.Title, Owner: c.Owner, Href: "/clauses/" + c.Ref}
	}
	return evidence.Target{ID: rec.ID, Ref: number, Title: reg.Text(value, "scheme"), Href: "/certificates/" + number}
}

// item gives an item with what it is for.
func (p *Pages) item(r *http.Request, number string) (evidence.Row, []evidence.Target, error) {
	row, err := p.Service.Get(r.Context(), frame.Actor(r.Context()), number)
	if err != nil {
		return row, nil, err
	}
	var targets []evidence.Target
	err = p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) {
		targets, err = p.targetsOf(v, row.ID, links.Evidences)
		return err
	})
	return row, targets, err
}
