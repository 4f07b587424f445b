package control

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/register"
)

// The fields of a line that a comparison tells apart.
const (
	FieldLine      = "control" // added or removed
	FieldApplies   = "applies"
	FieldStatus    = "status"
	FieldOwner     = "owner"
	FieldReason    = "reason"
	FieldHow       = "how"
	FieldTarget    = "target"
	FieldRisks     = "risks"
	FieldDocuments = "documents"
	FieldTitle     = "title"
)

// fieldWords are their names for one and for many, in the order in which a
// summary says them.
var fieldWords = []struct{ field, one, many, label string }{
	{FieldLine, "control", "controls", "Control"},
	{FieldApplies, "decision", "decisions", "Applies"},
	{FieldStatus, "status", "statuses", "Status"},
	{FieldOwner, "owner", "owners", "Owner"},
	{FieldReason, "reason", "reasons", "Reason"},
	{FieldHow, "description", "descriptions", "How it is met"},
	{FieldTarget, "target date", "target dates", "Implemented by"},
	{FieldRisks, "set of linked risks", "sets of linked risks", "Linked risks"},
	{FieldDocuments, "set of documents", "sets of documents", "Documents"},
	{FieldTitle, "title", "titles", "Title"},
}

// Difference is one field of one control that differs between two statements.
type Difference struct {
	Ref   string `json:"ref"`
	Title string `json:"title"`
	Field string `json:"field"` // one of the constants above
	Label string `json:"label"` // "Status"
	// From and To are the two values in words; empty: there was none.
	From string `json:"from"`
	To   string `json:"to"`
}

// Differences are what differs, in the order of the references.
type Differences []Difference

// Diff compares two statements field by field. A decision that is turned round
// is one difference of FieldApplies: that its status and reason follow is not
// said again. An owner is the same while the person is, whatever their name.
func Diff(from, to *Statement) Differences {
	out := Differences{}
	before, after := map[string]*Line{}, map[string]*Line{}
	refs := []string{}
	for i := range from.Lines {
		before[from.Lines[i].Ref] = &from.Lines[i]
		refs = append(refs, from.Lines[i].Ref)
	}
	for i := range to.Lines {
		after[to.Lines[i].Ref] = &to.Lines[i]
		if before[to.Lines[i].Ref] == nil {
			refs = append(refs, to.Lines[i].Ref)
		}
	}
	slices.SortStableFunc(refs, func(a, b string) int { return cmp.Compare(Order(a), Order(b)) })
	for _, ref := range refs {
		out = append(out, diffLine(before[ref], after[ref])...)
	}
	return out
}

func diffLine(a, b *Line) Differences {
	var out Differences
	shown := b
	if b == nil {
		shown = a
	}
	say := func(field, from, to string) {
		if from != to {
			out = append(out, Difference{Ref: shown.Ref, Title: shown.Title, Field: field, Label: fieldLabel(field), From: from, To: to})
		}
	}
	if a == nil {
		say(FieldLine, "", "added: "+b.standing())
		return out
	}
	if b == nil {
		say(FieldLine, a.standing(), "")
		return out
	}
	say(FieldTitle, a.Title, b.Title)
	if a.Applies != b.Applies {
		say(FieldApplies, a.standing(), b.standing())
	} else {
		say(FieldStatus, statusWord(a.Status), statusWord(b.Status))
		if from, to := a.reason(), b.reason(); from != to {
			say(FieldReason, from, to)
		}
	}
	if a.OwnerID != b.OwnerID { // two people may have one name
		out = append(out, Difference{Ref: b.Ref, Title: b.Title, Field: FieldOwner, Label: fieldLabel(FieldOwner), From: cmp.Or(a.Owner, "nobody"), To: cmp.Or(b.Owner, "nobody")})
	}
	say(FieldHow, a.How, b.How)
	say(FieldTarget, dayWord(a.Target), dayWord(b.Target))
	say(FieldRisks, strings.Join(a.Risks, ", "), strings.Join(b.Risks, ", "))
	say(FieldDocuments, strings.Join(a.Documents, ", "), strings.Join(b.Documents, ", "))
	return out
}

// standing says a line's decision with what hangs on it.
func (l *Line) standing() string {
	switch l.Applies {
	case "yes":
		return strings.TrimSuffix("applies: "+strings.ToLower(statusWord(l.Status))+"; "+l.reason(), "; ")
	case "no":
		return strings.TrimSuffix("does not apply: "+l.ReasonAgainst, ": ")
	}
	return "not decided"
}

// reason says the reasons that hold: for a control that applies those for it,
// else those against.
func (l *Line) reason() string {
	if l.Applies == "no" {
		return l.ReasonAgainst
	}
	words := make([]string, len(l.Why))
	for i, w := range l.Why {
		words[i] = WhyWord(w)
	}
	return strings.Trim(strings.Join(words, ", ")+". "+l.ReasonFor, ". ")
}

// WhyWord says a reason's tag: "Good practice".
func WhyWord(tag string) string { return word(Reasons(), tag) }

// StatusWord says a status: "Not applicable".
func StatusWord(status string) string { return statusWord(status) }

func statusWord(status string) string { return word(Statuses(), status) }

func word(all []register.Option, value string) string {
	for _, o := range all {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

func dayWord(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Long()
}

func fieldLabel(field string) string {
	for _, w := range fieldWords {
		if w.field == field {
			return w.label
		}
	}
	return field
}

// Parts says how many fields of each kind differ, in words: "7 statuses", "3
// owners", "2 reasons".
func (d Differences) Parts() []string {
	var out []string
	for _, w := range fieldWords {
		n := 0
		for i := range d {
			if d[i].Field == w.field {
				n++
			}
		}
		switch {
		case n == 1:
			out = append(out, "1 "+w.one)
		case n > 1:
			out = append(out, fmt.Sprintf("%d %s", n, w.many))
		}
	}
	return out
}

// Words says it in one line: "12 changes: 7 statuses, 3 owners, 2 reasons", or
// "No changes".
func (d Differences) Words() string {
	switch len(d) {
	case 0:
		return "No changes"
	case 1:
		return "1 change: " + strings.Join(d.Parts(), ", ")
	}
	return fmt.Sprintf("%d changes: %s", len(d), strings.Join(d.Parts(), ", "))
}
