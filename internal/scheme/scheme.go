// Package scheme knows how each certificate lives and dies, and when a buyer
// may ask for it: the certification schemes and the decision rules, as data
// with a source, a date and a certainty on each fact.
package scheme

import "holdfast/internal/civil"

// Certainty says how well a fact is known. Where marks are mixed the worst is
// the one stored.
type Certainty string

const (
	Verified  Certainty = "V"  // read in an official source
	Secondary Certainty = "V2" // read in a secondary source
	Common    Certainty = "C"  // commonly stated, not confirmed by the text
	Product   Certainty = "P"  // our own proposal, not a fact about the world
	Uncertain Certainty = "U"  // sources disagree, or nothing was found
)

// Fact is the provenance that every statement of the data carries.
type Fact struct {
	Source    string     `json:"source"`
	AsOf      civil.Date `json:"asOf"`
	Certainty Certainty  `json:"certainty"`
	Note      string     `json:"note,omitempty"`
}

// Readings are the days that careful people would name for one thing. Early
// and Late differ where sources or printed words can be read in two ways; a
// decisive day between them is in doubt. Early decides.
type Readings struct {
	Early, Late civil.Date
	// Why says what the two readings are; empty when they agree.
	Why string
	// UnknownAfter is the last day that the data can speak of (a yearly
	// deadline not yet published); zero when there is no such end.
	UnknownAfter civil.Date
	Fact         Fact
}

// Held is what a record says about one certificate, as far as its clocks need.
type Held struct {
	Cycle     string     // "initial" or "recertified"; empty is read as initial
	Edition   string     // "2022", "2025-26", "Willow": as printed
	EndLabel  string     // "valid until", "expires on", "recertification due" or empty
	Decision  civil.Date // certification decision
	Issued    civil.Date // issue; for a toolkit status its publication; for a report its period's end
	Expires   civil.Date // the printed last day
	Suspended civil.Date // start of the suspension in force
	Stage2    civil.Date // last day of stage 2
	CEIssued  civil.Date // issue of the Cyber Essentials below a Plus
}

// Event is one clock of a certificate that runs out on a day.
type Event struct {
	ID    string     `json:"event"`
	Name  string     `json:"name"`
	Date  civil.Date `json:"date"`
	Bound string     `json:"bound"` // "by": that day is in time; "before": the day before is the last in time
	Hard  bool       `json:"hard"`
	// OverdueIsRisk: once the day has passed without a recorded outcome the
	// certificate is At risk, never suspended by itself.
	OverdueIsRisk bool   `json:"-"`
	Effect        string `json:"effect,omitempty"`
	Fact          Fact   `json:"-"`
}

// Lead is how many days something takes.
type Lead struct {
	Min     int `json:"min"`
	Typical int `json:"typical"`
	Max     int `json:"max"`
}
