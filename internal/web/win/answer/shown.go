package answer

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/office/markdown"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/records"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
)

// aboveView is what has to be known before the text is read.
type aboveView struct {
	Warnings []answer.Warning
	Waiting  *waitingView
	Blanks   []string
	Returned string
	Approved *approvedView // what was approved, while the text is written on
}

// waitingView is a text in review, for who may decide on it.
type waitingView struct {
	Text    string
	Actions []ui.Action
}

type approvedView struct {
	Title, Body string
}

func (p *Pages) above(r *http.Request, v *change.View, rec *records.Shown) (templ.Component, error) {
	a := rec.Value.(*answer.Answer)
	row := answer.Row{Value: *a}
	row.ID, row.Number, row.Version = rec.ID, rec.Number, rec.Version
	leans, err := p.s.Leans(v, p.Today(), rec.ID)
	if err != nil {
		return nil, err
	}
	out := aboveView{Warnings: answer.Warnings(a, leans[rec.ID], p.Today(), answer.Against{}), Blanks: a.Blanks()}
	if a.Returned != "" {
		out.Returned = "Sent back by " + p.Name(r.Context(), a.ReturnedBy) + ": " + a.Returned
	}
	if a.State == answer.Review {
		var authors []string
		for _, person := range a.Authors {
			authors = append(authors, p.Name(r.Context(), person))
		}
		w := &waitingView{Text: "Written by " + ui.List(authors...) + ", put up for review by " + p.Name(r.Context(), a.SubmittedBy) + " on " + a.Submitted.Long() + ". Who approves it binds exactly this text: it may then be sent until its next review."}
		me := frame.Actor(r.Context())
		if may(r.Context(), authz.Act) && rec.MayChange {
			author := slices.Contains(a.Authors, me.Person)
			alone := false
			if author {
				if alone, err = v.Alone("answer.approve", authz.Relations{authz.Author: a.Authors}, p.Now()); err != nil {
					return nil, err
				}
			}
			switch {
			case !author:
				w.Actions = append(w.Actions, ui.Action{Label: "Approve it", Href: doing(rec.Number, "approve"), Post: true, Primary: true, Hidden: []ui.Hidden{{Name: "hash", Value: a.Content().Hash()}}})
			case alone:
				w.Actions = append(w.Actions, ui.Action{Label: "Approve it", Href: doing(rec.Number, "approve"), Primary: true})
			default:
				w.Text += " You wrote it: somebody else approves it."
			}
			w.Actions = append(w.Actions, ui.Action{Label: "Send it back", Href: doing(rec.Number, "return")})
		}
		out.Waiting = w
	}
	if a.Hash != "" && a.State != answer.Approved {
		old, found, err := p.s.ApprovedText(v, &row)
		if err != nil {
			return nil, err
		}
		if found {
			out.Approved = &approvedView{Title: "The text that was approved on " + old.Value.Approved.Long(), Body: markdown.HTML(old.Value.Text, nil)}
		}
	}
	return above(out), nil
}

// belowView is what the answer rests on and where it was used.
type belowView struct {
	Number string
	Leans  ui.Table
	Used   ui.Table
	Words  string
	Rest   *ui.Action
}

func (p *Pages) below(_ *http.Request, v *change.View, rec *records.Shown) (templ.Component, error) {
	leans, err := p.s.Leans(v, p.Today(), rec.ID)
	if err != nil {
		return nil, err
	}
	in, used, err := p.s.UsedIn(v, rec.ID)
	if err != nil {
		return nil, err
	}
	out := belowView{Number: rec.Number, Words: ui.Capital(used.Words())}
	out.Leans = ui.Table{Caption: "What it rests on", Columns: []ui.Column{{Label: "Record", Wide: true}, {Label: "How it stands"}, {Label: "Last day", Num: true, Short: true}}}
	page := records.PageOf(p.Frame)
	for _, l := range leans[rec.ID] {
		last := ui.Cell{Text: "none", Mute: true}
		if !l.Last.IsZero() {
			last = ui.Cell{Text: l.Last.Short(), NoWrap: true, Late: l.Broken}
		}
		out.Leans.Rows = append(out.Leans.Rows, ui.Row{Cells: []ui.Cell{{Text: l.Title, ID: l.Number, Href: page(l.Ref, nil)}, {Text: ui.Capital(l.Says), Late: l.Broken}, last}})
	}
	if rec.MayChange {
		out.Rest = &ui.Action{Label: "Say what it rests on", Href: doing(rec.Number, "rest")}
	}
	out.Used = ui.Table{Caption: "Where it was used", Columns: []ui.Column{{Label: "Bid", Wide: true}, {Label: "Buyer", HideSm: true}, {Label: "Stage"}, {Label: "What to know", Wide: true}}}
	a := rec.Value.(*answer.Answer)
	for _, b := range in {
		know := ui.Cell{Mute: true, Text: "nothing"}
		for _, w := range answer.Warnings(a, leans[rec.ID], p.Today(), b.Against) {
			if b.Live && w.Hard && w.Ref != "" {
				know = ui.Cell{Text: w.Text, Late: true}
				break
			}
		}
		out.Used.Rows = append(out.Used.Rows, ui.Row{Cells: []ui.Cell{{Text: b.Title, ID: b.Number, Href: "/bids/" + b.Number}, {Text: b.Buyer}, {Text: bid.StageWord(b.Stage)}, know}})
	}
	return below(out), nil
}

// actions are what can be done with an answer beside changing it.
func (p *Pages) actions(r *http.Request, v *change.View, rec *records.Shown) ([]ui.Action, error) {
	a := rec.Value.(*answer.Answer)
	if !rec.MayChange || v.Actor().AsAt != 0 {
		return nil, nil
	}
	var out []ui.Action
	acts := may(r.Context(), authz.Act)
	if a.State == answer.Draft && acts && a.Text != "" && len(a.Blanks()) == 0 {
		out = append(out, ui.Action{Label: "Put it up for review", Href: doing(rec.Number, "submit"), Post: true, Primary: true})
	}
	if a.State == answer.Approved && (acts || frame.Actor(r.Context()).Person == a.Owner) {
		out = append(out, ui.Action{Label: "Reviewed: good as it stands", Href: doing(rec.Number, "review"), Post: true})
	}
	out = append(out, ui.Action{Label: "Use it in a bid", Href: doing(rec.Number, "use")})
	return out, nil
}

// cell draws texts as they read, with how long they are.
func (p *Pages) cell(field string, value any) (ui.Cell, bool) {
	if n, ok := value.(int64); ok && field == "reviewEvery" && n == 0 {
		return ui.Cell{Text: "as its topic has it", Mute: true}, true
	}
	if d, ok := value.(civil.Date); ok && field == "reviewDue" && !d.IsZero() && d < p.Today() {
		return ui.Cell{Text: d.Short(), Sub: "stale", Late: true, NoWrap: true}, true
	}
	text, ok := value.(string)
	if !ok || text == "" {
		return ui.Cell{}, false
	}
	switch field {
	case "text", "short":
		n := answer.LengthOf(text)
		return ui.Cell{Body: written(markdown.HTML(text, nil), ui.Count(n.Words, "word", "words")+", "+ui.Count(n.Characters, "character", "characters"))}, true
	case "hash":
		return ui.Cell{Body: hashOf(text)}, true
	}
	return ui.Cell{}, false
}
