package scheme

import (
	"strings"

	"holdfast/internal/civil"
)

// Anchor names the day that a clock is counted from. The list is closed: the
// loader refuses any other word.
type Anchor string

const (
	AnchorDecision       Anchor = "decision"        // the certification decision
	AnchorIssued         Anchor = "issued"          // issue; publication of a toolkit status; end of a report's period
	AnchorExpires        Anchor = "expires"         // the printed last day, else the reckoned one
	AnchorSuspended      Anchor = "suspended"       // start of the suspension in force
	AnchorStage2         Anchor = "stage2"          // last day of the stage 2 audit
	AnchorCEIssued       Anchor = "ce-issued"       // issue of the Cyber Essentials below a Plus
	AnchorAccountCreated Anchor = "account-created" // the assessment account was opened
	AnchorFeedback       Anchor = "feedback"        // the assessor gave feedback
	AnchorSampleFailed   Anchor = "sample-failed"   // the first sample of a Plus test failed
	AnchorFinding        Anchor = "finding"         // an auditor raised a major nonconformity
	AnchorFixed          Anchor = "fixed"           // a day of the calendar, the same for everyone
)

// Bound says how a clock's day is read. The list is closed.
type Bound string

const (
	By                      Bound = "by"                              // that day is in time
	Before                  Bound = "before"                          // the day before is the last in time
	ByEndOfYear             Bound = "by-end-of-calendar-year-of"      // 31 December of the year of the day
	ByEndOfNextCalendarYear Bound = "by-end-of-next-calendar-year-of" // 31 December of the year after
	Every                   Bound = "every"                           // again and again by that distance, while the certificate lasts
	ByWorkingDays           Bound = "by-working-days"                 // the days of the offset are working days
)

// Terms: how long a certificate counts. The list is closed.
const (
	TermMonths      = "months"       // a number of months from its start
	TermToolkitYear = "toolkit-year" // until the deadline of the next assessment year
	TermNone        = "none"         // no formal end
)

// Printed ends: what the printed day is worth. The list is closed.
const (
	PrintedDecides = "decides"        // the printed day is the last valid day
	EarlierCounts  = "earlier-counts" // the earlier of the printed day and the reckoned one
)

// Scheme is what is known of one certification scheme.
type Scheme struct {
	ID     string `json:"id"`
	Name   string `json:"name"`  // in full
	Short  string `json:"short"` // for tables and sentences
	Family string `json:"family"`
	Owner  string `json:"owner"`

	Term           string `json:"term"`
	ValidityMonths int    `json:"validityMonths,omitempty"` // 0 when the term is not a number of months
	StartsOn       Anchor `json:"startsOn"`
	PrintedEnd     string `json:"printedEnd"`
	// Shorter is a shorter term that some holders have; without a printed date
	// it is the early reading.
	Shorter *ShorterTerm `json:"shorter,omitempty"`
	Fact    Fact         `json:"fact"` // of the validity

	JudgesAccreditation bool      `json:"judgesAccreditation,omitempty"`
	PerPerson           bool      `json:"perPerson,omitempty"`
	Levels              []Level   `json:"levels,omitempty"` // low to high
	DefaultLevel        string    `json:"defaultLevel,omitempty"`
	Requires            []string  `json:"requires,omitempty"` // schemes below it
	RequiresFact        *Fact     `json:"requiresFact,omitempty"`
	Editions            []Edition `json:"editions,omitempty"` // empty: editions are not judged

	EventsFrom string      `json:"eventsFrom,omitempty"` // takes the clocks of that scheme
	Clocks     []EventRule `json:"events,omitempty"`

	Lead          LeadTimes    `json:"lead"`
	EarlyRenewal  EarlyRenewal `json:"earlyRenewal"`
	RestoreMonths int          `json:"restoreMonths,omitempty"` // a body may restore within; the certificate is not valid in between
	ValidStates   []string     `json:"validStates"`
	InvalidStates []string     `json:"invalidStates"`
	ReminderDays  []int        `json:"reminderDays"` // before the last valid day, falling
	Registers     []string     `json:"registers,omitempty"`
	CheckFields   []string     `json:"checkFields,omitempty"`

	Toolkit   *Toolkit   `json:"toolkit,omitempty"`
	AuditTime *AuditTime `json:"auditTime,omitempty"`
	Costs     []Cost     `json:"costs,omitempty"`
	Phases    *Phases    `json:"phases,omitempty"`
	Versions  *Versions  `json:"versions,omitempty"`
	Fees      *Fees      `json:"fees,omitempty"`
	Sampling  *Sampling  `json:"sampling,omitempty"`
	Insurance *Insurance `json:"insurance,omitempty"`
	AutoFail  *Listed    `json:"autoFail,omitempty"`
	Reminded  *Listed    `json:"remindedByOwner,omitempty"` // whom the owner itself reminds
	Remarks   []Remark   `json:"remarks,omitempty"`
}

// ShorterTerm is a shorter validity with the words for when it applies.
type ShorterTerm struct {
	Months int    `json:"months"`
	When   string `json:"when"`
	Fact   Fact   `json:"fact"`
}

// Level is one level or status of a scheme.
type Level struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Passes   bool     `json:"passes"`             // counts as holding the scheme at all
	Controls int      `json:"controls,omitempty"` // how many controls it has, when known
	Requires []string `json:"requires,omitempty"` // schemes that this level stands on
	Fact     Fact     `json:"fact"`
}

// Edition is one edition of a standard.
type Edition struct {
	ID      string     `json:"id"`
	Aliases []string   `json:"aliases,omitempty"` // other years printed for the same text
	From    civil.Date `json:"from,omitzero"`
	// LastValidDay is the last day that a certificate to it counts; zero when
	// it has no end. OtherReading is a later day that another source names.
	LastValidDay civil.Date `json:"lastValidDay,omitzero"`
	OtherReading civil.Date `json:"otherReading,omitzero"`
	Fact         Fact       `json:"fact"`
}

// Offset is a distance from an anchor: the months first, then the days.
type Offset struct {
	Months int `json:"months,omitempty"`
	Days   int `json:"days,omitempty"`
}

// EventRule is how one clock is reckoned.
type EventRule struct {
	ID            string     `json:"id"`
	Name          string     `json:"name"`
	Anchor        Anchor     `json:"anchor"`
	Offset        Offset     `json:"offset,omitzero"`
	OrEarlier     *Offset    `json:"orEarlier,omitempty"` // a second distance: the earlier day counts
	On            civil.Date `json:"on,omitzero"`         // for a fixed anchor
	Bound         Bound      `json:"bound"`
	Hard          bool       `json:"hard"`
	OverdueIsRisk bool       `json:"overdueIsRisk,omitempty"`
	Effect        string     `json:"effect,omitempty"`
	Cycle         string     `json:"cycle,omitempty"` // "initial" or "recertified": only in that cycle
	Fact          Fact       `json:"fact"`
}

// LeadTimes is how long a first certificate and a renewal take.
type LeadTimes struct {
	First Lead `json:"first"`
	Renew Lead `json:"renew"`
	Fact  Fact `json:"fact"`
}

// EarlyRenewal says whether renewing early costs valid days.
type EarlyRenewal struct {
	LosesDays bool `json:"losesDays"`
	Fact      Fact `json:"fact"`
}

// LevelRank gives the place of a level, from 0 for the lowest, and false for a
// level that the scheme does not have. "Standards Met", "standards-met" and
// "standards_met" are one level; so are "Level 2", "L2" and "2".
func (s *Scheme) LevelRank(level string) (int, bool) {
	want := levelKey(level)
	for i, l := range s.Levels {
		if levelKey(l.ID) == want || levelKey(l.Name) == want {
			return i, true
		}
	}
	return 0, false
}

// Level gives the level with this name.
func (s *Scheme) Level(level string) (Level, bool) {
	i, ok := s.LevelRank(level)
	if !ok {
		return Level{}, false
	}
	return s.Levels[i], true
}

var levelMarks = strings.NewReplacer(" ", "", "_", "", "-", "")

func levelKey(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = levelMarks.Replace(s)
	for _, p := range []string{"level", "l"} {
		if rest, ok := strings.CutPrefix(s, p); ok && len(rest) == 1 {
			return rest
		}
	}
	return s
}
