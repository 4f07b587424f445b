package requirement

import "strings"

// isBought: the words beside the mention buy, teach or audit it.
func (p *page) isBought(f *found) bool {
	for _, q := range p.cues(f.unit) {
		if q.class&bought == 0 {
			continue
		}
		switch {
		case q.from >= f.to && q.from-f.to <= 1 && p.afterBuys(f.unit, q):
			if q.from > f.to && p.within(f.unit, f.to, q.from, cert) {
				return false // "ISO 9001 registered workshops"
			}
			return true
		case q.to <= f.from && f.from-q.to <= 8 && !p.within(f.unit, q.to, f.from, must|demanded|supplier|will|toHold|excluded):
			return true
		}
	}
	return false
}

// afterBuys: behind a name, a body that certifies is who issued the
// certificate, not what is bought.
func (p *page) afterBuys(k int, q cue) bool {
	switch p.lowerWord(p.units[k].toks[q.from]) {
	case "certification", "foundation", "awareness":
		return q.to-q.from > 1 && p.lowerWord(p.units[k].toks[q.to-1]) != "body" && p.lowerWord(p.units[k].toks[q.to-1]) != "bodies"
	}
	return true
}

// replaced: "in place of ISO 9001". What stands in for it may be accepted, and
// then it is the certificate behind the words that is asked for; or what is
// named is of the past.
func (p *page) replaced(f *found) (verdict, bool) {
	k := f.unit
	for _, q := range p.cues(k) {
		if q.class&instead == 0 || q.to > f.from || f.from-q.to > 2 {
			continue
		}
		if p.has(k, neither) || !p.offered(k, q) {
			return verdict{strength: MentionOnly, confidence: 0.8, reason: "named as what is replaced", lead: k}, true
		}
		return verdict{strength: Mandatory, confidence: 0.7, reason: "something else is accepted in its place", lead: k, cue: q, actor: bidder}, true
	}
	return verdict{}, false
}

// offered: the words before an "in place of" let something be offered, or say
// that it is not accepted; either way the thing replaced is asked for.
func (p *page) offered(k int, q cue) bool {
	toks := p.units[k].toks
	for i := max(0, q.from-6); i < q.from; i++ {
		switch p.lowerWord(toks[i]) {
		case "accepted", "acceptable", "offered", "accept", "considered", "submitted", "used", "provided", "sufficient":
			return true
		}
	}
	return false
}

// isRefused: "ISO 27001 will not be accepted": it is the thing named that is
// turned away, not who lacks it.
func (p *page) isRefused(f *found, k int, q cue) bool {
	if k != f.unit {
		return false
	}
	toks := p.units[k].toks
	if q.to <= f.from { // "will not accept ISO 27001 as ..."
		w := p.lowerWord(toks[q.to-1])
		return (w == "accept" || w == "consider") && f.from-q.to <= 2 && !p.within(k, q.to, f.from, supplier)
	}
	if q.from < f.to || q.from-f.to > 3 {
		return false
	}
	switch p.lowerWord(toks[q.to-1]) {
	case "accepted", "considered", "permitted":
	default:
		return false
	}
	for i := f.clause.from; i < f.from; i++ {
		switch p.lowerWord(toks[i]) {
		case "without", "not", "no", "lacking", "unless", "fail", "failing", "who", "cannot":
			return false
		}
	}
	return !p.within(k, f.clause.from, f.from, supplier|bidder|you)
}

// onlyAccepted: "only Cyber Essentials Plus certificates ... will be accepted".
func (p *page) onlyAccepted(f *found) bool {
	toks := p.tokens(f.unit)
	for _, q := range p.cues(f.unit) {
		if q.class&only == 0 || q.to > f.from || f.from-q.to > 3 {
			continue
		}
		for i := f.to; i < len(toks); i++ {
			if w := p.lowerWord(toks[i]); w == "accepted" || w == "acceptable" || w == "considered" {
				return p.lowerWord(toks[i-1]) != "not" && p.lowerWord(toks[max(0, i-2)]) != "not"
			}
		}
	}
	return false
}

// isStale: "expired certificates will not be accepted" wants one in date.
func (p *page) isStale(f *found) bool {
	toks := p.tokens(f.unit)
	for i := max(0, f.from-3); i < f.from; i++ {
		switch p.lowerWord(toks[i]) {
		case "expired", "lapsed", "unaccredited", "withdrawn", "outdated":
			return true
		}
	}
	return false
}

// isContent: "the software must include control libraries for ISO 27001": what
// a thing that is bought speaks about.
func (p *page) isContent(f *found) bool {
	toks := p.tokens(f.unit)
	if f.from == 0 {
		return false
	}
	for i := f.from - 1; i >= f.clause.from && f.from-i < 9; i-- {
		switch p.lowerWord(toks[i]) {
		case "for", "towards", "against", "on", "about", "to":
			if i > 0 && p.lowerWord(toks[i-1]) == "progress" {
				return true
			}
		case "explains", "describes":
			return p.within(f.unit, f.clause.from, i, must|should)
		default:
			continue
		}
		for _, q := range p.cues(f.unit) {
			if q.class&(must|should|will) == 0 || q.to > i || q.from == 0 || p.within(f.unit, q.from, f.from, hold|cert|comply|likeness|evidence|give|supplier) {
				continue
			}
			for j := max(0, q.from-4); j < q.from; j++ {
				switch p.lowerWord(toks[j]) {
				case "software", "dashboard", "dashboards", "tool", "module", "reports", "application", "database", "register", "solution", "course", "library":
					return true
				}
			}
		}
	}
	return false
}

// sanction: the contract may be ended, or the bid turned down, when the
// certificate lapses or is not there.
func (p *page) sanction(f *found) bool {
	toks := p.tokens(f.unit)
	lapses, ends := false, false
	for i := range toks {
		switch p.lowerWord(toks[i]) {
		case "withdrawn", "lapses", "lapsed", "expires", "suspended", "lost", "renewed", "revoked":
			lapses = lapses || i >= f.to && p.within(f.unit, 0, f.from, ifs)
		case "loses", "lose", "ceases":
			lapses = lapses || i < f.from && p.within(f.unit, 0, i, ifs)
		case "failure", "failing", "fails":
			lapses = lapses || i < f.from && f.from-i < 12 && p.within(f.unit, i, f.from, hold|toHold|comply|evidence|cert|upkeep|must)
		case "terminate", "terminated", "termination", "breach", "default", "suspend", "exclusion", "disqualified", "rejected", "rejection":
			ends = true
		}
	}
	return lapses && ends && !p.ownOnly(f.unit)
}

// scored: points or marks are given.
func (p *page) scored(k int) bool {
	for _, t := range p.tokens(k) {
		switch p.lowerWord(t) {
		case "points", "marks":
			return true
		}
	}
	return false
}

// unlessHeld: "no award will be made unless it holds ...": before the mention
// stands a condition, and before that a denial.
func (p *page) unlessHeld(f *found) bool {
	toks := p.tokens(f.unit)
	for i := f.from - 1; i > f.clause.from && f.from-i < 16; i-- {
		switch p.lowerWord(toks[i]) {
		case "unless", "until", "without":
		case "not": // "to a supplier who has not achieved"
			if !p.relativeAt(f.unit, i) {
				continue
			}
		default:
			continue
		}
		for j := max(f.clause.from, i-16); j < i; j++ {
			switch p.lowerWord(toks[j]) {
			case "no", "not", "cannot", "nobody", "none", "won't", "nor":
				return p.within(f.unit, i, min(len(toks), f.to+4), hold|cert|evidence|comply) && !p.within(f.unit, j, i, negated)
			}
		}
		return false
	}
	return false
}

// reported: somebody asked whether it is wanted.
func (p *page) reported(f *found) bool {
	toks := p.tokens(f.unit)
	for i := max(1, f.from-14); i < f.from; i++ {
		if w := p.lowerWord(toks[i]); w != "if" && w != "whether" {
			continue
		}
		for j := max(0, i-7); j < i; j++ {
			switch p.lowerWord(toks[j]) {
			case "asked", "queried", "enquired", "wondered":
				switch p.lowerWord(toks[max(0, j-1)]) {
				case "is", "are", "be", "been":
					return false
				}
				return true
			}
		}
	}
	return false
}

// conceded: "Although not compulsory, it may be requested": the denial only
// opens the sentence, and what follows the comma decides.
func (p *page) conceded(k int, q cue, from, to int) bool {
	toks := p.units[k].toks
	if q.to > from || len(toks) == 0 {
		return false
	}
	switch p.lowerWord(toks[0]) {
	case "although", "while", "whilst", "though":
	default:
		return false
	}
	for i := q.to; i < from; i++ {
		if toks[i].mark == ',' {
			return p.within(k, to, len(toks), modal&^(negated|neither))
		}
	}
	return false
}

// inverted: "Should personal data be processed, ...": a condition, no wish.
func (p *page) inverted(k int, q cue) bool {
	toks := p.units[k].toks
	if q.from > 0 && toks[q.from-1].mark == 0 || q.from > 2 || p.lowerWord(toks[q.from]) != "should" {
		return false
	}
	for _, t := range toks[q.to:] {
		if t.mark == ',' {
			return true
		}
	}
	return false
}

// expects: the modal is a buyer's "expects", whose subject is he who asks.
func (p *page) expects(k int, q cue) bool {
	switch p.lowerWord(p.units[k].toks[q.to-1]) {
	case "expect", "expects", "anticipate", "anticipates", "for", "see", "that", "whether", "ask", "request", "require":
		return true
	}
	return false
}

// isExperience: what is asked for is experience or knowledge.
func (p *page) isExperience(f *found) bool {
	toks := p.tokens(f.unit)
	for i := f.from - 1; i >= f.clause.from && f.from-i < 14; i-- {
		if toks[i].mark == ',' || toks[i].mark == ':' {
			return false
		}
		switch p.lowerWord(toks[i]) {
		case "experience", "experienced", "knowledge", "understanding", "familiarity", "familiar", "expertise":
			return !p.within(f.unit, i+1, f.from, hold|must|cert|should)
		}
	}
	return false
}

// whoLacks: "bidders who do not hold it are asked to": the denial says of whom
// the sentence speaks, and a later word what is asked of them.
func (p *page) whoLacks(k int, q cue) bool {
	toks := p.units[k].toks
	later := p.within(k, q.to, len(toks), must|should|asked|expected|demanded|will)
	if later && p.actorBefore(k, q.from, 1)&(supplier|bidder) != 0 {
		return true // "bidders not yet certified should"
	}
	return later && p.relativeAt(k, q.from)
}

// relativeAt: a "who", "that" or "if" stands right before token i.
func (p *page) relativeAt(k, i int) bool {
	toks := p.units[k].toks
	for j := max(0, i-3); j < i; j++ {
		switch p.lowerWord(toks[j]) {
		case "who", "that", "which", "if", "where", "those":
			return true
		}
	}
	return false
}

// conditionApplies: "DEFCON 658 applies": a contract condition that applies
// binds whoever takes the contract.
func (p *page) conditionApplies(f *found) (verdict, bool) {
	if !strings.HasPrefix(strings.ToLower(p.text[f.start:f.end]), "defcon") || p.has(f.unit, negated|own|listing|form) {
		return verdict{}, false
	}
	says := func(k, from int) bool {
		toks := p.tokens(k)
		for i := range toks {
			switch p.lowerWord(toks[i]) {
			case "no", "not", "if", "whether", "tick":
				return false
			case "apply", "applies", "applicable", "incorporated", "included":
				return i >= from
			}
		}
		return false
	}
	v := verdict{strength: Mandatory, confidence: 0.7, reason: "a contract condition that applies", lead: f.unit, actor: supplier}
	if says(f.unit, f.to) {
		return v, true
	}
	for _, j := range p.contexts(f.unit) {
		if says(j, 0) {
			v.lead = j
			return v, true
		}
	}
	return verdict{}, false
}

// options: one of several answers to choose from, of which some exclude.
func (p *page) options(f *found) (verdict, bool) {
	k := f.unit
	if !p.units[k].item || !p.has(k, hold|cert|evidence) {
		return verdict{}, false
	}
	chosen := false
	for j := k - 1; j >= 0 && j >= k-8 && !chosen; j-- {
		chosen = p.has(j, form) || p.isQuestion(j)
	}
	if !chosen {
		return verdict{}, false
	}
	for j := k + 1; j < len(p.units) && j <= k+6; j++ {
		if p.has(j, excluded) {
			return verdict{strength: Mandatory, confidence: 0.7, reason: "a question with pass or fail", lead: k, actor: bidder}, true
		}
	}
	return verdict{}, false
}

// isForm: the unit is a field of a form that is filled in, with its choices.
func (p *page) isForm(k int) bool {
	for j := max(0, k-1); j <= k+1 && j < len(p.units); j++ {
		if cs := p.cues(j); len(cs) > 0 && cs[0].class&form != 0 && cs[0].from <= 1 {
			return true
		}
	}
	return false
}

// isPartOf: "under section 4 of the ...": a place in the standard is cited.
func (p *page) isPartOf(k, from int) bool {
	toks := p.units[k].toks
	for i := max(0, from-9); i < from; i++ {
		switch p.lowerWord(toks[i]) {
		case "section", "assertion", "clause", "paragraph", "article", "annex", "chapter":
			return true
		}
	}
	return false
}

func (p *page) isQuestion(k int) bool {
	u := &p.units[k]
	return p.text[u.end-1] == '?'
}

// question: asked with yes or no, and nothing hangs on the answer, unless the
// lead-in or what follows says so.
func (p *page) question(f *found, v verdict, ok bool) verdict {
	k := f.unit
	if ok && v.strength == Mandatory && v.cue.class&(demanded|excluded) != 0 && p.has(k, essential|excluded) {
		return v
	}
	for j := k + 1; j < len(p.units) && j <= k+2; j++ {
		if p.excludes(j) || p.has(j, essential) && p.has(j, demanded) {
			return verdict{strength: Mandatory, confidence: 0.75, reason: "a question with pass or fail", lead: k}
		}
	}
	if j := k + 1; j < len(p.units) {
		if cs := p.cues(j); len(cs) > 0 && cs[0].class&give != 0 && cs[0].from <= 1 {
			return verdict{strength: Expected, confidence: 0.7, reason: "a question with proof to send", lead: j, cue: cs[0], actor: bidder}
		}
	}
	for j := k; j < len(p.units) && j <= k+2; j++ {
		if p.has(j, criteria) && (j == k || !p.units[j].item) {
			return verdict{strength: Expected, confidence: 0.6, reason: "a question that is scored", lead: j}
		}
	}
	if up, ok := p.above(f); ok && up.strength != MentionOnly && up.cue.class&(must|demanded) != 0 {
		up.strength, up.confidence, up.reason = Expected, 0.7, "checked before"
		return up
	}
	return verdict{strength: MentionOnly, confidence: 0.8, reason: "a question without a demand", lead: k}
}

// excludes: a bidder is excluded; that something else is not accepted does not
// exclude him.
func (p *page) excludes(k int) bool {
	for _, q := range p.cues(k) {
		if q.class&excluded == 0 {
			continue
		}
		switch p.lowerWord(p.units[k].toks[q.to-1]) {
		case "accepted", "accept", "permitted":
		default:
			return true
		}
	}
	return false
}

// pronoun: "you do not need it to bid, but you must hold it by award": a later
// demand for "it" speaks of the scheme named before.
func (p *page) pronoun(f *found) (verdict, bool) {
	k := f.unit
	toks := p.units[k].toks
	for _, q := range p.cues(k) {
		if q.from < f.to || q.class&(must|should) == 0 || p.notSupplier(k, p.subject(k, q)) {
			continue
		}
		for i := q.to; i < len(toks) && i < q.to+5; i++ {
			if w := p.lowerWord(toks[i]); w != "it" && w != "one" || !p.within(k, q.from, i, hold|must|evidence|comply) {
				continue
			}
			v := verdict{strength: Mandatory, confidence: 0.7, reason: "demanded as it", pronoun: true, lead: k, cue: q, actor: p.subject(k, q)}
			if q.class&must == 0 {
				v.strength = Expected
			}
			return v, true
		}
	}
	return verdict{}, false
}

// without: "tenderers without ISO 27001".
func (p *page) without(f *found) bool {
	toks := p.units[f.unit].toks
	for i := max(0, f.from-3); i < f.from; i++ {
		if p.lowerWord(toks[i]) == "without" {
			return true
		}
	}
	return false
}

// lacking: "if the bidder does not hold ..., then it must".
func (p *page) lacking(f *found) bool {
	k := f.unit
	for _, q := range p.cues(k) {
		if q.class&ifs == 0 || q.to > f.from || !p.lackOrLapse(k, q) || !p.within(k, q.to, f.from, supplier|bidder|you) {
			continue
		}
		toks := p.units[k].toks
		if p.within(k, f.to, len(toks), must|demanded|should|policy) || k+1 < len(p.units) && p.has(k+1, policy|must) {
			return true
		}
	}
	return false
}

// passedOn: somebody is to ensure that suppliers hold it: whoever he is, it is
// asked of the suppliers.
func (p *page) passedOn(f *found) bool {
	k := f.unit
	for _, q := range p.cues(k) {
		if q.class&ensure == 0 || q.to > f.from || f.from-q.to > 30 {
			continue
		}
		for _, s := range p.cues(k) {
			if s.class&(supplier|subs) != 0 && s.from >= q.to && s.from-q.to <= 3 && s.to <= f.from {
				return p.within(k, s.to, f.to+3, comply|hold|cert|must) && !p.within(k, q.to, f.from, purpose|own|inside)
			}
		}
	}
	return false
}

// imperative: "Ensure that suppliers adhere to ...", "Maintain their own ...".
func (p *page) imperative(f *found) (verdict, bool) {
	for _, q := range p.cues(f.unit) {
		if q.class&(ensure|upkeep) == 0 {
			continue
		}
		if q.from > 3 || q.to > f.from {
			break
		}
		if p.within(f.unit, q.to, f.from, supplier) && p.within(f.unit, q.to, f.to+4, comply|hold|cert|supplier) &&
			!p.within(f.unit, q.to, f.from, purpose|own|inside) {
			return verdict{strength: Mandatory, confidence: 0.65, reason: "a duty in a list of duties", lead: f.unit, cue: q}, true
		}
	}
	return verdict{}, false
}

// onlyWho: "only bidders holding ISO 9001 will be considered".
func (p *page) onlyWho(f *found) bool {
	toks := p.tokens(f.unit)
	for _, q := range p.cues(f.unit) {
		if q.class&only == 0 || q.to > f.from || !p.within(f.unit, q.to, min(q.to+3, f.from), supplier) {
			continue
		}
		if p.within(f.unit, q.to, f.to+2, hold|cert|evidence) {
			return true
		}
		for i := q.to; i < f.from; i++ {
			if p.lowerWord(toks[i]) == "with" {
				return true
			}
		}
	}
	return false
}

// fragment: a line of a specification without a verb that can only be a
// demand: "ISO 9001 or equivalent", "ISO 27001 accredited data centre."
func (p *page) fragment(f *found) (verdict, bool) {
	u := &p.units[f.unit]
	toks := p.tokens(f.unit)
	if len(toks) > 45 || p.has(f.unit, verb|own|buyer) {
		return verdict{}, false
	}
	v := verdict{strength: Mandatory, confidence: 0.55, reason: "a line of a specification", lead: f.unit}
	switch {
	case p.isForm(f.unit):
		return verdict{}, false
	case p.has(f.unit, criteria):
		v.strength, v.reason = Expected, "an award criterion"
		return v, p.has(f.unit, equal|essential|cert|comply)
	case p.has(f.unit, equal|essential):
		return v, true
	case p.has(f.unit, atBidForm) && (p.has(f.unit, cert) || p.orPolicy(f)):
		v.reason = "in a selection question"
		return v, true
	case p.has(f.unit, towards):
		v.strength = Expected
		return v, true
	case p.text[u.end-1] == '.' && !u.item && len(toks) < 22 && !p.opensSentence(f) && p.qualifies(f):
		return v, true
	}
	return verdict{}, false
}

// opensSentence: words that only a whole sentence has, with a verb that the
// lexicon may not know; or the name stands in brackets, as an aside.
func (p *page) opensSentence(f *found) bool {
	toks := p.units[f.unit].toks
	switch p.lowerWord(toks[0]) {
	case "the", "this", "these", "those", "however", "therefore", "it", "they", "its", "their", "his", "her", "there", "please", "as", "in", "when", "while", "although", "if", "because", "once", "never", "today":
		return true
	}
	for _, t := range toks {
		switch p.lowerWord(t) {
		case "will", "would", "who", "which", "because", "therefore", "had", "has", "have", "found", "said", "that":
			return true
		}
	}
	return f.from > 0 && toks[f.from-1].mark == '('
}

// qualifies: "accredited" or "compliant" follows the name, or the next name of
// its list.
func (p *page) qualifies(f *found) bool {
	toks := p.units[f.unit].toks
	for i := max(0, f.from-12); i+1 < f.from; i++ {
		switch p.lowerWord(toks[i]) {
		case "certified", "accredited", "registered", "compliant", "conforming", "certificated":
			return true
		}
	}
	for i := f.to; i < len(toks) && i <= f.to+2; i++ {
		if m := toks[i].mark; m != 0 && m != '/' {
			return false
		}
		if i+1 < len(toks)-1 && p.within(f.unit, i, i+1, cert|comply) {
			return true
		}
	}
	return false
}
