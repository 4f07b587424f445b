package chart

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/civil"
)

// Span is a stretch of days, both included. Without a last day it has no end
// that is known.
type Span struct{ From, To civil.Date }

// Certificate is a bar: when it is valid, what follows, and on a bid's page
// what it leaves uncovered.
type Certificate struct {
	ID, Name, Href string
	Valid          []Span // in order
	Planned        []Span // a renewal planned or under way; without a last day, to the window's end
	NotBooked      bool   // nothing follows: a dotted line
	Tag            string // said after the end: "Renewal not started"
	TagState       State
	Gaps           []Gap
	State          State // shown at the right in place of the last day
}

// Ends gives the last day that is covered, none when it is not known.
func (c Certificate) Ends() civil.Date {
	if len(c.Valid) == 0 {
		return 0
	}
	return c.Valid[len(c.Valid)-1].To
}

// Mark is one date of a bid: a day, or the range that it is reckoned to lie in.
type Mark struct {
	Range     civil.Range
	Estimated bool
}

// On is the mark of a stated day; no day is no mark.
func On(d civil.Date) Mark { return Mark{Range: civil.Day(d)} }

// Bid is a line from its deadline to its start, its term, its marks, and what
// its certificates leave uncovered.
type Bid struct {
	ID, Name, Href                string
	State                         State
	Deadline, Award, Standstill   Mark
	Start, End                    Mark
	Gaps                          []Gap
	Finding                       string // "no CE Plus from 14 Feb": in the tag, the sentence and the table
	ShowStandstill, ShowDateNames bool
}

// Gap is a stretch that is not covered (Fails, At risk) or of which it cannot
// be told (Unknown: between the earliest and the latest day it could be).
// Without a last day it goes on to the window's end.
type Gap struct {
	From, To civil.Date
	State    State
	Tag      string
}

// GapStart gives the day from which a stretch is drawn as uncovered: the later
// of the day after the certificate ends and the first day asked about; but
// where the first failing day is the award or the start, the day after the
// certificate ends, so that the gap before it shows.
func GapStart(ends, firstAsked civil.Date, atAwardOrStart bool) civil.Date {
	switch {
	case ends.IsZero():
		return firstAsked
	case atAwardOrStart:
		return ends + 1
	}
	return max(ends+1, firstAsked)
}

// mostBids is the most bids of one picture: what holds is counted below it.
const mostBids = 12

// Timeline is the picture on Today: certificates above, live bids below.
type Timeline struct {
	Window       Window
	Today        civil.Date
	Certificates []Certificate
	Bids         []Bid
}

// BidTimeline is the picture of one bid: its dates, the certificates that
// matter to it, and what planned work would change.
type BidTimeline struct {
	Window       Window
	Today        civil.Date
	Bid          Bid
	Certificates []Certificate
	Plans        []Certificate
}

// Drawing is a picture ready to be laid out: its layers, its rows, what its
// signs mean, and the same data as a table.
type Drawing struct {
	Span        string // "November 2026 to December 2027"
	Head        string
	Back, Front string // behind all rows; before them
	Uprights    string // a bid's dates, behind the rows
	Rows        []DrawnRow
	More        string // "and 8 that hold"
	Keys        []Key
	Twin        Table
	Short       bool // the labels are short
}

// DrawnRow is a heading, or a label with its strip and what stands at the
// right: a state, or words.
type DrawnRow struct {
	Heading        bool
	ID, Name, Href string
	Strong         bool
	Strip          string
	Aside          string
	State          State
}

// Key names a sign that occurs in the picture.
type Key string

const (
	KeyToday      Key = "today"
	KeyValid      Key = "valid"
	KeyPlanned    Key = "planned"
	KeyNotBooked  Key = "not-booked"
	KeyDeadline   Key = "deadline"
	KeyAward      Key = "award"
	KeyEstimate   Key = "estimate"
	KeyStandstill Key = "standstill"
	KeyStart      Key = "start"
	KeyFails      Key = "fails"
	KeyRisk       Key = "risk"
	KeyUnknown    Key = "unknown"
)

var keyOrder = []Key{KeyToday, KeyValid, KeyPlanned, KeyNotBooked, KeyDeadline, KeyAward, KeyEstimate,
	KeyStandstill, KeyStart, KeyFails, KeyRisk, KeyUnknown}

// Table is a picture's twin.
type Table struct {
	Head []string
	Rows [][]TableCell
}

// TableCell is a text, or a state.
type TableCell struct {
	Text  string
	State State
}

// Draw draws the picture. Certificates stand by number; bids Fails, At risk,
// Unknown, Holds, then by deadline. At most twelve bids are drawn.
func (t Timeline) Draw() Drawing {
	d := Drawing{
		Span: t.Window.String(), Head: head(t.Window, t.Today), Back: back(t.Window), Front: front(t.Window, t.Today),
		Twin: Table{Head: []string{"Record", "Deadline", "Award", "Start", "Valid until", "State", "What is uncovered"}},
	}
	keys := keySet{}
	certs := slices.SortedStableFunc(slices.Values(t.Certificates), func(a, b Certificate) int { return byNumber(a.ID, b.ID) })
	if len(certs) > 0 {
		d.Rows = append(d.Rows, DrawnRow{Heading: true, Name: "Your certificates", Aside: "Valid until"})
	}
	for _, c := range certs {
		d.Rows = append(d.Rows, c.draw(t.Window, 0, keys))
		d.Twin.Rows = append(d.Twin.Rows, texts(join(c.ID, c.Name), "", "", "", c.until(), "", c.follows()))
	}
	bids := SortBids(t.Bids)
	d.More = more(bids)
	bids = bids[:min(len(bids), mostBids)]
	if len(bids) > 0 {
		d.Rows = append(d.Rows, DrawnRow{Heading: true, Name: "Live bids, at risk first", Aside: "Verdict"})
	}
	for _, b := range bids {
		d.Rows = append(d.Rows, b.draw(t.Window, keys))
		row := texts(join(b.ID, b.Name), b.Deadline.short(), b.Award.short(), b.Start.short(), "", "", cmp.Or(b.Finding, "none"))
		row[5].State = b.State
		d.Twin.Rows = append(d.Twin.Rows, row)
	}
	d.Keys = keys.list()
	return d
}

// Draw draws the picture of one bid.
func (t BidTimeline) Draw() Drawing {
	d := Drawing{
		Span: t.Window.String(), Head: head(t.Window, t.Today), Back: back(t.Window), Front: front(t.Window, t.Today), Short: true,
		Twin: Table{Head: []string{"Certificate", "Valid until", "State"}},
	}
	keys := keySet{KeyToday: t.Window.Contains(t.Today)}
	b := t.Bid
	b.ShowStandstill, b.ShowDateNames = true, true
	b.Gaps, b.Finding = nil, ""
	row := b.draw(t.Window, keys)
	row.ID, row.Name, row.Strong, row.State, row.Href = "", "Dates of "+t.Bid.ID, true, "", ""
	d.Rows = append(d.Rows, row)
	type asked struct {
		name string
		m    Mark
	}
	var cols []asked
	for _, a := range []asked{{"At deadline", b.Deadline}, {"At award", b.Award}, {"At start", b.Start}} {
		if !a.m.Range.IsZero() {
			cols = append(cols, a)
			d.Twin.Head = append(d.Twin.Head, a.name+" "+a.m.short())
		}
	}
	for _, c := range slices.Concat(t.Certificates, t.Plans) {
		d.Rows = append(d.Rows, c.draw(t.Window, t.Bid.Start.Range.From, keys))
		tr := texts(join(c.ID, c.Name), c.until(), "")
		tr[2].State = c.State
		for _, a := range cols {
			tr = append(tr, TableCell{Text: c.on(a.m)})
		}
		d.Twin.Rows = append(d.Twin.Rows, tr)
	}
	var days []civil.Date
	for _, m := range []Mark{b.Deadline, b.Award, b.Start} {
		if !m.Estimated {
			days = append(days, m.Range.From)
		}
	}
	d.Uprights = uprights(t.Window, days...)
	d.Keys = keys.list()
	return d
}

// SortBids puts bids in the order of a list: Fails, At risk, Unknown, Holds;
// then by deadline, those without one last; then by number.
func SortBids(bids []Bid) []Bid {
	return slices.SortedStableFunc(slices.Values(bids), func(a, b Bid) int {
		none := func(x Bid) int {
			if x.Deadline.Range.IsZero() {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(a.State.rank(), b.State.rank()), cmp.Compare(none(a), none(b)),
			cmp.Compare(a.Deadline.Range.From, b.Deadline.Range.From), byNumber(a.ID, b.ID))
	})
}

func more(sorted []Bid) string {
	if len(sorted) <= mostBids {
		return ""
	}
	rest := sorted[mostBids:]
	n := strconv.Itoa(len(rest))
	if slices.ContainsFunc(rest, func(b Bid) bool { return b.State != Holds }) {
		return "and " + n + " more"
	}
	if len(rest) == 1 {
		return "and 1 that holds"
	}
	return "and " + n + " that hold"
}

// byNumber orders CERT-9 before CERT-10.
func byNumber(a, b string) int {
	split := func(s string) (string, int) {
		i := strings.LastIndexByte(s, '-')
		n, err := strconv.Atoi(s[i+1:])
		if err != nil {
			return s, 0
		}
		return s[:i+1], n
	}
	pa, na := split(a)
	pb, nb := split(b)
	return cmp.Or(cmp.Compare(pa, pb), cmp.Compare(na, nb))
}

type keySet map[Key]bool

func (ks keySet) list() []Key {
	var out []Key
	for _, k := range keyOrder {
		if ks[k] {
			out = append(out, k)
		}
	}
	return out
}

func texts(ss ...string) []TableCell {
	out := make([]TableCell, len(ss))
	for i, s := range ss {
		out[i].Text = s
	}
	return out
}

func join(id, name string) string { return strings.TrimSpace(id + " " + name) }
