// Package answer is the pages of the answer library: the list, one answer with
// what it rests on and where it was used, its review, comparing it with what a
// buyer asks, and the ways in and out of the library.
package answer

import (
	"context"
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
)

// Pages is what the pages need.
type Pages struct {
	*frame.Frame
	s    *answer.Service
	recs *records.Pages
	// Organisation gives the name that an export carries.
	Organisation func(ctx context.Context) string
}

// New makes the pages over the service; rule is that of the API.
func New(f *frame.Frame, s *answer.Service, rule rest.Rule) *Pages {
	p := &Pages{Frame: f, s: s}
	p.recs = records.New(f, nil, p.place(rule))
	return p
}

// Routes gives every page and action.
func (p *Pages) Routes() []web.Route {
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: answer.Path + pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: answer.Path + pattern, Page: page, Handler: h}
	}
	in := post("/import", "answer-import", p.importPosted)
	in.MaxBody = 3 * answer.MaxImportBytes
	return append(p.recs.Routes(),
		get("/start", "answer-starters", p.starters),
		post("/start", "answer-start", p.start),
		get("/compare", "answer-compare", p.compare),
		get("/import", "answer-import-form", p.importForm), in,
		get("/export", "answer-export", p.export),
		get("/{number}/do/{action}", "answer-action", p.actionForm),
		post("/{number}/do/{action}", "answer-act", p.act),
	)
}

// do runs one change of the request's person.
func (p *Pages) do(r *http.Request, action, reason string, body any, fn func(*change.Tx) error) error {
	_, err := p.Door.Do(r.Context(), p.By(r.Context(), reason).Request(action, body), fn)
	return err
}

// may says whether who asks may do something with answers.
func may(ctx context.Context, verb authz.Verb) bool {
	a := frame.Actor(ctx)
	return a.May(verb, authz.Win)
}

// must refuses who may not.
func must(ctx context.Context, verb authz.Verb) error {
	a := frame.Actor(ctx)
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: verb, Area: authz.Win, What: "answers"})
}

// path gives the address of an answer's page.
func path(number string) string { return answer.Path + "/" + number }

// doing gives the address of a named action of an answer.
func doing(number, action string) string { return path(number) + "/do/" + action }

func crumbs(more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: "Win"}, {Label: "Answers", Href: answer.Path}}, more...)
}

// said are the words of a redirect.
var said = map[string]string{
	"begun": "The drafts are begun. Fill in what stands in square brackets.", "imported": "They are in the library as drafts.",
	"submit": "It is put up for review.", "return": "It is a draft again.", "approve": "Approved: exactly this text may be sent.", "review": "Reviewed: good as it stands.",
	"rest": "What it rests on is kept.", "use": "The bid uses this answer.",
}

// place is the register with its generated list and record.
func (p *Pages) place(rule rest.Rule) records.Place {
	return records.Place{
		Register: p.s.Answers, Path: answer.Path, Group: "Win", Title: "Answers", Rule: rule,
		Columns: []string{"question", "topic", "state", "owner", "reviewDue"}, Sort: "question",
		Chips: []records.Chip{
			{Label: "Approved", Query: "state=approved"},
			{Label: "In review", Query: "state=review"},
			{Label: "Drafts", Query: "state=draft"},
			{Label: "Security", Query: "topic=security"},
			{Label: "Data protection", Query: "topic=data-protection"},
			{Label: "Social value", Query: "topic=social-value"},
		},
		Sections: []records.Section{
			{Title: "The answer", Fields: []string{"question", "text", "short", "wordings", "topic", "owner", "reviewEvery", "note"}},
			{Title: "Approval", Fields: []string{"state", "approved", "approvedBy", "alone", "reviewDue", "ages", "reviewed", "reviewedBy", "hash", "submitted", "submittedBy", "returned", "returnedBy", "starter"}},
		},
		Empty: ui.Empty{
			Title: "No answers yet", Text: "Here stands what you tell buyers again and again, approved once, with what it rests on and how often it won.",
			Ways: []ui.Way{
				{Label: "What buyers ask.", Text: "Thirty-five questions with skeletons of answers that say what to fill in.", Href: answer.Path + "/start", Do: "Choose from them"},
				{Label: "What you have.", Text: "Questions and answers out of a spreadsheet.", Href: answer.Path + "/import", Do: "Paste or upload it"},
				{Label: "One by one.", Text: "Write an answer.", Href: "/records/answer/new", Do: "Write one"},
			},
		},
		Head: p.head, Above: p.above, Below: p.below, Actions: p.actions, Cell: p.cell, Done: said, Without: []string{links.RestsOn, links.Uses},
	}
}

// head is the sentence of the library.
func (p *Pages) head(r *http.Request, v *change.View) (records.Head, error) {
	today := p.Today()
	count := func(filters ...register.Filter) (int, error) {
		page, err := change.List(v, p.s.Answers, register.Query{Filters: filters, Limit: 1})
		return int(page.Total), err
	}
	all, err := count()
	if err != nil {
		return records.Head{}, err
	}
	fresh, err := count(register.Filter{Field: "ages", Op: register.From, Values: []string{today.AddDays(1).String()}})
	if err != nil {
		return records.Head{}, err
	}
	review, err := count(register.Where("state", answer.Review))
	if err != nil {
		return records.Head{}, err
	}
	stale, err := count(register.Filter{Field: "reviewDue", Op: register.To, Values: []string{today.AddDays(-1).String()}}, register.Where("state", answer.Approved))
	if err != nil {
		return records.Head{}, err
	}
	leans, err := p.s.Leans(v, today)
	if err != nil {
		return records.Head{}, err
	}
	out := records.Head{Sentence: sentence(all, fresh, review, stale, answer.Leaning(leans, today))}
	if all > 0 {
		out.Actions = append(out.Actions, ui.Action{Label: "Find one for a question", Href: answer.Path + "/compare", Primary: true})
	}
	if may(r.Context(), authz.Create) {
		out.Actions = append(out.Actions, ui.Action{Label: "Write an answer", Href: "/records/answer/new"}, ui.Action{Label: "What buyers ask", Href: answer.Path + "/start"})
	}
	if may(r.Context(), authz.Import) {
		out.Actions = append(out.Actions, ui.Action{Label: "Take in", Href: answer.Path + "/import"})
	}
	if all > 0 {
		out.Actions = append(out.Actions, ui.Action{Label: "Markdown", Href: answer.Path + "/export", Quiet: true})
	}
	return out, nil
}

// sentence says how the library stands.
func sentence(all, fresh, review, stale, leaning int) ui.Sentence {
	if all == 0 {
		return ui.Sentence{Fact: "No answers yet.", Then: "What is answered once need not be written again."}
	}
	s := ui.Sentence{Fact: ui.Count(all, "answer", "answers") + ": " + ui.Number(fresh) + " fresh"}
	if review > 0 {
		s.Fact += ", " + ui.Number(review) + " in review"
	}
	if stale > 0 {
		s.Fact += ", " + ui.Number(stale) + " stale"
	}
	s.Fact += "."
	if leaning > 0 {
		s.Then = ui.Count(leaning, "leans", "lean") + " on something that has ended or ends within " + ui.Number(answer.SoonDays) + " days."
	}
	return s
}
