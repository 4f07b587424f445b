package risks

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/chart"
	"holdfast/internal/civil"
	"holdfast/internal/isms/risk"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/ui"
)

// perPage is how many risks stand on one page.
const perPage = 50

// endsSoon is how many days before its end an acceptance is pointed out.
const endsSoon = 90

var listDone = map[string]string{
	"added": "The risks have been added. Assess each: how likely, how bad.", "adopted": "The risks have been judged by the version in force.",
}

type listView struct {
	Shell   ui.Shell
	Head    ui.Head
	Empty   *ui.Empty
	Finding string
	Heat    heat
	Before  ui.Link // the switch of the heat map
	After   ui.Link
	IsAfter bool
	Losses  *ui.Figure
	Curve   chart.ExceedanceDrawing
	Chips   []ui.Chip
	Aside   string
	Search  ui.Field
	Keep    []ui.Hidden // the rest of the query, beside the search
	Table   ui.Table
	Nothing string
	Full    templ.Component // the whole table of the register, in place of the pictures
	Rest    []ui.Link
}

// entry is a risk on the list with what is reckoned of it.
type entry struct {
	*risk.Row
	judged   *risk.Method // the version by which it was judged
	standing risk.Standing
	stands   int64 // the score that stands: after treatment, or before where that is all there is
	controls []other
	due      civil.Date
	owner    string
}

// wanted is what the address asks for.
type wanted struct {
	show  string // a chip
	l, i  int64
	after bool // the heat map shows the risks after treatment
	sort  string
	words string
	page  int64
	asAt  string // the record as it stood then
}

func readWanted(q url.Values) wanted {
	w := wanted{show: q.Get("show"), l: number(q.Get("l")), i: number(q.Get("i")), after: q.Get("side") == "after", sort: q.Get("sort"), words: strings.TrimSpace(q.Get("q")), page: max(1, number(q.Get("page"))), asAt: q.Get("asAt")}
	if !slices.Contains(sorts, strings.TrimPrefix(w.sort, "-")) {
		w.sort = "-before"
	}
	return w
}

// asksAll says that the address asks for the whole table of the register, with its
// filters, views and columns: it names what the first page does not know.
func asksAll(q url.Values) bool {
	for name := range q {
		if !slices.Contains([]string{"show", "l", "i", "side", "sort", "q", "page", "done", "asAt"}, name) {
			return true
		}
	}
	by := strings.TrimPrefix(q.Get("sort"), "-")
	return by != "" && !slices.Contains(sorts, by)
}

var sorts = []string{"before", "after", "owner", "due", "risk"}

// address gives the address of the list with a part of what is wanted changed.
func (w wanted) address(alter func(*wanted)) string {
	w.page = 1
	alter(&w)
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("show", w.show)
	if w.l > 0 {
		q.Set("l", itoa(w.l))
		q.Set("i", itoa(w.i))
	}
	if w.after {
		q.Set("side", "after")
	}
	if w.sort != "-before" {
		set("sort", w.sort)
	}
	set("q", w.words)
	set("asAt", w.asAt)
	if w.page > 1 {
		q.Set("page", itoa(w.page))
	}
	if len(q) == 0 {
		return listPath
	}
	return listPath + "?" + q.Encode()
}

func (p *Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), p.Today()
	sh, err := p.shell(r, "Risks", listPath, listDone)
	if err != nil {
		return err
	}
	v := listView{Shell: sh}
	ask := readWanted(r.URL.Query())
	full := p.past == nil && asksAll(r.URL.Query())
	var b board
	err = p.see(r, func(in *change.View) error {
		if b, err = p.board(in, today); err != nil {
			return err
		}
		if full {
			v.Full, err = p.records.Table(r, in, risk.Kind)
			return err
		}
		got, scenarios, err := p.Service.Losses(in)
		if err == nil && len(scenarios) > 0 {
			v.Losses, v.Curve = curve(&got)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range b.entries {
		b.entries[i].owner = p.Name(ctx, b.entries[i].Value.Owner)
	}
	v.Head = b.head(may(ctx, authz.Create))
	if len(b.entries) == 0 {
		v.Empty = b.empty(may(ctx, authz.Create))
		return web.Render(w, r, http.StatusOK, listPage(v))
	}
	if full {
		v.Rest = []ui.Link{{Label: "Back to the heat map", Href: listPath}}
		return web.Render(w, r, http.StatusOK, listPage(v))
	}
	if p.past == nil {
		v.Rest = []ui.Link{{Label: "Every column, saved views, change many at once", Href: listPath + "?cols=score,afterScore,owner,category,state,target"}, {Label: "CSV", Href: "/records/risk/export.csv"}}
	}
	if b.found {
		v.heat(&b, ask)
	}
	v.table(&b, ask, today)
	return web.Render(w, r, http.StatusOK, listPage(v))
}

// heat fills the matrix of the side that is asked for.
func (v *listView) heat(b *board, ask wanted) {
	m := &b.method
	cell := func(e *entry) (l, i int64) {
		if !ask.after {
			return e.Value.Likelihood, e.Value.Impact
		}
		if e.Value.AfterScore == 0 {
			return e.Value.Likelihood, e.Value.Impact
		}
		return e.Value.AfterLikelihood, e.Value.AfterImpact
	}
	at := map[[2]int64]int{}
	levels := make([]int, len(m.Levels))
	for i := range b.entries {
		e := &b.entries[i]
		if !e.Value.Live() || e.Value.Score == 0 {
			continue
		}
		l, i := cell(e)
		at[[2]int64{l, i}]++
		if n := m.LevelAt(m.Score(l, i)); n >= 0 {
			levels[n]++
		}
	}
	v.Heat = heatOf(m, func(l, i int64) int { return at[[2]int64{l, i}] },
		func(l, i int64) string {
			return ask.address(func(w *wanted) { w.l, w.i, w.show = l, i, "" }) + "#register"
		},
		func(l, i int64) bool { return ask.l == l && ask.i == i })
	v.IsAfter = ask.after
	v.Before = ui.Link{Label: "Before treatment", Href: ask.address(func(w *wanted) { w.after, w.l, w.i = false, 0, 0 })}
	v.After = ui.Link{Label: "After treatment", Href: ask.address(func(w *wanted) { w.after, w.l, w.i = true, 0, 0 })}
	top := len(m.Levels) - 1
	when := " before treatment"
	v.Heat.Caption = "Inherent risk: risks in each cell. Choose a cell to filter the register."
	if ask.after {
		when = " after treatment"
		v.Heat.Caption = "Residual risk: risks in each cell. Choose a cell to filter the register."
	}
	for top > 0 && levels[top] == 0 {
		top--
	}
	name := strings.ToLower(m.Levels[top].Name)
	v.Finding = upper(ui.CountWords(levels[top], "risk is ", "risks are ")) + name + when
	if top < len(m.Levels)-1 {
		v.Finding += ", none is above that"
	}
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// chips are the filters that stand ready.
func (b *board) chips(today civil.Date) []filter {
	soon := func(e *entry) bool {
		return e.standing.InForce && today.DaysUntil(e.standing.Last.Until) <= endsSoon
	}
	return []filter{
		{"above", "Above appetite before treatment", func(e *entry) bool { return b.above(e, e.Value.Score) }},
		{"above-after", "Above it after", func(e *entry) bool { return b.above(e, e.stands) }},
		{"ending", "Acceptance ends within 90 days", soon},
		{"lapsed", "Acceptance lapsed", func(e *entry) bool {
			return e.Value.Live() && e.standing.Last != nil && !e.standing.InForce
		}},
		{"treatment", "In treatment", func(e *entry) bool { return e.Value.State == risk.InTreatment }},
		{"open", "Not accepted", func(e *entry) bool { return e.Value.Live() && !e.standing.InForce }},
		{"unjudged", "To be assessed", func(e *entry) bool { return e.Value.State == risk.Identified }},
		{"older", "Judged by an older method", func(e *entry) bool {
			return b.found && e.Value.Live() && e.Value.Score > 0 && e.Value.MethodNo != b.method.Number
		}},
		{"review", "Review due", func(e *entry) bool {
			return e.Value.Live() && !e.Value.NextReview.IsZero() && e.Value.NextReview <= today.AddDays(14)
		}},
		{"closed", "Closed", func(e *entry) bool { return !e.Value.Live() }},
	}
}

type filter struct {
	id, label string
	match     func(*entry) bool
}

// table fills the register with what is asked for.
func (v *listView) table(b *board, ask wanted, today civil.Date) {
	match := func(e *entry) bool { return e.Value.Live() }
	for _, f := range b.chips(today) {
		n := b.count(f.match)
		if f.id == ask.show {
			match = f.match
			v.Chips = append(v.Chips, ui.Chip{Label: f.label, N: n, On: true, Off: true, Href: ask.address(func(w *wanted) { w.show = "" })})
		} else if n > 0 {
			v.Chips = append(v.Chips, ui.Chip{Label: f.label, N: n, Href: ask.address(func(w *wanted) { w.show, w.l, w.i = f.id, 0, 0 })})
		}
	}
	if ask.l > 0 {
		side := "before"
		if ask.after {
			side = "after"
		}
		v.Chips = append(v.Chips, ui.Chip{Label: "Likelihood " + itoa(ask.l) + ", impact " + itoa(ask.i) + " " + side + " treatment", On: true, Off: true, Href: ask.address(func(w *wanted) { w.l, w.i = 0, 0 })})
	}
	words := strings.Fields(register.Fold(ask.words))
	var shown []*entry
	for i := range b.entries {
		e := &b.entries[i]
		if match(e) && e.inCell(ask) && e.has(words) {
			shown = append(shown, e)
		}
	}
	order(shown, ask.sort)
	total := len(shown)
	from := min(int(ask.page-1)*perPage, total)
	to := min(from+perPage, total)
	shown = shown[from:to]
	v.Aside = ui.Count(total, "risk", "risks")
	if total > perPage {
		v.Aside = ui.Number(from+1) + " to " + ui.Number(to) + " of " + ui.Count(total, "risk", "risks")
	}
	if ask.sort == "-before" {
		v.Aside += ", highest first"
	}
	v.Search = ui.Field{ID: "q", Label: "Words", Value: ask.words, Size: 24}
	for _, h := range [][2]string{{"show", ask.show}, {"sort", ask.sort}, {"asAt", ask.asAt}} {
		if h[1] != "" && h[1] != "-before" {
			v.Keep = append(v.Keep, ui.Hidden{Name: h[0], Value: h[1]})
		}
	}
	if total == 0 {
		v.Nothing = "No risk is like that."
		return
	}
	v.Table = b.rows(shown, ask)
	if from > 0 {
		v.Table.Pager.Prev = ask.address(func(w *wanted) { w.page = ask.page - 1 })
	}
	if to < total {
		v.Table.Pager.Next = ask.address(func(w *wanted) { w.page = ask.page + 1 })
	}
}

func (e *entry) inCell(ask wanted) bool {
	r := &e.Value
	if ask.l == 0 {
		return true
	}
	if ask.after && r.AfterScore > 0 {
		return r.AfterLikelihood == ask.l && r.AfterImpact == ask.i
	}
	return r.Likelihood == ask.l && r.Impact == ask.i
}

func (e *entry) has(words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := register.Fold(strings.Join([]string{e.Number, e.Value.Title, e.Value.Scenario, e.Value.Category, e.Value.Causes, e.Value.Plan, e.owner}, " "))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

func order(es []*entry, by string) {
	less := func(a, b *entry) int { return cmp.Compare(a.Value.Score, b.Value.Score) }
	switch strings.TrimPrefix(by, "-") {
	case "after":
		less = func(a, b *entry) int { return cmp.Compare(a.stands, b.stands) }
	case "owner":
		less = func(a, b *entry) int { return cmp.Compare(register.Fold(a.owner), register.Fold(b.owner)) }
	case "due":
		less = func(a, b *entry) int { return cmp.Compare(a.due, b.due) }
	case "risk":
		less = func(a, b *entry) int { return cmp.Compare(register.Fold(a.Value.Title), register.Fold(b.Value.Title)) }
	}
	slices.SortStableFunc(es, func(a, b *entry) int {
		n := less(a, b)
		if strings.HasPrefix(by, "-") {
			n = -n
		}
		return cmp.Or(n, -cmp.Compare(a.stands, b.stands))
	})
}

func (b *board) rows(shown []*entry, ask wanted) ui.Table {
	top := b.method.Top()
	t := ui.Table{Caption: "Risk register", Dense: true, Columns: []ui.Column{
		{Label: "Risk", Wide: true},
		{Label: "Before", Short: true},
		{Label: "After", Short: true},
		{Label: "Movement, 0 to " + itoa(top), HideMd: true, HideSm: true},
		{Label: "Controls", HideMd: true, HideSm: true},
		{Label: "Owner", HideSm: true},
		{Label: "Treatment"},
		{Label: "Due", Num: true},
	}}
	for col, by := range map[int]string{0: "risk", 1: "before", 2: "after", 5: "owner", 7: "due"} {
		c := &t.Columns[col]
		next, down := by, by == "before" || by == "after" // the highest first
		if down {
			next = "-" + by
		}
		switch ask.sort {
		case by:
			c.Sorted, next = "ascending", "-"+by
		case "-" + by:
			c.Sorted, next = "descending", by
		}
		c.Sort = ask.address(func(w *wanted) { w.sort = next })
	}
	for _, e := range shown {
		r := &e.Value
		state, late := e.state()
		before, after := level(e.judged, r.Score), level(e.judged, r.AfterScore)
		if b.found && r.Score > 0 && r.MethodNo != b.method.Number {
			before.Older = r.MethodNo
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: r.Title, Href: listPath + "/" + e.Number, ID: e.Number},
			{Body: levelOf(before), NoWrap: true},
			{Body: levelOf(after), NoWrap: true},
			{Body: drawing(movement(r.Score, r.AfterScore, b.method.AppetiteFor(r.Category), max(top, r.Score)))},
			{Body: refsOf(e.controls)},
			{Text: e.owner, NoWrap: true},
			{Text: state, Late: late},
			{Text: short(e.due), NoWrap: true},
		}})
	}
	return t
}
