package risks

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/chart"
	"holdfast/internal/errs"
	"holdfast/internal/isms/risk"
	"holdfast/internal/isms/risk/loss"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var scenarioDone = map[string]string{"added": "The scenario has been added and played.", "changed": "The scenario has been changed and played anew."}

type scenariosView struct {
	Shell  ui.Shell
	Head   ui.Head
	Empty  *ui.Empty
	Figure *ui.Figure
	Curve  chart.ExceedanceDrawing
	Years  ui.Table
	Table  ui.Table
	Note   string
}

// scenarios shows what the risks in figures may cost in a year, and what treating
// them earns.
func (p *Pages) scenarios(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	sh, err := p.shell(r, "Risks in figures", scenarioPath, scenarioDone)
	if err != nil {
		return err
	}
	v := scenariosView{Shell: sh, Head: ui.Head{Crumbs: crumbs(ui.Link{Label: "In figures"}), Title: "No risk is put in figures yet"}}
	var got loss.Result
	var rows []risk.ScenarioRow
	numbers := map[string]string{}
	err = p.see(r, func(in *change.View) error {
		if got, rows, err = p.Service.Losses(in); err != nil {
			return err
		}
		for _, row := range rows {
			if row.Value.Risk == "" {
				continue
			}
			of, err := change.Get(in, p.Service.Risks, row.Value.Risk)
			if errs.CodeOf(err) == errs.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			numbers[row.Value.Risk] = of.Number
		}
		return nil
	})
	if err != nil {
		return err
	}
	if may(ctx, authz.Create) {
		v.Head.Actions = []ui.Action{{Label: "Add a scenario", Href: scenarioPath + "/new", Primary: true}}
	}
	if len(rows) == 0 {
		v.Empty = &ui.Empty{Title: "What may a year cost?", Text: "For each risk worth it: how often it happens and what it costs each time, as things are and after treatment. A hundred thousand years are played, and the chance of losing more than any sum is drawn, with what each treatment earns."}
		if may(ctx, authz.Create) {
			v.Empty.Ways = []ui.Way{{Label: "One scenario.", Text: "A rate and two sums are enough.", Href: scenarioPath + "/new", Do: "Put a risk in figures"}}
		}
		return web.Render(w, r, http.StatusOK, scenariosPage(v))
	}
	v.Figure, v.Curve = curve(&got)
	v.Head.Title = v.Figure.Finding
	v.Head.Lede = "An average year costs " + rounded(got.Before.Mean.Value) + " now and " + rounded(got.After.Mean.Value) + " after treatment. One year in a hundred costs more than " + rounded(got.Before.OnceIn(100).Value) + ", then " + rounded(got.After.OnceIn(100).Value) + "."
	v.Figure.Finding = "The chance of losing more than a sum in a year"
	v.Figure.Note = ui.Number(got.Years) + " years played; the band is the error of that number"
	v.Years = years(&got)
	v.Table = scenarioTable(rows, numbers)
	v.Note = fmt.Sprintf("Each year is played with random numbers that begin at %d, so that the same scenarios always give the same figures. The error says how far the number of years goes, not how right the scenarios are.", got.Seed)
	return web.Render(w, r, http.StatusOK, scenariosPage(v))
}

// years says what so rare a year costs, with its error.
func years(got *loss.Result) ui.Table {
	t := ui.Table{Caption: "What a year costs", Plain: true, Columns: []ui.Column{{Label: "A year as dear as one in"}, {Label: "Now", Num: true}, {Label: "After treatment", Num: true}}}
	say := func(e loss.Estimate) ui.Cell {
		return ui.Cell{Text: rounded(e.Value), Sub: rounded(e.Low) + " to " + rounded(e.High), NoWrap: true}
	}
	t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: "the average"}, say(got.Before.Mean), say(got.After.Mean)}})
	for _, n := range []float64{2, 5, 10, 20, 100} {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.FormatFloat(n, 'f', -1, 64) + " years"}, say(got.Before.OnceIn(n)), say(got.After.OnceIn(n))}})
	}
	return t
}

func scenarioTable(rows []risk.ScenarioRow, numbers map[string]string) ui.Table {
	t := ui.Table{Caption: "Scenarios", Columns: []ui.Column{
		{Label: "Scenario", Wide: true},
		{Label: "Risk", Short: true},
		{Label: "Times a year", Short: true, HideSm: true},
		{Label: "Each time", HideMd: true, HideSm: true},
		{Label: "A year, now", Num: true, Short: true},
		{Label: "After", Num: true, Short: true},
		{Label: "Treatment costs", Num: true, Short: true, HideSm: true},
		{Label: "Earns", Num: true, Short: true},
	}}
	for i := range rows {
		s := &rows[i].Value
		f, err := s.Figures()
		cells := []ui.Cell{{Text: s.Title, Href: scenarioPath + "/" + rows[i].Number, ID: rows[i].Number}, {}, {Text: rateWords(f.Before.Rate, f.After.Rate), NoWrap: true}, {Text: lossText(&s.Before)}, {}, {}, {}, {}}
		if n := numbers[s.Risk]; n != "" {
			cells[1] = ui.Cell{Text: n, Href: listPath + "/" + n, NoWrap: true}
		}
		if err != nil {
			cells[4] = ui.Cell{Text: "cannot be reckoned", Late: true}
		} else {
			cells[4], cells[5] = ui.Cell{Text: rounded(f.Before.Mean()), NoWrap: true}, ui.Cell{Text: rounded(f.After.Mean()), NoWrap: true}
		}
		if ret, ok := s.Return(); ok && ret.Cost > 0 {
			cells[6] = ui.Cell{Text: rounded(ret.Cost), NoWrap: true}
			cells[7] = ui.Cell{Text: times(ret.Times), Sub: "saves " + rounded(ret.Saved), NoWrap: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// times says a return on what a treatment costs.
func times(n float64) string { return strconv.FormatFloat(n, 'f', 1, 64) + " × its cost" }

func rateWords(now, then float64) string {
	s := rate(now)
	if then != now {
		s += ", then " + rate(then)
	}
	return s
}

func rate(n float64) string { return strconv.FormatFloat(n, 'g', 3, 64) }

func lossText(e *risk.Exposure) string {
	low, mode, high := ui.Pounds(e.Low.Minor, e.Low.Currency), ui.Pounds(e.Mode.Minor, e.Mode.Currency), ui.Pounds(e.High.Minor, e.High.Currency)
	switch e.Shape {
	case risk.ByPERT:
		return low + " to " + high + ", mostly " + mode
	case risk.ByLognormal:
		return "about " + mode
	}
	return low + " to " + high
}

type scenarioView struct {
	Shell    ui.Shell
	Head     ui.Head
	Errors   ui.ErrorSummary
	Path     string
	First    []ui.Field
	Before   []ui.Field
	After    []ui.Field
	Last     []ui.Field
	ReadOnly bool
}

func (p *Pages) newScenario(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), authz.Create); err != nil {
		return err
	}
	s := risk.Scenario{Before: risk.Exposure{Shape: risk.ByInterval}, Owner: frame.Actor(r.Context()).Person}
	return p.showScenario(w, r, nil, &s, nil)
}

func (p *Pages) scenario(w http.ResponseWriter, r *http.Request) error {
	row, err := p.scenarioRow(r)
	if err != nil {
		return err
	}
	return p.showScenario(w, r, &row, &row.Value, nil)
}

func (p *Pages) scenarioRow(r *http.Request) (risk.ScenarioRow, error) {
	var row risk.ScenarioRow
	err := p.see(r, func(in *change.View) (err error) {
		row, err = change.GetNumber(in, p.Service.Scenarios, r.PathValue("number"))
		return err
	})
	return row, err
}

// showScenario shows a scenario as a form; row is nil for a new one, typed is what
// was refused.
func (p *Pages) showScenario(w http.ResponseWriter, r *http.Request, row *risk.ScenarioRow, s *risk.Scenario, wrong map[string]string) error {
	ctx := r.Context()
	v := scenarioView{Path: scenarioPath + "/new", Head: ui.Head{Crumbs: crumbs(ui.Link{Label: "In figures", Href: scenarioPath}), Title: "Put a risk in figures", Lede: "How often it happens in a year, and what it costs each time; then the same after treatment."}}
	title := "Add a scenario"
	if row != nil {
		title = row.Number + " " + row.Value.Title
		v.Path = scenarioPath + "/" + row.Number + "?version=" + itoa(row.Version)
		v.Head = ui.Head{Crumbs: crumbs(ui.Link{Label: "In figures", Href: scenarioPath}, ui.Link{Label: row.Number}), Title: row.Value.Title, Lede: earns(&row.Value)}
		v.ReadOnly = !may(ctx, authz.Update)
	}
	sh, err := p.Shell(ctx, title, scenarioPath, "")
	if err != nil {
		return err
	}
	v.Shell = sh
	if row != nil {
		v.Shell.History = "/trail/scenario/" + row.Number
	}
	var risks []ui.Choice
	err = p.see(r, func(in *change.View) error {
		all, err := p.Service.All(in)
		risks = []ui.Choice{{Value: "", Label: "none"}}
		for i := range all.Rows {
			risks = append(risks, ui.Choice{Value: all.Rows[i].ID, Label: all.Rows[i].Number + " " + all.Rows[i].Value.Title})
		}
		return err
	})
	if err != nil {
		return err
	}
	v.fields(p, ctx, s, risks, wrong)
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return render(w, r, wrong, scenarioPage(v))
}

// earns says what the treatment of a scenario earns.
func earns(s *risk.Scenario) string {
	ret, ok := s.Return()
	switch {
	case !ok:
		return "It cannot be reckoned as it stands."
	case ret.Cost > 0:
		return "The treatment saves " + rounded(ret.Saved) + " in an average year for " + rounded(ret.Cost) + ": " + times(ret.Times) + "."
	case ret.Saved > 0:
		return "The treatment saves " + rounded(ret.Saved) + " in an average year. Say what it costs to see what it earns."
	}
	f, _ := s.Figures()
	return "It costs " + rounded(f.Before.Mean()) + " in an average year."
}

func (v *scenarioView) fields(p *Pages, ctx context.Context, s *risk.Scenario, risks []ui.Choice, wrong map[string]string) {
	reg := register.Any(p.Service.Scenarios)
	var all []ui.Field
	field := func(name string) ui.Field {
		d := reg.Declaration().Field(name)
		f := ui.Field{ID: name, Label: d.Label, Hint: d.Help, Value: reg.Text(s, name), Required: d.Required, Err: wrong[strings.ReplaceAll(name, ".", "/")]}
		switch d.Type {
		case register.LongText:
			f.Kind, f.Rows = "textarea", 2
		case register.Choice:
			f.Kind, f.Choices = "select", frame.Choices(d.Choices, "")
			if !d.Required {
				f.Choices = append([]ui.Choice{{Value: "", Label: "as before"}}, f.Choices...)
			}
		case register.YesNo:
			f.Kind, f.Choices = "select", []ui.Choice{{Value: "no", Label: "no"}, {Value: "yes", Label: "yes"}}
			f.Value = map[bool]string{true: "yes", false: "no"}[s.Never]
		case register.Person:
			f.Kind = "select"
		case register.Link:
			f.Kind, f.Choices = "select", risks
		case register.Number:
			if f.Value == "0" {
				f.Value = ""
			}
		case register.Money:
			f.Value = strings.TrimSuffix(f.Value, ".00 GBP")
		}
		all = append(all, f)
		return f
	}
	gather := func(names ...string) []ui.Field {
		var out []ui.Field
		for _, n := range names {
			out = append(out, field(n))
		}
		return out
	}
	v.First = p.fillOwners(ctx, gather("title", "risk", "owner", "what"), "owner")
	v.Before = gather("before.rate", "before.rateLow", "before.rateHigh", "before.shape", "before.low", "before.mode", "before.high", "before.spread")
	v.After = gather("never", "after.rate", "after.rateLow", "after.rateHigh", "after.shape", "after.low", "after.mode", "after.high", "after.spread")
	v.Last = gather("cost", "group", "together")
	v.Errors = problems(wrong, all...)
}

// saveScenario keeps a scenario that was typed.
func (p *Pages) saveScenario(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	var row *risk.ScenarioRow
	var s risk.Scenario
	action, done := "scenario.create", "added"
	if r.PathValue("number") != "" {
		got, err := p.scenarioRow(r)
		if err != nil {
			return err
		}
		row, s = &got, got.Value
		action, done = "scenario.update", "changed"
	}
	reg := register.Any(p.Service.Scenarios)
	wrong := map[string]string{}
	in := &input{r: r}
	for i := range reg.Declaration().Fields {
		f := &reg.Declaration().Fields[i]
		if _, sent := r.PostForm[f.Name]; !sent {
			continue
		}
		if err := reg.Set(&s, f.Name, in.text(f.Name)); err != nil {
			faults, ok := frame.Faults(err)
			if !ok {
				return err
			}
			for _, m := range faults {
				wrong[strings.ReplaceAll(f.Name, ".", "/")] = m
			}
		}
	}
	if len(wrong) == 0 {
		err := p.do(r, action, "", func(tx *change.Tx) (err error) {
			if row == nil {
				_, err = change.Insert(tx, p.Service.Scenarios, s)
			} else {
				_, err = change.Put(tx, p.Service.Scenarios, row.ID, versionOf(r), s)
			}
			return err
		})
		if err == nil {
			return frame.Back(w, scenarioPath, done)
		}
		var ok bool
		if wrong, ok = refused(r.Context(), err); !ok {
			return err
		}
	}
	return p.showScenario(w, r, row, &s, wrong)
}
