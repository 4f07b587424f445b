package requirement

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

// cannotWithout: "Without ISO 9001 you cannot bid": the lack opens the sentence.
func (p *page) cannotWithout(f *found) bool {
	toks := p.tokens(f.unit)
	if !p.without(f) || f.from-f.clause.from > 6 {
		return false
	}
	for i := f.to; i < len(toks) && i < f.to+8; i++ {
		switch p.lowerWord(toks[i]) {
		case "cannot", "can't", "not", "no", "nobody":
			for j := i + 1; j < len(toks) && j < i+6; j++ {
				switch p.lowerWord(toks[j]) {
				case "bid", "tender", "apply", "proceed", "award", "awarded", "appointed", "considered", "join", "contract", "participate", "supply":
					return true
				}
			}
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
