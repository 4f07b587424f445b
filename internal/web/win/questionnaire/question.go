package questionnaire

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/questionnaire"
)

// OneView is one question with the form of its answer.
type OneView struct {
	Shell       ui.Shell
	Number      string
	Crumbs      []ui.Link
	Fact        string
	Then        string
	Text        string
	Facts       []ui.KV
	Errors      ui.ErrorSummary
	Warnings    []string
	Form        *FormView
	Answer      string // for who may not write
	Suggestions []SuggestionView
	Save        *ui.Action
	Around      []ui.Action // the questions before and after
	Panels      templ.Component
}

// FormView is the form of an answer.
type FormView struct {
	Action string
	Hidden []ui.Hidden
	Answer ui.Field
	Pick   *ui.Choices // in place of Answer, where the buyer lets choose
	State  ui.Choices
	Why    ui.Field
	Cancel string
}

// posted is what a form sent that comes back.
type posted struct {
	values url.Values
	faults map[string]string
	other  string
}

func (p *Pages) question(w http.ResponseWriter, r *http.Request) error {
	return p.showQuestion(w, r, http.StatusOK, posted{})
}

func (p *Pages) showQuestion(w http.ResponseWriter, r *http.Request, status int, sent posted) error {
	ctx, today := r.Context(), p.Today()
	v := OneView{}
	var set questionnaire.Row
	var q questionnaire.QuestionRow
	err := p.see(r, func(s *change.View) (err error) {
		if q, err = p.Service.FindQuestion(s, r.PathValue("number")); err != nil {
			return err
		}
		if set, err = p.Service.Find(s, q.Value.Questionnaire); err != nil {
			return err
		}
		b, err := p.Service.Answers.Bid(s, set.Value.Bid)
		if err != nil {
			return err
		}
		standing, err := p.Service.Stand(s, &set, []questionnaire.QuestionRow{q}, today)
		if err != nil {
			return err
		}
		v.Warnings = warningsOf(standing[q.ID])
		before, after, n, err := p.Service.Around(s, &q)
		if err != nil {
			return err
		}
		v.Then = "Question " + ui.Number(int(q.Value.Order)) + " of " + ui.Number(n) + "."
		if before != "" {
			v.Around = append(v.Around, ui.Action{Label: "The one before", Href: questionPath(before), Quiet: true})
		}
		if after != "" {
			v.Around = append(v.Around, ui.Action{Label: "The next", Href: questionPath(after), Quiet: true})
		}
		if may(ctx, authz.Update) && len(q.Value.Choices) == 0 {
			found, err := p.Service.Answers.Suggest(s, answer.Asking{Question: q.Value.Text, Limit: 3, Today: today, Against: answer.AgainstBid(&b.Value)})
			if err != nil {
				return err
			}
			for i := range found {
				if found[i].Number == q.Value.From {
					continue
				}
				sg := suggestion(&found[i], &q, "one", true)
				sg.Text = clip(questionnaire.Plain(found[i].Value.Text), 2000)
				v.Suggestions = append(v.Suggestions, *sg)
			}
		}
		rec, err := change.AnyGet(s, p.Service.Questions, q.ID, 0)
		if err != nil {
			return err
		}
		v.Panels, err = p.made.Panels(r, s, questionnaire.QuestionKind, &rec, &q.Value)
		return err
	})
	if err != nil {
		return err
	}
	back := r.URL.Query().Encode()
	if sent.values != nil {
		back = sent.values.Get("back")
	}
	p.fill(r, &v, &set, &q, back, sent)
	if v.Shell, err = p.Shell(ctx, q.Number, "/bids", said(r, p.kitDone())); err != nil {
		return err
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, OnePage(v))
}

// fill fills the page of a question.
func (p *Pages) fill(r *http.Request, v *OneView, set *questionnaire.Row, q *questionnaire.QuestionRow, back string, sent posted) {
	x := &q.Value
	v.Number = q.Number
	home := path(set.Number)
	if query := safeBack(back); query != "" {
		home += "?" + query
	}
	v.Crumbs = crumbs(set.Value.Bid, ui.Link{Label: set.Value.Title, Href: home}, ui.Link{Label: q.Number})
	v.Text = x.Text
	_, word := stateOf(x.State)
	v.Fact = word + "."
	switch {
	case x.Over:
		v.Fact = word + ", and over its limit: " + lengthWords(x) + "."
	case x.Answer != "" && len(x.Choices) == 0:
		v.Fact = word + ": " + lengthWords(x) + "."
	case x.Limit > 0:
		v.Fact = word + ". The answer may have " + limitWords(x.Limit, x.Unit) + "."
	}
	v.Facts = []ui.KV{{Label: "Where it goes", Value: x.Table + ", " + x.Place}}
	if x.Section != "" {
		v.Facts = append(v.Facts, ui.KV{Label: "Section", Value: x.Section})
	}
	if x.Was != "" {
		v.Facts = append(v.Facts, ui.KV{Label: "In the file already", Value: x.Was})
	}
	if x.Owner != "" {
		v.Facts = append(v.Facts, ui.KV{Label: "Owner", Value: p.Name(r.Context(), x.Owner)})
	}
	if x.From != "" {
		v.Facts = append(v.Facts, ui.KV{Label: "From the library", Value: x.From, Href: answer.Path + "/" + x.From})
	}
	v.Answer = x.Answer
	if !may(r.Context(), authz.Update) {
		return
	}
	value := func(name, stored string) string {
		if sent.values != nil {
			return sent.values.Get(name)
		}
		return stored
	}
	state := x.State
	if state == questionnaire.Open || state == questionnaire.Suggested {
		state = questionnaire.Done
	}
	f := &FormView{Action: questionPath(q.Number), Cancel: home, Hidden: []ui.Hidden{{Name: "version", Value: value("version", strconv.FormatInt(q.Version, 10))}, {Name: "back", Value: back}}}
	hint := ""
	if x.Limit > 0 {
		hint = "At most " + limitWords(x.Limit, x.Unit) + "."
	}
	f.Answer = ui.Field{ID: "answer", Label: "Answer", Kind: "textarea", Rows: 12, Value: value("answer", x.Answer), Err: sent.faults["answer"], Hint: hint}
	if len(x.Choices) > 0 {
		f.Pick = &ui.Choices{ID: "answer", Name: "answer", Legend: "Answer", Hint: "The buyer lets choose from these.", Err: sent.faults["answer"]}
		for _, c := range x.Choices {
			f.Pick.Options = append(f.Pick.Options, ui.Choice{Value: c, Label: c, On: c == f.Answer.Value})
		}
	}
	state = value("state", state)
	f.State = ui.Choices{ID: "state", Name: "state", Legend: "How far is it?", Err: sent.faults["state"], Options: []ui.Choice{
		{Value: questionnaire.Done, Label: "Done", On: state == questionnaire.Done},
		{Value: questionnaire.Drafted, Label: "A draft", On: state == questionnaire.Drafted},
		{Value: questionnaire.LeftOut, Label: "Left out on purpose", On: state == questionnaire.LeftOut},
		{Value: questionnaire.Open, Label: "Open", Text: "Empties the answer.", On: state == questionnaire.Open},
	}}
	f.Why = ui.Field{ID: "why", Label: "Why it is left out", Value: value("why", x.Why), Err: sent.faults["why"], Optional: true}
	v.Form = f
	fields := []ui.Field{f.Answer, {ID: "state", Err: sent.faults["state"]}, f.Why}
	v.Errors = ui.Problems(fields...)
	if sent.other != "" {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: sent.other})
	}
	if x.Answer != "" && x.From == "" && len(x.Choices) == 0 && may(r.Context(), authz.Create) {
		v.Save = &ui.Action{Label: "Save as a new answer in the library", Href: questionPath(q.Number, "save"), Post: true, Quiet: true}
	}
}

// safeBack keeps of a query what leads back to the same page of questions.
func safeBack(s string) string {
	q, err := url.ParseQuery(s)
	if err != nil {
		return ""
	}
	return with("page", q.Get("page"), "show", q.Get("show"), "section", q.Get("section")).Encode()
}

// home gives where a question is left to: its questionnaire, at the question.
func home(q *questionnaire.Question, number, back, word string) string {
	query, _ := url.ParseQuery(safeBack(back))
	if query == nil {
		query = url.Values{}
	}
	if word != "" {
		query.Set("done", word)
	}
	return address(q.Questionnaire, query) + "#" + number
}

func (p *Pages) write(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil || version < 1 {
		return errs.New(errs.Invalid, "The form is not whole. Go back and send it again.")
	}
	in := questionnaire.Writing{Version: version, State: r.PostFormValue("state"), Answer: r.PostFormValue("answer"), Why: r.PostFormValue("why")}
	if in.State == questionnaire.Open {
		in.Answer = ""
	}
	row, err := p.Service.Write(r.Context(), p.By(r.Context(), ""), r.PathValue("number"), in)
	if faults, ok := frame.Faults(err); ok {
		return p.showQuestion(w, r, http.StatusUnprocessableEntity, posted{values: r.PostForm, faults: faults})
	}
	if errs.CodeOf(err) == errs.Conflict {
		return p.showQuestion(w, r, http.StatusConflict, posted{values: r.PostForm, other: errs.Safe(err)})
	}
	if err != nil {
		return err
	}
	if r.PostFormValue("then") == "next" {
		next := ""
		if err := p.see(r, func(s *change.View) (err error) {
			_, next, _, err = p.Service.Around(s, &row)
			return err
		}); err != nil {
			return err
		}
		if next != "" {
			return web.SeeOther(w, questionPath(next)+"?"+strings.TrimPrefix(safeBack(r.PostFormValue("back"))+"&done=written", "&"))
		}
	}
	return web.SeeOther(w, home(&row.Value, row.Number, r.PostFormValue("back"), "written"))
}

// accept takes an answer of the library.
func (p *Pages) accept(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil || version < 1 {
		return errs.New(errs.Invalid, "The form is not whole. Go back and send it again.")
	}
	row, err := p.Service.Accept(r.Context(), p.By(r.Context(), ""), r.PathValue("number"), version, r.PostFormValue("answer"))
	if err != nil {
		return err
	}
	if r.PostFormValue("back") == "one" {
		return frame.Back(w, questionPath(row.Number), "accepted")
	}
	return web.SeeOther(w, home(&row.Value, row.Number, r.PostFormValue("back"), ""))
}

// save makes an answer of the library out of what was written.
func (p *Pages) save(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.Service.Save(r.Context(), p.By(r.Context(), ""), r.PathValue("number")); err != nil {
		return err
	}
	return frame.Back(w, questionPath(r.PathValue("number")), "saved")
}
