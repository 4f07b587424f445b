package chart

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/civil"
)

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
