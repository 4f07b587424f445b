package requirement

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
		if cs := p.cues(j); len(cs) > 1 && cs[0].class&form != 0 && p.ifYes(j) {
			for _, q := range cs[1:] {
				if q.class&give != 0 && q.from < 6 && p.has(j, cert|evidence) && !p.asksDetails(j) {
					return verdict{strength: Expected, confidence: 0.65, reason: "a question with proof to send", lead: j, cue: q, actor: bidder}
				}
			}
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

// ifYes: the unit opens with "If yes" or "If so".
func (p *page) ifYes(k int) bool {
	toks := p.tokens(k)
	if len(toks) < 3 || p.lowerWord(toks[0]) != "if" {
		return false
	}
	w := p.lowerWord(toks[1])
	return w == "yes" || w == "so"
}

// asksDetails: what is to be sent are particulars, no paper.
func (p *page) asksDetails(k int) bool {
	for _, t := range p.tokens(k) {
		switch p.lowerWord(t) {
		case "details", "information", "particulars", "number":
			return true
		}
	}
	return false
}

// whereHeld: "where held", "if available" behind token i.
func (p *page) whereHeld(k, i int) bool {
	toks := p.units[k].toks
	for ; i+1 < len(toks); i++ {
		switch p.lowerWord(toks[i]) {
		case "where", "if":
			switch p.lowerWord(toks[i+1]) {
			case "held", "available":
				return true
			}
		}
	}
	return false
}
