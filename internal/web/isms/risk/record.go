package risks

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/isms/risk"
	"holdfast/internal/register"
	"holdfast/internal/task"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var riskDone = map[string]string{
	"added": "The risk has been added.", "edit": "The risk has been changed.", "assess": "The risk has been assessed.", "treat": "The treatment has been chosen.",
	"plan": "The action has been added: it is a task of its owner.", "done": "The action is done.", "complete": "The treatment is done. Its owner accepts what is left.",
	"accept": "The risk is accepted.", "accept-plan": "The plan is accepted.", "review": "The review has been recorded.", "close": "The risk is closed.", "reopen": "The risk is open again.",
}

type riskView struct {
	Shell    ui.Shell
	Head     ui.Head
	Path     string
	Scores   ui.Table
	Movement string // the drawing
	Moves    ui.Table
	Story    []ui.KV
	Plan     []ui.KV
	Actions  []ui.OwnerTasks
	Add      *ui.Action
	Controls ui.Table
	Assets   []other
	Figures  []other // scenarios
	Accept   acceptView
	PlanBy   acceptView
	Given    ui.Table
	Reviews  ui.Table
	Method   string
	Done     string // how many actions of how many
	Panels   templ.Component
}

// acceptView is how an acceptance stands, in words.
type acceptView struct {
	Title   string
	Text    []string
	Differs []string
	Bad     bool
	Action  *ui.Action
	Note    string
}

func (p *Pages) risk(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), p.Today()
	s, err := p.load(r, r.PathValue("number"))
	if err != nil {
		return err
	}
	row := &s.row
	v := riskView{Path: listPath + "/" + row.Number}
	if v.Shell, err = p.shell(r, row.Number+" "+row.Value.Title, v.Path, riskDone); err != nil {
		return err
	}
	v.Shell.History = "/trail/risk/" + row.Number
	stands, planned := row.Value.Stands(s.linked.State(&row.Value), today), row.Value.PlanStands(s.linked.Plan(&row.Value), today)
	name := func(id string) string { return p.Name(ctx, id) }
	a := frame.Actor(ctx)
	mine := a.Person == row.Value.Owner && may(ctx, authz.Act)
	v.Head = s.head(stands, name, may(ctx, authz.Update), may(ctx, authz.Act), mine)
	v.Scores, v.Movement = s.scores(), movement(row.Value.Score, row.Value.AfterScore, s.appetite(), s.judged.Top())
	v.Moves = s.moves(name)
	v.Story = facts("What could happen", row.Value.Scenario, "Causes", row.Value.Causes, "In place already", row.Value.Existing, "Found by", foundBy(&row.Value), "Note", row.Value.Note)
	v.Plan = facts("Treatment", optionLabel(risk.Treatments(), row.Value.Treatment), "How", row.Value.Plan, "By", long(row.Value.Target))
	v.Actions, v.Done = s.actions(today, name, may(ctx, authz.Act))
	if may(ctx, authz.Act) && row.Value.Live() && row.Value.Treatment != "" && row.Value.Treatment != risk.Retain {
		v.Add = &ui.Action{Label: "Add an action", Href: v.Path + "/plan"}
	}
	v.Controls, v.Assets, v.Figures = s.controlTable(today), s.assets, s.figures
	v.Accept = s.acceptance(stands, name, mine)
	v.PlanBy = s.planAcceptance(planned, name, mine)
	v.Given, v.Reviews = s.given(name), s.reviews(name)
	v.Method, v.Panels = s.methodWords(), s.panels
	return web.Render(w, r, http.StatusOK, riskPage(v))
}

func (s *shown) appetite() int64 {
	if s.inForce != nil {
		return s.inForce.Value.AppetiteFor(s.row.Value.Category)
	}
	return s.judged.AppetiteFor(s.row.Value.Category)
}

// head says in a sentence whether it is too much, and offers the next step.
func (s *shown) head(stands risk.Standing, name func(string) string, mayEdit, mayAct, mine bool) ui.Head {
	r, path := &s.row.Value, listPath+"/"+s.row.Number
	h := ui.Head{Crumbs: crumbs(ui.Link{Label: s.row.Number}), Title: r.Title}
	owner := "nobody owns it yet"
	if r.Owner != "" {
		owner = name(r.Owner)
	}
	h.Facts = []ui.Fact{{Value: s.row.Number}, {Value: owner}}
	if r.Category != "" {
		h.Facts = append(h.Facts, ui.Fact{Value: r.Category})
	}
	e := entry{Row: &s.row, standing: stands}
	state, _ := e.state()
	h.Lede = s.verdict() + " " + state + "."
	if r.State == risk.InTreatment && !r.Target.IsZero() {
		h.Lede = s.verdict() + " " + state + ", to be done by " + r.Target.Long() + "."
	}
	if !r.NextReview.IsZero() && r.Live() {
		h.Lede += " Next review by " + r.NextReview.Long() + "."
	}
	edit := ui.Action{Label: "Edit", Href: path + "/edit"}
	if !mayAct {
		if mayEdit {
			h.Actions = append(h.Actions, edit)
		}
		return h
	}
	next := s.next(stands, mine)
	if words := s.nextWords(stands, owner, next); words != "" {
		h.Lede += " " + words
	}
	for _, a := range []struct{ id, label string }{{"assess", "Assess"}, {"treat", "Treatment"}, {"complete", "Treatment is done"}, {"accept", "Accept"}, {"review", "Review"}, {"close", "Close"}, {"reopen", "Open again"}} {
		if !s.offers(a.id, next, mine) {
			continue
		}
		act := ui.Action{Label: a.label, Href: path + "/" + a.id, Primary: a.id == next}
		if a.id == "complete" {
			act.Post = true
		}
		h.Actions = append(h.Actions, act)
	}
	if mayEdit {
		h.Actions = append(h.Actions, edit)
	}
	// The step that brings it on stands last, where pages have their primary one.
	slices.SortStableFunc(h.Actions, func(a, b ui.Action) int { return cmp.Compare(b2i(a.Primary), b2i(b.Primary)) })
	return h
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// nextWords says what comes next, and who does it.
func (s *shown) nextWords(stands risk.Standing, owner, next string) string {
	r := &s.row.Value
	switch {
	case !r.Live():
		return ""
	case next == "assess":
		return "Next: assess how likely and how bad it is."
	case next == "treat":
		return "Next: choose what is done about it."
	case next == "complete":
		return "No action is open. Next: say that the treatment is done."
	case next == "accept":
		return "Next: accept what is left, as its owner."
	case r.State == risk.InTreatment:
		return "Next: " + ui.Count(s.linked.Open(), "open action", "open actions") + "."
	case !stands.InForce && r.Owner == "":
		return "Next: name an owner, who accepts what is left."
	case !stands.InForce:
		return "Next: " + owner + " accepts what is left."
	}
	return ""
}

// next is the one step that brings the risk on; empty: none waits.
func (s *shown) next(stands risk.Standing, mine bool) string {
	r := &s.row.Value
	switch {
	case !r.Live():
		return ""
	case r.State == risk.Identified:
		return "assess"
	case r.Treatment == "":
		return "treat"
	case r.State == risk.InTreatment && s.linked.Open() == 0:
		return "complete"
	case r.State != risk.InTreatment && !stands.InForce && mine:
		return "accept"
	}
	return ""
}

// offers says which actions stand beside the title.
func (s *shown) offers(id, next string, mine bool) bool {
	r := &s.row.Value
	switch id {
	case "reopen":
		return !r.Live()
	case "complete":
		return next == id
	case "accept":
		return r.Live() && mine && r.State != risk.Identified
	case "treat":
		return r.Live() && r.Score > 0
	}
	return r.Live()
}

// verdict says in a sentence how much it is.
func (s *shown) verdict() string {
	r := &s.row.Value
	if r.Score == 0 {
		return "Not assessed yet."
	}
	m, appetite := s.judged, s.appetite()
	rest := r.AfterScore
	words := m.LevelOf(r.Score).Name + " at " + itoa(r.Score) + " before treatment"
	if rest == 0 {
		if r.Score > appetite {
			return words + ", above the appetite of " + itoa(appetite) + "; what is left after it is not judged yet."
		}
		return words + ", within the appetite of " + itoa(appetite) + "."
	}
	side := "within"
	if rest > appetite {
		side = "above"
	}
	return words + ", " + strings.ToLower(m.LevelOf(rest).Name) + " at " + itoa(rest) + " after it: " + side + " the appetite of " + itoa(appetite) + "."
}

// scores sets the judgement before and after treatment side by side.
func (s *shown) scores() ui.Table {
	r, m := &s.row.Value, s.judged
	t := ui.Table{Caption: "How likely and how bad", Plain: true, Columns: []ui.Column{{Label: "When"}, {Label: "Likelihood"}, {Label: "Impact"}, {Label: "Level"}}}
	step := func(steps []risk.Step, n int64) ui.Cell {
		if n < 1 || n > int64(len(steps)) {
			return ui.Cell{Text: "not judged", Mute: true}
		}
		return ui.Cell{Text: itoa(n) + " " + steps[n-1].Word, Sub: meaning(steps[n-1])}
	}
	row := func(label string, l, i, score int64) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: label}, step(m.Likelihood, l), step(m.Impact, i), {Body: levelOf(level(m, score)), NoWrap: true}}})
	}
	row("Before", r.Likelihood, r.Impact, r.Score)
	row("After", r.AfterLikelihood, r.AfterImpact, r.AfterScore)
	return t
}

// meaning says a step in words: what it means, and for impact the sum.
func meaning(st risk.Step) string {
	if st.UpTo.IsZero() {
		return st.Meaning
	}
	sum := "up to " + ui.Pounds(st.UpTo.Minor, st.UpTo.Currency)
	if st.Meaning == "" {
		return upper(sum)
	}
	return st.Meaning + ", " + sum
}

// moves tells where it stood over time, the latest first.
func (s *shown) moves(name func(string) string) ui.Table {
	t := ui.Table{Caption: "Movement over time", Dense: true, Columns: []ui.Column{{Label: "Assessed"}, {Label: "Before", Short: true}, {Label: "After", Short: true}, {Label: "Movement", HideSm: true}, {Label: "Why", HideMd: true}}}
	for _, m := range slices.Backward(risk.Moves(s.history)) {
		by := &risk.Method{}
		if v, ok := s.versions[m.Method]; ok {
			by = &v.Value
		}
		sub := name(m.AssessedBy)
		if s.inForce != nil && m.MethodNo != s.inForce.Value.Number {
			sub += ", by version " + itoa(m.MethodNo)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: short(m.AssessedOn), Sub: sub, NoWrap: true},
			{Body: levelOf(level(by, m.Score)), NoWrap: true},
			{Body: levelOf(level(by, m.AfterScore)), NoWrap: true},
			{Body: drawing(movement(m.Score, m.AfterScore, by.AppetiteFor(m.Category), by.Top()))},
			{Text: m.AssessedWhy},
		}})
	}
	return t
}

func foundBy(r *risk.Risk) string {
	var parts []string
	if r.Via != "" {
		parts = append(parts, optionLabel(risk.Ways(), r.Via))
	}
	if r.Threat != "" {
		parts = append(parts, r.Threat)
	}
	if !r.Identified.IsZero() {
		parts = append(parts, r.Identified.Long())
	}
	return strings.Join(parts, " · ")
}

func optionLabel(all []register.Option, value string) string {
	for _, o := range all {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

func long(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Long()
}

// facts makes a list of what is said, leaving out what is not.
func facts(pairs ...string) []ui.KV {
	var out []ui.KV
	for i := 0; i+1 < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i+1]) != "" {
			out = append(out, ui.KV{Label: pairs[i], Value: pairs[i+1]})
		}
	}
	return out
}

// controlTable says of each control how it stands, and how fresh its evidence is.
func (s *shown) controlTable(today civil.Date) ui.Table {
	t := ui.Table{Caption: "Controls that treat it", Columns: []ui.Column{{Label: "Control", Wide: true}, {Label: "State", Short: true}, {Label: "Evidence", Short: true}}}
	for _, c := range s.controls {
		row := []ui.Cell{{Text: c.Label + " " + c.Title, Href: c.Href}, {}, {}}
		if cv, ok := c.Value.(*control.Control); ok {
			row[1] = ui.Cell{Text: optionLabel(control.Statuses(), cv.Status()), Status: statusKind(cv.Status())}
		}
		fresh := evidence.Best(s.evidence[c.ID], today)
		row[2] = ui.Cell{Body: freshOf(fresh, c.Href)}
		t.Rows = append(t.Rows, ui.Row{Cells: row})
	}
	return t
}

func statusKind(status string) string {
	switch status {
	case control.Implemented:
		return "done"
	case control.Partly:
		return "part"
	case control.NotApplicable:
		return "na"
	}
	return "plan"
}

func (s *shown) methodWords() string {
	r := &s.row.Value
	switch {
	case r.Score == 0:
		return ""
	case s.inForce != nil && r.Method != s.inForce.ID:
		return "Judged by version " + itoa(r.MethodNo) + " of the method; version " + itoa(s.inForce.Value.Number) + " is in force. Assess it again."
	}
	return "Judged on " + long(r.AssessedOn) + " by version " + itoa(r.MethodNo) + " of the method."
}

// actionTask is a task of the plan as a line.
func actionTask(path string, a *register.Row[task.Task], today civil.Date, mayAct bool) ui.Task {
	t := ui.Task{Text: []ui.Run{{Text: a.Value.Title + " "}, {Text: a.Number, Mute: true, Href: ""}}, Say: a.Value.Title, When: short(a.Value.Due)}
	if !a.Value.Open() {
		t.When = "done " + short(a.Value.Done)
		return t
	}
	if late := ui.Late(today, a.Value.Due); late != "" {
		t.When, t.Late = late, true
	}
	if mayAct {
		t.Done = &ui.Action{Href: path + "/done", Post: true, Hidden: []ui.Hidden{{Name: "task", Value: a.Number}}}
	}
	return t
}
