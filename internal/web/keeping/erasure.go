package keeping

import (
	"fmt"
	"net/http"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/retention"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var erasureDone = map[string]string{
	"asked": "It waits for a second person, who confirms it here.", "confirmed": "Confirmed. It is done in the background.", "dropped": "Taken back: nothing was erased.",
}

type erasureView struct {
	Shell      ui.Shell
	Fact, Then string
	Acts       bool
	Errors     ui.ErrorSummary
	Member     ui.Field
	Strings    ui.Field
	Waiting    []waiting
	Past       ui.Table
}

type waiting struct {
	Number, Reason, By, On string
	Texts                  int
	Kept                   int
	Why                    ui.Field
}

func (k *Keeping) erasure(w http.ResponseWriter, r *http.Request) error {
	return k.showErasure(w, r, http.StatusOK, nil)
}

func (k *Keeping) showErasure(w http.ResponseWriter, r *http.Request, status int, wrong map[string]string) error {
	ctx := r.Context()
	sh, err := k.Shell(ctx, "Erasure", erasurePath, frame.Done(r, erasureDone))
	if err != nil {
		return err
	}
	a := frame.Actor(ctx)
	v := erasureView{Shell: sh, Acts: acts(a), Then: "A person is taken out of every record, every earlier version and everything beside them. The trail keeps its leaves, and still proves what was done."}
	var rows []register.Row[retention.Erasure]
	if err := k.Door.See(ctx, a, func(in *change.View) (err error) {
		rows, err = change.Collect(in, k.Erasures, register.Query{Sort: "-number"})
		return err
	}); err != nil {
		return err
	}
	v.Past = ui.Table{Caption: "Erasures", Columns: []ui.Column{{Label: "Erasure"}, {Label: "Why", Wide: true}, {Label: "What it touched", HideMd: true}, {Label: "By"}, {Label: "State"}}}
	running, done := 0, 0
	for _, row := range rows {
		e := row.Value
		switch e.State {
		case retention.StateAsked:
			v.Waiting = append(v.Waiting, waiting{
				Number: row.Number, Reason: e.Reason, By: k.Name(ctx, e.AskedBy), On: e.Asked.Long(), Texts: e.Texts, Kept: len(e.Kept),
				Why: ui.Field{ID: "why-" + row.Number, Name: "why", Label: "Why you alone", Optional: true, Hint: "Only where nobody else can confirm it"},
			})
			continue
		case retention.StateRunning:
			running++
		case retention.StateDone:
			done++
		}
		what := "A person"
		if e.What == retention.WhatRecords {
			what = "Records past their time (" + e.Proposal + ")"
		}
		state := ui.Cell{Text: map[string]string{retention.StateRunning: "Under way", retention.StateDone: "Done", retention.StateDropped: "Taken back"}[e.State]}
		if !e.Done.IsZero() {
			state.Sub = e.Done.Long()
		}
		if e.Left > 0 {
			state.Sub += "; " + ui.Count(e.Left, "place", "places") + " left"
			state.Late = true
		}
		if e.Replayed {
			state.Sub += "; again, after a restore"
		}
		v.Past.Rows = append(v.Past.Rows, ui.Row{Cells: []ui.Cell{
			{Text: row.Number, Sub: what}, {Text: e.Reason}, {Text: e.Words()}, {Text: k.Name(ctx, e.AskedBy), Sub: k.Name(ctx, e.ConfirmedBy)}, state,
		}})
	}
	switch {
	case len(v.Waiting) > 0:
		v.Fact = ui.Count(len(v.Waiting), "erasure waits", "erasures wait") + " for a second person."
	case running > 0:
		v.Fact = ui.Count(running, "erasure is", "erasures are") + " under way."
	case done > 0:
		v.Fact = "Nothing waits. " + ui.Count(done, "erasure is", "erasures are") + " done."
	default:
		v.Fact = "Nothing has been erased."
	}
	choices := []ui.Choice{{Value: "", Label: "nobody who has worked here"}}
	for _, m := range k.Members(ctx) {
		choices = append(choices, ui.Choice{Value: m.Person, Label: m.Name})
	}
	v.Member = ui.Field{ID: "member", Label: "A member", Kind: "select", Choices: choices, Value: r.PostFormValue("member"), Err: wrong["member"], Hint: "The name and the address of the membership are looked for too"}
	v.Strings = ui.Field{ID: "strings", Label: "And these texts", Kind: "textarea", Rows: 4, Value: r.PostFormValue("strings"), Err: wrong["strings"], Hint: "A name, an address of e-mail or a telephone number, one a line, in every form in which it may stand"}
	v.Errors = ui.Problems(v.Member, v.Strings)
	if m := wrong[""]; m != "" {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: m})
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, erasurePage(v))
}

// askOf reads whom a form is about, with what is kept.
func askOf(r *http.Request) retention.Ask {
	a := retention.Ask{Member: r.PostFormValue("member"), Reason: strings.TrimSpace(r.PostFormValue("reason"))}
	for line := range strings.Lines(r.PostFormValue("strings")) {
		if line = strings.TrimSpace(line); line != "" {
			a.Strings = append(a.Strings, line)
		}
	}
	for name, values := range r.PostForm {
		if field, ok := strings.CutPrefix(name, "keep:"); ok && strings.TrimSpace(values[0]) != "" {
			a.Keep = append(a.Keep, retention.Kept{Field: field, Reason: strings.TrimSpace(values[0])})
		}
	}
	return a
}

type previewView struct {
	Shell   ui.Shell
	Title   string
	Lede    string
	Errors  ui.ErrorSummary
	Member  string
	Strings string
	Places  []placeView
	Events  int
	Held    string
	Files   string
	Short   string
	People  int
	Reason  ui.Field
	Found   bool
}

type placeView struct {
	Title   string
	Samples []retention.Sample
	Keep    ui.Field
}

func (k *Keeping) preview(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	return k.showPreview(w, r, http.StatusOK, nil)
}

func (k *Keeping) showPreview(w http.ResponseWriter, r *http.Request, status int, wrong map[string]string) error {
	ask := askOf(r)
	found, err := k.Service.Preview(r.Context(), frame.Actor(r.Context()), ask)
	if err != nil {
		return k.refuse(w, r, err)
	}
	sh, err := k.Shell(r.Context(), "Where the person is named", erasurePath, "")
	if err != nil {
		return err
	}
	v := previewView{
		Shell: sh, Member: ask.Member, Strings: strings.Join(ask.Strings, "\n"), Events: found.Events, People: len(found.People),
		Held: strings.Join(found.Held, ", "), Files: strings.Join(found.Files, ", "), Short: strings.Join(found.Short, ", "),
		Found: found.Open() > 0, Title: "Found nowhere.",
		Lede: "Each place below goes, unless you say why it is kept. A second person confirms it before anything is erased.",
	}
	total := 0
	for _, p := range found.Places {
		total += p.Count
		title := fmt.Sprintf("%s in %s: %s", ui.Count(p.Count, "time", "times"), p.Where, p.What)
		v.Places = append(v.Places, placeView{title, p.Samples, ui.Field{ID: "keep-" + p.Field, Name: "keep:" + p.Field, Label: "Keep it, because", Optional: true, Value: p.Keep}})
	}
	if v.Found {
		v.Title = "Found " + ui.Count(total, "time", "times") + " in " + ui.Count(len(v.Places), "place", "places") + ", and in " + ui.Count(found.Events, "event", "events") + " of the trail."
	}
	v.Reason = ui.Field{ID: "reason", Label: "Why", Hint: "Such as the day of the request, without the person's name: it is kept in the trail", Required: true, Value: ask.Reason, Err: wrong["reason"]}
	v.Errors = ui.Problems(v.Reason)
	for _, field := range []string{"keep", "strings", "member", ""} {
		if m := wrong[field]; m != "" {
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: m})
		}
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, previewPage(v))
}

// refuse shows the first page with why it was refused.
func (k *Keeping) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	wrong, ok := frame.Faults(err)
	if code := errs.CodeOf(err); !ok && (code == errs.Conflict || code == errs.Forbidden && acts(frame.Actor(r.Context()))) {
		wrong, ok = map[string]string{"": errs.Safe(err)}, true
	}
	if !ok {
		return err
	}
	if m, had := wrong["reason"]; had {
		wrong[""] = m
	}
	return k.showErasure(w, r, web.Status(errs.CodeOf(err)), wrong)
}

func (k *Keeping) ask(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ask := askOf(r)
	err := k.do(r, "erasure.create", "", func(tx *change.Tx) error {
		_, err := k.Service.AskErasure(tx, ask)
		return err
	})
	if err == nil {
		return frame.Back(w, erasurePath, "asked")
	}
	if wrong, ok := frame.Faults(err); ok {
		return k.showPreview(w, r, http.StatusUnprocessableEntity, wrong)
	}
	return k.refuse(w, r, err)
}

func (k *Keeping) confirmErasure(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	why := strings.TrimSpace(r.PostFormValue("why"))
	err := k.do(r, "erasure.confirm", why, func(tx *change.Tx) error {
		return k.Service.ConfirmErasure(tx, r.PathValue("number"))
	})
	if err != nil {
		return k.refuse(w, r, err)
	}
	return frame.Back(w, erasurePath, "confirmed")
}

func (k *Keeping) dropErasure(w http.ResponseWriter, r *http.Request) error {
	err := k.do(r, "erasure.drop", "", func(tx *change.Tx) error {
		return k.Service.DropErasure(tx, r.PathValue("number"))
	})
	if err != nil {
		return k.refuse(w, r, err)
	}
	return frame.Back(w, erasurePath, "dropped")
}
