package control

import (
	"fmt"

	"holdfast/internal/chart"
	"holdfast/internal/isms/control"
	"holdfast/internal/web/ui"
)

// cover is the picture of how far the controls of each theme are.
type cover struct {
	Figure  ui.Figure
	Drawing chart.CoverageDrawing
}

// parts says which part of a bar a status is.
var parts = map[string]string{
	control.Implemented: chart.CoverDone, control.Partly: chart.CoverPartly, control.Planned: chart.CoverPlanned,
	control.NotStarted: chart.CoverOpen, control.NotApplicable: chart.CoverOut, control.Undecided: chart.CoverUndecided,
}

func coverage(sheet *control.Sheet, names map[string]string) *cover {
	c := chart.Coverage{Of: "Theme", Unit: "Controls"}
	at := map[string]int{}
	for i := range sheet.Rows {
		s := &sheet.Rows[i]
		name := names[s.ID]
		j, ok := at[name]
		if !ok {
			j = len(c.Rows)
			at[name] = j
			c.Rows = append(c.Rows, chart.CoverageRow{Name: name, N: map[string]int{}})
		}
		c.Rows[j].N[parts[s.Value.Status()]]++
	}
	return &cover{
		Figure:  ui.Figure{ID: "coverage", Finding: finding(c.Rows), Note: ui.Count(len(sheet.Rows), "control", "controls") + " by theme", Caption: "Coverage by theme"},
		Drawing: c.Draw(),
	}
}

// finding heads the picture: where most of what is left is.
func finding(rows []chart.CoverageRow) string {
	most, open, undecided, all := -1, 0, 0, 0
	left := func(r chart.CoverageRow) int {
		return r.N[chart.CoverPartly] + r.N[chart.CoverPlanned] + r.N[chart.CoverOpen]
	}
	for i, r := range rows {
		open += left(r)
		undecided += r.N[chart.CoverUndecided]
		for _, n := range r.N {
			all += n
		}
		if n := left(r); n > 0 && (most < 0 || n > left(rows[most])) {
			most = i
		}
	}
	switch {
	case undecided == all:
		return "Nothing is decided yet"
	case open == 0 && undecided == 0:
		return "Every control that applies is implemented"
	case open == 0:
		return fmt.Sprintf("What is decided is implemented; %s left to decide", ui.Count(undecided, "is", "are"))
	case left(rows[most])*2 > open && left(rows[most]) < open:
		return fmt.Sprintf("%s controls hold most of what is left: %d of the %d open", rows[most].Name, left(rows[most]), open)
	case left(rows[most]) == open:
		return fmt.Sprintf("All of what is left is in %s controls: %d open", lowerFirst(rows[most].Name), open)
	}
	return fmt.Sprintf("%d are open, most of them %s: %d", open, lowerFirst(rows[most].Name), left(rows[most]))
}

func lowerFirst(s string) string {
	if s == "" || len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return string(s[0]|0x20) + s[1:]
}
