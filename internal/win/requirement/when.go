package requirement

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/civil"
)

// when reads by what time the thing must be in place. Where a text names
// several times the earliest is the need-by; keeping it afterwards is a
// renewal.
func (p *page) when(f *found) (string, civil.Date) {
	if f.verdict.strength == MentionOnly {
		return p.answered(f), 0
	}
	d := p.date(f)
	in := []int{f.unit}
	if f.verdict.lead != f.unit {
		in = append(in, f.verdict.lead)
	}
	for i, k := range in {
		of := p.times(k, f, i == 0)
		switch {
		case of&later != 0 && of&(atBid|byAward|byStart) == 0:
			return DuringContract, d
		case d != 0 && i == 0:
			return ByDate, d
		case of&atBid != 0:
			return AtSubmission, d
		case of&atCheck != 0:
			return AtAssessment, d
		case of&byAward != 0:
			return ByAward, d
		case of&byStart != 0:
			return ByContractStart, d
		case of&during != 0:
			return DuringContract, d
		}
	}
	if p.selection(f) {
		return AtSubmission, d
	}
	if p.keptUp(f.unit + 1) {
		return DuringContract, d
	}
	return Unspecified, d
}

// keptUp: the sentence goes on about the certificate just named, and has it
// renewed or maintained.
func (p *page) keptUp(k int) bool {
	if k >= len(p.units) || !p.has(k, upkeep) || p.units[k].newline && p.units[k].item {
		return false
	}
	toks := p.tokens(k)
	for i := 0; i < len(toks) && i < 2; i++ {
		switch p.lowerWord(toks[i]) {
		case "certification", "certificate", "certificates", "certifications", "accreditation", "it", "these":
			return p.has(k, must|demanded|will|should)
		}
	}
	return false
}

// afterLater: the time stands behind "within six months of".
func (p *page) afterLater(k int, q cue) bool {
	for _, c := range p.cues(k) {
		if c.class&later != 0 && c.to <= q.from && q.from-c.to <= 1 {
			return true
		}
	}
	return false
}

// answered: a question may offer "by contract award" among its answers.
func (p *page) answered(f *found) string {
	if !p.isQuestion(f.unit) {
		return Unspecified
	}
	for j := f.unit; j < len(p.units) && j <= f.unit+3; j++ {
		switch {
		case p.has(j, byAward):
			return ByAward
		case p.has(j, byStart):
			return ByContractStart
		}
	}
	return Unspecified
}

// times gives the time words of a unit; of the mention's own unit, those of its
// clause when it has any.
func (p *page) times(k int, f *found, its bool) class {
	var clause, all, level class
	const times = atBid | atCheck | byAward | byStart | during | later
	for _, q := range p.cues(k) {
		if q.class&times == 0 || its && f.verdict.pronoun && q.from < f.verdict.cue.from {
			continue
		}
		if q.class&(byAward|byStart) != 0 && p.afterLater(k, q) {
			continue
		}
		if q.class&upkeep != 0 && p.ofPolicy(k, q) {
			continue
		}
		all |= q.class
		if its && q.from >= f.to && q.to <= f.until {
			level |= q.class
		}
		if its && q.from >= f.clause.from && q.to <= f.clause.to {
			clause |= q.class
		}
	}
	if its && level|f.verdict.time != 0 {
		return level | f.verdict.time
	}
	if clause != 0 {
		return clause
	}
	return all
}

// scores: what is asked is how it will be scored, not a paper to send in.
func (p *page) scores(f *found) bool {
	toks := p.tokens(f.verdict.lead)
	if f.verdict.cue.from >= len(toks) {
		return false
	}
	switch p.lowerWord(toks[f.verdict.cue.from]) {
	case "will", "scored", "may", "might", "could":
		return true
	}
	return false
}

// ofPolicy: what is maintained is a policy, not the certificate.
func (p *page) ofPolicy(k int, q cue) bool {
	return p.within(k, max(0, q.from-8), min(q.to+8, len(p.units[k].toks)), policy)
}

// selection: the demand is one of the conditions for taking part: it is made of
// bidders, or it stands in a selection form.
func (p *page) selection(f *found) bool {
	k := f.unit
	if f.verdict.strength == Desirable {
		return false
	}
	lead := f.verdict.lead
	if p.has(k, atBidForm) || p.has(lead, atBidForm) {
		return true
	}
	if p.has(k, towards) {
		return false
	}
	who := f.verdict.actor
	if who&bidder != 0 && (p.has(k, hold|evidence|cert|give) || p.has(lead, hold|evidence|cert|give)) {
		return true
	}
	if f.verdict.cue.class&(give|asked) != 0 && who&supplier == 0 && f.verdict.cue.class&must == 0 && !p.scores(f) {
		return true
	}
	if f.verdict.cue.class&excluded != 0 || k+1 < len(p.units) && p.has(k+1, excluded) && !p.has(k+1, during) {
		return true
	}
	for j := k - 1; j >= 0 && j >= k-6; j-- {
		if p.has(j, atBidForm) {
			return true
		}
	}
	return false
}

var (
	dateIn     = regexp.MustCompile(`(?i)\b(?:by|before|until|from|no later than|on or before|prior to|of|on)\s+(?:the\s+)?(?:end of\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?,?\s+(20\d\d)\b`)
	dateDigits = regexp.MustCompile(`(?i)\b(?:by|before|until|from|no later than|prior to)\s+(?:the\s+)?(?:(\d{1,2})/(\d{1,2})/(20\d\d)|(20\d\d)-(\d\d)-(\d\d))\b`)
)

// date reads a calendar date by which the thing is wanted. A month without a
// day is read as its first day: the earlier reading decides.
func (p *page) date(f *found) civil.Date {
	u := &p.units[f.unit]
	s := p.text[u.toks[f.clause.from].start:u.toks[f.clause.to-1].end]
	if !strings.Contains(s, "20") {
		return 0
	}
	if m := dateIn.FindStringSubmatch(s); m != nil {
		month := time.Month(strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(m[2][:3]))/3 + 1)
		return day(m[3], int(month), m[1])
	}
	if m := dateDigits.FindStringSubmatch(s); m != nil {
		if m[1] != "" {
			month, _ := strconv.Atoi(m[2])
			return day(m[3], month, m[1])
		}
		month, _ := strconv.Atoi(m[5])
		return day(m[4], month, m[6])
	}
	return 0
}

func day(year string, month int, dayOfMonth string) civil.Date {
	y, _ := strconv.Atoi(year)
	d := 1
	if dayOfMonth != "" {
		d, _ = strconv.Atoi(dayOfMonth)
	}
	if month < 1 || month > 12 || d < 1 || d > civil.DaysIn(y, time.Month(month)) {
		return 0
	}
	return civil.Of(y, time.Month(month), d)
}
