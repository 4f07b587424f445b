package scope

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// soon is how far ahead the first page looks for reviews.
const soon = 30

var overviewDone = map[string]string{"issued": "Issued.", "saved": "The draft is saved.", "started": "The starter set is there: judge it one by one."}

type overviewView struct {
	Shell      ui.Shell
	Sentence   ui.Sentence
	Actions    []ui.Action
	Content    *scope.Content // of the version in force, else of the draft; nil: neither
	Aside      string
	Link       ui.Link
	Banner     *ui.Banner
	Empty      *ui.Empty
	Registers  ui.Table
	Objectives *ui.Table
}

// state is what the first page is made of, read in one snapshot.
type state struct {
	latest     register.Row[scope.Statement]
	issued     bool
	draft      bool
	content    scope.Content // that the draft would issue
	pending    []scope.Difference
	sites      []register.Row[scope.Site]
	issues     []register.Row[scope.Issue]
	parties    []register.Row[scope.Party]
	laws       []register.Row[scope.Obligation]
	roles      []register.Row[scope.Role]
	objectives []register.Row[scope.Objective]
	comms      []register.Row[scope.Communication]
	changes    []register.Row[scope.Planned]
	due        []due.Item
}

func (p *Pages) read(v *change.View, today civil.Date) (s state, err error) {
	sv := p.Service
	if s.latest, s.issued, err = sv.LatestStatement(v); err != nil {
		return s, err
	}
	draft, found, err := sv.DraftOf(v)
	if err != nil {
		return s, err
	}
	if s.draft = found; found {
		if s.content, err = sv.Compose(v, draft.Value); err != nil {
			return s, err
		}
		s.pending = scope.Diff(s.latest.Value.Content, s.content)
	}
	for _, read := range []func() error{
		func() (err error) { s.sites, err = change.Collect(v, sv.Sites, register.Query{}); return err },
		func() (err error) { s.issues, err = change.Collect(v, sv.Issues, register.Query{}); return err },
		func() (err error) { s.parties, err = change.Collect(v, sv.Parties, register.Query{}); return err },
		func() (err error) { s.laws, err = change.Collect(v, sv.Obligations, register.Query{}); return err },
		func() (err error) { s.roles, err = change.Collect(v, sv.Roles, register.Query{}); return err },
		func() (err error) {
			s.objectives, err = change.Collect(v, sv.Objectives, register.Query{Sort: "by"})
			return err
		},
		func() (err error) { s.comms, err = change.Collect(v, sv.Communication, register.Query{}); return err },
		func() (err error) { s.changes, err = change.Collect(v, sv.Changes, register.Query{}); return err },
		func() (err error) { s.due, err = sv.Due(v, today); return err },
	} {
		if err := read(); err != nil {
			return s, err
		}
	}
	due.Sort(s.due)
	return s, nil
}

func (p *Pages) overview(w http.ResponseWriter, r *http.Request) error {
	ctx, today, a := r.Context(), p.Today(), frame.Actor(r.Context())
	var s state
	if err := p.Door.See(ctx, a, func(v *change.View) (err error) {
		s, err = p.read(v, today)
		return err
	}); err != nil {
		return err
	}
	sh, err := p.Shell(ctx, "Scope and context", Root, frame.Done(r, overviewDone))
	if err != nil {
		return err
	}
	v := overviewView{Shell: sh, Sentence: s.sentence(today)}
	write := may(a, authz.Update)
	switch {
	case s.issued:
		v.Content = &s.latest.Value.Content
		v.Aside = fmt.Sprintf("version %d, issued on %s by %s", s.latest.Value.Version, s.latest.Value.IssuedOn.Short(), p.Name(ctx, s.latest.Value.IssuedBy))
		v.Link = ui.Link{Label: "Versions", Href: Root + "/statement"}
	case s.draft:
		v.Content, v.Aside, v.Link = &s.content, "draft, nothing is issued yet", ui.Link{Label: "Read the draft", Href: Root + "/statement/draft"}
	default:
		v.Empty = &ui.Empty{Title: "No scope statement yet", Text: "Here would stand what the management system covers, in the words that a certificate prints: the companies, the sites, where it ends, and what is left out for which reason."}
		if write {
			v.Empty.Ways = []ui.Way{{Label: "Ask me.", Text: "Seven questions; the statement is written from the answers.", Href: Root + "/statement/edit", Do: "Begin"}}
		}
	}
	if s.draft && len(s.pending) > 0 {
		v.Actions = append(v.Actions, ui.Action{Label: "Read the draft", Href: Root + "/statement/draft", Primary: true})
	}
	if write && (s.draft || s.issued) {
		v.Actions = append(v.Actions, ui.Action{Label: "Change the draft", Href: Root + "/statement/edit"})
	}
	v.Registers = p.briefs(ctx, s, today, write)
	v.Objectives = p.objectiveTable(ctx, s.objectives, today)
	return web.Render(w, r, http.StatusOK, overviewPage(v))
}

// sentence says what is covered, what is issued and what wants a look.
func (s state) sentence(today civil.Date) ui.Sentence {
	c := s.content
	if s.issued {
		c = s.latest.Value.Content
	}
	out := ui.Sentence{Fact: "Nobody has said yet what the ISMS covers.", Then: "Seven questions make the scope statement."}
	if s.issued || s.draft {
		out.Fact = "The ISMS covers " + ui.Count(len(c.Entities), "entity", "entities") + " and " + ui.Count(len(c.Sites), "site", "sites") + "."
		switch {
		case !s.issued:
			out.Fact = "The draft would cover " + ui.Count(len(c.Entities), "entity", "entities") + " and " + ui.Count(len(c.Sites), "site", "sites") + "."
			out.Then = "No version is issued yet."
		case len(s.pending) == 0:
			out.Then = fmt.Sprintf("Version %d is issued.", s.latest.Value.Version)
		default:
			out.Then = fmt.Sprintf("Version %d is issued, the draft has %s.", s.latest.Value.Version, ui.Count(len(s.pending), "change", "changes"))
		}
	}
	if words := s.wantReview(today); words != "" {
		out.Then += " " + words
	}
	return out
}

// wantReview says "1 issue and 2 parties want review by 22 December 2026."
func (s state) wantReview(today civil.Date) string {
	var last civil.Date
	n := map[string]int{}
	total := 0
	for _, i := range s.due {
		if i.Kind != due.ReviewDue || i.Date > today+soon {
			continue
		}
		prefix, _, _ := strings.Cut(i.Ref, "-")
		n[prefix]++
		total++
		last = max(last, i.Date)
	}
	if total == 0 {
		return ""
	}
	var parts []string
	for _, k := range []struct{ prefix, one, many string }{
		{"ISSUE", "issue", "issues"}, {"PARTY", "party", "parties"}, {"LAW", "obligation", "obligations"}, {"ROLE", "role", "roles"}, {"COMM", "line of the communication plan", "lines of the communication plan"},
	} {
		if n[k.prefix] > 0 {
			parts = append(parts, ui.Count(n[k.prefix], k.one, k.many))
		}
	}
	verb := " want review by "
	if total == 1 {
		verb = " wants review by "
	}
	return ui.List(parts...) + verb + last.Long() + "."
}

// brief is a register in a line.
type brief struct {
	n    int
	text string
	// gap is what is to be done before anything that falls due, with where.
	gap, gapHref string
}

func (s state) brief(kind register.Kind, today civil.Date) brief {
	count := func(n int, one, many string) string { return ui.Count(n, one, many) }
	switch kind {
	case scope.SiteKind:
		in, out := 0, 0
		for _, r := range s.sites {
			switch {
			case r.Value.Covered():
				in++
			case r.Value.InScope != nil:
				out++
			}
		}
		b := brief{n: len(s.sites), text: fmt.Sprintf("%d in scope, %d left out", in, out)}
		if open := len(s.sites) - in - out; open > 0 {
			b.gap, b.gapHref = "Say whether "+count(open, "site is in scope", "sites are in scope"), Root+"/sites"
		}
		return b
	case scope.IssueKind:
		outside, climate := 0, ""
		for _, r := range s.issues {
			if r.Value.Origin == scope.External {
				outside++
			}
			climate = cmp.Or(r.Value.Climate, climate)
		}
		b := brief{n: len(s.issues), text: fmt.Sprintf("%d outside, %d inside", outside, len(s.issues)-outside)}
		switch climate {
		case scope.ClimateRelevant:
			b.text += "; climate change bears on us"
		case scope.ClimateNot:
			b.text += "; climate change does not bear on us"
		default:
			b.gap, b.gapHref = "Judge whether climate change bears on us", Root+"/issues"
		}
		return b
	case scope.PartyKind:
		all, open := 0, 0
		for _, r := range s.parties {
			switch r.Value.Met {
			case scope.MetAll:
				all++
			case "":
				open++
			}
		}
		b := brief{n: len(s.parties), text: fmt.Sprintf("%d, of which the ISMS meets all that %d need", len(s.parties), all)}
		if open > 0 {
			b.gap, b.gapHref = "Say what the ISMS meets of "+count(open, "party", "parties"), Root+"/parties"
		}
		return b
	case scope.ObligationKind:
		binds, not := 0, 0
		for _, r := range s.laws {
			switch {
			case r.Value.Binds():
				binds++
			case r.Value.Applies != nil:
				not++
			}
		}
		b := brief{n: len(s.laws), text: fmt.Sprintf("%d apply, %d not", binds, not)}
		if open := len(s.laws) - binds - not; open > 0 {
			b.text += fmt.Sprintf(", %d not judged", open)
			b.gap, b.gapHref = "Judge "+count(open, "obligation", "obligations"), Root+"/obligations"
		}
		return b
	case scope.RoleKind:
		nobody := 0
		for _, r := range s.roles {
			if r.Value.Person == "" {
				nobody++
			}
		}
		b := brief{n: len(s.roles), text: fmt.Sprintf("%d, each with a person", len(s.roles))}
		if nobody > 0 {
			b.text = fmt.Sprintf("%d, of which %d have nobody", len(s.roles), nobody)
			b.gap, b.gapHref = "Give "+count(nobody, "role", "roles")+" to somebody", Root+"/roles"
		}
		return b
	case scope.ObjectiveKind:
		n := map[scope.Standing]int{}
		for _, r := range s.objectives {
			n[r.Value.Standing(today)]++
		}
		var parts []string
		for _, o := range scope.Standings() {
			if k := n[scope.Standing(o.Value)]; k > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", k, strings.ToLower(o.Label)))
			}
		}
		return brief{n: len(s.objectives), text: strings.Join(parts, ", ")}
	case scope.CommunicationKind:
		out := 0
		for _, r := range s.comms {
			if r.Value.Outside {
				out++
			}
		}
		return brief{n: len(s.comms), text: fmt.Sprintf("%s, %d to people outside", count(len(s.comms), "line", "lines"), out)}
	default:
		n := map[string]int{}
		for _, r := range s.changes {
			n[r.Value.State()]++
		}
		var parts []string
		for _, o := range scope.ChangeStates() {
			if n[o.Value] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n[o.Value], strings.ToLower(o.Label)))
			}
		}
		return brief{n: len(s.changes), text: strings.Join(parts, ", ")}
	}
}

// briefs is the table of the registers, each with its next step.
func (p *Pages) briefs(ctx context.Context, s state, today civil.Date, write bool) ui.Table {
	t := ui.Table{Caption: "Registers", Columns: []ui.Column{{Label: "Register"}, {Label: "What stands there", Wide: true}, {Label: "Next step", Wide: true}, {Label: "By", Num: true, Short: true}, {Label: "Whose", HideMd: true}}}
	for _, reg := range registers {
		b := s.brief(reg.kind, today)
		decl := p.Service.Of(reg.kind).Declaration()
		name := ui.Cell{Text: reg.title, Href: reg.href(), Sub: reg.clause}
		next, by, whose := ui.Cell{Text: "Nothing to do", Mute: true}, ui.Cell{Text: "no date", Mute: true, NoWrap: true}, ui.Cell{Mute: true}
		_, starts := scope.StarterOf(reg.kind)
		switch i := slices.IndexFunc(s.due, func(i due.Item) bool { return decl.ParseNumber(i.Ref) > 0 }); {
		case b.n == 0 && write && starts:
			b.text, next = "Nothing yet", ui.Cell{Text: "Look at the starter set", Href: reg.href() + "/start"}
		case b.n == 0 && write:
			b.text, next = "Nothing yet", ui.Cell{Text: "Write the first one", Href: reg.create()}
		case b.n == 0:
			b.text = "Nothing yet"
		case b.gap != "":
			next = ui.Cell{Text: b.gap, Href: b.gapHref}
		case i >= 0:
			item := s.due[i]
			next = ui.Cell{Text: item.Title, Href: item.Link}
			by = ui.Cell{Text: item.Date.Short(), Sub: ui.Left(today, item.Date), NoWrap: true, Late: item.Late()}
			whose.Text = p.Name(ctx, item.Owner)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{name, {Text: b.text}, next, by, whose}})
	}
	return t
}

// objectiveTable shows how each objective comes along; nil when there is none.
func (p *Pages) objectiveTable(ctx context.Context, rows []register.Row[scope.Objective], today civil.Date) *ui.Table {
	if len(rows) == 0 {
		return nil
	}
	t := &ui.Table{Caption: "Objectives", Columns: []ui.Column{{Label: "Objective"}, {Label: "Readings", HideSm: true}, {Label: "Latest", Num: true, Short: true}, {Label: "Target", Num: true, Short: true}, {Label: "Standing"}, {Label: "By", Num: true, Short: true}, {Label: "Owner", HideMd: true}}}
	for _, r := range rows {
		o := &r.Value
		latest := ui.Cell{Text: "none", Mute: true}
		if n := len(o.Readings); n > 0 {
			latest = ui.Cell{Text: Amount(o.Readings[n-1].Value, o.Unit), Sub: o.Readings[n-1].Day.Short(), NoWrap: true}
		}
		st := o.Standing(today)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: o.Title, Href: placeOf(scope.ObjectiveKind).href() + "/" + r.Number, ID: r.Number},
			{Body: ui.SparkOf(Trend(o, today).Draw())},
			latest,
			{Text: Amount(o.Target, o.Unit), NoWrap: true},
			standingCell(st),
			{Text: o.By.Short(), Sub: ui.Left(today, o.By), NoWrap: true, Late: st == scope.Missed},
			{Text: p.Name(ctx, o.Owner), Mute: true},
		}})
	}
	return t
}

func standingCell(st scope.Standing) ui.Cell {
	mark := map[scope.Standing]string{scope.Met: "done", scope.OnTrack: "part", scope.Behind: "plan", scope.Missed: "plan", scope.NoReading: "na"}
	return ui.Cell{Status: mark[st], Text: st.Word(), NoWrap: true, Late: st == scope.Missed}
}

// Amount writes a value with its unit.
func Amount(v float64, unit string) string {
	text := strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", v), "0"), ".")
	if unit == "" {
		return text
	}
	return text + " " + unit
}

// Trend is the picture of an objective.
func Trend(o *scope.Objective, today civil.Date) chart.Trend {
	t := chart.Trend{From: o.From, Until: o.By, Today: today, Unit: o.Unit, Target: o.Target}
	for _, r := range o.Readings {
		t.Points = append(t.Points, chart.TrendPoint{Day: r.Day, Value: r.Value})
	}
	if t.From.IsZero() && len(t.Points) > 0 {
		t.From = t.Points[0].Day
	}
	if t.From.IsZero() {
		t.From = min(today, o.By)
	}
	if start, ok := o.Way(t.From); ok {
		t.Way = []chart.TrendPoint{{Day: t.From, Value: start}, {Day: o.By, Value: o.Target}}
	}
	t.Say = o.Title + ": no reading yet; target " + Amount(o.Target, o.Unit)
	if n := len(t.Points); n > 0 {
		t.Say = fmt.Sprintf("%s: %s on %s, target %s by %s. %s", o.Title, Amount(t.Points[n-1].Value, o.Unit), t.Points[n-1].Day.Long(), Amount(o.Target, o.Unit), o.By.Long(), o.Standing(today).Word())
	}
	return t
}
