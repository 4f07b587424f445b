package win

import (
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// NoticesView is the inbox: what buyers published, with what each asks for and
// the sentence that it stands in.
type NoticesView struct {
	Shell    ui.Shell
	Today    civil.Date
	Title    string // "14 notices to decide on; 9 ask for a certificate"
	Lede     string
	Chips    []ui.Chip
	Search   string    // the words searched for
	Which    []ui.Chip // all, those that match, those that one search matches
	Save     *ui.Link  // to save what is searched for
	Notices  []NoticeLine
	Pager    ui.Pager
	Import   string // where a file is posted; empty: not allowed
	Errors   ui.ErrorSummary
	Filtered bool
	Empty    ui.Empty
}

// NoticeLine is one notice with its demands.
type NoticeLine struct {
	Key, Title, Href string
	By               string // buyer and portal
	Asks             []NoticeAsk
	More             int // demands that are not shown
	Deadline         civil.Date
	Value            string
	Stage            string
	Accept, Dismiss  string  // where each is posted; empty: decided already
	Matches          []Match // the saved searches that it matches
	Decided          string  // "Taken on as BID-4", "Dismissed: not our trade"
	DecidedHref      string
	DismissErr       string
	First            bool // has the one primary button of the page
}

// Match is why a notice matches a saved search.
type Match struct{ Name, Href, Why string }

// NoticeAsk is one demand with its words.
type NoticeAsk struct {
	Name  string        // "Cyber Essentials Plus"
	How   string        // "required, by contract award"
	State verdict.State // how our certificates would stand; empty: not judged
	Note  string        // why, in a few words
	Quote ui.Quote
}

// How says the strength and the time of a demand in a few words.
func How(r verdict.Requirement) string {
	word := map[string]string{"mandatory": "required", "expected": "expected", "desirable": "desirable"}[r.Strength]
	parts := []string{word, whenWords(r)}
	if r.Proof == "conformity" {
		parts = append(parts, "conformity")
	}
	return strings.Join(parts, ", ")
}

// NoticeView is the page of one notice: what it says, what it asks, its dates.
type NoticeView struct {
	Shell    ui.Shell
	Today    civil.Date
	Head     ui.Head
	Line     NoticeLine
	Facts    []ui.KV
	Dates    []DateLine
	Passages []Passage
	Expects  []Expect // what the rules say to expect where the notice is silent
	Link     *ui.Link // to the portal's page
}

// Passage is one text of the notice, with the words that ask marked.
type Passage struct {
	Heading string
	Runs    []ui.Run
}

// Expect is what a rule says that a buyer may or must ask for.
type Expect struct {
	Name, Strength, When string
	Basis                string
	Certainty            string
	Possible             bool
	Questions            []string
	Text                 string
}

func (v NoticeView) datesTable() ui.Table {
	t := ui.Table{
		Caption: "Dates of the notice", Plain: true,
		Columns: []ui.Column{{Label: "Date"}, {Label: "On", Num: true}, {Label: "In", Num: true}},
	}
	for _, l := range v.Dates {
		when := ui.RangeShort(l.When)
		if l.When.IsZero() {
			when = "not stated"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: l.Name, Sub: l.Note}, {Text: when}, {Text: ui.Left(v.Today, l.When.From), Mute: true, NoWrap: true},
		}})
	}
	return t
}

// how says strength and time, and whether it is settled at all.
func (e Expect) how() string {
	s := e.Strength
	if e.When != "" {
		s += ", " + e.When
	}
	if e.Possible {
		s = "perhaps: " + s
	}
	return s
}
