package win

import (
	"strconv"

	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/verdict"
	"holdfast/internal/web/ui"
)

// basisWord is what stands beside a date that the buyer did not state.
func basisWord(basis string) string {
	if basis == "estimated" {
		return "estimated"
	}
	return ""
}

// dateLines are the dates of the bid, as given or made from the bid itself.
func (v BidView) dateLines() []DateLine {
	if len(v.Dates) > 0 {
		return v.Dates
	}
	d := v.Bid.Dates
	var out []DateLine
	for _, l := range []struct {
		name string
		day  *verdict.Day
	}{
		{"Tender deadline", d.Deadline},
		{"Assessment", d.Assessment},
		{"Award", d.Award},
		{"Standstill ends", d.StandstillEnd},
		{"Contract start", d.Start},
		{"Contract end", d.End},
		{"End with extensions", d.ExtendedEnd},
	} {
		if l.day != nil {
			out = append(out, DateLine{Name: l.name, When: dayRange(l.day), Note: basisWord(l.day.Basis)})
		}
	}
	return out
}

func (v BidView) datesTable() ui.Table {
	t := ui.Table{
		Caption: "Dates of " + v.ID, Plain: true,
		Columns: []ui.Column{{Label: "Date"}, {Label: "On", Num: true}, {Label: "In", Num: true}},
	}
	for _, l := range v.dateLines() {
		when := ui.RangeShort(l.When)
		if l.When.IsZero() {
			when = "not stated"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: l.Name, Sub: l.Note}, {Text: when, NoWrap: true}, {Text: ui.Left(v.Today, l.When.From), Sub: l.Left, Mute: true, NoWrap: true},
		}})
	}
	return t
}

// whyFacts are the checks, the rule, the source and the certainty: always in
// that order.
func (v BidView) whyFacts(g verdict.Group, gv GroupView) []ui.KV {
	var out []ui.KV
	if len(g.Checks) > 0 {
		out = append(out, ui.KV{Label: "Checks", Content: ui.ChecksOf(ui.Checks(g.Checks))})
	}
	if r := g.Rule; r.ID != "" || r.Basis != "" {
		rule := r.Basis
		if r.ID != "" {
			rule = r.ID
			if r.Basis != "" {
				rule += ": " + r.Basis
			}
		}
		out = append(out, ui.KV{Label: "Rule", Value: rule})
	}
	switch {
	case gv.Source.Label != "":
		out = append(out, ui.KV{Label: "Source", Content: source(gv)})
	case g.Rule.Source != "":
		s := g.Rule.Source
		if !g.Rule.AsOf.IsZero() {
			s += ", as of " + g.Rule.AsOf.Long()
		}
		out = append(out, ui.KV{Label: "Source", Value: s})
	}
	if g.Rule.Certainty != "" {
		out = append(out, ui.KV{Label: "Certainty", Value: ui.CertaintyWords(string(g.Rule.Certainty))})
	}
	if !g.FirstFailingDay.IsZero() {
		out = append(out, ui.KV{Label: "First failing day", Value: g.FirstFailingDay.Long()})
	}
	return out
}

// quote is the words the group rests on: those given, else the requirement's.
func (v BidView) quote(g verdict.Group, gv GroupView) (ui.Quote, bool) {
	if len(gv.Quote.Runs) > 0 {
		return gv.Quote, true
	}
	if q := v.requirement(g).Quote; q != "" {
		return ui.Quote{Runs: ui.Plain(q)}, true
	}
	return ui.Quote{}, false
}

func (v BidView) fix(g verdict.Group, gv GroupView) ui.Fix {
	f := ui.Fix{Title: gv.FixTitle, Text: gv.FixText, Actions: gv.FixActions}
	if g.Fix != nil && f.Title == "" {
		f.Title = g.Fix.Action
	}
	for i, s := range gv.Steps {
		st := ui.Step{Text: s.Text, When: ui.DayMonth(v.Today, s.By), Strong: i == 0}
		if i == 0 {
			st.When, st.Left = s.By.Time().Format("Mon 2 Jan 2006"), ui.Left(v.Today, s.By)
		}
		f.Steps = append(f.Steps, st)
	}
	if x := g.Fix; x != nil && len(gv.Steps) == 0 && !x.Earliest.IsZero() {
		day := func(d civil.Date) string { return d.Time().Format("Mon 2 Jan 2006") }
		if !x.StartBy.IsZero() {
			f.Steps = append(f.Steps, ui.Step{Text: "Start by, at the usual pace", When: day(x.StartBy), Left: ui.Left(v.Today, x.StartBy), Strong: true})
		}
		if !x.Earliest.IsZero() {
			f.Steps = append(f.Steps, ui.Step{Text: "Earliest finish, started today", When: day(x.Earliest)})
		}
		if !x.Latest.IsZero() {
			f.Steps = append(f.Steps, ui.Step{Text: "Latest finish, started today", When: day(x.Latest)})
		}
		if !g.DecisiveDay.IsZero() {
			f.Steps = append(f.Steps, ui.Step{Text: "Needed on", When: day(g.DecisiveDay), Strong: true})
		}
	}
	return f
}

func (v BidView) drawing() chart.Drawing {
	d := v.Bid.Dates
	b := chart.Bid{
		ID: v.ID, Name: v.Title, State: chart.State(v.Verdict.State),
		Deadline: ui.ChartMark(d.Deadline), Award: ui.ChartMark(d.Award), Standstill: ui.ChartMark(d.StandstillEnd), Start: ui.ChartMark(d.Start), End: ui.ChartMark(d.End),
	}
	last := max(b.Start.Range.To, b.Award.Range.To, b.Deadline.Range.To)
	return chart.BidTimeline{
		Window: chart.BidWindow(v.Today, last), Today: v.Today, Bid: b, Certificates: v.Certificates, Plans: v.Plans,
	}.Draw()
}

func (v BidView) figure() ui.Figure {
	f := ui.Figure{ID: "f-bid", Finding: v.Finding, Caption: "Dates of " + v.ID + " against certificates"}
	if f.Finding == "" {
		f.Finding = "The dates of " + v.ID + " against the certificates that it needs"
		if g, gv, ok := v.selected(); ok && g.State != verdict.Holds && g.State != verdict.Unknown {
			if t := v.title(g, gv); t != "" {
				f.Finding = ui.StateWord(g.State) + " " + t
			}
		}
	}
	return f
}

// showFix: a fix that is only a question stands among the questions.
func (v BidView) showFix(g verdict.Group, gv GroupView) bool {
	return g.Fix != nil && (!g.Fix.Earliest.IsZero() || len(gv.FixActions) > 0 || len(v.Questions) == 0)
}

func (v BidView) showPicture() bool {
	d := v.Bid.Dates
	return len(v.Certificates) > 0 || d.Deadline != nil || d.Award != nil || d.Start != nil
}

func (v BidView) askedAside() string {
	return ui.Count(len(v.Verdict.Groups), "requirement", "requirements") + " · each date tested on its own"
}

func (v BidView) nth() string {
	return "requirement " + strconv.Itoa(v.Selected+1) + " of " + strconv.Itoa(len(v.Verdict.Groups))
}

// fields of a requirement's form, each with its error.
func (f RequirementForm) fields() []ui.Field {
	r := f.Value
	level := string(r.Level)
	out := []ui.Field{
		{ID: f.ID + "-scheme", Name: "scheme", Label: "Scheme", Kind: "select", Choices: f.Schemes, Value: r.Scheme, Err: f.Errs["scheme"]},
		{ID: f.ID + "-strength", Name: "strength", Label: "How strongly", Kind: "select", Choices: strengths, Value: r.Strength, Err: f.Errs["strength"]},
		{ID: f.ID + "-when", Name: "when", Label: "Needed", Kind: "select", Choices: whens, Value: r.When, Err: f.Errs["when"]},
		{ID: f.ID + "-date", Name: "date", Label: "Date, if “by a date”", Kind: "date", Value: r.Date.String(), Err: f.Errs["date"]},
		{ID: f.ID + "-level", Name: "level", Label: "Level or status", Value: level, Size: 16, Err: f.Errs["level"], Optional: true},
		{ID: f.ID + "-reason", Name: "reason", Label: "Why", Hint: "Kept in the bid’s history", Wide: true, Value: f.Reason, Err: f.Errs["reason"]},
	}
	if f.Answered {
		return out[:len(out)-1]
	}
	return out
}

func (f RequirementForm) open() bool { return f.Open || len(f.Errs) > 0 }

func (v BidView) shell() ui.Shell {
	s := v.Shell
	s.Problem = s.Problem || len(v.Errors.Problems) > 0
	s.Foot.What = v.ID + " " + v.Title
	return s.At(v.ID+" "+v.Title, or(v.Path, v.BidsHref))
}

func (v BidView) head() ui.Head {
	return ui.Head{
		Crumbs: []ui.Link{{Label: "Bids", Href: v.BidsHref}, {Label: v.ID}},
		Title:  v.Title, Facts: v.Facts, Actions: v.Actions,
	}
}

// worstReason is the reason of the group that decides a verdict.
func (v BidView) worstReason(x verdict.Verdict) string {
	if len(x.Groups) == 0 {
		return ""
	}
	return x.Groups[SelectWorst(x)].Reason
}

// sourceRuns is where the words were read, and when.
func sourceRuns(gv GroupView) []ui.Run {
	rs := []ui.Run{{Text: gv.Source.Label, Href: gv.Source.Href, Source: true}}
	if gv.SourceNote != "" {
		rs = append(rs, ui.Run{Text: ", " + gv.SourceNote})
	}
	return rs
}

// readAside counts the requirements, and says nothing of none.
func (v BidView) readAside() string {
	if len(v.Requirements) == 0 {
		return ""
	}
	return ui.Count(len(v.Requirements), "requirement", "requirements")
}
