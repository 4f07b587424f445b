package questionnaire

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/questionnaire"
)

// perPage is how many questions a page shows.
const perPage = 25

// SetView is a questionnaire with one page of its questions.
type SetView struct {
	Shell    ui.Shell
	Number   string
	Bid      string
	Crumbs   []ui.Link
	Fact     string
	Then     string
	Banners  []ui.Banner
	Actions  []ui.Action
	Chips    []ui.Chip
	Section  *SectionsView
	Showing  string
	Rows     []QuestionView
	Pager    ui.Pager
	Empty    string
	Facts    []ui.KV
	Assign   *AssignView
	MayWrite bool
	Panels   templ.Component
}

// SectionsView chooses one section.
type SectionsView struct {
	Action string
	Hidden []ui.Hidden
	Field  ui.Field
}

// AssignView gives a section to somebody.
type AssignView struct {
	Action string
	Fields []ui.Field
}

// QuestionView is one question as a row.
type QuestionView struct {
	ID, Href   string
	Ref        string
	Text       string
	Section    string // shown where it begins
	Mark, Word string
	Limit      string // "182 of 250 words"
	Over       bool
	Owner      string
	Answer     string
	Why        string // it is left out
	From       string
	FromHref   string
	Warnings   []string
	Choices    string
	Was        string
	Suggestion *SuggestionView
	Back       string // the query of the page that it stands on
	Primary    string
}

// SuggestionView is an answer of the library that fits.
type SuggestionView struct {
	Number, Href string
	Question     string
	Text         string
	Why          string
	Warnings     []string
	Accept       string // address that takes it; empty: may not
	Hidden       []ui.Hidden
}

// shows are the filters of the questions, in their order.
var shows = []struct{ name, label string }{
	{"left", "To do"}, {"open", "Open"}, {"suggested", "Suggested"}, {"drafted", "Drafted"}, {"over", "Over their limit"}, {"doubt", "In review or in doubt"}, {"changed", "Changed since"}, {"mine", "Mine"}, {"done", "Done"}, {"left-out", "Left out"},
}

// fits says whether a question belongs to a filter.
func fits(show string, q *questionnaire.QuestionRow, st questionnaire.Standing, me string) bool {
	v := &q.Value
	switch show {
	case "left":
		return v.State != questionnaire.Done && v.State != questionnaire.LeftOut
	case "over":
		return v.Over
	case "doubt":
		return st.Hard() || st.Gone
	case "changed":
		return st.Changed
	case "mine":
		return v.Owner == me
	case "":
		return true
	}
	return v.State == show
}

func (p *Pages) one(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), p.Today()
	me := frame.Actor(ctx).Person
	v := SetView{MayWrite: may(ctx, authz.Update)}
	query := r.URL.Query()
	show, section := query.Get("show"), query.Get("section")
	var row questionnaire.Row
	err := p.see(r, func(s *change.View) (err error) {
		if row, err = p.Service.Find(s, r.PathValue("number")); err != nil {
			return err
		}
		all, err := p.Service.All(s, row.Number)
		if err != nil {
			return err
		}
		b, err := p.Service.Answers.Bid(s, row.Value.Bid)
		if err != nil {
			return err
		}
		standing, err := p.Service.Stand(s, &row, all, today)
		if err != nil {
			return err
		}
		sum := questionnaire.Count(all, standing)
		p.headOf(ctx, &v, &row, sum)
		v.Chips = chips(&row, all, standing, me, show, section)
		v.Section = sectionsOf(&row, all, show, section)
		var some []questionnaire.QuestionRow
		for i := range all {
			if fits(show, &all[i], standing[all[i].ID], me) && (section == "" || all[i].Value.Section == section) {
				some = append(some, all[i])
			}
		}
		from := paging(&v, &row, query, len(some))
		v.Rows, err = p.rows(r, s, some[from:min(from+perPage, len(some))], standing, answer.AgainstBid(&b.Value), query)
		if err != nil {
			return err
		}
		if v.MayWrite && len(all) > 0 {
			v.Assign = p.assignOf(r, &row, all)
		}
		rec, err := change.AnyGet(s, p.Service.Sets, row.ID, 0)
		if err != nil {
			return err
		}
		v.Panels, err = p.made.Panels(r, s, questionnaire.Kind, &rec, &row.Value)
		return err
	})
	if err != nil {
		return err
	}
	if !row.Value.Mapped && len(v.Rows) == 0 {
		v.Empty = "Its questions have not been read yet: confirm first where they are."
	} else if len(v.Rows) == 0 {
		v.Empty = "No question is like that."
	}
	if v.Shell, err = p.Shell(ctx, row.Value.Title, "/bids", said(r, p.kitDone())); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, SetPage(v))
}

// headOf says how far the questionnaire is, and what can be done with it.
func (p *Pages) headOf(ctx context.Context, v *SetView, row *questionnaire.Row, sum questionnaire.Sum) {
	q := &row.Value
	v.Number, v.Bid = row.Number, q.Bid
	v.Crumbs = crumbs(q.Bid, ui.Link{Label: q.Title})
	v.Fact = fact(q, sum)
	v.Then = then(q, sum)
	for n := range strings.Lines(q.Notes) {
		v.Banners = append(v.Banners, ui.Banner{Text: ui.Plain(strings.TrimSpace(n))})
	}
	if sum.Changed > 0 {
		v.Banners = append(v.Banners, ui.Banner{Text: ui.Plain("The library says something else by now for " + ui.Count(sum.Changed, "answer", "answers") + "."), Action: &ui.Action{Label: "Look at them", Href: path(row.Number) + "?show=changed"}})
	}
	if sum.Doubtful > 0 {
		v.Banners = append(v.Banners, ui.Banner{Text: ui.Plain(ui.Capital(ui.Count(sum.Doubtful, "answer is", "answers are")) + " in review, stale, or leaning on something that has ended."), Action: &ui.Action{Label: "Look at them", Href: path(row.Number) + "?show=doubt"}})
	}
	switch {
	case !q.Mapped:
		v.Actions = append(v.Actions, ui.Action{Label: "Confirm where its questions are", Href: path(row.Number, "places"), Primary: true})
	case sum.Done+sum.Drafted > 0:
		v.Actions = append(v.Actions, ui.Action{Label: "Take the filled file", Href: path(row.Number, "filled"), Primary: sum.Left() == 0})
	}
	if v.MayWrite && sum.Open > 0 {
		v.Actions = append(v.Actions, ui.Action{Label: "Suggest answers to all open", Href: path(row.Number, "do"), Post: true, Hidden: []ui.Hidden{{Name: "act", Value: "fill"}}})
	}
	if v.MayWrite && q.Mapped {
		v.Actions = append(v.Actions, ui.Action{Label: "Point elsewhere", Href: path(row.Number, "places"), Quiet: true})
		if q.Returned.IsZero() {
			v.Actions = append(v.Actions, ui.Action{Label: "It has gone back", Href: path(row.Number, "do"), Post: true, Quiet: true, Hidden: []ui.Hidden{{Name: "act", Value: "returned"}}})
		} else {
			v.Actions = append(v.Actions, ui.Action{Label: "It has not gone back", Href: path(row.Number, "do"), Post: true, Quiet: true, Hidden: []ui.Hidden{{Name: "act", Value: "reopen"}}})
		}
	}
	owner := "nobody yet"
	if q.Owner != "" {
		owner = p.Name(ctx, q.Owner)
	}
	v.Facts = []ui.KV{
		{Label: "The buyer’s file", Value: q.FileName, Href: path(row.Number, "original")},
		{Label: "Its SHA-256", Content: hashOfFile(q.File)},
		{Label: "Owner", Value: owner},
	}
	if q.Mapped {
		v.Facts = append(v.Facts, ui.KV{Label: "What goes into it", Value: "Finished answers and drafts. Suggestions that nobody has looked at stay out. Everything else in the file stays as it was."})
	}
}

// fact is the first line: "31 of 46 questions answered; 3 over their limit; due
// 12 January 2027, noon".
func fact(q *questionnaire.Questionnaire, sum questionnaire.Sum) string {
	if !q.Mapped {
		return "Its questions have not been read yet."
	}
	out := ui.Number(sum.Done) + " of " + ui.Count(sum.Questions, "question", "questions") + " answered"
	if sum.Over > 0 {
		out += "; " + ui.Number(sum.Over) + " over their limit"
	}
	switch {
	case !q.Returned.IsZero():
		out += "; sent back on " + q.Returned.Long()
	case !q.Due.IsZero():
		out += "; due " + q.When()
	}
	return out + "."
}

func then(q *questionnaire.Questionnaire, sum questionnaire.Sum) string {
	var parts []string
	add := func(n int, word string) {
		if n > 0 {
			parts = append(parts, ui.Number(n)+" "+word)
		}
	}
	add(sum.Open, "open")
	add(sum.Suggested, "suggested and to be looked at")
	add(sum.Drafted, "drafted")
	add(sum.LeftOut, "left out")
	if len(parts) == 0 {
		if q.Mapped && sum.Questions > 0 {
			return "Nothing is left to do."
		}
		return "Confirm where they are first."
	}
	return ui.Capital(ui.List(parts...)) + "."
}

func address(number string, q url.Values) string {
	if len(q) == 0 {
		return path(number)
	}
	return path(number) + "?" + q.Encode()
}

func with(name, value string, q ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(q); i += 2 {
		if q[i+1] != "" {
			out.Set(q[i], q[i+1])
		}
	}
	if value != "" {
		out.Set(name, value)
	}
	return out
}

func chips(row *questionnaire.Row, all []questionnaire.QuestionRow, standing map[string]questionnaire.Standing, me, show, section string) []ui.Chip {
	out := []ui.Chip{{Label: "All", N: len(all), On: show == "", Href: address(row.Number, with("section", section))}}
	for _, s := range shows {
		n := 0
		for i := range all {
			if fits(s.name, &all[i], standing[all[i].ID], me) {
				n++
			}
		}
		if n > 0 || show == s.name {
			out = append(out, ui.Chip{Label: s.label, N: n, On: show == s.name, Href: address(row.Number, with("show", s.name, "section", section))})
		}
	}
	return out
}

func sectionsOf(row *questionnaire.Row, all []questionnaire.QuestionRow, show, section string) *SectionsView {
	names := questionnaire.Sections(all)
	if len(names) < 2 {
		return nil
	}
	v := &SectionsView{Action: path(row.Number), Field: ui.Field{ID: "section", Label: "Section", Kind: "select", Value: section, Choices: []ui.Choice{{Label: "All sections"}}}}
	for _, n := range names {
		v.Field.Choices = append(v.Field.Choices, ui.Choice{Value: n, Label: n})
	}
	if show != "" {
		v.Hidden = []ui.Hidden{{Name: "show", Value: show}}
	}
	return v
}

// paging gives where the page begins, and the ways to the others.
func paging(v *SetView, row *questionnaire.Row, query url.Values, n int) int {
	page, _ := strconv.Atoi(query.Get("page"))
	page = min(max(page, 1), max(1, (n+perPage-1)/perPage))
	to := func(page int) string {
		q := with("page", strconv.Itoa(page), "show", query.Get("show"), "section", query.Get("section"))
		if page == 1 {
			q.Del("page")
		}
		return address(row.Number, q)
	}
	from := (page - 1) * perPage
	if page > 1 {
		v.Pager.Prev = to(page - 1)
	}
	if from+perPage < n {
		v.Pager.Next = to(page + 1)
	}
	if n > perPage {
		v.Pager.Note = ui.Number(from+1) + " to " + ui.Number(min(from+perPage, n)) + " of " + ui.Number(n)
	}
	v.Showing = ui.Number(n)
	return from
}

// rows draws questions, with what the library suggests for those that are open:
// in a few queries for all of them.
func (p *Pages) rows(r *http.Request, s *change.View, some []questionnaire.QuestionRow, standing map[string]questionnaire.Standing, at answer.Against, query url.Values) ([]QuestionView, error) {
	back := with("page", query.Get("page"), "show", query.Get("show"), "section", query.Get("section")).Encode()
	var asked []string
	var index []int
	for i := range some {
		if some[i].Value.State == questionnaire.Open && len(some[i].Value.Choices) == 0 {
			asked, index = append(asked, some[i].Value.Text), append(index, i)
		}
	}
	best, err := p.Service.Answers.Each(s, asked, p.Today(), at)
	if err != nil {
		return nil, err
	}
	out := make([]QuestionView, len(some))
	last := "\x00"
	for i := range some {
		out[i] = p.row(r, &some[i], standing[some[i].ID], back)
		if out[i].Section == last {
			out[i].Section = ""
		} else {
			last = out[i].Section
		}
	}
	for n, i := range index {
		if best[n] != nil {
			out[i].Suggestion = suggestion(best[n], &some[i], back, may(r.Context(), authz.Update))
		}
	}
	return out, nil
}

func (p *Pages) row(r *http.Request, q *questionnaire.QuestionRow, st questionnaire.Standing, back string) QuestionView {
	v := QuestionView{
		ID: q.Number, Href: questionPath(q.Number), Ref: q.Value.Ref, Text: q.Value.Text, Section: q.Value.Section, Over: q.Value.Over, Answer: clip(q.Value.Answer, 420),
		Why: q.Value.Why, From: q.Value.From, Back: back, Primary: "Write the answer", Choices: ui.List(q.Value.Choices...), Was: clip(q.Value.Was, 200),
	}
	// The buyer's number stands apart, also where the question itself begins with it.
	v.Text = clip(strings.TrimSpace(strings.TrimPrefix(v.Text, v.Ref+" ")), 700)
	v.Mark, v.Word = stateOf(q.Value.State)
	if q.Value.Answer != "" {
		v.Primary = "Edit"
		if len(q.Value.Choices) == 0 {
			v.Limit = lengthWords(&q.Value)
		}
	} else if q.Value.Limit > 0 {
		v.Limit = "at most " + limitWords(q.Value.Limit, q.Value.Unit)
	}
	if len(q.Value.Choices) > 0 && q.Value.Answer != "" {
		v.Choices = ""
	}
	if q.Value.Owner != "" {
		v.Owner = p.Name(r.Context(), q.Value.Owner)
	}
	if v.From != "" {
		v.FromHref = answer.Path + "/" + v.From
	}
	if back != "" {
		v.Href += "?" + back
	}
	v.Warnings = warningsOf(st)
	return v
}

func warningsOf(st questionnaire.Standing) []string {
	var out []string
	if st.Gone {
		out = append(out, "The library has this answer no more.")
	}
	if st.Changed {
		out = append(out, "The answer in the library was changed since it was taken.")
	}
	for _, w := range st.Warnings {
		out = append(out, w.Text)
	}
	return out
}

func suggestion(sg *answer.Suggestion, q *questionnaire.QuestionRow, back string, mayWrite bool) *SuggestionView {
	v := &SuggestionView{Number: sg.Number, Href: answer.Path + "/" + sg.Number, Question: sg.Value.Question, Text: clip(questionnaire.Plain(sg.Value.Text), 420), Why: ui.Capital(strings.Join(sg.Reasons, " · "))}
	for _, w := range sg.Warnings {
		v.Warnings = append(v.Warnings, w.Text)
	}
	if mayWrite && sg.Value.Text != "" {
		v.Accept = questionPath(q.Number, "accept")
		v.Hidden = []ui.Hidden{{Name: "answer", Value: sg.Number}, {Name: "version", Value: strconv.FormatInt(q.Version, 10)}, {Name: "back", Value: back}}
	}
	return v
}

func (p *Pages) assignOf(r *http.Request, row *questionnaire.Row, all []questionnaire.QuestionRow) *AssignView {
	sections := []ui.Choice{{Label: "All questions"}}
	for _, s := range questionnaire.Sections(all) {
		sections = append(sections, ui.Choice{Value: s, Label: s})
	}
	return &AssignView{Action: path(row.Number, "do"), Fields: []ui.Field{
		{ID: "assign-section", Name: "section", Label: "The questions of", Kind: "select", Choices: sections},
		{ID: "assign-owner", Name: "owner", Label: "are answered by", Kind: "select", Choices: p.members(r.Context(), "Nobody yet", "")},
	}}
}

// act does one of the few things that are done to a questionnaire as a whole.
func (p *Pages) act(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	row, err := p.get(r, r.PathValue("number"))
	if err != nil {
		return err
	}
	by, word := p.By(r.Context(), ""), ""
	switch r.PostFormValue("act") {
	case "fill":
		n := 0
		word = "filled"
		if n, err = p.Service.Fill(r.Context(), by, row.ID); n == 0 {
			word = "none"
		}
	case "assign":
		word = "assigned"
		_, err = p.Service.Assign(r.Context(), by, row.ID, r.PostFormValue("section"), r.PostFormValue("owner"))
	case "returned":
		word = "returned"
		_, err = p.Service.Return(r.Context(), by, row.ID, p.Today())
	case "reopen":
		word = "reopened"
		_, err = p.Service.Return(r.Context(), by, row.ID, civil.Date(0))
	default:
		return errs.New(errs.Invalid, "The form is not whole. Go back and send it again.")
	}
	if err != nil {
		return err
	}
	return frame.Back(w, path(row.Number), word)
}

// filled gives the buyer's file with the answers in it.
func (p *Pages) filled(w http.ResponseWriter, r *http.Request) error {
	var row questionnaire.Row
	var answers map[string]map[string]string
	err := p.see(r, func(s *change.View) (err error) {
		if row, err = p.Service.Find(s, r.PathValue("number")); err != nil {
			return err
		}
		all, err := p.Service.All(s, row.Number)
		answers = questionnaire.Filling(all)
		return err
	})
	if err != nil {
		return err
	}
	b, err := p.bytesOf(row.Value.File)
	if err != nil {
		return err
	}
	out, err := Fill(b, answers)
	if err != nil {
		return err
	}
	return web.SendFile(w, r, row.Value.FilledName(), int64(len(out)), bytes.NewReader(out))
}

// original gives the buyer's file as it came.
func (p *Pages) original(w http.ResponseWriter, r *http.Request) error {
	row, err := p.get(r, r.PathValue("number"))
	if err != nil {
		return err
	}
	f, size, err := p.Files.Get(row.Value.File)
	if err != nil {
		return err
	}
	defer f.Close()
	return web.SendFile(w, r, row.Value.FileName, size, f)
}
