// Package measure scores requirement detection against labelled passages: the
// form is one JSON object a line with id, buyer, text, labels, any_of and
// or_policy. Pairs of passage and scheme are counted; "other" is left out.
//
// It also writes that form: what a person corrected becomes one more labelled
// passage by [Corrected.Passage], and [Write] puts passages out a line each, so
// that a correction can be scored like any other passage.
package measure

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"

	"holdfast/internal/win/requirement"
)

// Passage is one labelled text. Without or_policy neither it nor any_of was
// labelled, and neither is scored.
type Passage struct {
	ID       string     `json:"id"`
	Source   string     `json:"source,omitempty"` // the paper and the place in it
	Buyer    string     `json:"buyer"`
	Year     int        `json:"year,omitempty"`
	Text     string     `json:"text"`
	Labels   []Label    `json:"labels"`
	AnyOf    [][]string `json:"any_of"`
	OrPolicy *bool      `json:"or_policy,omitempty"`
	Notes    string     `json:"notes,omitempty"`
	// Checked lists what else the labels promise of this passage; labels
	// of public text say nothing of these.
	Checked []string `json:"checked,omitempty"`
}

// Label is what a careful reader found. A nil pointer was not labelled.
type Label struct {
	Scheme             string  `json:"scheme"`
	Name               string  `json:"name,omitempty"`
	Strength           string  `json:"strength"`
	When               string  `json:"when"`
	EquivalentAccepted bool    `json:"equivalent_accepted"`
	Accreditation      *string `json:"accreditation"`
	Subcontractors     bool    `json:"subcontractors"`
	Proof              string  `json:"proof,omitempty"`
	Level              string  `json:"level,omitempty"`
	Condition          string  `json:"condition,omitempty"` // its kind
}

// Read reads labelled passages. Unknown names are let through: label files
// carry notes for people.
func Read(r io.Reader) ([]Passage, error) {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 16<<20)
	var out []Passage
	for n := 1; s.Scan(); n++ {
		if strings.TrimSpace(s.Text()) == "" {
			continue
		}
		var p Passage
		if err := json.Unmarshal(s.Bytes(), &p); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, p)
	}
	return out, s.Err()
}

// Finding is what was detected for one pair: the strongest of its sentences.
type Finding struct {
	requirement.Requirement
	AnyOf []string // the schemes of its group, sorted; nil without one
}

// Detect gives the findings of a text by scheme.
func Detect(text string) map[string]Finding {
	rs := requirement.Find(text)
	groups := map[string][]string{}
	for _, r := range rs {
		if r.AnyOf != nil && slices.Contains(Judged, r.Scheme) {
			groups[*r.AnyOf] = append(groups[*r.AnyOf], r.Scheme)
		}
	}
	rank := map[string]int{requirement.Mandatory: 4, requirement.Expected: 3, requirement.Desirable: 2, requirement.MentionOnly: 1}
	out := map[string]Finding{}
	for _, r := range rs {
		f := Finding{Requirement: r}
		if r.AnyOf != nil {
			f.AnyOf = slices.Clone(groups[*r.AnyOf])
			sort.Strings(f.AnyOf)
			if f.AnyOf = slices.Compact(f.AnyOf); len(f.AnyOf) < 2 {
				f.AnyOf = nil // the other of the two is a scheme that no label speaks of
			}
		}
		if old, ok := out[r.Scheme]; ok && rank[old.Strength] >= rank[r.Strength] {
			if old.Strength == r.Strength {
				old.OrPolicy = old.OrPolicy || r.OrPolicy
				old.EquivalentAccepted = old.EquivalentAccepted || r.EquivalentAccepted
				out[r.Scheme] = old
			}
			continue
		}
		out[r.Scheme] = f
	}
	return out
}

// Judged are the schemes that labels speak of.
var Judged = []string{"iso27001", "cyber-essentials", "cyber-essentials-plus", "dspt", "def-stan-05-138", "iasme-cyber-assurance", "soc2", "pci-dss", "caf", "iso22301", "iso27701", "iso9001", "iso14001", "iso45001"}
