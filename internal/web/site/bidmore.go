package site

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/task"
	"holdfast/internal/verdict"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
	"holdfast/internal/win/notice"
)

// bidMore is what a bid's page reads besides the bid.
type bidMore struct {
	notice *notice.Notice
	asked  []bid.ClarificationRow
	tasks  []register.Row[task.Task]
}

func (s *Site) bidMore(r *http.Request, row *bid.Row) (more bidMore, err error) {
	err = s.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		if row.Value.Notice != "" && s.past == nil {
			n, found, err := bid.Shelf(v).Notice(v.Context(), row.Value.Notice)
			if err != nil {
				return err
			}
			if found {
				more.notice = &n.Notice
			}
		}
		if more.asked, err = s.Bids.Questions(v, row.Number); err != nil {
			return err
		}
		more.tasks, err = s.Bids.Tasks(v, row.ID)
		return err
	})
	return more, err
}

// showMore fills the parts of the page below the verdict.
func (s *Site) showMore(r *http.Request, v *win.BidView, c *bid.Checked, certs []certificate.Row, more bidMore) {
	b, path := &c.Value, v.Path
	v.Decision = decisionView(c, path)
	v.Silent = s.silentView(b, more, path)
	v.Team = s.teamView(r, b, certs, path)
	v.Lots = lotsView(b, path)
	v.Plan = s.planView(r, b, more.tasks, path)
	v.Draft = path + "/questions"
	v.Asked = &ui.Link{Label: "All questions to the buyer", Href: path + "/questions"}
	if n := len(more.asked); n > 0 {
		v.Asked.Label = "All " + ui.Count(n, "question to the buyer", "questions to the buyer")
	}
}

func decisionView(c *bid.Checked, path string) *win.DecisionView {
	d := &win.DecisionView{Action: path + "/decision", State: c.Verdict.State}
	line := func(x *bid.Decision) win.DecisionLine {
		return win.DecisionLine{Go: x.Go, Why: x.Why, Conditions: x.Conditions, By: x.By, On: x.On, State: x.State}
	}
	last, changed := c.Decided()
	if last == nil {
		return d
	}
	l := line(last)
	d.Last, d.Changed = &l, changed
	list := c.Value.Decisions
	for i := len(list) - 2; i >= 0; i-- {
		d.Earlier = append(d.Earlier, line(&list[i]))
	}
	return d
}

// silentView is nil where the rules say to expect nothing.
func (s *Site) silentView(b *bid.Bid, more bidMore, path string) *win.SilentView {
	known := b.KnownOf(more.notice, s.Today())
	list := b.Silent(s.Book, known)
	if len(list) == 0 && len(b.Facts) == 0 {
		return nil
	}
	v := &win.SilentView{Action: path + "/expected", Facts: path + "/facts", Known: s.knownWords(known)}
	var facts []string
	for i := range list {
		e := &list[i]
		v.Lines = append(v.Lines, s.silentLine(e, more.asked, path))
		for _, q := range e.Open {
			if !slices.Contains(facts, q.Fact) {
				facts = append(facts, q.Fact)
			}
		}
	}
	for fact := range b.Facts {
		if !slices.Contains(facts, fact) {
			facts = append(facts, fact)
		}
	}
	slices.Sort(facts)
	for _, f := range facts {
		if field, ok := s.factField(f, b.Facts[f]); ok {
			v.Asks = append(v.Asks, field)
		}
	}
	return v
}

func (s *Site) silentLine(e *bid.Expected, asked []bid.ClarificationRow, path string) win.SilentLine {
	l := win.SilentLine{
		Expect: s.expect(e.Expectation), Rule: e.Rule.ID, Scheme: e.Scheme, AsOf: e.Fact.AsOf.Long(), Question: e.Question,
		CanCount: !e.Possible && path != "",
	}
	l.Questions = nil
	for i, q := range e.Open {
		if i < 3 {
			l.Questions = append(l.Questions, q.Text)
		}
	}
	for i := range asked {
		if q := &asked[i].Value; q.Question == e.Question && q.State != bid.Retired {
			l.Asked = &ui.Link{Label: "Asked as " + asked[i].Number, Href: path + "/questions#" + asked[i].Number}
		}
	}
	return l
}

// knownWords says what the rules were asked with: "the buyer is: Local authority".
func (s *Site) knownWords(k bid.Known) []string {
	var out []string
	for _, fact := range []string{"buyer.type", "buyer.nation", "regime"} {
		a, ok := k.Answers[fact]
		if !ok {
			continue
		}
		text := a.String()
		if t, found := s.Book.FactType(fact); found {
			for _, c := range t.Values {
				if c.ID == text {
					text = c.Label
				}
			}
		}
		if from := k.From[fact]; from != "" {
			text += " (" + from + ")"
		}
		out = append(out, text)
	}
	return out
}

// factField asks for a fact that a person can settle.
func (s *Site) factField(fact, value string) (ui.Field, bool) {
	t, ok := s.Book.FactType(fact)
	if !ok {
		return ui.Field{}, false
	}
	f := ui.Field{ID: "fact-" + strings.ReplaceAll(fact, ".", "-"), Name: fact, Label: t.Question, Kind: "select", Value: value, Choices: []ui.Choice{{Value: "", Label: "Not known"}}}
	switch t.Type {
	case "yes-no":
		f.Choices = append(f.Choices, ui.Choice{Value: "yes", Label: "Yes"}, ui.Choice{Value: "no", Label: "No"})
	case "choice":
		f.Choices = append(f.Choices, s.factChoices(fact)...)
	default:
		return f, false
	}
	return f, true
}

func (s *Site) teamView(r *http.Request, b *bid.Bid, certs []certificate.Row, path string) *win.TeamView {
	t := &win.TeamView{Action: path + "/partners", Entity: b.Entity, Entities: s.entityNames(r)}
	for _, o := range bid.RoleWords() {
		t.Roles = append(t.Roles, ui.Choice{Value: o.Value, Label: o.Label})
	}
	for _, p := range b.Partners {
		t.Partners = append(t.Partners, win.PartnerLine{Name: p.Name, Role: bid.RoleWord(p.Role), Part: p.Part, Why: p.Why, Holds: s.holdings(certs, p.Name, p.Whole)})
		t.Names = append(t.Names, ui.Choice{Value: p.Name, Label: p.Name})
	}
	for i := range b.Requirements {
		q := &b.Requirements[i]
		if q.Removed {
			continue
		}
		label := s.schemeName(q.Scheme)
		if q.Subcontractors {
			label += ", reaches subcontractors"
		}
		t.Demands = append(t.Demands, ui.Choice{Value: q.ID, Label: label})
		undo := func(do, name string) []ui.Hidden {
			return []ui.Hidden{{Name: "do", Value: do}, {Name: "requirement", Value: q.ID}, {Name: "name", Value: name}, {Name: "reason", Value: "taken back"}}
		}
		if q.HeldBy != "" {
			said := "A person says that what " + q.HeldBy + " holds will do for " + s.schemeName(q.Scheme) + "; the buyer has not said so."
			if q.HeldByAgreed {
				said = "The buyer accepts that " + q.HeldBy + " holds " + s.schemeName(q.Scheme) + "."
			}
			t.Held = append(t.Held, win.HeldLine{Text: said, Undo: undo("held", "")})
		}
		for _, n := range q.Spared {
			t.Held = append(t.Held, win.HeldLine{Text: s.schemeName(q.Scheme) + " does not touch " + n + ".", Undo: undo("unspare", n)})
		}
	}
	return t
}

// holdings says which certificates are recorded with a holder.
func (s *Site) holdings(certs []certificate.Row, name string, whole bool) string {
	var out []string
	for i := range certs {
		if verdict.SameName(certs[i].Value.Holder, name) {
			out = append(out, s.certName(&certs[i].Value)+" ("+certs[i].Number+")")
		}
	}
	switch {
	case len(out) == 0 && whole:
		return "Holds no certificate, as a person says."
	case len(out) == 0:
		return "No certificate is recorded with this holder."
	case whole:
		return "Holds " + strings.Join(out, ", ") + ", and no other."
	}
	return "Holds " + strings.Join(out, ", ")
}

func lotsView(b *bid.Bid, path string) *win.LotsView {
	if len(b.Lots) == 0 {
		return nil
	}
	chosen, decided := b.LotsBid()
	l := &win.LotsView{Action: path + "/lots", Choices: ui.Choices{ID: "lots-bid", Name: "lot", Legend: "We bid for", Many: true}}
	for _, x := range b.Lots {
		c := ui.Choice{Value: x.ID, Label: "Lot " + x.ID, On: x.Bid != nil && *x.Bid}
		if x.Title != "" {
			c.Label += ": " + x.Title
		}
		l.Choices.Options = append(l.Choices.Options, c)
	}
	l.Aside = "not chosen yet"
	if decided {
		l.Aside = ui.Number(len(chosen)) + " of " + ui.Count(len(b.Lots), "lot", "lots")
	}
	for i := range b.Requirements {
		if q := &b.Requirements[i]; q.Lots != "" && !q.Removed {
			l.Other = append(l.Other, "Asked for lots "+q.Lots+" alone: “"+string(q.Condition)+"”.")
		}
	}
	return l
}

func (s *Site) planView(r *http.Request, b *bid.Bid, tasks []register.Row[task.Task], path string) *win.PlanView {
	p := &win.PlanView{Why: "There is no deadline to plan back from."}
	planned := false
	for i := range tasks {
		t := &tasks[i].Value
		planned = planned || t.Plan == bid.PlanName
		p.Tasks = append(p.Tasks, win.PlanTask{Title: t.Title, Owner: s.Name(r.Context(), t.Owner), Due: t.Due, Done: t.Done, Href: "/tasks/" + tasks[i].Number})
	}
	if b.Dates.Deadline != nil && !planned {
		p.Why = "Nothing is planned yet: from the decision to the day before the deadline, six tasks with the owner of the bid."
		p.Action = path + "/plan"
	}
	return p
}

// movesOf gives the tasks that a moved date would move.
func movesOf(b *bid.Bid, what string, to civil.Date, tasks []register.Row[task.Task], today civil.Date) []win.MoveLine {
	if what != "deadline" && what != "enquiries" {
		return nil
	}
	moved := *b
	d := &verdict.Day{Date: to, Basis: "stated"}
	if what == "deadline" {
		moved.Dates.Deadline = d
	} else {
		moved.Enquiries = d
	}
	var out []win.MoveLine
	for _, m := range bid.Moves(&moved, tasks, today) {
		out = append(out, win.MoveLine{Title: m.Task.Value.Title, From: m.From, To: m.To})
	}
	return out
}

// questionOf words a question of the verdict: until when it can be asked, and
// whether it was.
func questionOf(text string, b *bid.Bid, asked []bid.ClarificationRow, path string, today civil.Date) win.Question {
	q := win.Question{Text: text}
	for i := range asked {
		if a := &asked[i].Value; a.Question == text && a.State != bid.Retired {
			q.Href = path + "/questions#" + asked[i].Number
			switch q.Sent = "drafted as " + asked[i].Number; {
			case !a.Answered.IsZero():
				q.Sent = "answered " + ui.DayMonth(today, a.Answered)
			case !a.Sent.IsZero():
				q.Sent = "sent " + ui.DayMonth(today, a.Sent)
			}
			return q
		}
	}
	for _, d := range []*verdict.Day{b.Enquiries, b.Dates.Deadline} {
		if d != nil {
			if d.Date > today {
				q.By = d.Date
			}
			break
		}
	}
	return q
}

// silent says what the rules expect of a notice for schemes that its words do
// not name.
func (s *Site) silent(n *notice.Notice, b *bid.Bid) []win.Expect {
	var out []win.Expect
	for _, e := range b.Silent(s.Book, b.KnownOf(n, s.Today())) {
		x := s.expect(e.Expectation)
		x.Certainty += ", as of " + e.Fact.AsOf.Long()
		x.Questions = []string{e.Question}
		out = append(out, x)
	}
	return out
}
