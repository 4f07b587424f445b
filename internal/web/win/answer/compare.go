package answer

import (
	"fmt"
	"net/http"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/office/markdown"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
)

// maxQuestion bounds a question that is compared, in bytes.
const maxQuestion = 4000

// compare says which answers fit what a buyer asks.
func (p *Pages) compare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q, number := strings.TrimSpace(r.URL.Query().Get("q")), r.URL.Query().Get("bid")
	if len(q) > maxQuestion {
		return errs.At("/q", "Ask in fewer words: at most %d characters.", maxQuestion)
	}
	v := compareView{Fact: "Which answer fits what a buyer asks?", Then: "Paste the question: the library is searched by its words."}
	v.Question = ui.Field{ID: "q", Label: "What the buyer asks", Kind: "textarea", Rows: 3, Value: q}
	v.Bid = ui.Field{ID: "bid", Label: "For which bid", Kind: "select", Optional: true, Choices: []ui.Choice{{Label: "None: say how it stands today"}}}
	err := p.Door.See(ctx, frame.Actor(ctx), func(s *change.View) error {
		bids, err := change.List(s, p.s.Bids, register.Query{Filters: []register.Filter{register.Where("stage", bid.Considering, bid.Preparing, bid.Submitted)}, Sort: "title", Limit: 200, NoTotal: true})
		if err != nil {
			return err
		}
		ask := answer.Asking{Question: q, Limit: 5, Today: p.Today()}
		for _, b := range bids.Rows {
			on := b.Number == number
			if on {
				ask.Against = answer.AgainstBid(&b.Value)
			}
			v.Bid.Choices = append(v.Bid.Choices, ui.Choice{Value: b.Number, Label: b.Number + ": " + b.Value.Title, On: on})
		}
		if q == "" {
			return nil
		}
		found, err := p.s.Suggest(s, ask)
		for i := range found {
			v.Found = append(v.Found, p.found(r, &found[i]))
		}
		if n := len(found); n > 0 {
			v.Fact, v.Then = ui.Count(n, "answer fits.", "answers fit."), "The nearest first."
		} else {
			v.Fact, v.Then = "No answer fits.", "Write one, so that the next bid has it."
		}
		return err
	})
	if err != nil {
		return err
	}
	if v.Shell, err = p.Shell(ctx, "Find an answer", answer.Path, ""); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, comparePage(v))
}

func (p *Pages) found(r *http.Request, s *answer.Suggestion) foundView {
	n := answer.LengthOf(s.Value.Text)
	out := foundView{
		Number: s.Number, Href: path(s.Number), Question: s.Value.Question, Why: ui.Capital(strings.Join(s.Reasons, " · ")), Match: fmt.Sprintf("%d %%", int(100*s.Match+0.5)),
		Warnings: s.Warnings, Body: markdown.HTML(s.Value.Text, nil), Length: ui.Count(n.Words, "word", "words") + ", " + ui.Count(n.Characters, "character", "characters"),
	}
	if number := r.URL.Query().Get("bid"); number != "" && may(r.Context(), authz.Update) {
		out.Use = &ui.Action{Label: "Use it in " + number, Href: doing(s.Number, "use"), Post: true, Hidden: []ui.Hidden{{Name: "bid", Value: number}}}
	}
	return out
}
