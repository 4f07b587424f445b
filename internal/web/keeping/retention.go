package keeping

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/retention"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var retentionDone = map[string]string{
	"confirmed": "Confirmed. The records are being erased in the background.",
	"postponed": "Postponed.", "rule": "The rule is kept.", "held": "The hold is in force.", "released": "The hold is released.",
}

// samples is how many records of a register a proposal shows.
const samples = 5

type retentionView struct {
	Shell        ui.Shell
	Fact, Then   string
	Acts         bool
	Errors       ui.ErrorSummary
	Proposal     string // number of the open one; empty: none
	Groups       ui.Choices
	Except       ui.Field
	Reason       ui.Field
	Until        ui.Field
	PostponeWhy  ui.Field
	Held         int
	Rules        ui.Table
	Stores       ui.Table
	Source       string
	Holds        ui.Table
	HoldOver     ui.Choices
	HoldTarget   ui.Field
	HoldReason   ui.Field
	ReleaseForms []releaseForm
}

type releaseForm struct {
	Number string
	Reason ui.Field
}

func (k *Keeping) retention(w http.ResponseWriter, r *http.Request) error {
	return k.showRetention(w, r, http.StatusOK, nil)
}

// showRetention shows the page; wrong are faults of a form by field.
func (k *Keeping) showRetention(w http.ResponseWriter, r *http.Request, status int, wrong map[string]string) error {
	ctx := r.Context()
	sh, err := k.Shell(ctx, "Retention", retentionPath, frame.Done(r, retentionDone))
	if err != nil {
		return err
	}
	a := frame.Actor(ctx)
	v := retentionView{Shell: sh, Acts: acts(a)}
	if err := k.Door.See(ctx, a, func(in *change.View) error {
		if err := k.proposalOf(in, &v); err != nil {
			return err
		}
		if err := k.rulesOf(in, &v); err != nil {
			return err
		}
		return k.holdsOf(r, in, &v)
	}); err != nil {
		return err
	}
	typed := func(name string) string { return r.PostFormValue(name) }
	v.Except = ui.Field{ID: "except", Label: "Leave out all the same", Hint: "Numbers, such as CERT-3, with blanks between", Optional: true, Value: typed("except"), Err: wrong["except"]}
	v.Reason = ui.Field{ID: "reason", Label: "Note", Optional: true, Value: typed("reason"), Hint: "Kept in the trail: no names of people"}
	v.Until = ui.Field{ID: "until", Label: "Until", Kind: "date", Value: typed("until"), Err: wrong["until"]}
	v.PostponeWhy = ui.Field{ID: "postpone-reason", Name: "reason", Label: "Why", Required: true, Err: wrong["reason"]}
	v.Groups.Err = wrong["kinds"]
	v.HoldOver = ui.Choices{ID: "over", Name: "over", Legend: "What is held", Err: wrong["over"], Options: []ui.Choice{
		{Value: retention.OverRecord, Label: "One record", On: true}, {Value: retention.OverKind, Label: "A whole register"}, {Value: retention.OverPerson, Label: "Everything that names a person"},
	}}
	v.HoldTarget = ui.Field{ID: "target", Label: "Which", Hint: "A number such as CERT-3; a register such as certificate; or a name, an address or a telephone number", Required: true, Value: typed("target"), Err: wrong["target"]}
	v.HoldReason = ui.Field{ID: "hold-reason", Name: "why", Label: "Why", Required: true, Value: typed("why"), Err: wrong["why"]}
	v.Errors = ui.Problems(v.Except, v.Until, v.PostponeWhy, v.HoldTarget, v.HoldReason)
	if m := wrong["kinds"]; m != "" {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: "kinds", Text: m})
	}
	if m := wrong[""]; m != "" {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: m})
	}
	if v.Proposal == "" { // decided on in the meantime: its forms are gone
		for i, p := range v.Errors.Problems {
			if slices.Contains([]string{"except", "until", "postpone-reason", "kinds"}, p.Field) {
				v.Errors.Problems[i].Field = ""
			}
		}
	}
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, retentionPage(v))
}

func (k *Keeping) proposalOf(in *change.View, v *retentionView) error {
	next := "Next look: " + retention.Month(k.Today()).Long() + "."
	last, found, err := k.Service.Latest(in)
	if err != nil {
		return err
	}
	p := last.Value
	v.Fact, v.Then = "Nothing is past its time.", next
	if !found {
		return nil
	}
	v.Held = p.Held
	switch {
	case p.State == retention.ProposalPostponed:
		v.Fact = ui.Count(p.Records, "record is", "records are") + " past their time, and postponed."
		v.Then = "Until " + p.Until.Long() + ": " + p.Reason
		return nil
	case p.State == retention.ProposalConfirmed && p.Chosen > 0:
		v.Then = ui.Count(p.Chosen, "record was", "records were") + " confirmed to go with " + last.Number + ". " + next
		return nil
	case p.State != retention.ProposalOpen || p.Records == 0:
		return nil
	}
	v.Fact = ui.Count(p.Records, "record is past its time", "records are past their time") + " and waits for a person."
	if p.Records > 1 {
		v.Fact = ui.Count(p.Records, "", "records are past their time") + " and wait for a person."
	}
	v.Then = "Confirmed, they go for good, with every earlier version; the trail keeps their leaves. " + next
	v.Proposal = last.Number
	v.Groups = ui.Choices{ID: "kinds", Name: "kinds", Legend: "What goes", Many: true}
	port := in.Port().(retention.Port)
	groups, err := port.ItemGroups(in.Context(), last.ID)
	if err != nil {
		return err
	}
	for _, g := range groups {
		reg := k.Door.Book().Of(g.Kind)
		if g.State != retention.ItemProposed || reg == nil {
			continue
		}
		items, err := port.Items(in.Context(), last.ID, g.State, g.Kind, samples)
		if err != nil {
			return err
		}
		d := reg.Declaration()
		var some []string
		for _, i := range items {
			over, err := civil.Parse(i.Over)
			if err != nil {
				return err
			}
			some = append(some, d.Number(i.Num)+" since "+over.Long())
		}
		text := strings.Join(some, ", ")
		if g.Count > len(items) {
			text += ", and " + ui.Number(g.Count-len(items)) + " more"
		}
		v.Groups.Options = append(v.Groups.Options, ui.Choice{
			Value: string(g.Kind), Label: ui.Count(g.Count, d.Singular, d.Plural), Text: items[0].Why + ": " + text, On: true,
		})
	}
	return nil
}

func (k *Keeping) rulesOf(in *change.View, v *retentionView) error {
	rules, made, err := k.Service.RuleOf(in)
	if err != nil {
		return err
	}
	v.Rules = ui.Table{Caption: "How long each register is kept", Columns: []ui.Column{{Label: "Register"}, {Label: "Kept for", Wide: true}, {Label: "Why", Wide: true}}}
	for _, r := range rules {
		d := k.Door.Book().Of(register.Kind(r.Kind)).Declaration()
		name, why := ui.Cell{Text: ui.Capital(d.Plural)}, ui.Cell{Text: r.Basis}
		if v.Acts {
			name.Href = retentionPath + "/rules/" + r.Kind
		}
		if _, own := made[r.Kind]; !own {
			why.Sub = "Built in"
		}
		v.Rules.Rows = append(v.Rules.Rows, ui.Row{Cells: []ui.Cell{name, {Text: r.Words()}, why}})
	}
	v.Stores = ui.Table{Caption: "How long everything else is kept", Columns: []ui.Column{{Label: "What"}, {Label: "Kept for", Wide: true}, {Label: "Why", Wide: true}}}
	for _, s := range retention.Stores() {
		v.Stores.Rows = append(v.Stores.Rows, ui.Row{Cells: []ui.Cell{{Text: s.Name}, {Text: s.Keeps}, {Text: s.Basis}}})
	}
	v.Source = retention.BuiltIn().Source
	return nil
}

func (k *Keeping) holdsOf(r *http.Request, in *change.View, v *retentionView) error {
	rows, err := change.Collect(in, k.Holds, register.Query{Sort: "-number"})
	if err != nil {
		return err
	}
	v.Holds = ui.Table{Caption: "Legal holds", Columns: []ui.Column{{Label: "Hold"}, {Label: "What", Wide: true}, {Label: "Why", Wide: true}, {Label: "Since", Num: true}, {Label: "State"}}}
	over := map[string]string{retention.OverRecord: "The record", retention.OverKind: "The register", retention.OverPerson: "Everything that names"}
	for _, row := range rows {
		h := row.Value
		state := ui.Cell{Text: "Holds"}
		if !h.Standing() {
			state = ui.Cell{Text: "Released on " + h.Released.Long(), Sub: h.ReleaseWhy, Mute: true}
		} else if v.Acts {
			v.ReleaseForms = append(v.ReleaseForms, releaseForm{row.Number, ui.Field{ID: "why-" + row.Number, Name: "why", Label: "Release " + row.Number + ": why", Required: true}})
		}
		v.Holds.Rows = append(v.Holds.Rows, ui.Row{Cells: []ui.Cell{
			{Text: row.Number},
			{Text: over[h.Over] + " " + k.Name(r.Context(), h.Target)},
			{Text: h.Reason, Sub: k.Name(r.Context(), h.By)},
			{Text: h.Since.Long(), NoWrap: true},
			state,
		}})
	}
	return nil
}

// answer goes back after a change, or shows the page with what is wrong.
func (k *Keeping) answer(w http.ResponseWriter, r *http.Request, err error, done string, rename map[string]string) error {
	if err == nil {
		return frame.Back(w, retentionPath, done)
	}
	wrong, ok := frame.Faults(err)
	if code := errs.CodeOf(err); !ok && (code == errs.Conflict || code == errs.Forbidden && acts(frame.Actor(r.Context()))) {
		wrong, ok = map[string]string{"": errs.Safe(err)}, true
	}
	if !ok {
		return err
	}
	for from, to := range rename {
		if m, had := wrong[from]; had {
			delete(wrong, from)
			wrong[to] = m
		}
	}
	return k.showRetention(w, r, web.Status(errs.CodeOf(err)), wrong)
}

func (k *Keeping) confirm(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	c := retention.Choice{Number: r.PostFormValue("proposal"), Reason: strings.TrimSpace(r.PostFormValue("reason")), Except: strings.FieldsFunc(r.PostFormValue("except"), func(c rune) bool { return c == ' ' || c == ',' || c == '\n' || c == '\r' })}
	for _, kind := range r.PostForm["kinds"] {
		c.Kinds = append(c.Kinds, register.Kind(kind))
	}
	err := k.do(r, "retention-proposal.confirm", c.Reason, func(tx *change.Tx) error { return k.Service.Confirm(tx, c) })
	return k.answer(w, r, err, "confirmed", nil)
}

func (k *Keeping) postpone(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	until, wrong := frame.Day(r.PostFormValue("until"))
	var err error
	if wrong != "" {
		err = errs.At("/until", "%s", wrong)
	} else {
		reason := strings.TrimSpace(r.PostFormValue("reason"))
		err = k.do(r, "retention-proposal.postpone", reason, func(tx *change.Tx) error {
			return k.Service.Postpone(tx, r.PostFormValue("proposal"), until, reason)
		})
	}
	return k.answer(w, r, err, "postponed", nil)
}

func (k *Keeping) placeHold(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	h := retention.Hold{Over: r.PostFormValue("over"), Target: r.PostFormValue("target"), Reason: strings.TrimSpace(r.PostFormValue("why"))}
	err := k.do(r, "legal-hold.create", "", func(tx *change.Tx) error {
		_, err := k.Service.PlaceHold(tx, h)
		return err
	})
	return k.answer(w, r, err, "held", map[string]string{"reason": "why"})
}

func (k *Keeping) releaseHold(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	why := strings.TrimSpace(r.PostFormValue("why"))
	err := k.do(r, "legal-hold.release", why, func(tx *change.Tx) error {
		return k.Service.ReleaseHold(tx, r.PathValue("number"), why)
	})
	return k.answer(w, r, err, "released", map[string]string{"reason": ""})
}

type ruleView struct {
	Shell  ui.Shell
	Title  string
	Kind   string
	Fields []ui.Field
	From   ui.Choices
	Errors ui.ErrorSummary
}

func (k *Keeping) rule(w http.ResponseWriter, r *http.Request) error {
	var rule retention.Rule
	found := false
	if err := k.Door.See(r.Context(), frame.Actor(r.Context()), func(in *change.View) error {
		rules, _, err := k.Service.RuleOf(in)
		for _, x := range rules {
			if x.Kind == r.PathValue("kind") {
				rule, found = x, true
			}
		}
		return err
	}); err != nil {
		return err
	}
	if !found {
		return errs.New(errs.NotFound, "There is no such register.")
	}
	return k.showRule(w, r, http.StatusOK, rule, strconv.Itoa(rule.Months), nil)
}

func (k *Keeping) showRule(w http.ResponseWriter, r *http.Request, status int, rule retention.Rule, months string, wrong map[string]string) error {
	reg := k.Door.Book().Of(register.Kind(rule.Kind))
	if reg == nil {
		return errs.New(errs.NotFound, "There is no such register.")
	}
	d := reg.Declaration()
	sh, err := k.Shell(r.Context(), "How long "+d.Plural+" are kept", retentionPath, "")
	if err != nil {
		return err
	}
	v := ruleView{Shell: sh, Kind: rule.Kind, Title: "How long " + d.Plural + " are kept"}
	v.From = ui.Choices{ID: "from", Name: "from", Legend: "Counted from", Err: wrong["from"], Options: []ui.Choice{
		{Value: string(retention.FromEnd), Label: "The end of its life", Text: "The day it ended, was done or was deleted", On: rule.From == retention.FromEnd},
		{Value: string(retention.FromChange), Label: "Its last change", Text: "Also of what still lives", On: rule.From == retention.FromChange},
		{Value: string(retention.FromField), Label: "A date of the record", On: rule.From == retention.FromField},
	}}
	dates := []ui.Choice{{Value: "", Label: "none", On: rule.Field == ""}}
	for _, f := range d.Fields {
		if f.Type == register.Date && !f.Computed {
			dates = append(dates, ui.Choice{Value: f.Name, Label: f.Label, On: f.Name == rule.Field})
		}
	}
	v.Fields = []ui.Field{
		{ID: "months", Label: "Months", Kind: "number", Value: months, Required: true, Err: wrong["months"]},
		{ID: "field", Label: "Which date", Kind: "select", Choices: dates, Value: rule.Field, Err: wrong["field"], Hint: "Where it is counted from a date of the record"},
		{ID: "basis", Label: "Why so long", Kind: "textarea", Rows: 3, Value: rule.Basis, Required: true, Err: wrong["basis"]},
	}
	v.Errors = ui.Problems(v.Fields...)
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, rulePage(v))
}

func (k *Keeping) setRule(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	months, _ := strconv.Atoi(strings.TrimSpace(r.PostFormValue("months"))) // 0 is refused by the rule
	rule := retention.Rule{
		Kind: r.PathValue("kind"), Months: months, From: retention.From(r.PostFormValue("from")),
		Basis: strings.TrimSpace(r.PostFormValue("basis")),
	}
	if rule.From == retention.FromField {
		rule.Field = r.PostFormValue("field")
	}
	err := k.do(r, "retention-rule.update", "", func(tx *change.Tx) error { return k.Service.SetRule(tx, rule) })
	if err == nil {
		return frame.Back(w, retentionPath, "rule")
	}
	wrong, ok := frame.Faults(err)
	if !ok {
		return err
	}
	return k.showRule(w, r, http.StatusUnprocessableEntity, rule, r.PostFormValue("months"), wrong)
}
