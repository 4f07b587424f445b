package site

import (
	"net/http"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
)

var questionsDone = map[string]string{
	"drafted": "The question is a draft now. Nothing has been sent.", "send": "It is recorded as sent.", "answer": "The answer has been recorded.",
	"withdraw": "The question has been withdrawn.", "apply": "The requirement has been corrected by the answer.",
}

func (s *Site) questions(w http.ResponseWriter, r *http.Request) error {
	return s.questionsPage(w, r, http.StatusOK, win.Posted{})
}

func (s *Site) questionsPage(w http.ResponseWriter, r *http.Request, status int, posted win.Posted) error {
	ctx, today := r.Context(), s.Today()
	row, certs, _, err := s.bidRecord(r, r.PathValue("id"))
	if err != nil {
		return err
	}
	more, err := s.bidMore(r, &row)
	if err != nil {
		return err
	}
	b, path := &row.Value, "/bids/"+row.Number
	sh, err := s.Shell(ctx, "Questions to the buyer of "+row.Number, path+"/questions", frame.Done(r, questionsDone))
	if err != nil {
		return err
	}
	v := win.QuestionsView{
		Shell: sh, Today: today, ID: row.Number, Action: path + "/questions", Posted: posted, CanWrite: true,
		Head:    ui.Head{Crumbs: []ui.Link{{Label: "Bids", Href: "/bids"}, {Label: row.Number, Href: path}, {Label: "Questions"}}, Title: questionsTitle(more.asked), Lede: askByWords(b, today)},
		Demands: []ui.Choice{{Value: "", Label: "The whole bid"}},
	}
	for i := range b.Requirements {
		if q := &b.Requirements[i]; !q.Removed {
			v.Demands = append(v.Demands, ui.Choice{Value: q.ID, Label: s.schemeName(q.Scheme)})
		}
	}
	asked := map[string]bool{}
	for i := range more.asked {
		q := &more.asked[i].Value
		asked[q.Question] = asked[q.Question] || q.State != bid.Retired
		v.Lines = append(v.Lines, s.questionLine(&more.asked[i], b, path))
	}
	c := bid.Judge(verdict.NewHolder(s.Book, today, bid.Held(certs)), row.Number, b, today)
	for _, q := range c.Verdict.Questions {
		if !asked[q] && c.Verdict.ForBuyer(q) {
			v.Suggest = append(v.Suggest, q)
		}
	}
	v.Errors.Problems = posted.Problems()
	return web.Render(w, r, status, win.QuestionsPage(v))
}

func questionsTitle(rows []bid.ClarificationRow) string {
	n := map[string]int{}
	for i := range rows {
		n[rows[i].Value.State]++
	}
	if len(rows) == 0 {
		return "The buyer has been asked nothing"
	}
	var parts []string
	for _, p := range []struct{ state, one, many string }{
		{bid.Draft, "draft", "drafts"}, {bid.Sent, "waiting for an answer", "waiting for an answer"}, {bid.Answered, "answered", "answered"}, {bid.Retired, "withdrawn", "withdrawn"},
	} {
		if n[p.state] > 0 {
			parts = append(parts, ui.Count(n[p.state], p.one, p.many))
		}
	}
	return ui.Count(len(rows), "question to the buyer", "questions to the buyer") + ": " + strings.Join(parts, ", ")
}

// askByWords says until when questions are taken.
func askByWords(b *bid.Bid, today civil.Date) string {
	d := b.Enquiries
	switch {
	case d == nil:
		return "Until when the buyer takes questions is not stated. Enter the day on the bid’s page once it is known."
	case d.Date < today:
		return "The buyer took questions until " + d.Date.Long() + "."
	}
	return "The buyer takes questions until " + d.Date.Long() + ", " + daysLeft(b, today, d.Date) + "."
}

// daysLeft says how far off a day is, in days and in working days.
func daysLeft(b *bid.Bid, today, day civil.Date) string {
	if work := workingDays(b, today, day); work != "" {
		return ui.Left(today, day) + ", " + work
	}
	return ui.Left(today, day)
}

// workingDays counts them up to a day to come; empty for any other.
func workingDays(b *bid.Bid, today, day civil.Date) string {
	if n, ok := bid.WorkingDays(bid.Calendar(b.Nation), today, day); ok && day > today {
		return ui.Count(n, "working day", "working days")
	}
	return ""
}

func (s *Site) questionLine(row *bid.ClarificationRow, b *bid.Bid, path string) win.QuestionLine {
	q := &row.Value
	l := win.QuestionLine{ID: row.Number, Question: q.Question, Why: q.Why, State: q.State, Word: stateWord(q.State), Answer: q.Answer, Reason: q.Reason, Action: path + "/questions/" + row.Number}
	if q.Scheme != "" {
		l.About = s.schemeName(q.Scheme)
	}
	var facts []string
	if q.State == bid.Draft && !q.AskBy.IsZero() {
		facts = append(facts, "ask by "+q.AskBy.Long())
	}
	if !q.Sent.IsZero() {
		facts = append(facts, "sent on "+q.Sent.Long())
	}
	if !q.Answered.IsZero() {
		facts = append(facts, "answered on "+q.Answered.Long())
	}
	l.Facts = strings.Join(facts, ", ")
	for i := range b.Requirements {
		r := &b.Requirements[i]
		if q.Requirement == "" || r.ID != q.Requirement {
			continue
		}
		l.About = s.schemeName(r.Scheme)
		if q.State == bid.Answered {
			l.Correct = &win.RequirementForm{ID: row.Number, Action: l.Action, Schemes: s.schemeChoices(), Value: r.Requirement, Answered: true, Hidden: []ui.Hidden{{Name: "do", Value: "apply"}}}
		}
	}
	return l
}

func stateWord(state string) string {
	for _, o := range bid.ClarificationStates() {
		if o.Value == state {
			return o.Label
		}
	}
	return state
}

func (s *Site) questionAsk(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number := r.PathValue("id")
	_, err := s.Bids.Ask(r.Context(), s.By(r.Context(), ""), number, bid.Question{Question: r.PostFormValue("question"), Why: r.PostFormValue("why"), Requirement: r.PostFormValue("requirement")})
	if err != nil {
		return s.refusedQuestion(w, r, "ask", err)
	}
	if r.PostFormValue("from") == "bid" {
		return frame.Back(w, "/bids/"+number, "drafted")
	}
	return frame.Back(w, "/bids/"+number+"/questions", "drafted")
}

// questionMove sends, answers, withdraws or applies a question of this bid.
func (s *Site) questionMove(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx, number, cq, do := r.Context(), r.PathValue("id"), r.PathValue("cq"), r.PostFormValue("do")
	if err := s.questionOn(r, number, cq); err != nil {
		return err
	}
	by := s.By(ctx, r.PostFormValue("reason"))
	on, bad := frame.Day(r.PostFormValue("on"))
	if on.IsZero() {
		on = s.Today()
	}
	var err error
	switch {
	case bad != "":
		err = errs.At("on", "%s", bad)
	case do == "send":
		_, err = s.Bids.Send(ctx, by, cq, on)
	case do == "answer":
		_, err = s.Bids.AnswerWith(ctx, by, cq, r.PostFormValue("answer"), on)
	case do == "withdraw":
		_, err = s.Bids.Withdraw(ctx, by, cq)
	case do == "apply":
		req, wrong := typedRequirement(r)
		if err = errs.At("date", "%s", wrong); wrong == "" {
			_, err = s.Bids.Apply(ctx, by, cq, func(q *verdict.Requirement) {
				q.Scheme, q.Strength, q.When, q.Date, q.Level = req.Scheme, req.Strength, req.When, req.Date, req.Level
			})
		}
	default:
		err = errs.New(errs.Invalid, "Say what is to be done with the question.")
	}
	if err != nil {
		return s.refusedQuestion(w, r, do+"-"+cq, err)
	}
	return frame.Back(w, "/bids/"+number+"/questions", do)
}

// questionOn refuses a question of another bid.
func (s *Site) questionOn(r *http.Request, number, cq string) error {
	return s.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		rows, err := s.Bids.Questions(v, number)
		if err != nil {
			return err
		}
		for i := range rows {
			if rows[i].Number == cq {
				return nil
			}
		}
		return errs.New(errs.NotFound, "There is no such question on this bid.")
	})
}

func (s *Site) refusedQuestion(w http.ResponseWriter, r *http.Request, form string, err error) error {
	f, ok := frame.Faults(err)
	if !ok {
		return err
	}
	return s.questionsPage(w, r, http.StatusUnprocessableEntity, win.Posted{Name: form, Values: r.PostForm, Errs: f})
}
