package tender

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/requirement"
)

// FindIn gives every place of a text that names a scheme, in the order of the
// text. Place, heading and group are filled in where the document's number is known.
func FindIn(t Text) []Found {
	pages := make([]string, len(t.Pages))
	for i := range t.Pages {
		pages[i] = t.Pages[i].Text
	}
	var out []Found
	for _, f := range requirement.FindPages(pages) {
		out = append(out, Found{Page: f.Page + 1, Requirement: asked(&f.Requirement, t.Pages[f.Page].Label)})
	}
	return out
}

// asked makes a bid's requirement of what was found on a page.
func asked(f *requirement.Requirement, label string) bid.Requirement {
	r := bid.Requirement{
		Requirement: verdict.Requirement{
			Scheme: f.Scheme, Strength: f.Strength, Proof: f.Proof, When: f.When,
			EquivalentAccepted: f.EquivalentAccepted, Quote: clip(f.Quote), Start: f.Start, End: f.End,
			Subcontractors: f.Subcontractors, Confidence: f.Confidence,
		},
		Origin: Origin, Heading: label, Edition: f.Edition,
	}
	if f.When == requirement.ByDate {
		r.Date = f.Date
	}
	// Words that leave the kind of proof open are read as asking for the
	// certificate, which is the safe reading; a policy instead is another proof.
	if r.Proof == requirement.ProofAny {
		r.Proof = requirement.ProofCertificate
	}
	if f.OrPolicy {
		r.Proof = requirement.ProofAny
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
		r.Condition = verdict.Condition(clip(f.Condition.Quote))
	}
	return r
}

// Origin says of a bid's requirement that it was read in a document.
const Origin = "document"

// PlaceOf points at a page of a document.
func PlaceOf(number string, page int) string { return fmt.Sprintf("%s#/pages/%d", number, page) }

// ParsePlace reads what PlaceOf writes.
func ParsePlace(place string) (number string, page int, ok bool) {
	number, rest, ok := strings.Cut(place, "#/pages/")
	if !ok || number == "" {
		return "", 0, false
	}
	n, err := fmt.Sscanf(rest, "%d", &page)
	return number, page, n == 1 && err == nil && page > 0
}

// headingOf says a place for people: "Specification.pdf, page 4".
func headingOf(name, label string) string {
	short := name[strings.LastIndexByte(name, '/')+1:]
	if label == "" {
		return short
	}
	return short + ", " + label
}

// clip shortens words to what is kept of them.
func clip(s string) string {
	if len(s) <= MaxQuote {
		return s
	}
	at := MaxQuote - len("…")
	for at > 0 && !utf8.RuneStart(s[at]) {
		at--
	}
	return s[:at] + "…"
}

// keep puts what was found into the record: counts of all, and the places that
// fit. Of too many, those that ask most strongly stay.
func (d *Document) keep(found []Found) {
	var asks, mentions []Found
	for _, f := range found {
		if f.Asked() {
			asks = append(asks, f)
		} else {
			f.Quote, f.Condition = "", ""
			mentions = append(mentions, f)
		}
	}
	d.Asks, d.Mentions = int64(len(asks)), int64(len(mentions))
	if len(asks) > MaxFound {
		slices.SortStableFunc(asks, func(a, b Found) int { return strength(b.Strength) - strength(a.Strength) })
		asks = asks[:MaxFound]
	}
	mentions = mentions[:min(len(mentions), MaxMentions)]
	d.Found = slices.Concat(asks, mentions)
	slices.SortStableFunc(d.Found, func(a, b Found) int {
		if a.Page != b.Page {
			return a.Page - b.Page
		}
		return a.Start - b.Start
	})
}

func strength(s string) int {
	return slices.Index([]string{requirement.MentionOnly, requirement.Desirable, requirement.Expected, requirement.Mandatory}, s)
}

// Located gives what a place asks as a bid keeps it: with the number of the
// document and the name of the page.
func Located(r *Row, f *Found) bid.Requirement {
	out := f.Requirement
	out.Origin, out.Place, out.Heading = Origin, PlaceOf(r.Number, f.Page), headingOf(r.Value.Name, f.Heading)
	if out.Group != "" {
		out.Group = r.Number + "-" + out.Group
	}
	return out
}

// demands gives what a document asks for, as a bid takes it.
func demands(r *Row) []bid.Requirement {
	var out []bid.Requirement
	for i := range r.Value.Found {
		if f := &r.Value.Found[i]; f.Asked() {
			out = append(out, Located(r, f))
		}
	}
	return out
}
