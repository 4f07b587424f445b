package framework

import "strconv"

// Guidance says in our own words what an item is for, and what a certification
// auditor asks a firm of about thirty people to show.
type Guidance struct {
	ID       string     `json:"id"`
	Purpose  string     `json:"purpose"`
	Looks    []string   `json:"looks"`
	Evidence []Evidence `json:"evidence"`
}

// Evidence is a typical piece of evidence and how fresh it should be.
type Evidence struct {
	What  string    `json:"what"`
	Fresh Freshness `json:"fresh"`
	// Months is the greatest age of evidence by period.
	Months int `json:"months,omitzero"`
}

// Freshness says what makes a piece of evidence fresh. The list is closed.
type Freshness string

const (
	FreshCurrent Freshness = "current" // the version or setting in force today
	FreshPeriod  Freshness = "period"  // no older than so many months
	FreshEvent   Freshness = "event"   // made whenever the thing happens; the latest ones
)

// Words says how fresh the evidence should be.
func (e Evidence) Words() string {
	switch e.Fresh {
	case FreshCurrent:
		return "as it stands today"
	case FreshEvent:
		return "each time it happens"
	}
	if e.Months == 1 {
		return "no older than a month"
	}
	return "no older than " + strconv.Itoa(e.Months) + " months"
}

// Document is documented information that a clause makes mandatory.
type Document struct {
	Clause string `json:"clause"`
	// Kind is document (says what is to be) or record (says what was).
	Kind  string   `json:"kind"`
	Title string   `json:"title"`
	Parts []string `json:"parts,omitempty"` // where it is usually several
	Shows string   `json:"shows"`
}
