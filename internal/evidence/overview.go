package evidence

import (
	"cmp"
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/links"
)

// SoonDays is how far ahead an overview looks for what goes stale. Product
// default: the month in which it can be collected again without haste.
const SoonDays = 30

// Target is something that wants evidence: a control that applies, most often.
type Target struct {
	ID    string `json:"id"`
	Ref   string `json:"ref"` // "A.5.1"
	Title string `json:"title"`
	Owner string `json:"owner,omitempty"`
	Href  string `json:"-"`
}

// Standing is a target with what there is for it.
type Standing struct {
	Target
	Fresh Freshness `json:"freshness"`
	Items int       `json:"items"` // current ones
	// Latest is the newest day of collection, Ends the last day on which the best
	// item is not stale; none where there is nothing.
	Latest civil.Date `json:"latest,omitzero"`
	Ends   civil.Date `json:"ends,omitzero"`
}

// Overview is all evidence on a day.
type Overview struct {
	Day    civil.Date        `json:"day"`
	Total  int               `json:"total"` // current items
	Items  map[Freshness]int `json:"items"`
	ByRef  []Standing        `json:"controls"` // in the order of the targets
	Counts map[Freshness]int `json:"counts"`   // of the targets
	// Soon are the current items that go stale within SoonDays, the next first;
	// Gone those that are stale, the longest first.
	Soon []Row `json:"-"`
	Gone []Row `json:"-"`
}

// Survey says of each target how fresh the best evidence for it is. rows are
// current items, all links of items to targets.
func Survey(targets []Target, rows []Row, all []links.Linked, today civil.Date) Overview {
	o := Overview{Day: today, Items: map[Freshness]int{}, Counts: map[Freshness]int{}}
	byID := make(map[string]*Row, len(rows))
	for i := range rows {
		if rows[i].Value.SupersededBy != "" {
			continue
		}
		byID[rows[i].ID] = &rows[i]
		f := FreshOn(rows[i].Value, today)
		o.Total++
		o.Items[f]++
		end := Ends(rows[i].Value)
		switch {
		case f == Stale:
			o.Gone = append(o.Gone, rows[i])
		case f != Missing && today.DaysUntil(end) < SoonDays:
			o.Soon = append(o.Soon, rows[i])
		}
	}
	byEnd := func(a, b Row) int { return cmp.Or(cmp.Compare(Ends(a.Value), Ends(b.Value)), cmp.Compare(a.ID, b.ID)) }
	slices.SortFunc(o.Soon, byEnd)
	slices.SortFunc(o.Gone, byEnd)
	of := map[string][]Evidence{}
	for _, l := range all {
		if row := byID[l.From]; row != nil && l.Role == links.Evidences {
			of[l.To] = append(of[l.To], row.Value)
		}
	}
	for _, t := range targets {
		s := Standing{Target: t, Fresh: Best(of[t.ID], today), Items: len(of[t.ID])}
		for _, e := range of[t.ID] {
			s.Latest = max(s.Latest, e.Collected)
			if f := FreshOn(e, today); f != Missing {
				s.Ends = max(s.Ends, Ends(e))
			}
		}
		o.ByRef = append(o.ByRef, s)
		o.Counts[s.Fresh]++
	}
	return o
}

// Without gives the targets that have nothing.
func (o *Overview) Without() []Standing { return o.Of(Missing) }

// Of gives the targets of one freshness.
func (o *Overview) Of(f Freshness) []Standing {
	var out []Standing
	for _, s := range o.ByRef {
		if s.Fresh == f {
			out = append(out, s)
		}
	}
	return out
}
