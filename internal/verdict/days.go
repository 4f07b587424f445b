package verdict

import (
	"fmt"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
)

// span is a stretch of decisive days. Of a certain span every day must be
// covered; of an estimated one the true day is one of them, nobody knows which.
type span struct {
	from, to  civil.Date
	estimated bool
	// soft days are assessed, but the law asks only for the award: uncovered
	// there is At risk with a question.
	soft bool
	what string // "award", "deadline", "contract start": as in a sentence
	// whose words an estimate rests on; empty for a stated day
	basis string
}

// missing is a decisive day that nobody has stated and nothing gives.
type missing struct {
	what     string
	question string
}

func spanOf(d *Day, what string) (span, bool) {
	if d == nil || d.Date.IsZero() {
		return span{}, false
	}
	s := span{from: d.Date, to: d.Date, what: what}
	if d.To > d.Date {
		s.to = d.To
	}
	if s.to > s.from || d.Basis == "estimated" {
		s.estimated = true
		s.basis = "estimated"
	}
	return s, true
}

// Estimate is how far after the deadline an award is to be expected when the
// notice does not say, in days: a product default kept as data in the book.
// Without such data (To is 0) nothing is estimated.
type Estimate struct{ From, To int }

// awardSpan gives the award, stated or estimated from the deadline.
func awardSpan(d Dates, est Estimate) (span, bool) {
	if s, ok := spanOf(d.Award, "award"); ok {
		return s, true
	}
	dl, ok := spanOf(d.Deadline, "deadline")
	if !ok || est.To == 0 {
		return span{}, false
	}
	return span{
		from: dl.from.AddDays(est.From), to: dl.to.AddDays(est.To), estimated: true,
		what: "award", basis: fmt.Sprintf("estimated at %d to %d days after the deadline", est.From, est.To),
	}, true
}

const (
	askAward  = "On which date do you expect to award the contract?"
	askStart  = "On which date do you expect the contract to start?"
	askWhen   = "By which date must the %s certificate be held: at submission, at award or at the start of the contract?"
	askSubmit = "What is the deadline for tenders?"
)

// decisiveDays gives the days on which a requirement must be met: the day that
// its words state; where they state none, every day from assessment to award;
// and the contract start.
func decisiveDays(b *Bid, r *Requirement, est Estimate) (spans []span, gaps []missing) {
	d := b.Dates
	switch r.When {
	case "at-submission":
		if s, ok := spanOf(d.Deadline, "deadline"); ok {
			spans = append(spans, s)
		} else {
			gaps = append(gaps, missing{"deadline", askSubmit})
		}
	case "at-assessment":
		if s, ok := spanOf(d.Assessment, "assessment"); ok {
			spans = append(spans, s)
		} else if dl, ok := spanOf(d.Deadline, "deadline"); ok {
			to := dl.to
			if a, ok := awardSpan(d, est); ok && a.to > to {
				to = a.to
			}
			spans = append(spans, span{from: dl.from, to: to, estimated: true, what: "assessment", basis: "estimated between the deadline and the award"})
		} else {
			gaps = append(gaps, missing{"assessment", "When will tenders be assessed?"})
		}
	case "by-award":
		if s, ok := awardSpan(d, est); ok {
			spans = append(spans, s)
		} else {
			gaps = append(gaps, missing{"award", askAward})
		}
	case "by-contract-start", "during-contract":
		if d.Start == nil || d.Start.Date.IsZero() {
			gaps = append(gaps, missing{"contract start", askStart})
		}
	case "by-date":
		if r.Date.IsZero() {
			gaps = append(gaps, missing{"date", "Which date is meant?"})
		} else {
			spans = append(spans, span{from: r.Date, to: r.Date, what: "date asked for"})
		}
	default:
		spans, gaps = unstated(b, est)
	}
	if s, ok := spanOf(d.Start, "contract start"); ok {
		spans = append(spans, s)
	}
	return spans, gaps
}

// unstated gives every day from assessment to award. Where no assessment is
// stated the deadline is the first day on which a tender can be assessed.
func unstated(b *Bid, est Estimate) (spans []span, gaps []missing) {
	d := b.Dates
	award, haveAward := awardSpan(d, est)
	first, haveFirst := spanOf(d.Assessment, "assessment")
	if !haveFirst {
		first, haveFirst = spanOf(d.Deadline, "deadline")
	}
	if !haveAward {
		gaps = append(gaps, missing{"award", askAward})
		if haveFirst {
			spans = append(spans, first)
		}
		return spans, gaps
	}
	// Under the Procurement Act a condition of participation is to be satisfied
	// in order to be awarded the contract (facts H4).
	soft := b.Regime == "pa2023"
	if haveFirst && first.to < award.from {
		spans = append(spans, span{from: first.from, to: award.from - 1, soft: soft, what: "assessment", estimated: false})
	}
	return append(spans, award), gaps
}

// reachedBy says whether something started today and done in the shortest time
// is done by the day.
func reachedBy(today civil.Date, lead scheme.Lead, d civil.Date) bool {
	return today.AddDays(lead.Min) <= d
}

// isInsurance: the Act bars a demand that insurance be in place before award.
func isInsurance(schemeID string) bool { return strings.HasPrefix(schemeID, "insurance-") }
