package verdict

import (
	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// cause says why a certificate is in the state that it is in on a day. The
// words are made only for what is shown.
type cause uint8

const (
	fine cause = iota
	notHeld
	notYet         // it begins later
	ended          // past its last valid day
	noEnd          // no last valid day can be told
	badStatus      // suspended, withdrawn, expired or revoked by record
	planned        // rests on a renewal that is planned
	onlyPlanned    // was no more than planned on a day that is past
	twoReadings    // two readings of its last day
	deadlineUnset  // the data does not know that year's deadline
	editionEnded   // to an edition that meets nothing any more
	editionDoubt   // two readings of the edition's last day
	editionUnknown // no edition recorded
	editionOdd     // an edition recorded that is none of the scheme's
	surveillance   // a hard event passed without a recorded outcome
	belowLapsed    // the certificate it stands on lapses first
	belowUnknown   // the certificate it stands on is not recorded
	wrongEntity
	entityUnknown
	levelMissing
	levelUnknown
	scopeNo
	scopeUnknown
	notAccredited
	accreditationUnknown
	accreditationSilent // not accredited, and the notice does not say
)

// on gives the state of the certificate on a day by its own record alone: its
// dates, status, edition, events and what it stands on.
func (c *held) on(d civil.Date) (State, cause) {
	status := c.statusOn(d)
	switch {
	case status != "planned" && !counts(status):
		return Fails, badStatus
	case d < c.from:
		return Fails, notYet
	case !c.end.Late.IsZero() && d > c.end.Late:
		return Fails, ended
	case !c.edition.Late.IsZero() && d > c.edition.Late:
		return Fails, editionEnded
	case status == "planned" && d < c.today:
		return Fails, onlyPlanned
	case status == "planned":
		return AtRisk, planned
	}
	if !c.end.Early.IsZero() && d > c.end.Early {
		return AtRisk, twoReadings
	}
	if !c.edition.Early.IsZero() && d > c.edition.Early {
		return AtRisk, editionDoubt
	}
	if c.overdue != nil && d > c.overdue.Date {
		return AtRisk, surveillance
	}
	below := Holds
	if c.needs != nil {
		if below = c.belowOn(d); below == AtRisk {
			return AtRisk, belowLapsed
		}
	}
	switch {
	case c.end.Early.IsZero() && c.scheme.Term != scheme.TermNone: // else nothing ends it but its status
		return Unknown, noEnd
	case below != Holds:
		return Unknown, belowUnknown
	case c.edOdd:
		return Unknown, editionOdd
	}
	if !c.end.UnknownAfter.IsZero() && d > c.end.UnknownAfter {
		return Unknown, deadlineUnset
	}
	if !c.edGuess.IsZero() && d > c.edGuess {
		return Unknown, editionUnknown
	}
	return Holds, fine
}

// belowOn says whether a certificate below counts on the day. What is recorded
// and lapsed is At risk. Unknown is a day on which none is recorded, or one
// without an end, and those that there must be could have ended already.
func (c *held) belowOn(d civil.Date) State {
	lapsed := len(c.below) > 0
	for _, u := range c.below {
		if counts(u.statusOn(d)) && d >= u.from {
			if d <= u.end.Early {
				return Holds
			}
			lapsed = lapsed && !u.end.Early.IsZero()
		}
	}
	switch {
	case lapsed:
		return AtRisk
	case d > c.belowUnsure():
		return Unknown
	}
	return Holds
}

// rank orders the states from best to worst for one day or for alternatives.
func rank(s State) int {
	switch s {
	case Holds:
		return 0
	case AtRisk:
		return 1
	case Unknown:
		return 2
	}
	return 3
}

// severity orders the states from least to most pressing for a bid.
func severity(s State) int {
	switch s {
	case Fails:
		return 3
	case AtRisk:
		return 2
	case Unknown:
		return 1
	}
	return 0
}

// Worse gives the state that speaks for a bid of which both are true, in the
// order Fails, At risk, Unknown, Holds.
func Worse(a, b State) State {
	if severity(b) > severity(a) {
		return b
	}
	return a
}
