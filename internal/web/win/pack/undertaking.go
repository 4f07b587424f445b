package pack

import (
	"net/http"

	"github.com/a-h/templ"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/office/markdown"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/isms/actform"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/pack"
)

// PromiseView is the undertaking as it stands, with who wrote and approved it.
type PromiseView struct {
	Shell   ui.Shell
	Bid     string
	Head    ui.Head
	Errors  ui.ErrorSummary
	Text    templ.Component
	Facts   []ui.KV
	Owed    *ui.Table
	Gaps    []string
	Approve string // where it is approved; empty: not by who looks
	Hash    string
	Alone   *ui.Field
	Write   string
}

// undertaking shows the text, or the form where there is none yet or it is to be
// written on.
func (p *Pages) undertaking(w http.ResponseWriter, r *http.Request) error {
	f, l, err := p.promise(r)
	if err != nil {
		return err
	}
	a := frame.Actor(r.Context())
	if may(a, authz.Update) && l.value().State != pack.Sent && (l.value().Undertaking.Text == "" || r.URL.Query().Has("write")) {
		f.Back = path(l.house.Bid.Number)
		return actform.Show(p.Frame, w, r, f)
	}
	return p.undertakingPage(w, r, http.StatusOK, "")
}

func (p *Pages) undertakingPage(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	ctx, a := r.Context(), frame.Actor(r.Context())
	l, err := p.load(r)
	if err != nil {
		return err
	}
	b, u := l.house.Bid.Number, &l.value().Undertaking
	sh, err := p.Shell(ctx, "Renewal undertaking", "/bids/"+b, frame.Done(r, done))
	if err != nil {
		return err
	}
	v := PromiseView{Shell: sh, Bid: b, Head: head(b, "The renewal undertaking is not written", pack.Advice)}
	if wrong != "" {
		v.Shell.Problem, v.Errors = true, ui.ErrorSummary{Problems: []ui.Problem{{Text: wrong}}}
	}
	for _, o := range l.house.Owed() {
		if v.Owed == nil {
			v.Owed = &ui.Table{Caption: "Renewals owed while the contract runs", Columns: []ui.Column{{Label: "What"}, {Label: "By", Num: true}, {Label: "Work begins by", Num: true}}}
		}
		by, sub := o.By[0].Short(), ""
		if n := len(o.By) - 1; n > 0 {
			sub = "and " + ui.Count(n, "time more", "times more")
		}
		v.Owed.Rows = append(v.Owed.Rows, ui.Row{Cells: []ui.Cell{{Text: o.Name, ID: o.Certificate}, {Text: by, Sub: sub, NoWrap: true}, {Text: o.Start.Short(), NoWrap: true, Late: !o.Start.IsZero() && o.Start < l.house.Today}}})
	}
	gaps := l.house.Gaps()
	for i := range gaps {
		v.Gaps = append(v.Gaps, gaps[i].Says()+".")
	}
	if u.Text != "" {
		v.Text = templ.Raw(markdown.HTML(u.Text, nil))
		v.Head.Title = "The renewal undertaking waits for its approval"
		if u.InForce() {
			v.Head.Title = "The renewal undertaking is approved"
		}
		v.Facts = []ui.KV{{Label: "Who signs it", Value: u.Signer}, {Label: "Written", Value: u.Written.Long() + " by " + names(p, r, u.Authors)}}
		if u.InForce() {
			v.Facts = append(v.Facts, ui.KV{Label: "Approved", Value: u.Approved.Long() + " by " + p.Name(ctx, u.ApprovedBy)})
			if u.Alone != "" {
				v.Facts = append(v.Facts, ui.KV{Label: "Alone, because", Value: u.Alone})
			}
		} else if mayApprove(a) && l.value().State != pack.Sent {
			v.Approve, v.Hash = path(b)+"/undertaking/approve", u.Content()
			alone := false
			if err := p.Door.See(ctx, a, func(view *change.View) (err error) {
				alone, err = view.Alone("pack.approve", u.Relations(), p.Now())
				return err
			}); err != nil {
				return err
			}
			if alone {
				field := actform.ReasonField()
				v.Alone = &field
			}
		}
		if u.Basis != l.house.Basis() {
			v.Gaps = append(v.Gaps, "What is owed has changed since it was written.")
		}
	}
	if may(a, authz.Update) && l.value().State != pack.Sent {
		v.Write = path(b) + "/undertaking?write"
	}
	return web.Render(w, r, status, PromisePage(v))
}

func names(p *Pages, r *http.Request, people []string) string {
	out := make([]string, len(people))
	for i, id := range people {
		out[i] = p.Name(r.Context(), id)
	}
	return ui.List(out...)
}
