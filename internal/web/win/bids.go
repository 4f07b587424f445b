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

	Ways    []ui.Chip // table, board
	Board   []BoardColumn
	Sums    []StageSum
	Carried []CarriedLine
	Search  SearchForm
	CSV     string
}

// SearchForm filters by words, stage and owner: GET.
type SearchForm struct {
	Action string
	Fields []ui.Field
	Hidden []ui.Hidden
}

// BoardColumn is one stage with its bids.
type BoardColumn struct {
	Stage, Word string
	Sum         string // "3 bids, £4.2m"
	Cards       []BoardCard
	More        ui.Link // the others, when there are too many
}

// BoardCard is one bid of the board, with the form that moves it.
type BoardCard struct {
	BidLine
	Left   string // "in 12 days, 8 working days"
	Action string
	Stages []ui.Choice
}

// StageSum is what stands in one stage.
type StageSum struct {
	Word, Href string
	N          int
	Value      string
	Note       string // "2 without a value"
}

// CarriedLine is what one certificate carries.
type CarriedLine struct {
	ID, Name, Href string
	Live, Value    string
	AtRisk, Risk   string
}

func (v BidsView) sums() ui.Table {
	t := ui.Table{Caption: "Bids by stage", Plain: true, Columns: []ui.Column{{Label: "Stage"}, {Label: "Bids", Num: true}, {Label: "Value", Num: true}}}
	for _, s := range v.Sums {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Word, Href: s.Href}, {Text: ui.Number(s.N)}, {Text: s.Value, Sub: s.Note, NoWrap: true}}})
	}
	return t
}

func (v BidsView) carried() ui.Table {
	t := ui.Table{Caption: "What each certificate carries", Plain: true, Columns: []ui.Column{{Label: "Certificate"}, {Label: "Live bids", Num: true}, {Label: "At risk", Num: true}}}
	for _, c := range v.Carried {
		risk := ui.Cell{Text: or(c.Risk, "nothing"), Sub: c.AtRisk, NoWrap: true, Mute: c.Risk == ""}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Name, Href: c.Href, ID: c.ID}, {Text: or(c.Value, "no value"), Sub: c.Live, NoWrap: true}, risk}})
	}
	return t
}

func (v BidsView) carriedTitle() string {
	for _, c := range v.Carried {
		if c.Risk != "" {
			return c.ID + " carries " + c.Value + " of live bids; " + c.Risk + " at risk"
		}
	}
	return "What each certificate carries"
}

// BidLine is one bid of the list.
type BidLine struct {
	ID, Title, Buyer, Href string
	State                  verdict.State
	Schemes                []SchemeState // the verdict of each scheme
	Deadline               civil.Date
	Value, Stage, Owner    string
	Left, Working          string // "12 days", "8 working days"
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
		col("buyer", "Bid", false), col("state", "Verdict", false), col("", "By scheme", false),
		col("deadline", "Deadline", true), col("", "Left", true), col("value", "Value", true), col("stage", "Stage", false), col("owner", "Owner", false),
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
			{Text: or(b.Left, ui.Left(v.Today, b.Deadline)), Sub: b.Working, Mute: true, NoWrap: true},
			{Text: b.Value, NoWrap: true},
			{Text: b.Stage, Mute: true, NoWrap: true},
			{Text: b.Owner, Mute: true, NoWrap: true},
		}})
	}
	return t
}

func (k BoardCard) facts() string {
	switch {
	case k.Value != "" && k.Owner != "":
		return k.Value + ", " + k.Owner
	}
	return k.Value + k.Owner
}
