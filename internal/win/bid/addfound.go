package bid

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/change"
)

// AddFound adds what documents of the bid ask for, each with its words and their
// place; ref is the bid's number or id. What is there already in words as strong
// is not added again, stronger words take the place of weaker ones that were
// read, and what a person corrected, entered or removed stays as it is. Names of
// groups must be unique within found. Nothing new leaves the bid as it was.
func (s *Service) AddFound(ctx context.Context, by By, ref string, found []Requirement) (Row, error) {
	return s.write(ctx, by, "bid.add-found", []any{ref, found}, func(tx *change.Tx) (Row, error) {
		return s.AddFoundIn(tx, ref, found)
	})
}

// AddFoundIn does the same within a change under way.
func (s *Service) AddFoundIn(tx *change.Tx, ref string, found []Requirement) (Row, error) {
	row, err := s.find(tx, ref)
	if err != nil {
		return Row{}, err
	}
	b := row.Value
	b.Requirements = Found(b.Requirements, found)
	b.Normalise()
	return change.Put(tx, s.bids, row.ID, row.Version, b)
}

// Found gives the requirements of a bid with those that were read elsewhere
// merged in.
func Found(have, found []Requirement) []Requirement {
	out := slices.Clone(have)
	for _, d := range named(have, found) {
		out = merged(out, d)
	}
	return out
}

// named prepares what was found: its groups get names that the bid does not
// have yet, and identifiers are the bid's to give.
func named(have, found []Requirement) []demand {
	taken, names := map[string]bool{}, map[string]string{}
	for i := range have {
		taken[have[i].Group] = true
	}
	list := make([]Requirement, 0, len(found))
	for _, r := range found {
		if r.Strength == "mention-only" || r.Scheme == "other" {
			continue
		}
		if r.Origin == "" {
			r.Origin = "document"
		}
		r.ID = ""
		if r.Group != "" {
			if names[r.Group] == "" {
				n := 1
				for taken[fmt.Sprintf("d%d", n)] {
					n++
				}
				names[r.Group] = fmt.Sprintf("d%d", n)
				taken[names[r.Group]] = true
			}
			r.Group = names[r.Group]
		}
		list = append(list, r)
	}
	return demands(once(list))
}

// merged adds one demand to the requirements of a bid.
func merged(have []Requirement, d demand) []Requirement {
	if !slices.ContainsFunc(d, func(r Requirement) bool { return !knownWords(have, &r) }) {
		return have
	}
	for _, e := range demands(have) {
		switch {
		case e.removed():
		case e.untouched() && (e.says(d) || d.says(e)):
			return replace(have, e, e.merge(d))
		case e.says(d):
			return have
		}
	}
	return append(have, d...)
}

// knownWords says whether the bid has a requirement of the same scheme in the
// same words, whatever a person made of it.
func knownWords(have []Requirement, r *Requirement) bool {
	words := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	return r.Quote != "" && slices.ContainsFunc(have, func(o Requirement) bool {
		return o.Scheme == r.Scheme && words(o.Quote) == words(r.Quote)
	})
}

func (d demand) removed() bool {
	return slices.ContainsFunc(d, func(r Requirement) bool { return r.Removed })
}

// untouched says that the demand was read and that no person has said anything
// of it since.
func (d demand) untouched() bool {
	return !slices.ContainsFunc(d, func(r Requirement) bool {
		return r.By != "" || r.Applies != nil || (r.Origin != "notice" && r.Origin != "document")
	})
}

// replace puts what a demand has become in its place; an alternative that stays
// keeps its identifier.
func replace(have []Requirement, old, d demand) []Requirement {
	var out []Requirement
	put := false
	for _, r := range have {
		if !slices.ContainsFunc(old, func(o Requirement) bool { return o.ID == r.ID }) {
			out = append(out, r)
			continue
		}
		if put {
			continue
		}
		put = true
		for _, n := range d {
			n.ID = ""
			if j := slices.IndexFunc(old, func(o Requirement) bool { return o.Scheme == n.Scheme && o.Level == n.Level }); j >= 0 {
				n.ID = old[j].ID
			}
			out = append(out, n)
		}
	}
	return out
}
