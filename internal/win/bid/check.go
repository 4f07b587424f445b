package bid

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
)

// Check gives what is wrong with the bid, each with its pointer.
func (b *Bid) Check(book *scheme.Book) []errs.Field {
	v := verdict.Bid{Regime: b.Regime, Nation: b.Nation, Dates: b.Dates, Partners: b.partnersForVerdict()}
	for _, r := range b.Requirements {
		v.Requirements = append(v.Requirements, r.Requirement)
	}
	out := v.Validate(book)
	var stages []string
	for _, o := range StageWords() {
		stages = append(stages, o.Value)
	}
	if !slices.Contains(stages, b.Stage) {
		out = append(out, errs.Field{Pointer: "/stage", Message: "“" + b.Stage + "” is no stage: use one of " + strings.Join(stages, ", ")})
	}
	ids := map[string]bool{}
	for i, r := range b.Requirements {
		if r.ID != "" && ids[r.ID] {
			out = append(out, errs.Field{Pointer: fmt.Sprintf("/requirements/%d/id", i), Message: fmt.Sprintf("%q is the name of another requirement of this bid already", r.ID)})
		}
		ids[r.ID] = true
	}
	for _, ref := range slices.Sorted(maps.Keys(b.Covers)) {
		if c := b.Covers[ref].Covers; !slices.Contains([]string{"yes", "no", "unknown"}, c) {
			out = append(out, errs.Field{Pointer: "/covers/" + ref, Message: fmt.Sprintf("%q is not known here: use one of yes, no, unknown", c)})
		}
	}
	out = append(out, b.checkPartners()...)
	if d := b.Enquiries; d != nil && !d.To.IsZero() && d.To < d.Date {
		out = append(out, errs.Field{Pointer: "/enquiries/to", Message: "the range ends before it begins"})
	}
	if b.Value.Minor < 0 {
		out = append(out, errs.Field{Pointer: "/value", Message: "a bid's value is not negative"})
	}
	return out
}
