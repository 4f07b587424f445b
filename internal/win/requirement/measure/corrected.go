package measure

import (
	"encoding/json"
	"io"

	"holdfast/internal/win/requirement"
)

// Corrected is what a person made of a passage: the words that were read, and
// what they ask in his judgement. Labels without a demand are of strength
// mention-only; a passage in which nothing is named has none.
type Corrected struct {
	ID     string // unique in the file it is written to, such as "BID-4/3"
	Source string // the paper and the place in it, such as "Specification.pdf, page 4"
	Buyer  string
	Year   int    // of the paper; 0 when it is not known
	Text   string // the sentence, with the heading above when that decides
	Labels []Label
	AnyOf  [][]string // sets of schemes of which any one is enough
	// OrPolicy: a documented policy or other proof is accepted instead.
	OrPolicy bool
	Notes    string // why it was corrected, and by whom
}

// Passage gives the correction in the form in which passages are scored. Its
// lists are never nil, so that the line says "none" and not "not labelled".
func (c Corrected) Passage() Passage {
	p := Passage{
		ID: c.ID, Source: c.Source, Buyer: c.Buyer, Year: c.Year, Text: c.Text,
		Labels: c.Labels, AnyOf: c.AnyOf, OrPolicy: &c.OrPolicy, Notes: c.Notes,
	}
	if p.Labels == nil {
		p.Labels = []Label{}
	}
	if p.AnyOf == nil {
		p.AnyOf = [][]string{}
	}
	return p
}

// LabelOf gives what was detected as a label, for a person to correct. A demand
// by a calendar date has no label of its own, and is labelled unspecified.
func LabelOf(r requirement.Requirement) Label {
	l := Label{
		Scheme: r.Scheme, Name: r.Name, Strength: r.Strength, When: r.When,
		EquivalentAccepted: r.EquivalentAccepted, Accreditation: r.Accreditation, Subcontractors: r.Subcontractors,
	}
	if l.When == requirement.ByDate {
		l.When = requirement.Unspecified
	}
	return l
}

// Write writes passages, one JSON object a line, in their order. What it wrote
// [Read] reads back.
func Write(w io.Writer, ps []Passage) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for i := range ps {
		if err := e.Encode(&ps[i]); err != nil {
			return err
		}
	}
	return nil
}
