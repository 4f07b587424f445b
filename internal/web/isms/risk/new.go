package risks

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/risk"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// Ways to find risks.
const (
	fromSet    = "set"
	fromAsset  = "asset"
	fromThreat = "threat"
	fromAsk    = "ask"
	fromType   = "type"
)

type newView struct {
	Shell     ui.Shell
	Head      ui.Head
	Ways      []ui.Chip
	Sets      []ui.Chip
	Questions []ui.Choice // ask: not answered yet
	Groups    []starterGroup
	Hidden    []ui.Hidden
	Owner     ui.Field
	Add       string
	Nothing   string
	Errors    ui.ErrorSummary
	Fields    []ui.Field // type: the form
	Steps     []ui.Field
	NoMethod  bool
}

// starterGroup is risks to tick under a heading.
type starterGroup struct {
	Title, Text string
	Choices     ui.Choices
}

// new leads to risks: a set of the industry, one's own assets, threats, questions,
// or an empty form.
func (p *Pages) new(w http.ResponseWriter, r *http.Request) error {
	return p.showNew(w, r, nil, nil)
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request, typed *risk.Risk, wrong map[string]string) error {
	ctx, q := r.Context(), r.URL.Query()
	if err := need(ctx, authz.Create); err != nil {
		return err
	}
	sh, err := p.Shell(ctx, "Add risks", listPath, "")
	if err != nil {
		return err
	}
	from := cmp.Or(q.Get("from"), fromSet)
	v := newView{Shell: sh, Head: ui.Head{Crumbs: crumbs(ui.Link{Label: "Add"}), Title: "What could go wrong?", Lede: "Tick what could happen to you; each is then assessed by its owner. Or type one of your own."}}
	for _, way := range []struct{ id, label string }{{fromSet, "By scenario: a set of your industry"}, {fromAsset, "By asset"}, {fromThreat, "By threat"}, {fromAsk, "Ask me"}, {fromType, "Type one"}} {
		v.Ways = append(v.Ways, ui.Chip{Label: way.label, Href: newPath + "?from=" + way.id, On: way.id == from})
	}
	s := &shown{judged: &risk.Method{}}
	have := map[string]bool{}
	var assets []other
	err = p.see(r, func(in *change.View) error {
		m, found, err := p.Service.Method(in)
		if err != nil {
			return err
		}
		if found {
			s.inForce = &m
		}
		all, err := p.Service.All(in)
		for i := range all.Rows {
			have[all.Rows[i].Value.Title] = true
		}
		if err != nil || from != fromAsset {
			return err
		}
		byID, err := p.others(in, "asset")
		for _, a := range byID {
			assets = append(assets, a)
		}
		slices.SortFunc(assets, func(a, b other) int { return cmp.Compare(a.Num, b.Num) })
		return err
	})
	if err != nil {
		return err
	}
	v.NoMethod = s.inForce == nil
	if from == fromType {
		v.typeForm(p, r, s, typed, wrong)
		return render(w, r, wrong, newPage(v))
	}
	pick := picker{have: have, yes: q["yes"], set: q.Get("set")}
	v.pick(&pick, from, assets)
	v.Hidden = []ui.Hidden{{Name: "via", Value: map[string]string{fromAsset: risk.ByAsset, fromThreat: risk.ByThreat}[from]}}
	v.Owner = ui.Field{ID: "owner", Label: "Owner of what is added", Kind: "select", Value: frame.Actor(ctx).Person, Hint: "It can be given to others one by one"}
	v.Owner = p.fillOwners(ctx, []ui.Field{v.Owner}, "owner")[0]
	v.Errors = problems(wrong)
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return render(w, r, wrong, newPage(v))
}

// picker makes choices of starters.
type picker struct {
	have map[string]bool
	yes  []string
	set  string
	n    int
}

// choices gives starters to tick; value says what is sent for one.
func (k *picker) choices(id string, all []risk.Starter, on bool, value func(risk.Starter) string) ui.Choices {
	c := ui.Choices{ID: id, Name: "starter", Legend: "Risks", LegendVH: true, Many: true}
	for _, st := range all {
		if k.have[st.Title] {
			continue // it is in the register
		}
		k.n++
		c.Options = append(c.Options, ui.Choice{Value: value(st), Label: st.Title, Text: st.Scenario + " Usual controls: " + strings.Join(st.Controls, ", ") + ".", On: on})
	}
	return c
}

func plainID(st risk.Starter) string { return st.ID }

// pick fills the groups of one way.
func (v *newView) pick(k *picker, from string, assets []other) {
	b := risk.Builtin()
	group := func(id, title, text string, all []risk.Starter, on bool, value func(risk.Starter) string) {
		if c := k.choices(id, all, on, value); len(c.Options) > 0 {
			c.Legend = title
			v.Groups = append(v.Groups, starterGroup{title, text, c})
		}
	}
	switch from {
	case fromAsset:
		for _, a := range assets {
			kind := a.Reg.Text(a.Value, "type")
			var fit []risk.Starter
			for _, st := range b.Risks {
				if st.Fits(kind) {
					fit = append(fit, st)
				}
			}
			fit = fit[:min(len(fit), mostPerAsset)]
			group("asset-"+a.Label, a.Title+" "+a.Label, "", fit, false, func(st risk.Starter) string { return st.ID + "@" + a.Label })
		}
		if len(assets) == 0 {
			v.Nothing = "There are no assets on record to go by yet. Choose from a set instead."
		}
	case fromThreat:
		for _, t := range b.Threats {
			var fit []risk.Starter
			for _, st := range b.Risks {
				if st.Threat == t.ID {
					fit = append(fit, st)
				}
			}
			group("threat-"+t.ID, t.Name, t.What, fit, false, plainID)
		}
	case fromAsk:
		if len(k.yes) == 0 {
			for _, q := range b.Questions {
				v.Questions = append(v.Questions, ui.Choice{Value: q.ID, Label: q.Text})
			}
			return
		}
		var fit []risk.Starter
		for _, st := range b.Risks {
			if st.Concerns(k.yes) {
				fit = append(fit, st)
			}
		}
		v.byCategory(group, fit, true)
		v.Head.Lede = "These follow from your answers. Take away what cannot happen to you."
	default:
		if !slices.ContainsFunc(b.Sets, func(s risk.StarterSet) bool { return s.ID == k.set }) {
			k.set = b.Sets[0].ID
		}
		for _, s := range b.Sets {
			v.Sets = append(v.Sets, ui.Chip{Label: s.Name, Href: newPath + "?from=set&set=" + url.QueryEscape(s.ID), On: s.ID == k.set})
		}
		v.byCategory(group, b.Set(k.set), false)
	}
	if v.Nothing == "" && k.n == 0 {
		v.Nothing = "All of these are in the register already."
	}
}

// mostPerAsset bounds what is proposed for one asset.
const mostPerAsset = 6

func (v *newView) byCategory(group func(id, title, text string, all []risk.Starter, on bool, value func(risk.Starter) string), all []risk.Starter, on bool) {
	var names []string
	by := map[string][]risk.Starter{}
	for _, st := range all {
		if by[st.Category] == nil {
			names = append(names, st.Category)
		}
		by[st.Category] = append(by[st.Category], st)
	}
	for i, name := range names {
		group("category-"+itoa(int64(i+1)), name, "", by[name], on, plainID)
	}
}

// typeForm fills the form for one risk.
func (v *newView) typeForm(p *Pages, r *http.Request, s *shown, typed *risk.Risk, wrong map[string]string) {
	if typed == nil {
		typed = &risk.Risk{Owner: frame.Actor(r.Context()).Person}
	}
	v.Fields = p.textFields(r.Context(), typed, s)
	v.Steps = s.stepFields(number(r.PostFormValue("likelihood")), number(r.PostFormValue("impact")), 0, 0, false)
	for i := range v.Steps {
		v.Steps[i].Optional, v.Steps[i].Required = true, false
	}
	for _, fields := range [][]ui.Field{v.Fields, v.Steps} {
		for i := range fields {
			fields[i].Err = wrong[fields[i].ID]
			if fields[i].ID == "assets" {
				fields[i].Value = r.PostFormValue("assets")
			}
		}
	}
	v.Errors = problems(wrong, append(slices.Clone(v.Fields), v.Steps...)...)
	v.Shell.Problem = len(v.Errors.Problems) > 0
	v.Head.Lede = "In your own words. How likely and how bad may wait."
}

// create enters the risk that was typed.
func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	r.URL.RawQuery = "from=" + fromType
	in := &input{r: r}
	n := risk.New{Risk: risk.Risk{Via: risk.ByScenario}}
	readText(&n.Risk, in)
	if in.text("likelihood") != "" || in.text("impact") != "" {
		n.Judged = &risk.Judgement{Likelihood: num(in, "likelihood"), Impact: num(in, "impact")}
	}
	var row risk.Row
	err := p.do(r, "risk.create", "", func(tx *change.Tx) (err error) {
		if n.Assets, err = p.refs(tx, "asset", "assets", in.text("assets")); err != nil {
			return err
		}
		row, err = p.Service.Create(tx, n)
		return err
	})
	if err == nil {
		return frame.Back(w, listPath+"/"+row.Number, "added")
	}
	wrong, ok := refused(r.Context(), err)
	if !ok {
		return err
	}
	return p.showNew(w, r, &n.Risk, wrong)
}

// createStarters enters every starter that was ticked, as one change.
func (p *Pages) createStarters(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	in := &input{r: r}
	if len(r.PostForm["starter"]) == 0 {
		return p.showNew(w, r, nil, map[string]string{"starter": "Tick at least one risk."})
	}
	err := p.do(r, "risk.create", "", func(tx *change.Tx) error {
		var categories []string
		if m, found, err := p.Service.Method(&tx.View); err != nil {
			return err
		} else if found {
			categories = m.Value.Categories
		}
		return p.enter(tx, r.PostForm["starter"], in, categories)
	})
	if err != nil {
		return err
	}
	return web.SeeOther(w, listPath+"?show=unjudged&done=added")
}

// enter enters starters: "leaver", or "leaver@ASSET-3" for one asset. One that is
// ticked for several assets is one risk that affects them all.
func (p *Pages) enter(tx *change.Tx, ticked []string, in *input, categories []string) error {
	var ids []string
	assets := map[string][]register.Ref{}
	for _, t := range ticked {
		id, asset, _ := strings.Cut(t, "@")
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
		refs, err := p.refs(tx, "asset", "starter", asset)
		if err != nil {
			return err
		}
		assets[id] = append(assets[id], refs...)
	}
	via := cmp.Or(in.text("via"), risk.ByScenario)
	for _, id := range ids {
		st := risk.Builtin().Risk(id)
		if st == nil {
			return errs.New(errs.Invalid, "There is no risk %q to begin from.", id)
		}
		n := risk.New{Risk: st.Draft(via, categories), Assets: assets[id]}
		n.Risk.Owner = in.text("owner")
		if _, err := p.Service.Create(tx, n); err != nil {
			return err
		}
	}
	return nil
}
