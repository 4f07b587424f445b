package certificate

import (
	"fmt"

	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/scheme"
)

// Numbered is a certificate with the number that people know it by.
type Numbered struct {
	Number string
	Certificate
}

// actRemind are the days before a book or submit day on which its owner is
// told. Product default.
var actRemind = []int{30, 14, 7, 1, 0}

// eventRemind are those of a clock that runs out hard. Product default.
var eventRemind = []int{90, 60, 30, 14, 7, 1, 0}

// Due gives what falls due of all certificates: act-by dates, the last valid
// day, and the clocks that want an outcome. A certificate that was superseded,
// withdrawn, or that is only planned has nothing due. Certificates of schemes
// that the book does not know are passed over. The items are sorted.
func Due(book *scheme.Book, all []Numbered, today civil.Date) []due.Item {
	plain := make([]Certificate, len(all))
	for i := range all {
		plain[i] = all[i].Certificate
	}
	var out []due.Item
	for i := range all {
		c := &all[i]
		s, ok := book.Scheme(c.Scheme)
		if !ok || !c.lives(s, today) || supersededBy(book, all, i, today) >= 0 {
			continue
		}
		out = append(out, c.due(book, s, plain, today)...)
	}
	due.Sort(out)
	return out
}

// lives says that the certificate is one to keep alive: not given up, not
// merely planned. An expired one lives on as late until it is superseded.
func (c *Certificate) lives(s *scheme.Scheme, today civil.Date) bool {
	switch state, _ := c.Recorded(today); state {
	case Withdrawn, Revoked, Planned:
		return false
	}
	return c.StatusOn(s, today) != Planned
}

func (c *Numbered) due(book *scheme.Book, s *scheme.Scheme, all []Certificate, today civil.Date) []due.Item {
	name, words := s.Short, wordsOf(s)
	if name == "" {
		name = s.Name
	}
	item := func(kind, step, title, why string, day civil.Date, hard bool, remind []int) due.Item {
		return due.Item{
			Date: day, Kind: kind, Ref: c.Number, Step: step, Link: "/certificates/" + c.Number,
			Title: title, Why: why, Owner: c.Owner, Hard: hard, Days: today.DaysUntil(day), Remind: remind,
		}
	}
	var out []due.Item
	for _, a := range c.Acts(s, today) {
		switch a.ID {
		case "book":
			if !c.Renewal.Booked {
				out = append(out, item(due.CertificateAct, "book", words.bookTitle+": "+name, sentence(a.Why), a.Date, false, actRemind))
			}
		case "submit":
			out = append(out, item(due.CertificateAct, "submit", words.submitTitle+": "+name, sentence(a.Why), a.Date, false, actRemind))
		case "hard-stop":
			why := sentence(a.Why)
			if safe := c.SafeUntil(book, today, all); !safe.Until.IsZero() && safe.Until < a.Date && safe.Why != "" {
				why += " " + sentence(safe.Why)
			}
			out = append(out, item(due.CertificateEnds, "ends", name+" ends", why, a.Date, true, s.ReminderDays))
		}
	}
	return append(out, c.clocks(s, name, today, item)...)
}

// clocks gives the hard clocks that run out well before the certificate ends (the
// decision of the day before is its end said again) and have no
// recorded outcome: surveillance audits, attestations, scans.
func (c *Numbered) clocks(s *scheme.Scheme, name string, today civil.Date,
	item func(kind, step, title, why string, day civil.Date, hard bool, remind []int) due.Item,
) []due.Item {
	held := c.On(today)
	last, done := s.LastValidDay(held).Early, c.outcomes(s, today)
	var out []due.Item
	turn := map[string]int{}
	for _, e := range s.Events(held) {
		day := e.Date
		if e.Bound == string(scheme.Before) {
			day--
		}
		if !e.Hard || (!last.IsZero() && day >= last-1) || e.ID == "publish" || e.ID == "must_follow" {
			continue
		}
		if e.ID == "stage2_major" && s.ValidFrom(held) >= c.Stage2 {
			continue // the decision was taken: the majors were verified
		}
		turn[e.ID]++
		if done > 0 {
			done--
			continue
		}
		step := e.ID
		if n := turn[e.ID]; n > 1 {
			step = fmt.Sprintf("%s-%d", e.ID, n)
		}
		why := "Record the outcome once it is done."
		if e.OverdueIsRisk {
			why = "Until its outcome is recorded the certificate is at risk from the day after."
			if day < today {
				why = "No outcome is recorded: ask the body, and record what it says. Only the body's own word suspends."
			}
		}
		out = append(out, item(due.CertificateEvent, step, e.Name+": "+name, why, day, true, eventRemind))
	}
	return out
}

// supersededBy gives the index of the certificate that took the i-th one's
// place by the day, or -1: one that says it replaces it, or one of the same
// scheme, level, holder and scope that lasts longer.
func supersededBy(book *scheme.Book, all []Numbered, i int, today civil.Date) int {
	c := &all[i]
	s, _ := book.Scheme(c.Scheme)
	last := s.LastValidDay(c.On(today)).Early
	for j := range all {
		n := &all[j]
		if j == i || n.Scheme != c.Scheme || n.ended() {
			continue
		}
		held := n.On(today)
		if start := s.ValidFrom(held); start.IsZero() || start > today {
			continue
		}
		end := s.LastValidDay(held).Early
		if end <= last && !(end == last && n.replaces(c)) {
			continue
		}
		if n.replaces(c) || (sameHolder(n.Holder, c.Holder) && (n.Level == c.Level || s.Term == scheme.TermToolkitYear) && sameScope(n.Scope, c.Scope)) {
			return j
		}
	}
	return -1
}

func (c *Numbered) replaces(old *Numbered) bool {
	return c.Replaces != "" && (c.Replaces == old.Number || c.Replaces == old.Ref)
}

// sameScope: two certificates of one holder and scheme may live side by side
// for different scopes; one without a recorded scope is not told apart.
func sameScope(a, b string) bool {
	return a == "" || b == "" || holderKey(a) == holderKey(b)
}

// sentence makes a clause a sentence.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	if s[0] >= 'a' && s[0] <= 'z' {
		s = string(s[0]-'a'+'A') + s[1:]
	}
	if last := s[len(s)-1]; last != '.' && last != '?' {
		s += "."
	}
	return s
}
