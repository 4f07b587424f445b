package win

import "holdfast/internal/web/ui"

// FirstRunView is the first page of an empty house: one question, and what a
// person may have at hand.
type FirstRunView struct {
	Shell  ui.Shell
	Action string
	Tiles  []ui.Choice
	Err    string
	Drop   DropForm
	Ways   []ui.Way
}

func (v FirstRunView) shell() ui.Shell {
	s := v.Shell
	s.Doc, s.Bare, s.Problem = true, true, v.Err != ""
	return s
}

func (v FirstRunView) choices() ui.Choices {
	return ui.Choices{ID: "hold", Name: "scheme", Legend: "Certificates you hold", LegendVH: true, Many: true, Options: v.Tiles, Err: v.Err}
}

func (v FirstRunView) errors() ui.ErrorSummary {
	if v.Err == "" {
		return ui.ErrorSummary{}
	}
	return ui.ErrorSummary{Problems: []ui.Problem{{Field: "hold", Text: v.Err}}}
}
