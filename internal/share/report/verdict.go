package report

import (
	"cmp"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

// Side is what verdicts are judged by at one of the two instants.
type Side struct {
	// Book is the rule data that was loaded then; nil when it was not kept: every
	// verdict of the time is then unknown.
	Book         *scheme.Book
	Day          civil.Date
	Certificates []certificate.Row
	Bids         []bid.Row
}

// Moved is a bid whose verdict is another now, or that came or went.
type Moved struct {
	Bid   string        `json:"bid"`
	Title string        `json:"title"`
	Was   verdict.State `json:"was,omitempty"` // empty: the bid was not there, or not live
	Now   verdict.State `json:"now,omitempty"`
	// Because names what made the difference: "CERT-1 changed", "the bid changed",
	// "the rule data changed", "time passed".
	Because []string `json:"because"`
}

// What can make the difference.
const (
	becauseBid   = "the bid changed"
	becauseRules = "the rule data changed"
	becauseTime  = "time passed"
	becauseAll   = "several things changed together"
	becauseKept  = "the rule data of that time was not kept"
)

// Verdicts compares the verdict of every bid then and now.
func Verdicts(then, now Side) []Moved {
	was, is := byNumber(then.Bids), byNumber(now.Bids)
	var out []Moved
	for number, n := range is {
		o, there := was[number]
		m := Moved{Bid: number, Title: n.Value.Title}
		nowLive := n.Value.Live(now.Day)
		if nowLive {
			m.Now = judge(now.Book, now.Day, now.Certificates, n)
		}
		if there && o.Value.Live(then.Day) {
			m.Was = judge(then.Book, then.Day, then.Certificates, o)
		}
		if m.Was == m.Now {
			continue
		}
		switch {
		case !there:
			m.Because = []string{"the bid was added"}
		case m.Was == "" || m.Now == "":
			m.Because = []string{becauseBid}
			if o.Version == n.Version {
				m.Because = []string{becauseTime}
			}
		case then.Book == nil || now.Book == nil:
			m.Because = []string{becauseKept}
		default:
			m.Because = because(then, now, o, n, m.Now)
		}
		out = append(out, m)
	}
	for number, o := range was {
		if _, there := is[number]; !there && o.Value.Live(then.Day) {
			out = append(out, Moved{Bid: number, Title: o.Value.Title, Was: judge(then.Book, then.Day, then.Certificates, o), Because: []string{"the bid was removed"}})
		}
	}
	slices.SortFunc(out, func(a, b Moved) int {
		return cmp.Or(cmp.Compare(len(a.Bid), len(b.Bid)), strings.Compare(a.Bid, b.Bid))
	})
	return out
}

func byNumber(rows []bid.Row) map[string]*bid.Row {
	out := make(map[string]*bid.Row, len(rows))
	for i := range rows {
		out[rows[i].Number] = &rows[i]
	}
	return out
}

func judge(book *scheme.Book, day civil.Date, certs []certificate.Row, b *bid.Row) verdict.State {
	if book == nil {
		return verdict.Unknown
	}
	return bid.Judge(verdict.NewHolder(book, day, bid.Held(certs)), b.Number, &b.Value, day).Verdict.State
}

// because finds what made the difference: each thing that by itself turns the
// verdict of then into that of now; when none does, each that turns it on the
// way from then to now, taken one after the other.
func because(then, now Side, o, n *bid.Row, want verdict.State) []string {
	type step struct {
		words string
		take  func(*Side, **bid.Row)
	}
	var steps []step
	for _, c := range certificatesChanged(then.Certificates, now.Certificates) {
		steps = append(steps, step{c.words, func(s *Side, _ **bid.Row) { s.Certificates = c.put(s.Certificates) }})
	}
	if o.Version != n.Version {
		steps = append(steps, step{becauseBid, func(_ *Side, b **bid.Row) { *b = n }})
	}
	if then.Book.Hash() != now.Book.Hash() {
		steps = append(steps, step{becauseRules, func(s *Side, _ **bid.Row) { s.Book = now.Book }})
	}
	steps = append(steps, step{becauseTime, func(s *Side, _ **bid.Row) { s.Day = now.Day }})
	state := func(s Side, b *bid.Row) verdict.State { return judge(s.Book, s.Day, s.Certificates, b) }
	var alone []string
	for _, st := range steps {
		s, b := then, o
		if st.take(&s, &b); state(s, b) == want {
			alone = append(alone, st.words)
		}
	}
	if len(alone) > 0 {
		return alone
	}
	var turned []string
	s, b := then, o
	last := state(s, b)
	for _, st := range steps {
		st.take(&s, &b)
		if next := state(s, b); next != last {
			turned, last = append(turned, st.words), next
		}
	}
	if len(turned) == 0 {
		return []string{becauseAll}
	}
	return turned
}

type certificateChange struct {
	words  string
	number string
	now    *certificate.Row // nil: removed
}

// put gives the certificates with this one as it is now.
func (c certificateChange) put(rows []certificate.Row) []certificate.Row {
	out := slices.DeleteFunc(slices.Clone(rows), func(r certificate.Row) bool { return r.Number == c.number })
	if c.now != nil {
		out = append(out, *c.now)
	}
	return out
}

func certificatesChanged(then, now []certificate.Row) []certificateChange {
	var out []certificateChange
	at := func(rows []certificate.Row, number string) *certificate.Row {
		if i := slices.IndexFunc(rows, func(r certificate.Row) bool { return r.Number == number }); i >= 0 {
			return &rows[i]
		}
		return nil
	}
	for i := range now {
		n := &now[i]
		switch o := at(then, n.Number); {
		case o == nil:
			out = append(out, certificateChange{n.Number + " was added", n.Number, n})
		case o.Version != n.Version:
			out = append(out, certificateChange{n.Number + " changed", n.Number, n})
		}
	}
	for i := range then {
		if at(now, then[i].Number) == nil {
			out = append(out, certificateChange{then[i].Number + " was removed", then[i].Number, nil})
		}
	}
	return out
}
