package desk

import (
	"holdfast/internal/civil"
	"holdfast/internal/web/ui"
)

// CalendarView is the agenda: what falls due, by month, late things first.
type CalendarView struct {
	Shell    ui.Shell
	Today    civil.Date
	Title    string
	Late     []AgendaItem
	Months   []AgendaMonth
	FeedHref string // the address to subscribe to; it holds a secret of its own
	Empty    ui.Empty
}

// AgendaMonth is one month of the agenda.
type AgendaMonth struct {
	Name  string
	Items []AgendaItem
}

// AgendaItem is one thing that falls due.
type AgendaItem struct {
	On    civil.Date
	Text  string
	Why   string
	ID    string
	Href  string
	Owner string
	Hard  bool
}

func (v CalendarView) table(name string, items []AgendaItem) ui.Table {
	t := ui.Table{Caption: name, Columns: []ui.Column{{Label: "What"}, {Label: "On", Num: true, Short: true}, {Label: "Left", Num: true, HideSm: true}, {Label: "Owner", HideMd: true}}}
	for _, it := range items {
		what := ui.Cell{Text: it.Text, ID: it.ID, Href: it.Href, Sub: it.Why}
		left := ui.Cell{Text: ui.Left(v.Today, it.On), Mute: true, NoWrap: true}
		if late := ui.Late(v.Today, it.On); late != "" {
			left = ui.Cell{Text: late, Late: true, NoWrap: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{what, {Text: it.On.Time().Format("Mon 2 Jan 2006"), NoWrap: true}, left, {Text: it.Owner, Mute: true}}})
	}
	return t
}
