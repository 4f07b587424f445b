package scope

import (
	"cmp"
	"slices"
	"strings"
)

// Difference is one thing in which two statements differ. Empty Was: it is new;
// empty Is: it is gone.
type Difference struct {
	Part    string // "Boundary", "Site"
	Was, Is string
}

// Diff says in what b differs from a, in the order of the statement.
func Diff(a, b Content) []Difference {
	var out []Difference
	words := func(part, was, is string) {
		if was != is {
			out = append(out, Difference{part, was, is})
		}
	}
	words("The scope in a sentence", a.Wording, b.Wording)
	words("What we do", a.Activities, b.Activities)
	out = append(out, diffList("Legal entity", a.Entities, b.Entities, func(e CoveredEntity) string { return e.ID }, CoveredEntity.Text)...)
	out = append(out, diffList("Site", a.Sites, b.Sites, func(p CoveredSite) string { return p.ID }, CoveredSite.Text)...)
	words("Boundary", a.Boundary, b.Boundary)
	words("Interfaces", a.Interfaces, b.Interfaces)
	words("Dependencies", a.Dependencies, b.Dependencies)
	out = append(out, diffList("Exclusion", a.Exclusions, b.Exclusions, func(x Exclusion) string { return x.What }, Exclusion.Text)...)
	return out
}

// diffList compares lists whose items have a key; an item of the same key that
// reads otherwise has changed.
func diffList[T any](part string, a, b []T, key, words func(T) string) []Difference {
	var out []Difference
	in := func(list []T, k string) (string, bool) {
		i := slices.IndexFunc(list, func(x T) bool { return key(x) == k })
		if i < 0 {
			return "", false
		}
		return words(list[i]), true
	}
	for _, x := range a {
		if is, _ := in(b, key(x)); is != words(x) {
			out = append(out, Difference{part, words(x), is})
		}
	}
	for _, x := range b {
		if _, had := in(a, key(x)); !had {
			out = append(out, Difference{part, "", words(x)})
		}
	}
	return out
}

// Text says an entity in a line.
func (e CoveredEntity) Text() string {
	if e.Number == "" {
		return e.Name
	}
	return e.Name + " (" + e.Number + ")"
}

// Text says a site in a line.
func (p CoveredSite) Text() string {
	out := p.Name
	if p.Address != "" {
		out += ", " + strings.Join(strings.FieldsFunc(p.Address, func(r rune) bool { return r == '\n' }), ", ")
	}
	if p.Does != "" {
		out += ": " + p.Does
	}
	return out
}

// Text says an exclusion in a line.
func (x Exclusion) Text() string { return x.What + ": " + x.Why }

// tidy writes the answers without blanks around them, and drops empty
// exclusions.
func (d *Draft) tidy() {
	d.Wording = line(d.Wording)
	for _, p := range []*string{&d.Activities, &d.Boundary, &d.Interfaces, &d.Dependencies} {
		*p = text(*p)
	}
	slices.Sort(d.Entities)
	d.Entities = slices.Compact(d.Entities)
	for i := range d.Exclusions {
		d.Exclusions[i] = Exclusion{line(d.Exclusions[i].What), line(d.Exclusions[i].Why)}
	}
	d.Exclusions = slices.DeleteFunc(d.Exclusions, func(x Exclusion) bool { return x.What == "" && x.Why == "" })
	slices.SortStableFunc(d.Exclusions, func(a, b Exclusion) int { return cmp.Compare(a.What, b.What) })
}
