// Package win holds the pages about winning work: bids, and later
// certificates and notices. A page is a pure function of its view.
package win

import (
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// BidView is what the page of one bid shows. The verdict, the bid and their
// words are the domain's own; what the domain does not know (names, addresses,
// who may do what) comes beside them. Whatever is empty is left out.
type BidView struct {
	Shell ui.Shell
	Today civil.Date

	ID, Title string // "BID-4", "Regional data platform: engineering and support"
	Path      string // "/bids/BID-4"
	BidsHref  string // "/bids"
	Facts     []ui.Fact
	Actions   []ui.Action // at the head: "Download pack"; the renewal has its own place
	Stage     StageForm
	Moved     *ui.Banner // what its notice changed lately; nil: nothing

	Bid     verdict.Bid
	Verdict verdict.Verdict
	// Groups says about each of Verdict.Groups, by index, what a page needs
	// besides.
	Groups []GroupView
	// Selected is the group that is explained; SelectWorst picks it.
	Selected int
	// Headline follows the state's word in the ruling; empty: made from the
	// worst group.
	Headline string

	Questions    []Question
	WhatIf       *WhatIf
	Certificates []chart.Certificate // those that matter to this bid, with their gaps and states
	Plans        []chart.Certificate // planned work: "If you book by 4 December"
	Finding      string              // heads the picture; empty: made from the worst group
	Dates        []DateLine          // empty: made from Bid.Dates
	CorrectDate  *DateForm
	Requirements []RequirementLine
	Add          *RequirementForm // adding a requirement; nil: not allowed
	Errors       ui.ErrorSummary  // of a form that was posted
	Log          []ui.LogEntry

	Decision *DecisionView
	Silent   *SilentView
	Team     *TeamView
	Lots     *LotsView
	Plan     *PlanView
	Posted   Posted   // of the forms of these
	Asked    *ui.Link // the page of questions to the buyer
	Draft    string   // posts a question as a draft
}

// GroupView is what the page needs of one group besides its verdict.
type GroupView struct {
	Name        string     // "Cyber Essentials Plus", "Cyber Essentials or ISO/IEC 27001"
	Asked       string     // "at award, kept through the term"; empty: made from the requirement
	Certificate ui.Link    // what meets it; empty when nothing does
	LastDay     civil.Date // the certificate's last covered day
	CertNote    string     // "2022 edition": after the last day
	Quote       ui.Quote   // the words that it rests on
	Why         string     // a sentence more than the verdict's reason
	Source      ui.Link    // "Find a Tender, 071904-2026"
	SourceNote  string     // "read 23 November 2026, 07:02"
	FixTitle    string     // "Renew Cyber Essentials Plus"; empty: the fix's action
	FixText     string     // lead times, the best day to finish and why
	Steps       []FixStep  // planned tasks; empty: made from the fix
	Renew       *ui.Action // "Start renewal"
	FixActions  []ui.Action
}

// FixStep is one planned task of a fix.
type FixStep struct {
	Text string
	By   civil.Date
}

// Question is one to put to the buyer.
type Question struct {
	Text string
	Sent string // "drafted", "sent 24 November"; empty: not yet
	Href string // of the question that was drafted
	By   civil.Date
	Ours bool // the buyer cannot answer it
}

// WhatIf is the form that moves one date, and what would then be: GET with
// "what" and "to".
type WhatIf struct {
	Action  string      // the page's own address: it is a GET form
	Choices []ui.Choice // what can be moved: "deadline", "award", "start", "CERT-3"
	Chosen  string
	To      string // the day as it was typed
	Err     string // why the day could not be used
	Result  *WhatIfResult
	Clear   string // the address without it
}

// WhatIfResult stands beside the verdict, which stays as it is.
type WhatIfResult struct {
	If      string // "If the award moves to 5 March 2027"
	Verdict verdict.Verdict
	Reason  string // what changes, in a sentence
	Moves   []MoveLine
}

// DateLine is one date of the bid.
type DateLine struct {
	Name  string
	When  civil.Range
	Note  string // "estimated from the deadline", "8 working days after award"
	Left  string // "8 working days", below the days; empty: not reckoned
	Asked bool
}

// DateForm corrects one date: POST with "which", "date", "basis" and "reason".
type DateForm struct {
	Action        string
	Hidden        []ui.Hidden
	Choices       []ui.Choice
	Which, Date   string
	Reason        string
	Err, WhichErr string
	Open          bool
}

// StageForm moves the bid to another stage: POST with "stage".
type StageForm struct {
	Action  string // empty: the stage is only shown
	Hidden  []ui.Hidden
	Word    string // "In preparation"
	Choices []ui.Choice
}

// RequirementLine is one thing asked for, with where it comes from and the
// forms that correct or remove it.
type RequirementLine struct {
	Requirement verdict.Requirement
	Name        string // the scheme's name
	Origin      string // "read in the notice", "added by Rhian Vaughan: told at the briefing"
	Correct     *RequirementForm
	Remove      *RemoveForm
}

// RequirementForm adds or corrects a requirement: POST with "scheme",
// "strength", "when", "date", "level" and "reason".
type RequirementForm struct {
	ID      string // unique on the page: "r2", "new"; its fields' ids begin with it
	Action  string
	Hidden  []ui.Hidden
	Schemes []ui.Choice
	Value   verdict.Requirement
	Reason  string
	Errs    map[string]string // by field name
	Open    bool
	// Answered: the reason is the buyer's answer, and none is asked for.
	Answered bool
}

// RemoveForm removes a requirement: POST with "reason".
type RemoveForm struct {
	ID     string
	Action string
	Hidden []ui.Hidden
	Err    string
	Open   bool
}

// SelectWorst gives the index of the group to explain when none is asked for:
// the first in the order Fails, At risk, Unknown, Holds of those that count.
func SelectWorst(v verdict.Verdict) int {
	rank := map[verdict.State]int{verdict.Fails: 0, verdict.AtRisk: 1, verdict.Unknown: 2, verdict.Holds: 3}
	best, found := 0, false
	for i, g := range v.Groups {
		if g.Counts && (!found || rank[g.State] < rank[v.Groups[best].State]) {
			best, found = i, true
		}
	}
	return best
}

func (v BidView) group(i int) GroupView {
	if i < len(v.Groups) {
		return v.Groups[i]
	}
	return GroupView{}
}

func (v BidView) requirement(g verdict.Group) verdict.Requirement {
	if g.Requirement >= 0 && g.Requirement < len(v.Bid.Requirements) {
		return v.Bid.Requirements[g.Requirement]
	}
	return verdict.Requirement{When: "unspecified", Strength: g.Strength}
}

func (v BidView) selected() (verdict.Group, GroupView, bool) {
	if v.Selected < 0 || v.Selected >= len(v.Verdict.Groups) {
		return verdict.Group{}, GroupView{}, false
	}
	return v.Verdict.Groups[v.Selected], v.group(v.Selected), true
}
