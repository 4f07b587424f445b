package risks

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/isms/risk"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/task"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/isms/actform"
	"holdfast/internal/web/ui"
)

// form shows the form of an action of one risk.
func (p *Pages) form(w http.ResponseWriter, r *http.Request) error {
	action := r.PathValue("action")
	if err := need(r.Context(), verbOf(action)); err != nil {
		return err
	}
	s, err := p.load(r, r.PathValue("number"))
	if err != nil {
		return err
	}
	f, ok := p.formOf(r, action, s)
	if !ok {
		return errs.New(errs.NotFound, "There is no such page.")
	}
	return actform.Show(p.Frame, w, r, f)
}

func verbOf(action string) authz.Verb {
	if action == "edit" {
		return authz.Update
	}
	return authz.Act
}

// formOf gives the form of an action with what the risk says now; false for an
// action that asks nothing, or that there is not.
func (p *Pages) formOf(r *http.Request, action string, s *shown) (actform.Form, bool) {
	v, ctx, today := &s.row.Value, r.Context(), p.Today()
	back := listPath + "/" + s.row.Number
	f := actform.Form{Path: back + "/" + action, Back: back, Crumbs: crumbs(ui.Link{Label: s.row.Number, Href: back})}
	lede := s.row.Number + " " + v.Title
	switch action {
	case "edit":
		f.Title, f.Button, f.Lede = "Change "+s.row.Number, "Keep the changes", "Likelihood, impact, treatment and acceptance have pages of their own. What an acceptance is bound to, when it changes, ends it."
		f.Path += "?version=" + itoa(s.row.Version)
		f.Fields = p.textFields(ctx, v, s)
	case "assess":
		f.Title, f.Button, f.Lede = "How likely is it, and how bad?", "Assess", lede+". After treatment may stay open until it is known what is done."
		f.Fields = s.stepFields(v.Likelihood, v.Impact, v.AfterLikelihood, v.AfterImpact, v.Treatment != risk.Retain)
		f.Fields = append(f.Fields, ui.Field{ID: "on", Label: "Assessed on", Kind: "date", Value: today.String()}, ui.Field{ID: "why", Label: "Why these steps", Kind: "textarea", Rows: 2, Optional: true})
	case "treat":
		f.Title, f.Button, f.Lede = "What is done about it?", "Choose the treatment", lede
		f.Fields = s.treatFields(v)
	case "plan":
		f.Title, f.Button, f.Lede = "Add an action to the plan", "Add the action", lede+". It becomes a task of its owner."
		f.Fields = []ui.Field{
			{ID: "title", Label: "What is to be done", Required: true},
			p.ownerField("owner", "Who does it", v.Owner, false),
			{ID: "due", Label: "By", Kind: "date", Required: true, Value: v.Target.String()},
		}
		f.Fields = p.fillOwners(ctx, f.Fields, "owner")
	case "accept":
		longest := civil.Date(0)
		if s.inForce != nil {
			longest = s.inForce.Value.Longest(v.AfterScore, today)
		}
		f.Title, f.Button = "Accept the risk as it stands", "Accept the risk"
		f.Lede = s.verdict() + " Your acceptance is bound to exactly what the page says now; when that changes, it ends."
		f.Path += "?seen=" + url.QueryEscape(s.linked.State(v).Hash())
		until := ui.Field{ID: "until", Label: "Accepted until", Kind: "date", Required: true, Value: longest.String()}
		if !longest.IsZero() {
			until.Hint = "At this level to " + longest.Long() + " at the latest"
		}
		f.Fields = []ui.Field{until, {ID: "reason", Label: "Why it is taken", Kind: "textarea", Rows: 2, Optional: v.AfterScore <= s.appetite()}}
	case "accept-plan":
		f.Title, f.Button, f.Lede = "Accept the plan of its treatment", "Accept the plan", lede+". Bound to the treatment, its controls, and its actions with their owners and days."
		f.Path += "?seen=" + url.QueryEscape(s.linked.Plan(v).Hash())
		f.Fields = []ui.Field{{ID: "reason", Label: "Note", Kind: "textarea", Rows: 2, Optional: true}}
	case "review":
		f.Title, f.Button, f.Lede = "Review the risk", "Record the review", lede
		f.Fields = []ui.Field{
			{ID: "outcome", Label: "What came of it", Kind: "select", Choices: frame.Choices(risk.Outcomes(), risk.Unchanged), Value: risk.Unchanged},
			{ID: "note", Label: "Note", Kind: "textarea", Rows: 3, Optional: true, Hint: "What changed, or what is missing"},
			{ID: "on", Label: "Reviewed on", Kind: "date", Value: today.String()},
			{ID: "next", Label: "Next review", Kind: "date", Optional: true, Hint: "By the method when left empty"},
		}
	case "close":
		f.Title, f.Button, f.Lede = "Close the risk", "Close it", lede+". It leaves the figures and stays on record."
		f.Fields = []ui.Field{{ID: "reason", Label: "Why it is no risk any more", Kind: "textarea", Rows: 2, Required: true}}
	case "reopen":
		f.Title, f.Button, f.Lede = "Open the risk again", "Open it again", lede
		f.Fields = []ui.Field{{ID: "reason", Label: "Why it is a risk again", Kind: "textarea", Rows: 2, Required: true}}
	default:
		return f, false
	}
	return f, true
}

// act does an action of one risk.
func (p *Pages) act(w http.ResponseWriter, r *http.Request) error {
	action, number := r.PathValue("action"), r.PathValue("number")
	if err := need(r.Context(), verbOf(action)); err != nil {
		return err
	}
	s, err := p.load(r, number)
	if err != nil {
		return err
	}
	f, asks := p.formOf(r, action, s)
	if !asks {
		if err := frame.Form(r); err != nil {
			return err
		}
		switch action {
		case "complete":
			err = p.do(r, "risk.complete", "", func(tx *change.Tx) error { return p.Service.Complete(tx, number) })
		case "done":
			err = p.do(r, "risk.done", "", func(tx *change.Tx) error { return p.Service.ActionDone(tx, number, r.PostFormValue("task")) })
		default:
			err = errs.New(errs.NotFound, "There is no such page.")
		}
		if err != nil {
			return err
		}
		return frame.Back(w, f.Back, action)
	}
	return actform.Do(p.Frame, w, r, f, action, func() error {
		in := &input{r: r}
		fn := p.actionOf(action, number, s, in)
		if err := in.fault(); err != nil {
			return err
		}
		return p.do(r, "risk."+verb(action), in.text("reason"), fn)
	})
}

// verb names the action of an address for the trail.
func verb(action string) string {
	if action == "edit" {
		return "update"
	}
	return action
}

// input reads a form, and keeps what is wrong with it.
type input struct {
	r     *http.Request
	wrong []errs.Field
}

func (in *input) text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(in.r.PostFormValue(name), "\r\n", "\n"))
}

func (in *input) day(name string) civil.Date {
	d, wrong := frame.Day(in.r.PostFormValue(name))
	if wrong != "" {
		in.wrong = append(in.wrong, errs.Field{Pointer: "/" + name, Message: wrong})
	}
	return d
}

func (in *input) fault() error {
	if len(in.wrong) == 0 {
		return nil
	}
	return errs.InvalidFields(in.wrong...)
}

// actionOf gives what an action does with what was sent.
func (p *Pages) actionOf(action, number string, s *shown, in *input) func(*change.Tx) error {
	seen := in.r.URL.Query().Get("seen")
	switch action {
	case "edit":
		return p.edit(number, in)
	case "assess":
		j := risk.Judgement{
			Likelihood: num(in, "likelihood"), Impact: num(in, "impact"), AfterLikelihood: num(in, "afterLikelihood"), AfterImpact: num(in, "afterImpact"),
			On: in.day("on"), Why: in.text("why"),
		}
		return func(tx *change.Tx) error { return p.Service.Assess(tx, number, j) }
	case "treat":
		t := risk.Treatment{How: in.text("treatment"), Plan: in.text("plan"), Target: in.day("target"), AfterLikelihood: num(in, "afterLikelihood"), AfterImpact: num(in, "afterImpact")}
		refs := in.text("controls")
		return func(tx *change.Tx) (err error) {
			if t.Controls, err = p.refs(tx, "control", "controls", refs); err != nil {
				return err
			}
			return p.Service.Treat(tx, number, t)
		}
	case "plan":
		t := task.Task{Title: in.text("title"), Owner: in.text("owner"), Due: in.day("due")}
		return func(tx *change.Tx) error {
			_, err := p.Service.AddAction(tx, number, t)
			return err
		}
	case "accept":
		a := risk.Accepting{Seen: seen, Until: in.day("until"), Reason: in.text("reason")}
		return func(tx *change.Tx) error { return p.Service.Accept(tx, number, a) }
	case "accept-plan":
		a := risk.Accepting{Seen: seen, Reason: in.text("reason")}
		return func(tx *change.Tx) error { return p.Service.AcceptPlan(tx, number, a) }
	case "review":
		v := risk.Review{Outcome: in.text("outcome"), Note: in.text("note"), On: in.day("on"), Next: in.day("next")}
		return func(tx *change.Tx) error { return p.Service.Review(tx, number, v) }
	case "close":
		return func(tx *change.Tx) error { return p.Service.Close(tx, number, in.text("reason")) }
	}
	return func(tx *change.Tx) error { return p.Service.Reopen(tx, number, in.text("reason")) }
}

func num(in *input, name string) int64 { return number(in.text(name)) }

// edit changes what a person enters of a risk, and the assets that it affects.
func (p *Pages) edit(ref string, in *input) func(*change.Tx) error {
	version := number(in.r.URL.Query().Get("version"))
	return func(tx *change.Tx) error {
		row, err := change.GetNumber(tx, p.Service.Risks, ref)
		if err != nil {
			return err
		}
		next := row.Value
		readText(&next, in)
		if err := p.Service.Keep(tx, &row.Value, &next); err != nil {
			return err
		}
		assets, err := p.refs(tx, "asset", "assets", in.text("assets"))
		if err != nil {
			return err
		}
		if err := relink(tx, row.Ref, links.Affects, assets); err != nil {
			return err
		}
		_, err = change.Put(tx, p.Service.Risks, row.ID, version, next)
		return err
	}
}

// readText reads what a person enters of a risk.
func readText(v *risk.Risk, in *input) {
	v.Title, v.Scenario, v.Category, v.Owner = in.text("title"), in.text("scenario"), in.text("category"), in.text("owner")
	v.Causes, v.Existing, v.Note = in.text("causes"), in.text("existing"), in.text("note")
}

// relink makes the links of a role those that are given.
func relink(tx *change.Tx, from register.Ref, role string, to []register.Ref) error {
	all, err := tx.Links(from.ID, 0)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.From != from.ID || l.Role != role || slices.ContainsFunc(to, func(c register.Ref) bool { return c.ID == l.To }) {
			continue
		}
		if err := tx.Unlink(from, register.Ref{Kind: l.ToKind, ID: l.To}, role); err != nil {
			return err
		}
	}
	for _, t := range to {
		if err := tx.Link(from, t, role); err != nil {
			return err
		}
	}
	return nil
}

// refs finds records by their numbers, or controls by their references, in a text
// with commas or blanks between. Never nil: an empty text names none.
func (p *Pages) refs(in change.Reader, kind register.Kind, field, text string) ([]register.Ref, error) {
	out := []register.Ref{}
	reg := p.Door.Book().Of(kind)
	if reg == nil {
		return out, nil
	}
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '\n' || c == '\t' }) {
		id, err := findOne(in, reg, word)
		if err != nil {
			return nil, err
		}
		if id == "" {
			return nil, errs.At("/"+field, "There is no %s %q.", reg.Declaration().Singular, word)
		}
		out = append(out, register.Ref{Kind: kind, ID: id})
	}
	return out, nil
}

func findOne(in change.Reader, reg register.Any, word string) (string, error) {
	if reg.Declaration().ParseNumber(word) > 0 {
		rec, err := change.AnyGet(in, reg, word, 0)
		if errs.CodeOf(err) == errs.NotFound {
			return "", nil
		}
		return rec.ID, err
	}
	if f := reg.Declaration().Field("ref"); f == nil || !f.Filter {
		return "", nil
	}
	found, err := change.AnyList(in, reg, register.Query{Filters: []register.Filter{register.Where("ref", strings.ToUpper(word))}, Limit: 1, NoTotal: true})
	if err != nil || len(found.Records) == 0 {
		return "", err
	}
	return found.Records[0].ID, nil
}

// labels gives records as the text that refs reads.
func labels(all []other) string {
	out := make([]string, len(all))
	for i, o := range all {
		out[i] = o.Label
	}
	return strings.Join(out, ", ")
}

// ownerField offers the members.
func (p *Pages) ownerField(id, label, value string, optional bool) ui.Field {
	return ui.Field{ID: id, Label: label, Kind: "select", Value: value, Optional: optional}
}

// fillOwners puts the members into the fields that ask for one.
func (p *Pages) fillOwners(ctx context.Context, fields []ui.Field, names ...string) []ui.Field {
	for i := range fields {
		if !slices.Contains(names, fields[i].ID) {
			continue
		}
		fields[i].Choices = []ui.Choice{{Value: "", Label: "nobody yet"}}
		for _, m := range p.Members(ctx) {
			fields[i].Choices = append(fields[i].Choices, ui.Choice{Value: m.Person, Label: m.Name})
		}
	}
	return fields
}

// textFields ask for what a person enters of a risk.
func (p *Pages) textFields(ctx context.Context, v *risk.Risk, s *shown) []ui.Field {
	categories := []ui.Choice{{Value: "", Label: "none"}}
	if s.inForce != nil {
		for _, c := range s.inForce.Value.Categories {
			categories = append(categories, ui.Choice{Value: c, Label: c})
		}
	}
	if v.Category != "" && !slices.ContainsFunc(categories, func(c ui.Choice) bool { return c.Value == v.Category }) {
		categories = append(categories, ui.Choice{Value: v.Category, Label: v.Category})
	}
	fields := []ui.Field{
		{ID: "title", Label: "The risk, in a line", Required: true, Value: v.Title},
		{ID: "scenario", Label: "What could happen, and to whom", Kind: "textarea", Rows: 3, Optional: true, Value: v.Scenario},
		{ID: "causes", Label: "What brings it about", Kind: "textarea", Rows: 2, Optional: true, Value: v.Causes},
		{ID: "category", Label: "Category", Kind: "select", Choices: categories, Value: v.Category},
		p.ownerField("owner", "Owner", v.Owner, false),
		{ID: "existing", Label: "What is in place already", Kind: "textarea", Rows: 2, Optional: true, Value: v.Existing},
		{ID: "note", Label: "Note", Kind: "textarea", Rows: 2, Optional: true, Value: v.Note},
	}
	if p.Door.Book().Of("asset") != nil {
		fields = append(fields, ui.Field{ID: "assets", Label: "Assets that it affects", Optional: true, Value: labels(s.assets), Hint: "Numbers such as ASSET-3, with commas between"})
	}
	fields[4].Hint = "Who decides about it, and alone may accept it"
	return p.fillOwners(ctx, fields, "owner")
}

// stepFields ask for steps of the scales in force.
func (s *shown) stepFields(l, i, al, ai int64, after bool) []ui.Field {
	if s.inForce == nil {
		return nil
	}
	m := &s.inForce.Value
	fields := []ui.Field{
		stepField("likelihood", "How likely, before treatment", m.Likelihood, l, false), stepField("impact", "How bad, before treatment", m.Impact, i, false),
	}
	if after {
		fields = append(fields, stepField("afterLikelihood", "How likely, after treatment", m.Likelihood, al, true), stepField("afterImpact", "How bad, after treatment", m.Impact, ai, true))
	}
	return fields
}

func stepField(id, label string, steps []risk.Step, at int64, optional bool) ui.Field {
	f := ui.Field{ID: id, Label: label, Kind: "select", Optional: optional, Required: !optional, Choices: []ui.Choice{{Value: "", Label: "not judged"}}}
	for n, st := range steps {
		label := itoa(int64(n+1)) + " " + st.Word
		if words := cmp.Or(meaning(st), strings.Join(st.Means, "; ")); words != "" {
			label += ": " + words
		}
		if len(st.Means) > 0 && meaning(st) != "" {
			label += "; " + strings.ToLower(st.Means[0][:1]) + st.Means[0][1:]
		}
		f.Choices = append(f.Choices, ui.Choice{Value: itoa(int64(n + 1)), Label: label})
	}
	if at > 0 {
		f.Value = itoa(at)
	}
	return f
}

func (s *shown) treatFields(v *risk.Risk) []ui.Field {
	fields := []ui.Field{
		{ID: "treatment", Label: "Treatment", Kind: "select", Choices: frame.Choices(risk.Treatments(), v.Treatment), Value: cmp.Or(v.Treatment, risk.Modify)},
		{ID: "plan", Label: "What is done", Kind: "textarea", Rows: 3, Value: v.Plan, Hint: "Asked for unless it is retained"},
		{ID: "target", Label: "Done by", Kind: "date", Value: v.Target.String(), Hint: "Asked for unless it is retained"},
	}
	hint := "References such as A.5.15, with commas between"
	controls := labels(s.controls)
	if start := starterOf(v.Title); start != nil && controls == "" {
		hint += ". Usual: " + strings.Join(start.Controls, ", ")
	}
	fields = append(fields, ui.Field{ID: "controls", Label: "Controls that treat it", Value: controls, Optional: true, Hint: hint})
	if s.judged != nil && len(s.judged.Likelihood) > 0 {
		fields = append(fields, stepField("afterLikelihood", "How likely it is meant to be then", s.judged.Likelihood, v.AfterLikelihood, true), stepField("afterImpact", "How bad it is meant to be then", s.judged.Impact, v.AfterImpact, true))
	}
	return fields
}

// starterOf gives the starter from which a risk was taken, by its title.
func starterOf(title string) *risk.Starter {
	all := risk.Builtin().Risks
	for i := range all {
		if all[i].Title == title {
			return &all[i]
		}
	}
	return nil
}

// render shows a page that may hold faults of a form.
func render(w http.ResponseWriter, r *http.Request, wrong map[string]string, page web.Component) error {
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, page)
}
