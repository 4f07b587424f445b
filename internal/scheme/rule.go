package scheme

import "holdfast/internal/civil"

// Kinds of outcome. The list is closed.
const (
	KindRequires = "requires" // a scheme is asked for
	KindObliges  = "obliges"  // a duty, in words
	KindDecides  = "decides"  // how a check of the verdict is decided
	KindNotes    = "notes"    // worth knowing, changes nothing
)

// Rule is one decision rule: when its condition is true its effects hold.
type Rule struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Basis   string `json:"basis"`   // in a few words, shown beside the verdict
	Binding bool   `json:"binding"` // law or binding policy, not market practice
	Fact    Fact   `json:"fact"`
	// PlanMayStandIn: a dated plan may stand in for a missing certificate, so
	// that one missing is At risk with Question, never Fails.
	PlanMayStandIn bool     `json:"planMayStandIn,omitempty"`
	Question       string   `json:"question,omitempty"`
	Twin           string   `json:"twin,omitempty"` // the same rule under another regime
	When           Cond     `json:"when"`
	Then           []Effect `json:"then"`
}

// Effect is one thing that a rule does.
type Effect struct {
	Kind     string    `json:"kind"`
	Requires *Requires `json:"requires,omitempty"`
	Decides  *Decision `json:"decides,omitempty"`
	Text     string    `json:"text"`
	Binding  *bool     `json:"binding,omitempty"` // where it differs from the rule's
	Fact     *Fact     `json:"fact,omitempty"`    // where it differs from the rule's
}

// Requires is what a rule makes of a scheme.
type Requires struct {
	Scheme            string     `json:"scheme"`
	Strength          string     `json:"strength"` // mandatory, expected, desirable
	When              string     `json:"when"`     // as the need-by words of the vocabulary
	Date              civil.Date `json:"date,omitzero"`
	Level             string     `json:"level,omitempty"`
	OrBetter          []string   `json:"orBetter,omitempty"`
	EquivalentAllowed bool       `json:"equivalentAllowed,omitempty"`
	FlowDown          bool       `json:"flowDown,omitempty"`
}

// Decision is how a check of the verdict is decided.
type Decision struct {
	Check string `json:"check"` // one of Checks
	State string `json:"state"` // one of the decision states
}

// Strengths from weak to strong, and the need-by words from early to late.
var (
	strengths = []string{"mention-only", "desirable", "expected", "mandatory"}
	needBys   = []string{"at-submission", "at-assessment", "by-award", "by-contract-start", "during-contract", "by-date", "unspecified"}
	checks    = []string{"requirement", "scheme", "level", "entity", "scope", "edition", "accreditation", "status", "date", "need-by", "equivalent", "regime"}
	decisions = []string{"as-stated", "holds", "at-risk", "unknown", "fails", "not-before-award", "equivalents-count"}
)

// BindingFor says whether what the rule says about a scheme rests on law or
// binding policy: only then may a mandatory requirement by rule fail a bid.
func (r *Rule) BindingFor(scheme string) bool {
	for i := range r.Then {
		if e := &r.Then[i]; e.Requires != nil && e.Requires.Scheme == scheme {
			return r.effectBinding(e)
		}
	}
	return r.Binding
}

// FactFor gives the provenance of what the rule says about a scheme.
func (r *Rule) FactFor(scheme string) Fact {
	for i := range r.Then {
		if e := &r.Then[i]; e.Requires != nil && e.Requires.Scheme == scheme {
			return r.effectFact(e)
		}
	}
	return r.Fact
}

func (r *Rule) effectBinding(e *Effect) bool {
	if e.Binding != nil {
		return *e.Binding
	}
	return r.Binding
}

func (r *Rule) effectFact(e *Effect) Fact {
	if e.Fact != nil {
		return *e.Fact
	}
	return r.Fact
}

// Question is what to ask about a fact, and whom.
type Question struct {
	Fact string `json:"fact"` // the id of the fact
	Text string `json:"text"`
	Who  string `json:"who"` // user, notice or record
}

// FactType is one fact that conditions may speak of. The list is closed.
type FactType struct {
	ID       string       `json:"id"`
	Type     string       `json:"type"` // yes-no, number, day, choice
	Values   []FactChoice `json:"values,omitempty"`
	Question string       `json:"question"`
	Who      string       `json:"who"`
}

// FactChoice is one value of a choice.
type FactChoice struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}
