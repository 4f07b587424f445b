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
	twoReadings    // two readings of its last day
	deadlineUnset  // the data does not know that year's deadline
	editionEnded   // to an edition that meets nothing any more
	editionDoubt   // two readings of the edition's last day
	editionUnknown // no edition recorded
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
	switch st := c.statusOn(d); {
	case st == "planned":
		if d < c.from {
			return Fails, notYet
		}
		if !c.end.Late.IsZero() && d > c.end.Late {
			return Fails, ended
		}
		return AtRisk, planned
	case !counts(st):
		return Fails, badStatus
	}
	if d < c.from {
		return Fails, notYet
	}
	if c.end.Early.IsZero() {
		if c.scheme.Term == scheme.TermNone {
			return Holds, fine // nothing ends it but its status
		}
		return Unknown, noEnd
	}
	if d > c.end.Late {
		return Fails, ended
	}
	if !c.edition.Late.IsZero() && d > c.edition.Late {
		return Fails, editionEnded
	}
	if d > c.end.Early {
		return AtRisk, twoReadings
	}
	if !c.edition.Early.IsZero() && d > c.edition.Early {
		return AtRisk, editionDoubt
	}
	if c.overdue != nil && d > c.overdue.Date {
		return AtRisk, surveillance
	}
	if c.needs != nil {
		switch {
		case len(c.below) == 0:
			if d > c.belowUnsure() {
				return Unknown, belowUnknown
			}
		case !c.belowOn(d):
			return AtRisk, belowLapsed
		}
	}
	if !c.end.UnknownAfter.IsZero() && d > c.end.UnknownAfter {
		return Unknown, deadlineUnset
	}
	if !c.edGuess.IsZero() && d > c.edGuess {
		return Unknown, editionUnknown
	}
	return Holds, fine
}

// belowOn says whether any certificate below counts on the day.
func (c *held) belowOn(d civil.Date) bool {
	for _, u := range c.below {
		if counts(u.statusOn(d)) && d >= u.from && d <= u.end.Early {
			return true
		}
	}
	return false
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

// better gives the state that speaks for alternatives.
func better(a, b State) State {
	if rank(b) < rank(a) {
		return b
	}
	return a
}

// Worse gives the state that speaks for a bid of which both are true, in the
// order Fails, At risk, Unknown, Holds.
func Worse(a, b State) State {
	if severity(b) > severity(a) {
		return b
	}
	return a
}
