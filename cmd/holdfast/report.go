package main

import (
	"fmt"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/share/report"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/record"
)

type reportCmd struct {
	Changes reportChangesCmd `cmd:"" help:"What changed between two dates, by its net effect, and which verdicts moved and why."`
}

type reportChangesCmd struct {
	place
	From string `name:"from" required:"" placeholder:"DATE" help:"The state at the end of this day (YYYY-MM-DD), or at an instant (RFC 3339), is what it begins from."`
	To   string `name:"to" placeholder:"DATE" help:"And at the end of this day, or at an instant, where it ends; now when it is not given."`
	JSON bool   `name:"json" help:"Print one JSON document."`
}

func (c reportChangesCmd) Run(e *env) error {
	now := e.now()
	from, to, err := c.span(now)
	if err != nil {
		return err
	}
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	var rep report.Report
	reports := h.reports().Loaded(e.ctx, from, to)
	err = h.door.See(e.ctx, h.actor, func(v *change.View) (err error) {
		rep, err = reports.Between(v, h.door.Book(), from, to, h.nameOf)
		return err
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(e.stdout, rep)
	}
	var out strings.Builder
	fmt.Fprintln(&out, rep.Headline)
	for _, m := range rep.Verdicts {
		fmt.Fprintf(&out, "%-8s  %s → %s  %s\n", m.Bid, orDash(string(m.Was)), orDash(string(m.Now)), strings.Join(m.Because, ", "))
	}
	for _, s := range rep.Sections {
		for _, g := range []struct {
			verb string
			list []report.Change
		}{{"added", s.Added}, {"changed", s.Changed}, {"removed", s.Removed}} {
			for _, ch := range g.list {
				fmt.Fprintf(&out, "%-8s  %s  %s\n", ch.Number, g.verb, ch.Title)
				if g.verb != "changed" {
					continue
				}
				for _, f := range ch.Fields {
					fmt.Fprintf(&out, "%10s%s: %s → %s\n", "", f.Label, orDash(oneLine(f.Was)), orDash(oneLine(f.Now)))
				}
			}
		}
	}
	_, err = fmt.Fprint(e.stdout, out.String())
	return err
}

func (c reportChangesCmd) span(now time.Time) (from, to time.Time, err error) {
	read := func(flag, text string) (time.Time, error) {
		at, err := frame.ReadAsAt(text, now, london)
		if f := errs.FieldsOf(err); len(f) > 0 {
			return at, errs.At(flag, "%s", f[0].Message)
		}
		return at, err
	}
	if from, err = read("--from", c.From); err != nil {
		return from, to, err
	}
	to = now.UTC().Truncate(time.Microsecond)
	if c.To != "" {
		if to, err = read("--to", c.To); err != nil {
			return from, to, err
		}
	}
	if !from.Before(to) {
		return from, to, errs.At("--from", "The report begins before it ends: give an earlier day.")
	}
	return from, to, nil
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// oneLine shortens a text for a line of the report.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}

// reports is what the report of changes is made of.
func (h *app) reports() report.Source {
	return report.Source{Certificates: h.certRegister, Bids: h.bidRegister, Rules: h.archive.At, Zone: london}
}

// recordPages wires the pages of the record.
func (h *app) recordPages(f *frame.Frame) *record.Pages {
	return &record.Pages{Frame: f, Book: h.door.Book(), Reports: h.reports(), Href: record.ObjectHref}
}
