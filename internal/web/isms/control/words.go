package control

import (
	"holdfast/internal/isms/control"
	"holdfast/internal/web/ui"
)

func lineApplies(l control.Line) string {
	switch l.Applies {
	case "yes":
		return "Yes"
	case "no":
		return "No"
	}
	return "Not decided"
}

// lineReason gives the reason of the side that was decided.
func lineReason(l control.Line) string {
	if l.Applies == "no" {
		return l.ReasonAgainst
	}
	return l.ReasonFor
}

// findingsWords says how many findings there are.
func findingsWords(all, grave int) []ui.Run {
	out := []ui.Run{{Text: "The check finds " + ui.Count(all, "thing", "things") + " that an auditor would.", Strong: true}}
	if grave > 0 {
		out = append(out, ui.Run{Text: " " + ui.Count(grave, "is one", "are ones") + " to be raised as a nonconformity."})
	}
	return out
}
