package share

import (
	"strings"
	"time"

	"holdfast/internal/share/trustpage"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

func (v AskView) shell() ui.Shell { return frame.Bare(v.Title) }

func anchor(ref string) string { return strings.ToLower(ref) }

func cardTitle(c trustpage.Card) string {
	if c.Holder == "" {
		return c.Scheme
	}
	return c.Scheme + ", " + c.Holder
}

// mark is the shape beside a status, in ink: it is no verdict.
func mark(s trustpage.Status) string {
	switch s.Key {
	case trustpage.InDate:
		return "done"
	case trustpage.EndsSoon:
		return "part"
	case trustpage.Unclear, trustpage.NotIssued:
		return "plan"
	}
	return "na"
}

// checkTable shows the five checks: what the record says, and what the buyer
// sees to.
func checkTable(c trustpage.Card) ui.Table {
	t := ui.Table{
		Caption: "The five checks of " + cardTitle(c),
		Columns: []ui.Column{{Label: "Check"}, {Label: "The record says", Wide: true}, {Label: "You see to", Short: true, Wide: true}},
	}
	for _, k := range c.Checks {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: k.Name}, {Body: said(k)}, {Text: k.Look}}})
	}
	return t
}

func typeThere(s trustpage.Source) string {
	switch {
	case s.Own && s.Type != "":
		return "Look for the number “" + s.Type + "”."
	case s.Own:
		return ""
	case s.Type == "":
		return "Type the name or the number that is printed on the certificate."
	case s.Or == "":
		return "Type “" + s.Type + "”."
	}
	return "Type “" + s.Type + "”; if that finds nothing, “" + s.Or + "”."
}

// timeUTC says an instant as machines do.
func timeUTC(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339) }
