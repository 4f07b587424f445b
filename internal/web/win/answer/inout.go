package answer

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
)

// startView offers the questions that buyers ask.
type startView struct {
	Shell      ui.Shell
	Fact, Then string
	Groups     []startGroup
	Problem    string
}

type startGroup struct {
	ID, Title string
	Items     []startItem
}

type startItem struct {
	answer.Starter
	Number string
}

func (p *Pages) starters(w http.ResponseWriter, r *http.Request) error {
	return p.showStarters(w, r, http.StatusOK, "")
}

func (p *Pages) showStarters(w http.ResponseWriter, r *http.Request, status int, problem string) error {
	ctx := r.Context()
	if err := must(ctx, authz.Create); err != nil {
		return err
	}
	var begun map[string]string
	if err := p.Door.See(ctx, frame.Actor(ctx), func(v *change.View) (err error) {
		begun, err = p.s.Begun(v)
		return err
	}); err != nil {
		return err
	}
	v := startView{Problem: problem, Then: "Each begins a draft whose square brackets say what to fill in. Nothing of it is sent before somebody approves it."}
	left := 0
	for _, t := range answer.Topics() {
		g := startGroup{ID: t.Value, Title: t.Label}
		for _, s := range answer.Starters() {
			if s.Topic == t.Value {
				g.Items = append(g.Items, startItem{Starter: s, Number: begun[s.Key]})
				if begun[s.Key] == "" {
					left++
				}
			}
		}
		v.Groups = append(v.Groups, g)
	}
	v.Fact = ui.Count(left, "question that buyers ask is", "questions that buyers ask are") + " not in your library yet."
	if left == 0 {
		v.Fact = "Every question that buyers often ask is in your library."
	}
	var err error
	if v.Shell, err = p.Shell(ctx, "What buyers ask", answer.Path, ""); err != nil {
		return err
	}
	return web.Render(w, r, status, startPage(v))
}

func (p *Pages) start(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	keys := r.PostForm["starters"]
	if len(keys) == 0 {
		return p.showStarters(w, r, http.StatusUnprocessableEntity, "Tick at least one question.")
	}
	err := p.do(r, "answer.create", "", nil, func(tx *change.Tx) error {
		_, err := p.s.Start(tx, keys, tx.Actor().Person)
		return err
	})
	if errs.CodeOf(err) == errs.Invalid {
		return p.showStarters(w, r, http.StatusUnprocessableEntity, errs.Safe(err))
	}
	if err != nil {
		return err
	}
	return frame.Back(w, answer.Path, "begun")
}

// importView is the form of an import, and its preview.
type importView struct {
	Shell      ui.Shell
	Fact, Then string
	Errors     ui.ErrorSummary
	File, Rows ui.Field
	Preview    ui.Table
	Text       string // of the preview, sent on
}

func (p *Pages) importForm(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Import); err != nil {
		return err
	}
	return p.showImport(w, r, http.StatusOK, importView{Fact: "Take questions and answers in from a spreadsheet.", Then: "One question a line, its answer beside it. You see what is read before anything is kept."})
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request, status int, v importView) (err error) {
	v.File = ui.Field{ID: "file", Label: "Spreadsheet as CSV", Kind: "file", Accept: ".csv,.tsv,.txt,text/csv", Optional: true}
	v.Rows.ID, v.Rows.Label, v.Rows.Kind, v.Rows.Rows = "rows", "Or paste the cells", "textarea", 10
	v.Rows.Hint = "Columns: question, answer, short form, topic, other wordings, note. With a header line in any order; without one the first is the question and the second its answer"
	if v.Shell, err = p.Shell(r.Context(), "Take answers in", answer.Path, ""); err != nil {
		return err
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, importPage(v))
}

// importPosted previews what was sent, or keeps what was previewed.
func (p *Pages) importPosted(w http.ResponseWriter, r *http.Request) error {
	if err := must(r.Context(), authz.Import); err != nil {
		return err
	}
	text, err := sent(r)
	if err != nil {
		return err
	}
	all, wrong := answer.Read(text)
	if len(wrong) > 0 {
		v := importView{Fact: ui.Count(len(wrong), "line cannot", "lines cannot") + " be read, and nothing was kept.", Then: "Put them right and send it again.", Rows: ui.Field{Value: text}}
		for _, f := range wrong[:min(len(wrong), 50)] {
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: f.Message, Field: "rows"})
		}
		return p.showImport(w, r, http.StatusUnprocessableEntity, v)
	}
	if r.PostFormValue("step") == "keep" {
		if err := p.do(r, "answer.import", "", nil, func(tx *change.Tx) error {
			_, _, err := p.s.Import(tx, all, tx.Actor().Person)
			return err
		}); err != nil {
			return err
		}
		return frame.Back(w, answer.Path, "imported")
	}
	v := importView{Text: text, Then: "Nothing is kept yet."}
	if v.Preview, v.Fact, err = p.preview(r, all); err != nil {
		return err
	}
	return p.showImport(w, r, http.StatusOK, v)
}

// preview says what an import would do, row by row.
func (p *Pages) preview(r *http.Request, all []answer.Answer) (ui.Table, string, error) {
	known := map[string]string{}
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		for row, err := range change.All(v, p.s.Answers, register.Query{}) {
			if err != nil {
				return err
			}
			known[register.Fold(row.Value.Question)] = row.Number
		}
		return nil
	})
	t := ui.Table{Caption: "What is read", Columns: []ui.Column{{Label: "Question", Wide: true}, {Label: "Topic"}, {Label: "Answer", Num: true, Short: true}, {Label: "What happens"}}}
	fresh := 0
	label := p.s.Answers.Declaration().Field("topic")
	for _, a := range all {
		does := ui.Cell{Text: "a new draft"}
		if n := known[register.Fold(a.Question)]; n != "" {
			does = ui.Cell{Text: "is here already", Mute: true, ID: n, Href: path(n)}
		} else {
			fresh++
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: a.Question}, {Text: label.LabelOf(a.Topic)}, {Text: ui.Count(answer.LengthOf(a.Text).Words, "word", "words"), NoWrap: true}, does}})
	}
	return t, ui.Count(fresh, "answer", "answers") + " would be taken in as drafts, of " + ui.Count(len(all), "line.", "lines."), err
}

// sent reads the form of an import: a file, or pasted cells.
func sent(r *http.Request) (string, error) {
	if err := r.ParseMultipartForm(answer.MaxImportBytes); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", errs.Wrap(err, errs.Invalid, "The form could not be read. Go back and send it again.")
	}
	if r.MultipartForm != nil {
		defer func() { _ = r.MultipartForm.RemoveAll() }()
	}
	if f, _, err := r.FormFile("file"); err == nil {
		defer f.Close()
		b, err := io.ReadAll(io.LimitReader(f, answer.MaxImportBytes+1))
		if err != nil {
			return "", errs.Wrap(err, errs.Invalid, "The file did not arrive whole. Send it again.")
		}
		if len(b) > answer.MaxImportBytes {
			return "", errs.New(errs.TooLarge, "The file is larger than 4 MB.")
		}
		if len(bytes.TrimSpace(b)) > 0 {
			return string(b), nil
		}
	}
	if text := r.PostFormValue("rows"); len(text) <= answer.MaxImportBytes {
		return text, nil
	}
	return "", errs.New(errs.TooLarge, "This is more than 4 MB.")
}

// export gives the library as Markdown.
func (p *Pages) export(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		rows, err := change.Collect(v, p.s.Answers, register.Query{})
		if err != nil {
			return err
		}
		slices.SortFunc(rows, func(a, b answer.Row) int {
			return int(p.s.Answers.Declaration().ParseNumber(a.Number) - p.s.Answers.Declaration().ParseNumber(b.Number))
		})
		name := "this organisation"
		if p.Organisation != nil {
			name = p.Organisation(r.Context())
		}
		return answer.Markdown(&b, name, rows)
	})
	if err != nil {
		return err
	}
	return web.SendFile(w, r, "answers.md", int64(b.Len()), bytes.NewReader(b.Bytes()))
}

// compareView says which answers fit a question.
type compareView struct {
	Shell      ui.Shell
	Fact, Then string
	Question   ui.Field
	Bid        ui.Field
	Found      []foundView
}

type foundView struct {
	Number, Href, Question, Why string
	Match                       string
	Warnings                    []answer.Warning
	Body, Length                string
	Use                         *ui.Action
}
