package trustpage

import (
	"fmt"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

// The keys of a status. Only the first two are shown as in date.
const (
	InDate       = "in-date"
	EndsSoon     = "ends-soon"
	Unclear      = "unclear" // something that decides is not recorded
	NotIssued    = "not-issued"
	Expired      = "expired"
	EditionEnded = "edition-ended"
	NotMet       = "not-met" // a published level that does not count as holding the scheme
	Suspended    = "suspended"
	Withdrawn    = "withdrawn"
	Revoked      = "revoked"
)

// soon is from how many days before its last a certificate is said to end soon.
const soon = 60

// Status is how a certificate stands on the day, as facts.
type Status struct {
	Key  string `json:"key"`
	Word string `json:"word"` // "In date"
	Says string `json:"says"` // "until 30 September 2027, 210 days left"
	// Note is what a buyer must know beside it.
	Note string     `json:"note,omitempty"`
	Last civil.Date `json:"last,omitzero"` // the last valid day; zero when it cannot be told
	Days int        `json:"days"`          // to that day; negative after it
}

// Counts says that the certificate is in date as far as the record goes.
func (s Status) Counts() bool { return s.Key == InDate || s.Key == EndsSoon }

// statusOf says how a certificate stands on a day. A date never suspends; only
// the body's recorded word does. What cannot be told is said to be unclear.
// all are the organisation's certificates: one may stand on another.
func statusOf(book *scheme.Book, c *certificate.Certificate, all []certificate.Certificate, today civil.Date) Status {
	s, ok := book.Scheme(c.Scheme)
	if !ok {
		return Status{Key: Unclear, Word: "Not clear", Says: "the scheme is not known here"}
	}
	last := s.LastValidDay(c.On(today))
	out := Status{Last: last.Early}
	if !last.Early.IsZero() {
		out.Days = today.DaysUntil(last.Early)
	}
	_, since := c.Recorded(today)
	switch c.StatusOn(s, today) {
	case certificate.Suspended:
		out.Key, out.Word, out.Says = Suspended, "Suspended", "since "+since.Long()
		out.Note = "A suspended certificate is not in force until its body lifts the suspension."
		return out
	case certificate.Withdrawn:
		out.Key, out.Word, out.Says = Withdrawn, "Withdrawn", "since "+since.Long()
		return out
	case certificate.Revoked:
		out.Key, out.Word, out.Says = Revoked, "Revoked", "since "+since.Long()
		return out
	case certificate.Expired:
		out.Key, out.Word, out.Says = Expired, "Expired", "it has ended"
		if !out.Last.IsZero() && out.Last < today {
			out.Says = fmt.Sprintf("it ended on %s, %s ago", out.Last.Long(), days(-out.Days))
		}
		return out
	case certificate.Planned:
		out.Key, out.Word, out.Says = NotIssued, "Not issued yet", "it is planned and has not been issued"
		return out
	}
	for _, l := range s.Levels {
		if l.ID == string(c.Level) && !l.Passes {
			out.Key, out.Word, out.Says = NotMet, l.Name, "published; it does not count as holding the scheme"
			return out
		}
	}
	if end, known := s.EditionEnd(c.Edition); known && !end.Early.IsZero() && end.Early < today {
		out.Key, out.Word = EditionEnded, "Old edition"
		out.Says = fmt.Sprintf("certificates to the edition %s ended on %s", c.Edition, end.Early.Long())
		return out
	}
	if out.Last.IsZero() {
		out.Key, out.Word, out.Says = Unclear, "Not clear", "its last valid day is not recorded here"
		return out
	}
	out.Key, out.Word = InDate, "In date"
	if out.Days <= soon {
		out.Key, out.Word = EndsSoon, "Ends soon"
	}
	out.Says = "until " + out.Last.Long() + ", " + left(out.Days)
	if last.Late != last.Early {
		out.Note = "Its last day can be read in two ways; the earlier one is shown. " + sentence(last.Why)
	}
	if safe := c.SafeUntil(book, today, all); safe.Until < out.Last && safe.Why != "" {
		out.Note = sentence(safe.Why) + " Ask for that one too."
	}
	if late := c.Overdue(book, today); len(late) > 0 {
		out.Key, out.Word = Unclear, "Not clear"
		out.Says = "printed as valid until " + out.Last.Long()
		out.Note = fmt.Sprintf("%s: due by %s, and no outcome is recorded here. Ask the body whether the certificate is in force.", late[0].Name, late[0].Date.Long())
	}
	return out
}

func left(n int) string {
	if n == 0 {
		return "which is today"
	}
	return days(n) + " left"
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

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
