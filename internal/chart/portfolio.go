package chart

import (
	"fmt"

	"holdfast/internal/civil"
)

// Portfolio is the picture of several organisations on one axis of time: a thin
// bar for each certificate, and a mark for the next hard date.
type Portfolio struct {
	Window Window
	Today  civil.Date
	Rows   []PortfolioRow
}

// PortfolioRow is one organisation.
type PortfolioRow struct {
	Name, Href string
	Valid      []Span // of each certificate, in the order in which they end
	Next       civil.Date
	NextName   string
	State      State  // of its worst bid; empty: none is live
	Aside      string // instead of a state
}

// mostBars is how many certificates a row has room for.
const mostBars = 5

// Draw draws the picture.
func (p Portfolio) Draw() Drawing {
	d := Drawing{
		Span: p.Window.String(), Head: head(p.Window, p.Today), Back: back(p.Window), Front: front(p.Window, p.Today),
		Twin: Table{Head: []string{"Organisation", "Next hard date", "What it is", "Certificates", "Worst bid"}},
	}
	keys := keySet{KeyToday: p.Window.Contains(p.Today)}
	for _, r := range p.Rows {
		s := &strip{w: p.Window}
		bars := r.Valid[:min(len(r.Valid), mostBars)]
		for i, v := range bars {
			if s.bar(v, float64(4*i-2*(len(bars)-1))) {
				keys[KeyValid] = true
			}
		}
		if p.Window.Contains(r.Next) {
			s.at("", p.Window.X(r.Next), deadlineShape)
			keys[KeyDeadline] = true
		}
		d.Rows = append(d.Rows, DrawnRow{Name: r.Name, Href: r.Href, Strip: s.svg(r.say()), State: r.State, Aside: r.Aside})
		row := texts(r.Name, r.Next.Short(), r.NextName, fmt.Sprint(len(r.Valid)), "none")
		if r.Next.IsZero() {
			row[1].Text, row[2].Text = "none", ""
		}
		row[4].State = r.State
		d.Twin.Rows = append(d.Twin.Rows, row)
	}
	d.Keys = keys.list()
	return d
}

// bar draws a thin bar at so many pixels from the middle of the row.
func (s *strip) bar(v Span, middle float64) bool {
	to := v.To
	if to.IsZero() || to >= s.w.Until {
		to = s.w.Until
	}
	if to < s.w.From || v.From >= s.w.Until || to < v.From {
		return false
	}
	x1, x2 := s.w.X(v.From), s.w.X(to)
	if x2-x1 < thinnest {
		x2 = min(100, x1+thinnest)
		x1 = x2 - thinnest
	}
	s.addf(`<svg y="50%%" overflow="visible"><rect class="b-bar" x="%s" y="%s" width="%s" height="3" rx="1"/></svg>`, pct(x1), num(middle-1.5), pct(x2-x1))
	return true
}

// say is the row in a sentence.
func (r PortfolioRow) say() string {
	s := r.Name + ": "
	switch n := len(r.Valid); n {
	case 0:
		s += "no certificates"
	case 1:
		s += "one certificate"
	default:
		s += fmt.Sprintf("%d certificates", n)
	}
	if !r.Next.IsZero() {
		s += ", next hard date " + r.Next.Long() + ", " + r.NextName
	}
	if r.State != "" {
		s += ". Worst bid: " + r.State.word()
	}
	return s
}
