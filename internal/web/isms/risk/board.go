package risks

import (
	"cmp"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/isms/risk"
	"holdfast/internal/web/ui"
)

// board is everything that the first page reckons with.
type board struct {
	found   bool // there is a method in force
	method  risk.Method
	entries []entry
	live    int
}

// board reads the risks, what they are linked to, and the versions of the method.
func (p *Pages) board(in *change.View, today civil.Date) (board, error) {
	var b board
	all, err := p.Service.All(in, p.linkedTo()...)
	if err != nil {
		return b, err
	}
	versions, err := p.Service.Versions(in)
	if err != nil {
		return b, err
	}
	byID := map[string]*risk.Method{}
	for i := range versions {
		byID[versions[i].ID] = &versions[i].Value
		if versions[i].Value.State == risk.Approved {
			b.found, b.method = true, versions[i].Value
		}
	}
	controls, err := p.others(in, "control")
	if err != nil {
		return b, err
	}
	for i := range all.Rows {
		row := &all.Rows[i]
		e := entry{Row: row, judged: byID[row.Value.Method], standing: row.Value.Stands(all.State(row), today)}
		if e.judged == nil {
			e.judged = &risk.Method{}
		}
		e.stands = cmp.Or(row.Value.AfterScore, row.Value.Score)
		for _, id := range all.Linked(row.ID).Controls {
			if c, ok := controls[id]; ok {
				e.controls = append(e.controls, c)
			}
		}
		slices.SortFunc(e.controls, func(a, b other) int { return cmp.Compare(a.Num, b.Num) })
		e.due = e.when()
		if row.Value.Live() {
			b.live++
		}
		b.entries = append(b.entries, e)
	}
	return b, nil
}

// when gives the next day that the risk has: the treatment's, the acceptance's, or
// the review's.
func (e *entry) when() civil.Date {
	r := &e.Value
	switch {
	case !r.Live():
		return 0
	case e.standing.InForce && r.State != risk.InTreatment:
		return e.standing.Last.Until
	case r.State == risk.InTreatment && !r.Target.IsZero():
		return r.Target
	}
	return r.NextReview
}

// state says where the risk stands.
func (e *entry) state() (text string, late bool) {
	r := &e.Value
	switch s := e.standing; {
	case !r.Live():
		return "Closed", false
	case s.InForce && r.State == risk.InTreatment:
		return "In treatment, accepted to " + s.Last.Until.Short(), false
	case s.InForce:
		return "Accepted to " + s.Last.Until.Short(), false
	case s.Changed:
		return "Changed since accepted: accept again", true
	case s.Ended:
		return "Acceptance ended " + s.Last.Until.Short(), true
	}
	switch r.State {
	case risk.InTreatment:
		return "In treatment", false
	case risk.Treated:
		if r.Treatment == risk.Retain {
			return "Retained, not accepted yet", false
		}
		return "Treated, not accepted yet", false
	case risk.Assessed:
		return "Assessed, no treatment yet", false
	}
	return "To be assessed", false
}

func (b *board) above(e *entry, score int64) bool {
	return b.found && e.Value.Live() && b.method.Above(e.Value.Category, score)
}

// count counts the entries that match.
func (b *board) count(match func(*entry) bool) int {
	n := 0
	for i := range b.entries {
		if match(&b.entries[i]) {
			n++
		}
	}
	return n
}

func (b *board) head(mayAdd bool) ui.Head {
	h := ui.Head{Crumbs: []ui.Link{{Label: "ISMS"}, {Label: "Risks"}}, Actions: []ui.Action{{Label: "Method", Href: methodPath}, {Label: "In figures", Href: scenarioPath}}}
	if mayAdd {
		h.Actions = append(h.Actions, ui.Action{Label: "Add a risk", Href: newPath, Primary: true})
	}
	before := b.count(func(e *entry) bool { return b.above(e, e.Value.Score) })
	after := b.count(func(e *entry) bool { return b.above(e, e.stands) })
	judged := b.count(func(e *entry) bool { return e.Value.Live() && e.Value.Score > 0 })
	switch {
	case len(b.entries) == 0:
		h.Title = "No risks are on record yet"
	case !b.found:
		h.Title = ui.Count(b.live, "risk is", "risks are") + " on record, and no method to judge them by"
	case judged == 0:
		h.Title = ui.Count(b.live, "risk is", "risks are") + " on record, none assessed yet"
	case before == 0:
		h.Title = "None of " + ui.Count(b.live, "risk", "risks") + " is above appetite"
	default:
		verb := " are"
		if before == 1 {
			verb = " is"
		}
		h.Title = ui.Number(before) + " of " + ui.Count(b.live, "risk", "risks") + verb + " above appetite before treatment, and " + orNone(after) + " after it"
	}
	if !b.found {
		h.Lede = "Approve the method first: it says what likely and bad mean, and how much is too much."
		return h
	}
	h.Lede = appetiteWords(&b.method)
	return h
}

func orNone(n int) string {
	if n == 0 {
		return "none"
	}
	return ui.Number(n)
}

// appetiteWords says the appetite and who set it.
func appetiteWords(m *risk.Method) string {
	s := "Appetite: a residual score of " + itoa(m.Appetite) + " or less"
	for _, a := range m.Appetites {
		s += ", for " + a.Category + " " + itoa(a.Score)
	}
	return s + ", set by " + m.Basis + " of " + m.DecidedOn.Long() + "."
}

func (b *board) empty(mayAdd bool) *ui.Empty {
	e := &ui.Empty{Title: "What could go wrong, and is it too much?", Text: "Each risk stands here with how likely and bad it is before and after treatment, who owns it, what treats it, and until when its owner accepts what is left."}
	if !b.found {
		e.Ways = append(e.Ways, ui.Way{Label: "The method first.", Text: "Scales, matrix and appetite stand ready to be changed and approved.", Href: methodPath, Do: "Look at the method"})
	}
	if mayAdd {
		e.Ways = append(e.Ways,
			ui.Way{Label: "A starter set.", Text: "Risks of your industry, to tick.", Href: newPath + "?from=set", Do: "Choose from a set"},
			ui.Way{Label: "Ask me.", Text: "Nine questions, and the risks that follow from the answers.", Href: newPath + "?from=ask", Do: "Answer nine questions"},
			ui.Way{Label: "Type one.", Text: "Whatever kept you awake last.", Href: newPath + "?from=type", Do: "Type a risk"},
		)
	}
	return e
}
