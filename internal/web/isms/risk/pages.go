// Package risks is the pages about risks: the register with its heat map, one risk
// with its treatment and acceptance, the method, and scenarios in figures.
package risks

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/isms/risk"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
)

// Addresses of the pages.
const (
	listPath     = "/risks"
	newPath      = "/risks/new"
	methodPath   = "/risks/method"
	scenarioPath = "/risks/scenarios"
)

// Pages is what the pages need.
type Pages struct {
	*frame.Frame
	Service *risk.Service
	records *records.Pages
	past    *ui.Past // the pages show the record as it stood
}

// New makes the pages; rules are what writing to the registers takes beside their
// declarations. What every register has (filters, views, bulk change, export, links,
// comments) is made from the declarations.
func New(f *frame.Frame, s *risk.Service, rules map[register.Kind]rest.Rule, files records.Files) *Pages {
	method := rules[risk.MethodKind]
	method.ReadOnly = true // its form is a page of its own
	return &Pages{Frame: f, Service: s, records: records.New(f, files,
		records.Place{
			Register: s.Risks, Path: listPath, Group: "ISMS", Title: "Risks", Rule: rules[risk.Kind], NoList: true, NoRecord: true, Sort: "-score",
			Cell:    scoreCell,
			Columns: []string{"score", "afterScore", "owner", "category", "state", "target"},
			Sections: []records.Section{
				{Title: "The risk", Fields: []string{"title", "scenario", "causes", "category", "owner", "existing", "note"}},
				{Title: "How it was found", Fields: []string{"via", "threat", "identified"}},
			},
		},
		records.Place{Register: s.Methods, Path: methodPath + "/versions", Group: "ISMS", Title: "Risk methods", Rule: method, NoList: true, NoRecord: true},
		records.Place{Register: s.Scenarios, Path: scenarioPath, Group: "ISMS", Title: "Risks in figures", Rule: rules[risk.ScenarioKind], NoList: true, NoRecord: true},
	)}
}

// Routes gives every page and action.
func (p *Pages) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	return append(p.records.Routes(), []web.Route{
		get(listPath, "risks", p.then((*Pages).list)),
		get(newPath, "risk-new", p.new),
		post(newPath, "risk-create", p.create),
		post(newPath+"/starters", "risk-starters", p.createStarters),
		get(methodPath, "risk-method", p.then((*Pages).method)),
		post(methodPath+"/draft", "risk-method-draft", p.draft),
		post(methodPath+"/adopt", "risk-method-adopt", p.adopt),
		get(methodPath+"/compare", "risk-method-compare", p.compare),
		get(methodPath+"/versions/{number}", "risk-method-version", p.then((*Pages).version)),
		get(methodPath+"/versions/{number}/edit", "risk-method-edit", p.editMethod),
		post(methodPath+"/versions/{number}/edit", "risk-method-change", p.changeMethod),
		get(methodPath+"/versions/{number}/approve", "risk-method-approval", p.approval),
		post(methodPath+"/versions/{number}/approve", "risk-method-approve", p.approve),
		get(scenarioPath, "risk-scenarios", p.then((*Pages).scenarios)),
		get(scenarioPath+"/new", "risk-scenario-new", p.newScenario),
		post(scenarioPath+"/new", "risk-scenario-create", p.saveScenario),
		get(scenarioPath+"/{number}", "risk-scenario", p.scenario),
		post(scenarioPath+"/{number}", "risk-scenario-change", p.saveScenario),
		get(listPath+"/{number}", "risk", p.then((*Pages).risk)),
		get(listPath+"/{number}/{action}", "risk-form", p.form),
		post(listPath+"/{number}/{action}", "risk-action", p.act),
	}...)
}

// scoreCell says of a score of nothing that nobody has judged it.
func scoreCell(field string, value any) (ui.Cell, bool) {
	if n, ok := value.(int64); ok && n == 0 && (field == "score" || field == "afterScore") {
		return ui.Cell{Text: "not judged", Mute: true}, true
	}
	return ui.Cell{}, false
}

// do runs one change of the request's person.
func (p *Pages) do(r *http.Request, action, reason string, fn func(*change.Tx) error) error {
	return p.Service.Do(r.Context(), p.By(r.Context(), reason), action, nil, fn)
}

// see reads as the request's person.
func (p *Pages) see(r *http.Request, fn func(*change.View) error) error {
	return p.Door.See(r.Context(), frame.Actor(r.Context()), fn)
}

// may says whether the request's person may do something with risks.
func may(ctx context.Context, verb authz.Verb) bool {
	a := frame.Actor(ctx)
	return a.May(verb, authz.ISMS)
}

// need refuses who may not.
func need(ctx context.Context, verb authz.Verb) error {
	a := frame.Actor(ctx)
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: verb, Area: authz.ISMS, What: "risks"})
}

// refused tells what of an error belongs on the page; false when it is another's
// to say. Unless who acts may not act at all, a refusal names who can.
func refused(ctx context.Context, err error) (map[string]string, bool) {
	if wrong, ok := frame.Faults(err); ok {
		return wrong, true
	}
	code := errs.CodeOf(err)
	if code == errs.Conflict || code == errs.Invalid || code == errs.Forbidden && may(ctx, authz.Act) {
		return map[string]string{"": errs.Safe(err)}, true
	}
	return nil, false
}

// problems gathers the faults of fields, and those that belong to none.
func problems(wrong map[string]string, fields ...ui.Field) ui.ErrorSummary {
	out := ui.Problems(fields...)
	for _, name := range sortedKeys(wrong) {
		if !slices.ContainsFunc(fields, func(f ui.Field) bool { return f.Err != "" && f.Err == wrong[name] }) {
			out.Problems = append(out.Problems, ui.Problem{Text: wrong[name]})
		}
	}
	return out
}

func sortedKeys(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// other is what a page needs of a record of another register.
type other struct {
	ID, Label, Title, Href string
	Value                  any
	Reg                    register.Any
	Num                    int64
}

// others gives every record of another noun's register by id; none where there is
// no such register or the actor may not read it.
func (p *Pages) others(v *change.View, kind register.Kind) (map[string]other, error) {
	reg := p.Door.Book().Of(kind)
	if reg == nil {
		return nil, nil
	}
	out := map[string]other{}
	q := register.Query{Limit: register.MaxLimit, NoTotal: true}
	for {
		found, err := change.AnyList(v, reg, q)
		if errs.CodeOf(err) == errs.Forbidden {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		for i := range found.Records {
			value, err := reg.Decode(found.Records[i].Body)
			if err != nil {
				return nil, err
			}
			out[found.Records[i].ID] = otherOf(reg, &found.Records[i], value)
		}
		if q.After = found.Next; q.After == "" {
			return out, nil
		}
	}
}

// otherOf says what a record is called and where its page is.
func otherOf(reg register.Any, rec *register.Record, value any) other {
	d := reg.Declaration()
	o := other{ID: rec.ID, Label: d.Number(rec.Num), Value: value, Reg: reg, Num: rec.Num}
	switch d.Kind {
	case "control":
		o.Label, o.Title = reg.Text(value, "ref"), reg.Text(value, "title")
		o.Href = "/controls/" + o.Label
	case "asset":
		o.Title, o.Href = reg.Text(value, "name"), "/assets/"+o.Label
	case "evidence":
		o.Title, o.Href = reg.Text(value, "title"), "/evidence/"+o.Label
	}
	return o
}

// linkedTo gives the registers that risks are linked to, as far as there are.
func (p *Pages) linkedTo() []register.Any {
	var out []register.Any
	for _, kind := range []register.Kind{"control", "asset"} {
		if reg := p.Door.Book().Of(kind); reg != nil {
			out = append(out, reg)
		}
	}
	return out
}

// number reads a whole number of a form; 0 when there is none.
func number(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// until is a day beside what it ends, as a table says it.
func short(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Short()
}

func crumbs(more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: "Risks", Href: listPath}}, more...)
}
