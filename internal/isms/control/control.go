// Package control is the controls of an organisation: those of Annex A and its
// own, each decided with its reasons, with the state it is in; the clauses that
// the management system meets; the Statement of Applicability as issued
// versions; and the check that asks what an auditor would. What a catalogue says
// of a control (its purpose, what an auditor looks for) stays in the framework's
// data and is shown beside the record, never copied into it.
package control

import (
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/framework"
	"holdfast/internal/register"
)

// The kinds of the registers.
const (
	Kind       register.Kind = "control"
	ClauseKind register.Kind = "clause"
	SoAKind    register.Kind = "soa"
	OwnKind    register.Kind = "own-catalogue"
)

// AnnexA is the catalogue from which an organisation starts.
const AnnexA = framework.Ref("iso27001:2022")

// States of implementation. NotApplicable and Undecided are never stored: they
// follow from the decision (see Control.Status).
const (
	Implemented   = "implemented"
	Partly        = "partly"
	Planned       = "planned"
	NotStarted    = "not-started"
	NotApplicable = "not-applicable"
	Undecided     = "undecided"
)

// Reasons for which a control is included.
const (
	ByRisk         = "risk"
	ByLaw          = "law"
	ByContract     = "contract"
	ByGoodPractice = "good-practice"
)

// Control is one control as the organisation has decided it.
type Control struct {
	Ref       string `json:"ref"` // "A.5.15"
	Catalogue string `json:"catalogue,omitempty"`
	// Item is the reference in the catalogue, where another control had it first.
	Item  string `json:"item,omitempty"`
	Title string `json:"title"`
	Theme string `json:"theme,omitempty"` // an id of the catalogue's themes, or a heading of an own one

	// Applicable is nil until it is decided. The reasons for (tags and text) and
	// against are kept apart, so that a decision that is turned round shows both.
	Applicable    *bool    `json:"applicable,omitempty"`
	Why           []string `json:"why,omitempty"`
	ReasonFor     string   `json:"reasonFor,omitempty"`
	ReasonAgainst string   `json:"reasonAgainst,omitempty"`

	State  string     `json:"state,omitempty"`
	Owner  string     `json:"owner,omitempty"`
	How    string     `json:"how,omitempty"`
	Target civil.Date `json:"target,omitzero"` // by when it is implemented
	Review civil.Date `json:"review,omitzero"` // the next review of the decision

	Test    Plan     `json:"test,omitzero"`
	Results []Result `json:"results,omitempty"` // of its tests, the oldest first

	custom.Values
}

// Plan says how a control is tested.
type Plan struct {
	What  string     `json:"what,omitempty"`
	How   string     `json:"how,omitempty"`
	Every int64      `json:"every,omitempty"` // months
	Next  civil.Date `json:"next,omitzero"`
}

// Outcomes of a test.
const (
	Effective = "effective"
	Weak      = "weak" // works, with something to mend
	Failed    = "failed"
)

// Result is a test that was done.
type Result struct {
	Day     civil.Date `json:"day"`
	Outcome string     `json:"outcome"`
	By      string     `json:"by"` // person
	Note    string     `json:"note,omitempty"`
}

// Row is a control with its number and version.
type Row = register.Row[Control]

// Entry gives the reference that the control has in its catalogue.
func (c *Control) Entry() string {
	if c.Item != "" {
		return c.Item
	}
	return c.Ref
}

// Applies says that the control is decided to apply.
func (c *Control) Applies() bool { return c.Applicable != nil && *c.Applicable }

// Excluded says that it is decided not to.
func (c *Control) Excluded() bool { return c.Applicable != nil && !*c.Applicable }

// Status gives where the control stands: its state when it applies, else
// NotApplicable or Undecided.
func (c *Control) Status() string {
	switch {
	case c.Applicable == nil:
		return Undecided
	case !*c.Applicable:
		return NotApplicable
	case c.State == "":
		return NotStarted
	}
	return c.State
}

// Last gives the latest result of a test, nil when there is none.
func (c *Control) Last() *Result {
	if len(c.Results) == 0 {
		return nil
	}
	return &c.Results[len(c.Results)-1]
}

// Order gives the place of a reference among others: each number in it counts
// as a number, so that A.5.2 goes before A.5.10. References of Annex A go before
// those that an organisation adds.
func Order(ref string) int64 {
	const base, parts = 1_000, 4
	var out int64
	n := 0
	for _, word := range strings.FieldsFunc(ref, func(r rune) bool { return r < '0' || r > '9' }) {
		if n == parts {
			break
		}
		v := int64(0)
		for _, r := range word {
			v = min(v*10+int64(r-'0'), base-1)
		}
		out = out*base + v
		n++
	}
	for ; n < parts; n++ {
		out *= base
	}
	if ref == "" || !strings.HasPrefix(strings.ToUpper(ref), "A.") {
		out += 1 << 40 // above 1,000^4
	}
	return out
}
