package risks

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/risk"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/isms/actform"
	"holdfast/internal/web/ui"
)

var methodDone = map[string]string{
	"drafted": "The draft has been begun. Change what you will, then have somebody else approve it.", "kept": "The draft is kept.",
	"approved": "The version is in force. Risks judged by the one before say so until they are assessed again.", "adopted": "The risks have been judged by the version in force, with the same steps.",
}

type methodView struct {
	Shell    ui.Shell
	Head     ui.Head
	Empty    *ui.Empty
	Banner   *ui.Banner
	Heat     heat
	Scores   [][]string
	Scales   []ui.Table
	Levels   ui.Table
	Rest     []ui.KV
	Versions ui.Table
	Compare  *ui.Link
	Shown    bool
}

// method shows the version in force, what is drafted, and the versions before.
func (p *Pages) method(w http.ResponseWriter, r *http.Request) error {
	return p.showMethod(w, r, "")
}

// version shows one version.
func (p *Pages) version(w http.ResponseWriter, r *http.Request) error {
	return p.showMethod(w, r, r.PathValue("number"))
}

func (p *Pages) showMethod(w http.ResponseWriter, r *http.Request, number string) error {
	ctx := r.Context()
	sh, err := p.shell(r, "Risk method", methodPath, methodDone)
	if err != nil {
		return err
	}
	v := methodView{Shell: sh}
	var versions []risk.MethodRow
	var row *risk.MethodRow
	var older int
	mayApprove, alone := false, false
	err = p.see(r, func(in *change.View) error {
		if versions, err = p.Service.Versions(in); err != nil {
			return err
		}
		at := slices.IndexFunc(versions, func(m risk.MethodRow) bool {
			return number == "" && m.Value.State == risk.Approved || number != "" && strings.EqualFold(m.Number, number)
		})
		if at < 0 && number != "" {
			return errs.New(errs.NotFound, "There is no such version of the method.")
		}
		if at >= 0 {
			row = &versions[at]
			if row.Value.State == risk.Draft {
				mayApprove, alone, err = p.Service.MayApprove(in, *row, p.Now())
			}
		}
		if err == nil && row != nil && row.Value.State == risk.Approved {
			older, err = p.older(in, row.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(versions, func(m risk.MethodRow) bool { return m.Value.State == risk.Draft }); i >= 0 && (row == nil || row.ID != versions[i].ID) {
		v.Banner = &ui.Banner{Text: []ui.Run{{Text: "A new version is being drafted: " + versions[i].Number + "."}}, Action: &ui.Action{Label: "Look at the draft", Href: methodPath + "/versions/" + versions[i].Number}}
	}
	v.Versions = p.versionTable(r, versions)
	if row == nil {
		v.Head = ui.Head{Crumbs: crumbs(ui.Link{Label: "Method"}), Title: "No method is in force yet", Lede: "It says what likely and bad mean, how much is too much, and who may accept what for how long."}
		if may(ctx, authz.Create) && v.Banner == nil {
			v.Empty = &ui.Empty{Title: "Begin with a method that stands ready", Text: "Change whatever does not fit; somebody other than its author approves it."}
			v.Head.Actions = []ui.Action{
				{Label: "Begin with 3 × 3", Href: methodPath + "/draft", Post: true, Hidden: []ui.Hidden{{Name: "steps", Value: "3"}}},
				{Label: "Begin with 5 × 5", Href: methodPath + "/draft", Post: true, Hidden: []ui.Hidden{{Name: "steps", Value: "5"}}, Primary: true},
			}
		}
		return web.Render(w, r, http.StatusOK, methodPage(v))
	}
	v.fill(row)
	v.Head = methodHead(row, may(ctx, authz.Update), mayApprove, alone)
	if row.Value.State == risk.Approved && older > 0 && may(ctx, authz.Act) {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Judge " + ui.Count(older, "risk", "risks") + " by it", Href: methodPath + "/adopt", Post: true})
	}
	if row.Value.State != risk.Draft && v.Banner == nil && may(ctx, authz.Create) {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Draft the next version", Href: methodPath + "/draft", Post: true})
	}
	if i := slices.IndexFunc(versions, func(m risk.MethodRow) bool { return m.ID == row.Value.From }); i >= 0 {
		v.Compare = &ui.Link{Label: "What changed since version " + itoa(versions[i].Value.Number), Href: methodPath + "/compare?from=" + versions[i].Number + "&to=" + row.Number}
	}
	return web.Render(w, r, http.StatusOK, methodPage(v))
}

// older counts the live risks that another version judged.
func (p *Pages) older(in *change.View, id string) (int, error) {
	all, err := p.Service.All(in)
	n := 0
	for i := range all.Rows {
		r := &all.Rows[i].Value
		if r.Live() && r.Score > 0 && r.Method != id {
			n++
		}
	}
	return n, err
}

func methodHead(row *risk.MethodRow, mayEdit, mayApprove, alone bool) ui.Head {
	m := &row.Value
	h := ui.Head{Crumbs: crumbs(ui.Link{Label: "Method", Href: methodPath}, ui.Link{Label: row.Number})}
	path := methodPath + "/versions/" + row.Number
	switch m.State {
	case risk.Draft:
		h.Title = row.Number + " is a draft: nothing is judged by it yet"
		h.Lede = "An appetite of " + itoa(m.Appetite) + " or less. Somebody who did not write at it approves it."
		if mayEdit {
			h.Actions = append(h.Actions, ui.Action{Label: "Change it", Href: path + "/edit", Primary: !mayApprove})
		}
		if mayApprove {
			label := "Approve it"
			if alone {
				label = "Approve it alone"
			}
			h.Actions = append(h.Actions, ui.Action{Label: label, Href: path + "/approve", Primary: true})
		}
	case risk.Approved:
		h.Title = "Version " + itoa(m.Number) + " is in force: a score of " + itoa(m.Appetite) + " or less is taken"
		h.Lede = upper(m.SetBy()) + "."
	default:
		h.Title = "Version " + itoa(m.Number) + " is superseded"
		h.Lede = "It took a score of " + itoa(m.Appetite) + " or less, " + m.SetBy() + "."
	}
	return h
}

// fill sets out what a version says.
func (v *methodView) fill(row *risk.MethodRow) {
	m := &row.Value
	v.Shown = true
	v.Heat = heatOf(m, func(l, i int64) int { return int(m.Score(l, i)) }, func(int64, int64) string { return "" }, func(int64, int64) bool { return false })
	v.Heat.Caption = "The score of each likelihood and impact"
	scale := func(name string, steps []risk.Step, criteria []string) ui.Table {
		t := ui.Table{Caption: name, Shown: true, Columns: []ui.Column{{Label: "Step"}, {Label: "Means", Wide: true}}}
		for _, c := range criteria {
			t.Columns = append(t.Columns, ui.Column{Label: c, Short: true})
		}
		for i, s := range steps {
			cells := []ui.Cell{{Text: itoa(int64(i+1)) + " " + s.Word, NoWrap: true}, {Text: meaning(s)}}
			for n := range criteria {
				c := ui.Cell{}
				if n < len(s.Means) {
					c.Text = s.Means[n]
				}
				cells = append(cells, c)
			}
			t.Rows = append(t.Rows, ui.Row{Cells: cells})
		}
		return t
	}
	v.Scales = []ui.Table{scale("Likelihood", m.Likelihood, nil), scale("Impact", m.Impact, m.Criteria)}
	v.Levels = ui.Table{Caption: "Levels", Columns: []ui.Column{{Label: "Level"}, {Label: "Scores", Short: true}, {Label: "Who may accept, for how long", Wide: true}, {Label: "Looked at again", Short: true}}}
	for i, l := range m.Levels {
		to := m.Top()
		if i+1 < len(m.Levels) {
			to = m.Levels[i+1].From - 1
		}
		every := "every " + itoa(l.ReviewMonths) + " months"
		if l.ReviewMonths == 1 {
			every = "every month"
		}
		v.Levels.Rows = append(v.Levels.Rows, ui.Row{Cells: []ui.Cell{{Body: shadeOf(shade(m, l.From), l.Name)}, {Text: fmt.Sprintf("%d to %d", l.From, to), NoWrap: true}, {Text: l.Accepts()}, {Text: every, NoWrap: true}}})
	}
	v.Rest = facts("Appetite", itoa(m.Appetite)+" or less")
	for _, a := range m.Appetites {
		v.Rest = append(v.Rest, ui.KV{Label: "For " + a.Category, Value: itoa(a.Score) + " or less"})
	}
	v.Rest = append(v.Rest, facts("When", m.Performing, "Categories", strings.Join(m.Categories, ", "), "Approved content", m.Hash)...)
}

func (p *Pages) versionTable(r *http.Request, versions []risk.MethodRow) ui.Table {
	t := ui.Table{Caption: "Versions", Columns: []ui.Column{{Label: "Version"}, {Label: "State"}, {Label: "Set by", Wide: true}, {Label: "Approved by", HideSm: true}, {Label: "Changes", Short: true}}}
	for i := range versions {
		m := &versions[i].Value
		name := "Draft"
		if m.Number > 0 {
			name = "Version " + itoa(m.Number)
		}
		state := map[string]string{risk.Draft: "Draft", risk.Approved: "In force", risk.Superseded: "Superseded"}[m.State]
		cells := []ui.Cell{{Text: name, Href: methodPath + "/versions/" + versions[i].Number, ID: versions[i].Number}, {Text: state}, {Text: upper(m.SetBy())}, {}, {}}
		if m.ApprovedBy != "" {
			cells[3].Text = p.Name(r.Context(), m.ApprovedBy)
		}
		if i+1 < len(versions) {
			cells[4] = ui.Cell{Text: "compare", Href: methodPath + "/compare?from=" + versions[i+1].Number + "&to=" + versions[i].Number}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

func (p *Pages) draft(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	var row risk.MethodRow
	err := p.do(r, "risk-method.create", "", func(tx *change.Tx) (err error) {
		row, err = p.Service.DraftMethod(tx, int(number(r.PostFormValue("steps"))))
		return err
	})
	if err != nil {
		return err
	}
	return frame.Back(w, methodPath+"/versions/"+row.Number, "drafted")
}

func (p *Pages) adopt(w http.ResponseWriter, r *http.Request) error {
	err := p.do(r, "risk.adopt", "", func(tx *change.Tx) error {
		_, err := p.Service.Adopt(tx)
		return err
	})
	if err != nil {
		return err
	}
	return frame.Back(w, methodPath, "adopted")
}

type compareView struct {
	Shell ui.Shell
	Head  ui.Head
	Table ui.Table
}

// compare sets two versions side by side.
func (p *Pages) compare(w http.ResponseWriter, r *http.Request) error {
	sh, err := p.Shell(r.Context(), "What changed in the method", methodPath, "")
	if err != nil {
		return err
	}
	var from, to risk.MethodRow
	err = p.see(r, func(in *change.View) error {
		if from, err = change.GetNumber(in, p.Service.Methods, r.URL.Query().Get("from")); err != nil {
			return err
		}
		to, err = change.GetNumber(in, p.Service.Methods, r.URL.Query().Get("to"))
		return err
	})
	if err != nil {
		return err
	}
	diff := risk.DiffMethods(&from.Value, &to.Value)
	v := compareView{Shell: sh}
	v.Head = ui.Head{Crumbs: crumbs(ui.Link{Label: "Method", Href: methodPath}, ui.Link{Label: "Compare"}), Title: upper(ui.CountWords(len(diff), "thing differs", "things differ")) + " between " + from.Number + " and " + to.Number}
	if len(diff) == 0 {
		v.Head.Title = from.Number + " and " + to.Number + " say the same"
	}
	v.Table = ui.Table{Caption: "What differs", Columns: []ui.Column{{Label: "What", Wide: true}, {Label: from.Number, Short: true}, {Label: to.Number, Short: true}}}
	for _, d := range diff {
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: d.What}, {Body: oldText(d.Was)}, {Body: newText(d.Is)}}})
	}
	return web.Render(w, r, http.StatusOK, comparePage(v))
}

// approval asks what approving a draft wants to know.
func (p *Pages) approval(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), authz.Act); err != nil {
		return err
	}
	f, err := p.approveForm(r, r.PathValue("number"))
	if err != nil {
		return err
	}
	return actform.Show(p.Frame, w, r, f)
}

// approve puts a draft in force.
func (p *Pages) approve(w http.ResponseWriter, r *http.Request) error {
	number := r.PathValue("number")
	form, err := p.approveForm(r, number)
	if err != nil {
		return err
	}
	return actform.Do(p.Frame, w, r, form, "approved", func() error {
		in := &input{r: r}
		a := risk.Approval{Basis: in.text("basis"), On: in.day("on"), Seen: versionOf(r)}
		if err := in.fault(); err != nil {
			return err
		}
		return p.do(r, "risk-method.approve", in.text("reason"), func(tx *change.Tx) error { return p.Service.ApproveMethod(tx, number, a) })
	})
}

func versionOf(r *http.Request) int64 { return number(r.URL.Query().Get("version")) }

// approveForm asks who set the method and when.
func (p *Pages) approveForm(r *http.Request, number string) (actform.Form, error) {
	path := methodPath + "/versions/" + number
	f := actform.Form{Path: path + "/approve", Back: path, Crumbs: crumbs(ui.Link{Label: "Method", Href: methodPath}, ui.Link{Label: number, Href: path}), Title: "Put " + number + " in force", Button: "Approve it", Lede: "From then on risks are judged by it. The version before stays on record, and the risks that it judged say so."}
	err := p.see(r, func(in *change.View) error {
		row, err := change.GetNumber(in, p.Service.Methods, number)
		if err != nil {
			return err
		}
		f.Path += "?version=" + itoa(row.Version)
		f.Fields = []ui.Field{
			{ID: "basis", Label: "Who set it", Required: true, Value: "the management review", Hint: "As it stands in a sentence"},
			{ID: "on", Label: "When", Kind: "date", Required: true, Value: p.Today().String()},
		}
		_, alone, err := p.Service.MayApprove(in, row, p.Now())
		if alone {
			f.Fields = append(f.Fields, actform.ReasonField())
		}
		return err
	})
	return f, err
}
