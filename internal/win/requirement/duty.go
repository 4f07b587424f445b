package requirement

import "strings"

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
	if len(toks) > 45 || p.has(f.unit, verb|own) || p.namesBuyer(f.unit) || p.boasts(f.unit) {
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
	case p.demonstrated(f):
		return v, true
	case p.evidenceOf(f):
		v.strength, v.reason, v.confidence = Expected, "evidence of it is listed", 0.6
		return v, true
	case p.text[u.end-1] == '.' && (!u.item || isDigit(p.text[u.start])) && len(toks) < 22 && !p.opensSentence(f) && p.qualifies(f):
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

// demonstrated: "Demonstrable compliance with ISO 14001".
func (p *page) demonstrated(f *found) bool {
	toks := p.units[f.unit].toks
	switch p.lowerWord(toks[0]) {
	case "demonstrated", "demonstrable", "proven", "evidenced":
		return p.within(f.unit, 1, f.from, comply|cert)
	}
	return false
}

// namesBuyer: a buyer is spoken of, and not only in a name that begins with NHS.
func (p *page) namesBuyer(k int) bool {
	for _, q := range p.cues(k) {
		if q.class&buyer != 0 && (q.to-q.from > 1 || p.lowerWord(p.units[k].toks[q.from]) != "nhs") {
			return true
		}
	}
	return false
}

// boasts: words that a firm says of itself, and no buyer asks for.
func (p *page) boasts(k int) bool {
	for _, t := range p.tokens(k) {
		switch p.lowerWord(t) {
		case "fully", "premium", "leading", "trusted", "since", "stockist", "established", "proud", "proudly":
			return true
		}
	}
	return false
}

// evidenceOf: a line of a list or a cell that opens with "Evidence of" or "Copy
// of": what is to be sent, or what will be looked for.
func (p *page) evidenceOf(f *found) bool {
	toks := p.units[f.unit].toks
	for i := 0; i+1 < f.from && i < 5; i++ {
		switch p.lowerWord(toks[i]) {
		case "evidence", "proof", "copy", "copies", "confirmation":
			w := p.lowerWord(toks[i+1])
			return w == "of" || w == "that"
		case "current", "valid", "written", "documentary", "certified", "a", "":
		default:
			if toks[i].mark == 0 && !isDigit(p.text[toks[i].start]) {
				return false
			}
		}
	}
	return false
}
