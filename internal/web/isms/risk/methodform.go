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
	"holdfast/internal/money"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

type methodForm struct {
	Shell      ui.Shell
	Head       ui.Head
	Path       string
	Back       string
	Errors     ui.ErrorSummary
	Top        []ui.Field
	Likelihood [][]ui.Field
	Impact     [][]ui.Field
	Matrix     matrixForm
	Levels     [][]ui.Field
	Last       []ui.Field
}

type matrixForm struct {
	Cols []string
	Rows []matrixFormRow
}

type matrixFormRow struct {
	Word  string
	Cells []ui.Field
}

// who may accept at a level, as the form offers it.
var acceptors = []ui.Choice{
	{Value: "", Label: "Its owner, whatever their role"},
	{Value: string(authz.Owner) + "," + string(authz.ComplianceManager), Label: "Its owner, being an owner or compliance manager of the organisation"},
	{Value: string(authz.Owner), Label: "Its owner, being an owner of the organisation"},
}

func (p *Pages) editMethod(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), authz.Update); err != nil {
		return err
	}
	row, err := p.draftRow(r)
	if err != nil {
		return err
	}
	return p.showMethodForm(w, r, row.Number, row.Version, &row.Value, nil)
}

// draftRow gives the draft of the address.
func (p *Pages) draftRow(r *http.Request) (risk.MethodRow, error) {
	var row risk.MethodRow
	err := p.see(r, func(in *change.View) (err error) {
		row, err = change.GetNumber(in, p.Service.Methods, r.PathValue("number"))
		return err
	})
	if err == nil && row.Value.State != risk.Draft {
		err = errs.New(errs.Conflict, "%s is approved and stays as it is. Draft the next version.", row.Number)
	}
	return row, err
}

// showMethodForm shows a draft as a form; typed, when a form was refused, is in m.
func (p *Pages) showMethodForm(w http.ResponseWriter, r *http.Request, number string, version int64, m *risk.Method, wrong map[string]string) error {
	path := methodPath + "/versions/" + number
	sh, err := p.Shell(r.Context(), "Change "+number, methodPath, "")
	if err != nil {
		return err
	}
	f := methodForm{Shell: sh, Path: path + "/edit?version=" + itoa(version), Back: path, Head: ui.Head{Crumbs: crumbs(ui.Link{Label: "Method", Href: methodPath}, ui.Link{Label: number, Href: path}), Title: "Change the draft " + number, Lede: "Scales, matrix, levels and appetite. Nothing is judged by it before somebody else approves it."}}
	var all []ui.Field
	at := func(fd ui.Field) ui.Field {
		fd.Err = wrong[strings.ReplaceAll(fd.ID, ".", "/")]
		all = append(all, fd)
		return fd
	}
	f.Top = []ui.Field{
		at(ui.Field{ID: "title", Label: "Title", Required: true, Value: m.Title}),
		at(ui.Field{ID: "appetite", Label: "Appetite: a score of this or less is taken", Kind: "number", Size: 6, Required: true, Value: itoa(m.Appetite)}),
	}
	for i, s := range m.Likelihood {
		n := fmt.Sprintf("likelihood.%d.", i)
		f.Likelihood = append(f.Likelihood, []ui.Field{at(ui.Field{ID: n + "word", Label: fmt.Sprintf("Likelihood %d", i+1), Required: true, Value: s.Word}), at(ui.Field{ID: n + "meaning", Label: "Means", Value: s.Meaning})})
	}
	for i, s := range m.Impact {
		n := fmt.Sprintf("impact.%d.", i)
		row := []ui.Field{
			at(ui.Field{ID: n + "word", Label: fmt.Sprintf("Impact %d", i+1), Required: true, Value: s.Word}),
			at(ui.Field{ID: n + "upTo", Label: "Up to", Value: s.UpTo.String(), Hint: ""}), at(ui.Field{ID: n + "meaning", Label: "Means", Value: s.Meaning}),
		}
		for c, name := range m.Criteria {
			fd := ui.Field{ID: fmt.Sprintf("%smeans.%d", n, c), Label: name}
			if c < len(s.Means) {
				fd.Value = s.Means[c]
			}
			row = append(row, at(fd))
		}
		f.Impact = append(f.Impact, row)
	}
	for _, s := range m.Impact {
		f.Matrix.Cols = append(f.Matrix.Cols, s.Word)
	}
	for l := len(m.Scores) - 1; l >= 0; l-- {
		row := matrixFormRow{}
		if l < len(m.Likelihood) {
			row.Word = m.Likelihood[l].Word
		}
		for i, score := range m.Scores[l] {
			row.Cells = append(row.Cells, at(ui.Field{ID: fmt.Sprintf("scores.%d.%d", l, i), Label: fmt.Sprintf("Score of likelihood %d, impact %d", l+1, i+1), Kind: "number", Size: 3, Value: itoa(score)}))
		}
		f.Matrix.Rows = append(f.Matrix.Rows, row)
	}
	for i, l := range m.Levels {
		n := fmt.Sprintf("levels.%d.", i)
		f.Levels = append(f.Levels, []ui.Field{
			at(ui.Field{ID: n + "name", Label: fmt.Sprintf("Level %d", i+1), Required: true, Value: l.Name}), at(ui.Field{ID: n + "from", Label: "From score", Kind: "number", Value: itoa(l.From)}),
			at(ui.Field{ID: n + "acceptMonths", Label: "Accepted for at most, months", Kind: "number", Value: itoa(l.AcceptMonths)}), at(ui.Field{ID: n + "reviewMonths", Label: "Looked at every, months", Kind: "number", Value: itoa(l.ReviewMonths)}),
			at(ui.Field{ID: n + "roles", Label: "Accepted by", Kind: "select", Wide: true, Choices: rolesOffered(l.Roles), Value: strings.Join(l.Roles, ",")}),
		})
	}
	var lines []string
	for _, a := range m.Appetites {
		lines = append(lines, a.Category+": "+itoa(a.Score))
	}
	f.Last = []ui.Field{
		at(ui.Field{ID: "categories", Label: "Categories", Kind: "textarea", Rows: 3, Value: strings.Join(m.Categories, "\n"), Hint: "One a line"}),
		at(ui.Field{ID: "appetites", Label: "Appetite of a category that differs", Kind: "textarea", Rows: 2, Optional: true, Value: strings.Join(lines, "\n"), Hint: "One a line, such as “Data protection: 6”"}),
		at(ui.Field{ID: "criteria", Label: "Impact is also measured by", Kind: "textarea", Rows: 2, Optional: true, Value: strings.Join(m.Criteria, "\n"), Hint: "One a line. Keep the draft to get a field for each at every step of impact"}),
		at(ui.Field{ID: "performing", Label: "When risks are assessed, and by whom", Kind: "textarea", Rows: 4, Value: m.Performing}),
	}
	f.Errors = problems(wrong, all...)
	f.Shell.Problem = len(f.Errors.Problems) > 0
	return render(w, r, wrong, methodFormPage(f))
}

func rolesOffered(now []string) []ui.Choice {
	value := strings.Join(now, ",")
	if slices.ContainsFunc(acceptors, func(c ui.Choice) bool { return c.Value == value }) {
		return acceptors
	}
	return append(slices.Clone(acceptors), ui.Choice{Value: value, Label: strings.Join(now, ", ")})
}

// changeMethod keeps a draft as it was sent.
func (p *Pages) changeMethod(w http.ResponseWriter, r *http.Request) error {
	if err := need(r.Context(), authz.Update); err != nil {
		return err
	}
	if err := frame.Form(r); err != nil {
		return err
	}
	row, err := p.draftRow(r)
	if err != nil {
		return err
	}
	m := row.Value
	wrong := readMethod(&m, r)
	if len(wrong) == 0 {
		err = p.do(r, "risk-method.update", "", func(tx *change.Tx) error {
			next := m
			if err := p.Service.KeepMethod(tx, &row.Value, &next); err != nil {
				return err
			}
			_, err := change.Put(tx, p.Service.Methods, row.ID, versionOf(r), next)
			return err
		})
		if err == nil {
			return frame.Back(w, methodPath+"/versions/"+row.Number, "kept")
		}
		var ok bool
		if wrong, ok = refused(r.Context(), err); !ok {
			return err
		}
	}
	return p.showMethodForm(w, r, row.Number, versionOf(r), &m, wrong)
}

// readMethod reads the form into a draft of the same shape.
func readMethod(m *risk.Method, r *http.Request) map[string]string {
	in := &input{r: r}
	wrong := map[string]string{}
	whole := func(name string) int64 {
		text := in.text(name)
		n := number(text)
		if text != itoa(n) {
			wrong[strings.ReplaceAll(name, ".", "/")] = "Write a whole number."
		}
		return n
	}
	m.Title, m.Performing, m.Appetite = in.text("title"), in.text("performing"), whole("appetite")
	*m = m.Copy()
	for i := range m.Likelihood {
		n := fmt.Sprintf("likelihood.%d.", i)
		m.Likelihood[i].Word, m.Likelihood[i].Meaning = in.text(n+"word"), in.text(n+"meaning")
	}
	for i := range m.Impact {
		n, s := fmt.Sprintf("impact.%d.", i), &m.Impact[i]
		s.Word, s.Meaning = in.text(n+"word"), in.text(n+"meaning")
		s.UpTo = money.Amount{}
		if text := in.text(n + "upTo"); text != "" {
			a, err := money.Parse(text)
			if err != nil {
				wrong[fmt.Sprintf("impact/%d/upTo", i)] = err.Error()
			}
			s.UpTo = a
		}
		means := make([]string, len(m.Criteria))
		for c := range means {
			means[c] = in.text(fmt.Sprintf("%smeans.%d", n, c))
		}
		s.Means = means
	}
	for l := range m.Scores {
		for i := range m.Scores[l] {
			m.Scores[l][i] = whole(fmt.Sprintf("scores.%d.%d", l, i))
		}
	}
	for i := range m.Levels {
		n, l := fmt.Sprintf("levels.%d.", i), &m.Levels[i]
		l.Name, l.From, l.AcceptMonths, l.ReviewMonths = in.text(n+"name"), whole(n+"from"), whole(n+"acceptMonths"), whole(n+"reviewMonths")
		l.Roles = nil
		if text := in.text(n + "roles"); text != "" {
			l.Roles = strings.Split(text, ",")
		}
	}
	m.Categories, m.Appetites = linesOf(in.text("categories")), nil
	for _, line := range linesOf(in.text("appetites")) {
		name, score, ok := strings.Cut(line, ":")
		if !ok {
			wrong["appetites"] = "Write a category, a colon and a score: “Data protection: 6”."
		}
		m.Appetites = append(m.Appetites, risk.Appetite{Category: strings.TrimSpace(name), Score: number(score)})
	}
	m.Criteria = linesOf(in.text("criteria"))
	for i := range m.Impact {
		if len(m.Impact[i].Means) > len(m.Criteria) {
			m.Impact[i].Means = m.Impact[i].Means[:len(m.Criteria)]
		}
	}
	return wrong
}

func linesOf(text string) []string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
