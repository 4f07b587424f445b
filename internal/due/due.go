// Package due says what falls due: the one form in which certificates, tasks
// and later everything else tell the Today page, the calendar, the reminders
// and the command line what must be done by which day. It is pure: what is due
// is reckoned from the records and the date, and remembered nowhere.
package due

import (
	"cmp"
	"slices"
	"strings"

	"holdfast/internal/civil"
)

// Kinds of item.
const (
	CertificateEnds  = "certificate-ends"  // the last day it counts
	CertificateAct   = "certificate-act"   // book or submit by
	CertificateEvent = "certificate-event" // an audit, an attestation, a publication
	TaskDue          = "task"
	ControlTest      = "control-test"
	ControlTarget    = "control-target"    // the day by which a control or clause is to be met
	RegistrationEnds = "registration-ends" // of a legal entity
	EvidenceStale    = "evidence-stale"    // the last day before it is stale
	EvidenceAsked    = "evidence-asked"    // a request for it
	EvidenceLink     = "evidence-link"     // a link that nobody has looked at
	ReviewDue        = "review"            // a record is to be looked at again
	ObjectiveDue     = "objective"         // its day, or its next reading
	PlannedChange    = "planned-change"    // of the management system
	KeyEnds          = "key-ends"          // a cryptographic key or a TLS certificate
	AcceptanceEnds   = "acceptance-ends"   // of a risk, by its owner
	Clarification    = "clarification"     // a question to a buyer is to be sent
	RiskReview       = "risk-review"
	NoticeChanged    = "notice-changed" // of a bid, by its buyer
)

// Item is one thing that falls due on a day.
type Item struct {
	Date civil.Date `json:"date"`
	Kind string     `json:"kind"`
	// Ref is the readable number of the record it is about ("CERT-2"), Link the
	// path of its page; Step tells its items apart ("ends", "book", "sa1").
	Ref   string `json:"ref"`
	Step  string `json:"step"`
	Link  string `json:"link,omitempty"`
	Title string `json:"title"` // what to do, or what happens: no full stop
	Why   string `json:"why"`   // one sentence
	Owner string `json:"owner"` // the person it is waiting for; empty: nobody yet
	// Hard: after that day something is lost. Soft days may be missed.
	Hard bool `json:"hard"`
	// Days from today until the date, negative when late.
	Days int `json:"days"`
	// Remind are the days before the date on which the owner is told, falling;
	// negative ones follow it.
	Remind []int `json:"-"`
}

// Late says that the day has passed.
func (i Item) Late() bool { return i.Days < 0 }

// Key names the item across runs, restarts and machines. It holds the date: a
// day that moves is a new thing to be told about.
func (i Item) Key() string { return strings.Join([]string{i.Ref, i.Step, i.Date.String()}, "|") }

// Reached gives the reminder days whose time has come by today, falling. None
// before the first.
func (i Item) Reached(today civil.Date) []int {
	var out []int
	for _, r := range i.Remind {
		if today >= i.Date.AddDays(-r) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Compare(b, a) })
	return out
}

// Sort puts items in the order in which they fall due; on one day hard ones
// come first, then by number.
func Sort(items []Item) {
	slices.SortStableFunc(items, func(a, b Item) int {
		hard := func(i Item) int {
			if i.Hard {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(hard(a), hard(b)), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Step, b.Step))
	})
}

// Within gives the items that are late or fall due at most so many days from
// the day on which they were reckoned.
func Within(items []Item, days int) []Item {
	var out []Item
	for _, i := range items {
		if i.Days <= days {
			out = append(out, i)
		}
	}
	return out
}

// By gives the items of one person; with the empty name those of nobody.
func By(items []Item, owner string) []Item {
	var out []Item
	for _, i := range items {
		if i.Owner == owner {
			out = append(out, i)
		}
	}
	return out
}

// Count says how far off a day is: "today", "in 12 days", "3 days late".
func Count(days int) string {
	switch {
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days > 1:
		return "in " + plural(days)
	default:
		return plural(-days) + " late"
	}
}
