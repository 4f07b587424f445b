package control

import (
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/framework"
	"holdfast/internal/register"
)

// Started counts what Start put in.
type Started struct {
	Controls int `json:"controls"`
	Clauses  int `json:"clauses"`
}

// Start gives an organisation a row for every control and every clause of a
// catalogue, none of them decided; empty: ISO/IEC 27001:2022 with Annex A. What
// is there already stays as it is, so that starting twice adds nothing. Titles
// are copied, as facts; guidance is not. Requirements and outcomes of any other
// catalogue come as controls.
func (s *Service) Start(tx *change.Tx, catalogue string) (Started, error) {
	var out Started
	if catalogue == "" {
		catalogue = string(AnnexA)
	}
	book, err := s.Book(tx)
	if err != nil {
		return out, err
	}
	cat, err := book.Catalogue(catalogue)
	if err != nil {
		return out, errs.At("/catalogue", "There is no catalogue %q here.", catalogue)
	}
	have, err := s.taken(tx)
	if err != nil {
		return out, err
	}
	for i := range cat.Items {
		it := &cat.Items[i]
		if it.Kind == framework.KindClause {
			if have.clauses[entry{string(cat.Ref()), it.ID}] {
				continue
			}
			if _, err := change.Insert(tx, s.clauses, Clause{Ref: it.ID, Catalogue: string(cat.Ref()), Title: it.Title, Heading: heading(cat, it), State: NotStarted}); err != nil {
				return out, err
			}
			out.Clauses++
			continue
		}
		if have.controls[entry{string(cat.Ref()), it.ID}] {
			continue
		}
		c := Control{Ref: strings.ReplaceAll(it.ID, "/", "-"), Catalogue: string(cat.Ref()), Title: it.Title, Theme: themeOf(it), State: NotStarted}
		if have.refs[c.Ref] || len(checkRef(c.Ref)) > 0 {
			c.Ref = strings.ToUpper(cat.ID) + "-" + c.Ref
		}
		if c.Ref != it.ID {
			c.Item = it.ID
		}
		have.refs[c.Ref] = true
		if _, err := change.Insert(tx, s.controls, c); err != nil {
			return out, err
		}
		out.Controls++
	}
	tx.Note(map[string]any{"catalogue": string(cat.Ref()), "controls": out.Controls, "clauses": out.Clauses})
	return out, tx.Answer(out)
}

// entry names an item of a catalogue.
type entry struct{ catalogue, item string }

// taken says what there is already.
type taken struct {
	controls, clauses map[entry]bool
	refs              map[string]bool // of controls
}

func (s *Service) taken(in change.Reader) (taken, error) {
	have := taken{controls: map[entry]bool{}, clauses: map[entry]bool{}, refs: map[string]bool{}}
	controls, err := change.Collect(in, s.controls, register.Query{})
	if err != nil {
		return have, err
	}
	for i := range controls {
		c := &controls[i].Value
		have.refs[c.Ref], have.controls[entry{c.Catalogue, c.Entry()}] = true, true
	}
	clauses, err := change.Collect(in, s.clauses, register.Query{})
	for i := range clauses {
		have.clauses[entry{clauses[i].Value.Catalogue, clauses[i].Value.Ref}] = true
	}
	return have, err
}

// themeOf gives the theme of an item: that of Annex A, else its heading.
func themeOf(it *framework.Item) string {
	if themes := it.Attributes[framework.AttrTheme]; len(themes) > 0 {
		return themes[0]
	}
	return it.Group
}

// heading gives the title of the topmost heading above a clause.
func heading(cat *framework.Catalogue, it *framework.Item) string {
	if path := cat.Path(it.ID); len(path) > 0 {
		return path[0].Title
	}
	return ""
}

// Ready prepares a control that is made or changed by whatever way: a reference
// stands for one control alone.
func (s *Service) Ready(tx *change.Tx, old, c *Control) error {
	if old != nil && old.Ref == c.Ref {
		return nil
	}
	found, err := change.List(tx, s.controls, register.Query{Filters: []register.Filter{register.Where("ref", c.Ref)}, Limit: 2, NoTotal: true})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(found.Rows, func(r Row) bool { return r.Value.Ref == c.Ref }) {
		return errs.At("/ref", "%s is there already: %s.", c.Ref, found.Rows[0].Value.Title)
	}
	return nil
}
