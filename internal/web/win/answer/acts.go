package answer

import (
	"net/http"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/isms/actform"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
)

// acts names the actions of an answer: what the trail calls them, the form that
// asks before, and what is done.
var acts = map[string]struct {
	action, title, lede, button string
	verb                        authz.Verb
	run                         func(p *Pages, tx *change.Tx, r *http.Request, number string) error
}{
	"submit": {"answer.submit", "Put it up for review", "Somebody who did not write it reads and approves it.", "Put it up for review", authz.Act, func(p *Pages, tx *change.Tx, _ *http.Request, n string) error {
		return p.s.Submit(tx, n)
	}},
	"approve": {"answer.approve", "Approve the answer", "Exactly this text may then be sent to buyers, until its next review.", "Approve it", authz.Act, func(p *Pages, tx *change.Tx, r *http.Request, n string) error {
		return p.s.Approve(tx, n, answer.Approval{Hash: r.PostFormValue("hash"), Reason: r.PostFormValue("reason")})
	}},
	"return": {"answer.return", "Send it back", "It becomes a draft again; its authors are told why.", "Send it back", authz.Act, func(p *Pages, tx *change.Tx, r *http.Request, n string) error {
		return p.s.Return(tx, n, r.PostFormValue("reason"))
	}},
	"review": {"answer.update", "Reviewed: good as it stands", "Its text stays approved until the next review.", "It is good as it stands", authz.Update, func(p *Pages, tx *change.Tx, _ *http.Request, n string) error {
		return p.s.Reaffirm(tx, n)
	}},
	"rest": {"answer.update", "What the answer rests on", "When one of them ends, everybody who uses the answer is told.", "Keep it", authz.Update, func(p *Pages, tx *change.Tx, r *http.Request, n string) error {
		return p.s.Rest(tx, n, strings.FieldsFunc(r.PostFormValue("on"), func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '\n' || c == '\r' }))
	}},
	"use": {"answer.update", "Use the answer in a bid", "It is counted, and the bid is warned when what it rests on ends before the award.", "Use it", authz.Update, func(p *Pages, tx *change.Tx, r *http.Request, n string) error {
		number := r.PostFormValue("bid")
		if number == "" {
			return errs.At("/bid", "Choose a bid.")
		}
		return p.s.Use(tx, n, number)
	}},
}

// form makes the form of an action for an answer.
func (p *Pages) form(r *http.Request) (actform.Form, error) {
	number, name := r.PathValue("number"), r.PathValue("action")
	act, ok := acts[name]
	if !ok {
		return actform.Form{}, errs.New(errs.NotFound, "There is no such page.")
	}
	if err := must(r.Context(), act.verb); err != nil {
		return actform.Form{}, err
	}
	f := actform.Form{Title: act.title, Lede: act.lede, Button: act.button}
	err := p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		row, err := p.s.Find(v, number)
		if err != nil {
			return err
		}
		f.Path, f.Back = doing(row.Number, name), path(row.Number)
		f.Crumbs = crumbs(ui.Link{Label: row.Number, Href: f.Back})
		f.Fields, err = p.fields(v, name, &row)
		return err
	})
	return f, err
}

// fields are what an action asks.
func (p *Pages) fields(v *change.View, name string, row *answer.Row) ([]ui.Field, error) {
	switch name {
	case "approve":
		reason := actform.ReasonField()
		return []ui.Field{
			{ID: "hash", Label: "SHA-256 of the text that you have read", Value: row.Value.Content().Hash(), Required: true, Hint: "Filled in: it binds the approval to exactly this text"},
			reason,
		}, nil
	case "return":
		return []ui.Field{{ID: "reason", Label: "What is to be put right", Kind: "textarea", Rows: 3, Required: true}}, nil
	case "rest":
		leans, err := p.s.Leans(v, p.Today(), row.ID)
		if err != nil {
			return nil, err
		}
		var on []string
		for _, l := range leans[row.ID] {
			on = append(on, l.Number)
		}
		return []ui.Field{{ID: "on", Label: "Records that it rests on", Value: strings.Join(on, ", "), Hint: "Their numbers with commas between: CERT-3, EV-12, DOC-4, CTL-7", Optional: true}}, nil
	case "use":
		bids, err := change.List(v, p.s.Bids, register.Query{Filters: []register.Filter{register.Where("stage", bid.Considering, bid.Preparing, bid.Submitted)}, Sort: "title", Limit: 200, NoTotal: true})
		if err != nil {
			return nil, err
		}
		f := ui.Field{ID: "bid", Label: "Bid", Kind: "select", Required: true, Choices: []ui.Choice{{Label: "Choose a bid"}}}
		for _, b := range bids.Rows {
			f.Choices = append(f.Choices, ui.Choice{Value: b.Number, Label: b.Number + ": " + b.Value.Title})
		}
		return []ui.Field{f}, nil
	}
	return nil, nil
}

func (p *Pages) actionForm(w http.ResponseWriter, r *http.Request) error {
	f, err := p.form(r)
	if err != nil {
		return err
	}
	return actform.Show(p.Frame, w, r, f)
}

func (p *Pages) act(w http.ResponseWriter, r *http.Request) error {
	f, err := p.form(r)
	if err != nil {
		return err
	}
	name, number := r.PathValue("action"), r.PathValue("number")
	return actform.Do(p.Frame, w, r, f, name, func() error {
		return p.do(r, acts[name].action, r.PostFormValue("reason"), nil, func(tx *change.Tx) error {
			return acts[name].run(p, tx, r, number)
		})
	})
}
