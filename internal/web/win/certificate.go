package win

import (
	"fmt"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// CertificateView is one certificate: until when it is valid, what to do by
// when, who depends on it, and what is known of it.
type CertificateView struct {
	Shell      ui.Shell
	Today      civil.Date
	ID, Title  string // "ISO/IEC 27001:2022, Fenmoor Digital Ltd"
	Path, List string
	Facts      []ui.Fact
	Actions    []ui.Action

	State      verdict.State
	Ruling     string // follows the state's word
	Why        string
	Remedy     []ui.Action // in the ruling
	Acts       []ui.ActBy
	BookBy     civil.Date // the first of them
	Window     string     // "1 Feb to 12 Mar 2027"
	WindowWhy  string
	SafeUntil  string // a Plus: the day to which it can be relied on, and why
	Cycle      *chart.Cycle
	CycleFind  string
	Depends    []Dependant
	DependsSum string // "4 live bids, £8.0m"
	Details    []ui.KV
	Rules      []RuleFact
	Scope      string
	Sites      []string
	Status     []StatusLine
	Record     StatusForm
	Tasks      []TaskLine
	Log        []ui.LogEntry
	Errors     ui.ErrorSummary
}

// Dependant is a live bid that rests on the certificate.
type Dependant struct {
	ID, Name, Href string
	Asked          string // "by contract award"
	By             civil.Date
	Value          string
	State          verdict.State
}

// RuleFact is a statement of the data with its provenance.
type RuleFact struct{ Label, Value, Source, AsOf, Certainty string }

// StatusLine is one line of the recorded history.
type StatusLine struct {
	State, Note string
	From        civil.Date
	Current     bool
}

// StatusForm records what the body said.
type StatusForm struct {
	Action            string
	Choices           []ui.Choice
	State, From, Note string
	StateErr, FromErr string
	Open              bool
}

// TaskLine is a task of the renewal that has been started.
type TaskLine struct {
	Title, Owner, Why, Note string
	Due                     civil.Date
	Done                    bool
	Action                  *ui.Action // posts that it is done
}

func (v CertificateView) head() ui.Head {
	return ui.Head{Crumbs: []ui.Link{{Label: "Certificates", Href: v.List}, {Label: v.ID}}, Title: v.Title, Facts: v.Facts, Actions: v.Actions}
}

func (v CertificateView) shell() ui.Shell {
	s := v.Shell
	s.Problem = len(v.Errors.Problems) > 0
	return s
}

func (v CertificateView) ruling() ui.Ruling {
	return ui.Ruling{State: v.State, Title: ": " + v.Ruling, Text: ui.Plain(v.Why), Actions: v.Remedy}
}

// acts are the dates to act by, the best window last.
func (v CertificateView) acts() []ui.ActBy {
	out := v.Acts
	if v.Window != "" {
		out = append(out[:len(out):len(out)], ui.ActBy{Label: "Best renewal window", Date: v.Window})
	}
	return out
}

func (v CertificateView) figure() ui.Figure {
	return ui.Figure{ID: "f-cycle", Finding: v.CycleFind, Caption: "The life of " + v.ID}
}

// dependsShown is how many of the bids that rest on it a certificate's page shows.
const dependsShown = 50

func (v CertificateView) dependsTable() ui.Table {
	t := ui.Table{Caption: "Live bids that depend on " + v.ID, Columns: []ui.Column{
		{Label: "Bid"}, {Label: "Asked for"}, {Label: "Need by", Num: true, Short: true}, {Label: "Value", Num: true}, {Label: "State"},
	}}
	for _, d := range v.Depends[:min(len(v.Depends), dependsShown)] {
		by := ui.Cell{Text: d.By.Short(), NoWrap: true}
		if d.By.IsZero() {
			by = ui.Cell{Text: "not stated", Mute: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: d.Name, Href: d.Href, ID: d.ID}, {Text: d.Asked, Mute: true}, by, {Text: d.Value, NoWrap: true}, {State: d.State},
		}})
	}
	return t
}

func (v CertificateView) statusTable() ui.Table {
	t := ui.Table{Caption: "Recorded status of " + v.ID, Plain: true, Columns: []ui.Column{{Label: "Status"}, {Label: "From", Num: true}, {Label: "Note"}}}
	for _, s := range v.Status {
		word := s.State
		if s.Current {
			word += ", now"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: word}, {Text: s.From.Short(), NoWrap: true}, {Text: s.Note, Mute: true}}})
	}
	return t
}

func (v CertificateView) tasksAside() string {
	open := 0
	for _, t := range v.Tasks {
		if !t.Done {
			open++
		}
	}
	return fmt.Sprintf("%d of %d done", len(v.Tasks)-open, len(v.Tasks))
}

// tasks are the renewal's, as the list of what is due has them.
func (v CertificateView) tasks() []ui.OwnerTasks {
	var out []ui.OwnerTasks
	at := map[string]int{}
	for _, t := range v.Tasks {
		i, ok := at[t.Owner]
		if !ok {
			i = len(out)
			at[t.Owner] = i
			out = append(out, ui.OwnerTasks{Owner: or(t.Owner, "No owner yet")})
		}
		line := ui.Task{Say: t.Title, Text: ui.Plain(t.Title), When: ui.DayMonth(v.Today, t.Due), Done: t.Action}
		switch {
		case t.Done:
			line.Text = append(line.Text, ui.Run{Text: " · done", Mute: true})
		case t.Due < v.Today:
			line.When, line.Late = ui.Late(v.Today, t.Due), true
		}
		if t.Note != "" && !t.Done {
			line.Text = append(line.Text, ui.Run{Text: " · " + t.Note, Mute: true})
		}
		out[i].Tasks = append(out[i].Tasks, line)
	}
	return out
}
