package win

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// Posted is a form of the page that was sent and refused: what was typed, and
// what is wrong with it. Name is the form's own.
type Posted struct {
	Name   string
	Values url.Values
	Errs   map[string]string
}

// field gives a field of a form, with what was typed and what is wrong with it.
func (p Posted) field(form string, f ui.Field) ui.Field {
	f.Name = f.ID
	f.ID = form + "-" + f.ID
	if p.Name == form {
		f.Value, f.Err = p.Values.Get(f.Name), p.Errs[f.Name]
	}
	return f
}

// Problems gives what is wrong, each leading to its field.
func (p Posted) Problems() []ui.Problem {
	var out []ui.Problem
	for _, k := range slices.Sorted(maps.Keys(p.Errs)) {
		field := p.Name + "-" + k
		if p.Name == "drop" { // one of several alike forms, each with a partner's name
			field = dropID(p.Values.Get("name"))
		}
		out = append(out, ui.Problem{Field: field, Text: p.Errs[k]})
	}
	return out
}

func (p Posted) open(form string) bool { return p.Name == form }

// DecisionView is whether to bid, as it was decided and as it stands.
type DecisionView struct {
	Action string
	State  verdict.State // now
	Last   *DecisionLine
	// Changed says that the verdict is another than it was at the decision.
	Changed bool
	Earlier []DecisionLine
}

// DecisionLine is one decision.
type DecisionLine struct {
	Go         bool
	Why        string
	Conditions string
	By         string
	On         civil.Date
	State      verdict.State
}

func (d DecisionLine) word() string {
	if d.Go {
		return "Go"
	}
	return "No-go"
}

func (v DecisionView) title() string {
	if v.Last == nil {
		return "Go or no-go: not decided"
	}
	return "Go or no-go: " + strings.ToLower(v.Last.word())
}

// SilentView is what rules say to expect where the words are silent.
type SilentView struct {
	Action string // of the buttons
	Facts  string // where the form of facts goes
	Lines  []SilentLine
	Known  []string // "the buyer is a local authority (its name)"
	Asks   []ui.Field
	Own    string // "the notice", "the notice and its documents"
}

// SilentLine is one thing to expect.
type SilentLine struct {
	Expect
	Rule, Scheme string
	AsOf         string
	Question     string
	Asked        *ui.Link // the question that was drafted already
	CanCount     bool
}

// TeamView is who bids together.
type TeamView struct {
	Action   string
	Entity   string
	Partners []PartnerLine
	Entities []string // offered by name
	Roles    []ui.Choice
	Demands  []ui.Choice // requirements, for what a partner holds
	Names    []ui.Choice
	Held     []HeldLine
}

// PartnerLine is one partner with what it holds.
type PartnerLine struct {
	Name, Role, Part, Holds, Why string
}

// HeldLine is what was said of a requirement and a partner.
type HeldLine struct {
	Text string
	Undo []ui.Hidden
}

// LotsView is which lots are bid for.
type LotsView struct {
	Action  string
	Choices ui.Choices
	Aside   string
	Other   []string // requirements that depend on lots: "Cyber Essentials Plus: lots 1, 2"
}

// choices are the lots, with what is wrong with those that were sent.
func (l LotsView) choices(p Posted) ui.Choices {
	c := l.Choices
	if p.Name == "lots" {
		c.Err = p.Errs["bid"]
	}
	return c
}

// PlanView is the tasks of a bid.
type PlanView struct {
	Action string // starts the plan; empty: it is there, or there is no deadline
	Tasks  []PlanTask
	Why    string // why there is none
}

// PlanTask is one task of a bid.
type PlanTask struct {
	Title, Owner, Href string
	Due, Done          civil.Date
}

func (p PlanView) table(today civil.Date) ui.Table {
	t := ui.Table{Caption: "Tasks of the bid", Plain: true, Columns: []ui.Column{{Label: "Task"}, {Label: "Due", Num: true}, {Label: "Left", Num: true}}}
	for _, k := range p.Tasks {
		left := ui.Cell{Text: ui.Left(today, k.Due), Mute: true, NoWrap: true, Late: k.Due < today}
		if !k.Done.IsZero() {
			left = ui.Cell{Text: "done " + ui.DayMonth(today, k.Done), Mute: true, NoWrap: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: k.Title, Href: k.Href, Sub: k.Owner}, {Text: ui.DayMonth(today, k.Due), NoWrap: true}, left}})
	}
	return t
}

// MoveLine is a task that would move.
type MoveLine struct {
	Title    string
	From, To civil.Date
}

func (w WhatIfResult) movesTable(today civil.Date) ui.Table {
	t := ui.Table{Caption: "Tasks that would move", Shown: true, Plain: true, Columns: []ui.Column{{Label: "Task"}, {Label: "Is due", Num: true}, {Label: "Would be due", Num: true}}}
	for _, m := range w.Moves {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Title}, {Text: m.From.Short(), NoWrap: true}, {Text: m.To.Short(), Sub: ui.Left(today, m.To), NoWrap: true}}})
	}
	return t
}

func (l SilentLine) basisOf() string {
	if l.AsOf == "" {
		return l.Certainty
	}
	return strings.TrimSpace(l.Certainty) + ", as of " + l.AsOf
}

func (l SilentLine) hidden(do string) []ui.Hidden {
	return []ui.Hidden{{Name: "do", Value: do}, {Name: "rule", Value: l.Rule}, {Name: "scheme", Value: l.Scheme}}
}

func (t TeamView) aside() string {
	if len(t.Partners) == 0 {
		return "alone"
	}
	return ui.Count(len(t.Partners), "partner", "partners")
}

func (p PlanView) aside() string {
	open := 0
	for _, t := range p.Tasks {
		if t.Done.IsZero() {
			open++
		}
	}
	if len(p.Tasks) == 0 {
		return ""
	}
	return ui.Count(open, "to do", "to do")
}

// errFor gives what is wrong with a field of one of several alike forms.
func (p Posted) errFor(form, field, name string) string {
	if p.Name == form && p.Values.Get("name") == name {
		return p.Errs[field]
	}
	return ""
}

// dropID is the id of why a partner is removed.
func dropID(name string) string { return "drop-" + slug(name) }

// slug makes a name fit for an id.
func slug(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			return c
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		}
		return '-'
	}, s)
}

// joinWords writes a list: "a, b and c".
func joinWords(list []string) string {
	switch n := len(list); n {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
	}
}
