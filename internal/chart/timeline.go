package chart

import "holdfast/internal/civil"

// Span is a stretch of days, both included. Without a last day it has no end
// that is known.
type Span struct{ From, To civil.Date }

// Certificate is a bar: when it is valid, what follows, and on a bid's page
// what it leaves uncovered.
type Certificate struct {
	ID, Name, Href string
	Valid          []Span // in order
	Planned        []Span // a renewal planned or under way; without a last day, to the window's end
	NotBooked      bool   // nothing follows: a dotted line
	Tag            string // said after the end: "Renewal not started"
	TagState       State
	Gaps           []Gap
	State          State // shown at the right in place of the last day
}

// Ends gives the last day that is covered, none when it is not known.
func (c Certificate) Ends() civil.Date {
	if len(c.Valid) == 0 {
		return 0
	}
	return c.Valid[len(c.Valid)-1].To
}

// Mark is one date of a bid: a day, or the range that it is reckoned to lie in.
type Mark struct {
	Range     civil.Range
	Estimated bool
}

// On is the mark of a stated day; no day is no mark.
func On(d civil.Date) Mark { return Mark{Range: civil.Day(d)} }

// Bid is a line from its deadline to its start, its term, its marks, and what
// its certificates leave uncovered.
type Bid struct {
	ID, Name, Href                string
	State                         State
	Deadline, Award, Standstill   Mark
	Start, End                    Mark
	Gaps                          []Gap
	Finding                       string // "no CE Plus from 14 Feb": in the tag, the sentence and the table
	ShowStandstill, ShowDateNames bool
}

// Gap is a stretch that is not covered (Fails, At risk) or of which it cannot
// be told (Unknown: between the earliest and the latest day it could be).
// Without a last day it goes on to the window's end.
type Gap struct {
	From, To civil.Date
	State    State
	Tag      string
}

// GapStart gives the day from which a stretch is drawn as uncovered: the later
// of the day after the certificate ends and the first day asked about; but
// where the first failing day is the award or the start, the day after the
// certificate ends, so that the gap before it shows.
func GapStart(ends, firstAsked civil.Date, atAwardOrStart bool) civil.Date {
	switch {
	case ends.IsZero():
		return firstAsked
	case atAwardOrStart:
		return ends + 1
	}
	return max(ends+1, firstAsked)
}

// mostBids is the most bids of one picture: what holds is counted below it.
const mostBids = 12

// Timeline is the picture on Today: certificates above, live bids below.
type Timeline struct {
	Window       Window
	Today        civil.Date
	Certificates []Certificate
	Bids         []Bid
}

// BidTimeline is the picture of one bid: its dates, the certificates that
// matter to it, and what planned work would change.
type BidTimeline struct {
	Window       Window
	Today        civil.Date
	Bid          Bid
	Certificates []Certificate
	Plans        []Certificate
}

// Drawing is a picture ready to be laid out: its layers, its rows, what its
// signs mean, and the same data as a table.
type Drawing struct {
	Span        string // "November 2026 to December 2027"
	Head        string
	Back, Front string // behind all rows; before them
	Uprights    string // a bid's dates, behind the rows
	Rows        []DrawnRow
	More        string // "and 8 that hold"
	Keys        []Key
	Twin        Table
	Short       bool // the labels are short
}

// DrawnRow is a heading, or a label with its strip and what stands at the
// right: a state, or words.
type DrawnRow struct {
	Heading        bool
	ID, Name, Href string
	Strong         bool
	Strip          string
	Aside          string
	State          State
}

// Key names a sign that occurs in the picture.
type Key string

const (
	KeyToday      Key = "today"
	KeyValid      Key = "valid"
	KeyPlanned    Key = "planned"
	KeyNotBooked  Key = "not-booked"
	KeyDeadline   Key = "deadline"
	KeyAward      Key = "award"
	KeyEstimate   Key = "estimate"
	KeyStandstill Key = "standstill"
	KeyStart      Key = "start"
	KeyFails      Key = "fails"
	KeyRisk       Key = "risk"
	KeyUnknown    Key = "unknown"
)

var keyOrder = []Key{
	KeyToday, KeyValid, KeyPlanned, KeyNotBooked, KeyDeadline, KeyAward, KeyEstimate,
	KeyStandstill, KeyStart, KeyFails, KeyRisk, KeyUnknown,
}

// Table is a picture's twin.
type Table struct {
	Head []string
	Rows [][]TableCell
}

// TableCell is a text, or a state.
type TableCell struct {
	Text  string
	State State
}
