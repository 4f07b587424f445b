package control

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// ItemView is the page of one control.
type ItemView struct {
	Shell   ui.Shell
	Head    ui.Head
	Banner  *ui.Banner
	May     bool
	Ref     string
	Version int64

	Decision edit
	Decided  []ui.KV
	How      string
	HowForm  []ui.Field
	HowErr   string

	Risks     *ui.Table
	Evidence  *ui.Table
	Documents *ui.Table
	Assets    *ui.Table

	Plan     []ui.KV
	PlanForm []ui.Field
	PlanErr  string
	Results  *ui.Table
	TestForm []ui.Field
	TestErr  string

	Guide  *guide
	Panels templ.Component // links, comments and history
}

func (p *Pages) item(w http.ResponseWriter, r *http.Request) error {
	return p.showItem(w, r, http.StatusOK, r.PathValue("control"), nil)
}

// showItem shows a control. failed is a form of it that was refused.
func (p *Pages) showItem(w http.ResponseWriter, r *http.Request, status int, ref string, failed *edit) error {
	v := ItemView{May: p.may(r)}
	err := p.see(r, func(in *change.View) error {
		row, err := p.Controls.Find(in, ref)
		if err != nil {
			return err
		}
		sheet, err := p.Controls.Sheet(in, p.Today())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(sheet.Rows, func(s control.SheetRow) bool { return s.ID == row.ID })
		if i < 0 {
			return errs.New(errs.NotFound, "There is no such control.")
		}
		return p.fillItem(r, in, &v, &sheet.Rows[i], failed)
	})
	if err != nil {
		return err
	}
	sh, err := p.shell(r, v.Head.Title, "/controls/"+v.Ref)
	if err != nil {
		return err
	}
	sh.Problem = failed != nil
	v.Shell = sh
	return web.Render(w, r, status, ItemPage(v))
}

func (p *Pages) fillItem(r *http.Request, in *change.View, v *ItemView, s *control.SheetRow, failed *edit) error {
	c := &s.Value
	themes := themer{service: p.Controls, in: in}
	theme, err := themes.name(c)
	if err != nil {
		return err
	}
	v.Ref, v.Version, v.How = c.Ref, s.Version, c.How
	v.Head = ui.Head{Crumbs: crumbs(ui.Link{Label: theme}), Title: c.Ref + " " + c.Title, Lede: itemLede(s)}
	p.forms(r, v, c, failed)
	if err := p.related(r, in, v, s); err != nil {
		return err
	}
	if v.Guide, err = p.guide(in, c); err != nil {
		return err
	}
	v.Panels, err = p.panels(r, in, control.Kind, s.ID)
	return err
}

// panels gives what stands at the foot of a record's page.
func (p *Pages) panels(r *http.Request, in *change.View, kind register.Kind, id string) (templ.Component, error) {
	reg := p.Door.Book().Of(kind)
	rec, err := change.AnyGet(in, reg, id, 0)
	if err != nil {
		return nil, err
	}
	value, err := reg.Decode(rec.Body)
	if err != nil {
		return nil, err
	}
	return p.records.Panels(r, in, kind, &rec, value, links.TreatedBy, links.Evidences, links.DescribedIn)
}

// itemLede says where the control stands, in a sentence or two.
func itemLede(s *control.SheetRow) string {
	c := &s.Value
	switch {
	case c.Applicable == nil:
		return "Whether it applies is not decided yet."
	case c.Excluded():
		return "It does not apply: " + strings.TrimSuffix(cmp.Or(c.ReasonAgainst, "no reason is given"), ".") + "."
	}
	out := "It applies and is " + lowerFirst(control.StatusWord(c.Status()))
	if !c.Target.IsZero() && c.Status() != control.Implemented {
		out += ", to be implemented by " + c.Target.Long()
	}
	out += ". "
	switch s.Fresh {
	case evidence.Missing:
		return out + "No evidence shows it."
	case evidence.Stale:
		return out + "Its latest evidence, of " + s.Latest.Long() + ", is stale."
	case evidence.Ageing:
		return out + "Its latest evidence is of " + s.Latest.Long() + " and is to be collected again soon."
	}
	return out + "Its latest evidence is of " + s.Latest.Long() + " and is good."
}

// forms fills what is shown of the record and the forms that change it.
func (p *Pages) forms(r *http.Request, v *ItemView, c *control.Control, failed *edit) {
	v.Decision = edit{Field: "decision", Action: "/controls/" + c.Ref + "/decision", Yes: c.Applies(), No: c.Excluded(), For: c.ReasonFor, Against: c.ReasonAgainst}
	for _, o := range control.Reasons() {
		v.Decision.Why = append(v.Decision.Why, ui.Choice{Value: o.Value, Label: o.Label, On: slices.Contains(c.Why, o.Value)})
	}
	if failed != nil {
		switch failed.Field {
		case "decision":
			v.Decision.failed(failed)
		case "plan":
			v.PlanErr = failed.Err
		case "test":
			v.TestErr = failed.Err
		default:
			v.HowErr = failed.Err
		}
	}
	why := make([]string, len(c.Why))
	for i, w := range c.Why {
		why[i] = control.WhyWord(w)
	}
	v.Decided = facts(
		"Applies", appliesWord(c.Applicable), "For", strings.Join(why, ", "), "Reason for", c.ReasonFor, "Reason against", c.ReasonAgainst,
		"Status", control.StatusWord(c.Status()), "Owner", p.ownerName(r, c.Owner), "Implemented by", c.Target.Long(), "Review by", c.Review.Long(),
	)
	v.HowForm = []ui.Field{
		{ID: "how", Label: "How it is met here", Kind: "textarea", Rows: 4, Value: c.How, Hint: "What is done, by whom, with what. An auditor reads this beside the evidence.", Optional: true},
		{ID: "state", Label: "Status", Kind: "select", Choices: frame.Choices(control.States(), cmp.Or(c.State, control.NotStarted))},
		{ID: "owner", Label: "Owner", Kind: "select", Choices: p.people(r, c.Owner)},
		{ID: "target", Label: "Implemented by", Kind: "date", Value: c.Target.String(), Hint: "For what is partly there or planned.", Optional: true},
		{ID: "review", Label: "Review by", Kind: "date", Value: c.Review.String(), Optional: true},
	}
	every := ""
	if c.Test.Every > 0 {
		every = fmt.Sprint(c.Test.Every)
	}
	v.Plan = facts("What is tested", c.Test.What, "How", c.Test.How, "Every", months(c.Test.Every), "Next test", c.Test.Next.Long())
	v.PlanForm = []ui.Field{
		{ID: "what", Label: "What is tested", Kind: "textarea", Rows: 2, Value: c.Test.What, Optional: true},
		{ID: "test-how", Name: "testHow", Label: "How", Kind: "textarea", Rows: 2, Value: c.Test.How, Optional: true},
		{ID: "every", Label: "Every so many months", Kind: "number", Value: every, Size: 6, Optional: true},
		{ID: "next", Label: "Next test", Kind: "date", Value: c.Test.Next.String(), Optional: true},
	}
	v.TestForm = []ui.Field{
		{ID: "day", Label: "Tested on", Kind: "date", Value: p.Today().String()},
		{ID: "outcome", Label: "It", Kind: "select", Choices: frame.Choices(append([]option{{Value: "", Label: "Choose one"}}, control.Outcomes()...), "")},
		{ID: "note", Label: "What was found", Kind: "textarea", Rows: 2, Optional: true},
	}
	if len(c.Results) > 0 {
		t := &ui.Table{Caption: "Results of tests", Columns: []ui.Column{{Label: "Tested on"}, {Label: "Outcome"}, {Label: "By", HideSm: true}, {Label: "Found", Wide: true}}}
		for _, x := range slices.Backward(c.Results) {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Day.Short(), NoWrap: true}, {Text: label(control.Outcomes(), x.Outcome), Late: x.Outcome == control.Failed}, {Text: p.Name(r.Context(), x.By)}, {Text: x.Note}}})
		}
		v.Results = t
	}
}

func label(all []option, value string) string {
	for _, o := range all {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

func months(n int64) string {
	if n == 0 {
		return ""
	}
	return ui.Count(int(n), "month", "months")
}

func (p *Pages) ownerName(r *http.Request, person string) string {
	if person == "" {
		return "Nobody yet"
	}
	return p.Name(r.Context(), person)
}

// facts makes a list of facts of labels and values, those without a value left
// out.
func facts(pairs ...string) []ui.KV {
	var out []ui.KV
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, ui.KV{Label: pairs[i], Value: pairs[i+1]})
		}
	}
	return out
}

// related fills the tables of what the control is linked to.
func (p *Pages) related(r *http.Request, in *change.View, v *ItemView, s *control.SheetRow) error {
	var err error
	get := func(refs []register.Ref, caption string, cols []string, of func(reg register.Any, value any) []ui.Cell) *ui.Table {
		if len(refs) == 0 || err != nil {
			return nil
		}
		t := &ui.Table{Caption: caption}
		for i, c := range cols {
			t.Columns = append(t.Columns, ui.Column{Label: c, HideSm: i > 1})
		}
		for _, ref := range refs {
			reg := p.Door.Book().Of(ref.Kind)
			if reg == nil {
				continue
			}
			rec, e := change.AnyGet(in, reg, ref.ID, 0)
			if errs.CodeOf(e) == errs.NotFound || errs.CodeOf(e) == errs.Forbidden {
				continue
			}
			if err = e; err != nil {
				return nil
			}
			value, e := reg.Decode(rec.Body)
			if err = e; err != nil {
				return nil
			}
			name := cmp.Or(said(reg, value, "title"), said(reg, value, "name"))
			cells := append([]ui.Cell{{Text: name, ID: ref.Number, Href: p.page(ref, value)}}, of(reg, value)...)
			t.Rows = append(t.Rows, ui.Row{Cells: cells})
		}
		return t
	}
	v.Risks = get(s.Risks, "Risks that it treats", []string{"Risk", "Treatment", "Owner"}, func(reg register.Any, x any) []ui.Cell {
		return []ui.Cell{{Text: short(said(reg, x, "treatment"))}, {Text: p.Name(r.Context(), raw(reg, x, "owner"))}}
	})
	v.Documents = get(s.Documents, "Documents that describe it", []string{"Document", "Version", "State"}, func(reg register.Any, x any) []ui.Cell {
		return []ui.Cell{{Text: said(reg, x, "version")}, {Text: said(reg, x, "state")}}
	})
	v.Assets = get(s.Assets, "Assets that it protects", []string{"Asset", "Type", "Owner"}, func(reg register.Any, x any) []ui.Cell {
		return []ui.Cell{{Text: said(reg, x, "type")}, {Text: p.Name(r.Context(), raw(reg, x, "owner"))}}
	})
	if len(s.Evidence) > 0 {
		t := &ui.Table{Caption: "Evidence", Columns: []ui.Column{{Label: "Evidence"}, {Label: "Freshness"}, {Label: "Collected", Num: true, HideSm: true}, {Label: "Good until", Num: true, HideSm: true}}}
		for i := range s.Evidence {
			e := &s.Evidence[i]
			f := evidence.FreshOn(e.Value, p.Today())
			fresh := ui.Cell{Body: ui.Fresh(f.Level(), f.Label())}
			if e.Value.SupersededBy != "" {
				fresh = ui.Cell{Text: "followed by " + e.Value.SupersededBy, Mute: true}
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
				{Text: e.Value.Title, ID: e.Number, Href: p.page(e.Ref, &e.Value)},
				fresh,
				{Text: e.Value.Collected.Short(), NoWrap: true},
				{Text: evidence.Ends(e.Value).Short(), NoWrap: true},
			}})
		}
		v.Evidence = t
	}
	return err
}

// raw gives a field of another noun's record as it is stored; said in words.
func raw(reg register.Any, value any, field string) string {
	if reg.Declaration().Field(field) == nil {
		return ""
	}
	return reg.Text(value, field)
}

func said(reg register.Any, value any, field string) string {
	text := raw(reg, value, field)
	if f := reg.Declaration().Field(field); f != nil {
		return f.LabelOf(text)
	}
	return text
}

// short keeps what stands before an explanation: "Modify it: change how likely…".
func short(s string) string {
	before, _, _ := strings.Cut(s, ":")
	return before
}

func refPath(ref string) string { return "/controls/" + url.PathEscape(ref) }
