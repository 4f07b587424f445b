package ui

import (
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
)

// Figure is what stands round a picture: the finding that heads it and the
// name of its table.
type Figure struct {
	ID      string
	Finding string // "Cyber Essentials Plus ends six days before BID-4 is awarded"
	Note    string // empty: the time that the picture shows
	Caption string // of the table
}

func (f Figure) note(span string) string {
	if f.Note != "" {
		return f.Note
	}
	return span
}

// keyWords says what the signs of a timeline mean; their shapes are in the
// template.
func keyWords(k chart.Key) string {
	switch k {
	case chart.KeyToday:
		return "Today"
	case chart.KeyValid:
		return "Valid"
	case chart.KeyPlanned:
		return "Renewal planned"
	case chart.KeyNotBooked:
		return "Not booked"
	case chart.KeyDeadline:
		return "Deadline"
	case chart.KeyAward:
		return "Award"
	case chart.KeyEstimate:
		return "Award, estimated"
	case chart.KeyStandstill:
		return "Standstill ends"
	case chart.KeyStart:
		return "Start and term"
	case chart.KeyFails:
		return "Not covered"
	case chart.KeyRisk:
		return "Not covered unless renewed"
	}
	return "Cannot tell"
}

// ChartState gives a verdict's state to a picture.
func ChartState(s verdict.State) chart.State { return chart.State(s) }

func verdictState(s chart.State) verdict.State { return verdict.State(s) }

func timelineClass(d chart.Drawing) string {
	if d.Short {
		return "tl tl-short"
	}
	return "tl"
}

// ChartMark is a date of a bid as a mark.
func ChartMark(d *verdict.Day) chart.Mark {
	if d == nil || d.Date.IsZero() {
		return chart.Mark{}
	}
	return chart.Mark{Range: civil.Range{From: d.Date, To: max(d.Date, d.To)}, Estimated: d.Basis == "estimated"}
}
