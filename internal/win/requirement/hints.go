package requirement

// isBought: the words beside the mention buy, teach or audit it.
func (p *page) isBought(f *found) bool {
	for _, q := range p.cues(f.unit) {
		if q.class&bought == 0 {
			continue
		}
		switch {
		case q.from >= f.to && q.from-f.to <= 1 && p.afterBuys(f.unit, q):
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

func (p *page) isReplaced(f *found) bool {
	for _, q := range p.cues(f.unit) {
		if q.class&instead != 0 && q.to <= f.from && f.from-q.to <= 2 {
			return true
		}
	}
	return false
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
		if p.has(j, excluded) || p.has(j, essential) && p.has(j, demanded) {
			return verdict{strength: Mandatory, confidence: 0.75, reason: "a question with pass or fail", lead: k}
		}
	}
	if up, ok := p.above(f); ok && up.strength != MentionOnly && up.cue.class&(must|demanded) != 0 {
		up.strength, up.confidence, up.reason = Expected, 0.7, "checked before"
		return up
	}
	return verdict{strength: MentionOnly, confidence: 0.8, reason: "a question without a demand", lead: k}
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
	for _, q := range p.cues(f.unit) {
		if q.class&only != 0 && q.to <= f.from && p.within(f.unit, q.to, min(q.to+2, f.from), supplier) && p.within(f.unit, q.to, f.to+2, hold|cert) {
			return true
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
	case p.has(f.unit, equal|essential):
		return v, true
	case p.has(f.unit, atBidForm) && (p.has(f.unit, cert) || p.orPolicy(f)):
		v.reason = "in a selection question"
		return v, true
	case p.has(f.unit, towards):
		v.strength = Expected
		return v, true
	case p.text[u.end-1] == '.' && !u.item && f.to+1 < len(toks)-1 && p.qualifies(f):
		return v, true
	}
	return verdict{}, false
}

// qualifies: "accredited" or "compliant" follows the name, or the next name of
// its list.
func (p *page) qualifies(f *found) bool {
	toks := p.units[f.unit].toks
	for i := f.to; i < len(toks) && i <= f.to+2; i++ {
		if m := toks[i].mark; m != 0 && m != '/' {
			return false
		}
		if p.within(f.unit, i, i+1, cert|comply) {
			return true
		}
	}
	return false
}
