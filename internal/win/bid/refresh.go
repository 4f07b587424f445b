package bid

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

const (
	// maxFollowed is how many changes of its notice a bid remembers.
	maxFollowed = 20
	// lookWithin is how many days a change of a notice is put before the bid's
	// owner.
	lookWithin = 7
)

// Followed is what a change of the notice did to the bid.
type Followed struct {
	On      civil.Date `json:"on"`                // the day on which it was taken over
	Release string     `json:"release,omitempty"` // the notice that said it: "084016-2026"
	// What says what changed, each in a sentence without its full stop: "deadline
	// moved from 12 Jan 2027 to 26 Jan 2027".
	What   []string      `json:"what"`
	Before verdict.State `json:"before"` // how the bid stood on that day without the change
	After  verdict.State `json:"after"`
	Ended  bool          `json:"ended,omitempty"` // the buyer has ended the procurement
}

// Words says a move in one line.
func (m *Followed) Words() string { return strings.Join(m.What, "; ") }

// Effect says what a move does to the verdict: "At risk before, Fails after".
func (m *Followed) Effect(word func(verdict.State) string) string {
	if m.Before == m.After {
		return "The verdict stays: " + word(m.After)
	}
	return word(m.Before) + " before, " + word(m.After) + " after"
}

var dayWords = map[string]string{
	"enquiries": "last day for questions", "deadline": "deadline", "assessment": "assessment", "award": "award",
	"standstillEnd": "end of the standstill", "start": "contract start", "end": "contract end", "extendedEnd": "end with extensions",
}

// follow takes over what the notice says now, and gives what changed. A date
// that a person corrected stays; that the notice now says another is told once.
// With words, what it asks for is read anew too.
func (b *Bid) follow(n *notice.Notice, words bool, name func(scheme string) string) []string {
	now := FromNotice(n)
	b.Sources = maps.Clone(b.Sources)
	if b.Sources == nil {
		b.Sources = map[string]Source{}
	}
	var what []string
	for _, date := range DayNames() {
		says, from := now.Day(date), now.Sources[date]
		was, src := b.Day(date), b.Sources[date]
		switch {
		case says == nil:
			continue
		case sameDay(says, was):
			if src.By == "" && src.Time != "" && from.Time != "" && src.Time != from.Time {
				what = append(what, fmt.Sprintf("%s is at %s, no longer at %s", dayWords[date], from.Time, src.Time))
				b.Sources[date] = from
			}
			continue
		case src.By != "":
			if sameDay(says, src.Was) {
				continue
			}
			src.Was = says
			b.Sources[date] = src
			what = append(what, fmt.Sprintf("%s is now %s in the notice; it stays %s, as %s corrected it", dayWords[date], dayText(says), dayText(was), src.By))
			continue
		case was != nil && src.Place == "" && src.Time == "":
			continue // it does not come from the notice
		case was == nil:
			what = append(what, fmt.Sprintf("%s is now stated: %s", dayWords[date], dayText(says)))
		default:
			what = append(what, fmt.Sprintf("%s moved from %s to %s", dayWords[date], dayText(was), dayText(says)))
		}
		*b.day(date), b.Sources[date] = says, from
	}
	if words && !sameWords(b.Requirements, now.Requirements) {
		before, known := len(b.Requirements), schemes(b.Requirements)
		b.Requirements = Found(b.Requirements, now.Requirements)
		for _, s := range schemes(b.Requirements) {
			if !slices.Contains(known, s) {
				what = append(what, "asks for "+name(s)+" now")
			}
		}
		if len(what) == 0 && len(b.Requirements) != before {
			what = append(what, "says more about what it asks for")
		}
	}
	return what
}

func dayText(d *verdict.Day) string {
	switch {
	case d == nil:
		return "none"
	case d.To > d.Date:
		return d.Date.Short() + " to " + d.To.Short()
	}
	return d.Date.Short()
}

func schemes(list []Requirement) []string {
	var out []string
	for i := range list {
		if !slices.Contains(out, list[i].Scheme) {
			out = append(out, list[i].Scheme)
		}
	}
	return out
}

// sameWords says whether everything that the notice asks for now is known in its
// words already.
func sameWords(have, now []Requirement) bool {
	return !slices.ContainsFunc(now, func(r Requirement) bool { return !knownWords(have, &r) })
}

// Refresh takes over what the notices of the live bids say now, and gives the
// bids that changed, each as one change of its own. A bid that cannot take it
// (its dates would contradict each other) is left as it is, and the rest goes on.
func (s *Service) Refresh(ctx context.Context, by By, today civil.Date) ([]Row, error) {
	var behind []string
	err := s.door.See(ctx, by.Actor, func(v *change.View) error {
		behind = nil
		for row, err := range change.All(v, s.bids, register.Query{Filters: []register.Filter{{Field: "notice", Op: register.Given}}}) {
			if err != nil {
				return err
			}
			if !row.Value.Live(today) {
				continue
			}
			b := row.Value
			_, moved, err := s.moved(v, &b, row.CreatedAt)
			if err != nil {
				return err
			}
			if moved {
				behind = append(behind, row.ID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, id := range behind {
		row, err := s.refresh(ctx, by, today, id)
		switch errs.CodeOf(err) {
		case errs.Invalid, errs.NotFound, errs.Conflict:
			continue // a person has it under their hands, or has to look at it
		}
		if err != nil {
			return out, err
		}
		out = append(out, row)
	}
	return out, nil
}

// moved lets a bid follow its notice, and says whether anything is new. since is
// when the bid was made: what the notice asks for is read anew only where the
// buyer has published since, so that a better reading alone is no change.
func (s *Service) moved(in *change.View, b *Bid, since int64) (Followed, bool, error) {
	n, found, err := Shelf(in).Notice(in.Context(), b.Notice)
	if err != nil || !found {
		return Followed{}, false, err
	}
	var m Followed
	later := false
	if last := len(n.Releases) - 1; last >= 0 {
		m.Release, later = n.Releases[last].ID, n.Releases[last].At > since
	}
	if f := b.Followed; len(f) > 0 && f[len(f)-1].Release == m.Release {
		later = false
	}
	m.What = b.follow(&n.Notice, later, s.schemeName)
	ended := slices.ContainsFunc(b.Followed, func(o Followed) bool { return o.Ended })
	if n.Stage == notice.Cancelled && !ended {
		m.Ended = true
		m.What = append(m.What, "the buyer has cancelled the procurement")
	}
	return m, len(m.What) > 0, nil
}

func (s *Service) refresh(ctx context.Context, by By, today civil.Date, id string) (Row, error) {
	return s.write(ctx, by, "bid.follow-notice", []any{id, today}, func(tx *change.Tx) (Row, error) {
		row, err := change.Get(tx, s.bids, id)
		if err != nil {
			return Row{}, err
		}
		certs, err := change.Collect(tx, s.certs, register.Query{})
		if err != nil {
			return Row{}, err
		}
		b := row.Value
		m, moved, err := s.moved(&tx.View, &b, row.CreatedAt)
		if err != nil || !moved {
			return row, err
		}
		b.Normalise()
		m.On = today
		m.Before, m.After = s.stands(&row.Value, row.Number, certs, today), s.stands(&b, row.Number, certs, today)
		b.Followed = append(slices.Clone(b.Followed), m)
		b.Followed = b.Followed[max(0, len(b.Followed)-maxFollowed):]
		return change.Put(tx, s.bids, row.ID, row.Version, b)
	})
}

func (s *Service) schemeName(id string) string {
	if sc, ok := s.book.Scheme(id); ok {
		return sc.Short
	}
	if d, ok := s.book.Demand(id); ok {
		return d.Name
	}
	return id
}

func (s *Service) stands(b *Bid, number string, certs []certificate.Row, today civil.Date) verdict.State {
	c := Judge(verdict.NewHolder(s.book, today, Held(certs)), number, b, today)
	return c.Verdict.State
}

// DueFollowed puts changes of notices before the owners of their bids, for a week.
func DueFollowed(rows []Row, today civil.Date, word func(verdict.State) string) []due.Item {
	var out []due.Item
	for i := range rows {
		b := &rows[i].Value
		for j := range b.Followed {
			m := &b.Followed[j]
			by := m.On + lookWithin
			if today > by || !b.Live(today) {
				continue
			}
			out = append(out, due.Item{
				Date: by, Kind: due.NoticeChanged, Ref: rows[i].Number, Step: fmt.Sprintf("notice-%d", j), Link: "/bids/" + rows[i].Number,
				Title: "Look at what changed: " + m.Words(), Why: m.Effect(word) + ".", Owner: b.Owner, Days: int(by - today), Remind: []int{lookWithin},
			})
		}
	}
	return out
}
