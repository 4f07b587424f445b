// Package report says what changed between two instants: of each register what
// was added, changed and removed, by its net effect, and of each bid how its
// verdict moved and what made the difference. It is pure: both states of the
// record come in as values.
package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"holdfast/internal/register"
)

// Member is one top-level member of a record's JSON that differs: exactly what
// Apply needs. Was and Now are absent where there was none.
type Member struct {
	Name string          `json:"name"`
	Was  json.RawMessage `json:"was,omitempty"`
	Now  json.RawMessage `json:"now,omitempty"`
}

// Field is a difference as people read it.
type Field struct {
	Label string `json:"label"`
	Was   string `json:"was"`
	Now   string `json:"now"`
	Long  bool   `json:"-"` // of several lines
}

// Change is one record that was added, changed or removed.
type Change struct {
	register.Ref
	Title string `json:"title"`
	// Was and Now are the record's versions; 0: it was not there.
	Was int64 `json:"was,omitempty"`
	Now int64 `json:"now,omitempty"`
	// By and At say who made the latest of its changes, and when; empty for what
	// was removed.
	By      string   `json:"by,omitempty"`
	At      int64    `json:"at,omitempty"`
	Fields  []Field  `json:"fields,omitempty"`
	Members []Member `json:"members,omitempty"`
}

// Link is a link between two records.
type Link struct {
	From register.Ref `json:"from"`
	To   register.Ref `json:"to"`
	Role string       `json:"role"`
}

// Section is what changed in one register.
type Section struct {
	Kind     register.Kind `json:"kind"`
	Singular string        `json:"singular"`
	Plural   string        `json:"plural"`
	Added    []Change      `json:"added"`
	Changed  []Change      `json:"changed"`
	Removed  []Change      `json:"removed"`
	Linked   []Link        `json:"linked"`
	Unlinked []Link        `json:"unlinked"`
}

// Empty says that nothing changed.
func (s *Section) Empty() bool {
	return len(s.Added)+len(s.Changed)+len(s.Removed)+len(s.Linked)+len(s.Unlinked) == 0
}

// Compare gives what changed in a register between two states of it. What was
// changed and changed back is not a change. name gives a person's name by id.
func Compare(reg register.Any, then, now []register.Record, name func(string) string) (Section, error) {
	d := reg.Declaration()
	s := Section{Kind: d.Kind, Singular: d.Singular, Plural: d.Plural}
	was := map[string]*register.Record{}
	for i := range then {
		was[then[i].ID] = &then[i]
	}
	for i := range now {
		n := &now[i]
		o := was[n.ID]
		delete(was, n.ID)
		if o != nil && bytes.Equal(o.Body, n.Body) {
			continue
		}
		c, err := changeOf(reg, o, n, name)
		if err != nil {
			return s, err
		}
		if o == nil {
			s.Added = append(s.Added, c)
		} else {
			s.Changed = append(s.Changed, c)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(was)) {
		c, err := changeOf(reg, was[id], nil, name)
		if err != nil {
			return s, err
		}
		s.Removed = append(s.Removed, c)
	}
	for _, list := range [][]Change{s.Added, s.Changed, s.Removed} {
		slices.SortFunc(list, func(a, b Change) int { return cmp.Compare(d.ParseNumber(a.Number), d.ParseNumber(b.Number)) })
	}
	return s, nil
}

func changeOf(reg register.Any, was, now *register.Record, name func(string) string) (Change, error) {
	d := reg.Declaration()
	latest := now
	if latest == nil {
		latest = was
	}
	c := Change{Ref: register.Ref{Kind: d.Kind, ID: latest.ID, Number: d.Number(latest.Num)}}
	var before, after any
	var old, fresh []byte
	var err error
	if was != nil {
		c.Was, old = was.Version, was.Body
		if before, err = reg.Decode(was.Body); err != nil {
			return c, err
		}
		c.Title = Title(reg, before)
	}
	if now != nil {
		c.Now, c.By, c.At, fresh = now.Version, now.UpdatedBy, now.UpdatedAt, now.Body
		if after, err = reg.Decode(now.Body); err != nil {
			return c, err
		}
		c.Title = Title(reg, after)
	}
	if c.Members, err = members(old, fresh); err != nil {
		return c, fmt.Errorf("%s: %w", c.Number, err)
	}
	c.Fields = Fields(reg, before, after, c.Members, name)
	return c, nil
}

// Title gives what a record is called: its first text field that says something.
func Title(reg register.Any, value any) string {
	for _, f := range reg.Declaration().Fields {
		if t := reg.Text(value, f.Name); t != "" && (f.Type == register.Text || f.Type == register.Choice) {
			return f.LabelOf(t)
		}
	}
	return ""
}

// members gives the top-level members that differ, by name.
func members(old, fresh []byte) ([]Member, error) {
	var a, b map[string]json.RawMessage
	for _, x := range []struct {
		body []byte
		into *map[string]json.RawMessage
	}{{old, &a}, {fresh, &b}} {
		if len(x.body) == 0 {
			continue
		}
		if err := json.Unmarshal(x.body, x.into); err != nil {
			return nil, err
		}
	}
	names := map[string]bool{}
	for n := range a {
		names[n] = true
	}
	for n := range b {
		names[n] = true
	}
	var out []Member
	for _, n := range slices.Sorted(maps.Keys(names)) {
		if !bytes.Equal(a[n], b[n]) {
			out = append(out, Member{Name: n, Was: a[n], Now: b[n]})
		}
	}
	return out, nil
}

// Apply makes the later state of a register out of the earlier one and what
// changed: the bodies by id.
func Apply(then map[string]json.RawMessage, s Section) (map[string]json.RawMessage, error) {
	out := maps.Clone(then)
	for _, c := range s.Removed {
		delete(out, c.ID)
	}
	for _, c := range slices.Concat(s.Added, s.Changed) {
		body := map[string]json.RawMessage{}
		if was := out[c.ID]; was != nil {
			if err := json.Unmarshal(was, &body); err != nil {
				return nil, err
			}
		}
		for _, m := range c.Members {
			if m.Now == nil {
				delete(body, m.Name)
			} else {
				body[m.Name] = m.Now
			}
		}
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		out[c.ID] = b
	}
	return out, nil
}
