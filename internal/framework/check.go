package framework

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"holdfast/internal/errs"
)

var (
	// catalogueID names a framework in addresses and on the command line.
	catalogueID = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)
	// editionName is short and has no colon, which stands between id and edition.
	editionName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{0,19}$`)
	// itemID is what people write in a statement of applicability.
	itemID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$`)
	// letterRange is the lettered parts of a clause.
	letterRange = regexp.MustCompile(`^a-[b-z]$`)
)

// line tells whether a text is one line that people can read: not empty, not
// padded, no control characters, at most limit runes.
func line(s string, limit int) bool {
	return s != "" && strings.TrimSpace(s) == s && utf8.RuneCountInString(s) <= limit && strings.IndexFunc(s, unicode.IsControl) < 0
}

// titleLimit and textLimit bound what a catalogue says of an item, in runes.
const (
	titleLimit = 400
	textLimit  = 4000
)

// problems collects what is wrong, at most enough of it to work through.
type problems []errs.Field

func (p *problems) add(pointer, format string, args ...any) {
	if len(*p) < 50 {
		*p = append(*p, errs.FieldsOf(errs.At(pointer, format, args...))...)
	}
}

func (p *problems) err() error {
	if len(*p) == 0 {
		return nil
	}
	return errs.InvalidFields(*p...)
}

// check validates one catalogue and indexes it.
func (c *Catalogue) check() error {
	var p problems
	if !catalogueID.MatchString(c.ID) {
		p.add("/id", "%q is not an id: two to forty small letters, figures and hyphens, a letter first", c.ID)
	}
	if !editionName.MatchString(c.Edition) {
		p.add("/edition", "%q is not an edition: up to twenty letters, figures, dots and hyphens", c.Edition)
	}
	if !line(c.Name, titleLimit) {
		p.add("/name", "the name is missing, longer than %d letters or not one line", titleLimit)
	}
	if !c.Own {
		for _, f := range []struct{ pointer, text string }{{"/about", c.About}, {"/owner", c.Owner}, {"/reference", c.Reference}, {"/licence", c.Licence}} {
			if !line(f.text, textLimit) {
				p.add(f.pointer, "missing, too long or not one line")
			}
		}
		if c.AsOf.IsZero() {
			p.add("/asOf", "the day of the facts is missing")
		}
		if len(c.Facts) == 0 {
			p.add("/facts", "no source is named")
		}
	}
	for i, f := range c.Facts {
		if f.Of == "" || f.Source == "" || f.AsOf.IsZero() || !slices.Contains(certainties, f.Certainty) {
			p.add(at("/facts", i), "a fact needs of, source, asOf and a certainty of %v", certainties)
		}
	}
	values := c.checkAttributes(&p)
	c.checkGroups(&p)
	c.checkItems(&p, values)
	return p.err()
}

// checkAttributes gives the values of each attribute that no item has used yet.
func (c *Catalogue) checkAttributes(p *problems) map[string]map[string]bool {
	values := map[string]map[string]bool{}
	for i, a := range c.Attributes {
		if a.ID == "" || a.Name == "" || len(a.Values) == 0 || values[a.ID] != nil {
			p.add(at("/attributes", i), "an attribute needs an id of its own, a name and values")
		}
		values[a.ID] = map[string]bool{}
		for j, v := range a.Values {
			if _, twice := values[a.ID][v.ID]; twice || v.ID == "" || v.Name == "" {
				p.add(at(at("/attributes", i)+"/values", j), "a value needs an id of its own and a name")
			}
			values[a.ID][v.ID] = false
		}
	}
	return values
}

func (c *Catalogue) checkGroups(p *problems) {
	c.groups = make(map[string]int, len(c.Groups))
	for i, g := range c.Groups {
		ptr := at("/groups", i)
		if !itemID.MatchString(g.ID) {
			p.add(ptr+"/id", "%q is not an id: letters, figures, dots, hyphens, strokes, at most forty", g.ID)
		}
		if _, twice := c.groups[g.ID]; twice {
			p.add(ptr+"/id", "%q is there twice", g.ID)
		}
		if !line(g.Title, titleLimit) {
			p.add(ptr+"/title", "the title is missing, longer than %d letters or not one line", titleLimit)
		}
		if len(g.Text) > textLimit {
			p.add(ptr+"/text", "the text is longer than %d", textLimit)
		}
		// A parent stands before its children, so no heading is above itself.
		if _, known := c.groups[g.Parent]; g.Parent != "" && !known {
			p.add(ptr+"/parent", "%q is not a group that stands before this one", g.Parent)
		}
		c.groups[g.ID] = i
	}
}

func (c *Catalogue) checkItems(p *problems, values map[string]map[string]bool) {
	if len(c.Items) == 0 {
		p.add("/items", "there are no items")
	}
	c.items = make(map[string]int, len(c.Items))
	for i := range c.Items {
		it, ptr := &c.Items[i], at("/items", i)
		if !itemID.MatchString(it.ID) {
			p.add(ptr+"/id", "%q is not an id: letters, figures, dots, hyphens, strokes, at most forty", it.ID)
		}
		_, twice := c.items[it.ID]
		if _, heading := c.groups[it.ID]; twice || heading {
			p.add(ptr+"/id", "%q is there twice", it.ID)
		}
		c.items[it.ID] = i
		if !slices.Contains(kinds, it.Kind) {
			p.add(ptr+"/kind", "%q is not a kind: %s", it.Kind, strings.Join(kinds, ", "))
		}
		if !line(it.Title, titleLimit) {
			p.add(ptr+"/title", "the title is missing, longer than %d letters or not one line", titleLimit)
		}
		if utf8.RuneCountInString(it.Text) > textLimit {
			p.add(ptr+"/text", "the text is longer than %d letters", textLimit)
		}
		if it.Text != "" && !c.Own {
			p.add(ptr+"/text", "a built-in catalogue carries titles, no text")
		}
		if _, known := c.groups[it.Group]; it.Group != "" && !known {
			p.add(ptr+"/group", "%q is not a group of this catalogue", it.Group)
		}
		if it.Letters != "" && !letterRange.MatchString(it.Letters) {
			p.add(ptr+"/letters", "%q is not a range of letters", it.Letters)
		}
		for attr, vs := range it.Attributes {
			seen := map[string]bool{}
			for _, v := range vs {
				if _, ok := values[attr][v]; !ok || seen[v] {
					p.add(ptr+"/attributes/"+attr, "%q is not a value of %s, or is there twice", v, attr)
					continue
				}
				seen[v], values[attr][v] = true, true
			}
			if len(vs) == 0 {
				p.add(ptr+"/attributes/"+attr, "no value is given: leave the attribute out")
			}
		}
	}
	for i, a := range c.Attributes {
		for j, v := range a.Values {
			if !values[a.ID][v.ID] {
				p.add(at(at("/attributes", i)+"/values", j), "no item has the value %q", v.ID)
			}
		}
	}
}
