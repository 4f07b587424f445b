package win

import (
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// BidsView is the list of bids. Filters, sort and page are in the address, so
// that a list can be sent to a colleague.
type BidsView struct {
	Shell     ui.Shell
	Today     civil.Date
	Headline  string // of all live bids, not of the filter: ui.Headline
	Bids      []BidLine
	Chips     []ui.Chip // filters: by state, by stage; with counts
	SortHref  func(column string) string
	Sorted    string // the column it is sorted by: "deadline", "value", "state"
	Down      bool
	Pager     ui.Pager
	New       []ui.Action // "Accept a notice", "Type one in"
	Filtered  bool        // a filter is in force: an empty list is not an empty register
	ClearHref string
	Empty     ui.Empty
}

// BidLine is one bid of the list.
type BidLine struct {
	ID, Title, Buyer, Href string
	State                  verdict.State
	Schemes                []SchemeState // the verdict of each scheme
	Deadline               civil.Date
	Value, Stage, Owner    string
}

// SchemeState is the verdict of one scheme of a bid.
type SchemeState struct {
	Name  string // "CE Plus"
	State verdict.State
}

func (v BidsView) table() ui.Table {
	col := func(key, label string, num bool) ui.Column {
		c := ui.Column{Label: label, Num: num}
		if v.SortHref != nil && key != "" {
			c.Sort = v.SortHref(key)
			if v.Sorted == key {
				c.Sorted = "ascending"
				if v.Down {
					c.Sorted = "descending"
				}
			}
		}
		return c
	}
	t := ui.Table{Caption: "Bids and their verdicts", Pager: v.Pager}
	t.Columns = []ui.Column{
		col("", "Bid", false), col("state", "Verdict", false), col("", "By scheme", false),
		col("deadline", "Deadline", true), col("", "Left", true), col("value", "Value", true), col("", "Stage", false), col("", "Owner", false),
	}
	t.Columns[2].HideSm = true
	t.Columns[3].Short, t.Columns[5].Short = true, true
	t.Columns[4].HideSm = true
	t.Columns[6].HideMd, t.Columns[7].HideMd = true, true
	for _, b := range v.Bids {
		deadline := ui.Cell{Text: b.Deadline.Short(), NoWrap: true}
		if b.Deadline.IsZero() {
			deadline = ui.Cell{Text: "not stated", Mute: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: b.Buyer + ": " + b.Title, Href: b.Href, ID: b.ID},
			{State: b.State},
			{Body: schemeStates(b.Schemes)},
			deadline,
			{Text: ui.Left(v.Today, b.Deadline), Mute: true, NoWrap: true},
			{Text: b.Value, NoWrap: true},
			{Text: b.Stage, Mute: true},
			{Text: b.Owner, Mute: true},
		}})
	}
	return t
}
