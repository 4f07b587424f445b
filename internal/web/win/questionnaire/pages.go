// Package questionnaire has the pages of buyers' questionnaires: a file is dropped
// in, a person confirms where its questions and answers are, answers them with
// what the library suggests, and takes the same file back, filled.
package questionnaire

import (
	"context"
	"io"
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/questionnaire"
)

// Pages is what the pages need; cmd fills it.
type Pages struct {
	*frame.Frame
	Service *questionnaire.Service
	Files   frame.Files
	// Rule and QuestionRule are what plain writes take beside the declarations.
	Rule, QuestionRule rest.Rule

	made *records.Pages
}

// questionsPath is where questions are, over all questionnaires.
const questionsPath = "/questions"

func path(number string, more ...string) string {
	out := questionnaire.Path + "/" + number
	for _, m := range more {
		out += "/" + m
	}
	return out
}

func questionPath(number string, more ...string) string {
	out := questionsPath + "/" + number
	for _, m := range more {
		out += "/" + m
	}
	return out
}

func ofBid(number string) string { return "/bids/" + number + "/questionnaires" }

// Routes gives every page and action. files is the store of files as the pages
// made from the declarations want it.
func (p *Pages) Routes(files records.Files) []web.Route {
	p.made = records.New(p.Frame, files, p.places()...)
	get := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Page: page, Handler: h}
	}
	post := func(pattern, page string, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Page: page, Handler: h}
	}
	const set, one = questionnaire.Path + "/{number}", questionsPath + "/{number}"
	drop := post("/bids/{id}/questionnaires", "questionnaire-drop", p.drop)
	drop.MaxBody = opc.MaxFile + 1<<20
	return append(p.made.Routes(),
		get("/bids/{id}/questionnaires", "bid-questionnaires", p.list), drop,
		get(set, "questionnaire", p.one),
		get(set+"/places", "questionnaire-places", p.placesForm),
		post(set+"/places", "questionnaire-place", p.place),
		post(set+"/do", "questionnaire-act", p.act),
		get(set+"/filled", "questionnaire-filled", p.filled),
		get(set+"/original", "questionnaire-original", p.original),
		get(one, "questionnaire-question", p.question),
		post(one, "questionnaire-answer", p.write),
		post(one+"/accept", "questionnaire-accept", p.accept),
		post(one+"/save", "questionnaire-save", p.save),
	)
}

// places are the registers with what is made from their declarations.
func (p *Pages) places() []records.Place {
	return []records.Place{
		{
			Register: p.Service.Sets, Path: questionnaire.Path, Group: "Win", Title: "Questionnaires", Rule: p.Rule, NoRecord: true,
			Columns: []string{"title", "bid", "due", "owner", "returned"}, Sort: "due",
			Chips: []records.Chip{{Label: "Not sent back", Query: "returned[empty]=true"}},
			Empty: ui.Empty{Title: "No questionnaires yet", Text: "Here stand the workbooks and Word documents that buyers want filled in. Open a bid, and drop its questionnaire under Answers.", Ways: []ui.Way{{Label: "A bid.", Text: "Each has its own questionnaires.", Href: "/bids", Do: "Choose a bid"}}},
			New:   "/bids",
		},
		{
			Register: p.Service.Questions, Path: questionsPath, Group: "Win", Title: "Questions of buyers", Rule: p.QuestionRule, NoRecord: true,
			Columns: []string{"text", "questionnaire", "section", "state", "owner"}, Sort: "order",
			Chips: []records.Chip{{Label: "Open", Query: "state=open"}, {Label: "Over their limit", Query: "over=yes"}},
			Empty: ui.Empty{Title: "No questions yet", Text: "Here stand the questions of every questionnaire, once its places have been confirmed."},
			New:   questionnaire.Path,
		},
	}
}

// may says whether who asks may change questionnaires.
func may(ctx context.Context, verb authz.Verb) bool { return frame.Actor(ctx).May(verb, authz.Win) }

func must(ctx context.Context, verb authz.Verb) error {
	a := frame.Actor(ctx)
	return authz.Decide(authz.Question{Role: a.Role, Scope: a.Scope, Verb: verb, Area: authz.Win, What: "questionnaires"})
}

// crumbs lead from the bid to here.
func crumbs(bid string, more ...ui.Link) []ui.Link {
	return append([]ui.Link{{Label: "Bids", Href: "/bids"}, {Label: bid, Href: "/bids/" + bid}, {Label: "Questionnaires", Href: ofBid(bid)}}, more...)
}

// bytesOf reads a stored file whole: it is at most as large as opc takes.
func (p *Pages) bytesOf(hash string) ([]byte, error) {
	f, size, err := p.Files.Get(hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if size > opc.MaxFile {
		return nil, errs.New(errs.TooLarge, "The file is larger than %d MB.", opc.MaxFile>>20)
	}
	return io.ReadAll(f)
}

// formOf opens the file of a questionnaire.
func (p *Pages) formOf(q *questionnaire.Questionnaire) (*questionnaire.Form, error) {
	b, err := p.bytesOf(q.File)
	if err != nil {
		return nil, err
	}
	return Open(b)
}

// members offers people as owners.
func (p *Pages) members(ctx context.Context, none, value string) []ui.Choice {
	out := []ui.Choice{{Label: none}}
	for _, m := range p.Members(ctx) {
		out = append(out, ui.Choice{Value: m.Person, Label: m.Name, On: m.Person == value})
	}
	return out
}

func (p *Pages) get(r *http.Request, number string) (questionnaire.Row, error) {
	return p.Service.Get(r.Context(), frame.Actor(r.Context()), number)
}

var done = map[string]string{
	"placed": "The questions have been read. Answers go into the cells beside them.", "filled": "What fits well was put in from the library, for you to look at.",
	"assigned": "The questions have their owner.", "returned": "It is recorded that the questionnaire has gone back.", "reopened": "It is open again.",
	"written": "The answer is kept.", "accepted": "The answer was taken from the library.", "saved": "It is a draft in the library, to be approved there.", "removed": "The questionnaire has been taken out.",
	"none": "Nothing in the library fits an open question well enough.",
}

func said(r *http.Request, more map[string]string) string {
	word := r.URL.Query().Get("done")
	if s := more[word]; s != "" {
		return s
	}
	return done[word]
}

// kitDone are the words that links and comments may say at the top.
func (p *Pages) kitDone() map[string]string {
	if k := records.KitOf(p.Frame); k != nil {
		return k.Done()
	}
	return nil
}

// see runs a page in one snapshot.
func (p *Pages) see(r *http.Request, fn func(*change.View) error) error {
	return p.Door.See(r.Context(), frame.Actor(r.Context()), fn)
}

// stateOf draws the state of a question.
func stateOf(state string) (mark, word string) {
	for _, o := range questionnaire.States() {
		if o.Value == state {
			word = o.Label
		}
	}
	switch state {
	case questionnaire.Done:
		return "done", word
	case questionnaire.Drafted, questionnaire.Suggested:
		return "part", word
	case questionnaire.LeftOut:
		return "na", word
	}
	return "plan", word
}
