package document

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/document"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// acting fills what who looks can do.
func (p *Pages) acting(v *showView, all *whole, r *http.Request, shown *document.VersionRow, which string, wrong error) {
	ctx, d, n := r.Context(), &all.doc.Value, all.doc.Number
	me := frame.Actor(ctx)
	writes, acts := may(ctx, authz.Update, authz.Drafts), may(ctx, authz.Act, authz.ISMS)
	if shown != nil {
		v.Head.Actions = append(v.Head.Actions,
			ui.Action{Label: "PDF", Href: path(n, "versions", shown.Value.Version, "pdf"), Quiet: true},
			ui.Action{Label: "Print", Href: path(n, "versions", shown.Value.Version, "print"), Quiet: true})
	}
	if may(ctx, authz.Update, authz.ISMS) && d.State != document.Withdrawn {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Details", Href: path(n, "details"), Quiet: true})
	}
	if d.State == document.Withdrawn {
		return
	}
	p.owedHere(v, all, me, shown)
	if all.working == nil {
		if writes && which == "" {
			v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Write the next version", Href: path(n, "edit")})
		}
	} else if all.working.Value.State == document.Review {
		v.Waiting = p.waiting(all, me, writes, acts, r, wrong)
	} else if writes {
		v.Writing = p.writing(all, r, which, wrong)
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Go on writing", Href: path(n, "edit"), Primary: v.Owed == nil})
	}
	if all.working != nil && which == "" && shown != nil {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Read the draft", Href: path(n, "draft")})
	}
	if d.State == document.Approved && which == "" && (me.Person == d.Owner && may(ctx, authz.Update, authz.ISMS) || acts) {
		v.Head.Actions = append(v.Head.Actions, ui.Action{Label: "Reviewed: good as it stands", Href: path(n, "review"), Post: true})
	}
	if acts && which == "" {
		v.Ends = &endView{Why: ui.Field{ID: "withdraw-why", Name: "reason", Label: "Why it is no longer needed", Required: true, Value: typed(r, "withdraw", "reason"), Err: faultOf(wrong, "withdraw", r, "reason")}}
	}
}

// owedHere offers the acknowledgement of the version that is shown.
func (p *Pages) owedHere(v *showView, all *whole, me change.Actor, shown *document.VersionRow) {
	d := &all.doc.Value
	if shown == nil || shown.Value.Version != d.Version {
		return
	}
	for _, m := range document.ReadersOf(d, all.members, all.acks).Outstanding() {
		if m.Person == me.Person && me.AsAt == 0 {
			v.Owed = &ui.Action{Label: "I have read version " + d.Version, Href: path(all.doc.Number, "acknowledge"), Post: true, Primary: true, Hidden: []ui.Hidden{{Name: "version", Value: d.Version}}}
			v.OwedBy = "You are asked to read it by " + d.AckDue.Long() + "."
		}
	}
}

// typed gives what was typed into a field, when this form was the one sent.
func typed(r *http.Request, form, field string) string {
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/"+form) {
		return r.PostFormValue(field)
	}
	return ""
}

// faultOf gives what is wrong with a field of the form that was sent; what is about
// no field of it stands at the first.
func faultOf(wrong error, form string, r *http.Request, field string) string {
	if wrong == nil || !strings.HasSuffix(r.URL.Path, "/"+form) {
		return ""
	}
	if faults, ok := frame.Faults(wrong); ok {
		return faults[field]
	}
	return ""
}

// waiting is the panel of a draft in review.
func (p *Pages) waiting(all *whole, me change.Actor, writes, acts bool, r *http.Request, wrong error) *waitingView {
	d, w := &all.doc.Value, &all.working.Value
	var reviewers []string
	for _, x := range d.Reviewers {
		reviewers = append(reviewers, all.name(x))
	}
	out := &waitingView{Number: all.doc.Number, Note: w.Note, Hash: w.SubmittedHash, Takes: writes, Returns: writes && !slices.Contains(w.Authors, me.Person)}
	out.Text = "Put up for review by " + all.name(d.SubmittedBy) + " on " + d.Submitted.Long() + ". " + ui.List(reviewers...) + areAsked(len(reviewers))
	if w.Base != "" {
		out.Compare = path(all.doc.Number, "compare") + "?from=" + w.Base + "&to=draft"
	}
	author := slices.Contains(w.Authors, me.Person)
	out.Approves = acts && (!author || p.alone(r, w.Authors))
	out.Effective = ui.Field{ID: "effective", Label: "In force from", Kind: "date", Hint: "Today, unless you say another day", Optional: true, Value: typed(r, "approve", "effective"), Err: faultOf(wrong, "approve", r, "effective")}
	if author {
		out.Reason = ui.Field{ID: "alone", Name: "reason", Label: "Why you approve what you wrote", Hint: "Nobody else can: the reason is kept with the version", Required: true, Value: typed(r, "approve", "reason"), Err: faultOf(wrong, "approve", r, "reason")}
	}
	out.Why = ui.Field{ID: "return-why", Name: "reason", Label: "What is to be put right", Required: true, Value: typed(r, "return", "reason"), Err: faultOf(wrong, "return", r, "reason")}
	out.Problem = problem(wrong, r, "approve", "return", "take-back")
	return out
}

// problem says what was refused of one of the forms, beside its fields.
func problem(wrong error, r *http.Request, forms ...string) string {
	if wrong == nil || !slices.ContainsFunc(forms, func(f string) bool { return strings.HasSuffix(r.URL.Path, "/"+f) }) {
		return ""
	}
	if faults, ok := frame.Faults(wrong); ok {
		return faults["body"] + faults["note"] + faults[""]
	}
	return errs.Safe(wrong)
}

// alone says that nobody else could approve.
func (p *Pages) alone(r *http.Request, authors []string) bool {
	alone := false
	_ = p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) (err error) { // not told, it is refused
		alone, err = v.Alone("document.approve", authz.Relations{authz.Author: authors}, p.Now())
		return err
	})
	return alone
}

// writing is the panel of a draft.
func (p *Pages) writing(all *whole, r *http.Request, which string, wrong error) *writingView {
	w := &all.working.Value
	out := &writingView{Number: all.doc.Number, Submits: may(r.Context(), authz.Act, authz.Drafts), Discards: all.doc.Value.Version != "", Shown: which == document.Draft}
	if w.Returned != "" {
		out.Returned = "Sent back by " + all.name(w.ReturnedBy) + ": " + w.Returned
	}
	open := document.Blanks(w.Body)
	out.Open = document.BlankLabels(open)
	out.Answers = slices.ContainsFunc(open, func(n string) bool { b := document.BlankOf(n); return b != nil && !b.Own })
	out.Reviewers = ui.Choices{ID: "reviewers", Name: "reviewers", Legend: "Who reviews and approves it", Hint: "Nobody approves what they wrote", Many: true, Err: faultOf(wrong, "submit", r, "reviewers")}
	for _, m := range all.members {
		if document.Inside(all.members, m.Person) && authz.Allows(authz.Role(m.Role), authz.Act, authz.ISMS) && !slices.Contains(w.Authors, m.Person) {
			out.Reviewers.Options = append(out.Reviewers.Options, ui.Choice{Value: m.Person, Label: m.Name, Text: frame.RoleWord(authz.Role(m.Role)), On: slices.Contains(r.PostForm["reviewers"], m.Person)})
		}
	}
	if len(out.Reviewers.Options) == 0 { // an organisation of one
		out.Reviewers.Hint = "Nobody else can approve it: you do, for a stated reason"
		me := frame.Actor(r.Context())
		out.Reviewers.Options = []ui.Choice{{Value: me.Person, Label: me.Name, On: true}}
	}
	if len(out.Reviewers.Options) == 1 {
		out.Reviewers.Options[0].On = true
	}
	out.Problem = problem(wrong, r, "submit", "discard")
	return out
}

// refHref gives where a clause or control is shown.
func refHref(ref string) string {
	if strings.HasPrefix(ref, "A.") {
		return "/controls/" + ref
	}
	if ref != "" && ref[0] >= '0' && ref[0] <= '9' {
		return "/clauses/" + ref
	}
	return ""
}

func areAsked(n int) string {
	if n == 1 {
		return " is asked to read it."
	}
	return " are asked to read it."
}

// short gives the beginning of a hash, as people compare it.
func short(hash string) string {
	if len(hash) < 12 {
		return hash
	}
	return hash[:12]
}

// reads are the ways to what waits for approval.
func (w *waitingView) reads() []ui.Action {
	out := []ui.Action{{Label: "Read it", Href: path(w.Number, "draft")}}
	if w.Compare != "" {
		out = append(out, ui.Action{Label: "See what changed", Href: w.Compare})
	}
	return out
}

// fills are the ways to fill in what is open.
func (w *writingView) fills() []ui.Action {
	var out []ui.Action
	if w.Answers {
		out = append(out, ui.Action{Label: "Answer for all documents", Href: document.Path + "/answers"})
	}
	return append(out, ui.Action{Label: "Fill in here", Href: path(w.Number, "edit")})
}
