package certificate

import (
	"fmt"

	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/scheme"
)

// ActBy is a day by which something must be done so that the certificate never
// lapses. The ids are "book", "submit" and "hard-stop", in that order.
type ActBy struct {
	ID       string     `json:"id"`
	Label    string     `json:"label"` // "Book by"
	Date     civil.Date `json:"date"`
	DaysLeft int        `json:"daysLeft"` // negative when late
	Why      string     `json:"why"`
}

// Late says that the day has passed.
func (a ActBy) Late() bool { return a.DaysLeft < 0 }

// the scheme's own clocks that stand for an act, where its data has them.
var (
	bookClocks   = []string{"recert_book", "book", "start_renewal"}
	submitClocks = []string{"recert_audit"}
)

// opensClock is the first day on which a yearly toolkit can be begun.
const opensClock = "opens"

// Acts gives the act-by dates of a certificate on a day: none when no last
// valid day can be told. The book and submit days are those of the scheme's own
// clocks, where its data has them; else the longest and the usual lead time of
// a renewal before the last valid day.
func (c *Certificate) Acts(s *scheme.Scheme, today civil.Date) []ActBy {
	held := c.On(today)
	end := s.LastValidDay(held)
	last := end.Early
	if last.IsZero() {
		return nil
	}
	lead, words := s.Lead.Renew, wordsOf(s)
	book, bookWhy := last.AddDays(-lead.Max), fmt.Sprintf("a renewal takes up to %s", days(lead.Max))
	submit, submitWhy := last.AddDays(-lead.Typical), fmt.Sprintf("it usually takes %s from there", days(lead.Typical))
	for _, e := range s.Events(held) {
		switch {
		case e.ID == opensClock && e.Date > book && e.Date <= last:
			book, bookWhy = e.Date, "it cannot be begun before that day"
		case has(bookClocks, e.ID) && e.Date <= last:
			book, bookWhy = e.Date, fmt.Sprintf("%s before it ends: diaries fill up, and a renewal takes up to %s", days(int(last-e.Date)), days(lead.Max))
		case has(submitClocks, e.ID) && e.Date <= last:
			submit, submitWhy = e.Date, fmt.Sprintf("leaves %s to close what is found before the decision", days(int(last-e.Date)))
		}
	}
	book = min(book, submit)
	stop := "the last day it counts: the day after, nothing covers a bid that needs it"
	if s.RestoreMonths > 0 {
		stop = fmt.Sprintf("the last day it counts; a body may restore it within %d months after, but it does not count in between", s.RestoreMonths)
	}
	if end.Why != "" {
		stop += "; " + end.Why
	}
	return []ActBy{
		act("book", words.book, book, today, bookWhy),
		act("submit", words.submit, submit, today, submitWhy),
		act("hard-stop", "Hard stop", last, today, stop),
	}
}

func act(id, label string, day, today civil.Date, why string) ActBy {
	a := ActBy{ID: id, Label: label, Date: day, DaysLeft: today.DaysUntil(day), Why: why}
	if a.Late() {
		a.Why = due.Count(a.DaysLeft) + ": " + a.Why
	}
	return a
}

func has(list []string, id string) bool {
	for _, s := range list {
		if s == id {
			return true
		}
	}
	return false
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// words are how a renewal is spoken of in each family of schemes.
type words struct{ book, submit, bookTitle, submitTitle string }

func wordsOf(s *scheme.Scheme) words {
	switch {
	case s.ID == plusID:
		return words{"Book the assessor by", "Be tested by", "Book the assessor", "Have the test done"}
	case s.Family == "cyber-essentials":
		return words{"Open the account by", "Submit by", "Open the assessment account", "Submit the assessment"}
	case s.Term == scheme.TermToolkitYear:
		return words{"Begin by", "Publish by", "Begin the new assessment", "Publish the assessment"}
	case s.RestoreMonths > 0: // management systems: audited by a body
		return words{"Book by", "Audit on site by", "Book the recertification audit", "Have the recertification audit held"}
	case isInsurance(s.ID):
		return words{"Ask the broker by", "Accept terms by", "Ask the broker for renewal terms", "Accept the renewal terms"}
	}
	return words{"Begin by", "Submit by", "Begin the renewal", "Submit the renewal"}
}
