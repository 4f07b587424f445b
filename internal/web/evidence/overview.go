package evidence

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/chart"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// survey says how fresh the evidence is for every control that applies, in
// three queries: items, controls, what belongs to what.
func (p *Pages) survey(v *change.View) (evidence.Overview, []control.Row, []links.Linked, error) {
	rows, err := p.Service.Current(v)
	if err != nil {
		return evidence.Overview{}, nil, nil, err
	}
	all, err := change.Collect(v, p.Controls, register.Query{})
	if err != nil {
		return evidence.Overview{}, nil, nil, err
	}
	linked, err := links.Among(v, p.Service.Register(), p.Controls)
	if err != nil {
		return evidence.Overview{}, nil, nil, err
	}
	applying := slices.DeleteFunc(all, func(c control.Row) bool { return !c.Value.Applies() })
	slices.SortStableFunc(applying, func(a, b control.Row) int { return cmp.Compare(control.Order(a.Value.Ref), control.Order(b.Value.Ref)) })
	targets := make([]evidence.Target, len(applying))
	for i := range applying {
		c := &applying[i].Value
		targets[i] = evidence.Target{ID: applying[i].ID, Ref: c.Ref, Title: c.Title, Owner: c.Owner, Href: "/controls/" + c.Ref}
	}
	return evidence.Survey(targets, rows, linked, p.Today()), applying, linked, nil
}

// OverviewView is what stands above the list of items.
type OverviewView struct {
	Figure   *chart.CoverageDrawing
	Finding  string
	Next     *ui.Table // stale, and going stale
	Lacking  *ui.Table // controls with stale evidence or none
	AskAll   *ui.Action
	All      *ui.Table // every control that applies
	Requests []ui.Run
}

// overview gives the sentence, the actions and what stands above the list.
func (p *Pages) overview(r *http.Request, v *change.View) (ui.Sentence, []ui.Action, OverviewView, error) {
	var view OverviewView
	a := frame.Actor(r.Context())
	o, controls, linked, err := p.survey(v)
	if err != nil {
		return ui.Sentence{}, nil, view, err
	}
	under, err := p.Service.UnderWay(v)
	if err != nil {
		return ui.Sentence{}, nil, view, err
	}
	var actions []ui.Action
	if p.may(a, authz.Create) {
		actions = []ui.Action{{Label: "Collect evidence", Href: "/evidence/collect", Primary: true}, {Label: "Ask somebody", Href: requestsPath + "/new"}}
	}
	actions = append(actions, ui.Action{Label: "Requests", Href: requestsPath, Quiet: true})
	view.Requests = requestRuns(under, p)
	if len(o.ByRef) > 0 {
		d := chart.Coverage{Of: "Theme", Unit: "Controls", Rows: byTheme(o, controls), Names: map[string]string{
			chart.CoverDone: "Fresh", chart.CoverPartly: "Ageing", chart.CoverPlanned: "Stale", chart.CoverOut: "Missing",
		}}.Draw()
		view.Figure, view.Finding = &d, finding(o)
		view.All = p.controlTable(r, "Every control that applies", o.ByRef, false)
		lacking := slices.Concat(o.Of(evidence.Stale), o.Of(evidence.Missing))
		view.Lacking = p.controlTable(r, "Controls with stale evidence or none", lacking, p.may(a, authz.Create))
		if len(lacking) > 1 && p.may(a, authz.Create) {
			q := url.Values{}
			for _, s := range lacking {
				q.Add("control", s.Ref)
			}
			view.AskAll = &ui.Action{Label: "Ask somebody for all " + itoa(len(lacking)), Href: requestsPath + "/new?" + q.Encode()}
		}
	}
	view.Next = p.nextTable(r, o, linked, p.may(a, authz.Create))
	return overviewSentence(o), actions, view, nil
}

func overviewSentence(o evidence.Overview) ui.Sentence {
	s := ui.Sentence{Above: "Evidence"}
	if o.Total == 0 {
		s.Fact = "There is no evidence yet."
		if n := len(o.ByRef); n > 0 {
			s.Then = plural(n, "control applies", "controls apply") + " and " + isAre(n) + " waiting for it."
		}
		return s
	}
	s.Fact = itoa(o.Items[evidence.Fresh]) + " of " + plural(o.Total, "item is", "items are") + " fresh"
	var then []string
	if n := o.Counts[evidence.Missing]; n > 0 {
		then = append(then, plural(n, "control that applies has", "controls that apply have")+" none")
	}
	if n := len(o.Soon); n > 0 {
		then = append(then, plural(n, "goes", "go")+" stale within 30 days")
	}
	if len(then) == 0 {
		s.Fact += "."
		s.Then = "Nothing goes stale within 30 days."
		return s
	}
	s.Fact += "; " + strings.Join(then, "; ") + "."
	return s
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func finding(o evidence.Overview) string {
	stale, missing := o.Counts[evidence.Stale], o.Counts[evidence.Missing]
	if stale+missing == 0 {
		return "Every control that applies has evidence that can be shown"
	}
	return "Evidence is stale or missing for " + itoa(stale+missing) + " of the " + plural(len(o.ByRef), "control that applies", "controls that apply")
}

func byTheme(o evidence.Overview, controls []control.Row) []chart.CoverageRow {
	var rows []chart.CoverageRow
	for i, s := range o.ByRef {
		theme := themeWord(controls[i].Value.Theme)
		n := slices.IndexFunc(rows, func(r chart.CoverageRow) bool { return r.Name == theme })
		if n < 0 {
			n = len(rows)
			rows = append(rows, chart.CoverageRow{Name: theme, N: map[string]int{}})
		}
		part := map[evidence.Freshness]string{evidence.Fresh: chart.CoverDone, evidence.Ageing: chart.CoverPartly, evidence.Stale: chart.CoverPlanned, evidence.Missing: chart.CoverOut}[s.Fresh]
		rows[n].N[part]++
	}
	return rows
}

func freshCell(f evidence.Freshness) ui.Cell {
	return ui.Cell{Body: ui.Fresh(f.Level(), f.Label()), NoWrap: true}
}

// controlTable lists controls with what there is for them; asks gives each a way
// to ask for it.
func (p *Pages) controlTable(r *http.Request, caption string, all []evidence.Standing, asks bool) *ui.Table {
	if len(all) == 0 {
		return nil
	}
	t := &ui.Table{Caption: caption, Dense: true, Columns: []ui.Column{{Label: "Control"}, {Label: "Evidence"}, {Label: "Owner", HideSm: true}, {Label: "Latest", Num: true, HideMd: true}, {Label: "Good until", Num: true}}}
	if asks {
		t.Columns = append(t.Columns, ui.Column{Label: "Ask", Hidden: true})
	}
	for _, s := range all {
		cells := []ui.Cell{
			{Text: s.Ref + " " + s.Title, Href: s.Href},
			freshCell(s.Fresh),
			{Text: p.Name(r.Context(), s.Owner)},
			{Text: short(s.Latest), Mute: true, NoWrap: true},
			{Text: short(s.Ends), Late: s.Fresh == evidence.Stale, NoWrap: true},
		}
		if asks {
			cells = append(cells, ui.Cell{Action: []ui.Action{{Label: "Ask", Quiet: true, Href: requestsPath + "/new?control=" + url.QueryEscape(s.Ref)}}})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// nextTable lists what is stale and what goes stale next, and whose it is.
func (p *Pages) nextTable(r *http.Request, o evidence.Overview, linked []links.Linked, collects bool) *ui.Table {
	refs := map[string]string{}
	for _, s := range o.ByRef {
		refs[s.ID] = s.Ref
	}
	of := map[string][]string{}
	for _, l := range linked {
		if ref := refs[l.To]; ref != "" && l.Role == links.Evidences {
			of[l.From] = append(of[l.From], ref)
		}
	}
	rows := slices.Concat(o.Gone, o.Soon)
	if len(rows) == 0 {
		return nil
	}
	t := &ui.Table{Caption: "What is stale, and what goes stale next", Columns: []ui.Column{{Label: "Evidence"}, {Label: "For", Wide: true}, {Label: "Freshness"}, {Label: "Owner"}, {Label: "Good until", Num: true}}}
	if collects {
		t.Columns = append(t.Columns, ui.Column{Label: "Collect again", Hidden: true})
	}
	for _, row := range rows {
		end, f := evidence.Ends(row.Value), evidence.FreshOn(row.Value, o.Day)
		cells := []ui.Cell{
			{Text: row.Value.Title, Href: "/evidence/" + row.Number, ID: row.Number},
			{Text: some(of[row.ID])},
			freshCell(f),
			{Text: p.Name(r.Context(), row.Value.Owner)},
			{Text: end.Short(), Sub: days(o.Day.DaysUntil(end)), Late: f == evidence.Stale, NoWrap: true},
		}
		if collects {
			cells = append(cells, ui.Cell{Action: []ui.Action{{Label: "Collect again", Quiet: true, Href: "/evidence/collect?again=" + row.Number}}})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// some names the first few of many.
func some(refs []string) string {
	slices.SortFunc(refs, func(a, b string) int { return cmp.Compare(control.Order(a), control.Order(b)) })
	const shown = 4
	if len(refs) > shown {
		return strings.Join(refs[:shown], ", ") + " and " + itoa(len(refs)-shown) + " more"
	}
	return strings.Join(refs, ", ")
}

// requestRuns says how requests stand, in a line.
func requestRuns(under []evidence.RequestRow, p *Pages) []ui.Run {
	waiting, late := 0, 0
	for _, q := range under {
		switch {
		case q.Value.State == evidence.Received:
			waiting++
		case !q.Value.Due.IsZero() && q.Value.Due < p.Today():
			late++
		}
	}
	if waiting+late == 0 {
		return nil
	}
	var out []ui.Run
	if waiting > 0 {
		out = append(out, ui.Run{Text: plural(waiting, "request has", "requests have") + " come in", Strong: true, Href: requestsPath}, ui.Run{Text: " and " + waits(waiting) + " to be looked at. "})
	}
	if late > 0 {
		out = append(out, ui.Run{Text: plural(late, "is", "are") + " overdue.", Href: requestsPath})
	}
	return out
}

func waits(n int) string {
	if n == 1 {
		return "waits"
	}
	return "wait"
}
