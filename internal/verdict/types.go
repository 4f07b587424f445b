// Package verdict answers the question that Holdfast exists for: would these
// certificates fail this bid, on which day, why, and what must be done by when.
// It is pure: values in, verdict out; it reads no clock, database or file.
// The definition is in docs/verdict.md.
package verdict

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// State is one of the four answers.
type State string

const (
	Holds   State = "holds"
	AtRisk  State = "at-risk"
	Unknown State = "unknown"
	Fails   State = "fails"
)

// Case is one question: a bid, the certificates at hand and the day it is asked.
type Case struct {
	ID           string        `json:"id"`
	Today        civil.Date    `json:"today"`
	Entity       string        `json:"entity"` // the legal entity that bids
	Certificates []Certificate `json:"certificates"`
	Bid          Bid           `json:"bid"`
}

// Certificate is what the verdict needs of a certificate.
type Certificate struct {
	Ref        string         `json:"ref"`
	Scheme     string         `json:"scheme"`
	Holder     string         `json:"holder"`
	Edition    string         `json:"edition"`
	Level      Level          `json:"level"`
	Accredited *bool          `json:"accredited"` // recognised accreditation; null: not known
	Status     []StatusChange `json:"status"`
	Decision   civil.Date     `json:"decision"`
	Issued     civil.Date     `json:"issued"`
	Expires    civil.Date     `json:"expires"`
	EndLabel   string         `json:"endLabel"`
	Covers     string         `json:"covers"` // "yes", "no" or "unknown": does the scope cover the work, judged by a person
	Cycle      string         `json:"cycle,omitempty"`
}

// StatusChange is one line of a certificate's recorded history. States:
// certified, in-recertification, suspended, withdrawn, expired, revoked, planned.
type StatusChange struct {
	State string     `json:"state"`
	From  civil.Date `json:"from"`
}

// Bid is what the verdict needs of a bid.
type Bid struct {
	Regime       string        `json:"regime"` // pa2023, pcr2015, psr, psr-wales, scotland
	Nation       string        `json:"nation"` // england, scotland, wales, northern-ireland, uk
	Dates        Dates         `json:"dates"`
	Requirements []Requirement `json:"requirements"`
	// Covers holds judgements made for this bid, by certificate reference; each
	// wins over the certificate's own.
	Covers map[string]string `json:"covers,omitempty"`
	// Partners are the firms that bid with the entity, or work for it.
	Partners []Partner `json:"partners,omitempty"`
}

// Dates are the days of a procurement; any may be absent.
type Dates struct {
	Deadline      *Day `json:"deadline,omitempty"`
	Assessment    *Day `json:"assessment,omitempty"`
	Award         *Day `json:"award,omitempty"`
	StandstillEnd *Day `json:"standstillEnd,omitempty"`
	Start         *Day `json:"start,omitempty"`
	End           *Day `json:"end,omitempty"`
	ExtendedEnd   *Day `json:"extendedEnd,omitempty"`
}

// Day is a date with its basis: "stated" by the buyer, or "estimated". An
// estimate may be a range: then To is its last day.
type Day struct {
	Date  civil.Date `json:"date"`
	To    civil.Date `json:"to,omitzero"`
	Basis string     `json:"basis"`
}

// Requirement is one thing that the buyer asks for.
type Requirement struct {
	Scheme             string     `json:"scheme"`
	Strength           string     `json:"strength"` // mandatory, expected, desirable, mention-only
	Proof              string     `json:"proof"`    // certificate, conformity, any
	When               string     `json:"when"`
	Date               civil.Date `json:"date"`  // for when = by-date
	Group              string     `json:"group"` // requirements of one group are alternatives
	EquivalentAccepted bool       `json:"equivalent_accepted"`
	Accreditation      string     `json:"accreditation"`
	Level              Level      `json:"level"`
	// Rule is the decision rule that gave the requirement; empty when it was
	// read in the notice or entered by a person.
	Rule string `json:"rule,omitempty"`
	// Condition is the buyer's "where ..." that a person has not yet answered;
	// Applies says how it was answered.
	Condition Condition `json:"condition,omitempty"`
	Applies   *bool     `json:"applies,omitempty"`
	// Quote is the sentence it rests on; Start and End are its place in the
	// text, in code points.
	Quote          string  `json:"quote,omitempty"`
	Start          int     `json:"start,omitempty"`
	End            int     `json:"end,omitempty"`
	Subcontractors bool    `json:"subcontractors,omitempty"` // the demand reaches them too
	Confidence     float64 `json:"confidence,omitempty"`     // of the detection
	// Spared are the subcontractors that it does not touch, as a person judged.
	Spared []string `json:"spared,omitempty"`
	// HeldBy is the partner whose certificate a person says is accepted in place
	// of the bidding entity's; HeldByAgreed: the buyer has said so.
	HeldBy       string `json:"held_by,omitempty"`
	HeldByAgreed bool   `json:"held_by_agreed,omitempty"`
	// AnyOf and OrPolicy are the detection's words for Group, and for Proof
	// "any"; Normalise carries them over.
	AnyOf    string `json:"any_of,omitempty"`
	OrPolicy bool   `json:"or_policy,omitempty"`
}

// Verdict is the answer for one bid.
type Verdict struct {
	ID           string    `json:"id"`
	State        State     `json:"state"`
	Groups       []Group   `json:"groups"`
	RenewalsOwed []Renewal `json:"renewalsOwed"`
	Questions    []string  `json:"questions"`
	ours         []string
}

// ForBuyer says whether one of Questions is the buyer's to answer; the others are
// about what is on record of a certificate, or for the body that issued it.
func (v *Verdict) ForBuyer(question string) bool { return !slices.Contains(v.ours, question) }

// Group is the answer for one requirement, or for alternatives of which any one
// is enough: its best member speaks for it.
type Group struct {
	Group       string `json:"group"`
	State       State  `json:"state"`
	Scheme      string `json:"scheme"`
	Certificate string `json:"certificate"`
	// Party is the partner whose answer decides; empty: the entity that bids.
	Party           string     `json:"party,omitempty"`
	FirstFailingDay civil.Date `json:"firstFailingDay"`
	DecisiveDay     civil.Date `json:"decisiveDay"`
	Reason          string     `json:"reason"`
	Rule            Rule       `json:"rule"`
	Fix             *Fix       `json:"fix"`
	// Counts is false for what is desirable only: shown, and changes nothing.
	Counts   bool   `json:"counts"`
	Strength string `json:"strength"`
	// Requirement is the index of the requirement that spoke for the group.
	Requirement int `json:"requirement"`
	// Checks are the separate checks behind the state, in a fixed order.
	Checks []Check `json:"checks"`
}

// Check is one of the separate checks: scheme, level, entity, scope, edition,
// accreditation, status, date.
type Check struct {
	Name  string `json:"name"`
	State State  `json:"state"`
	Note  string `json:"note,omitempty"`
}

// Rule is the provenance of what decided.
type Rule struct {
	ID        string           `json:"id"`
	Basis     string           `json:"basis"`
	Source    string           `json:"source"`
	AsOf      civil.Date       `json:"asOf"`
	Certainty scheme.Certainty `json:"certainty"`
}

// Fix is what to do and by when. StartBy is the last day to start if it takes
// the usual time (today when that has passed); Earliest and Latest are the
// finish with the shortest and the longest lead time, started today.
type Fix struct {
	Action   string     `json:"action"`
	StartBy  civil.Date `json:"startBy"`
	Earliest civil.Date `json:"earliest"`
	Latest   civil.Date `json:"latest"`
}

// Renewal is one renewal owed while the contract runs; it is never part of the
// state.
type Renewal struct {
	Scheme      string     `json:"scheme"`
	By          civil.Date `json:"by"`
	Certificate string     `json:"certificate,omitempty"`
}
