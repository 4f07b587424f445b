package bid

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"holdfast/internal/register"
	"holdfast/internal/verdict"
	"holdfast/internal/win/notice"
	"holdfast/internal/win/requirement"
)

// FoundIn gives what the texts of a notice ask for, each with the sentence and
// its place. One demand that several sentences make is given once, in its
// strongest words; what is only mentioned is left out.
func FoundIn(n *notice.Notice) []Requirement {
	var out []Requirement
	for i := range n.Texts {
		p := &n.Texts[i]
		for _, f := range requirement.Find(p.Value) {
			if f.Strength == requirement.MentionOnly || f.Scheme == "other" {
				continue
			}
			r := fromFound(&f, p)
			if r.Group != "" {
				r.Group = fmt.Sprintf("t%d-%s", i+1, r.Group)
			}
			out = append(out, r)
		}
	}
	out = once(out)
	for i := range out {
		out[i].ID = fmt.Sprintf("r%d", i+1)
	}
	return out
}

func fromFound(f *requirement.Requirement, p *notice.Passage) Requirement {
	r := Requirement{
		Requirement: verdict.Requirement{
			Scheme: f.Scheme, Strength: f.Strength, Proof: f.Proof, When: f.When, Date: f.Date,
			EquivalentAccepted: f.EquivalentAccepted, Quote: f.Quote, Start: f.Start, End: f.End,
			Subcontractors: f.Subcontractors, Confidence: f.Confidence,
		},
		Origin: "notice", Place: p.Pointer, Heading: p.Heading, Edition: f.Edition,
	}
	if f.When != requirement.ByDate {
		r.Date = 0
	}
	// The words that leave the kind of proof open are read as asking for the
	// certificate, which is the safe reading; a policy instead is another proof.
	if r.Proof == requirement.ProofAny {
		r.Proof = requirement.ProofCertificate
	}
	if f.OrPolicy {
		r.Proof = "any"
	}
	if f.AnyOf != nil {
		r.Group = *f.AnyOf
	}
	if f.Accreditation != nil {
		r.Accreditation = *f.Accreditation
	}
	if f.Level != nil {
		r.Level = verdict.Level(*f.Level)
	}
	if f.Condition != nil {
		r.Condition = verdict.Condition(f.Condition.Quote)
		if f.Condition.Kind == "lot" {
			r.Lots = LotsNamed(f.Condition.Quote)
		}
	}
	return r
}

// FromNotice makes a bid of a notice: its dates with their basis, what its texts
// ask for, the buyer and the value.
func FromNotice(n *notice.Notice) Bid {
	b := Bid{
		Title: cut(n.Title), Buyer: cut(n.Buyer()), Notice: n.Key, Stage: Preparing,
		Regime: n.Regime.Value, Nation: n.Nation.Value, Sources: map[string]Source{},
	}
	if b.Title == "" {
		b.Title = "Notice " + n.Key
	}
	if n.Value != nil {
		b.Value = n.Value.Amount
	}
	for name, d := range map[string]*notice.Day{
		"enquiries": n.Dates.EnquiryEnd, "deadline": n.Dates.Deadline, "assessment": n.Dates.Assessment, "award": n.Dates.Award,
		"standstillEnd": n.Dates.StandstillEnd, "start": n.Dates.Start, "end": n.Dates.End, "extendedEnd": n.Dates.ExtendedEnd,
	} {
		if d == nil || d.Date.IsZero() {
			continue
		}
		*b.day(name) = &verdict.Day{Date: d.Date, To: d.To, Basis: d.Basis}
		b.Sources[name] = Source{Place: d.Pointer, Time: d.Time, Why: d.Note}
	}
	b.dropImpossible()
	b.Requirements, b.Lots = FoundIn(n), lotsOf(n)
	b.Normalise()
	return b
}

// cut shortens what a portal lets a buyer write to what a field of one line
// holds; the whole stands in the notice.
func cut(s string) string {
	if len(s) <= register.MaxText {
		return s
	}
	at := register.MaxText - len("…")
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return strings.TrimRight(s[:at], " ") + "…"
}

// dropImpossible leaves out a date that another contradicts (an award before
// the deadline): which of the two is wrong nobody can tell from here, and the
// deadline is the one that portals check.
func (b *Bid) dropImpossible() {
	for _, pair := range [][2]string{{"award", "deadline"}, {"assessment", "deadline"}, {"standstillEnd", "award"}, {"start", "deadline"}, {"end", "start"}, {"extendedEnd", "end"}} {
		later, earlier := b.day(pair[0]), b.day(pair[1])
		if *later == nil || *earlier == nil {
			continue
		}
		last := max((*later).Date, (*later).To)
		if last < (*earlier).Date {
			b.Sources[pair[0]] = Source{Why: "left out: " + (*later).Date.Long() + " is before the " + pair[1]}
			*later = nil
		}
	}
}
