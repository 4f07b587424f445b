package certificate

import (
	"fmt"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
)

const (
	ceID   = "cyber-essentials"
	plusID = "cyber-essentials-plus"
)

func isInsurance(id string) bool { return strings.HasPrefix(id, "insurance-") }

// Window is when to renew: neither too late nor too early.
type Window struct {
	From civil.Date `json:"from"` // earlier costs days, or cannot be done
	To   civil.Date `json:"to"`   // later leaves less than the usual time
	// Best is the one day to aim for.
	Best civil.Date `json:"best"`
	// LosesDays: every day before the last valid day that the new certificate is
	// issued is a day of the old one thrown away.
	LosesDays bool        `json:"losesDays"`
	Why       string      `json:"why"`
	Fact      scheme.Fact `json:"fact"` // of what early renewal costs
}

// BestWindow gives when to renew, and false when no last valid day can be told.
// all are the organisation's certificates: a Plus is bound to its Cyber
// Essentials.
func (c *Certificate) BestWindow(s *scheme.Scheme, today civil.Date, all []Certificate) (Window, bool) {
	acts := c.Acts(s, today)
	if acts == nil {
		return Window{}, false
	}
	book, submit, last := acts[0].Date, acts[1].Date, acts[2].Date
	lead := s.Lead.Renew
	w := Window{LosesDays: s.EarlyRenewal.LosesDays, Fact: s.EarlyRenewal.Fact, From: book, To: submit, Best: submit}
	switch {
	case s.ID == plusID:
		return c.plusWindow(s, w, last, all), true
	case w.LosesDays:
		w.From, w.To = last.AddDays(-lead.Max), last.AddDays(-lead.Min)
		w.Why = fmt.Sprintf("The new term begins on the day of issue, so early costs days: submit on %s, since it usually takes %s; "+
			"before %s you throw valid days away, after %s even the shortest way (%s) is too slow.",
			w.Best.Long(), days(lead.Typical), w.From.Long(), w.To.Long(), days(lead.Min))
	case s.RestoreMonths > 0:
		w.Why = fmt.Sprintf("Early is free: the new cycle may keep %s as its anchor, if the body agrees.", last.Long())
	case s.Term == scheme.TermToolkitYear:
		for _, e := range s.Events(c.On(today)) {
			if e.ID == opensClock {
				w.From = e.Date
			}
		}
		w.Why = fmt.Sprintf("Early is free: a new status counts to the end of the year after its own. It can be published from %s.", w.From.Long())
	default:
		w.Why = fmt.Sprintf("Early is free: the new term begins when the old one ends, on %s.", last.Long())
	}
	return w, true
}

// plusWindow: a Plus must be done within the window of a passed Cyber
// Essentials, so the pair is renewed together.
func (c *Certificate) plusWindow(s *scheme.Scheme, w Window, last civil.Date, all []Certificate) Window {
	lead := s.Lead.Renew
	w.To = last.AddDays(-lead.Min)
	w.From = min(last.AddDays(-lead.Max), w.To)
	w.Best = max(w.From, min(last.AddDays(-lead.Typical), w.To))
	ce, found := c.latestBelow(all)
	if !found {
		w.Why = fmt.Sprintf("Its year restarts on the day of issue, so early costs days: begin the test on %s. No Cyber Essentials of %s is recorded here, and a Plus must be finished soon after one is issued: record it to see the window.", w.Best.Long(), orHolder(c.Holder))
		return w
	}
	ends, ok := plusBy(s, ce.Issued)
	if ok && last <= ends {
		w.Why = fmt.Sprintf("The Cyber Essentials issued on %s carries a Plus finished by %s, so it need not be renewed first; early costs days, so begin the test on %s.",
			ce.Issued.Long(), ends.Long(), w.Best.Long())
		return w
	}
	w.Why = fmt.Sprintf("The Cyber Essentials issued on %s carried a Plus only until %s, so renew Cyber Essentials first, then have the test done within its window of about three months. Early costs days: begin the test on %s.",
		ce.Issued.Long(), ends.Long(), w.Best.Long())
	return w
}

func orHolder(name string) string {
	if name == "" {
		return "this holder"
	}
	return name
}

// plusBy gives the last day to finish a Plus over a Cyber Essentials issued on
// the day, by the scheme's own clock; false when the data has none.
func plusBy(s *scheme.Scheme, ceIssued civil.Date) (civil.Date, bool) {
	for i := range s.Clocks {
		if r := &s.Clocks[i]; r.Anchor == scheme.AnchorCEIssued && r.Hard {
			day := r.Day(ceIssued)
			if r.Bound == scheme.Before {
				day--
			}
			return day, true
		}
	}
	return 0, false
}

// sameHolder compares legal entities as printed, without regard to case, spaces
// and the two ways to write Limited.
func sameHolder(a, b string) bool { return holderKey(a) == holderKey(b) }

// noStops takes out the stops of "Ltd." and "Co.,". It is made once: certificates
// are compared pair by pair.
var noStops = strings.NewReplacer(".", "", ",", "")

func holderKey(s string) string {
	k := register.Fold(noStops.Replace(s))
	if cut, ok := strings.CutSuffix(k, " limited"); ok {
		k = cut + " ltd"
	}
	return k
}

// latestBelow gives the Cyber Essentials of the same holder that was issued
// last, withdrawn and planned ones left out.
func (c *Certificate) latestBelow(all []Certificate) (Certificate, bool) {
	var best Certificate
	for _, b := range all {
		if b.Scheme == ceID && !b.Issued.IsZero() && sameHolder(b.Holder, c.Holder) && !b.ended() && b.Issued > best.Issued {
			best = b
		}
	}
	return best, best.Scheme != ""
}

// ended says that the record itself ended or never began: withdrawn, revoked,
// expired or planned as its last line.
func (c *Certificate) ended() bool {
	h := c.history()
	if len(h) == 0 {
		return false
	}
	switch h[len(h)-1].State {
	case Withdrawn, Revoked, Expired, Planned:
		return true
	}
	return false
}

// Safe is how long a certificate can be relied on.
type Safe struct {
	Until civil.Date `json:"until"` // zero: unknown
	Why   string     `json:"why"`
}

// SafeUntil gives the day to which a certificate can be relied on: its last
// valid day, or for a Cyber Essentials Plus the earlier one of its own and of the
// Cyber Essentials below it, counting renewals of that which follow without a
// gap. It is unknown when no Cyber Essentials is recorded: whether a Plus counts
// once the one below has lapsed is not settled.
func (c *Certificate) SafeUntil(book *scheme.Book, today civil.Date, all []Certificate) Safe {
	s, ok := book.Scheme(c.Scheme)
	if !ok {
		return Safe{Why: "the scheme is not known"}
	}
	last := s.LastValidDay(c.On(today)).Early
	if last.IsZero() {
		return Safe{Why: "no last valid day can be told from what is recorded"}
	}
	if s.ID != plusID {
		return Safe{Until: last}
	}
	below, ok := book.Scheme(ceID)
	if !ok {
		return Safe{Until: last}
	}
	day, found := max(today, s.ValidFrom(c.On(today))), false
	until := day - 1
	for grew := true; grew; {
		grew = false
		for _, b := range all {
			if b.Scheme != ceID || !sameHolder(b.Holder, c.Holder) || b.ended() {
				continue
			}
			found = true
			held := b.On(today)
			if end := below.LastValidDay(held).Early; below.ValidFrom(held) <= until+1 && end > until {
				until, grew = end, true
			}
		}
	}
	switch {
	case !found:
		return Safe{Why: "no Cyber Essentials of " + orHolder(c.Holder) + " is recorded, and a Plus stands on one"}
	case until >= last:
		return Safe{Until: last}
	case until < day:
		return Safe{Until: until, Why: "the Cyber Essentials below it does not count today"}
	}
	return Safe{Until: until, Why: "the Cyber Essentials below it ends on " + until.Long() + ", before it"}
}
