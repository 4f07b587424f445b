package win

import (
	"fmt"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// column is one date of the matrix.
type column struct {
	name  string
	whens []string // the times of a requirement that ask about it
	day   *verdict.Day
}

// columns are the dates that the bid has or that a requirement asks about.
func (v BidView) columns() []column {
	d := v.Bid.Dates
	all := []column{
		{"Submission", []string{"at-submission", "unspecified"}, d.Deadline},
		{"Assessment", []string{"at-assessment", "unspecified"}, d.Assessment},
		{"Award", []string{"by-award", "unspecified"}, d.Award},
		{"Start", []string{"by-contract-start", "during-contract"}, d.Start},
	}
	var out []column
	for _, c := range all {
		if c.name == "Assessment" && c.day == nil && !v.asksAbout("at-assessment") {
			continue
		}
		out = append(out, c)
	}
	for _, g := range v.Verdict.Groups {
		if r := v.requirement(g); r.When == "by-date" && !r.Date.IsZero() {
			out = append(out, column{"By date", []string{"by-date"}, &verdict.Day{Date: r.Date, Basis: "stated"}})
			break
		}
	}
	return out
}

func (v BidView) asksAbout(when string) bool {
	for _, g := range v.Verdict.Groups {
		if v.requirement(g).When == when {
			return true
		}
	}
	return false
}

func dayRange(d *verdict.Day) civil.Range {
	if d == nil {
		return civil.Range{}
	}
	return civil.Range{From: d.Date, To: max(d.Date, d.To)}
}

func dayWords(d *verdict.Day) string {
	if d == nil || d.Date.IsZero() {
		return "not stated"
	}
	s := ui.RangeShort(dayRange(d))
	if d.Basis == "estimated" {
		s += ", estimated"
	}
	return s
}

// matrix sets each group against the bid's dates. Every date is tested on its
// own; renewals owed after the start stand apart and are no state.
func (v BidView) matrix() ui.Matrix {
	m := ui.Matrix{Caption: "Requirements of " + v.ID + " against certificates, by date"}
	cols := v.columns()
	for _, c := range cols {
		m.Columns = append(m.Columns, ui.MatrixColumn{Name: c.name, When: dayWords(c.day)})
	}
	for i, g := range v.Verdict.Groups {
		gv, r := v.group(i), v.requirement(g)
		row := ui.MatrixRow{
			Name: or(gv.Name, g.Scheme), Sub: or(gv.Asked, asked(r)), MetBy: gv.Certificate,
			State: g.State, Selected: i == v.Selected,
		}
		if i != v.Selected {
			row.Href = fmt.Sprintf("%s?requirement=%d#why", v.Path, i+1)
		}
		if gv.Certificate.Label != "" && !gv.LastDay.IsZero() {
			row.MetSub = "to " + gv.LastDay.Short()
			if gv.CertNote != "" {
				row.MetSub += ", " + gv.CertNote
			}
		}
		for _, c := range cols {
			cell := v.cell(g, gv, r, c)
			if cell.State == "" && cell.Sub == wouldHold && i != v.Selected {
				cell.Sub = ""
			}
			row.Cells = append(row.Cells, cell)
		}
		for _, o := range v.Verdict.RenewalsOwed {
			if g.Counts && o.Scheme == g.Scheme && (o.Certificate == "" || o.Certificate == g.Certificate) {
				row.Owed = append(row.Owed, o.By.Short())
			}
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// wouldHold stands under a date that is not asked about, in the row explained.
const wouldHold = "would hold"

// cell reckons one requirement on one date. The state itself is the verdict's:
// the cell only says how it is spread over the dates.
func (v BidView) cell(g verdict.Group, gv GroupView, r verdict.Requirement, c column) ui.MatrixCell {
	held := g.Certificate != "" && !gv.LastDay.IsZero()
	days := dayRange(c.day)
	if !asks(r, c) {
		if !held || days.From.IsZero() || otherCheck(g) != nil {
			return ui.MatrixCell{}
		}
		if days.To <= gv.LastDay {
			return ui.MatrixCell{Sub: wouldHold}
		}
		return ui.MatrixCell{Sub: "not covered then"}
	}
	if k := otherCheck(g); k != nil {
		return ui.MatrixCell{State: g.State, Sub: or(checkShort[k.Name], k.Name)}
	}
	switch {
	case days.From.IsZero():
		return ui.MatrixCell{State: verdict.Unknown, Sub: "date not stated"}
	case !held:
		return ui.MatrixCell{State: g.State, Sub: noCertificate(g.State)}
	case days.To <= gv.LastDay:
		spare := days.To.DaysUntil(gv.LastDay)
		sub := ui.Count(spare, "day", "days") + " to spare"
		if spare == 0 {
			sub = "on its last day"
		} else if days.From != days.To {
			sub = "at least " + sub
		}
		state := verdict.Holds
		if g.State == verdict.Unknown {
			state = verdict.Unknown
		}
		return ui.MatrixCell{State: state, Sub: sub}
	case days.From <= gv.LastDay:
		return ui.MatrixCell{State: g.State, Sub: "covered to " + gv.LastDay.Time().Format("2 Jan")}
	}
	short := ui.Count(gv.LastDay.DaysUntil(days.From), "day", "days") + " short"
	if days.From != days.To {
		short = "at least " + short
	}
	return ui.MatrixCell{State: g.State, Sub: short}
}

// otherCheck is the check beside the date that decides a group, if one does.
func otherCheck(g verdict.Group) *verdict.Check {
	if g.State == verdict.Holds {
		return nil
	}
	for i, k := range g.Checks {
		if k.Name != "date" && k.State == g.State {
			return &g.Checks[i]
		}
	}
	return nil
}

func noCertificate(s verdict.State) string {
	if s == verdict.Holds || s == verdict.Unknown {
		return ""
	}
	return "none held"
}

// asks says whether a requirement tests a date: the one its words name, or
// every day to the award where they name none, and always the start.
func asks(r verdict.Requirement, c column) bool {
	if c.name == "Start" {
		return c.day != nil || r.When == "by-contract-start" || r.When == "during-contract"
	}
	if c.name == "By date" {
		return r.When == "by-date" && c.day.Date == r.Date
	}
	for _, w := range c.whens {
		if w == r.When || r.When == "" && w == "unspecified" {
			return true
		}
	}
	return false
}
