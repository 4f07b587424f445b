package win

import "holdfast/internal/web/ui"

// NewBidView is the form that types a bid in, with what is wrong in it.
type NewBidView struct {
	Shell          ui.Shell
	Action, Cancel string
	Fields         []ui.Field
	Errors         ui.ErrorSummary
}

func (v NewBidView) shell() ui.Shell {
	s := v.Shell
	s.Doc, s.Problem = true, len(v.Errors.Problems) > 0
	return s
}
