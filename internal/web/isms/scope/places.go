package scope

import (
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// Rules says what writing to the registers takes beside their declarations, for
// the API and the pages alike.
func Rules() map[register.Kind]rest.Rule {
	return map[register.Kind]rest.Rule{
		scope.StatementKind: {ReadOnly: true},
		scope.DraftKind:     {ReadOnly: true},
		scope.ObjectiveKind: {Fixed: map[string]string{"readings": "POST …/readings"}},
		scope.ChangeKind:    {Fixed: scope.PlannedFixed()},
	}
}

// Places gives the generated pages.
func (p *Pages) Places() []records.Place {
	rules := Rules()
	out := []records.Place{
		// These two have pages of their own, at addresses that links lead to.
		{Register: p.Service.Statements, Path: statementPath, Group: "ISMS", Title: "Scope statement", Rule: rules[scope.StatementKind], NoList: true, NoRecord: true},
		{Register: p.Service.Drafts, Path: statementPath, Group: "ISMS", Title: "Scope draft", Rule: rules[scope.DraftKind], NoList: true, NoRecord: true},
	}
	for _, reg := range registers {
		pl := records.Place{Register: p.Service.Of(reg.kind), Path: reg.href(), Group: "ISMS", Title: reg.title, Rule: rules[reg.kind], Done: map[string]string{"started": overviewDone["started"]}}
		for _, a := range reg.actions {
			pl.Done[a.name] = a.done
		}
		pl.Empty = p.empty(reg)
		pl.Head = p.head(reg)
		pl.Actions = p.recordActions(reg)
		special[reg.kind].apply(p, &pl)
		out = append(out, pl)
	}
	return out
}

// part draws what stands on a record's page beside its fields.
type part = func(*http.Request, *change.View, *records.Shown) (templ.Component, error)

// looks is how a register's pages look where that is its own.
type looks struct {
	columns  []string
	sort     string
	chips    []records.Chip
	sections []records.Section
	above    func(p *Pages) part
	below    func(p *Pages) part
}

func (l looks) apply(p *Pages, pl *records.Place) {
	pl.Columns, pl.Sort, pl.Chips, pl.Sections = l.columns, l.sort, l.chips, l.sections
	if l.above != nil {
		pl.Above = l.above(p)
	}
	if l.below != nil {
		pl.Below = l.below(p)
	}
}

var reviewSection = records.Section{Title: "Owner and review", Fields: []string{"owner", "review", "reviewed"}}

var special = map[register.Kind]looks{
	scope.SiteKind: {
		columns: []string{"name", "does", "entity", "inScope", "owner"},
		chips:   []records.Chip{{Label: "In scope", Query: "inScope=yes"}, {Label: "Left out", Query: "inScope=no"}},
	},
	scope.IssueKind: {
		columns: []string{"title", "origin", "climate", "owner", "review"}, sort: "review",
		chips: []records.Chip{{Label: "Outside", Query: "origin=external"}, {Label: "Inside", Query: "origin=internal"}},
		sections: []records.Section{
			{Title: "The issue", Fields: []string{"title", "origin", "effect", "done"}},
			{Title: "Climate change", Hint: "Amendment 1:2024 asks every organisation to judge whether it bears on its information security. One issue carries the answer.", Fields: []string{"climate", "climateWhy"}},
			reviewSection,
		},
	},
	scope.PartyKind: {
		columns: []string{"name", "sort", "basis", "met", "owner", "review"}, sort: "review",
		chips: []records.Chip{{Label: "Customers", Query: "sort=customer"}, {Label: "Met in part", Query: "met=some"}, {Label: "Rests on law", Query: "basis=law"}},
		sections: []records.Section{
			{Title: "Who, and what they need", Fields: []string{"name", "sort", "needs", "basis", "climate"}},
			{Title: "What the ISMS meets", Fields: []string{"met", "how"}},
			reviewSection,
		},
	},
	scope.ObligationKind: {
		columns: []string{"title", "sort", "applies", "to", "owner", "review"},
		chips:   []records.Chip{{Label: "Applies", Query: "applies=yes"}, {Label: "Law", Query: "sort=law"}, {Label: "Contract", Query: "sort=contract"}},
		sections: []records.Section{
			{Title: "The obligation", Fields: []string{"title", "sort", "source", "link", "asks"}},
			{Title: "What it means for us", Fields: []string{"applies", "to", "why", "how"}},
			reviewSection,
		},
	},
	scope.RoleKind: {columns: []string{"title", "person", "deputy", "told"}},
	scope.ObjectiveKind: {
		columns: []string{"title", "latest", "target", "standing", "by", "owner"}, sort: "by",
		chips: []records.Chip{{Label: "Behind", Query: "standing=behind"}, {Label: "On track", Query: "standing=on-track"}, {Label: "Met", Query: "standing=met"}},
		sections: []records.Section{
			{Title: "What is to be reached", Fields: []string{"title", "measure", "unit", "aim", "better", "target", "by", "latest", "read", "standing"}},
			{Title: "From where", Fields: []string{"from", "start", "every"}},
			{Title: "How", Fields: []string{"how", "resources", "evaluated", "owner"}},
		},
		above: func(p *Pages) part { return p.objectiveTrend },
		below: func(p *Pages) part { return p.objectiveReadings },
	},
	scope.CommunicationKind: {
		columns: []string{"what", "when", "whom", "how", "owner"},
		chips:   []records.Chip{{Label: "To people outside", Query: "outside=yes"}},
	},
	scope.ChangeKind: {
		columns: []string{"title", "state", "by", "owner", "approvedBy"},
		chips:   []records.Chip{{Label: "Proposed", Query: "state=proposed"}, {Label: "Approved", Query: "state=approved"}},
		sections: []records.Section{
			{Title: "The change", Hint: "Approved as it stands; the approval lapses when one of these is changed.", Fields: []string{"title", "purpose", "consequences", "integrity", "resources", "duties", "by", "owner"}},
			{Title: "What became of it", Fields: []string{"state", "approvedBy", "approvedOn", "doneOn", "droppedOn", "outcome"}},
		},
	},
}

// empty stands where the list of a register would.
func (p *Pages) empty(reg place) ui.Empty {
	d := p.Service.Of(reg.kind).Declaration()
	would := map[register.Kind]string{
		scope.SiteKind:          "Here would stand each place where you work or keep something, and whether the ISMS covers it.",
		scope.IssueKind:         "Here would stand what bears on your information security from inside and outside, with the answer about climate change.",
		scope.PartyKind:         "Here would stand who has a stake, what they need, and which of it the ISMS meets.",
		scope.ObligationKind:    "Here would stand what the law, regulators and contracts ask of you, and how it is met.",
		scope.RoleKind:          "Here would stand who answers for what, and who stands in.",
		scope.ObjectiveKind:     "Here would stand what you want to reach, measured: the target, the readings and whether it is on track.",
		scope.CommunicationKind: "Here would stand what is told, when, to whom and by whom.",
		scope.ChangeKind:        "Here would stand the changes to the ISMS that are planned, each approved before it is made.",
	}
	e := ui.Empty{Title: "No " + d.Plural + " yet", Text: would[reg.kind]}
	if set, ok := scope.StarterOf(reg.kind); ok {
		e.Ways = append(e.Ways, ui.Way{Label: "Starter set.", Text: set.Text, Href: reg.href() + "/start", Do: "Look at it"})
	}
	e.Ways = append(e.Ways, ui.Way{Label: "Typed in.", Text: "One at a time.", Href: reg.create(), Do: "Write one"})
	return e
}

// head is the sentence of a register's list.
func (p *Pages) head(reg place) func(*http.Request, *change.View) (records.Head, error) {
	return func(r *http.Request, v *change.View) (records.Head, error) {
		today := p.on(r)
		s, err := p.read(v, today)
		if err != nil {
			return records.Head{}, err
		}
		b := s.brief(reg.kind, today)
		d := p.Service.Of(reg.kind).Declaration()
		h := records.Head{Sentence: ui.Sentence{Fact: "No " + d.Plural + " yet."}}
		if b.n == 0 {
			return h, nil
		}
		h.Sentence.Fact = ui.Count(b.n, d.Singular, d.Plural) + ": " + b.text + "."
		if reg.kind == scope.PartyKind || reg.kind == scope.RoleKind || reg.kind == scope.CommunicationKind {
			h.Sentence.Fact = ui.Capital(d.Plural) + ": " + b.text + "."
		}
		h.Sentence.Then = b.gap
		if b.gap != "" {
			h.Sentence.Then += "."
		} else {
			for _, i := range s.due {
				if d.ParseNumber(i.Ref) > 0 {
					h.Sentence.Then = fmt.Sprintf("Next: %s, %s.", lower(i.Title), ui.InDays(today, i.Date))
					break
				}
			}
		}
		return h, nil
	}
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]|0x20) + s[1:]
}

// recordActions are the links to an action's form on a record's page.
func (p *Pages) recordActions(reg place) func(*http.Request, *change.View, *records.Shown) ([]ui.Action, error) {
	return func(r *http.Request, v *change.View, rec *records.Shown) ([]ui.Action, error) {
		var out []ui.Action
		if !may(frame.Actor(r.Context()), authz.Act) {
			return nil, nil
		}
		for _, a := range reg.actions {
			if pc, ok := rec.Value.(*scope.Planned); ok {
				st := pc.State()
				if !pc.Open() || a.name == "approve" && st == scope.ChangeApproved || a.name == "done" && st != scope.ChangeApproved {
					continue
				}
			}
			out = append(out, ui.Action{Label: a.label, Href: reg.href() + "/" + rec.Number + "/" + a.name, Primary: len(out) == 0})
		}
		return out, nil
	}
}

// objectiveTrend is the picture of the readings, headed by how it goes.
func (p *Pages) objectiveTrend(r *http.Request, _ *change.View, rec *records.Shown) (templ.Component, error) {
	o, ok := rec.Value.(*scope.Objective)
	if !ok {
		return nil, nil
	}
	today := p.on(r)
	finding := "No reading yet: the target is " + Amount(o.Target, o.Unit) + " by " + o.By.Long() + "."
	if n := len(o.Readings); n > 0 {
		last := o.Readings[n-1]
		finding = fmt.Sprintf("%s: %s on %s, and the target is %s by %s.", o.Standing(today).Word(), Amount(last.Value, o.Unit), last.Day.Long(), Amount(o.Target, o.Unit), o.By.Long())
	}
	return ui.TrendOf(ui.Figure{ID: "trend", Finding: finding, Caption: "Readings by day"}, Trend(o, today).Draw()), nil
}

// objectiveReadings is the list of what was measured, by whom.
func (p *Pages) objectiveReadings(r *http.Request, _ *change.View, rec *records.Shown) (templ.Component, error) {
	o, ok := rec.Value.(*scope.Objective)
	if !ok || len(o.Readings) == 0 {
		return nil, nil
	}
	t := ui.Table{Caption: "Readings", Columns: []ui.Column{{Label: "Measured on"}, {Label: "Value", Num: true, Short: true}, {Label: "Who", Wide: true}, {Label: "Note", Wide: true}}}
	for i := len(o.Readings) - 1; i >= 0; i-- {
		x := o.Readings[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Day.Short(), NoWrap: true}, {Text: Amount(x.Value, o.Unit), NoWrap: true}, {Text: p.Name(r.Context(), x.By), Mute: true}, {Text: x.Note}}})
	}
	return readingsPanel(t), nil
}
