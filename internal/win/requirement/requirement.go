// Package requirement finds what a tender text asks of a supplier: which
// certification, how strongly, by when, and what would do instead. It is pure:
// text in, requirements out, the same for the same text on every day. It works
// in layers, a file each: scan and mention (what is named), segment and token
// (the sentence, its clause and the heading above it), pages (what runs over the
// end of a page), lexicon and phrases (the words of this market), then what the
// words ask: strength weighs them with actors (whose duty), subject (what is
// bought, taught or only known of), question, refusal (what is withheld, and
// from whom), duty, row (tables and labels) and context (headings and lists);
// then demands without a word of demand: stated (as what suppliers do), dutyline
// (among indicators and conditions), checked (by the buyer), whose (another's
// certificate, other lots), setsout (what a standard has suppliers do) and
// clarified (what the answer to a bidder says). when and terms read the rest. docs/detection.md says how it is measured.
package requirement

import (
	"sort"
	"unicode/utf8"

	"holdfast/internal/civil"
)

// The strengths of a demand, read from the words on the page.
const (
	Mandatory   = "mandatory"    // must, shall, is required to
	Expected    = "expected"     // should, is asked to
	Desirable   = "desirable"    // preferred, an advantage
	MentionOnly = "mention-only" // named, and nothing asked of a supplier
)

// The times by which a text wants a thing to be in place.
const (
	AtSubmission    = "at-submission"
	AtAssessment    = "at-assessment"
	ByAward         = "by-award"
	ByContractStart = "by-contract-start"
	DuringContract  = "during-contract"
	ByDate          = "by-date"
	Unspecified     = "unspecified"
)

// What proves that a demand is met.
const (
	ProofCertificate = "certificate" // a certificate, report or published status
	ProofConformity  = "conformity"  // work in line with the standard; no certificate is asked for
	ProofAny         = "any"         // the words do not say
)

// Requirement is one scheme named in one sentence of a text, with what that
// sentence asks. Offsets count Unicode code points of the text, and
// text[Start:End] is Quote.
type Requirement struct {
	// Scheme is an id of the scheme data, or caf, def-stan-05-138,
	// iasme-cyber-assurance (its level in Level) or other (its name in Name).
	Scheme   string
	Name     string // the other standard's name; empty for a known scheme
	Strength string
	Proof    string
	// EquivalentAccepted: "or equivalent", or another named scheme will do.
	EquivalentAccepted bool
	// OrPolicy: a documented policy or other proof will do instead.
	OrPolicy bool
	// AnyOf names the group of requirements of which any one is enough; nil
	// when it stands alone. Names are unique within one text.
	AnyOf *string
	When  string
	Date  civil.Date // for ByDate; a date beside another When is for information
	// Condition is the "where ..." on which the demand depends.
	Condition *Condition
	// Accreditation is "ukas" when the text names UKAS for this certificate.
	Accreditation *string
	// Level is standards_met and the like for the toolkit, the number for
	// Defence Cyber Certification, IASME and PCI DSS, type1 or type2 for SOC 2.
	Level          *string
	Edition        string // the year or issue printed after the name
	Subcontractors bool   // the text reaches subcontractors or the supply chain
	Quote          string
	Start, End     int
	// NameStart and NameEnd are the place of the name itself in the text.
	NameStart, NameEnd int
	Confidence         float64 // between 0 and 1: how sure the rule that decided is
	Reason             string  // the rule that decided, in a word or two
}

// Condition is the part of a sentence on which a demand depends.
type Condition struct {
	Quote  string `json:"quote"`
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Kind   string `json:"kind"` // lot, data, value or other
	startB int
	endB   int
}

// Required says whether the demand counts: mandatory or expected.
func (r *Requirement) Required() bool { return r.Strength == Mandatory || r.Strength == Expected }

// Find gives the requirements of a text in the order of their places: one for
// each scheme of each sentence that names it. A form feed is the end of a page:
// sentences go on over it. It is safe for concurrent use.
func Find(text string) []Requirement {
	breaks := seams(text)
	ms := acrossSeams(mentions(text), text, breaks)
	if len(ms) == 0 {
		return nil
	}
	var out []Requirement
	groups := 0
	for len(ms) > 0 {
		n := 1
		for n < len(ms) && ms[n].start-ms[n-1].end < clusterGap {
			n++
		}
		out = append(out, readCluster(text, ms[:n], breaks, &groups)...)
		ms = ms[n:]
	}
	inCodePoints(text, out)
	return out
}

// clusterGap is how far apart (bytes) two mentions stand that are read in the
// light of the same headings.
const clusterGap = 1500

// inCodePoints turns the byte offsets of the requirements, which are nearly in
// order, into code points in one walk over the text.
func inCodePoints(text string, rs []Requirement) {
	var places []*int
	for i := range rs {
		places = append(places, &rs[i].Start, &rs[i].End, &rs[i].NameStart, &rs[i].NameEnd)
		if c := rs[i].Condition; c != nil {
			c.Start, c.End = c.startB, c.endB
			places = append(places, &c.Start, &c.End)
		}
	}
	sort.SliceStable(places, func(i, j int) bool { return *places[i] < *places[j] })
	at, runes := 0, 0
	for _, p := range places {
		runes += utf8.RuneCountInString(text[at:*p])
		at = *p
		*p = runes
	}
}
